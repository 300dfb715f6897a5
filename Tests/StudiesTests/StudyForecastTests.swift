// SPDX-License-Identifier: Apache-2.0
//
// Forecasts: the noise that a plan's tasks give, and what can be expected of it.

import DisclosureControl
import Studies
import Testing

@Suite struct StudyForecastTests {
    private func forecast(_ plan: Plan) throws -> StudyForecast {
        try StudyForecast(plan: plan, threshold: 11, betaMicro: 1_000)
    }

    @Test func `noise is that of the tasks, of both aggregators`() throws {
        let plan = try Fixture.plan(Fixture.study)
        let noise = try forecast(plan).noise
        #expect(noise.map(\.measure) == ["units", "trips"])
        for (task, noise) in zip(plan.tasks, noise) {
            // Twice the variance (H·b)²·w·10⁶ / 2ρ.
            let variance = Double(task.sensitivitySquared) * 1e6 / Double(task.rhoMicro)
            #expect(abs(noise.standardDeviation * noise.standardDeviation - variance) < variance * 1e-9)
            #expect(Double(noise.halfWidth95) >= 1.95 * noise.standardDeviation)
        }
        #expect(noise[1].standardDeviation > 3.9 * noise[0].standardDeviation)
    }

    @Test func `G4 the limit is above k units at each source`() throws {
        let plan = try Fixture.plan(Fixture.study)
        let forecast = try forecast(plan)
        #expect(forecast.limit > 22)
        #expect(try StudyForecast(plan: plan, threshold: 30, betaMicro: 1_000).limit == forecast.limit + 38)
    }

    @Test func `more people publish more cells, and what it takes is enough`() throws {
        let plan = try Fixture.plan(
            query: "SELECT origin_zone, destination_zone, count(*) AS trips FROM trips GROUP BY 1, 2")
        let forecast = try forecast(plan)
        #expect(forecast.outcome(units: 100).publishedCells == 0)
        #expect(forecast.outcome(units: 100_000).publishedCells > forecast.outcome(units: 20_000).publishedCells)
        let needed = try #require(forecast.units(toPublish: 200))
        #expect(forecast.outcome(units: needed).publishedCells >= 200)
        #expect(forecast.outcome(units: needed - needed / 10).publishedCells < 200)
    }

    @Test func `the text says what to expect`() throws {
        let forecast = try forecast(Fixture.plan(Fixture.study))
        let text = forecast.describe(units: 50_000)
        #expect(text.contains("± \(forecast.noise[0].halfWidth95) units"))
        #expect(text.contains("with 50,000 people"))
        #expect(text.contains("for one cell"))
        #expect(forecast.describe(units: 3).contains("no cell at all"))
    }

    static let journeys = """
        SELECT origin_zone, destination_zone, count(DISTINCT person_id) AS people FROM trips GROUP BY 1, 2
        """

    private func pilot() throws -> StudyForecast {
        let text = Fixture.study(query: Self.journeys).replacingOccurrences(of: "  per_cell: { trips: 4 }\n", with: "")
        return try forecast(Fixture.plan(text))
    }

    @Test func `a pilot of 50 or 100 people learns that no zones are few enough, and how many people it takes`() throws
    {
        let forecast = try pilot()
        for people in [50, 100] as [Int64] {
            #expect(forecast.outcome(units: people).saysNothing)
            #expect(try forecast.zonesThatSay(units: people) == nil)
            #expect(forecast.describe(units: people).contains("not with these 28, nor with any fewer"))
        }
        let needed = try #require(forecast.units(toPublish: 1))
        #expect(needed > 100)
        #expect(!forecast.outcome(units: needed).saysNothing)
    }

    @Test func `a pilot of a thousand people learns with how few zones the answer is yes`() throws {
        let forecast = try pilot()
        #expect(forecast.outcome(units: 1000).publishedCells < 10)
        let answer = try #require(try forecast.zonesThatSay(units: 1000))
        guard case .zones(let zones) = answer.change else { return #expect(Bool(false), "\(answer.change)") }
        #expect((2...8).contains(zones))
        #expect(answer.cellCount == (zones + 1) * (zones + 1))
        #expect(answer.outcome.publishedCells * 2 >= answer.cellCount)
        #expect(forecast.describe(units: 1000).contains("not with these 28; with \(zones), yes"))
        // One zone more would be too many.
        let more = try #require(try forecast.zonesThatSay(units: 2000))
        #expect(more.cellCount > answer.cellCount)
    }

    @Test func `a study that says half of its cells is told nothing of fewer zones`() throws {
        #expect(!(try pilot().describe(units: 5_000_000).contains("not with these")))
    }

    @Test func `the advice is what helps most, and each piece helps`() throws {
        let plan = try Fixture.plan(
            query: """
                SELECT origin_zone, extract(hour FROM departed_at) AS hour, count(*) AS trips FROM trips GROUP BY 1, 2
                """)
        let forecast = try forecast(plan)
        let all = try forecast.advice(units: 3000, atMost: 10)
        let advice = try forecast.advice(units: 3000)
        #expect(advice.count == 2)
        #expect(Array(all.prefix(2)) == advice)
        #expect(Set(all.map(\.change)).isSuperset(of: [.without("hour"), .zones(14), .epsilonMicro(7_000_000)]))
        #expect(zip(all, all.dropFirst()).allSatisfy { $0.toldShare >= $1.toldShare })
        #expect(all.allSatisfy { $0.toldShare > 0 && $0.toldShare <= 1 })
        #expect(advice.first?.change == .without("hour"))
        #expect(forecast.describe(units: 3000).contains("would help"))
        // What the table says already can't be helped.
        #expect(try forecast.advice(units: 1_000_000_000).isEmpty)
    }

    @Test func `both bounds are compared, and the forecast of each is that of the study that chose it`() throws {
        let planned = try pilot()
        let bounds = try planned.bounds(units: 60_000)
        #expect(bounds.map(\.change) == [.cellsPerUnit(2), .norm(1)])
        #expect(bounds[0].outcome == planned.outcome(units: 60_000))
        // A norm of 1 has half the variance of two cells.
        #expect(bounds[1].outcome != bounds[0].outcome)
        let text = Fixture.study(query: Self.journeys).replacingOccurrences(of: "  per_cell: { trips: 4 }\n", with: "")
            .replacingOccurrences(of: "cells_per_unit: 2", with: "norm: { people: 1 }")
        let normed = try forecast(Fixture.plan(text))
        #expect(try normed.bounds(units: 60_000).map(\.change) == [.norm(1), .cellsPerUnit(1)])
        #expect(normed.outcome(units: 60_000) == bounds[1].outcome)
        #expect(planned.describe(units: 60_000).contains("as planned"))
    }

    @Test func `zones have groups where the dataset gives them`() throws {
        let plan = try Fixture.plan(
            Fixture.study(query: Self.journeys.replacingOccurrences(of: "people", with: "p"))
                .replacingOccurrences(of: "  per_cell: { trips: 4 }\n", with: ""))
        let shape = try plan.shape(dataset: Fixture.dataset())
        #expect(shape.axes.map(\.length) == [29, 29])
        #expect(shape.axes[0].groupings.map { Set($0).count } == [6])
        #expect(shape.axes[0].groupings[0][0] == shape.axes[0].groupings[0][5])
        #expect(try plan.shape().axes.allSatisfy { $0.groupings.isEmpty })
        #expect(shape.margins().count == 1 + 2 * (29 + 6) - 2)
    }
}
