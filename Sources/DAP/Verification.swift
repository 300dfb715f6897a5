// SPDX-License-Identifier: Apache-2.0
//
// "Aggregation Initialization", both sides: the two aggregators convince themselves that the shares they
// hold add up to a vector within its bounds, without seeing it (promise G7), in one round of VDAF's
// ping-pong topology. Both sides may be run again after a crash: the same inputs give the same messages.

import Crypto
import Foundation
import VDAF

/// The VDAF verification key of a task, derived from a secret that the two aggregators share and that no
/// client, holder or broker ever has. It never prints.
package struct VerificationKey: Sendable, CustomStringConvertible, CustomReflectable {
    let bytes: [UInt8]

    /// HKDF-SHA256 of the secret with the task's identifier.
    /// - Parameter secret: at least 32 bytes.
    package init(secret: [UInt8], task: TaskID) throws(DAPError) {
        guard secret.count >= 32 else {
            throw DAPError(.invalidMessage, "the aggregators' verification secret has less than 32 bytes")
        }
        let key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: secret), salt: Data("verify_key".utf8), info: Data(task.bytes),
            outputByteCount: 32)
        bytes = key.withUnsafeBytes { Array($0) }
    }

    package var description: String { "VerificationKey" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// One aggregator's half of verifying the reports of a task.
package struct ReportVerifier: Sendable {
    let task: TaskID
    let prio3: Prio3
    let key: VerificationKey

    package init(task: TaskID, configuration: TaskConfiguration, secret: [UInt8]) throws(DAPError) {
        self.task = task
        prio3 = try configuration.vdaf.prio3()
        key = try VerificationKey(secret: secret, task: task)
    }

    /// The leader's first message about a report, and what it needs to finish.
    package func start(
        _ share: OpenedShare, metadata: ReportMetadata, publicShare: [UInt8]
    ) throws(DAPError) -> LeaderVerification {
        let state = prio3.pingPongLeaderInit(
            verifyKey: key.bytes, context: Draft.vdafContext(task), nonce: metadata.id.bytes,
            publicShare: publicShare, inputShare: share.inputShare)
        guard case .continued(let verifyState, _, let outbound) = state else { throw invalid(metadata) }
        return LeaderVerification(state: verifyState, outbound: outbound)
    }

    /// The leader's output share, once the helper has answered.
    package func finish(_ verification: LeaderVerification, inbound: [UInt8]) throws(DAPError) -> [UInt8] {
        let state = prio3.pingPongLeaderContinued(state: verification.state, inbound: inbound)
        guard case .finished(let share) = state else {
            throw DAPError(.untrustedReport, "the helper's answer doesn't verify a report", task: task)
        }
        return share.encoded
    }

    /// The helper's output share and its answer to the leader.
    package func answer(
        _ share: OpenedShare, metadata: ReportMetadata, publicShare: [UInt8], inbound: [UInt8]
    ) throws(DAPError) -> (outputShare: [UInt8], outbound: [UInt8]) {
        let state = prio3.pingPongHelperInit(
            verifyKey: key.bytes, context: Draft.vdafContext(task), nonce: metadata.id.bytes,
            publicShare: publicShare, inputShare: share.inputShare, inbound: inbound)
        guard case .finishedWithOutbound(let output, let outbound) = state else { throw invalid(metadata) }
        return (output.encoded, outbound)
    }

    private func invalid(_ metadata: ReportMetadata) -> DAPError {
        DAPError(.untrustedReport, "the proof of report \(metadata.id) doesn't verify", task: task)
    }
}

/// Between the leader's two steps. It never prints.
package struct LeaderVerification: Sendable, CustomStringConvertible {
    let state: Prio3.VerifyState
    package let outbound: [UInt8]

    package var description: String { "LeaderVerification" }
}

extension TaskConfiguration {
    /// The aggregate share of output shares, with this aggregator's noise (zeros for none), encoded.
    package func aggregate(_ outputShares: [[UInt8]], noise: [Int64]) throws(DAPError) -> [UInt8] {
        let prio3 = try vdaf.prio3()
        var total = prio3.emptyAggregateShare
        do {
            for share in outputShares { try total.add(prio3.decodeOutputShare(share)) }
            try total.add(noise: noise)
        } catch {
            throw DAPError(.invalidMessage, "a stored output share isn't one of the task")
        }
        return total.encoded
    }
}
