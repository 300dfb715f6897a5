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
        let indent = String(repeating: " ", count: span.column - 1)
        let carets = String(repeating: "^", count: span.length)
        let text = """
            \(span.file):\(span.line):\(span.column): \(message); \(help)
            \(gutter) |
            \(span.line) | \(span.lineText)
            \(gutter) | \(indent)\(carets)
            """
        return HiddenCharacter.shown(text)
    }
}

extension StudyError.Code {
    package static let territory = Self("territory")
}
