// SPDX-License-Identifier: Apache-2.0
//
// A flow map: curved arrows between zones, circles for what stays inside a zone, a band round
// the map for what comes from or goes outside. After the design rules of Jenny et al. 2018 (curves rather than
// straight lines, arrowheads rather than tapering, width proportional to quantity, long flows bend more,
// flows spread round a node, unconnected nodes avoided). Without flows it is a map of proportional
// circles. The drawing is in FlowMap+Drawing.swift; views of one zone, one period and of groups of zones are
// in FlowViews.swift.

import ImpactAssessment
import Studies

package struct FlowMap: Sendable {
    package struct Flow: Hashable, Sendable {
        package let origin: String
        package let destination: String
        package let count: Int64

        package init(origin: String, destination: String, count: Int64) {
            self.origin = origin
            self.destination = destination
            self.count = count
        }
    }

    /// The words round the map. What a reader must know stands on the sheet itself.
    package struct Caption: Hashable, Sendable {
        package let title: Localized
        /// Source, period, unit, privacy, what was withheld: one line each.
        package let lines: [Localized]
        /// Set in another weight above all else: fictitious data, no protection.
        package let warnings: [Localized]

        package init(title: Localized, lines: [Localized], warnings: [Localized]) {
            self.title = title
            self.lines = lines
            self.warnings = warnings
        }
    }

    /// One scale for several maps that are laid side by side.
    package struct Scale: Hashable, Sendable {
        /// The largest flow and the largest count inside a zone of all the maps.
        package let largestFlow: Int64
        package let largestInside: Int64

        package init(largestFlow: Int64, largestInside: Int64) {
            self.largestFlow = largestFlow
            self.largestInside = largestInside
        }
    }

    package let territory: Territory
    /// Nil for a map that stands alone.
    package let scale: Scale?
    /// Published flows between two different places, `Territory.outsideCode` among them.
    package let flows: [Flow]
    /// Published counts inside a zone, by zone code.
    package let inside: [String: Int64]
    /// What is counted, in the plural: trips, people.
    package let unit: Localized
    package let caption: Caption

    /// Flows with the same end at both sides are counts inside a zone; a count of 0 draws nothing.
    package init(territory: Territory, flows: [Flow], unit: Localized, caption: Caption, scale: Scale? = nil) {
        self.territory = territory
        self.scale = scale
        self.flows = FlowMap.ranked(flows.filter { $0.origin != $0.destination && $0.count > 0 })
        self.inside = Dictionary(
            flows.filter { $0.origin == $0.destination }.map { ($0.origin, $0.count) }, uniquingKeysWith: +)
        self.unit = unit
        self.caption = caption
    }

    /// A map of proportional circles.
    package init(
        territory: Territory, counts: [String: Int64], unit: Localized, caption: Caption, scale: Scale? = nil
    ) {
        self.territory = territory
        self.scale = scale
        self.flows = []
        self.inside = counts
        self.unit = unit
        self.caption = caption
    }

    /// What the widest arrow stands for; 0 when there is none.
    var largestFlow: Int64 { flows.isEmpty ? 0 : scale?.largestFlow ?? flows[0].count }
    /// What the largest circle stands for; 0 when there is none.
    var largestInside: Int64 {
        guard let own = inside.values.max() else { return 0 }
        return scale?.largestInside ?? own
    }

    /// Largest first; equal counts by their codes, so that the same input gives the same drawing.
    private static func ranked(_ flows: [Flow]) -> [Flow] {
        flows.sorted { left, right in
            if left.count != right.count { return left.count > right.count }
            return (left.origin, left.destination) < (right.origin, right.destination)
        }
    }
}
