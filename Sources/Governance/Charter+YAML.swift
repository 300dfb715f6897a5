// SPDX-License-Identifier: Apache-2.0
//
// Reading the charter (`trustees/charter.yaml`). Degenerate values are refused one by one, each with its
// line and column.

import Studies

extension Charter {
    /// - Parameters:
    ///   - yaml: the text of `trustees/charter.yaml`.
    ///   - file: its name in errors.
    /// - Throws: `.charter` with line and column.
    package init(yaml: String, file: String) throws(GovernanceError) {
        let root = try YAMLMapping(
            text: yaml, source: .init(file: file, code: .charter),
            keys: [
                "id", "name", "colleges", "seats", "votes", "initiative", "suspension", "release", "privacy",
                "mandates",
            ])
        let colleges = try Charter.colleges(in: root)
        let seats = try root.mapping("seats", keys: ["term_years", "replacement"])
        let votes = try root.mapping(
            "votes", keys: ["rule", "charter_rule", "revote", "deliberation_seconds", "open_seconds", "second_call"])
        let initiative = try root.mapping("initiative", keys: ["may_propose", "may_request"])
        let suspension = try root.mapping("suspension", keys: ["college_seats"])
        let release = try root.mapping("release", keys: ["threshold", "beta"])
        let privacy = try root.mapping("privacy", keys: ["maximum_epsilon", "budget_rho"])
        let mandates = try root.mapping("mandates", keys: ["valid_seconds", "checkpoint_seconds"])
        let fewest = Int64(colleges.map(\.seats).min() ?? 1)
        self.init(
            id: try root.identifier("id"),
            name: try root.localized("name"),
            colleges: colleges,
            termYears: Int(try seats.integer("term_years", in: 1...20)),
            replacement: try seats.choice("replacement", of: Replacement.self),
            rule: try votes.choice("rule", of: Rule.self),
            charterRule: try Charter.charterRule(in: votes),
            revote: try votes.choice("revote", of: Revote.self),
            deliberationSeconds: try votes.integer("deliberation_seconds", in: 1...31_536_000),
            openSeconds: try votes.integer("open_seconds", in: 1...31_536_000),
            secondCall: try Charter.secondCall(in: votes, fewestSeats: fewest),
            mayPropose: try initiative.choices("may_propose", of: Proposer.self),
            mayRequest: try initiative.choices("may_request", of: Study.RequesterKind.self),
            suspendingSeats: Int(try suspension.integer("college_seats", in: 1...fewest)),
            threshold: try release.integer("threshold", in: 11...1_000_000),
            betaMicro: try release.micro("beta", in: 1...50_000),
            maximumEpsilonMicro: try privacy.micro("maximum_epsilon", in: 1...10_000_000),
            budgetRhoMicro: try privacy.micro("budget_rho", in: 1...100_000_000),
            mandateSeconds: try mandates.integer("valid_seconds", in: 1...31_536_000),
            checkpointSeconds: try mandates.integer("checkpoint_seconds", in: 1...604_800),
            text: yaml)
    }

    /// Only the stricter rule changes the charter.
    private static func charterRule(in votes: YAMLMapping) throws(GovernanceError) -> Rule {
        let rule = try votes.choice("charter_rule", of: Rule.self)
        guard rule == .majorityInEachCollege else {
            throw votes.error(
                "charter_rule", "the charter can't be changed by `\(rule.rawValue)`",
                help: "write `\(Rule.majorityInEachCollege.rawValue)`")
        }
        return rule
    }

    private static func secondCall(in votes: YAMLMapping, fewestSeats: Int64) throws(GovernanceError) -> SecondCall {
        let call = try votes.mapping("second_call", keys: ["within_seconds", "open_seconds", "quorum"])
        return SecondCall(
            withinSeconds: try call.integer("within_seconds", in: 1...31_536_000),
            openSeconds: try call.integer("open_seconds", in: 1...31_536_000),
            quorum: Int(try call.integer("quorum", in: 0...fewestSeats)))
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
