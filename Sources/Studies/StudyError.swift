// SPDX-License-Identifier: Apache-2.0
//
// What is wrong with a study, a dataset or a territory, in one sentence: what, where, how to mend it
// (CONTRIBUTING, "Error messages"). Two errors are equal when their codes are.

/// A place in a text that a person wrote: lines and columns count from 1, columns in characters.
package struct SourceSpan: Hashable, Sendable {
    package let file: String
    package let line: Int
    package let column: Int
    /// The whole line, to be printed with the faulty part underlined.
    package let lineText: String
    /// Characters to underline, at least 1.
    package let length: Int

    package init(file: String, line: Int, column: Int, lineText: String, length: Int) {
        self.file = file
        self.line = line
        self.column = column
        self.lineText = lineText
        self.length = max(1, length)
    }

    private static let widestExcerpt = 160
    private static let excerptBefore = 60

    /// The line with its faulty part underlined; of a line too long for a screen, what stands around the part.
    fileprivate var excerpt: (text: String, underline: String) {
        let isLong = lineText.count > SourceSpan.widestExcerpt
        let start = isLong ? max(0, column - 1 - SourceSpan.excerptBefore) : 0
        let part = isLong ? lineText.dropFirst(start).prefix(SourceSpan.widestExcerpt) : lineText[...]
        let before = start > 0 ? "..." : ""
        let after = part.endIndex < lineText.endIndex ? "..." : ""
        let indent = column - 1 - start
        let carets = isLong ? max(1, min(length, part.count - indent)) : length
        return (
            before + part + after,
            String(repeating: " ", count: before.count + indent) + String(repeating: "^", count: carets)
        )
    }
}

package struct StudyError: Error, Sendable, Equatable, CustomStringConvertible {
    package struct Code: Hashable, Sendable {
        package let name: String
        package init(_ name: String) { self.name = name }
    }

    package let code: Code
    /// Lowercase, no final stop, what the person wrote between backticks.
    package let message: String
    /// Where; nil when the whole document is meant.
    package let span: SourceSpan?
    /// What to write instead.
    package let help: String

    package init(_ code: Code, _ message: String, at span: SourceSpan? = nil, help: String) {
        self.code = code
        self.message = message
        self.span = span
        self.help = help
    }

    package static func == (left: StudyError, right: StudyError) -> Bool {
        left.code == right.code
    }

    /// The sentence, then the underlined line if there is a place.
    package var description: String {
        guard let span else { return HiddenCharacter.shown("\(message); \(help)") }
        let gutter = String(repeating: " ", count: String(span.line).count)
        let excerpt = span.excerpt
        let text = """
            \(span.file):\(span.line):\(span.column): \(message); \(help)
            \(gutter) |
            \(span.line) | \(excerpt.text)
            \(gutter) | \(excerpt.underline)
            """
        return HiddenCharacter.shown(text)
    }
}

extension StudyError.Code {
    package static let territory = Self("territory")
}
