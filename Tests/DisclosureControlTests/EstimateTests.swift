// SPDX-License-Identifier: Apache-2.0
//
// Averages and differences of a release: without noise they are plain arithmetic; with noise their intervals cover
// the true value as often as they say, over simulated releases of the very mechanism.

import DisclosureControl
import RegieTesting
import Testing

@Suite struct EstimateTests {
    private func rule() throws -> ReleaseRule {
        try ReleaseRule(threshold: 11, sourcesPerUnit: 1, betaMicro: 1_000)
    }

    /// One cell for each (units, amount).
    private func exact(_ cells: [(units: Int64, amount: Int64)]) throws -> Release {
        try Release.make(
            from: .withoutNoise(measures: [
                (name: "units", values: cells.map(\.units)), (name: "kwh", values: cells.map(\.amount)),
            ]), rule: rule())
    }

    /// The same with the noise of two aggregators, as the collector has it.
    private func noised(
        _ cells: [(units: Int64, amount: Int64)], bound: Int64, cellsPerUnit: Int64,
        _ generator: inout some RandomNumberGenerator
    ) throws -> Release {
        let rho: Int64 = 75_000
        var measures: [(name: String, values: [Int64], standardDeviation: Double)] = []
        for (name, values, bound) in [("units", cells.map(\.units), 1), ("kwh", cells.map(\.amount), bound)] {
            let variance = try NoiseVariance(sensitivitySquared: bound * bound * cellsPerUnit, rhoMicro: rho)
            let sampler = try DiscreteGaussian(variance: variance)
            let sums = values.map { $0 + sampler.sample(using: &generator) + sampler.sample(using: &generator) }
            measures.append((name, sums, variance.standardDeviation * 2.0.squareRoot()))
        }
        return try Release.make(from: AggregateResult(measures: measures), rule: rule())
    }

    @Test func `without noise an average is a quotient and its interval a point`() throws {
        let release = try exact([(40, 400_000), (60, 300_000), (10, 90_000)])
        #expect(release.average(of: 1, in: [0]) == Estimate(value: 10_000, low: 10_000, high: 10_000))
        #expect(release.average(of: 1, in: [0, 1])?.value == 7_000)
        #expect(release.average(of: 1, in: [0, 2])?.value == 10_000, "a withheld cell doesn't count")
        #expect(release.average(of: 1, in: [2]) == nil)
        #expect(release.average(of: 2, in: [0]) == nil)
    }

    @Test func `a difference of differences is what a hand would work out`() throws {
        // Before, after, similar before, similar after; the second stratum weighs a third.
        let release = try exact([
            (40, 400_000), (40, 280_000), (100, 900_000), (100, 850_000), (20, 100_000), (20, 90_000), (50, 200_000),
            (50, 200_000), (40, 1), (5, 1), (40, 1), (40, 1),
        ])
        let strata = [0, 4, 8].map {
            DifferenceOfDifferences.Stratum(before: $0, after: $0 + 1, similarBefore: $0 + 2, similarAfter: $0 + 3)
        }
        let result = try #require(DifferenceOfDifferences(of: 1, in: release, strata: strata))
        #expect(result.leftOut == 1)
        #expect(result.units.value == 60)
        #expect(abs(result.change.value - (-3_000.0 * 40 - 500 * 20) / 60) < 1e-9)
        #expect(abs(result.similarChange.value - (-500.0 * 40) / 60) < 1e-9)
        #expect(abs(result.effect.value - (-2_500.0 * 40 - 500 * 20) / 60) < 1e-9)
        #expect(DifferenceOfDifferences(of: 1, in: release, strata: [strata[2]]) == nil)
    }

    @Test func `a quotient needs a divisor that is surely above zero`() {
        let cost = Estimate(value: 12_000, low: 10_000, high: 14_000)
        let saving = Estimate(value: 400, low: 200, high: 500)
        #expect(cost.divided(by: saving) == Estimate(value: 30, low: 20, high: 70))
        #expect(cost.divided(by: Estimate(value: 100, low: -20, high: 220)) == nil)
        #expect(saving.negated == Estimate(value: -400, low: -500, high: -200))
    }

    @Test(arguments: [(60, 25_000, 9_500), (400, 25_000, 9_500), (60, 600, 580)] as [(Int64, Int64, Int64)])
    func `the interval of an average covers it 94 to 96 times in 100`(
        _ units: Int64, _ bound: Int64, _ average: Int64
    ) throws {
        var generator = SeededGenerator(seed: UInt64(units + bound))
        var covered = 0
        let runs = 10_000
        for _ in 0..<runs {
            let release = try noised([(units, units * average)], bound: bound, cellsPerUnit: 1, &generator)
            guard let estimate = release.average(of: 1, in: [0]) else { continue }
            if estimate.low <= Double(average), Double(average) <= estimate.high { covered += 1 }
        }
        #expect((9_400...9_600).contains(covered), "\(covered) of \(runs)")
    }

    @Test func `the interval of an effect covers the true one, with cells large and small`() throws {
        var generator = SeededGenerator(seed: 7)
        var cells: [(units: Int64, amount: Int64)] = []
        var truth = 0.0
        let units: [Int64] = [70, 180, 420]
        for (index, count) in units.enumerated() {
            let (before, after) = (Int64(15_000 - 2_000 * index), Int64(11_000 - 1_000 * index))
            cells += [
                (count, count * before), (count, count * after), (2_000, 2_000 * 14_000), (2_000, 2_000 * 13_200),
            ]
            truth += Double(count) * Double(after - before + 800)
        }
        truth /= Double(units.reduce(0, +))
        let strata = units.indices.map {
            DifferenceOfDifferences.Stratum(
                before: 4 * $0, after: 4 * $0 + 1, similarBefore: 4 * $0 + 2, similarAfter: 4 * $0 + 3)
        }
        var covered = 0
        let runs = 4_000
        for _ in 0..<runs {
            let release = try noised(cells, bound: 25_000, cellsPerUnit: 2, &generator)
            let result = try #require(DifferenceOfDifferences(of: 1, in: release, strata: strata))
            if result.effect.low <= truth, truth <= result.effect.high { covered += 1 }
        }
        #expect((3_760...3_880).contains(covered), "\(covered) of \(runs)")
    }
}
