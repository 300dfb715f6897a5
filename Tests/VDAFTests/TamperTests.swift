// SPDX-License-Identifier: Apache-2.0
//
// A single flipped bit anywhere in what one party holds, and the report is refused; reports that no honest
// client would send never verify.

import RegieTesting
import Testing
import VDAF

struct TamperTests {
    private func flipped(_ bytes: [UInt8], bit: Int) -> [UInt8] {
        var copy = bytes
        copy[bit / 8] ^= 1 << (bit % 8)
        return copy
    }

    @Test(arguments: Sample.all)
    func `G7 any flipped bit in one party's input is refused`(_ sample: Sample) throws {
        var generator = SeededGenerator(seed: 77)
        let prio3 = try Prio3(sample.variant)
        let honest = try party(prio3, sample.measurements[0], &generator)
        #expect(honest.isAccepted)
        let places: [WritableKeyPath<Party, [[UInt8]]>] = [\.keys, \.nonces, \.publicShares, \.inputShares]
        for place in places {
            for aggregator in 0..<2 {
                let bytes = honest[keyPath: place][aggregator]
                // An aggregator replaces its own part of the public share: only the peer's counts.
                let own = place == \.publicShares ? (aggregator * 256)..<((aggregator + 1) * 256) : 0..<0
                for bit in 0..<(bytes.count * 8) where !own.contains(bit) {
                    var party = honest
                    party[keyPath: place][aggregator] = flipped(bytes, bit: bit)
                    #expect(!party.isAccepted, "bit \(bit) of aggregator \(aggregator)")
                }
            }
        }
    }

    @Test(arguments: Sample.all)
    func `G7 any flipped bit in a verifier share or message is refused`(_ sample: Sample) throws {
        var generator = SeededGenerator(seed: 78)
        let prio3 = try Prio3(sample.variant)
        let (states, shares) = try party(prio3, sample.measurements[0], &generator).start()
        let message = try prio3.verifierSharesToMessage(context: Party.context, verifierShares: shares)
        for aggregator in 0..<2 {
            for bit in 0..<(shares[aggregator].count * 8) {
                var tampered = shares
                tampered[aggregator] = flipped(shares[aggregator], bit: bit)
                let code = refusal {
                    let message = try prio3.verifierSharesToMessage(
                        context: Party.context, verifierShares: tampered)
                    return try states.map { try prio3.verifyNext(state: $0, message: message) }
                }
                #expect(code != nil, "bit \(bit) of aggregator \(aggregator)")
            }
        }
        for bit in 0..<(message.count * 8) {
            let tampered = flipped(message, bit: bit)
            #expect(refusal { try prio3.verifyNext(state: states[0], message: tampered) } == .jointRandomness)
        }
    }

    @Test(arguments: Sample.all)
    func `G7 another context, aggregator or instance is refused`(_ sample: Sample) throws {
        var generator = SeededGenerator(seed: 79)
        let prio3 = try Prio3(sample.variant)
        let honest = try party(prio3, sample.measurements[0], &generator)
        let shares = try (0..<2).map { aggregator in
            try prio3.verifyInit(
                verifyKey: honest.keys[0], context: Party.context + [UInt8(aggregator)], aggregatorID: aggregator,
                nonce: honest.nonces[0], publicShare: honest.publicShares[0],
                inputShare: honest.inputShares[aggregator]
            ).verifierShare
        }
        #expect(
            refusal { try prio3.verifierSharesToMessage(context: Party.context, verifierShares: shares) } == .proof)

        let three = try Prio3(sample.variant, shares: 3)
        let wide = try party(three, sample.measurements[0], &generator)
        var swapped = wide
        swapped.inputShares.swapAt(1, 2)
        #expect(wide.isAccepted)
        #expect(!swapped.isAccepted)
    }

    @Test(arguments: Sample.all)
    func `G7 messages of another length are refused`(_ sample: Sample) throws {
        var generator = SeededGenerator(seed: 80)
        let prio3 = try Prio3(sample.variant)
        let honest = try party(prio3, sample.measurements[0], &generator)
        let (states, shares) = try honest.start()
        let message = try prio3.verifierSharesToMessage(context: Party.context, verifierShares: shares)
        func start(_ change: (inout Party) -> Void) -> VDAFError.Code? {
            var party = honest
            change(&party)
            return refusal { try party.start() }
        }
        for aggregator in 0..<2 {
            #expect(start { $0.inputShares[aggregator].append(0) } == .encoding)
            #expect(start { $0.inputShares[aggregator].removeLast() } == .encoding)
            #expect(start { $0.publicShares[aggregator].append(0) } == .encoding)
            #expect(start { $0.keys[aggregator].removeLast() } == .argument)
            #expect(start { $0.nonces[aggregator].removeLast() } == .argument)
        }
        for id in [-1, 2, Int.max] {
            let code = refusal {
                try prio3.verifyInit(
                    verifyKey: honest.keys[0], context: [], aggregatorID: id, nonce: honest.nonces[0],
                    publicShare: honest.publicShares[0], inputShare: honest.inputShares[0])
            }
            #expect(code == .argument)
        }
        func combine(_ shares: [[UInt8]]) -> VDAFError.Code? {
            refusal { try prio3.verifierSharesToMessage(context: Party.context, verifierShares: shares) }
        }
        #expect(combine([shares[0]]) == .argument)
        #expect(combine(shares + [shares[0]]) == .argument)
        #expect(combine([shares[0], shares[1] + [0]]) == .encoding)
        #expect(refusal { try prio3.verifyNext(state: states[0], message: message + [0]) } == .encoding)
        #expect(refusal { try prio3.decodeAggregateShare(states[0].encoded + [0]) } == .encoding)
        #expect(refusal { try prio3.decodeVerifyState(states[0].encoded + [0]) } == .encoding)
    }

    @Test
    func `a state of another instance is refused`() throws {
        var generator = SeededGenerator(seed: 81)
        let count = try Prio3(.count)
        let state = try party(count, .flag(true), &generator).start().states[0]
        let histogram = try Prio3(.histogram(length: 5, chunkLength: 2))
        let message = [UInt8](repeating: 0, count: 32)
        #expect(refusal { try histogram.verifyNext(state: state, message: message) } == .argument)
    }
}
