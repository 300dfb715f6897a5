// SPDX-License-Identifier: Apache-2.0
//
// Where flows start and end: the zones' anchors with their circles. Circle areas are proportional to
// counts; one scale for the whole map, small enough for neighbours not to cover each other.

import Studies

struct MapNode: Hashable, Sendable {
    let code: String
    let name: String
    let at: MapPoint
    /// The circle's radius, or a dot's when nothing is published for the inside of the zone.
    let radius: Double
    let inside: Int64?
    /// All that is published from, to and inside the zone: ranks labels.
    let total: Int64

    static let dotRadius = 2.6
}

struct MapNodes: Sendable {
    let nodes: [MapNode]
    /// The width of the largest flow.
    let widestFlow: Double
    /// Radius is `circleScale` times the square root of the count.
    let circleScale: Double

    init(_ map: FlowMap, projection: MapProjection, layout: MapLayout) {
        let places = map.territory.zones.map { (zone: $0, at: projection.point($0.anchor)) }
        var totals = map.inside
        for flow in map.flows {
            totals[flow.origin, default: 0] += flow.count
            totals[flow.destination, default: 0] += flow.count
        }
        let circles = places.compactMap { place in
            map.inside[place.zone.code].map { (at: place.at, root: Double(max($0, 0)).squareRoot()) }
        }
        let scale = map.scale.map { MapNodes.shared($0, layout) } ?? MapNodes.scale(circles, layout: layout)
        circleScale = scale
        nodes = places.map { place in
            let inside = map.inside[place.zone.code]
            let radius = inside.map { max(Double(max($0, 0)).squareRoot() * scale, MapNode.dotRadius) }
            return MapNode(
                code: place.zone.code, name: place.zone.name, at: place.at, radius: radius ?? MapNode.dotRadius,
                inside: inside, total: totals[place.zone.code] ?? 0)
        }
        widestFlow = MapNodes.widest(map, nodes: nodes, layout: layout)
    }

    /// So narrow that each flow is at most a third as wide as it is long, down to a third of the layout's width.
    private static func widest(_ map: FlowMap, nodes: [MapNode], layout: MapLayout) -> Double {
        guard map.scale == nil else { return layout.widestFlow * 0.7 }
        guard let largest = map.flows.first?.count else { return layout.widestFlow }
        let byCode = Dictionary(nodes.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
        let limits = map.flows.compactMap { flow -> Double? in
            guard let from = byCode[flow.origin], let to = byCode[flow.destination] else { return nil }
            let room = (to.at - from.at).length - from.radius - to.radius
            return 0.34 * max(room, 0) * Double(largest) / Double(flow.count)
        }
        return max(min(layout.widestFlow, limits.min() ?? layout.widestFlow), layout.widestFlow / 3)
    }

    /// The same on all maps of one scale, whatever each of them shows.
    private static func shared(_ scale: FlowMap.Scale, _ layout: MapLayout) -> Double {
        layout.largestCircle * 0.7 / Double(max(scale.largestInside, 1)).squareRoot()
    }

    /// The largest scale at which no circle passes the layout's limit and no two circles fill the distance
    /// between them; never so small that the largest circle becomes a dot.
    private static func scale(_ circles: [(at: MapPoint, root: Double)], layout: MapLayout) -> Double {
        guard let largest = circles.map(\.root).max(), largest > 0 else { return 0 }
        var scale = layout.largestCircle / largest
        for (index, first) in circles.enumerated() {
            for second in circles[(index + 1)...] where first.root + second.root > 0 {
                scale = min(scale, (second.at - first.at).length * 0.6 / (first.root + second.root))
            }
        }
        return max(scale, layout.largestCircle * 0.45 / largest)
    }
}
