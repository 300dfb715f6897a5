// SPDX-License-Identifier: Apache-2.0
//
// The check of a mandate under the register (G5): one function of the document, the register's folded
// records over the pinned trust root, the checkpoint last seen, the clock, and the edge's own descriptions
// and ledger. Policies, ballots, balances and suspensions are the register's, not the mandate's word.

import Studies

extension GovernanceError.Code {
    /// The register doesn't hold it.
    package static let mandateNotLogged = Self("mandate-not-logged")
    /// The register's record of it says something else.
    package static let mandateRecord = Self("mandate-record")
    /// Its study was withdrawn or refused.
    package static let mandateWithdrawn = Self("mandate-withdrawn")
    /// It was published already, or this holder refused it.
    package static let mandateOver = Self("mandate-over")
    /// It names another preliminary assessment than the study's.
    package static let mandateAssessment = Self("mandate-assessment")
}

extension MandateCheck {
    /// - Parameters:
    ///   - document: the bytes of `mandate.json`.
    ///   - register: the fold of the records up to the checkpoint.
    ///   - checkpoint: the one that the register was read up to, cosignatures verified.
    ///   - lastSeen: the newest one that this party acted on before.
    ///   - catalogue: the checker's own descriptions of datasets.
    ///   - ledger: the checker's own: what it answered before, without this mandate.
    /// - Throws: the refusal, with its own code.
    package static func check(
        _ document: [UInt8], register: RegisterState, checkpoint: SeenCheckpoint, lastSeen: SeenCheckpoint?,
        catalogue: Catalogue, now: Moment, ledger: Ledger, edge: Edge
    ) throws(GovernanceError) -> Mandate {
        try register.checkFreshness(checkpoint, lastSeen: lastSeen, now: now)
        let signed = try signed(document, root: register.root)
        guard !register.revoked.contains(.broker) else {
            throw GovernanceError(
                .mandateSignature, "the broker's key is revoked", at: "signature", help: "answer nothing")
        }
        return try registered(
            body: signed.body, policyText: signed.policyText, document: document, register: register,
            catalogue: catalogue, now: now, ledger: ledger, edge: edge)
    }

    /// The same for a body whose signature and register were looked at.
    static func registered(
        body json: JSONValue, policyText: String, document: [UInt8], register: RegisterState, catalogue: Catalogue,
        now: Moment, ledger: Ledger, edge: Edge
    ) throws(GovernanceError) -> Mandate {
        let body = try MandateBody(json: json)
        let checker = MandateChecker(
            body: body, root: register.root, dataset: catalogue.dataset(ofStudy: body.studyText), now: now)
        try checker.checkTime()
        try checker.checkTrust()
        let grounds = try RegisteredGrounds(body, json: json, register: register)
        try checker.checkText(policyText)
        let policies = try grounds.policies(policyText)
        let plan = try checker.plan()
        let footing = MandateFooting(
            policies: policies, studyBallot: try grounds.studyBallot(plan),
            suspendedThen: grounds.mandate.suspended, suspendedNow: register.suspendedRules)
        let mandate = try mandate(
            checker, plan, footing, document: document, bodyJSON: json, ledger: ledger, edge: edge)
        try grounds.checkEntry(mandate)
        try grounds.checkOpen(edge)
        return mandate
    }
}

/// What the register says of a mandate.
private struct RegisteredGrounds {
    let body: MandateBody
    let register: RegisterState
    let mandate: RegisteredMandate
    let policy: BallotReference
    let study: BallotReference?
    let preliminaryHash: String

    init(_ body: MandateBody, json: JSONValue, register: RegisterState) throws(GovernanceError) {
        guard case .register(let policy, let study, let preliminaryHash) = body.grounds else {
            throw GovernanceError(
                .mandateRegister, "the mandate carries its ballots instead of naming the register's",
                at: "body.policyBallot", help: "ask the broker for one that stands on the register")
        }
        guard let mandate = register.mandates[TextHash.of(json.canonicalBytes)] else {
            throw GovernanceError(
                .mandateNotLogged, "the register does not hold this mandate",
                help: "ask the broker for the mandate that it logged")
        }
        self.body = body
        self.register = register
        self.mandate = mandate
        self.policy = policy
        self.study = study
        self.preliminaryHash = preliminaryHash
    }

    func policies(_ text: String) throws(GovernanceError) -> PolicyInForce {
        guard let period = register.policy, period.hash == body.policyHash, period.ballot == policy else {
            throw GovernanceError(
                .mandateOldPolicy, "the policy that the mandate names is not the one in force",
                at: "body.policyBallot", help: "ask the broker for a mandate under the policy in force")
        }
        return try PolicyInForce(text: text, file: "policy.cedar", adopted: period.count, root: register.root)
    }

    func studyBallot(_ plan: Plan) throws(GovernanceError) -> Count? {
        guard let study else { return nil }
        guard let ballot = register.ballots[study.ballot], let closing = ballot.closing,
            closing.record == Int(study.record), ballot.ballot.subject == .study,
            ballot.ballot.textHash == plan.hash, ballot.ballot.evidenceHash == preliminaryHash,
            closing.count.outcome == .adopted
        else {
            throw GovernanceError(
                .ballot, "ballot `\(study.ballot)` did not adopt this study", at: "body.studyBallot",
                help: "name the ballot that was held on this plan and its assessment")
        }
        return closing.count
    }

    /// The record says what the body says.
    func checkEntry(_ checked: Mandate) throws(GovernanceError) {
        let entry = mandate.entry
        guard register.studies[entry.study]?.submission.preliminaryHash == preliminaryHash,
            entry.preliminaryHash == preliminaryHash
        else {
            throw GovernanceError(
                .mandateAssessment, "the preliminary assessment is not the one that was submitted",
                at: "body.preliminaryHash", help: "ask the broker for another mandate")
        }
        guard entry == MandateEntry(of: checked, policy: policy, study: study, preliminaryHash: preliminaryHash)
        else {
            throw GovernanceError(
                .mandateRecord, "the register's record of the mandate says something else",
                help: "ask the broker to explain record \(mandate.record)")
        }
    }

    func checkOpen(_ edge: MandateCheck.Edge) throws(GovernanceError) {
        guard register.studies[mandate.entry.study]?.isOpen == true else {
            throw GovernanceError(
                .mandateWithdrawn, "the study was withdrawn or refused", help: "answer nothing")
        }
        if edge == .reader { return }
        var isRefused = false
        if case .holder(let id) = edge { isRefused = mandate.refusals[id] != nil }
        guard mandate.publication == nil, !isRefused else {
            throw GovernanceError(
                .mandateOver, "the mandate was published already, or refused here", help: "answer nothing")
        }
    }
}

extension MandateEntry {
    init(of mandate: Mandate, policy: BallotReference, study: BallotReference?, preliminaryHash: String) {
        self.init(
            mandate: mandate.id, study: mandate.study.id, planHash: mandate.plan.hash,
            preliminaryHash: preliminaryHash, policyHash: mandate.policies.hash, policyBallot: policy,
            studyBallot: study, rules: mandate.decision.clauses.map(\.rule), account: mandate.account,
            rhoMicro: mandate.rhoMicro, spentRhoMicro: mandate.spentBeforeRhoMicro, leader: mandate.leader.id,
            helper: mandate.helper.id, holders: mandate.holders.map(\.id), made: mandate.made,
            notAfter: mandate.notAfter)
    }
}
