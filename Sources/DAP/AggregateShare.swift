// SPDX-License-Identifier: Apache-2.0
//
// "Aggregate Share Encryption" on both sides, and the collector's unsharding. The aggregate share that
// an aggregator seals already holds its noise; a value above (p-1)/2 is negative.

import VDAF

/// What seals or opens the aggregate shares of one batch.
package struct AggregateShareContext: Sendable {
    package let task: TaskID
    package let configuration: TaskConfiguration
    package let request: CollectionJobReq

    package init(task: TaskID, configuration: TaskConfiguration, request: CollectionJobReq) {
        self.task = task
        self.configuration = configuration
        self.request = request
    }

    /// `AggregateShareAad`.
    private func associatedData() throws(DAPError) -> [UInt8] {
        var writer = WireWriter()
        writer.write(fixed: task.bytes)
        writer.write(fixed: try configuration.encoded())
        try request.encode(to: &writer)
        return writer.bytes
    }

    package func seal(_ share: [Field128], from role: Role, to collector: HpkeConfig) throws(DAPError) -> HpkeCiphertext {
        try collector.seal(
            Field128.encode(share), info: Draft.aggregateShareInfo(from: role), associatedData: associatedData())
    }

    package func open(_ sealed: HpkeCiphertext, from role: Role, with keys: HpkeKeyPair) throws(DAPError) -> [Field128] {
        let bytes = try keys.open(
            sealed, info: Draft.aggregateShareInfo(from: role), associatedData: associatedData())
        do {
            return try Field128.decode(bytes, count: configuration.vdaf.length)
        } catch {
            throw DAPError(.invalidMessage, "an aggregate share isn't a vector of the task's length", task: task)
        }
    }

    /// The noised totals of a batch.
    package func unshard(_ response: CollectionJobResp, with keys: HpkeKeyPair) throws(DAPError) -> [Int64] {
        let leader = try open(response.leaderShare, from: .leader, with: keys)
        let helper = try open(response.helperShare, from: .helper, with: keys)
        var totals: [Int64] = []
        totals.reserveCapacity(leader.count)
        for (left, right) in zip(leader, helper) {
            guard let total = (left + right).signedValue else {
                throw DAPError(.invalidMessage, "the two aggregate shares don't add up to totals in range", task: task)
            }
            totals.append(total)
        }
        return totals
    }
}
