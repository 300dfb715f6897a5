// SPDX-License-Identifier: Apache-2.0
//
// "Upload Interaction", the client's side for a holder: a vector becomes two shares, each signed by the
// holder and sealed to one aggregator. Randomness comes from the system; nothing here can be seeded.

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

    /// One sealed report of a vector of `configuration.vdaf.length` values.
    /// - Parameters:
    ///   - time: in units of the task's time precision.
    ///   - sign: the holder's Ed25519 signature of the bytes it is given.
    package func report(
        of vector: [Int64], holder: String, time: UInt64, sign: ([UInt8]) throws -> [UInt8]
    ) throws -> Report {
        guard vector.count == configuration.vdaf.length else {
            throw DAPError(.invalidMessage, "a vector of \(vector.count) values for a task of \(configuration.vdaf.length)")
        }
        let (leader, helper) = AdditiveSharing.split(vector.map(Field128.init(signed:)))
        let metadata = ReportMetadata(id: .random(), time: time)
        return Report(
            metadata: metadata, publicShare: [],
            leaderShare: try seal(leader, to: .leader, metadata, holder, sign),
            helperShare: try seal(helper, to: .helper, metadata, holder, sign))
    }

    private func seal(
        _ share: [Field128], to role: Role, _ metadata: ReportMetadata, _ holder: String,
        _ sign: ([UInt8]) throws -> [UInt8]
    ) throws -> HpkeCiphertext {
        let payload = Field128.encode(share)
        let message = try HolderSeal.message(
            task: task, role: role, metadata: metadata, publicShare: [], holder: holder, payload: payload)
        let seal = HolderSeal(holder: holder, signature: try sign(message))
        let plaintext = PlaintextInputShare(
            privateExtensions: [Extension(.holder, try seal.encoded())], payload: payload)
        return try (role == .leader ? recipients.leader : recipients.helper).seal(
            plaintext.encoded(), info: Draft.inputShareInfo(for: role),
            associatedData: inputShareAssociatedData(
                task: task, configuration: configuration, metadata: metadata, publicShare: []))
    }
}
