// SPDX-License-Identifier: Apache-2.0
//
// The one check of a mandate (G5), a function of the document, the pinned trust root, the edge's own
// dataset description, its clock and its own ledger. Nothing that the broker says is believed: the study
// is planned again, the ballots are counted again, the policies are evaluated again, and every member of
// the body must be what comes out. Each refusal has a code of its own.

import Studies

extension GovernanceError.Code {
    /// Not signed by the enrolled broker.
    package static let mandateSignature = Self("mandate-signature")
    /// Made in the future.
    package static let mandateNotYet = Self("mandate-not-yet")
    package static let mandateExpired = Self("mandate-expired")
    /// It lasts longer or shorter than the charter says.
    package static let mandateTerm = Self("mandate-term")
    /// It rests on another charter, schema or floors than the pinned ones.
    package static let mandateTrust = Self("mandate-trust")
    /// The policy text is not the one that was voted.
    package static let mandatePolicyText = Self("mandate-policy-text")
    /// The votes do not add up to what the mandate says.
    package static let mandateCount = Self("mandate-count")
    /// The study cannot be planned here.
    package static let mandateStudy = Self("mandate-study")
    /// Planned here, the study is another plan.
    package static let mandatePlan = Self("mandate-plan")
    /// Decided here, the clauses or facts are others.
    package static let mandateDecision = Self("mandate-decision")
    /// The policies in force do not allow the study.
    package static let mandateNotAllowed = Self("mandate-not-allowed")
    /// Without noise, under a trust root that is not marked fictitious.
    package static let mandateNoise = Self("mandate-noise")
    package static let mandateTasks = Self("mandate-tasks")
    /// An aggregator that is not enrolled as the mandate says.
    package static let mandateAggregators = Self("mandate-aggregators")
    /// Both aggregators under one college (G2).
    package static let mandateOneCollege = Self("mandate-one-college")
    package static let mandateHolders = Self("mandate-holders")
    /// The edge that checks is not among those asked.
    package static let mandateNotAsked = Self("mandate-not-asked")
    /// The reservation is not what the plan spends.
    package static let mandateLedger = Self("mandate-ledger")
    /// The edge has answered this mandate already.
    package static let mandateReplayed = Self("mandate-replayed")
}

package enum MandateCheck {
    /// Who checks.
    package enum Edge: Hashable, Sendable {
        /// A holder, by its identifier: it must be among those asked.
        case holder(String)
        /// An aggregator, by its identifier: it must be the leader or the helper.
        case aggregator(String)
        /// Anyone else: the broker itself, a trustee, the public.
        case reader
    }

    /// How far another party's clock may run ahead.
    package static let clockSkewSeconds: Int64 = 60

    /// - Parameters:
    ///   - document: the bytes of `mandate.json`.
    ///   - dataset: the checker's own description of the dataset.
    ///   - ledger: the checker's own: what it answered before, without this mandate.
    /// - Throws: the refusal, with its own code.
    package static func check(
        _ document: [UInt8], root: TrustRoot, dataset: Dataset, now: Moment, ledger: Ledger, edge: Edge
    ) throws(GovernanceError) -> Mandate {
        let signed = try MandateDocument(bytes: document)
        guard signed.isSigned(by: root.broker.key) else {
            throw GovernanceError(
                .mandateSignature, "the mandate is not signed by the enrolled broker", at: "signature",
                help: "ask the broker for it again")
        }
        let body = try MandateBody(json: signed.body)
        let checker = MandateChecker(body: body, root: root, dataset: dataset, now: now)
        try checker.checkTime()
        try checker.checkTrust()
        let policies = try checker.policies(signed.policyText)
        let plan = try checker.plan()
        let studyBallot = try checker.studyBallot(plan)
        let decision = try checker.decision(plan, policies, studyBallot)
        try checker.checkTasks(plan)
        let (leader, helper) = try checker.aggregators()
        let holders = try checker.holders(plan)
        try checker.checkAsked(edge)
        let bodyHash = ContentHash.digest(of: signed.body.canonicalBytes)
        let mandate = Mandate(
            id: ContentHash.hex(of: signed.body.canonicalBytes), plan: plan, decision: decision, policies: policies,
            studyBallot: studyBallot,
            tasks: plan.tasks.map {
                MandatedTask(id: Mandate.taskID(bodyHash: bodyHash, index: $0.index), planned: $0)
            },
            leader: leader, helper: helper, holders: holders, account: LedgerAccount.holders(of: dataset),
            isNoised: body.isNoised, spentBeforeRhoMicro: body.spentRhoMicro, made: body.made, notAfter: body.notAfter,
            document: document)
        try checker.checkLedger(mandate, own: ledger)
        return mandate
    }

    /// The study of a text, planned against the checker's own dataset.
    static func plan(_ studyText: String, dataset: Dataset) throws(GovernanceError) -> Plan {
        do {
            return try Planner.plan(Study(yaml: studyText, file: "study.yaml"), dataset: dataset, file: "study.yaml")
        } catch {
            throw GovernanceError(.mandateStudy, error.message, at: "body.study", help: error.help)
        }
    }

    static func allowed(_ decision: Decision) throws(GovernanceError) {
        guard decision.verdict == .allowed else {
            throw GovernanceError(
                .mandateNotAllowed,
                "the policies in force do not allow the study: "
                    + (decision.clauses.first?.sentence.en ?? "no rule permits it"),
                at: "body.decision",
                help: decision.verdict == .needsBallot
                    ? "hold a ballot on the study's plan" : "submit a study within the policies")
        }
    }
}

/// The checks, each against one part of the body.
private struct MandateChecker {
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

    func policies(_ text: String) throws(GovernanceError) -> PolicyInForce {
        guard TextHash.of(text) == body.policyHash else {
            throw GovernanceError(
                .mandatePolicyText, "the policy text is not the one that the body names", at: "policy",
                help: "ask the broker for the text that was voted")
        }
        let policies = try PolicyInForce(
            text: text, file: "policy.cedar", record: body.policyBallot.record, root: root, now: body.made)
        try checkCount(policies.count, body.policyBallot, "body.policyBallot.count")
        return policies
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
        guard let carried = body.studyBallot else { return nil }
        let count = try Count.adopted(
            carried.record, subject: .study, textHash: plan.hash, root: root, now: body.made)
        try checkCount(count, carried, "body.studyBallot.count")
        return count
    }

    /// As on the day of making, to compare; and as of today, since rules expire.
    func decision(_ plan: Plan, _ policies: PolicyInForce, _ ballot: Count?) throws(GovernanceError) -> Decision {
        let decision = Decisions.decide(
            plan: plan, policies: policies, root: root, studyBallot: ballot, on: body.made.day)
        try MandateCheck.allowed(decision)
        guard decision.json.canonicalBytes == body.decision.canonicalBytes else {
            throw GovernanceError(
                .mandateDecision, "decided here, the clauses or the facts are others", at: "body.decision",
                help: "ask the broker for another mandate")
        }
        try MandateCheck.allowed(
            Decisions.decide(plan: plan, policies: policies, root: root, studyBallot: ballot, on: now.day))
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
