// SPDX-License-Identifier: Apache-2.0
//
// What stands behind a publication beside its numbers: documents of the decision (the mandate, a proof) that
// are published with it, and the commands that check them. Whoever makes them vouches for them; here they
// are only carried.

import Studies

package struct Evidence: Sendable {
    package struct Document: Hashable, Sendable {
        /// A plain file name, such as `mandate.json`.
        package let name: String
        package let title: Localized
        package let bytes: [UInt8]

        /// Nil when the name is none of 1 to 60 letters, digits, hyphens and dots that begins with a letter.
        package init?(name: String, title: Localized, bytes: [UInt8]) {
            let isPlain = name.utf8.allSatisfy {
                (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 46
            }
            guard isPlain, (1...60).contains(name.utf8.count), name.first?.isLetter == true else { return nil }
            self.name = name
            self.title = title
            self.bytes = bytes
        }
    }

    /// A line to type, and what it shows.
    package struct Command: Hashable, Sendable {
        package let line: String
        package let shows: Localized

        package init(line: String, shows: Localized) {
            self.line = line
            self.shows = shows
        }
    }

    package let documents: [Document]
    package let commands: [Command]

    package init(documents: [Document] = [], commands: [Command] = []) {
        self.documents = documents
        self.commands = commands
    }

    package static let none = Evidence()
}
