// SPDX-License-Identifier: Apache-2.0
//
// What is wrong with a charter, a ballot, a decision or a mandate, in one sentence: what, where, how to
// mend it (CONTRIBUTING, "Error messages"). Two errors are equal when their codes are: each refusal of
// an edge is a code of its own. Never carries personal data.

package struct GovernanceError: Error, Sendable, Equatable, CustomStringConvertible {
    package struct Code: Hashable, Sendable {
        package let name: String
        package init(_ name: String) { self.name = name }
    }

    package let code: Code
    /// Lowercase, no final stop, what somebody wrote between backticks.
    package let message: String
    /// `charter.yaml:12:5`, or the path of a member in a document, such as `body.tasks[0].length`; nil when
    /// the whole is meant.
    package let place: String?
    /// What to do or write instead.
    package let help: String

    package init(_ code: Code, _ message: String, at place: String? = nil, help: String) {
        self.code = code
        self.message = message
        self.place = place
        self.help = help
    }

    package static func == (left: GovernanceError, right: GovernanceError) -> Bool {
        left.code == right.code
    }

    package var description: String {
        (place.map { "\($0): " } ?? "") + "\(message); \(help)"
    }
}

extension GovernanceError.Code {
    /// A charter that cannot govern: wrong form, or a value that no charter may have.
    package static let charter = Self("charter")
    package static let roster = Self("roster")
    /// A policy text that cannot be adopted: syntax, schema, missing annotation, a floor that permits.
    package static let policy = Self("policy")
    package static let trustRoot = Self("trust-root")
    /// Not the canonical form of the document that was expected.
    package static let malformedDocument = Self("malformed-document")
    package static let keyFile = Self("key-file")
    /// A ballot that cannot be opened, or a policy that no adopted ballot stands behind.
    package static let ballot = Self("ballot")
    /// A list of mandates that cannot be read.
    package static let mandate = Self("mandate")
    /// The budget of a population would be overdrawn, or an entry is no entry.
    package static let budget = Self("budget")
}
