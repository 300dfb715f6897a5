// SPDX-License-Identifier: Apache-2.0
//
// A study's way in: plan, decision, mandate. A refusal is kept with its sentence, like everything else.

import Governance
import Studies

extension BrokerNode {
    /// - Throws: `badStudy` with the one sentence of what is wrong and where; `refused` with the clauses.
    func submit(_ text: String) async throws -> (status: StudyStatus, decision: Decision) {
        let plan = try plan(text)
        let (id, moment) = (plan.study.id, now())
        let policies = try await policyInForce()
        let decision = Decisions.decide(plan: plan, policies: policies, root: root, studyBallot: nil, on: moment.day)
        guard decision.verdict == .allowed else {
            let sentence = decision.text(in: \.en)
            try await store.keepRefused(id, text: text, sentence: sentence, at: moment)
            throw BrokerError(.refused, sentence)
        }
        let mandate = try await store.submit(id, text: text, charter: root.charter, at: moment) { ledger in
            try MandateMaker.make(
                studyText: text, dataset: dataset, policies: policies, aggregators: settings.aggregators,
                isNoised: settings.isNoised, root: root, ledger: &ledger, key: settings.key, now: moment)
        }
        guard let mandate else {
            throw BrokerError(
                .alreadyThere,
                "a study `\(id)` was submitted before; a question is answered once: give a new one another id")
        }
        logger.info("made a mandate", metadata: ["study": "\(id)", "mandate": "\(mandate.id.prefix(12))"])
        return (try await status(of: id), decision)
    }

    private func plan(_ text: String) throws -> Plan {
        do {
            return try Planner.plan(Study(yaml: text, file: "study.yaml"), dataset: dataset)
        } catch {
            throw BrokerError(.badStudy, error.description)
        }
    }

    func status(of id: String) async throws -> StudyStatus {
        guard let status = try await store.study(id) else {
            throw BrokerError(.notFound, "no study `\(id)` was submitted; POST it to /studies")
        }
        return status
    }
}
