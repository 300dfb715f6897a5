// SPDX-License-Identifier: Apache-2.0
//
// What an assessment must know of the decision: the clauses that made it and the ballot that put them in
// force, as plain values. Who fills them has checked the votes; nothing is checked again here.

import Studies

package struct GovernanceRecord: Hashable, Sendable {
    package enum Decision: String, Hashable, Sendable {
        case allowed
        case needsBallot = "needs_ballot"
        case refused
    }

    /// A clause of the policies in force that took part in the decision.
    package struct Clause: Hashable, Sendable {
        package let id: String
        package let title: Localized
        /// The clause as written, in Cedar.
        package let text: String
        /// The same in one plain sentence.
        package let sentence: Localized?

        package init(id: String, title: Localized, text: String, sentence: Localized?) {
            self.id = id
            self.title = title
            self.text = text
            self.sentence = sentence
        }
    }

    package let decision: Decision
    package let clauses: [Clause]
    package let ballot: BallotRecord

    package init(decision: Decision, clauses: [Clause], ballot: BallotRecord) {
        self.decision = decision
        self.clauses = clauses
        self.ballot = ballot
    }
}

/// The ballot that put the policies in force.
package struct BallotRecord: Hashable, Sendable {
    package let id: String
    /// Lowercase hex SHA-256 of the policies that were voted on.
    package let policySetHash: String
    /// Date and time as text, such as `2026-02-10 18:00 UTC`.
    package let openedAt: String
    package let closedAt: String
    package let colleges: [CollegeCount]
    package let outcome: Localized

    package init(
        id: String, policySetHash: String, openedAt: String, closedAt: String, colleges: [CollegeCount],
        outcome: Localized
    ) {
        self.id = id
        self.policySetHash = policySetHash
        self.openedAt = openedAt
        self.closedAt = closedAt
        self.colleges = colleges
        self.outcome = outcome
    }
}

/// The votes of one college; all numbers are of seats.
package struct CollegeCount: Hashable, Sendable {
    package let college: String
    package let seats: Int
    package let inFavour: Int
    package let against: Int
    package let abstained: Int
    package let blank: Int
    package let absent: Int
    /// Out of the vote and of the quorum for an interest: not absent.
    package let recused: Int

    package init(
        college: String, seats: Int, inFavour: Int, against: Int, abstained: Int, blank: Int, absent: Int,
        recused: Int
    ) {
        self.college = college
        self.seats = seats
        self.inFavour = inFavour
        self.against = against
        self.abstained = abstained
        self.blank = blank
        self.absent = absent
        self.recused = recused
    }

    /// The college's name in words; an unknown identifier is shown as it is.
    package var title: Localized { CollegeTitle.of(college) }
}

enum CollegeTitle {
    static func of(_ identifier: String) -> Localized {
        switch identifier {
        case "public": Localized(fr: "collège public", en: "public college")
        case "private": Localized(fr: "collège privé", en: "private college")
        case "civil-society": Localized(fr: "collège de la société civile", en: "civil society college")
        default: Localized(identifier)
        }
    }
}
