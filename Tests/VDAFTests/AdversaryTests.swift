// SPDX-License-Identifier: Apache-2.0
//
// Clients that cheat: measurements out of range, encoded by hand, with an honest proof of them, with a proof
// changed at random, or with a gadget polynomial bent so that the circuit's output is zero. None verifies.
// The chance that a single forgery passes is below 2^-50.

import RegieTesting
import Testing
import VDAF

struct AdversaryTests {
    private static let forgeries = 10_000

    /// Adds a random amount to a random element of the leader's proof share.
    private func bendProof(_ party: inout Party, _ generator: inout SeededGenerator) throws {
        let sizes = party.prio3.sizes
        let isShort = sizes.aggregateShare / sizes.outputElements == 8
        let size = isShort ? 8 : 16
        let blind = sizes.verifierMessage
        let first = sizes.measurementElements
        let count = (sizes.leaderInputShare - blind) / size
        try add(
            Int64.random(in: 1...1_000, using: &generator), toElement: Int.random(in: first..<count, using: &generator),
            of: &party, isShort: isShort)
    }

    /// Adds `amount` to an element of the leader's input share.
    private func add(_ amount: Int64, toElement index: Int, of party: inout Party, isShort: Bool) throws {
        let size = isShort ? 8 : 16
        let range = (index * size)..<((index + 1) * size)
        let bytes = Array(party.inputShares[0][range])
        let changed =
            isShort
            ? Field64.encode([try Field64.decode(bytes, count: 1)[0] + Field64(signed: amount)])
            : Field128.encode([try Field128.decode(bytes, count: 1)[0] + Field128(signed: amount)])
        party.inputShares[0].replaceSubrange(range, with: changed)
    }

    /// Forges reports, every second one with a proof bent at random, and counts those that verify.
    private func accepted(
        _ variant: Prio3.Variant, of forgeries: Int = forgeries, _ forge: (inout SeededGenerator) -> [Int64]
    ) throws -> Int {
        var generator = SeededGenerator(seed: 2_026)
        let prio3 = try Prio3(variant)
        var count = 0
        for index in 0..<forgeries {
            var party = try forgedParty(prio3, forge(&generator), &generator)
            if index % 2 == 1 { try bendProof(&party, &generator) }
            if party.isAccepted { count += 1 }
        }
        return count
    }

    private func bits(_ count: Int, _ generator: inout SeededGenerator) -> [Int64] {
        (0..<count).map { _ in Int64.random(in: 0...1, using: &generator) }
    }

    @Test
    func `the forger's tools make honest reports too`() throws {
        var generator = SeededGenerator(seed: 1)
        #expect(try forgedParty(Prio3(.count), [1], &generator).isAccepted)
        #expect(try forgedParty(Prio3(.sum(maximum: 9)), [1, 0, 1, 1], &generator).isAccepted)
        #expect(try forgedParty(Prio3(.histogram(length: 4, chunkLength: 2)), [0, 0, 1, 0], &generator).isAccepted)
        let sums = try Prio3(.l1BoundSum(length: 2, maximumValue: 3, chunkLength: 2))
        #expect(try forgedParty(sums, [1, 0, 0, 1, 1, 1], &generator).isAccepted)
    }

    /// Variants that encode bits, with the number of elements.
    private static let bitVariants: [(Prio3.Variant, Int)] = [
        (.count, 1), (.sum(maximum: 100), 7), (.sumVec(length: 3, maximum: 7, chunkLength: 3), 9),
        (.histogram(length: 6, chunkLength: 3), 6),
        (.multihotCountVec(length: 8, maximumWeight: 5, chunkLength: 4), 11),
        (.l1BoundSum(length: 3, maximumValue: 7, chunkLength: 5), 12),
        (.sumVecWithMultiproof(length: 2, maximum: 3, chunkLength: 2, proofs: 3), 4),
    ]

    @Test(arguments: bitVariants)
    func `G7 a 2 where a bit belongs never verifies`(_ variant: Prio3.Variant, _ elements: Int) throws {
        let count = try accepted(variant) { generator in
            var encoded = bits(elements, &generator)
            encoded[Int.random(in: 0..<elements, using: &generator)] = 2
            return encoded
        }
        #expect(count == 0)
    }

    @Test(arguments: bitVariants)
    func `G7 a vector with an element that isn't a bit never verifies`(_ variant: Prio3.Variant, _ elements: Int) throws
    {
        let count = try accepted(variant, of: 2_000) { generator in
            var encoded = bits(elements, &generator)
            let magnitude = Int64.random(
                in: 3...(Int64.max >> Int64.random(in: 0...60, using: &generator)), using: &generator)
            encoded[Int.random(in: 0..<elements, using: &generator)] =
                [-1, 3, magnitude, -magnitude]
                .randomElement(using: &generator) ?? -1
            return encoded
        }
        #expect(count == 0)
    }

    @Test(arguments: [Prio3.Variant.sum(maximum: 100), .sumVec(length: 1, maximum: 100, chunkLength: 3)])
    func `G7 an integer outside the range never verifies`(_ variant: Prio3.Variant) throws {
        // Weights 1, 2, 4, ..., 32 and 37: as many bits as may be, and the first element makes up for the rest.
        let weights: [Int64] = [1, 2, 4, 8, 16, 32, 37]
        let count = try accepted(variant) { generator in
            let isAbove = Bool.random(using: &generator)
            let value =
                isAbove
                ? Int64.random(in: 101...1_000_000, using: &generator)
                : -Int64.random(in: 1...1_000_000, using: &generator)
            var encoded = isAbove ? [Int64](repeating: 1, count: 7) : [Int64](repeating: 0, count: 7)
            encoded[0] = value - zip(weights, encoded).dropFirst().reduce(0) { $0 + $1.0 * $1.1 }
            return encoded
        }
        #expect(count == 0)
    }

    @Test
    func `G7 a histogram of none, two or a split bucket never verifies`() throws {
        let count = try accepted(.histogram(length: 6, chunkLength: 3)) { generator in
            var encoded = [Int64](repeating: 0, count: 6)
            let places = Array(0..<6).shuffled(using: &generator)
            switch Int.random(in: 0...2, using: &generator) {
            case 0: break
            case 1: (encoded[places[0]], encoded[places[1]]) = (1, 1)
            default:
                let part = Int64.random(in: 2...1_000_000, using: &generator)
                (encoded[places[0]], encoded[places[1]]) = (part, 1 - part)
            }
            return encoded
        }
        #expect(count == 0)
    }

    @Test
    func `G7 a weight of one above the maximum never verifies, whatever weight is claimed`() throws {
        let count = try accepted(.multihotCountVec(length: 8, maximumWeight: 5, chunkLength: 4)) { generator in
            var flags = [Int64](repeating: 0, count: 8)
            for place in Array(0..<8).shuffled(using: &generator).prefix(6) { flags[place] = 1 }
            // Three elements with weights 1, 2 and 2: any claim up to 5; or 6, which isn't made of bits.
            return flags + (Bool.random(using: &generator) ? bits(3, &generator) : [2, 1, 1])
        }
        #expect(count == 0)
    }

    @Test
    func `G7 an L1 norm of one above the bound never verifies, whatever norm is claimed`() throws {
        let count = try accepted(.l1BoundSum(length: 3, maximumValue: 7, chunkLength: 5)) { generator in
            // 5 + 2 + 1 = 8 in some order, each within the bound; the claim is up to 7, or 8, which isn't made of bits.
            let values = [5, 2, 1].shuffled(using: &generator)
            let encoded = values.flatMap { value in (0..<3).map { Int64((value >> $0) & 1) } }
            return encoded + (Bool.random(using: &generator) ? bits(3, &generator) : [2, 1, 1])
        }
        #expect(count == 0)
    }

    @Test
    func `G7 a gadget polynomial bent to make a count's output zero is refused`() throws {
        var generator = SeededGenerator(seed: 31)
        let prio3 = try Prio3(.count)
        for _ in 0..<Self.forgeries {
            // For 2 the circuit gives 2 · 2 - 2; the gadget's output is value 2 of its polynomial, element 5.
            var party = try forgedParty(prio3, [2], &generator)
            try add(-2, toElement: 5, of: &party, isShort: true)
            #expect(try circuitOutput64(party) == .zero)
            #expect(!party.isAccepted)
        }
    }

    /// The first element of the verifier: the circuit's output, known to the prover when it is the only one.
    private func circuitOutput64(_ party: Party) throws -> Field64 {
        let shares = try party.start().shares
        return try shares.reduce(Field64.zero) { $0 + (try Field64.decode(Array($1.prefix(8)), count: 1)[0]) }
    }

    @Test
    func `G7 a gadget polynomial bent to make a vector's output zero is refused`() throws {
        var generator = SeededGenerator(seed: 32)
        let prio3 = try Prio3(.sumVec(length: 2, maximum: 3, chunkLength: 2))
        for _ in 0..<Self.forgeries {
            var party = try forgedParty(prio3, [1, 2, 0, 1], &generator)
            let shares = try party.start().shares
            let output = try shares.reduce(Field128.zero) {
                $0 + (try Field128.decode(Array($1.prefix(16)), count: 1)[0])
            }
            #expect(output != .zero)
            // Elements: 4 of the measurement, 4 wire seeds, then the polynomial; its value 2 is an output.
            let range = (10 * 16)..<(11 * 16)
            let value = try Field128.decode(Array(party.inputShares[0][range]), count: 1)[0]
            party.inputShares[0].replaceSubrange(range, with: Field128.encode([value - output]))
            let bent = try party.start().shares.reduce(Field128.zero) {
                $0 + (try Field128.decode(Array($1.prefix(16)), count: 1)[0])
            }
            #expect(bent == .zero)
            #expect(!party.isAccepted)
        }
    }
}
