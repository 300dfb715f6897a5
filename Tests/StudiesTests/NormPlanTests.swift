// SPDX-License-Identifier: Apache-2.0
//
// Studies that scale to norms: how they are written, what their plans bind, and how they compare with cells chosen.

import DisclosureControl
import Foundation
import RegieTesting
import Studies
import Testing

@Suite struct NormPlanTests {
    static let bounds = "  cells_per_unit: 2\n  per_cell: { trips: 4 }\n"

    static func study(_ norm: String) -> String {
        Fixture.study.replacingOccurrences(of: bounds, with: norm)
    }

    static func plan(_ norm: String = "  norm: { units: 2, trips: 6 }\n") throws -> Plan {
        try Fixture.plan(study(norm))
    }

    @Test func `G3 the sensitivity of a norm is that norm at each source, in fixed point`() throws {
        let plan = try Self.plan()
        #expect(plan.isNormed)
        let squares = [2048, 6144].map { 4 * $0 * $0 }
        #expect(plan.tasks.map { Int($0.sensitivitySquared) } == squares)
        #expect(plan.measures.map(\.bound) == [2048, 6144])
        #expect(plan.cellsPerUnit == plan.cellCount)
        #expect(try !Fixture.plan(Fixture.study).isNormed)
    }

    @Test func `an amount is carried without fraction`() throws {
        let query = "SELECT mode, count(*) AS trips, sum(distance_m) AS metres FROM trips GROUP BY mode"
        let text = Fixture.study(query: query).replacingOccurrences(
            of: Self.bounds, with: "  norm: { units: 2, trips: 6, metres: 20000 }\n")
        let plan = try Fixture.plan(text)
        #expect(plan.measures.map { $0.norm?.fractionBits } == [10, 10, 0])
        #expect(plan.tasks[2].sensitivitySquared == 4 * 20_000 * 20_000)
        #expect(plan.statement.bounded.contains("PARTITION BY unit"))
    }

    @Test func `a norm is part of the study, its canonical text and the plan's hash`() throws {
        let plan = try Self.plan()
        let again = try Study(yaml: plan.study.json.canonicalText, file: "study.json")
        #expect(again.json.canonicalText == plan.study.json.canonicalText)
        #expect(again.privacy.norms == ["units": 2, "trips": 6])
        #expect(try Planner.plan(again, dataset: Fixture.dataset(), file: "study.json").hash == plan.hash)
        #expect(try Self.plan("  norm: { units: 2, trips: 7 }\n").hash != plan.hash)
        #expect(try Fixture.plan(Fixture.study).hash != plan.hash)
        #expect(plan.describe().contains("scaled to an L2 norm of 6"))
    }

    @Test(
        arguments: [
            ("  norm: { trips: 6 }\n", "`units` has no norm"),
            ("  norm: { units: 2 }\n", "`trips` has no norm"),
            ("  norm: { units: 2, trips: 6, metres: 5 }\n", "no measure of the query is named `metres`"),
            ("  norm: { units: 2, trips: 0 }\n", "the norm of `trips` is `0`"),
            ("  norm: { units: 2, trips: 33 }\n", "the norm of `trips` is `33`"),
            ("  norm: { units: -1, trips: 6 }\n", "the norm of `units` is `-1`"),
            ("  norm: {}\n", "names no measure"),
            ("  norm: 6\n", "should give"),
            ("  norm: { units: 2, trips: 6 }\n  cells_per_unit: 2\n", "in two ways"),
            ("  norm: { units: 2, trips: 6 }\n  per_cell: { trips: 4 }\n", "in two ways"),
            ("", "cells_per_unit"),
        ])
    func `G10 a norm that bounds nothing, or twice, is refused`(norm: String, sentence: String) throws {
        let error = #expect(throws: StudyError.self) { try Self.plan(norm) }
        #expect(error?.description.contains(sentence) == true, "\(error?.description ?? "")")
    }

    @Test func `G3 the audit of a norm stays below its claim and comes near it`() throws {
        var generator = SeededGenerator(seed: 97)
        let plan = try Self.plan()
        let twins = TwinPopulations(plan: plan, using: &generator)
        for (task, difference) in zip(plan.tasks, twins.differences) {
            #expect(difference.reduce(0) { $0 + $1 * $1 } == task.sensitivitySquared)
        }
        let audit = try StudyAudit(plan: plan, trials: 100_000, confidence: 0.9999, using: &generator)
        #expect(!audit.isBroken)
        #expect(audit.findings[0].bound.epsilonMicro * 3 >= audit.findings[0].claimedEpsilonMicro)
    }

    @Test func `the forecast compares a norm with cells chosen, at equal noise`() throws {
        let query = "SELECT origin_zone, destination_zone, count(DISTINCT person_id) AS people FROM trips GROUP BY 1, 2"
        let text = { (bounds: String) in Fixture.study(query: query).replacingOccurrences(of: Self.bounds, with: bounds)
        }
        let forecast = { (bounds: String) throws -> StudyForecast in
            try StudyForecast(plan: Fixture.plan(text(bounds)), threshold: 11, betaMicro: 1_000)
        }
        let (cells, norm) = (try forecast("  cells_per_unit: 4\n"), try forecast("  norm: { people: 2 }\n"))
        #expect(abs(cells.noise[0].standardDeviation / norm.noise[0].standardDeviation - 1) < 1e-9)
        #expect(cells.limit == norm.limit)
        #expect(norm.outcome(units: 20_000).publishedCells > cells.outcome(units: 20_000).publishedCells)
        #expect(try cells.advice(units: 20_000, atMost: 10).contains { $0.change == .norm(2) })
    }

    @Test func `G3 no unit of many records exceeds its norm`() throws {
        let plan = try Self.plan()
        let contribution = UnitContribution(plan: plan)
        var generator = SeededGenerator(seed: 98)
        for unit in 0..<300 as Range<Int64> {
            let records = (0..<Int.random(in: 1...200, using: &generator)).map { _ in
                UnitContribution.Record(cell: .random(in: 0..<Int32(plan.cellCount), using: &generator), values: [])
            }
            for (measure, cells) in zip(plan.measures, contribution.bounded(unit: unit, records: records)) {
                #expect(cells.values.reduce(0) { $0 + $1 * $1 } <= measure.bound * measure.bound)
                #expect(cells.values.allSatisfy { $0 >= 0 })
            }
        }
    }
}
