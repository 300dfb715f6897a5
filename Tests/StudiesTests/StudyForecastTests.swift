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
}
