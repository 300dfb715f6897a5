// SPDX-License-Identifier: Apache-2.0
//
// The steps of MandateCheck: each holds one part of a mandate's body against what comes out here, and
// refuses it by its own code.

import Studies

/// What the policies and ballots of a mandate turned out to be.
struct MandateFooting {
    let policies: PolicyInForce
    let studyBallot: Count?
    /// Rules that were suspended when the mandate was made, and those that are now.
    var suspendedThen: Set<String> = []
    var suspendedNow: Set<String> = []
}

/// The checks, each against one part of the body.
struct MandateChecker {
    let body: MandateBody
    let root: TrustRoot
    let dataset: Dataset
    let now: Moment

    func checkTime() throws(GovernanceError) {
        guard body.made.secondsSinceEpoch <= now.secondsSinceEpoch + MandateCheck.clockSkewSeconds else {
            throw GovernanceError(
                .mandateNotYet, "the mandate was made at \(body.made), after now", at: "body.made",
                help: "set the clock right, or ask the broker for another")
        }
        guard now < body.notAfter else {
            throw GovernanceError(
                .mandateExpired, "the mandate was good until \(body.notAfter)", at: "body.notAfter",
                help: "ask the broker for another")
        }
        guard body.notAfter == body.made.adding(seconds: root.charter.mandateSeconds) else {
            throw GovernanceError(
                .mandateTerm, "the mandate does not last as long as the charter says", at: "body.notAfter",
                help: "ask the broker for another")
        }
    }

    func checkTrust() throws(GovernanceError) {
        for (name, claimed, pinned) in [
            ("charterHash", body.charterHash, root.charter.hash), ("schemaHash", body.schemaHash, root.schemaHash),
            ("floorsHash", body.floorsHash, root.floorsHash),
        ] where claimed != pinned {
            throw GovernanceError(
                .mandateTrust, "the mandate rests on another text than the pinned one", at: "body.\(name)",
                help: "compare the trust roots")
        }
    }

    func checkText(_ text: String) throws(GovernanceError) {
        guard TextHash.of(text) == body.policyHash else {
            throw GovernanceError(
                .mandatePolicyText, "the policy text is not the one that the body names", at: "policy",
                help: "ask the broker for the text that was voted")
        }
    }

    func policies(_ text: String) throws(GovernanceError) -> PolicyInForce {
        try checkText(text)
        let carried = try body.grounds.carried().policy
        let policies = try PolicyInForce(
            text: text, file: "policy.cedar", record: carried.record, root: root, now: body.made)
        try checkCount(policies.count, carried, "body.policyBallot.count")
        return policies
    }

    func checkNewest(_ policies: PolicyInForce, _ newest: Moment?) throws(GovernanceError) {
        let closing = policies.count.record.ballot.closesAt
        guard let newest, closing < newest else { return }
        throw GovernanceError(
            .mandateOldPolicy, "the policy was adopted on \(closing), and another one since, on \(newest)",
            at: "body.policyBallot", help: "ask the broker for a mandate under the policy in force")
    }

    private func checkCount(_ count: Count, _ carried: CarriedBallot, _ place: String) throws(GovernanceError) {
        guard count.json.canonicalBytes == carried.count.canonicalBytes else {
            throw GovernanceError(
                .mandateCount, "counted again, the votes are not what the mandate says: " + count.sentence.en,
                at: place, help: "ask the broker for every vote that it received")
        }
    }

    func plan() throws(GovernanceError) -> Plan {
        let plan = try MandateCheck.plan(body.studyText, dataset: dataset)
        guard plan.hash == body.planHash else {
            throw GovernanceError(
                .mandatePlan, "planned here, the study is another plan", at: "body.planHash",
                help: "compare the dataset's descriptions")
        }
        return plan
    }

    func studyBallot(_ plan: Plan) throws(GovernanceError) -> Count? {
        guard let carried = try body.grounds.carried().study else { return nil }
        let count = try Count.adopted(
            carried.record, subject: .study, textHash: plan.hash, root: root, now: body.made)
        try checkCount(count, carried, "body.studyBallot.count")
        return count
    }

    /// As on the day of making, to compare; and as of today, since rules expire or are suspended.
    func decision(_ plan: Plan, _ footing: MandateFooting) throws(GovernanceError) -> Decision {
        let (policies, ballot) = (footing.policies, footing.studyBallot)
        let decision = Decisions.decide(
            plan: plan, policies: policies, root: root, studyBallot: ballot, on: body.made.day,
            suspended: footing.suspendedThen)
        try MandateCheck.allowed(decision)
        guard decision.json.canonicalBytes == body.decision.canonicalBytes else {
            throw GovernanceError(
                .mandateDecision, "decided here, the clauses or the facts are others", at: "body.decision",
                help: "ask the broker for another mandate")
        }
        try MandateCheck.allowed(
            Decisions.decide(plan: plan, policies: policies, root: root, studyBallot: ballot, on: now.day))
        let today = Decisions.decide(
            plan: plan, policies: policies, root: root, studyBallot: ballot, on: now.day,
            suspended: footing.suspendedNow)
        guard today.verdict == .allowed else {
            throw GovernanceError(
                .mandateSuspended, "what permits the study is suspended: " + (today.clauses.first?.sentence.en ?? ""),
                at: "body.decision", help: "wait until a ballot lifts the suspension")
        }
        return decision
    }

    func checkTasks(_ plan: Plan) throws(GovernanceError) {
        guard body.isNoised || root.fictitious else {
            throw GovernanceError(
                .mandateNoise, "the mandate asks for no noise and the trust is not fictitious", at: "body.noised",
                help: "only a trust root marked fictitious may run without noise")
        }
        guard MandateBody.json(of: plan.tasks).canonicalBytes == body.tasks.canonicalBytes else {
            throw GovernanceError(
                .mandateTasks, "the tasks are not those of the plan", at: "body.tasks",
                help: "ask the broker for another mandate")
        }
    }

    func aggregators() throws(GovernanceError) -> (leader: EnrolledAggregator, helper: EnrolledAggregator) {
        guard body.aggregators.map(\.role) == [.leader, .helper] else {
            throw GovernanceError(
                .mandateAggregators, "a leader and a helper are expected", at: "body.aggregators",
                help: "name one of each, in this order")
        }
        var enrolled: [EnrolledAggregator] = []
        for (index, named) in body.aggregators.enumerated() {
            guard let aggregator = root.aggregator(named.id), NamedAggregator(aggregator) == named else {
                throw GovernanceError(
                    .mandateAggregators, "aggregator `\(named.id)` is not enrolled like this",
                    at: "body.aggregators[\(index)]",
                    help: "name enrolled aggregators with their role, college and address")
            }
            enrolled.append(aggregator)
        }
        guard enrolled[0].college != enrolled[1].college else {
            throw GovernanceError(
                .mandateOneCollege, "both aggregators are enrolled under the college `\(enrolled[0].college)`",
                at: "body.aggregators", help: "choose aggregators of two different colleges")
        }
        return (enrolled[0], enrolled[1])
    }

    func holders(_ plan: Plan) throws(GovernanceError) -> [EnrolledHolder] {
        guard body.holders == plan.study.sources else {
            throw GovernanceError(
                .mandateHolders, "the holders are not the study's sources", at: "body.holders",
                help: "ask exactly the sources that the study names")
        }
        var holders: [EnrolledHolder] = []
        for id in body.holders {
            guard let holder = root.holder(id) else {
                throw GovernanceError(
                    .mandateHolders, "no holder `\(id)` is enrolled", at: "body.holders",
                    help: "ask enrolled holders only")
            }
            holders.append(holder)
        }
        return holders
    }

    func checkAsked(_ edge: MandateCheck.Edge) throws(GovernanceError) {
        let (id, asked) =
            switch edge {
            case .holder(let id): (id, body.holders)
            case .aggregator(let id): (id, body.aggregators.map(\.id))
            case .reader: ("", [""])
            }
        guard asked.contains(id) else {
            throw GovernanceError(.mandateNotAsked, "the mandate does not ask `\(id)`", help: "answer nothing")
        }
    }

    func checkLedger(_ mandate: Mandate, own: Ledger) throws(GovernanceError) {
        let expected = MandateBody.json(of: mandate.account, rhoMicro: mandate.rhoMicro, charter: root.charter)
        guard body.ledger.canonicalBytes == expected.canonicalBytes else {
            throw GovernanceError(
                .mandateLedger, "the reservation is not what the plan spends", at: "body.ledger",
                help: "ask the broker for another mandate")
        }
        guard body.spentRhoMicro <= root.charter.budgetRhoMicro - mandate.rhoMicro else {
            throw GovernanceError(
                .budget, "the budget of `\(dataset.id)` would be overdrawn by the broker's own account",
                at: "body.spentRhoMicro", help: "ask for a smaller epsilon; what is spent never comes back")
        }
        guard !own.holds(mandate: mandate.id) else {
            throw GovernanceError(
                .mandateReplayed, "this mandate was answered already", help: "answer each mandate once")
        }
        var own = own
        try own.reserve(mandate.ledgerEntry)
    }
}
