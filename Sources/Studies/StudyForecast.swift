// SPDX-License-Identifier: Apache-2.0
//
// What a study would say, before any record is read: the noise in each measure, from how many people on a
// cell is published, how many cells that would likely be, and turned round, how many people it takes. The
// spread of people over the cells is an assumption of DisclosureControl's; no record is read for it.

import DisclosureControl

package struct StudyForecast: Sendable {
    /// The noise of one measure in one published cell, of both aggregators together.
    package struct Noise: Hashable, Sendable {
        package let measure: String
        package let standardDeviation: Double
        /// The value lies within this distance of the published one 95 times in 100 (normal approximation).
        package let halfWidth95: Int64
    }

    package let noise: [Noise]
    package let rule: ReleaseRule
    /// The noised count of units from which a cell is published.
    package let limit: Int64
    package let cellCount: Int
    package let unit: UnitOfPrivacy.Kind
    let sketch: StudySketch
    private let forecast: Forecast

    /// - Parameters:
    ///   - threshold: `k` of the charter.
    ///   - betaMicro: `β` of the charter, in millionths.
    /// - Throws: when a parameter is out of range.
    package init(plan: Plan, threshold: Int, betaMicro: Int64) throws(DisclosureError) {
        var noise: [Noise] = []
        for task in plan.tasks {
            let variance = try NoiseVariance(sensitivitySquared: task.sensitivitySquared, rhoMicro: task.rhoMicro)
            let steps = plan.measures[task.index].norm.map { 1 << $0.fractionBits } ?? 1
            let deviation = variance.totalStandardDeviation() / Double(steps)
            noise.append(
                Noise(
                    measure: task.measure, standardDeviation: deviation,
                    halfWidth95: Int64((1.959964 * deviation).rounded(.up))))
        }
        let deviation = noise.first?.standardDeviation ?? 0
        let rule = try ReleaseRule(threshold: threshold, sourcesPerUnit: plan.sourcesPerUnit, betaMicro: betaMicro)
        self.noise = noise
        self.rule = rule
        limit = rule.limit(cellCount: plan.cellCount, standardDeviation: deviation).limit
        cellCount = plan.cellCount
        unit = plan.unit.kind
        sketch = StudySketch(plan)
        forecast = try sketch.forecast(rule: rule)
    }

    /// What to expect with so many units, counted at each source that holds them.
    package func outcome(units: Int64) -> Forecast.Outcome { forecast.outcome(units: units) }

    /// The fewest units with which this share of the cells, 0 to 1, would likely be published; nil when no number does.
    package func units(toPublishShare share: Double) -> Int64? {
        guard share <= 1 else { return nil }
        return forecast.units(toPublish: Int((share * Double(cellCount)).rounded(.up)))
    }

    /// The fewest units with which so many cells would likely be published; nil when no number does.
    package func units(toPublish cells: Int) -> Int64? { forecast.units(toPublish: cells) }

    /// Lines for terminals, in English.
    /// - Parameter units: how many people, or households, the sources may hold.
    package func describe(units: Int64) -> String {
        var lines = [("noise", noise.map { "± \(Plan.grouped($0.halfWidth95)) \($0.measure)" }.joined(separator: ", "))]
        lines[0].1 += " in a cell, 95 times in 100"
        lines.append(
            (
                "published",
                "cells where \(Plan.grouped(limit)) \(people) or more are counted, noise included:"
                    + " fewer than \(rule.threshold) are behind one at most once in"
                    + " \(Plan.grouped(1_000_000 / rule.betaMicro)) tables"
            ))
        lines.append(("expected", expectation(outcome(units: units))))
        lines.append(("it takes", requirement))
        lines += boundLines(units)
        lines += helpLines(units)
        return lines.map { Plan.line($0.0, $0.1) }.joined()
    }

    /// Both ways to bound a unit, compared; nothing where that can't be forecast.
    private func boundLines(_ units: Int64) -> [(String, String)] {
        let bounds = (try? bounds(units: units)) ?? []
        return bounds.enumerated().map { index, item in
            let error = item.outcome.medianRelativeError.map { ", half of them within \(StudyForecast.percent($0))" }
            let words = "\(words(item.change)): \(cells(item.outcome, item.cellCount))\(error ?? "")"
            return (index == 0 ? "bounds" : "", index == 0 ? words + " (as planned)" : words)
        }
    }

    /// What would help, and for how few zones the answer is yes; nothing where that can't be forecast.
    private func helpLines(_ units: Int64) -> [(String, String)] {
        var lines: [(String, String)] = []
        let advice = (try? advice(units: units)) ?? []
        for (index, item) in advice.enumerated() {
            lines.append(
                (index == 0 ? "would help" : "", "\(words(item.change)): \(cells(item.outcome, item.cellCount))"))
        }
        guard sketch.zoneCount > 0, outcome(units: units).publishedCells * 2 < cellCount else { return lines }
        if let answer = try? zonesThatSay(units: units), case .zones(let zones) = answer.change {
            lines.append(
                (
                    "zones",
                    "not with these \(sketch.zoneCount); with \(zones), yes: \(cells(answer.outcome, answer.cellCount))"
                ))
        } else {
            lines.append(("zones", "not with these \(sketch.zoneCount), nor with any fewer"))
        }
        return lines
    }

    private func words(_ change: StudyChange) -> String {
        switch change {
        case .zones(let count): "\(count) zones instead of \(sketch.zoneCount)"
        case .without(let name): "without \(name)"
        case .epsilonMicro(let micro):
            "ε = \(MicroDecimal.text(micro)) instead of \(MicroDecimal.text(sketch.epsilonMicro))"
        case .cellsPerUnit(let count): "at most \(count) \(count == 1 ? "cell" : "cells") a \(unit.rawValue)"
        case .norm(let norm): "each \(unit.rawValue) scaled to a norm of \(norm) over all cells"
        case .onlyUnits: "only the count of \(people)"
        }
    }

    private func cells(_ outcome: Forecast.Outcome, _ count: Int) -> String {
        "about \(Plan.grouped(outcome.publishedCells)) of \(Plan.grouped(count)) cells"
    }

    private var people: String { unit == .person ? "people" : "households" }

    private func expectation(_ outcome: Forecast.Outcome) -> String {
        let units = "with \(Plan.grouped(outcome.units)) \(people)"
        guard !outcome.saysNothing else {
            return "\(units): likely no cell at all would be published"
        }
        let cells = "\(Plan.grouped(outcome.publishedCells)) of \(Plan.grouped(cellCount)) cells"
        let error = outcome.medianRelativeError.map {
            ", half of them within \(StudyForecast.percent($0)) of the count"
        }
        return "\(units): about \(cells)\(error ?? "")"
    }

    /// How many units for the first cell, a tenth and a half of the cells.
    private var requirement: String {
        let goals = [
            (1, "one cell"), ((cellCount + 9) / 10, "a tenth of the cells"), ((cellCount + 1) / 2, "half of them"),
        ]
        let parts = goals.map { cells, words in
            let number =
                units(toPublish: cells).map { "about " + Plan.grouped(StudyForecast.rounded($0)) } ?? "more than exist"
            return "\(number) for \(words)"
        }
        return "\(parts.joined(separator: ", ")) (\(people) whose records are spread as journeys usually are)"
    }

    private static func percent(_ share: Double) -> String {
        share < 0.01 ? "1 %" : "\(Int((share * 100).rounded(.up))) %"
    }

    /// Two significant digits, upwards.
    private static func rounded(_ number: Int64) -> Int64 {
        var scale: Int64 = 1
        while number / scale >= 100 { scale *= 10 }
        return (number + scale - 1) / scale * scale
    }
}
