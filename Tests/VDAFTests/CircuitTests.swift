// SPDX-License-Identifier: Apache-2.0
//
// Parameters that make no sense, encodings of measurements, and the rule for chunk lengths.

import RegieTesting
import Testing
import VDAF

struct CircuitTests {
    static let degenerate: [(Prio3.Variant, Int)] = [
        (.count, 1), (.count, 256), (.count, 0), (.count, -1),
        (.sum(maximum: 0), 2), (.sum(maximum: UInt64.max), 2), (.sum(maximum: 1 << 63), 2),
        (.sumVec(length: 0, maximum: 1, chunkLength: 1), 2),
        (.sumVec(length: -3, maximum: 1, chunkLength: 1), 2),
        (.sumVec(length: 3, maximum: 0, chunkLength: 1), 2),
        (.sumVec(length: 3, maximum: 1, chunkLength: 0), 2),
        (.sumVec(length: 3, maximum: 1, chunkLength: -1), 2),
        (.sumVec(length: Int.max, maximum: 255, chunkLength: 1), 2),
        (.sumVec(length: 3, maximum: 1, chunkLength: Int.max), 2),
        (.sumVec(length: 1 << 26, maximum: 1, chunkLength: 1), 2),
        (.histogram(length: 0, chunkLength: 1), 2),
        (.histogram(length: 4, chunkLength: 0), 2),
        (.histogram(length: Int.max, chunkLength: 1), 2),
        (.histogram(length: 4, chunkLength: 1 << 40), 2),
        (.histogram(length: 1, chunkLength: 1 << 26), 255 + 1),
        (.multihotCountVec(length: 0, maximumWeight: 1, chunkLength: 1), 2),
        (.multihotCountVec(length: 4, maximumWeight: 0, chunkLength: 1), 2),
        (.multihotCountVec(length: 4, maximumWeight: 5, chunkLength: 1), 2),
        (.multihotCountVec(length: 4, maximumWeight: 2, chunkLength: 0), 2),
        (.multihotCountVec(length: Int.max, maximumWeight: 2, chunkLength: 1), 2),
        (.l1BoundSum(length: 0, maximumValue: 1, chunkLength: 1), 2),
        (.l1BoundSum(length: 4, maximumValue: 0, chunkLength: 1), 2),
        (.l1BoundSum(length: 4, maximumValue: 2, chunkLength: 0), 2),
        (.l1BoundSum(length: Int.max, maximumValue: 2, chunkLength: 1), 2),
        (.sumVecWithMultiproof(length: 4, maximum: 3, chunkLength: 2, proofs: 0), 2),
        (.sumVecWithMultiproof(length: 4, maximum: 3, chunkLength: 2, proofs: 1), 2),
        (.sumVecWithMultiproof(length: 4, maximum: 3, chunkLength: 2, proofs: 2), 2),
        (.sumVecWithMultiproof(length: 4, maximum: 3, chunkLength: 2, proofs: 256), 2),
        (.sumVecWithMultiproof(length: 4, maximum: UInt64.max, chunkLength: 2, proofs: 3), 2),
        (.sumVecWithMultiproof(length: 0, maximum: 3, chunkLength: 2, proofs: 3), 2),
        (.sumVecWithMultiproof(length: 4, maximum: 0, chunkLength: 2, proofs: 3), 2),
        (.sumVecWithMultiproof(length: 4, maximum: 3, chunkLength: 0, proofs: 3), 2),
        (.sumVecWithMultiproof(length: 4, maximum: 3, chunkLength: 2, proofs: -1), 2),
        (.histogram(length: -1, chunkLength: 1), 2), (.histogram(length: 4, chunkLength: -1), 2),
        (.multihotCountVec(length: -1, maximumWeight: 1, chunkLength: 1), 2),
        (.multihotCountVec(length: 4, maximumWeight: UInt64.max, chunkLength: 1), 2),
        (.l1BoundSum(length: -1, maximumValue: 1, chunkLength: 1), 2),
        (.sumVec(length: Int.max, maximum: UInt64.max), 2), (.histogram(length: Int.max), 2),
        (.multihotCountVec(length: Int.max, maximumWeight: 8), 2), (.l1BoundSum(length: Int.max, maximumValue: 9), 2),
        (.sumVec(length: Int.min, maximum: 1), 2), (.l1BoundSum(length: Int.min, maximumValue: 1), 2),
    ]

    @Test(arguments: degenerate)
    func `parameters that make no sense are refused`(_ variant: Prio3.Variant, _ shares: Int) {
        #expect(refusal { try Prio3(variant, shares: shares) } == .parameter)
    }

    @Test(arguments: [
        (Prio3.Variant.count, 2), (.count, 255), (.sum(maximum: 1), 2), (.sum(maximum: (1 << 63) - 1), 2),
        (.sumVec(length: 1, maximum: UInt64.max, chunkLength: 1), 2),
        (.histogram(length: 1, chunkLength: 1), 2), (.histogram(length: 2, chunkLength: 9), 3),
        (.multihotCountVec(length: 1, maximumWeight: 1, chunkLength: 1), 2),
        (.multihotCountVec(length: 4, maximumWeight: 4, chunkLength: 7), 2),
        (.l1BoundSum(length: 1, maximumValue: UInt64.max, chunkLength: 5), 2),
        (.sumVecWithMultiproof(length: 1, maximum: 1, chunkLength: 1, proofs: 255), 2),
    ])
    func `parameters at the edge of sense are taken`(_ variant: Prio3.Variant, _ shares: Int) throws {
        let prio3 = try Prio3(variant, shares: shares)
        #expect(prio3.sizes.leaderInputShare > 0)
    }

    @Test(arguments: [
        (
            Prio3.Variant.sumVec(length: 1_000, maximum: 255),
            Prio3.Variant.sumVec(length: 1_000, maximum: 255, chunkLength: 63)
        ),
        (.histogram(length: 10_000), .histogram(length: 10_000, chunkLength: 79)),
        (
            .multihotCountVec(length: 10_000, maximumWeight: 8),
            .multihotCountVec(length: 10_000, maximumWeight: 8, chunkLength: 79)
        ),
        (
            .l1BoundSum(length: 10_000, maximumValue: 15),
            .l1BoundSum(length: 10_000, maximumValue: 15, chunkLength: 157)
        ),
    ])
    func `a variant without a chunk length takes the shortest proof`(_ short: Prio3.Variant, _ full: Prio3.Variant) {
        #expect(short == full)
    }

    @Test(arguments: Sample.all)
    func `an input share longer than the limit is refused before anything is built`(_ sample: Sample) throws {
        let size = try Prio3(sample.variant).sizes.leaderInputShare
        #expect(try Prio3(sample.variant, inputShareLimit: size).sizes.leaderInputShare == size)
        #expect(refusal { try Prio3(sample.variant, inputShareLimit: size - 1) } == .parameter)
        #expect(refusal { try Prio3(sample.variant, inputShareLimit: -1) } == .parameter)
        let huge = Prio3.Variant.sumVec(length: (1 << 26) - 2, maximum: 1, chunkLength: 1)
        #expect(refusal { try Prio3(huge, inputShareLimit: 1 << 20) } == .parameter)
    }

    @Test(arguments: [
        (Prio3.Variant.count, Prio3.Measurement.integer(1)), (.sum(maximum: 5), .flag(true)),
        (.sum(maximum: 5), .integer(6)), (.sum(maximum: 5), .integer(UInt64.max)),
        (.sumVec(length: 3, maximum: 5, chunkLength: 2), .vector([1, 2])),
        (.sumVec(length: 3, maximum: 5, chunkLength: 2), .vector([1, 2, 3, 4])),
        (.sumVec(length: 3, maximum: 5, chunkLength: 2), .vector([1, 6, 3])),
        (.histogram(length: 3, chunkLength: 2), .bucket(3)), (.histogram(length: 3, chunkLength: 2), .bucket(-1)),
        (.histogram(length: 3, chunkLength: 2), .vector([1, 0, 0])),
        (.multihotCountVec(length: 3, maximumWeight: 1, chunkLength: 2), .flags([true, true, false])),
        (.multihotCountVec(length: 3, maximumWeight: 1, chunkLength: 2), .flags([true, false])),
        (.l1BoundSum(length: 3, maximumValue: 5, chunkLength: 2), .vector([3, 3, 0])),
        (.l1BoundSum(length: 3, maximumValue: 5, chunkLength: 2), .vector([6, 0, 0])),
        (.l1BoundSum(length: 3, maximumValue: UInt64.max, chunkLength: 2), .vector([UInt64.max, 1, 0])),
        (.l1BoundSum(length: 3, maximumValue: 5, chunkLength: 2), .vector([])),
    ])
    func `a measurement out of range is refused`(_ variant: Prio3.Variant, _ measurement: Prio3.Measurement) throws {
        let prio3 = try Prio3(variant)
        let nonce = [UInt8](repeating: 0, count: 16)
        #expect(refusal { try prio3.shard(context: [], measurement: measurement, nonce: nonce) } == .measurement)
    }

    @Test
    func `a nonce, context or randomness of another size is refused`() throws {
        let prio3 = try Prio3(.count)
        let nonce = [UInt8](repeating: 0, count: 16)
        let long = [UInt8](repeating: 0, count: 65_528)
        func code(_ context: [UInt8], _ nonce: [UInt8], _ count: Int) -> VDAFError.Code? {
            refusal {
                try prio3.shard(
                    context: context, measurement: .flag(true), nonce: nonce,
                    randomness: [UInt8](repeating: 1, count: count))
            }
        }
        #expect(code([], nonce, 64) == nil)
        #expect(code(Array(long.dropLast()), nonce, 64) == nil)
        #expect(code(long, nonce, 64) == .argument)
        #expect(code([], Array(nonce.dropLast()), 64) == .argument)
        #expect(code([], nonce, 63) == .argument)
        #expect(code([], nonce, 65) == .argument)
    }

    @Test(arguments: [1, 2, 3, 4, 5, 7, 8, 11, 100, 255, 256, 1337] as [UInt64])
    func `every value up to the maximum encodes to bits that decode to it`(_ maximum: UInt64) throws {
        let circuit = try SumCircuit<Field64>(maximum: maximum)
        for value in 0...maximum {
            let encoded = try circuit.encode(value)
            #expect(encoded.count == UInt64.bitWidth - maximum.leadingZeroBitCount)
            #expect(encoded.allSatisfy { $0 == .zero || $0 == .one })
            #expect(circuit.truncate(encoded) == [Field64(value)])
        }
        let ones = [Field64](repeating: .one, count: circuit.measurementLength)
        #expect(circuit.truncate(ones) == [Field64(maximum)])
    }

    @Test
    func `the largest values encode too`() throws {
        let circuit = try SumVecCircuit<Field128>(length: 4, maximum: UInt64.max, chunkLength: 3)
        let values: [UInt64] = [UInt64.max, UInt64.max - 1, 1 << 63, (1 << 63) - 1]
        let encoded = try circuit.encode(values)
        #expect(encoded.allSatisfy { $0 == .zero || $0 == .one })
        #expect(circuit.truncate(encoded) == values.map { Field128($0) })
    }

    @Test(arguments: [
        (100, 7), (10_000, 79), (90_000, 353), (1_000_000, 978), (10_004, 79), (40_004, 157), (384, 26), (1_536, 50),
    ])
    func `chunk lengths are those of the table`(_ length: Int, _ chunk: Int) {
        #expect(ChunkLength.optimal(for: length) == chunk)
    }

    @Test
    func `no chunk length makes a shorter proof`() {
        func proofLength(_ length: Int, _ chunk: Int) -> Int {
            var p = 1
            while p < 1 + (length + chunk - 1) / chunk { p *= 2 }
            return 2 * chunk + 2 * p - 1
        }
        for length in Array(1...300) + [999, 1_000, 4_095, 4_096, 5_000] {
            let shortest = (1...length).map { proofLength(length, $0) }.min()
            #expect(proofLength(length, ChunkLength.optimal(for: length)) == shortest, "\(length)")
        }
        #expect(ChunkLength.optimal(for: 0) == 1)
        #expect(ChunkLength.optimal(for: -5) == 1)
        #expect(ChunkLength.optimal(for: Int.max) == 1)
    }

    @Test
    func `weighing inputs in one pass agrees with weighing them one by one`() throws {
        var generator = SeededGenerator(seed: 11)
        for (length, chunk) in [(1, 1), (7, 3), (9, 3), (10, 4), (3, 8)] {
            let check = try BitCheck<Field128>(length: length, chunkLength: chunk)
            let measurement = (0..<length).map { _ in randomElement(Field128.self, &generator) }
            let randomness = (0..<check.calls).map { _ in randomElement(Field128.self, &generator) }
            let weights = (0..<check.calls).map { _ in Factor(randomElement(Field128.self, &generator)) }
            let share = randomElement(Field128.self, &generator)
            var fast = [Field128.ProductSum](repeating: .init(), count: 2 * chunk)
            var slow = fast
            var row = [Field128](repeating: .zero, count: 2 * chunk)
            measurement.withUnsafeBufferPointer { measurement in
                let evaluation = CircuitEvaluation(
                    measurement: measurement, jointRandomness: randomness, inverseOfShares: share)
                fast.withUnsafeMutableBufferPointer {
                    check.addWeightedInputs(evaluation, weights: weights[...], to: $0)
                }
                for call in 0..<check.calls {
                    row.withUnsafeMutableBufferPointer { check.writeInputs(ofCall: call, evaluation, to: $0) }
                    for wire in row.indices { slow[wire].add(weights[call], row[wire]) }
                }
            }
            #expect(fast.map(\.reduced) == slow.map(\.reduced))
        }
    }
}
