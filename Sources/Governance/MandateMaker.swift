// SPDX-License-Identifier: Apache-2.0
//
// The broker's side of a mandate: plan, decide, reserve, write, sign. Nothing is reserved unless the
// document that comes out passes the very check that every edge makes.

import Studies

package enum MandateMaker {
    /// Who adds up the shares.
    package struct Aggregators: Hashable, Sendable {
        package let leader: String
        package let helper: String

        package init(leader: String, helper: String) {
            self.leader = leader
            self.helper = helper
        }
    }

    /// - Parameters:
    ///   - studyText: the study's YAML, as submitted.
    ///   - studyBallot: the record of the ballot on this very plan, when the decision needs one.
    ///   - isNoised: false asks the aggregators for no noise; only a fictitious trust may.
    ///   - ledger: the broker's; the reservation is added to it, or it stays as it was.
    /// - Throws: `.mandateNotAllowed` when the decision isn't `allowed`, `.budget`, or what MandateCheck throws.
    package static func make(
        studyText: String, dataset: Dataset, policies: PolicyInForce, studyBallot: BallotRecord? = nil,
        aggregators: Aggregators, isNoised: Bool = true, root: TrustRoot, ledger: inout Ledger, key: SigningKey,
        now: Moment
    ) throws(GovernanceError) -> Mandate {
        let plan = try MandateCheck.plan(studyText, dataset: dataset)
        let count = try studyBallot.map { record throws(GovernanceError) in
            try Count.adopted(record, subject: .study, textHash: plan.hash, root: root, now: now)
        }
        let decision = Decisions.decide(plan: plan, policies: policies, root: root, studyBallot: count, on: now.day)
        try MandateCheck.allowed(decision)
        let account = LedgerAccount.holders(of: dataset)
        let body = MandateBody(
            studyText: studyText, planHash: plan.hash, decision: decision.json, charterHash: root.charter.hash,
            schemaHash: root.schemaHash, floorsHash: root.floorsHash, policyHash: policies.hash,
            grounds: .carried(policy: CarriedBallot(policies.count), study: count.map { CarriedBallot($0) }),
            ledger: MandateBody.json(of: account, rhoMicro: plan.rhoMicro, charter: root.charter),
            spentRhoMicro: ledger.spent(account), tasks: MandateBody.json(of: plan.tasks),
            aggregators: try named(aggregators, root: root), holders: plan.study.sources,
            isNoised: isNoised, made: now, notAfter: try notAfter(now, root: root))
        let document = try MandateDocument(signing: body.json, policyText: policies.text, key: key)
        let mandate = try MandateCheck.check(
            document.bytes, root: root, dataset: dataset, now: now, ledger: ledger, edge: .reader)
        try ledger.reserve(mandate.ledgerEntry)
        return mandate
    }

    static func named(_ names: Aggregators, root: TrustRoot) throws(GovernanceError) -> [NamedAggregator] {
        var named: [NamedAggregator] = []
        for id in [names.leader, names.helper] {
            guard let aggregator = root.aggregator(id) else {
                throw GovernanceError(
                    .mandateAggregators, "no aggregator `\(id)` is enrolled",
                    help: "choose among " + root.aggregators.map { "`\($0.id)`" }.joined(separator: ", "))
            }
            named.append(NamedAggregator(aggregator))
        }
        return named
    }

    static func notAfter(_ made: Moment, root: TrustRoot) throws(GovernanceError) -> Moment {
        guard let notAfter = made.adding(seconds: root.charter.mandateSeconds) else {
            throw GovernanceError(
                .mandateExpired, "a mandate made at \(made) would last past the year 2199", help: "set the clock right")
        }
        return notAfter
    }
}
