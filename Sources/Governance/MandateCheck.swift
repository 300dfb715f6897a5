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
    /// The policy is older than one that the edge has seen adopted.
    package static let mandateOldPolicy = Self("mandate-old-policy")
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
    /// What permits it is suspended.
    package static let mandateSuspended = Self("mandate-suspended")
    /// It stands on the register and no register was given, or the other way round.
    package static let mandateRegister = Self("mandate-register")
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
    ///   - newestPolicy: when the ballot closed on the newest policy that the checker has seen adopted, if it
    ///     remembers one (`policyClosing`).
    /// - Throws: the refusal, with its own code.
    package static func check(
        _ document: [UInt8], root: TrustRoot, dataset: Dataset, now: Moment, ledger: Ledger, edge: Edge,
        newestPolicy: Moment? = nil
    ) throws(GovernanceError) -> Mandate {
        let signed = try signed(document, root: root)
        let body = try MandateBody(json: signed.body)
        let checker = MandateChecker(body: body, root: root, dataset: dataset, now: now)
        try checker.checkTime()
        try checker.checkTrust()
        let policies = try checker.policies(signed.policyText)
        try checker.checkNewest(policies, newestPolicy)
        let plan = try checker.plan()
        let footing = MandateFooting(policies: policies, studyBallot: try checker.studyBallot(plan))
        return try mandate(
            checker, plan, footing, document: document, bodyJSON: signed.body, ledger: ledger, edge: edge)
    }

    /// What every check ends with, whatever the mandate's ballots rest on.
    static func mandate(
        _ checker: MandateChecker, _ plan: Plan, _ footing: MandateFooting, document: [UInt8], bodyJSON: JSONValue,
        ledger: Ledger, edge: Edge
    ) throws(GovernanceError) -> Mandate {
        let decision = try checker.decision(plan, footing)
        try checker.checkTasks(plan)
        let (leader, helper) = try checker.aggregators()
        let holders = try checker.holders(plan)
        try checker.checkAsked(edge)
        let (body, bytes) = (checker.body, bodyJSON.canonicalBytes)
        let bodyHash = ContentHash.digest(of: bytes)
        let mandate = Mandate(
            id: ContentHash.hex(of: bytes), plan: plan, decision: decision, policies: footing.policies,
            studyBallot: footing.studyBallot,
            tasks: plan.tasks.map {
                MandatedTask(id: Mandate.taskID(bodyHash: bodyHash, index: $0.index), planned: $0)
            },
            leader: leader, helper: helper, holders: holders, account: LedgerAccount.holders(of: checker.dataset),
            isNoised: body.isNoised, spentBeforeRhoMicro: body.spentRhoMicro, made: body.made, notAfter: body.notAfter,
            document: document)
        try checker.checkLedger(mandate, own: ledger)
        return mandate
    }

    /// When the ballot closed that adopted the policy of a document. Whatever else is wrong with the document, this
    /// policy was adopted by now: the enrolled seats signed its votes. An edge that keeps the latest one can't be
    /// led back to an older policy.
    /// - Throws: the refusal of a document that isn't the broker's, or whose policy wasn't adopted.
    package static func policyClosing(
        of document: [UInt8], root: TrustRoot, now: Moment
    ) throws(GovernanceError) -> Moment {
        let signed = try signed(document, root: root)
        let policies = try PolicyInForce(
            text: signed.policyText, file: "policy.cedar",
            record: MandateBody(json: signed.body).grounds.carried().policy.record, root: root, now: now)
        return policies.count.record.ballot.closesAt
    }

    static func signed(_ document: [UInt8], root: TrustRoot) throws(GovernanceError) -> MandateDocument {
        let signed = try MandateDocument(bytes: document)
        guard signed.isSigned(by: root.broker.key) else {
            throw GovernanceError(
                .mandateSignature, "the mandate is not signed by the enrolled broker", at: "signature",
                help: "ask the broker for it again")
        }
        return signed
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
