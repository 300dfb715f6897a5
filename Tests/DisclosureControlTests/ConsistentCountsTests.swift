// SPDX-License-Identifier: Apache-2.0
//
// Counts that add up: against a system solved by hand, against the definition of least squares, and rounding.

import DisclosureControl
import RegieTesting
import Testing

@Suite struct ConsistentCountsTests {
    static func leaf(_ count: Double, _ variance: Double = 1) throws -> NoisedTree {
        try NoisedTree(count: count, variance: variance)
    }

    @Test func `A zone and its two halves meet where least squares says`() throws {
        let tree = try NoisedTree(count: 100, variance: 1, children: [Self.leaf(30), Self.leaf(50)])
        let result = tree.consistent()
        #expect(abs(result.count - 280.0 / 3) < 1e-9)
        #expect(abs(result.children[0].count - 110.0 / 3) < 1e-9)
        #expect(abs(result.children[1].count - 170.0 / 3) < 1e-9)
    }

    @Test func `Counts that agree already stay`() throws {
        let tree = try NoisedTree(count: 80, variance: 3, children: [Self.leaf(30, 2), Self.leaf(50, 9)])
        #expect(tree.consistent().children.map(\.count) == [30, 50])
    }

    static func residual(_ noised: NoisedTree, _ leaves: [Double]) -> Double {
        var rest = leaves[...]
        func sum(_ node: NoisedTree) -> (count: Double, residual: Double) {
            let parts = node.children.map(sum)
            let count = node.children.isEmpty ? rest.removeFirst() : parts.reduce(0) { $0 + $1.count }
            let distance = count - node.count
            return (count, distance * distance / node.variance + parts.reduce(0) { $0 + $1.residual })
        }
        return sum(noised).residual
    }

    static func leaves(_ tree: ConsistentTree) -> [Double] {
        tree.children.isEmpty ? [tree.count] : tree.children.flatMap(leaves)
    }

    @Test func `No other counts that add up lie nearer to an uneven tree`() throws {
        var generator = SeededGenerator(seed: 51)
        let groups = try [3, 1, 4].map { size in
            try NoisedTree(
                count: 40, variance: 5,
                children: (0..<size).map { _ in
                    try Self.leaf(Double.random(in: -5...30, using: &generator), .random(in: 1...9, using: &generator))
                })
        }
        let tree = try NoisedTree(count: 90, variance: 2, children: groups)
        let result = tree.consistent()
        #expect(abs(result.count - result.children.reduce(0) { $0 + $1.count }) < 1e-9)
        let best = Self.leaves(result)
        let least = Self.residual(tree, best)
        for index in best.indices {
            for step in [-0.01, 0.01] {
                var other = best
                other[index] += step
                #expect(Self.residual(tree, other) > least)
            }
        }
    }

    @Test(arguments: [(.nan, 1), (.infinity, 1), (1, 0), (1, -1), (1, .nan), (1, .infinity)] as [(Double, Double)])
    func `A zone without noise is refused`(count: Double, variance: Double) {
        #expect(
            refusal { () throws(DisclosureError) in try NoisedTree(count: count, variance: variance) }
                == .aggregateShape)
    }

    @Test func `Whole counts keep their total`() throws {
        #expect(try WholeCounts.nearest(to: [1.5, 1.5, 1], total: 4) == [2, 1, 1])
        #expect(try WholeCounts.nearest(to: [10, -4, 3], total: 9) == [8, 0, 1])
        #expect(try WholeCounts.nearest(to: [-5, -6], total: 0) == [0, 0])
        #expect(try WholeCounts.nearest(to: [-5, -6], total: 3) == [2, 1])
        #expect(try WholeCounts.nearest(to: [0], total: 7) == [7])
    }

    @Test func `Whole counts of many noised cells keep their total without lifting it`() throws {
        var generator = SeededGenerator(seed: 52)
        for size in [1, 2, 17, 400] {
            let counts = (0..<size).map { _ in Double.random(in: -20...25, using: &generator) }
            let total = max(0, Int64(counts.reduce(0, +).rounded()))
            let whole = try WholeCounts.nearest(to: counts, total: total)
            #expect(whole.reduce(0, +) == total)
            #expect(whole.allSatisfy { $0 >= 0 })
        }
    }

    @Test func `Counts without a total are refused`() {
        for (counts, total) in [([], 1), ([.nan], 1), ([.infinity], 1), ([1], -1)] as [([Double], Int64)] {
            #expect(
                refusal { () throws(DisclosureError) in try WholeCounts.nearest(to: counts, total: total) }
                    == .aggregateShape)
        }
    }
}
