// SPDX-License-Identifier: Apache-2.0
//
// A study's way in: plan, preliminary assessment, decision, mandate, each in the register before it is acknowledged. A
// refusal stands there with the clauses that made it; a study that needs a ballot waits for one. The database only
// projects what the register says (BrokerNode+Projection.swift).

import DisclosureControl
import Governance
import ImpactAssessment
import Publication
import Studies

extension BrokerNode {
    /// - Throws: `badStudy` with the one sentence of what is wrong and where; `refused` with the clauses.
    func submit(_ text: String) async throws -> (status: StudyStatus, decision: Decision) {
        let plan = try plan(text)
        let (id, state) = (plan.study.id, await register.state)
        guard state.studies[id] == nil else { throw BrokerNode.alreadyThere(id) }
        let policies = try await policyInForce(state)
        let opinion = try await opinion(on: plan.hash)
        let foreseen = Decisions.decide(
            plan: plan, policies: policies, root: state.root, studyBallot: nil, on: now().day,
            suspended: state.suspendedRules)
        if foreseen.verdict != .refused { try await checkBesideOthers(plan) }
        let submitted = try await register.append { draft in
            try enter(plan, text, policies, opinion, &draft)
        }
        try await store.keep(submitted, text: text)
        logger.info(
            "a study came in", metadata: ["study": "\(id)", "verdict": "\(submitted.decision.verdict.rawValue)"])
        guard submitted.decision.verdict != .refused else {
            throw BrokerError(.refused, submitted.decision.text(in: \.en))
        }
        return (try await status(of: id), submitted.decision)
    }

    private static func alreadyThere(_ id: String) -> BrokerError {
        BrokerError(
            .alreadyThere,
            "a study `\(id)` was submitted before; a question is answered once: give a new one another id")
    }

    /// Everything that a submission puts into the register, in one batch.
    private func enter(
        _ plan: Plan, _ text: String, _ policies: PolicyInForce, _ opinion: OfficerOpinion?,
        _ draft: inout RegisterDraft
    ) throws -> SubmittedStudy {
        let study = plan.study
        guard draft.state.studies[study.id] == nil else { throw BrokerNode.alreadyThere(study.id) }
        let decision = Decisions.decide(
            plan: plan, policies: policies, root: draft.state.root, studyBallot: nil, on: draft.now.day,
            suspended: draft.state.suspendedRules)
        let documents = try preliminary(plan, ledger: draft.state.ledger, opinion: opinion, on: draft.now.day)
        guard let assessment = documents.first(where: { $0.name == "preliminary.json" }) else {
            throw BrokerError(.damagedState, "the preliminary assessment of `\(study.id)` was not made")
        }
        try draft.say(
            .submission(
                StudySubmission(
                    study: study.id, requester: study.requester.name, requesterKind: study.requester.kind,
                    dataset: study.dataset, purpose: study.purpose, textHash: draft.store(Array(text.utf8)),
                    planHash: plan.hash, preliminaryHash: draft.store(assessment.bytes), at: draft.now)))
        let submitted = SubmittedStudy(
            id: study.id, decision: decision, documents: documents, reasons: reasons(decision), at: draft.now)
        switch decision.verdict {
        case .needsBallot: return submitted
        case .refused:
            try draft.say(
                .refusal(
                    StudyRefusal(
                        study: study.id, planHash: plan.hash, policyHash: policies.hash,
                        clauses: BrokerNode.clauses(of: decision), at: draft.now)))
            return submitted
        case .allowed:
            return submitted.with(try mandate(text, policies.text, &draft))
        }
    }

    /// Makes a mandate and takes its budget, in one record.
    func mandate(_ text: String, _ policyText: String, _ draft: inout RegisterDraft) throws -> Mandate {
        let (mandate, record) = try MandateMaker.make(
            studyText: text, catalogue: catalogue, policyText: policyText, register: draft.state,
            aggregators: settings.aggregators, isNoised: settings.isNoised, key: settings.key, now: draft.now)
        guard let body = try JSONValue(parsing: mandate.document)["body"] else {
            throw BrokerError(.damagedState, "the mandate of `\(mandate.study.id)` has no body")
        }
        draft.store(body.canonicalBytes)
        try draft.add(record)
        return mandate
    }

    /// After a ballot on a study: its mandate, if it was adopted and no other stands in the way.
    func mandateAdopted(_ ballot: Ballot) async throws {
        let state = await register.state
        let study = state.studies.values.first {
            $0.isOpen && $0.mandates.isEmpty && $0.submission.planHash == ballot.textHash
        }
        guard state.ballots[ballot.id]?.closing?.count.outcome == .adopted, let submission = study?.submission,
            let document = try await register.document(submission.textHash)
        else { return }
        let policies = try await policyInForce(state)
        let text = String(decoding: document, as: UTF8.self)
        try await checkBesideOthers(plan(text))
        let mandate = try await register.append { draft in try self.mandate(text, policies.text, &draft) }
        try await store.keep(mandate, at: mandate.made)
        logger.info(
            "made a mandate", metadata: ["study": "\(submission.study)", "mandate": "\(mandate.id.prefix(12))"])
    }

    /// In the register's words: at most 2,000 bytes each.
    private static func clauses(of decision: Decision) -> [String] {
        decision.clauses.prefix(50).map { clause in
            let words = "\(clause.rule): \(clause.sentence.en)"
            return words.utf8.count <= 2_000 ? words : clause.rule
        }
    }

    /// Of a study that is refused; one that a ballot may still allow has none.
    private func reasons(_ decision: Decision) -> [RefusedStudy.Reason]? {
        guard decision.verdict == .refused else { return nil }
        return decision.clauses.map { .init(title: $0.title, sentence: $0.sentence, text: $0.source) }
    }

    /// A study that could not be laid beside those over the same records would spend its budget for nothing.
    private func checkBesideOthers(_ plan: Plan) async throws {
        let others = try await store.textsOfReleases().compactMap { try? self.plan($0) }
        do throws(DisclosureError) {
            try SharedCells.check(plan, beside: others)
        } catch {
            throw BrokerError(.badStudy, "\(error.message); \(error.help)")
        }
    }

    func plan(_ text: String) throws -> Plan {
        do throws(StudyError) {
            let study = try Study(yaml: text, file: "study.yaml")
            return try Planner.plan(study, dataset: catalogue.dataset(named: study.dataset), file: "study.yaml")
        } catch {
            throw BrokerError(.badStudy, error.description)
        }
    }

    /// What was spent of each budget, and what is left.
    func ledger() async -> JSONValue {
        let ledger = await register.state.ledger
        let accounts = ledger.entries.reduce(into: [LedgerAccount]()) { accounts, entry in
            if !accounts.contains(entry.account) { accounts.append(entry.account) }
        }
        return .object([
            "accounts": .array(
                accounts.map { account in
                    .object([
                        "dataset": .string(account.dataset), "population": .string(account.population),
                        "periodStart": .string(account.period.start.description),
                        "periodEnd": .string(account.period.end.description),
                        "spentRhoMicro": .int(ledger.spent(account)), "leftRhoMicro": .int(ledger.remaining(account)),
                    ])
                }),
            "limitRhoMicro": .int(ledger.limitRhoMicro),
        ])
    }

    /// In the order of their records.
    func mandateIdentifiers() async -> [String] {
        await register.state.mandates.values.sorted { $0.record < $1.record }.map(\.entry.mandate)
    }

    /// A study that its requester takes back: no edge answers it any more. What was spent stays spent.
    func withdraw(_ id: String, _ body: JSONValue) async throws -> StudyStatus {
        guard let fr = body["fr"]?.string, let en = body["en"]?.string else {
            throw BrokerError(.malformed, "a withdrawal has a reason: send `{\"fr\": ..., \"en\": ...}`")
        }
        try await register.append { draft in
            try draft.say(
                .withdrawal(StudyWithdrawal(study: id, reason: Localized(fr: fr, en: en), at: draft.now)))
        }
        try await store.setState(of: id, .withdrawn, en)
        return try await status(of: id)
    }

    func status(of id: String) async throws -> StudyStatus {
        guard let status = try await store.study(id) else {
            throw BrokerError(.notFound, "no study `\(id)` was submitted; POST it to /studies")
        }
        return status
    }
}

/// What came of a submission.
struct SubmittedStudy: Sendable {
    let id: String
    let decision: Decision
    let documents: [Evidence.Document]
    /// Nil unless it is refused.
    let reasons: [RefusedStudy.Reason]?
    let at: Moment
    private(set) var mandate: Mandate?

    init(
        id: String, decision: Decision, documents: [Evidence.Document], reasons: [RefusedStudy.Reason]?, at: Moment
    ) {
        self.id = id
        self.decision = decision
        self.documents = documents
        self.reasons = reasons
        self.at = at
    }

    func with(_ mandate: Mandate) -> SubmittedStudy {
        var study = self
        study.mandate = mandate
        return study
    }

    var state: StudyStatus.State {
        switch decision.verdict {
        case .allowed: .running
        case .needsBallot: .waiting
        case .refused: .refused
        }
    }

    var sentence: String {
        decision.verdict == .allowed ? "waiting for the holders" : decision.text(in: \.en)
    }
}
