// SPDX-License-Identifier: Apache-2.0
//
// The helper: verifies its half of each report by itself (it trusts the leader for nothing: the holder's
// signature is inside the share that only the helper opens), and gives its noised aggregate share when
// leader and helper have added up the very same reports.

import Crypto
import DAP

package struct Helper: Sendable {
    let store: AggregatorStore
    let keys: HpkeKeyPair
    let collector: HpkeConfig
    /// Shared with the leader and nobody else.
    let verificationSecret: [UInt8]
    let verify: HolderVerifier

    package func aggregate(_ body: [UInt8], in id: TaskID) async throws -> AggregationJobResp {
        let task = try await store.task(id)
        let request = try AggregationJobInitReq(decoding: body)
        var responses: [VerifyResp] = []
        for item in request.verifyInits {
            responses.append(VerifyResp(id: item.metadata.id, outcome: try await outcome(of: item, in: task)))
        }
        return AggregationJobResp(responses: responses)
    }

    private func outcome(of item: VerifyInit, in task: TaskParameters) async throws -> VerifyResp.Outcome {
        guard task.batch.contains(item.metadata.time) else { return .reject(.reportDropped) }
        let opener = ShareOpener(task: task.id, configuration: task.configuration, role: .helper, keys: keys)
        let verifier = try ReportVerifier(
            task: task.id, configuration: task.configuration, secret: verificationSecret)
        let opened: OpenedShare
        let verified: (outputShare: [UInt8], outbound: [UInt8])
        do throws(DAPError) {
            opened = try opener.open(
                item.encryptedInputShare, metadata: item.metadata, publicShare: item.publicShare,
                verify: verify.check(for: task))
            verified = try verifier.answer(
                opened, metadata: item.metadata, publicShare: item.publicShare, inbound: item.payload)
        } catch {
            return .reject(reportError(error))
        }
        let stored = StoredReport(
            holder: opened.holder, metadata: item.metadata, digest: Array(SHA256.hash(data: try item.encoded())),
            sealed: nil, outputShare: verified.outputShare)
        return switch try await store.admit(stored, to: task.id) {
        case .accepted, .known: .continue(verified.outbound)
        case .replayed: .reject(.reportReplayed)
        case .batchCollected: .reject(.batchCollected)
        }
    }

    private func reportError(_ error: DAPError) -> VerifyResp.ReportError {
        switch error.kind {
        case .unrecognizedHpkeConfig: .hpkeUnknownConfigID
        case .undecryptable: .hpkeDecryptError
        case .untrustedReport: .vdafVerifyError
        default: .invalidMessage
        }
    }

    package func aggregateShare(_ body: [UInt8], of id: TaskID) async throws -> HpkeCiphertext {
        let task = try await store.task(id)
        let request = try AggregateShareReq(decoding: body)
        guard request.collection.batchInterval == task.batch else {
            throw DAPError(.batchInvalid, "the query's interval isn't the one batch that the mandate lists", task: id)
        }
        let batch = try await store.close(task)
        guard request.reportCount == UInt64(batch.reportCount), request.checksum == batch.checksum else {
            throw DAPError(.batchMismatch, "leader and helper added up different reports", task: id)
        }
        return try AggregateShareContext(task: id, configuration: task.configuration, request: request.collection)
            .seal(batch.share, from: .helper, to: collector)
    }
}

/// Checks that a share is signed by a holder that the task asks.
package struct HolderVerifier: Sendable {
    /// Whether the enrolled key of a holder signed the message.
    package let isSigned: @Sendable (_ holder: String, _ message: [UInt8], _ signature: [UInt8]) -> Bool

    package init(isSigned: @escaping @Sendable (_ holder: String, _ message: [UInt8], _ signature: [UInt8]) -> Bool) {
        self.isSigned = isSigned
    }

    func check(for task: TaskParameters) -> (String, [UInt8], [UInt8]) -> Bool {
        { holder, message, signature in
            task.holders.contains(holder) && isSigned(holder, message, signature)
        }
    }
}
