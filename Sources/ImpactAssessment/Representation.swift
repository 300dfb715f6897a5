// SPDX-License-Identifier: Apache-2.0
//
// Who is over- and under-represented among those counted: each zone's share of the published counts of units
// beside its share of the residents. A zone is named only where the interval supports it: the noise of a sum
// of n cells is √n times that of one. Withheld cells are in no share, and the page says so.

import DisclosureControl
import Studies

package struct Representation: Hashable, Sendable {
    package enum Verdict: String, Hashable, Sendable {
        case over, under
        /// The interval reaches the band from four fifths to five quarters of the expected share.
        case undecided
    }

    package struct Zone: Hashable, Sendable {
        package let code: String
        package let name: String
        /// Shares in thousandths.
        package let countedPermille: Int
        package let residentsPermille: Int
        package let verdict: Verdict
    }

    /// The axis whose zones are compared: the first one.
    package let axis: String
    package let population: Localized
    /// Zones with residents, in the territory's order.
    package let zones: [Zone]
    /// Zones with residents of which nothing is published.
    package let absent: [String]

    package func zones(_ verdict: Verdict) -> [Zone] { zones.filter { $0.verdict == verdict } }

    /// Nil when the table has no axis of zones, or nothing is published inside the territory.
    package init?(plan: Plan, release: Release, territory: Territory, population: ReferencePopulation) {
        guard release.cells.count == plan.cellCount, !release.measures.isEmpty,
            let axis = plan.dimensions.firstIndex(where: { $0.kind == .zone })
        else { return nil }
        var counts: [String: (sum: Double, cells: Double)] = [:]
        for (index, cell) in release.cells.enumerated() {
            guard case .published(let values) = cell else { continue }
            let code = plan.values(ofCell: index)[axis].code
            let before = counts[code] ?? (0, 0)
            counts[code] = (before.sum + Double(values[0]), before.cells + 1)
        }
        let inside = territory.zones.filter { (population.counts[$0.code] ?? 0) > 0 }
        let total = inside.reduce(0) { $0 + (counts[$1.code]?.sum ?? 0) }
        let residents = inside.reduce(0) { $0 + Double(population.counts[$1.code] ?? 0) }
        guard total > 0, residents > 0 else { return nil }
        let half = Double(release.measures[0].halfWidth95)
        self.axis = plan.dimensions[axis].name
        self.population = population.title
        absent = inside.filter { counts[$0.code] == nil }.map(\.name)
        zones = inside.compactMap { zone in
            guard let count = counts[zone.code] else { return nil }
            let share = Double(population.counts[zone.code] ?? 0) / residents
            let spread = half * count.cells.squareRoot()
            return Zone(
                code: zone.code, name: zone.name, countedPermille: Int((count.sum / total * 1000).rounded()),
                residentsPermille: Int((share * 1000).rounded()),
                verdict: Representation.verdict(
                    low: (count.sum - spread) / total, high: (count.sum + spread) / total, expected: share))
        }
    }

    private static func verdict(low: Double, high: Double, expected: Double) -> Verdict {
        if low > expected * 1.25 { return .over }
        if high < expected * 0.8 { return .under }
        return .undecided
    }
}
