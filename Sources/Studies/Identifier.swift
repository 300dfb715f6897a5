// SPDX-License-Identifier: Apache-2.0
//
// What the texts that identify things may look like: narrow enough to be written into SQL, file names, CSV
// and web addresses without surprise, and to be equal as bytes when they are equal as text.

enum Identifier {
    private static let lower = Set("abcdefghijklmnopqrstuvwxyz".unicodeScalars)
    private static let upper = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZ".unicodeScalars)
    private static let digits = Set("0123456789".unicodeScalars)

    /// The name of a study, dataset, source or requester: lowercase letters, digits and hyphens.
    static func isSlug(_ text: String, atMost limit: Int = 63) -> Bool {
        matches(text, limit, first: lower.union(digits), rest: lower.union(digits).union(["-"]))
    }

    /// The name of a table, column or measure: lowercase letters, digits and underscores, as SQL takes it unquoted.
    static func isName(_ text: String) -> Bool {
        matches(text, 63, first: lower, rest: lower.union(digits).union(["_"]))
    }

    /// The code of a zone or of a value in a list.
    static func isCode(_ text: String) -> Bool {
        let first = lower.union(upper).union(digits)
        return matches(text, 32, first: first, rest: first.union(["-", "_", "."]))
    }

    /// One line that people read: not empty, without characters that nobody sees.
    static func isLine(_ text: String, atMost limit: Int) -> Bool {
        !text.isEmpty && text.count <= limit && text.utf8.count <= limit * 4
            && !text.unicodeScalars.contains(where: HiddenCharacter.isHidden)
    }

    private static func matches(
        _ text: String, _ limit: Int, first: Set<Unicode.Scalar>, rest: Set<Unicode.Scalar>
    ) -> Bool {
        guard let start = text.unicodeScalars.first, first.contains(start), text.utf8.count <= limit else {
            return false
        }
        return text.unicodeScalars.allSatisfy(rest.contains)
    }
}

extension String {
    /// What a study may be called.
    package var isStudyName: Bool { Identifier.isSlug(self) }

    /// One line that people read: not empty, without characters that nobody sees.
    package func isReadableLine(atMost limit: Int) -> Bool { Identifier.isLine(self, atMost: limit) }
}
