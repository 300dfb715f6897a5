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

    /// - Parameter share: the encoded aggregate share.
    package func seal(_ share: [UInt8], from role: Role, to collector: HpkeConfig) throws(DAPError) -> HpkeCiphertext {
        try collector.seal(share, info: Draft.aggregateShareInfo(from: role), associatedData: associatedData())
    }

    func open(_ sealed: HpkeCiphertext, from role: Role, with keys: HpkeKeyPair) throws(DAPError) -> [UInt8] {
        try keys.open(sealed, info: Draft.aggregateShareInfo(from: role), associatedData: associatedData())
    }

    /// The noised totals of a batch.
    package func unshard(_ response: CollectionJobResp, with keys: HpkeKeyPair) throws(DAPError) -> [Int64] {
        let prio3 = try configuration.vdaf.prio3()
        let shares = [
            try open(response.leaderShare, from: .leader, with: keys),
            try open(response.helperShare, from: .helper, with: keys),
        ]
        let totals: [Int128]
        do {
            totals = try prio3.unshardSigned([
                prio3.decodeAggregateShare(shares[0]), prio3.decodeAggregateShare(shares[1]),
            ])
        } catch {
            throw DAPError(.invalidMessage, "an aggregate share isn't a vector of the task's length", task: task)
        }
        let values = totals.compactMap { Int64(exactly: $0) }
        guard values.count == totals.count else {
            throw DAPError(.invalidMessage, "the two aggregate shares don't add up to totals in range", task: task)
        }
        return values
    }
}
