// SPDX-License-Identifier: Apache-2.0
//
// What a policy text would decide if it were in force, for planners and proposers. It authorises nothing:
// a mandate rests on a PolicyInForce, and that on a ballot.

import Studies

extension Decisions {
    /// - Parameters:
    ///   - policy: Cedar text that need not have been voted.
    ///   - texts: the charter, roster, schema and floors it would stand under.
    /// - Throws: `.policy` when the text could never be put to the vote.
    package static func foresee(
        plan: Plan, policy: String, file: String, texts: Enrolment.Texts, on day: Day
    ) throws(GovernanceError) -> Decision {
        let root = try Enrolment(
            fictitious: true, texts: texts, aggregators: aggregators(of: texts.charter), holders: [],
            brokerURL: "http://127.0.0.1:1"
        ).root
        let rules = try RuleBook(policies: policy, file: file, schema: root.schema)
        let facts = Facts(plan: plan, charter: root.charter, approvedByBallot: false, submittedOn: day)
        return decide(facts: facts, rules: rules, root: root, on: day)
    }

    /// A trust root names two aggregators; a decision doesn't depend on which.
    private static func aggregators(of charter: Charter) -> [Enrolment.Aggregator] {
        zip(EnrolledAggregator.Role.allCases, charter.colleges).enumerated().map { index, pair in
            Enrolment.Aggregator(
                id: "foreseen-\(pair.0.rawValue)", name: pair.0.rawValue, role: pair.0, college: pair.1.id,
                administrator: "none", url: "http://127.0.0.1:\(index + 2)")
        }
    }
}
