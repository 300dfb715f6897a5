// SPDX-License-Identifier: Apache-2.0
//
// The few numbers of a plan that decide what it would say: classes of each axis, bound, noise. Bending one and
// forecasting again shows which change of a study would help. What is assumed where nothing is known is stated
// here: how people spread over a day, and over how many cells.

import DisclosureControl
import Foundation

struct StudySketch: Hashable, Sendable {
    struct Axis: Hashable, Sendable {
        enum Role: Hashable, Sendable { case zone, hour, time, classes }

        let name: String
        let role: Role
        /// Declared values; one more cell stands for all others where `hasOther`.
        var declared: Int
        let hasOther: Bool

        var cells: Int { declared + (hasOther ? 1 : 0) }
    }

    /// What one unit may contribute to the count of units.
    enum Bound: Hashable, Sendable {
        case cells(Int)
        case norm(Int64)
    }

    /// In how many cells a unit would count on average if nothing bounded it: 3.1 places, or 5 journeys between
    /// places, and more when time divides them. In the fictitious territory over 13 weeks it is 3.0 places of
    /// departure, 3.2 of arrival and 5.0 journeys, then 5.9 by month, 8.8 by weekday, 10 by hour. A household is in one
    /// place.
    var filledCells: Double {
        let zones = axes.count { $0.role == .zone }
        let places = zones == 0 || unit == .household ? 1.0 : zones == 1 ? 3.1 : 5
        let times = axes.filter { $0.role == .hour || $0.role == .time }.reduce(1.0) { $0 * Double($1.declared) }
        return places * min(3.3, pow(times, zones < 2 ? 0.5 : 0.25))
    }

    /// How alike units are in the number of cells they fill: the shape of a negative binomial law from one cell on.
    ///
    /// How often people travel is very unequal, so numbers of journeys, and whatever time divides, are geometric (shape
    /// 1: one cell is the most frequent number). How many places they know is not: who goes out comes back, so two is
    /// the most frequent number and few people have many (shape 3). In the fictitious territory the moments give 3.5
    /// for departures, 2.8 for arrivals, 1.4 for journeys and 1.5 by hour; bounds of 2, 3 and 4 leave 1.82, 2.33 and
    /// 2.63 places of departure where this gives 1.78, 2.31 and 2.63, and 3.03 of 5 journeys where it gives 2.95.
    private var likeness: Double {
        let isPlaces = axes.count { $0.role == .zone } == 1 && !axes.contains { $0.role == .hour || $0.role == .time }
        return isPlaces ? 3 : 1
    }

    /// The chances of 1, 2, 3, ... filled cells; the last one is that of all that are more.
    private var filledChances: [Double] {
        let (shape, more) = (likeness, max(0, filledCells - 1))
        let stop = shape / (shape + more)
        var chance = pow(stop, shape)
        var left = 1.0
        var chances: [Double] = []
        for step in 0..<400 {
            chances.append(chance)
            left -= chance
            chance *= (shape + Double(step)) / Double(step + 1) * (1 - stop)
        }
        return chances + [max(0, left)]
    }

    /// Departures by hour, in percent: the two peaks of a working day.
    private static let hours: [Double] = [
        0.2, 0.1, 0.1, 0.1, 0.3, 1, 3, 8, 9.5, 5, 4.5, 6.5, 7.5, 6, 5.5, 6, 9.5, 11, 8.5, 5, 2.5, 1.5, 1, 0.7,
    ]

    let unit: UnitOfPrivacy.Kind
    var axes: [Axis]
    var measures: Int
    var epsilonMicro: Int64
    let deltaExponent: Int
    var bound: Bound
    let sourcesPerUnit: Int

    init(_ plan: Plan) {
        unit = plan.unit.kind
        axes = plan.dimensions.map { dimension in
            let role: Axis.Role =
                switch dimension.kind {
                case .zone: .zone
                case .hour: dimension.values.count == 24 ? .hour : .time
                case .weekday, .month, .day, .week: .time
                default: .classes
                }
            return Axis(
                name: dimension.name, role: role, declared: dimension.values.count, hasOther: dimension.other != nil)
        }
        measures = plan.measures.count
        epsilonMicro = plan.study.privacy.epsilonMicro
        deltaExponent = plan.study.privacy.deltaExponent
        bound = plan.measures.first?.norm.map { .norm($0.bound) } ?? .cells(plan.cellsPerUnit)
        sourcesPerUnit = plan.sourcesPerUnit
    }

    var cellCount: Int { axes.reduce(1) { $0 * $1.cells } }

    /// Cells that a unit can be in: a household lives in one zone of the territory and is of a declared class, so those
    /// of others stay empty.
    var fillableCells: Int { axes.reduce(1) { $0 * fillable($1) } }

    private func fillable(_ axis: Axis) -> Int {
        let isPlaceOrClass = axis.role == .zone || axis.role == .classes
        return unit == .household && isPlaceOrClass ? axis.declared : axis.cells
    }

    /// How much one unit adds to the count of units over all cells, on average.
    var keptPerUnit: Double {
        let kept = filledChances.enumerated().reduce(0.0) { sum, item in
            let cells = Double(item.offset + 1)
            return switch bound {
            case .cells(let width): sum + item.element * min(cells, Double(width))
            case .norm(let norm): sum + item.element * min(cells, Double(norm) * cells.squareRoot())
            }
        }
        return min(Double(fillableCells), kept)
    }

    /// σ of both aggregators' noise in the count of units.
    func standardDeviation() throws(DisclosureError) -> Double {
        let rho = try ZCDP.rhoMicro(epsilonMicro: epsilonMicro, deltaExponent: deltaExponent) / Int64(max(1, measures))
        let contribution: ContributionBound =
            switch bound {
            case .cells(let width): .cells(count: width, each: 1)
            case .norm(let norm): .norm(try NormBound(bound: norm, fractionBits: 0))
            }
        let squared = try DisclosureControl.Sensitivity(bound: contribution, sourcesPerUnit: sourcesPerUnit).squaredL2
        return try NoiseVariance(sensitivitySquared: squared, rhoMicro: rho).totalStandardDeviation()
    }

    func forecast(rule: ReleaseRule) throws(DisclosureError) -> Forecast {
        try Forecast(
            cellCount: fillableCells, cellsPerUnit: keptPerUnit, rule: rule, standardDeviation: standardDeviation(),
            statementCount: cellCount, profile: profile())
    }

    /// Zones and classes together as journeys usually are; times of the day, days and months across them.
    private func profile() throws(DisclosureError) -> TableProfile {
        let times = axes.filter { $0.role == .hour || $0.role == .time }
        let spread = axes.count { $0.role == .zone } == 1 ? TableProfile.places : .journeys
        guard !times.isEmpty else { return spread }
        let others = axes.filter { $0.role == .zone || $0.role == .classes }.reduce(1) { $0 * fillable($1) }
        let weights = times.reduce([1.0]) { weights, axis in
            weights.flatMap { weight in Self.weights(axis).map { weight * $0 } }
        }
        return try spread.crossed(count: others, with: weights)
    }

    private static func weights(_ axis: Axis) -> [Double] {
        let declared = axis.role == .hour ? hours : [Double](repeating: 1, count: axis.declared)
        return declared + (axis.hasOther ? [0] : [])
    }
}
