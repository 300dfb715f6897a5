// SPDX-License-Identifier: Apache-2.0
//
// Sensitivities per kind of task, and scaling to an L2 norm against a slow search.

import DisclosureControl
import RegieTesting
import Testing

@Suite struct SensitivityTests {
    @Test func `G3 one unit at two sources counts twice in each of its cells`() throws {
        let counts = try Sensitivity(bound: .cells(count: 4, each: 1), sourcesPerUnit: 2)
        #expect((counts.squaredL2, counts.l1) == (16, 8))
        let sums = try Sensitivity(bound: .cells(count: 4, each: 60_000), sourcesPerUnit: 2)
        #expect((sums.squaredL2, sums.l1) == (57_600_000_000, 480_000))
        let choice = try Sensitivity(bound: .oneChoice, sourcesPerUnit: 3)
        #expect((choice.squaredL2, choice.l1) == (9, 3))
        let norm = try Sensitivity(bound: .norm(NormBound(bound: 6, fractionBits: 10)), sourcesPerUnit: 2)
        #expect((norm.squaredL2, norm.l1) == (4 * 6144 * 6144, nil))
    }

    @Test(arguments: [
        ContributionBound.cells(count: 0, each: 1), .cells(count: -1, each: 1), .cells(count: 1, each: 0),
        .cells(count: 1, each: -3), .cells(count: 4, each: 3_000_000_000), .cells(count: .max, each: 1),
    ])
    func `A bound that bounds nothing or too much is refused`(bound: ContributionBound) {
        #expect(
            refusal { () throws(DisclosureError) in try Sensitivity(bound: bound, sourcesPerUnit: 2) } == .sensitivity)
    }

    @Test(arguments: [-1, 0, 1001])
    func `A unit without a source is refused`(sources: Int) {
        #expect(
            refusal { () throws(DisclosureError) in try Sensitivity(bound: .oneChoice, sourcesPerUnit: sources) }
                == .sensitivity)
    }

    @Test func `A unit within its norm is kept whole`() throws {
        let norm = try NormBound(bound: 6, fractionBits: 10)
        #expect(try norm.scaled([3, 3, 4, 1]) == [3072, 3072, 4096, 1024])
        #expect(try norm.scaled([6]) == [6144])
        #expect(try norm.scaled([7]) == [6144])
        #expect(try norm.scaled([]) == [])
        #expect(try norm.scaled([0, 0]) == [0, 0])
    }

    @Test func `G3 the scaled squares never exceed the norm and lose less than a step`() throws {
        let norm = try NormBound(bound: 6, fractionBits: 10)
        var generator = SeededGenerator(seed: 41)
        for round in 0..<2000 {
            let most: Int64 = round % 10 == 0 ? 1 << 32 : 1 << Int64(round % 20)
            let counts = (0..<(1 + round % 7)).map { _ in Int64.random(in: 0...most, using: &generator) }
            let scaled = try norm.scaled(counts)
            #expect(scaled.reduce(0) { $0 + $1 * $1 } <= norm.scaledBound * norm.scaledBound)
            let squares = counts.reduce(UInt128(0)) { $0 + UInt128($1) * UInt128($1) }
            let squaredBound = UInt128(norm.scaledBound) * UInt128(norm.scaledBound)
            for (count, value) in zip(counts, scaled) where value != count << 10 {
                // One step more would be too much: (value + 1)² · S > count² · C².
                let next = UInt128(value + 1)
                #expect(next * next * squares > UInt128(count) * UInt128(count) * squaredBound)
            }
        }
    }

    /// The usual expression in double precision, as databases compute it.
    @Test func `Scaling agrees with double precision on usual counts`() throws {
        let norm = try NormBound(bound: 6, fractionBits: 10)
        var generator = SeededGenerator(seed: 42)
        for _ in 0..<2000 {
            let counts = (0..<5).map { _ in Int64.random(in: 1...60, using: &generator) }
            let squares = Double(counts.reduce(0) { $0 + $1 * $1 })
            let factor = min(1024, 6144 / squares.squareRoot())
            let inDoubles = counts.map { Int64((Double($0) * factor).rounded(.down)) }
            let difference = zip(try norm.scaled(counts), inDoubles).map { $0 - $1 }
            // Where k·C/√S is whole, double precision may fall a step short of it.
            #expect(difference.allSatisfy { $0 == 0 || $0 == 1 })
            #expect(difference.reduce(0, +) <= 1)
        }
    }

    @Test(arguments: [(0, 10), (-1, 10), (6, -1), (6, 21), (16_384, 10), (1 << 24, 0)] as [(Int64, Int)])
    func `A norm out of range is refused`(bound: Int64, bits: Int) {
        #expect(
            refusal { () throws(DisclosureError) in try NormBound(bound: bound, fractionBits: bits) } == .sensitivity)
    }

    @Test(arguments: [-1, (1 << 32) + 1, Int64.min] as [Int64])
    func `A count out of range is not scaled`(count: Int64) throws {
        let norm = try NormBound(bound: 6, fractionBits: 10)
        #expect(refusal { () throws(DisclosureError) in try norm.scaled([1, count]) } == .sensitivity)
    }
}
