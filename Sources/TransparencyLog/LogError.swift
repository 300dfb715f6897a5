// SPDX-License-Identifier: Apache-2.0
//
// What is wrong with a note, a proof, a policy, a log's files or a request to a witness, in one sentence: what,
// where, how to mend it (CONTRIBUTING, "Error messages"). Two errors are equal when their codes are. A message
// quotes names of keys and files, never an entry's bytes.

package struct LogError: Error, Sendable, Equatable, CustomStringConvertible {
    package struct Code: Hashable, Sendable {
        package let name: String
        package init(_ name: String) { self.name = name }
    }

    package let code: Code
    /// Lowercase, no final stop, what somebody wrote between backticks.
    package let message: String
    /// A file's path, or `line 3` of a text; nil when the whole is meant.
    package let place: String?
    /// What to do or write instead.
    package let help: String

    package init(_ code: Code, _ message: String, at place: String? = nil, help: String) {
        self.code = code
        self.message = message
        self.place = place
        self.help = help
    }

    package static func == (left: LogError, right: LogError) -> Bool { left.code == right.code }

    package var description: String { (place.map { "\($0): " } ?? "") + "\(message); \(help)" }
}

extension LogError.Code {
    /// A text that is no signed note.
    package static let note = Self("note")
    /// A key's name or text that can't be one.
    package static let key = Self("key")
    /// A known key's signature that doesn't verify: the whole note is refused.
    package static let signature = Self("signature")
    /// No signature by a known key.
    package static let unsigned = Self("unsigned")
    package static let checkpoint = Self("checkpoint")
    /// A proof file that can't be read, or an inclusion proof that doesn't lead to the root.
    package static let proof = Self("proof")
    /// Two trees of one log that can't both be true.
    package static let fork = Self("fork")
    /// A smaller tree than one that was seen before.
    package static let rollback = Self("rollback")
    /// A policy file that can't be read.
    package static let policy = Self("policy")
    /// Too few witnesses stand behind a checkpoint.
    package static let quorum = Self("quorum")
    /// A checkpoint whose cosignatures are too old.
    package static let stale = Self("stale")
    /// A batch or an entry that no log may hold.
    package static let entry = Self("entry")
    /// A tile, bundle or document that isn't what the tree says.
    package static let tile = Self("tile")
    /// A file that the tree needs and that isn't there.
    package static let absent = Self("absent")
    /// The file system refused.
    package static let storage = Self("storage")
    /// Somebody else has the same state open.
    package static let locked = Self("locked")
    /// A log's or a witness's own state that can't be read.
    package static let state = Self("state")
    /// A request to a witness that is none.
    package static let request = Self("request")
}
