// SPDX-License-Identifier: Apache-2.0
//
// What the study would say if it ran, for a stated number of units, and the coarser questions beside it:
// necessity and proportionality in numbers (GDPR article 35(7)(b)). All by Studies' forecast; no record is
// read. A coarser question is the same one without one of its axes, under the same noise in a cell; the planner's
// own advice stands beside.

import DisclosureControl
import Studies

package struct ForecastRecord: Hashable, Sendable {
    package struct Expectation: Hashable, Sendable {
        package let cellCount: Int
        package let publishedCells: Int
        /// Half of the published cells are within this share of their count, in thousandths; nil when none
        /// is likely published.
        package let medianErrorPermille: Int?
    }

    /// The same question without one axis.
    package struct CoarserQuestion: Hashable, Sendable {
        /// The axis that is left out, by its name in the query.
        package let without: String
        package let expectation: Expectation
    }

    /// A change that the planner finds helps most.
    package struct Advice: Hashable, Sendable {
        package let change: StudyChange
        package let expectation: Expectation
    }

    package struct Noise: Hashable, Sendable {
        package let measure: String
        package let halfWidth95: Int64
    }

    /// How many units the sources are taken to hold.
    package let units: Int64
    package let threshold: Int
    package let betaMicro: Int64
    package let limit: Int64
    package let noise: [Noise]
    package let expectation: Expectation
    package let coarser: [CoarserQuestion]
    /// At most two, the best first.
    package let advice: [Advice]
    /// The fewest units for half of the cells; nil when no number is enough.
    package let unitsForHalf: Int64?

    /// - Parameters:
    ///   - threshold: `k` of the charter.
    ///   - betaMicro: `β` of the charter, in millionths.
    ///   - units: as its requester states, counted at each source.
    /// - Throws: when a parameter is out of range.
    package init(plan: Plan, threshold: Int, betaMicro: Int64, units: Int64) throws(DisclosureError) {
        let forecast = try StudyForecast(plan: plan, threshold: threshold, betaMicro: betaMicro)
        self.units = units
        self.threshold = threshold
        self.betaMicro = betaMicro
        limit = forecast.limit
        noise = forecast.noise.map { Noise(measure: $0.measure, halfWidth95: $0.halfWidth95) }
        expectation = ForecastRecord.expectation(forecast.outcome(units: units), cells: plan.cellCount)
        unitsForHalf = forecast.units(toPublish: (plan.cellCount + 1) / 2)
        advice = try forecast.advice(units: units).map {
            Advice(change: $0.change, expectation: ForecastRecord.expectation($0.outcome, cells: $0.cellCount))
        }
        let deviation = forecast.noise.first?.standardDeviation ?? 0
        var coarser: [CoarserQuestion] = []
        for dimension in plan.dimensions where dimension.cells.count > 1 {
            let cells = plan.cellCount / dimension.cells.count
            let outcome = try Forecast(
                cellCount: cells, cellsPerUnit: Double(min(plan.cellsPerUnit, cells)), rule: forecast.rule,
                standardDeviation: deviation
            ).outcome(units: units)
            coarser.append(
                CoarserQuestion(
                    without: dimension.name, expectation: ForecastRecord.expectation(outcome, cells: cells)))
        }
        self.coarser = coarser
    }

    private static func expectation(_ outcome: Forecast.Outcome, cells: Int) -> Expectation {
        Expectation(
            cellCount: cells, publishedCells: min(outcome.publishedCells, cells),
            medianErrorPermille: outcome.medianRelativeError.map { Int((min($0, 64) * 1000).rounded(.up)) })
    }
}
