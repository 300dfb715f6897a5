// SPDX-License-Identifier: Apache-2.0
//
// The example of the documentation, as it stands there, run.

import Testing
import VDAF

struct DocumentationTests {
    @Test
    func `the example from shard to unshard runs`() throws {
        let prio3 = try Prio3(.histogram(length: 4, chunkLength: ChunkLength.optimal(for: 4)))
        let context = Array("bucket survey".utf8)
        var generator = SystemRandomNumberGenerator()
        func random(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) } }

        // The aggregators share a key that clients don't know.
        let verifyKey = random(Prio3.verifyKeySize)
        var leaderTotal = prio3.emptyAggregateShare
        var helperTotal = prio3.emptyAggregateShare

        for bucket in [2, 0, 2] {
            // The client.
            let nonce = random(Prio3.nonceSize)
            let report = try prio3.shard(context: context, measurement: .bucket(bucket), nonce: nonce)

            // The leader asks, the helper decides and answers, the leader concludes.
            let leader = prio3.pingPongLeaderInit(
                verifyKey: verifyKey, context: context, nonce: nonce, publicShare: report.publicShare,
                inputShare: report.inputShares[0])
            guard case .continued(let state, _, let request) = leader else { continue }
            let helper = prio3.pingPongHelperInit(
                verifyKey: verifyKey, context: context, nonce: nonce, publicShare: report.publicShare,
                inputShare: report.inputShares[1], inbound: request)
            guard case .finishedWithOutbound(let helperShare, let answer) = helper else { continue }
            guard case .finished(let leaderShare) = prio3.pingPongLeaderContinued(state: state, inbound: answer)
            else {
                continue
            }
            try leaderTotal.add(leaderShare)
            try helperTotal.add(helperShare)
        }

        // The collector.
        let counts = try prio3.unshard([leaderTotal, helperTotal])
        #expect(counts == [1, 0, 2, 0])
    }
}
