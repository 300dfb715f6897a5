// SPDX-License-Identifier: Apache-2.0
//
// Forecasts against what then happens: fictitious people's records, bounded per person as a holder does, noised
// as two aggregators do, released by the rule. Seeds are fixed; the noise of one table moves the number of
// published cells by about one in a hundred, far inside the 15 allowed.

import DisclosureControl
import RegieTesting
import Sandbox
import Studies
import Testing

@Suite struct SandboxForecastTests {
    /// Records of both operators: customer, hour, and the two zones by number, the outside last.
    struct Record {
        let unit: Int64
        let hour: Int
        let origin: Int
        let destination: Int
    }

    static let people = 30_000
    static let records = Result { try read() }

    static func read() throws -> [Record] {
        let sandbox = try Sandbox(seed: 5, people: people)
        var zones: [ArraySlice<UInt8>: Int] = [Array("outside".utf8)[...]: sandbox.territory.zones.count]
        for (index, zone) in sandbox.territory.zones.enumerated() { zones[Array(zone.code.utf8)[...]] = index }
        var records: [Record] = []
        for source in ["bus", "bike"] {
            for chunk in try sandbox.tripChunks(of: source) {
                for line in chunk.split(separator: UInt8(ascii: "\n")) {
                    let fields = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
                    let digits = { (text: ArraySlice<UInt8>) in text.reduce(0) { $0 * 10 + Int($1) - 48 } }
                    let letter = Int64(fields[0].first ?? 0)
                    records.append(
                        Record(
                            unit: letter << 32 | Int64(digits(fields[0].dropFirst())),
                            hour: digits(fields[2].dropFirst(11).prefix(2)),
                            origin: zones[fields[4]] ?? 0, destination: zones[fields[5]] ?? 0))
                }
            }
        }
        return records
    }

    /// The count of units by cell, each unit in the cells that the plan keeps of it, and how many units there are.
    static func counts(_ plan: Plan, _ cell: (Record) -> Int) throws -> (cells: [Int64], units: Int64) {
        var cells: [Int64: Set<Int32>] = [:]
        for record in try records.get() { cells[record.unit, default: []].insert(Int32(cell(record))) }
        let choice = CellChoice(key: 7)
        var counts = [Int64](repeating: 0, count: plan.cellCount)
        for (unit, filled) in cells {
            let ranked = filled.map { (choice.rank(unit: unit, cell: $0), $0) }.sorted { $0 < $1 }
            for (_, cell) in ranked.prefix(plan.cellsPerUnit) { counts[Int(cell)] += 1 }
        }
        return (counts, Int64(cells.count))
    }

    static func check(_ query: String, cellsPerUnit: Int, _ cell: (Record) -> Int) throws {
        let text = Fixture.study(query: query)
            .replacingOccurrences(of: "cells_per_unit: 2", with: "cells_per_unit: \(cellsPerUnit)")
            .replacingOccurrences(of: "  per_cell: { trips: 4 }\n", with: "")
        let plan = try Fixture.plan(text)
        let (truth, units) = try counts(plan, cell)
        let forecast = try StudyForecast(plan: plan, threshold: 11, betaMicro: 1_000)
        let expected = forecast.outcome(units: units)
        let noise = try DiscreteGaussian(
            variance: NoiseVariance(
                sensitivitySquared: plan.tasks[0].sensitivitySquared, rhoMicro: plan.tasks[0].rhoMicro))
        var generator = SeededGenerator(seed: 91)
        let rounds = 4000 / plan.cellCount + 4
        var (published, errors) = (0, [Double]())
        for _ in 0..<rounds {
            let draws = noise.sampleVector(count: truth.count * 2, using: &generator)
            let noised = truth.indices.map { truth[$0] + draws[$0] + draws[truth.count + $0] }
            let release = try Release.make(
                from: AggregateResult(measures: [
                    (name: "people", values: noised, standardDeviation: noise.variance.totalStandardDeviation())
                ]), rule: forecast.rule)
            for (figure, count) in zip(release.cells, truth) {
                guard case .published(let values) = figure else { continue }
                published += 1
                errors.append(abs(Double(values[0] - count)) / Double(count))
            }
        }
        errors.sort()
        let ratio = expected.expectedPublishedCells / (Double(published) / Double(rounds))
        #expect(abs(ratio - 1) < 0.15, "forecast \(expected.expectedPublishedCells), happened \(published / rounds)")
        let error = try #require(expected.medianRelativeError)
        #expect(abs(error / errors[errors.count / 2] - 1) < 0.15, "\(error), \(errors[errors.count / 2])")
    }

    @Test(arguments: [2, 4]) func `Journeys between zones come out as forecast`(cellsPerUnit: Int) throws {
        try Self.check(
            "SELECT origin_zone, destination_zone, count(DISTINCT person_id) AS people FROM trips GROUP BY 1, 2",
            cellsPerUnit: cellsPerUnit
        ) { $0.origin * 29 + $0.destination }
    }

    @Test func `Arrivals by zone and hour come out as forecast`() throws {
        try Self.check(
            """
            SELECT destination_zone, extract(hour FROM departed_at) AS hour, count(DISTINCT person_id) AS people
              FROM trips GROUP BY 1, 2
            """, cellsPerUnit: 4
        ) { $0.destination * 24 + $0.hour }
    }

    @Test(arguments: [2, 3]) func `Departures by zone come out as forecast`(cellsPerUnit: Int) throws {
        try Self.check(
            "SELECT origin_zone, count(DISTINCT person_id) AS people FROM trips GROUP BY 1", cellsPerUnit: cellsPerUnit
        ) { $0.origin }
    }

    @Test(arguments: [2, 3]) func `Arrivals by zone come out as forecast`(cellsPerUnit: Int) throws {
        try Self.check(
            "SELECT destination_zone, count(DISTINCT person_id) AS people FROM trips GROUP BY 1",
            cellsPerUnit: cellsPerUnit
        ) { $0.destination }
    }
}
