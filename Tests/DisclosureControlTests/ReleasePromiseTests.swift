// SPDX-License-Identifier: Apache-2.0
//
// Promise G4 and the intervals over many noised tables, from fixed seeds: two aggregators draw, the release
// is made, and what it says is held against the truth.

import DisclosureControl
import Foundation
import RegieTesting
import Testing

@Suite struct ReleasePromiseTests {
    struct NoisedTable {
        let noise: DiscreteGaussian
        var generator: SeededGenerator

        init(sensitivitySquared: Int64, rhoMicro: Int64, seed: UInt64) throws {
            noise = try DiscreteGaussian(
                variance: NoiseVariance(sensitivitySquared: sensitivitySquared, rhoMicro: rhoMicro))
            generator = SeededGenerator(seed: seed)
        }

        var deviation: Double { noise.variance.totalStandardDeviation() }

        mutating func noised(_ truth: [Int64]) -> [Int64] {
            let leader = noise.sampleVector(count: truth.count, using: &generator)
            let helper = noise.sampleVector(count: truth.count, using: &generator)
            return truth.indices.map { truth[$0] + leader[$0] + helper[$0] }
        }
    }

    /// 100 cells without anybody, 150 with ten people (the most that must not show), 50 large ones.
    static let truth =
        [Int64](repeating: 0, count: 100) + [Int64](repeating: 10, count: 150)
        + (1...50).map { Int64($0) * 20 }

    static func release(_ table: inout NoisedTable, betaMicro: Int64) throws -> Release {
        let result = try AggregateResult(measures: [
            (name: "people", values: table.noised(truth), standardDeviation: table.deviation)
        ])
        let rule = try ReleaseRule(threshold: 11, sourcesPerUnit: 1, betaMicro: betaMicro)
        return try Release.make(from: result, rule: rule)
    }

    /// The most tables of 200 that may be wrong when each is with probability beta: passed once in a million.
    static func mostWrong(beta: Double) -> Int {
        var (wrong, probability, tail) = (0, pow(1 - beta, 200), 1.0)
        while tail > 1e-6 {
            tail -= probability
            probability *= Double(200 - wrong) / Double(wrong + 1) * beta / (1 - beta)
            wrong += 1
        }
        return wrong
    }

    @Test(arguments: [(16, 100_000, 200_000), (16, 24_355, 200_000), (2, 999_983, 50_000), (1, 4_000_000, 200_000)])
    func `G4 over 200 noised tables no cell under eleven units shows more often than β`(
        squared: Int, rho: Int, betaMicro: Int
    ) throws {
        var table = try NoisedTable(sensitivitySquared: Int64(squared), rhoMicro: Int64(rho), seed: 21)
        var wrong = 0
        var shown = 0
        for _ in 0..<200 {
            let release = try Self.release(&table, betaMicro: Int64(betaMicro))
            if release.cells.prefix(250).contains(where: { $0 != .withheld }) { wrong += 1 }
            shown += release.cells.suffix(50).count { $0 != .withheld }
        }
        #expect(wrong <= Self.mostWrong(beta: Double(betaMicro) / 1e6))
        // The rule isn't kept by showing nothing.
        #expect(shown > 200 * 25)
    }

    @Test func `The 200 tables would show that a limit one standard deviation lower breaks β`() throws {
        var table = try NoisedTable(sensitivitySquared: 16, rhoMicro: 100_000, seed: 21)
        let rule = try ReleaseRule(threshold: 11, sourcesPerUnit: 1, betaMicro: 50_000)
        let limit = rule.limit(cellCount: 300, standardDeviation: table.deviation).limit - Int64(table.deviation)
        let wrong = (0..<200).count { _ in table.noised(Self.truth).prefix(250).contains { $0 >= limit } }
        #expect(wrong > Self.mostWrong(beta: 0.05))
    }

    @Test func `G4 phantom flows do not appear`() throws {
        var table = try NoisedTable(sensitivitySquared: 16, rhoMicro: 24_355, seed: 22)
        for _ in 0..<200 {
            let release = try Self.release(&table, betaMicro: 1000)
            #expect(release.cells.prefix(100).allSatisfy { $0 == .withheld })
        }
    }

    @Test(arguments: [(144, 500_000), (144, 100_000), (16, 24_355)] as [(Int64, Int64)])
    func `A 95 per cent interval covers 94 to 96 times in 100`(parameters: (Int64, Int64)) throws {
        var table = try NoisedTable(sensitivitySquared: parameters.0, rhoMicro: parameters.1, seed: 23)
        let result = try AggregateResult(measures: [
            (name: "people", values: [0], standardDeviation: table.deviation)
        ])
        let rule = try ReleaseRule(threshold: 11, sourcesPerUnit: 1, betaMicro: 1000)
        let half = try Release.make(from: result, rule: rule).measures[0].halfWidth95
        let covered = table.noised([Int64](repeating: 0, count: 10_000)).count { abs($0) <= half }
        #expect((9400...9600).contains(covered), "covered \(covered) of 10000")
    }

    /// 10,000 noised tables of 12 cells: intervals of cells, of rows and of the whole, before anything is withheld
    /// and before values below zero are raised. A right interval (95.0 to 95.6 in 100) fails once in a million:
    /// 120,000 cells, 40,000 rows, 10,000 wholes, whose shares spread by at most 0.22 in 100.
    @Test func `A 95 per cent interval covers 94 to 96 times in 100 over all cells and totals of 10,000 tables`() throws
    {
        var table = try NoisedTable(sensitivitySquared: 16, rhoMicro: 24_355, seed: 24)
        let shape = try TableShape(axes: [TableShape.Axis(length: 4), TableShape.Axis(length: 3)])
        let large = try AggregateResult(measures: [
            (name: "people", values: [Int64](repeating: 500, count: 12), standardDeviation: table.deviation)
        ])
        let rule = try ReleaseRule(threshold: 11, sourcesPerUnit: 1, betaMicro: 1000)
        let release = try Release.make(from: large, rule: rule, shape: shape)
        let truth = (0..<12).map { Int64($0 * 7) }
        var covered: [Int: (hits: Int, all: Int)] = [:]
        for _ in 0..<10_000 {
            let noise = zip(table.noised(truth), truth).map { $0 - $1 }
            let half = release.measures[0].halfWidth95
            covered[1, default: (0, 0)].hits += noise.count { abs($0) <= half }
            covered[1, default: (0, 0)].all += noise.count
            for figure in release.margins {
                let off = abs(figure.margin.cells.reduce(0) { $0 + noise[$1] })
                covered[figure.margin.cells.count, default: (0, 0)].hits += off <= figure.halfWidths95[0] ? 1 : 0
                covered[figure.margin.cells.count, default: (0, 0)].all += 1
            }
        }
        #expect(Set(covered.keys) == [1, 3, 4, 12])
        for (cells, count) in covered {
            let share = Double(count.hits) / Double(count.all)
            #expect((0.94...0.96).contains(share), "\(share) over sums of \(cells)")
        }
    }
}
