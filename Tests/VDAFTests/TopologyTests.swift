// SPDX-License-Identifier: Apache-2.0
//
// Ping-pong between two aggregators, and the star of any number.

import RegieTesting
import Testing
import VDAF

struct TopologyTests {
    private func leader(_ party: Party) -> PingPongState {
        party.prio3.pingPongLeaderInit(
            verifyKey: party.keys[0], context: Party.context, nonce: party.nonces[0],
            publicShare: party.publicShares[0], inputShare: party.inputShares[0])
    }

    private func helper(_ party: Party, inbound: [UInt8]) -> PingPongState {
        party.prio3.pingPongHelperInit(
            verifyKey: party.keys[1], context: Party.context, nonce: party.nonces[1],
            publicShare: party.publicShares[1], inputShare: party.inputShares[1], inbound: inbound)
    }

    private func code(_ state: PingPongState) -> VDAFError.Code? {
        if case .rejected(let error) = state { error.code } else { nil }
    }

    @Test(arguments: Sample.all)
    func `ping-pong takes one round trip and gives the same shares`(_ sample: Sample) throws {
        var generator = SeededGenerator(seed: 12)
        let prio3 = try Prio3(sample.variant)
        let party = try party(prio3, sample.measurements[0], &generator)
        guard case .continued(let state, let round, let request) = leader(party) else {
            Issue.record("the leader didn't continue")
            return
        }
        #expect(round == 0)
        #expect(
            request.prefix(5) == [0, 0, 0] + [
                UInt8(prio3.sizes.verifierShare >> 8), UInt8(prio3.sizes.verifierShare & 255),
            ])
        guard case .finishedWithOutbound(let helperShare, let answer) = helper(party, inbound: request) else {
            Issue.record("the helper didn't finish")
            return
        }
        #expect(answer.prefix(5) == [2, 0, 0, 0, UInt8(prio3.sizes.verifierMessage)])
        guard case .finished(let leaderShare) = prio3.pingPongLeaderContinued(state: state, inbound: answer) else {
            Issue.record("the leader didn't finish")
            return
        }
        #expect([leaderShare, helperShare].map(\.encoded) == (try party.verified().map(\.encoded)))
    }

    @Test
    func `a ping-pong message out of turn is refused`() throws {
        var generator = SeededGenerator(seed: 13)
        let prio3 = try Prio3(.histogram(length: 4, chunkLength: 2))
        let party = try party(prio3, .bucket(1), &generator)
        guard case .continued(let state, _, let request) = leader(party),
            case .finishedWithOutbound(_, let answer) = helper(party, inbound: request)
        else {
            Issue.record("an honest exchange didn't finish")
            return
        }
        let next = try PingPongMessage.continue(verifierMessage: [], verifierShare: []).encoded
        #expect(code(helper(party, inbound: answer)) == .argument)
        #expect(code(helper(party, inbound: next)) == .argument)
        #expect(code(prio3.pingPongLeaderContinued(state: state, inbound: request)) == .argument)
        #expect(code(prio3.pingPongLeaderContinued(state: state, inbound: next)) == .argument)
    }

    @Test
    func `a rejected report ends the exchange on both sides`() throws {
        var generator = SeededGenerator(seed: 14)
        let prio3 = try Prio3(.histogram(length: 4, chunkLength: 2))
        let forged = try forgedParty(prio3, [1, 1, 0, 0], &generator)
        guard case .continued(let state, _, let request) = leader(forged) else {
            Issue.record("the leader didn't continue")
            return
        }
        #expect(code(helper(forged, inbound: request)) == .proof)
        let wrong = try PingPongMessage.finish(verifierMessage: [UInt8](repeating: 0, count: 32)).encoded
        #expect(code(prio3.pingPongLeaderContinued(state: state, inbound: wrong)) == .jointRandomness)
        var short = forged
        short.inputShares[0].removeLast()
        #expect(code(leader(short)) == .encoding)
    }

    @Test
    func `ping-pong is for two`() throws {
        var generator = SeededGenerator(seed: 15)
        let party = try party(try Prio3(.count, shares: 3), .flag(true), &generator)
        #expect(code(leader(party)) == .parameter)
        #expect(code(helper(party, inbound: [])) == .parameter)
    }

    @Test(arguments: [
        PingPongMessage.initialize(verifierShare: [1, 2, 3]), .finish(verifierMessage: []),
        .continue(verifierMessage: [9], verifierShare: [8, 7]), .initialize(verifierShare: []),
    ])
    func `messages come back, and only whole`(_ message: PingPongMessage) throws {
        let encoded = try message.encoded
        #expect(try PingPongMessage(decoding: encoded, limit: 3) == message)
        #expect(refusal { try PingPongMessage(decoding: encoded + [0], limit: 3) } == .encoding)
        for count in 0..<encoded.count {
            #expect(refusal { try PingPongMessage(decoding: Array(encoded.prefix(count)), limit: 3) } == .encoding)
        }
    }

    @Test
    func `messages are framed as the draft says`() throws {
        #expect(try PingPongMessage.initialize(verifierShare: [7]).encoded == [0, 0, 0, 0, 1, 7])
        #expect(
            try PingPongMessage.continue(verifierMessage: [5], verifierShare: [7]).encoded == [
                1, 0, 0, 0, 1, 5, 0, 0, 0, 1, 7,
            ])
        #expect(try PingPongMessage.finish(verifierMessage: [5, 6]).encoded == [2, 0, 0, 0, 2, 5, 6])
        #expect(refusal { try PingPongMessage(decoding: [3, 0, 0, 0, 0], limit: 9) } == .encoding)
        #expect(refusal { try PingPongMessage(decoding: [0, 0, 0, 0, 4, 1, 2, 3, 4], limit: 3) } == .encoding)
        #expect(refusal { try PingPongMessage(decoding: [0, 255, 255, 255, 255, 1], limit: Int.max) } == .encoding)
    }

    @Test
    func `a string that its length can't count isn't written`() throws {
        var writer = MessageWriter()
        #expect(refusal { try writer.writeOpaque32([1, 2, 3], limit: 2) } == .encoding)
        #expect(writer.bytes.isEmpty)
        try writer.writeOpaque32([1, 2, 3], limit: 3)
        #expect(writer.bytes == [0, 0, 0, 3, 1, 2, 3])
    }

    @Test(arguments: [Sample.all[0], Sample.all[3]])
    func `every number of aggregators from 2 to 255 works through a star`(_ sample: Sample) throws {
        var generator = SeededGenerator(seed: 17)
        for shares in 2...255 {
            let prio3 = try Prio3(sample.variant, shares: shares)
            let (states, verifierShares) = try party(prio3, sample.measurements[0], &generator).start()
            var star = StarLeader(prio3, context: Party.context)
            var message: [UInt8]?
            for aggregator in 0..<shares { message = try star.receive(verifierShares[aggregator], from: aggregator) }
            let decided = try #require(message)
            var totals: [Prio3.AggregateShare] = []
            for state in states {
                var total = prio3.emptyAggregateShare
                try total.add(prio3.verifyNext(state: state, message: decided))
                totals.append(total)
            }
            #expect(try prio3.unshard(totals) == plainSum([sample.measurements[0]], prio3), "\(shares) aggregators")
        }
    }

    @Test(arguments: [2, 3, 4, 7])
    func `a star gathers the shares in any order, one each`(_ shares: Int) throws {
        var generator = SeededGenerator(seed: 16)
        let prio3 = try Prio3(.histogram(length: 4, chunkLength: 2), shares: shares)
        let (states, verifierShares) = try party(prio3, .bucket(3), &generator).start()
        var star = StarLeader(prio3, context: Party.context)
        let order = Array(0..<shares).shuffled(using: &generator)
        #expect(refusal { try star.receive(verifierShares[0] + [0], from: order[0]) } == .encoding)
        for aggregator in order.dropLast() {
            #expect(try star.receive(verifierShares[aggregator], from: aggregator) == nil)
        }
        #expect(refusal { try star.receive(verifierShares[order[0]], from: order[0]) } == .argument)
        #expect(refusal { try star.receive(verifierShares[0], from: shares) } == .argument)
        #expect(refusal { try star.receive(verifierShares[0], from: -1) } == .argument)
        let last = order[shares - 1]
        let message = try #require(try star.receive(verifierShares[last], from: last))
        for state in states { #expect(refusal { try prio3.verifyNext(state: state, message: message) } == nil) }
    }
}
