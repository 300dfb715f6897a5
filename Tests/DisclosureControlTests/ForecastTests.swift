// SPDX-License-Identifier: Apache-2.0
//
// Forecasts against simulated tables with the same spread, true answers for small pilots, and refusals.

import DisclosureControl
import Foundation
import RegieTesting
import Testing

@Suite struct ForecastTests {
    static func rule(sources: Int = 2) throws -> ReleaseRule {
        try ReleaseRule(threshold: 11, sourcesPerUnit: sources, betaMicro: 1000)
    }

    @Test(arguments: [50, 100, 300] as [Int64])
    func `A pilot learns that its people show nothing between 29 zones`(people: Int64) throws {
        let forecast = try Forecast(cellCount: 841, cellsPerUnit: 4, rule: Self.rule(), standardDeviation: 15)
        let outcome = forecast.outcome(units: people)
        #expect(outcome.saysNothing)
        #expect(outcome.publishedCells == 0)
        #expect(outcome.medianRelativeError == nil)
        #expect(outcome.unitsInLargestCell < Double(forecast.limit))
    }

    @Test func `A pilot of a thousand learns that a coarser table says something`() throws {
        let forecast = try Forecast(cellCount: 7, cellsPerUnit: 1, rule: Self.rule(), standardDeviation: 8)
        #expect(forecast.outcome(units: 50).saysNothing)
        #expect(forecast.outcome(units: 1000).publishedCells >= 3)
    }

    @Test func `More units publish more and the count turns round`() throws {
        let forecast = try Forecast(cellCount: 841, cellsPerUnit: 4, rule: Self.rule(), standardDeviation: 15)
        var last = 0.0
        for units in stride(from: Int64(0), to: 200_000, by: 10_000) {
            let expected = forecast.outcome(units: units).expectedPublishedCells
            #expect(expected >= last)
            last = expected
        }
        for cells in [1, 10, 421, 841] {
            let units = try #require(forecast.units(toPublish: cells))
            #expect(forecast.outcome(units: units).publishedCells >= cells)
            #expect(forecast.outcome(units: units - 1).publishedCells < cells)
        }
        #expect(forecast.units(toPublishShare: 0.5) == forecast.units(toPublish: 421))
        #expect(forecast.units(toPublish: 0) == 0)
        #expect(forecast.units(toPublish: 842) == nil)
        #expect(forecast.units(toPublishShare: 1.1) == nil)
    }

    @Test func `Cells that can't hold anybody are never forecast as published`() throws {
        let profile = try TableProfile(weights: [5, 0, 3, 0])
        let forecast = try Forecast(
            cellCount: 4, cellsPerUnit: 1, rule: Self.rule(), standardDeviation: 10, profile: profile)
        #expect(forecast.outcome(units: 1_000_000).publishedCells == 2)
        #expect(forecast.units(toPublish: 3) == nil)
        #expect(forecast.outcome(units: 800).unitsInLargestCell == 500)
    }

    @Test func `A unit fills no cell twice`() throws {
        let profile = try TableProfile(weights: [1000, 1, 1, 2])
        let forecast = try Forecast(
            cellCount: 4, cellsPerUnit: 2, rule: Self.rule(), standardDeviation: 0, profile: profile)
        #expect(forecast.outcome(units: 100).unitsInLargestCell == 100)
        // The second unit-cell of each person spreads over the others: 50, 25 and 25, all above 22.
        #expect(forecast.outcome(units: 200).publishedCells == 4)
        #expect(forecast.outcome(units: 60).publishedCells == 2)
        #expect(forecast.outcome(units: 200).medianRelativeError == 0)
    }

    @Test func `A cell that outweighs all others leaves them their units`() throws {
        let profile = try TableProfile(weights: [1e20, 3, 1])
        let forecast = try Forecast(
            cellCount: 3, cellsPerUnit: 2, rule: Self.rule(), standardDeviation: 0, profile: profile)
        #expect(forecast.outcome(units: 1000).publishedCells == 3)
        #expect(forecast.outcome(units: 40).publishedCells == 2)
    }

    /// Weights, units and noise of tables that are then drawn 20 times: each unit fills cells at random.
    @Test(arguments: [(841, 4.0, 20_000, 24_355), (841, 4, 60_000, 100_000), (36, 2, 3000, 24_355)])
    func `The forecast meets what happens within 15 per cent`(
        cells: Int, cellsPerUnit: Double, units: Int, rho: Int
    ) throws {
        let variance = try NoiseVariance(sensitivitySquared: 16, rhoMicro: Int64(rho))
        let deviation = variance.totalStandardDeviation()
        let forecast = try Forecast(
            cellCount: cells, cellsPerUnit: cellsPerUnit, rule: Self.rule(), standardDeviation: deviation)
        let expected = forecast.outcome(units: Int64(units))
        var table = try ReleasePromiseTests.NoisedTable(sensitivitySquared: 16, rhoMicro: Int64(rho), seed: 31)
        var published = 0
        var errors: [Double] = []
        for _ in 0..<20 {
            let truth = Self.draw(cells, cellsPerUnit * Double(units), &table.generator)
            for (count, noised) in zip(truth, table.noised(truth)) where noised >= forecast.limit {
                published += 1
                errors.append(Double(abs(noised - count)) / Double(count))
            }
        }
        errors.sort()
        #expect(abs(expected.expectedPublishedCells / (Double(published) / 20) - 1) < 0.15)
        let median = try #require(expected.medianRelativeError)
        #expect(abs(median / errors[errors.count / 2] - 1) < 0.15)
    }

    /// Counts around the law of the default profile, each within its own chance.
    static func draw(_ cells: Int, _ total: Double, _ generator: inout SeededGenerator) -> [Int64] {
        let size = Double(cells)
        let weights = (1...cells).map { exp(-2 * Double($0) / size) / (Double($0) + 0.006 * size) }
        let sum = weights.reduce(0, +)
        return weights.map { weight in
            let mean = total * weight / sum
            let spread = (0..<12).reduce(-6.0) { part, _ in part + Double.random(in: 0..<1, using: &generator) }
            return Int64(max(1, (mean + spread * mean.squareRoot()).rounded()))
        }
    }

    @Test func `An impossible table is refused`() throws {
        let rule = try Self.rule()
        let broken: [(Int, Double, Double)] = [
            (0, 4, 1), (-1, 4, 1), (10_000_001, 4, 1), (10, 0, 1), (10, -1, 1), (10, .nan, 1), (10, .infinity, 1),
            (10, 4, -1), (10, 4, .nan), (10, 4, .infinity),
        ]
        for (cells, perUnit, deviation) in broken {
            #expect(
                refusal { () throws(DisclosureError) in
                    try Forecast(cellCount: cells, cellsPerUnit: perUnit, rule: rule, standardDeviation: deviation)
                } == .forecast)
        }
        let profile = try TableProfile(weights: [1, 2])
        #expect(
            refusal { () throws(DisclosureError) in
                try Forecast(cellCount: 3, cellsPerUnit: 1, rule: rule, standardDeviation: 1, profile: profile)
            } == .forecast)
    }

    @Test func `An impossible profile is refused`() {
        for weights in [[], [0, 0], [1, -1], [.nan], [.infinity]] as [[Double]] {
            #expect(refusal { () throws(DisclosureError) in try TableProfile(weights: weights) } == .forecast)
        }
        let broken: [(Double, Double, Double)] = [
            (-0.1, 0, 0), (5.1, 0, 0), (.nan, 0, 0), (1, -0.1, 0), (1, 1.1, 0), (1, .nan, 0), (1, 0, -1),
            (1, 0, 21), (1, 0, .nan),
        ]
        for (exponent, offset, decay) in broken {
            #expect(
                refusal { () throws(DisclosureError) in
                    try TableProfile(exponent: exponent, offsetShare: offset, decay: decay)
                } == .forecast)
        }
    }
}
