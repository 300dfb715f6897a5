// SPDX-License-Identifier: Apache-2.0
//
// A holder: it follows the register, checks each mandate in it by itself (G5), runs the plan in its own
// database, and sends nothing but sealed shares of bounded vectors (G1). It needs no inbound port.

import DAP
import Governance
import Logging
import PostgreSQL
import Studies

package struct HolderNode: Sendable {
    package let id: String
    let catalogue: Catalogue
    let root: TrustRoot
    let key: SigningKey
    let parameters: ConnectionParameters
    let store: HolderStore
    let network: Network
    let feed: MandateFeed
    let follower: RegisterFollower
    let logger: Logger

    /// - Throws: when the trust root enrols no witness of the register.
    package init(
        id: String, catalogue: Catalogue, root: TrustRoot, key: SigningKey, database: ConnectionParameters,
        pool: ConnectionPool, network: @escaping Network, logger: Logger
    ) throws {
        self.id = id
        self.catalogue = catalogue
        self.root = root
        self.key = key
        parameters = database
        let store = HolderStore(pool: pool)
        self.store = store
        follower = try RegisterFollower(
            root: root, network: network,
            memory: RegisterFollower.Memory(
                load: { try await store.seenCheckpoint() }, save: { try await store.remember(checkpoint: $0) }))
        self.network = network
        feed = MandateFeed(broker: root.broker.url, network: network)
        self.logger = logger
    }

    /// One look at the register: answers what is new, tells what was refused, and sends what is still to be sent. A
    /// register that may not be acted on stops all but the sending; one mandate or report that fails doesn't hold up
    /// the others. The first failure is thrown once all were tried.
    package func poll(now: Moment) async throws {
        var failure: (any Error)?
        do {
            let register = try await follower.look(now: now)
            for finding in register.findings {
                logger.error("a record doesn't follow", metadata: ["why": "\(finding.sentence.en)"])
            }
            for mandate in asked(by: register.state) where try await !store.knows(mandate: mandate) {
                do { try await consider(mandate, register, now: now) } catch { failure = failure ?? error }
            }
            try await tellRefusals(register.state, now: now)
        } catch { failure = failure ?? error }
        for report in try await store.waiting() {
            do { try await send(report) } catch { failure = failure ?? error }
        }
        if let failure { throw failure }
    }

    /// Mandates in the register that ask this holder and aren't over, the oldest first.
    private func asked(by register: RegisterState) -> [String] {
        register.mandates.values.filter {
            $0.entry.holders.contains(id) && $0.publication == nil && $0.refusals[id] == nil
        }.sorted { $0.record < $1.record }.map(\.entry.mandate)
    }

    /// Answers a mandate or refuses it; a refusal is kept and touches no record. What may be another's slip, a
    /// clock or a damaged answer, is not kept, so that it can't bury a good mandate.
    private func consider(_ identifier: String, _ register: RegisterFollower.View, now: Moment) async throws {
        let document = try await feed.document(identifier)
        let ledger = try await store.ledger(charter: root.charter)
        let mandate: Mandate
        do throws(GovernanceError) {
            mandate = try MandateCheck.check(
                document, register: register.state, checkpoint: register.checkpoint, lastSeen: register.lastSeen,
                catalogue: catalogue, now: now, ledger: ledger, edge: .holder(id))
        } catch {
            guard !error.isPassing else { throw error }
            let study = HolderNode.study(of: document)
            try await refuse(identifier, study: study, error.code.name, error.description, now: now)
            return
        }
        if let refusal = try await store.refusal(of: mandate.study.id, plan: mandate.plan.hash) {
            return try await refuse(
                identifier, study: mandate.study.id, HolderError.Code.holderRefused.name,
                "this holder refused the study on \(refusal.at): \(refusal.reason)", now: now)
        }
        try await answer(mandate, register.state, now: now)
    }

    private func refuse(
        _ mandate: String, study: String?, _ code: String, _ sentence: String, now: Moment
    ) async throws {
        logger.notice("refused a mandate", metadata: ["mandate": "\(mandate.prefix(12))", "code": "\(code)"])
        try await store.refuse(mandate: mandate, study: study, code: code, sentence: sentence, at: now)
    }

    /// What a document that was refused calls its study, if it can be read: for the history, and for nothing else.
    private static func study(of document: [UInt8]) -> String? {
        guard let text = try? JSONValue(parsing: document)["body"]?["study"]?.string else { return nil }
        return (try? Study(yaml: text, file: "study.yaml"))?.id
    }

    private func answer(_ mandate: Mandate, _ register: RegisterState, now: Moment) async throws {
        let recipients = try await recipients(of: mandate, register)
        let tasks = try mandate.taskParameters()
        let (vectors, failure) = try await vectors(of: mandate, tasks)
        var reports: [WaitingReport] = []
        for (task, vector) in zip(tasks, vectors) {
            let client = HolderClient(task: task.id, configuration: task.configuration, recipients: recipients)
            let report = try client.report(of: vector, holder: id, time: task.batch.start) { message in
                try key.signature(for: message)
            }
            reports.append(
                WaitingReport(task: task.id, leader: mandate.leader.url, bytes: try report.encoded()))
        }
        try await store.keep(reports, of: mandate, failure: failure, at: now)
        logger.info("sealed an answer", metadata: ["study": "\(mandate.study.id)", "tasks": "\(reports.count)"])
    }

    /// A value that the statement can't take, or a total beyond what the task carries, says so here only: what
    /// is sent is zeros, like an answer without records. Everything else (a lost connection, a server that
    /// shuts down, a missing table) is no answer: it is thrown, nothing is kept, and the next look tries again.
    private func vectors(
        of mandate: Mandate, _ tasks: [TaskParameters]
    ) async throws -> (vectors: [[Int64]], failure: String?) {
        let failure: String
        do {
            let run = try await run(mandate.plan)
            let fits = zip(run.vectors, tasks).allSatisfy { vector, task in
                vector.allSatisfy { $0 >= 0 && UInt64($0) <= task.configuration.vdaf.maximum }
            }
            if fits { return (run.vectors, nil) }
            failure = "a total is above the task's maximum"
        } catch let error as DatabaseError where error.code.isDataException {
            failure = error.code.name
        }
        logger.error("the plan failed here; zeros are sent", metadata: ["why": "\(failure)"])
        let zeros = [Int64](repeating: 0, count: mandate.plan.cellCount)
        return (mandate.plan.measures.map { _ in zeros }, failure)
    }

    /// Runs a plan without sending anything.
    package func run(_ plan: Plan) async throws -> PlanRun {
        let dataset = catalogue.dataset(named: plan.study.dataset)
        let schema = try await store.mapping(of: dataset.id).map { _ in Mapping.schema(of: dataset) }
        let first = try await Connection.connect(parameters)
        do {
            let second = try await Connection.connect(parameters)
            do {
                let runner = PlanRunner(plan: plan, table: dataset.table, schema: schema)
                let run = try await runner.run(on: first, and: second)
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
