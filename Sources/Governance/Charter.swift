// SPDX-License-Identifier: Apache-2.0
//
// The charter: colleges, quorums, the voting rule, and the limits of release and privacy that no policy
// may cross (`trustees/charter.yaml`; the limits on studies stand as Cedar floors in
// `policies/charter.cedar`). Degenerate values are refused one by one when it is read.

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

    /// How an ordinary ballot is decided.
    package enum Rule: String, Hashable, Sendable, CaseIterable {
        /// More votes for than against over all seats, and no college with more against than for.
        case overallMajorityWithoutCollegeVeto = "overall-majority-without-college-veto"
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
    package let rule: Rule
    package let revote: Revote
    /// How long a ballot stays open.
    package let openSeconds: Int64
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
    /// The text it was read from, to be hashed.
    package let text: String

    package var beta: Double { Double(betaMicro) / 1_000_000 }

    /// Lowercase hex SHA-256 of the text.
    package var hash: String { TextHash.of(text) }

    package func college(_ id: String) -> College? {
        colleges.first { $0.id == id }
    }
}

extension Charter {
    /// - Parameters:
    ///   - yaml: the text of `trustees/charter.yaml`.
    ///   - file: its name in errors.
    /// - Throws: `.charter` with line and column.
    package init(yaml: String, file: String) throws(GovernanceError) {
        let root = try YAMLMapping(
            text: yaml, source: .init(file: file, code: .charter),
            keys: ["id", "name", "colleges", "votes", "release", "privacy", "mandates"])
        let votes = try root.mapping("votes", keys: ["rule", "revote", "open_seconds"])
        let release = try root.mapping("release", keys: ["threshold", "beta"])
        let privacy = try root.mapping("privacy", keys: ["maximum_epsilon", "budget_rho"])
        let mandates = try root.mapping("mandates", keys: ["valid_seconds"])
        self.init(
            id: try root.identifier("id"),
            name: try root.localized("name"),
            colleges: try Charter.colleges(in: root),
            rule: try votes.choice("rule", of: Rule.self),
            revote: try votes.choice("revote", of: Revote.self),
            openSeconds: try votes.integer("open_seconds", in: 1...31_536_000),
            threshold: try release.integer("threshold", in: 11...1_000_000),
            betaMicro: try release.micro("beta", in: 1...50_000),
            maximumEpsilonMicro: try privacy.micro("maximum_epsilon", in: 1...10_000_000),
            budgetRhoMicro: try privacy.micro("budget_rho", in: 1...100_000_000),
            mandateSeconds: try mandates.integer("valid_seconds", in: 1...31_536_000),
            text: yaml)
    }

    private static func colleges(in root: YAMLMapping) throws(GovernanceError) -> [College] {
        var colleges: [College] = []
        for entry in try root.mappings("colleges", keys: ["id", "name", "seats", "quorum"]) {
            let seats = try entry.integer("seats", in: 1...999)
            let college = College(
                id: try entry.identifier("id"), name: try entry.localized("name"), seats: Int(seats),
                quorum: Int(try entry.integer("quorum", in: 1...seats)))
            guard !colleges.contains(where: { $0.id == college.id }) else {
                throw entry.error("id", "two colleges are called `\(college.id)`", help: "give each its own identifier")
            }
            colleges.append(college)
        }
        guard colleges.count == 3 else {
            throw root.error(
                "colleges", "the charter has \(colleges.count) colleges",
                help: "describe three: `public`, `private` and `civil-society`")
        }
        return colleges
    }
}
