// SPDX-License-Identifier: Apache-2.0
//
// A study's way in: plan, preliminary assessment, decision, mandate. A refusal is kept with its sentence and the
// clauses that made it, like everything else.

import Governance
import Publication
import Studies

extension BrokerNode {
    /// - Throws: `badStudy` with the one sentence of what is wrong and where; `refused` with the clauses.
    func submit(_ text: String) async throws -> (status: StudyStatus, decision: Decision) {
        let plan = try plan(text)
        let (id, moment) = (plan.study.id, now())
        let policies = try await policyInForce()
        let decision = Decisions.decide(plan: plan, policies: policies, root: root, studyBallot: nil, on: moment.day)
        let opinion = try await opinion(on: plan.hash)
        guard decision.verdict == .allowed else {
            let sentence = decision.text(in: \.en)
            let ledger = try await store.ledger(charter: root.charter)
            try await store.keepRefused(
                id, text: text, sentence: sentence, reasons: reasons(decision),
                documents: preliminary(plan, ledger: ledger, opinion: opinion, on: moment.day), at: moment)
            throw BrokerError(.refused, sentence)
        }
        let mandate = try await store.submit(id, text: text, charter: root.charter, at: moment) { ledger in
            let documents = try preliminary(plan, ledger: ledger, opinion: opinion, on: moment.day)
            let mandate = try MandateMaker.make(
                studyText: text, dataset: catalogue.dataset(named: plan.study.dataset), policies: policies,
                aggregators: settings.aggregators,
                isNoised: settings.isNoised, root: root, ledger: &ledger, key: settings.key, now: moment)
            return (mandate, documents)
        }
        guard let mandate else {
            throw BrokerError(
                .alreadyThere,
                "a study `\(id)` was submitted before; a question is answered once: give a new one another id")
        }
        logger.info("made a mandate", metadata: ["study": "\(id)", "mandate": "\(mandate.id.prefix(12))"])
        return (try await status(of: id), decision)
    }

    /// Of a study that is refused; one that a ballot may still allow has none.
    private func reasons(_ decision: Decision) -> [RefusedStudy.Reason]? {
        guard decision.verdict == .refused else { return nil }
        return decision.clauses.map { .init(title: $0.title, sentence: $0.sentence, text: $0.source) }
    }

    private func plan(_ text: String) throws -> Plan {
        do throws(StudyError) {
            let study = try Study(yaml: text, file: "study.yaml")
            return try Planner.plan(study, dataset: catalogue.dataset(named: study.dataset), file: "study.yaml")
        } catch {
            throw BrokerError(.badStudy, error.description)
        }
    }

    /// What was spent of each budget, and what is left.
    func ledger() async throws -> JSONValue {
        let ledger = try await store.ledger(charter: root.charter)
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

    func status(of id: String) async throws -> StudyStatus {
        guard let status = try await store.study(id) else {
            throw BrokerError(.notFound, "no study `\(id)` was submitted; POST it to /studies")
        }
        return status
    }
}
