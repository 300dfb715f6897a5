// SPDX-License-Identifier: Apache-2.0
//
// Views of the published flows: between groups of zones, one zone's arrivals and departures, one period. All
// are sums of published cells and nothing else, so they say nothing that the table doesn't.

import ImpactAssessment
import Studies

/// The flows of a table with what is needed to look at parts of them.
struct FlowViews: Sendable {
    let table: PublishedTable
    let territory: Territory
    let origin: Int
    let destination: Int
    /// The axis of time, if there is one.
    let time: Int?
    private let flows: [FlowMap.Flow]

    /// Nil unless the table holds flows between zones.
    init?(_ table: PublishedTable, territory: Territory) {
        guard case .flows(let origin, let destination) = table.shape else { return nil }
        self.table = table
        self.territory = territory
        self.origin = origin
        self.destination = destination
        time = table.timeAxis
        flows = table.flows(origin: origin, destination: destination)
    }

    // MARK: One zone

    /// Zones that a published flow to or from another place touches, in the territory's order.
    var zones: [Zone] {
        let touched = Set(flows.filter { $0.origin != $0.destination }.flatMap { [$0.origin, $0.destination] })
        return territory.zones.filter { touched.contains($0.code) }
    }

    /// Largest first.
    func arrivals(in zone: Zone) -> [FlowMap.Flow] {
        ranked(flows.filter { $0.destination == zone.code && $0.origin != zone.code })
    }

    func departures(from zone: Zone) -> [FlowMap.Flow] {
        ranked(flows.filter { $0.origin == zone.code && $0.destination != zone.code })
    }

    /// One scale for the views of all zones.
    var scale: FlowMap.Scale {
        FlowMap.Scale(
            largestFlow: flows.filter { $0.origin != $0.destination }.map(\.count).max() ?? 1,
            largestInside: flows.filter { $0.origin == $0.destination }.map(\.count).max() ?? 1)
    }

    // MARK: One period

    /// Flows of one value of the axis of time.
    func flows(at value: DomainValue) -> [FlowMap.Flow] {
        guard let time else { return [] }
        return table.flows(origin: origin, destination: destination) { $0.values[time].code == value.code }
    }

    /// The scale that all periods share.
    var periodScale: FlowMap.Scale {
        let all = periods.flatMap { flows(at: $0) }
        return FlowMap.Scale(
            largestFlow: all.filter { $0.origin != $0.destination }.map(\.count).max() ?? 1,
            largestInside: all.filter { $0.origin == $0.destination }.map(\.count).max() ?? 1)
    }

    var periods: [DomainValue] { time.map { table.plan.dimensions[$0].cells } ?? [] }

    private func ranked(_ flows: [FlowMap.Flow]) -> [FlowMap.Flow] {
        flows.sorted { ($1.count, $0.origin, $0.destination) < ($0.count, $1.origin, $1.destination) }
    }

    // MARK: Groups of zones

    /// The flows between groups of zones, on a territory whose zones are the groups.
    struct Grouped: Sendable {
        let flows: [FlowMap.Flow]
        private let groups: [(code: String, label: Localized, zones: [Zone], anchor: Coordinate)]
        private let whole: Territory

        fileprivate init?(_ flows: [FlowMap.Flow], _ grouping: ZoneGrouping, _ territory: Territory) {
            let groups = grouping.groups.compactMap { group -> (String, Localized, [Zone], Coordinate)? in
                let zones = territory.zones.filter { group.zones.contains($0.code) }
                return ZoneGrouping.anchor(of: zones).map { (group.code, group.label, zones, $0) }
            }
            guard groups.count >= 2 else { return nil }
            self.groups = groups.map { (code: $0.0, label: $0.1, zones: $0.2, anchor: $0.3) }
            whole = territory
            let groupOf = grouping.groupOf
            var sums: [[String]: Int64] = [:]
            for flow in flows {
                let ends = [flow.origin, flow.destination].map { groupOf[$0] ?? Territory.outsideCode }
                sums[ends] = (sums[ends] ?? 0).addingReportingOverflow(flow.count).partialValue
            }
            self.flows = sums.map { FlowMap.Flow(origin: $0.key[0], destination: $0.key[1], count: $0.value) }
        }

        func territory(_ language: Language) -> Territory? {
            let zones = groups.map { group in
                Zone(
                    code: group.code, name: group.label[language], polygons: group.zones.flatMap(\.polygons),
                    anchor: group.anchor)
            }
            return try? Territory(id: "\(whole.id)-groups", name: whole.name, zones: zones, outside: whole.outside)
        }

        var names: [Localized] { groups.map(\.label) }
    }

    /// Nil when the dataset has no groups of zones, or fewer than two.
    func grouped(by dataset: Dataset) -> Grouped? {
        ZoneGrouping(dataset).flatMap { Grouped(flows, $0, territory) }
    }
}

/// The first public table of a dataset that gives each zone one value of a closed list.
struct ZoneGrouping: Sendable {
    let groups: [(code: String, label: Localized, zones: Set<String>)]
    let groupOf: [String: String]

    init?(_ dataset: Dataset) {
        for table in dataset.referenceTables {
            guard let key = table.columns.firstIndex(where: { $0.name == table.keyColumn && $0.kind == .zone }),
                let group = table.columns.firstIndex(where: { if case .enumeration = $0.kind { true } else { false } }),
                case .enumeration(let values) = table.columns[group].kind
            else { continue }
            let rows = table.rows.filter { $0.count == table.columns.count }
            groupOf = Dictionary(rows.map { ($0[key], $0[group]) }, uniquingKeysWith: { first, _ in first })
            let members = groupOf
            groups = values.map { value in
                (value.code, value.label, Set(members.filter { $0.value == value.code }.keys))
            }
            return
        }
        return nil
    }

    /// The anchor of the zone that lies nearest to the middle of all anchors: inside a zone of the group.
    static func anchor(of zones: [Zone]) -> Coordinate? {
        guard !zones.isEmpty else { return nil }
        let count = Double(zones.count)
        let longitude = zones.reduce(0) { $0 + $1.anchor.longitude } / count
        let latitude = zones.reduce(0) { $0 + $1.anchor.latitude } / count
        func distance(_ zone: Zone) -> Double {
            let (x, y) = (zone.anchor.longitude - longitude, zone.anchor.latitude - latitude)
            return x * x * 0.5 + y * y
        }
        return zones.min { (distance($0), $0.code) < (distance($1), $1.code) }?.anchor
    }
}
