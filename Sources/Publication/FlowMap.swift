// SPDX-License-Identifier: Apache-2.0
//
// A flow map: curved arrows between zones, circles for what stays inside a zone, a band round
// the map for what comes from or goes outside. After the design rules of Jenny et al. 2018 (curves rather than
// straight lines, arrowheads rather than tapering, width proportional to quantity, long flows bend more,
// flows spread round a node, unconnected nodes avoided). Without flows it is a map of proportional
// circles. The drawing is in FlowMap+Drawing.swift. Clusters and time strips are left out.

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

    package let territory: Territory
    /// Published flows between two different places, `Territory.outsideCode` among them.
    package let flows: [Flow]
    /// Published counts inside a zone, by zone code.
    package let inside: [String: Int64]
    /// What is counted, in the plural: trips, people.
    package let unit: Localized
    package let caption: Caption

    /// Flows with the same end at both sides are counts inside a zone; a count of 0 draws nothing.
    package init(territory: Territory, flows: [Flow], unit: Localized, caption: Caption) {
        self.territory = territory
        self.flows = FlowMap.ranked(flows.filter { $0.origin != $0.destination && $0.count > 0 })
        self.inside = Dictionary(
            flows.filter { $0.origin == $0.destination }.map { ($0.origin, $0.count) }, uniquingKeysWith: +)
        self.unit = unit
        self.caption = caption
    }

    /// A map of proportional circles.
    package init(territory: Territory, counts: [String: Int64], unit: Localized, caption: Caption) {
        self.territory = territory
        self.flows = []
        self.inside = counts
        self.unit = unit
        self.caption = caption
    }

    /// Largest first; equal counts by their codes, so that the same input gives the same drawing.
    private static func ranked(_ flows: [Flow]) -> [Flow] {
        flows.sorted { left, right in
            if left.count != right.count { return left.count > right.count }
            return (left.origin, left.destination) < (right.origin, right.destination)
        }
    }
}
