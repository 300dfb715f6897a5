// SPDX-License-Identifier: Apache-2.0
//
// What is wrong with a policy, a schema, a request or an evaluation, in Cedar's own style: lowercase, no final
// stop, the reader's words in backticks, the place underlined, and what to write instead. Messages name types,
// attributes and policies, never the values of a request. Two errors are equal when their codes are.

package struct CedarError: Error, Sendable, Equatable, CustomStringConvertible {
    package struct Code: Hashable, Sendable {
        package let name: String
        package init(_ name: String) { self.name = name }
    }

    package let code: Code
    package let message: String
    /// Where; nil when there is no text, as for a request.
    package let span: CedarSpan?
    /// What to write instead.
    package let help: String

    package init(_ code: Code, _ message: String, at span: CedarSpan? = nil, help: String) {
        self.code = code
        self.message = message
        self.span = span
        self.help = help
    }

    package static func == (left: CedarError, right: CedarError) -> Bool {
        left.code == right.code
    }

    /// The sentence, the underlined line if there is a place, and the way out. Characters that can't be seen, or that
    /// would command a terminal, stand as their numbers.
    package var description: String {
        guard let span else { return "\(message.shown)\nhelp: \(help.shown)" }
        let gutter = String(repeating: " ", count: String(span.line).count)
        let excerpt = Excerpt(span)
        return """
            \(span.file.shown):\(span.line):\(span.column): \(message.shown)
            \(gutter) |
            \(span.line) | \(excerpt.line)
            \(gutter) | \(excerpt.carets)
            help: \(help.shown)
            """
    }
}

/// The line of a place and the carets below it; of a long line only what stands around the place.
private struct Excerpt {
    let line: String
    let carets: String
    private static let width = 120
    private static let lead = 40

    init(_ span: CedarSpan) {
        let characters = Array(span.lineText)
        let start = min(span.column - 1, characters.count)
        let first = characters.count > Self.width && start > Self.lead ? start - Self.lead : 0
        let last = min(characters.count, first + Self.width)
        let end = min(start + span.length, last)
        let before = (first > 0 ? "…" : "") + String(characters[first..<start]).shown
        let marked = String(characters[start..<max(start, end)]).shown
        line = before + marked + String(characters[max(start, end)..<last]).shown + (last < characters.count ? "…" : "")
        let indent = String(before.map { $0 == "\t" ? "\t" : " " })
        carets = indent + String(repeating: "^", count: max(1, marked.count))
    }
}

extension Unicode.Scalar {
    /// Control and format characters, and what has no agreed shape.
    package var isHidden: Bool {
        switch properties.generalCategory {
        case .control, .format, .unassigned, .privateUse, .surrogate, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}

extension String {
    /// With hidden characters, tabs apart, as their numbers: `\u{1b}`.
    fileprivate var shown: String {
        guard unicodeScalars.contains(where: { $0.isHidden && $0 != "\t" }) else { return self }
        return unicodeScalars.map { $0.isHidden && $0 != "\t" ? "\\u{\(String($0.value, radix: 16))}" : String($0) }
            .joined()
    }
}

extension CedarError.Code {
    // Reading
    /// The text isn't in the grammar.
    package static let syntax = Self("syntax")
    /// The text is longer or more deeply nested than `Limits` allow.
    package static let tooLarge = Self("too large")
    /// A word that the language keeps for itself stands where a name should.
    package static let reservedName = Self("reserved name")
    /// The same name is given twice.
    package static let duplicate = Self("duplicate")
    /// An integer outside the 64-bit range.
    package static let integerRange = Self("integer range")
    package static let unknownFunction = Self("unknown function")

    // Evaluating
    package static let typeMismatch = Self("type mismatch")
    package static let missingAttribute = Self("missing attribute")
    /// A string that `decimal`, `datetime` or `duration` cannot read.
    package static let extensionValue = Self("extension value")
    package static let wrongArity = Self("wrong number of arguments")

    // Schema, request, validation
    package static let unknownType = Self("unknown type")
    package static let unknownAction = Self("unknown action")
    package static let unknownEntity = Self("unknown entity")
    package static let unknownAttribute = Self("unknown attribute")
    package static let unsafeAccess = Self("unsafe access")
    package static let cycle = Self("cycle")
    package static let incompatibleTypes = Self("incompatible types")
    package static let emptySet = Self("empty set")
    package static let neverApplies = Self("never applies")
    package static let invalidRequest = Self("invalid request")

    /// A feature of Cedar that level 0 leaves out.
    package static func outOfSubset(_ feature: Feature) -> Self { Self("out of subset: \(feature.rawValue)") }
}

/// How large a text may be. Cedar itself sets no bounds.
package enum Limits {
    /// Bytes of a policy text: a few thousand rules.
    package static let policyBytes = 1 << 20
    /// Bytes of a schema text.
    package static let schemaBytes = 1 << 18
    /// Levels of an expression, or of a type with its common types written out.
    package static let depth = 128
    /// Kinds of request of a schema: each is a principal's type, an action and a resource's type.
    package static let environments = 10_000
}
