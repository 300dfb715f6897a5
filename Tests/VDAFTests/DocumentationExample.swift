// SPDX-License-Identifier: Apache-2.0
//
// The example of the module's documentation, compiled. `DocumentationTests` runs it, and compares it with the article
// line by line.

import VDAF

func documentationExample() throws -> [UInt128] {
    // The example begins.
    let prio3 = try Prio3(.histogram(length: 4))
    let context = Array("bucket survey".utf8)

    // The aggregators share a key that clients don't know.
    let verifyKey = Prio3.randomVerifyKey()
    var leaderTotal = prio3.emptyAggregateShare
    var helperTotal = prio3.emptyAggregateShare

    for bucket in [2, 0, 2] {
        // The client.
        let nonce = Prio3.randomNonce()
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
        let conclusion = prio3.pingPongLeaderContinued(state: state, inbound: answer)
        guard case .finished(let leaderShare) = conclusion else { continue }

        try leaderTotal.add(leaderShare)
        try helperTotal.add(helperShare)
    }

    // The collector.
    let counts = try prio3.unshard([leaderTotal, helperTotal])
    print(counts)  // [1, 0, 2, 0]
    // The example ends.
    return counts
}
