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

    /// In how many cells a unit would count on average if nothing bounded it: 3 places, or 5 journeys between
    /// places, and more when time divides them. The number is taken as geometric. In the fictitious territory over
    /// 13 weeks it is 2.98 and 4.97, then 5.9 by month, 8.8 by weekday, 10 by hour; a bound of 4 leaves 3.02
    /// journeys where this gives 2.95.
    var filledCells: Double {
        let zones = axes.count { $0.role == .zone }
        let places = zones == 0 ? 1.0 : zones == 1 ? 3 : 5
        let times = axes.filter { $0.role == .hour || $0.role == .time }.reduce(1.0) { $0 * Double($1.declared) }
        return places * min(3.3, pow(times, zones < 2 ? 0.5 : 0.25))
    }

    /// Departures by hour, in percent: the two peaks of a working day.
    private static let hours: [Double] = [
        0.2, 0.1, 0.1, 0.1, 0.3, 1, 3, 8, 9.5, 5, 4.5, 6.5, 7.5, 6, 5.5, 6, 9.5, 11, 8.5, 5, 2.5, 1.5, 1, 0.7,
    ]

    var axes: [Axis]
    var measures: Int
    var epsilonMicro: Int64
    let deltaExponent: Int
    var bound: Bound
    let sourcesPerUnit: Int

    init(_ plan: Plan) {
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

    /// How much one unit adds to the count of units over all cells, on average.
    var keptPerUnit: Double {
        let left = 1 - 1 / filledCells
        switch bound {
        case .cells(let width):
            return min(Double(cellCount), filledCells * (1 - pow(left, Double(width))))
        case .norm(let norm):
            let kept = (1...200).reduce(0.0) { sum, cells in
                sum + pow(left, Double(cells - 1)) * (1 - left)
                    * min(Double(cells), Double(norm) * Double(cells).squareRoot())
            }
            return min(Double(cellCount), kept)
        }
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
            cellCount: cellCount, cellsPerUnit: keptPerUnit, rule: rule, standardDeviation: standardDeviation(),
            profile: profile())
    }

    /// Zones and classes together as journeys usually are; times of the day, days and months across them.
    private func profile() throws(DisclosureError) -> TableProfile {
        let times = axes.filter { $0.role == .hour || $0.role == .time }
        let spread = axes.count { $0.role == .zone } == 1 ? TableProfile.places : .journeys
        guard !times.isEmpty else { return spread }
        let others = axes.filter { $0.role == .zone || $0.role == .classes }.reduce(1) { $0 * $1.cells }
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
