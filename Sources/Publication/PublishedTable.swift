// SPDX-License-Identifier: Apache-2.0
//
// A release laid beside its plan: rows with their codes, what shape the table has (flows between zones,
// zones, or neither), and which measure the pictures show. Withheld cells have no numbers to give.

import DisclosureControl
import ImpactAssessment
import Studies

struct PublishedTable: Sendable {
    /// Two zone dimensions make flows, the first being the origin; one makes a map of circles.
    enum Shape: Hashable, Sendable {
        case flows(origin: Int, destination: Int)
        case zones(Int)
        case plain
    }

    struct Row: Sendable {
        /// One for each dimension.
        let values: [DomainValue]
        /// One for each measure; nil when withheld.
        let numbers: [Int64]?
    }

    let plan: Plan
    let release: Release
    let rows: [Row]
    let shape: Shape
    /// The measure that maps and flow files show: records if there are any, else the distinct units.
    let shownMeasure: Int

    init(_ plan: Plan, _ release: Release) {
        self.plan = plan
        self.release = release
        rows = release.cells.enumerated().map { index, cell in
            guard case .published(let numbers) = cell else {
                return Row(values: plan.values(ofCell: index), numbers: nil)
            }
            return Row(values: plan.values(ofCell: index), numbers: numbers)
        }
        let zones = plan.dimensions.indices.filter { plan.dimensions[$0].kind == .zone }
        shape =
            zones.count >= 2
            ? .flows(origin: zones[0], destination: zones[1]) : zones.first.map(Shape.zones) ?? .plain
        shownMeasure = plan.measures.firstIndex { $0.kind == .records } ?? 0
    }

    /// Published rows with the number shown, in the order of the cells.
    var published: [(row: Row, count: Int64)] {
        rows.compactMap { row in row.numbers.map { (row, $0[shownMeasure]) } }
    }

    /// Largest first; equal ones in the order of the cells.
    var ranked: [(row: Row, count: Int64)] {
        published.enumerated().sorted {
            $0.element.count == $1.element.count ? $0.offset < $1.offset : $0.element.count > $1.element.count
        }.map(\.element)
    }

    /// Dimensions that are neither origin nor destination nor the zone of the map.
    var otherDimensions: [Int] {
        let taken: [Int] =
            switch shape {
            case .flows(let origin, let destination): [origin, destination]
            case .zones(let zone): [zone]
            case .plain: []
            }
        return plan.dimensions.indices.filter { !taken.contains($0) }
    }

    /// The 95 % interval of a measure's number, not below 0.
    func interval(_ number: Int64, measure: Int) -> (low: Int64, high: Int64) {
        let half = release.measures[measure].halfWidth95
        let (high, overflow) = number.addingReportingOverflow(half)
        return (max(0, number.subtractingReportingOverflow(half).partialValue), overflow ? .max : high)
    }

    func unitWords(records: Localized) -> Localized {
        UnitWords.words(for: plan.measures[shownMeasure], unit: plan.unit.kind, records: records)
    }

    /// Flows summed over the other dimensions, published cells of the rows asked for only.
    func flows(
        origin: Int, destination: Int, where isAsked: (Row) -> Bool = { _ in true }
    ) -> [FlowMap.Flow] {
        var sums: [[String]: Int64] = [:]
        for (row, count) in published where isAsked(row) {
            let key = [row.values[origin].code, row.values[destination].code]
            sums[key] = (sums[key] ?? 0).addingReportingOverflow(count).partialValue
        }
        return sums.map { FlowMap.Flow(origin: $0.key[0], destination: $0.key[1], count: $0.value) }
    }

    /// The first axis of time that is neither origin nor destination nor the zone of the map.
    var timeAxis: Int? {
        let times: Set<Dimension.Kind> = [.hour, .weekday, .month, .day, .week]
        return otherDimensions.first { index in
            let dimension = plan.dimensions[index]
            return times.contains(dimension.kind) || !times.isDisjoint(with: dimension.reads)
        }
    }

    /// Counts by zone, summed over the other dimensions, published cells only.
    func counts(zone: Int) -> [String: Int64] {
        published.reduce(into: [:]) { sums, entry in
            let code = entry.row.values[zone].code
            sums[code] = (sums[code] ?? 0).addingReportingOverflow(entry.count).partialValue
        }
    }
}
