// SPDX-License-Identifier: Apache-2.0
//
// The broker's side of a mandate under the register: plan, decide, write, sign, and the record that logs it
// and reserves its budget. Whoever appends the record must do so to the very register it was made for.

import Studies

extension MandateMaker {
    /// - Parameters:
    ///   - studyText: the study's YAML, whose submission the register holds.
    ///   - policyText: the policy set in force.
    ///   - register: every record so far; the record that comes out is the next one.
    /// - Returns: the mandate as every edge will check it, and the record to append.
    /// - Throws: `.mandateNotAllowed`, `.mandateRegister` when the register would not take it, `.budget`, or what
    ///   the check throws.
    package static func make(
        studyText: String, catalogue: Catalogue, policyText: String, register: RegisterState,
        aggregators: Aggregators, isNoised: Bool = true, key: SigningKey, now: Moment
    ) throws(GovernanceError) -> (mandate: Mandate, record: RegisterRecord) {
        let root = register.root
        let dataset = catalogue.dataset(ofStudy: studyText)
        let plan = try MandateCheck.plan(studyText, dataset: dataset)
        guard let study = register.studies[plan.study.id], study.submission.planHash == plan.hash,
            let period = register.policy
        else {
            throw GovernanceError(
                .mandateRegister, "the register holds no such study, or no policy is in force",
                help: "log the study's submission, and a policy's ballot")
        }
        let policies = try PolicyInForce(text: policyText, file: "policy.cedar", adopted: period.count, root: root)
        let (decision, ballot) = decide(plan, study, policies, register, on: now.day)
        try MandateCheck.allowed(decision)
        let account = LedgerAccount.holders(of: dataset)
        let preliminaryHash = study.submission.preliminaryHash
        let body = MandateBody(
            studyText: studyText, planHash: plan.hash, decision: decision.json, charterHash: root.charter.hash,
            schemaHash: root.schemaHash, floorsHash: root.floorsHash, policyHash: policies.hash,
            grounds: .register(policy: period.ballot, study: ballot, preliminaryHash: preliminaryHash),
            ledger: MandateBody.json(of: account, rhoMicro: plan.rhoMicro, charter: root.charter),
            spentRhoMicro: register.ledger.spent(account), tasks: MandateBody.json(of: plan.tasks),
            aggregators: try named(aggregators, root: root), holders: plan.study.sources, isNoised: isNoised,
            made: now, notAfter: try notAfter(now, root: root))
        let document = try MandateDocument(signing: body.json, policyText: policies.text, key: key)
        let entry = MandateEntry(
            mandate: document.id, study: plan.study.id, planHash: plan.hash, preliminaryHash: preliminaryHash,
            policyHash: policies.hash, policyBallot: period.ballot, studyBallot: ballot,
            rules: decision.clauses.map(\.rule), account: account, rhoMicro: plan.rhoMicro,
            spentRhoMicro: body.spentRhoMicro, leader: aggregators.leader, helper: aggregators.helper,
            holders: body.holders, made: now, notAfter: body.notAfter)
        let record = try RegisterRecord(.mandate(entry), signer: Party.broker.id, key: key, loggedAt: now)
        let mandate = try MandateCheck.registered(
            body: document.body, policyText: policies.text, document: document.bytes,
            register: appending(record, to: register), catalogue: catalogue, now: now,
            ledger: Ledger(charter: root.charter), edge: .reader)
        return (mandate, record)
    }

    /// With the ballot on the very study only where it needs one.
    private static func decide(
        _ plan: Plan, _ study: RegisteredStudy, _ policies: PolicyInForce, _ register: RegisterState, on day: Day
    ) -> (Decision, BallotReference?) {
        func decision(_ count: Count?) -> Decision {
            Decisions.decide(
                plan: plan, policies: policies, root: register.root, studyBallot: count, on: day,
                suspended: register.suspendedRules)
        }
        let standing = decision(nil)
        guard standing.verdict == .needsBallot,
            let adopted = register.adoptedBallot(on: plan.hash, evidence: study.submission.preliminaryHash)
        else { return (standing, nil) }
        return (decision(adopted.count), adopted.reference)
    }

    private static func appending(
        _ record: RegisterRecord, to register: RegisterState
    ) throws(GovernanceError) -> RegisterState {
        var register = register
        if let finding = register.apply(record, at: register.size).first {
            throw GovernanceError(
                finding.code == .overspent ? .budget : .mandateRegister,
                "the register would not take the mandate: \(finding.sentence.en)",
                help: "ask for what the register allows")
        }
        return register
    }
}

extension RegisterState {
    /// The newest ballot that adopted a study with its preliminary assessment.
    func adoptedBallot(on planHash: String, evidence: String) -> (count: Count, reference: BallotReference)? {
        ballots.values.compactMap { ballot -> (count: Count, reference: BallotReference)? in
            guard let closing = ballot.closing, closing.count.outcome == .adopted, ballot.ballot.subject == .study,
                ballot.ballot.textHash == planHash, ballot.ballot.evidenceHash == evidence
            else { return nil }
            return (closing.count, BallotReference(ballot: ballot.ballot.id, record: Int64(closing.record)))
        }.max { $0.reference.record < $1.reference.record }
    }
}
