// SPDX-License-Identifier: Apache-2.0
//
// "Upload Interaction", the client's side for a holder: a vector becomes two input shares of Prio3SumVec,
// each signed by the holder and sealed to one aggregator. Randomness comes from the system; nothing here can be seeded.

import VDAF

/// An aggregator's HPKE configuration that has been checked against its enrolled signature.
package struct Recipients: Sendable {
    package let leader: HpkeConfig
    package let helper: HpkeConfig

    package init(leader: HpkeConfig, helper: HpkeConfig) {
        self.leader = leader
        self.helper = helper
    }
}

package struct HolderClient: Sendable {
    package let task: TaskID
    package let configuration: TaskConfiguration
    package let recipients: Recipients

    package init(task: TaskID, configuration: TaskConfiguration, recipients: Recipients) {
        self.task = task
        self.configuration = configuration
        self.recipients = recipients
    }

    /// One sealed report of a vector of `configuration.vdaf.length` values, each from 0 to its maximum.
    /// - Parameters:
    ///   - time: in units of the task's time precision.
    ///   - sign: the holder's Ed25519 signature of the bytes it is given.
    package func report(
        of vector: [Int64], holder: String, time: UInt64, sign: ([UInt8]) throws -> [UInt8]
    ) throws -> Report {
        guard vector.count == configuration.vdaf.length else {
            throw DAPError(
                .invalidMessage, "a vector of \(vector.count) values for a task of \(configuration.vdaf.length)")
        }
        let metadata = ReportMetadata(id: .random(), time: time)
        let sharded = try shard(vector, nonce: metadata.id.bytes)
        return Report(
            metadata: metadata, publicShare: sharded.publicShare,
            leaderShare: try seal(sharded.inputShares[0], sharded.publicShare, to: .leader, metadata, holder, sign),
            helperShare: try seal(sharded.inputShares[1], sharded.publicShare, to: .helper, metadata, holder, sign))
    }

    private func shard(_ vector: [Int64], nonce: [UInt8]) throws(DAPError) -> Prio3.Report {
        let values = vector.compactMap { UInt64(exactly: $0) }
        guard values.count == vector.count else {
            throw DAPError(.invalidMessage, "a vector holds a value below 0", task: task)
        }
        do {
            return try configuration.vdaf.prio3().shard(
                context: Draft.vdafContext(task), measurement: .vector(values), nonce: nonce)
        } catch {
            throw DAPError(
                .invalidMessage, "a vector holds a value above the task's maximum, \(configuration.vdaf.maximum)",
                task: task)
        }
    }

    private func seal(
        _ payload: [UInt8], _ publicShare: [UInt8], to role: Role, _ metadata: ReportMetadata, _ holder: String,
        _ sign: ([UInt8]) throws -> [UInt8]
    ) throws -> HpkeCiphertext {
        let message = try HolderSeal.message(
            task: task, role: role, metadata: metadata, publicShare: publicShare, holder: holder, payload: payload)
        let seal = HolderSeal(holder: holder, signature: try sign(message))
        let plaintext = PlaintextInputShare(
            privateExtensions: [Extension(.holder, try seal.encoded())], payload: payload)
        return try (role == .leader ? recipients.leader : recipients.helper).seal(
            plaintext.encoded(), info: Draft.inputShareInfo(for: role),
            associatedData: inputShareAssociatedData(
                task: task, configuration: configuration, metadata: metadata, publicShare: publicShare))
    }
}
