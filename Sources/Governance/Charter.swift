// SPDX-License-Identifier: Apache-2.0
//
// The charter: colleges, terms, quorums, voting rules, who may ask and propose, every duration, and the
// limits of release and privacy that no policy may cross (`trustees/charter.yaml`; the limits on studies
// stand as Cedar floors in `policies/charter.cedar`). It is read in Charter+YAML.swift.

import Studies

package struct Charter: Hashable, Sendable {
    /// A college of trustees: `public`, `private` or `civil-society`.
    package struct College: Hashable, Sendable {
        package let id: String
        package let name: Localized
        /// How many seats it has, at least 1.
        package let seats: Int
        /// How many of its seats must have cast a vote that counts (abstentions and blanks included), at least 1.
        package let quorum: Int
    }

    /// How a ballot is decided.
    package enum Rule: String, Hashable, Sendable, CaseIterable {
        /// More votes for than against over all seats, and no college with more against than for.
        case overallMajorityWithoutCollegeVeto = "overall-majority-without-college-veto"
        /// More votes for than against in each college: what a change of the charter needs.
        case majorityInEachCollege = "majority-in-each-college"
    }

    /// How long somebody sits who takes a seat over.
    package enum Replacement: String, Hashable, Sendable, CaseIterable {
        /// Until the end of the term of who sat there.
        case restOfTerm = "rest-of-term"
        /// A term of their own.
        case fullTerm = "full-term"
    }

    /// The second call of a ballot that had no quorum.
    package struct SecondCall: Hashable, Sendable {
        /// How long after the first one's closing it may be opened.
        package let withinSeconds: Int64
        package let openSeconds: Int64
        /// Of each college; 0 is valid whoever comes.
        package let quorum: Int
    }

    /// Who may put a proposal to the vote: trustees, and the kinds of requester that are named.
    package enum Proposer: String, Hashable, Sendable, CaseIterable {
        case trustee
        case transportAuthority = "transport-authority"
        case energyAuthority = "energy-authority"
        case association
        case citizensGroup = "citizens-group"
        case research
    }

    /// What a second vote of the same seat does.
    package enum Revote: String, Hashable, Sendable, CaseIterable {
        /// Nothing: the first counts.
        case first
        /// It takes the first one's place: the last before closing counts.
        case last
    }

    package let id: String
    package let name: Localized
    /// Three, in the order of the file.
    package let colleges: [College]
    /// The longest term of a seat, in years.
    package let termYears: Int
    package let replacement: Replacement
    package let rule: Rule
    /// For a change of the charter itself.
    package let charterRule: Rule
    package let revote: Revote
    /// How long a deposited text stays as it is before it may be put to the vote.
    package let deliberationSeconds: Int64
    /// How long a ballot stays open.
    package let openSeconds: Int64
    package let secondCall: SecondCall
    package let mayPropose: [Proposer]
    package let mayRequest: [Study.RequesterKind]
    /// How many seats of one college suspend a rule in its name.
    package let suspendingSeats: Int
    /// `k`, at least 11.
    package let threshold: Int64
    /// β, the chance that any cell of a table is released wrongly, in millionths.
    package let betaMicro: Int64
    /// The greatest ε of one study, in millionths.
    package let maximumEpsilonMicro: Int64
    /// The zCDP that may ever be spent on one population of a dataset and one record period, in millionths.
    package let budgetRhoMicro: Int64
    /// How long after its making a mandate is refused.
    package let mandateSeconds: Int64
    /// How old a cosigned checkpoint may be for an edge to act on it.
    package let checkpointSeconds: Int64
    /// The text it was read from, to be hashed.
    package let text: String

    package var beta: Double { Double(betaMicro) / 1_000_000 }

    /// Lowercase hex SHA-256 of the text.
    package var hash: String { TextHash.of(text) }

    package func college(_ id: String) -> College? {
        colleges.first { $0.id == id }
    }
}
