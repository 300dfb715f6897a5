// SPDX-License-Identifier: Apache-2.0
//
// Characters that nobody sees and that change what is read around them: controls, format characters (marks of
// direction, zero-width characters, soft hyphens), separators of lines and paragraphs; Unicode's general
// categories Cc, Cf, Zl and Zp. Whoever votes on a title or a query must see all of it. Line feeds, carriage
// returns and tabs are taken where a text may have several lines. Look-alike letters are left out.

enum HiddenCharacter {
    static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    /// The first one in a text of several lines.
    static func first(in text: String) -> Unicode.Scalar? {
        text.unicodeScalars.first { isHidden($0) && !isLayout($0) }
    }

    static func isLayout(_ scalar: Unicode.Scalar) -> Bool { ["\n", "\r", "\t"].contains(scalar) }

    /// Its code point and Unicode name, such as "`U+202E` (RIGHT-TO-LEFT OVERRIDE)".
    static func name(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let code = "`U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "`"
        return (scalar.properties.name ?? scalar.properties.nameAlias).map { "\(code) (\($0))" } ?? code
    }

    /// For a terminal or a page: each one that is hidden as the replacement character, layout as it is.
    static func shown(_ text: String) -> String {
        guard first(in: text) != nil else { return text }
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { shown.append(isHidden(scalar) && !isLayout(scalar) ? "\u{FFFD}" : scalar) }
        return String(shown)
    }
}

extension StudyError.Code {
    package static let hiddenCharacter = Self("hidden-character")
}

extension StudyError {
    static func hidden(_ scalar: Unicode.Scalar, in what: String, at span: SourceSpan?) -> StudyError {
        StudyError(
            .hiddenCharacter, "\(what) has a character that nobody sees, \(HiddenCharacter.name(scalar))", at: span,
            help: "delete it, or write the text again by hand")
    }
}

extension SourceText {
    /// Refuses the first hidden character of a file but layout, a byte order mark included.
    static func checkVisible(_ text: String, file: String) throws(StudyError) {
        let scalars = text.unicodeScalars
        let found = scalars.indices.first { index in
            HiddenCharacter.isHidden(scalars[index]) && !HiddenCharacter.isLayout(scalars[index])
        }
        guard let found else { return }
        let before = String(scalars[...found])
        let line = before.dropLast().count { $0.isNewline } + 1
        let column = before.dropLast().reversed().prefix { !$0.isNewline }.count + 1
        throw .hidden(
            scalars[found], in: "the file",
            at: SourceText(file: file, text: text).span(line: line, column: column, length: 1))
    }
}
