// SPDX-License-Identifier: Apache-2.0
//
// A holder: it asks the broker for mandates, checks each by itself (G5), runs the plan in its own
// database, and sends nothing but sealed shares of bounded vectors (G1). It needs no inbound port.

import DAP
import Governance
import Logging
import PostgreSQL
import Studies

package struct HolderNode: Sendable {
    package let id: String
    let dataset: Dataset
    let root: TrustRoot
    let key: SigningKey
    let parameters: ConnectionParameters
    let store: HolderStore
    let network: Network
    let feed: MandateFeed
    let logger: Logger

    package init(
        id: String, dataset: Dataset, root: TrustRoot, key: SigningKey, database: ConnectionParameters,
        pool: ConnectionPool, network: @escaping Network, logger: Logger
    ) {
        self.id = id
        self.dataset = dataset
        self.root = root
        self.key = key
        parameters = database
        store = HolderStore(pool: pool)
        self.network = network
        feed = MandateFeed(broker: root.broker.url, network: network)
        self.logger = logger
    }

    /// One look at the broker: answers what is new, and sends what is still to be sent.
    package func poll(now: Moment) async throws {
        for mandate in try await feed.identifiers() where try await !store.knows(mandate: mandate) {
            try await consider(mandate, now: now)
        }
        for report in try await store.waiting() { try await send(report) }
    }

    /// Answers a mandate or refuses it; a refusal is kept and touches no record.
    private func consider(_ identifier: String, now: Moment) async throws {
        let document = try await feed.document(identifier)
        let ledger = try await store.ledger(charter: root.charter)
        let mandate: Mandate
        do {
            mandate = try MandateCheck.check(
                document, root: root, dataset: dataset, now: now, ledger: ledger, edge: .holder(id))
        } catch {
            logger.notice(
                "refused a mandate", metadata: ["mandate": "\(identifier.prefix(12))", "code": "\(error.code.name)"])
            try await store.refuse(
                mandate: identifier, code: error.code.name, sentence: error.description, at: now)
            return
        }
        guard mandate.id == identifier else {
            try await store.refuse(
                mandate: identifier, code: "mandate-other", sentence: "the broker gave another mandate than it listed",
                at: now)
            return
        }
        try await answer(mandate, now: now)
    }

    private func answer(_ mandate: Mandate, now: Moment) async throws {
        let recipients = try await recipients(of: mandate)
        let (vectors, failed) = await vectors(of: mandate)
        var reports: [WaitingReport] = []
        for (task, vector) in zip(try mandate.taskParameters(), vectors) {
            let client = HolderClient(task: task.id, configuration: task.configuration, recipients: recipients)
            let report = try client.report(of: vector, holder: id, time: task.batch.start) { message in
                try key.signature(for: message)
            }
            reports.append(
                WaitingReport(task: task.id, leader: mandate.leader.url, bytes: try report.encoded()))
        }
        try await store.keep(reports, of: mandate, failed: failed, at: now)
        logger.info("sealed an answer", metadata: ["study": "\(mandate.study.id)", "tasks": "\(reports.count)"])
    }

    /// A statement that fails says so here only: what is sent is zeros, like an answer without records.
    private func vectors(of mandate: Mandate) async -> (vectors: [[Int64]], failed: Bool) {
        do {
            let run = try await run(mandate.plan)
            return (run.vectors, false)
        } catch {
            logger.error("the plan failed here; zeros are sent", metadata: ["study": "\(mandate.study.id)"])
            let zeros = [Int64](repeating: 0, count: mandate.plan.cellCount)
            return (mandate.plan.measures.map { _ in zeros }, true)
        }
    }

    /// Runs a plan without sending anything.
    package func run(_ plan: Plan) async throws -> PlanRun {
        let first = try await Connection.connect(parameters)
        do {
            let second = try await Connection.connect(parameters)
            do {
                let run = try await PlanRunner(plan: plan, table: dataset.table).run(on: first, and: second)
                await second.close()
                await first.close()
                return run
            } catch {
                await second.close()
                throw error
            }
        } catch {
            await first.close()
            throw error
        }
    }
}
