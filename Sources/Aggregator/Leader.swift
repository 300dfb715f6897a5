// SPDX-License-Identifier: Apache-2.0
//
// The leader: takes reports, has the helper verify its half of each, and answers the collector once
// every holder of a task is in. All state is in the store, so any request may be repeated after a crash.

import Crypto
import DAP

package struct Leader: Sendable {
    let store: AggregatorStore
    let keys: HpkeKeyPair
    let collector: HpkeConfig
    let network: Network
    /// Shown to the helper with every request.
    let peerToken: String
    /// Shared with the helper and nobody else.
    let verificationSecret: [UInt8]
    let verify: HolderVerifier

    /// "Upload Request": refuses a report that isn't of a holder asked, or that the holder already sent.
    package func upload(_ body: [UInt8], to id: TaskID) async throws {
        let task = try await store.task(id)
        let report = try Report(decoding: body)
        guard task.batch.contains(report.metadata.time) else {
            throw DAPError(.invalidMessage, "the report's time lies outside the task's batch", task: id)
        }
        let opened = try open(report, of: task)
        let stored = StoredReport(
            holder: opened.holder, metadata: report.metadata, digest: Array(SHA256.hash(data: body)), sealed: body,
            outputShare: nil)
        switch try await store.admit(stored, to: id) {
        case .accepted, .known: return
        case .replayed:
            throw DAPError(.untrustedReport, "this holder already has another report in the task", task: id)
        case .batchCollected:
            throw DAPError(.batchOverlap, "the task's batch is already collected", task: id)
        }
    }

    private func open(_ report: Report, of task: TaskParameters) throws(DAPError) -> OpenedShare {
        try ShareOpener(task: task.id, configuration: task.configuration, role: .leader, keys: keys).open(
            report.leaderShare, metadata: report.metadata, publicShare: report.publicShare,
            verify: verify.check(for: task))
    }

    /// "Collection Job Initialization"; `batchIncomplete` asks the collector to come back.
    package func collect(_ body: [UInt8], of id: TaskID) async throws -> CollectionJobResp {
        let task = try await store.task(id)
        let request = try CollectionJobReq(decoding: body)
        guard request.batchInterval == task.batch else {
            throw DAPError(.batchInvalid, "the query's interval isn't the one batch that the mandate lists", task: id)
        }
        try await verifyWithHelper(task)
        let batch = try await store.close(task)
        let helperShare = try await helperShare(task, request, batch)
        let context = AggregateShareContext(task: id, configuration: task.configuration, request: request)
        return CollectionJobResp(
            reportCount: UInt64(batch.reportCount), interval: task.batch,
            leaderShare: try context.seal(batch.share, from: .leader, to: collector), helperShare: helperShare)
    }

    /// "Aggregation Initialization" for whatever the helper hasn't verified yet.
    private func verifyWithHelper(_ task: TaskParameters) async throws {
        let waiting = try await store.unverified(task.id)
        guard !waiting.isEmpty else { return }
        let verifier = try ReportVerifier(
            task: task.id, configuration: task.configuration, secret: verificationSecret)
        let started = try waiting.map { report in
            try verifier.start(
                open(report, of: task), metadata: report.metadata, publicShare: report.publicShare)
        }
        let inits = zip(waiting, started).map { report, verification in
            VerifyInit(
                metadata: report.metadata, publicShare: report.publicShare,
                encryptedInputShare: report.helperShare, payload: verification.outbound)
        }
        let answers = try await answers(to: inits, of: task)
        let shares = try zip(started, answers).map { verification, answer in
            guard case .continue(let payload) = answer.outcome else {
                throw DAPError(.untrustedReport, "the helper refuses a holder's report", task: task.id)
            }
            return (answer.id, try verifier.finish(verification, inbound: payload))
        }
        try await store.keep(shares, of: task.id)
    }

    private func answers(to inits: [VerifyInit], of task: TaskParameters) async throws -> [VerifyResp] {
        let response = try await ask(
            "tasks/\(task.id)/aggregation_jobs", of: task, message: "aggregation-job-init-req",
            body: AggregationJobInitReq(verificationKeyID: 0, verifyInits: inits).encoded())
        let answers = try AggregationJobResp(decoding: response).responses
        guard answers.map(\.id) == inits.map(\.metadata.id) else {
            throw DAPError(.invalidMessage, "the helper answered other reports than it was asked", task: task.id)
        }
        return answers
    }

    private func helperShare(
        _ task: TaskParameters, _ request: CollectionJobReq, _ batch: ClosedBatch
    ) async throws -> HpkeCiphertext {
        let body = AggregateShareReq(
            collection: request, reportCount: UInt64(batch.reportCount), checksum: batch.checksum)
        let response = try await ask(
            "tasks/\(task.id)/aggregate_shares", of: task, message: "aggregate-share-req", body: body.encoded())
        return try HpkeCiphertext(decoding: response)
    }

    private func ask(_ path: String, of task: TaskParameters, message: String, body: [UInt8]) async throws -> [UInt8] {
        let response = try await network(
            Exchange.Request(
                .post, "\(task.configuration.helper)/\(path)",
                headers: ["Content-Type": MediaType.message(message), "Authorization": BearerToken.header(peerToken)],
                body: body))
        guard response.isSuccess else {
            throw DAPError(.batchMismatch, "the helper answered with status \(response.status)", task: task.id)
        }
        return response.body
    }
}
