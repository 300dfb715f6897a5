// SPDX-License-Identifier: Apache-2.0
//
// Weighting to reference margins against a table worked by hand, what it can't do, and rounding to the noise.

import DisclosureControl
import RegieTesting
import Testing

@Suite struct RakingTests {
    /// Rows and columns of a table row by row.
    static func margins(rows: [Double], columns: [Double]) throws -> [ReferenceMargin] {
        let cells = 0..<(rows.count * columns.count)
        return [
            try ReferenceMargin(classOfCell: cells.map { $0 / columns.count }, totals: rows),
            try ReferenceMargin(classOfCell: cells.map { $0 % columns.count }, totals: columns),
        ]
    }

    @Test func `A table is weighted to its margins and keeps its odds ratio`() throws {
        let raw = [10.0, 20, 30, 40]
        let table = try Raking.fit(raw, to: Self.margins(rows: [60, 140], columns: [100, 100]))
        #expect(table.raw == raw)
        #expect(abs(table.weighted[0] + table.weighted[1] - 60) < 1e-3)
        #expect(abs(table.weighted[1] + table.weighted[3] - 100) < 1e-3)
        let odds = { (table: [Double]) in table[0] * table[3] / (table[1] * table[2]) }
        #expect(abs(odds(table.weighted) - odds(raw)) < 1e-9)
        #expect(zip(zip(table.weights, raw), table.weighted).allSatisfy { abs($0.0 * $0.1 - $1) < 1e-9 })
        #expect(table.halfWidth95(ofCell: 2, raw: 10) == table.weights[2] * 10)
    }

    @Test func `One margin is a matter of one multiplication`() throws {
        let margin = try ReferenceMargin(classOfCell: [0, 0, 1], totals: [60, 20])
        let table = try Raking.fit([10, 20, 5], to: [margin])
        #expect(table.weighted == [20, 40, 20])
        #expect(table.weights == [2, 2, 4])
        #expect(table.rounds == 1)
    }

    @Test func `Withheld cells stay empty`() throws {
        let margin = try ReferenceMargin(classOfCell: [0, 0, 1], totals: [60, 20])
        let table = try Raking.fit([10, 0, 5], to: [margin])
        #expect(table.weighted == [60, 0, 20])
        #expect(table.weights == [6, 1, 4])
    }

    @Test func `Random tables meet their margins`() throws {
        var generator = SeededGenerator(seed: 71)
        for _ in 0..<50 {
            let raw = (0..<12).map { _ in Double.random(in: 1...90, using: &generator) }
            let truth = raw.map { $0 * .random(in: 1...5, using: &generator) }
            let rows = (0..<3).map { row in truth[(row * 4)..<(row * 4 + 4)].reduce(0, +) }
            let columns = (0..<4).map { column in (0..<3).reduce(0.0) { $0 + truth[$1 * 4 + column] } }
            let weighted = try Raking.fit(raw, to: Self.margins(rows: rows, columns: columns)).weighted
            for row in 0..<3 {
                #expect(abs(weighted[(row * 4)..<(row * 4 + 4)].reduce(0, +) / rows[row] - 1) < 1e-5)
            }
        }
    }

    @Test func `Margins that can't be met are refused`() throws {
        let margins = try Self.margins(rows: [60, 140], columns: [100, 100])
        let broken: [([Double], [ReferenceMargin])] = [
            ([10, 20, 30, 40], []), ([10, 20, 30], margins), ([10, 20, 30, -1], margins),
            ([.nan, 20, 30, 40], margins), ([0, 0, 30, 40], margins),
            ([10, 20, 30, 40], try Self.margins(rows: [60, 140], columns: [100, 110])),
            // Row 1 would need its 60 in column 1, which holds 20 in all.
            ([10, 0, 30, 40], try Self.margins(rows: [60, 140], columns: [20, 180])),
        ]
        for (counts, margins) in broken {
            #expect(refusal { () throws(DisclosureError) in try Raking.fit(counts, to: margins) } == .raking)
        }
        for (classes, totals) in [([0], []), ([1], [5]), ([-1], [5]), ([0], [0]), ([0], [-1]), ([0], [.nan])]
            as [([Int], [Double])]
        {
            #expect(
                refusal { () throws(DisclosureError) in try ReferenceMargin(classOfCell: classes, totals: totals) }
                    == .raking)
        }
    }

    @Test(
        arguments: [
            (0, 1), (0.7, 1), (1.9, 1), (2, 2), (4.99, 2), (5, 5), (9.9, 5), (10, 10), (15, 10), (20, 20), (64, 50),
            (1000, 1000), (-3, 1),
        ] as [(Double, Int64)])
    func `A value is rounded to its noise`(deviation: Double, step: Int64) {
        #expect(NoiseRounding.step(standardDeviation: deviation) == step)
    }

    @Test func `Rounding goes to the nearest step`() {
        let values: [(Int64, Int64)] = [(0, 0), (4, 0), (5, 10), (14, 10), (15, 20), (-4, 0), (-5, -10), (-16, -20)]
        for (value, rounded) in values {
            #expect(NoiseRounding.rounded(value, standardDeviation: 15) == rounded)
        }
        #expect(NoiseRounding.rounded(.max, standardDeviation: 15) == .max)
        #expect(NoiseRounding.rounded(7, standardDeviation: 0) == 7)
    }
}
