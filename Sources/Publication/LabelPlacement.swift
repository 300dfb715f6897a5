// SPDX-License-Identifier: Apache-2.0
//
// Zone names beside their nodes: the zones with most flow first, at the one of eight places that covers
// fewest flows; a name that would touch another name or a circle is left out rather than squeezed in.

import ImpactAssessment

struct MapLabel: Hashable, Sendable {
    let text: String
    let box: MapBox
    let size: Double
    let bold: Bool
}

struct LabelPlacement {
    private let frame: MapBox
    private let nodes: [MapNode]
    private let flowPoints: [(at: MapPoint, reach: Double)]
    private var taken: [MapBox]

    init(frame: MapBox, nodes: [MapNode], flows: [RoutedFlow]) {
        self.frame = frame
        self.nodes = nodes
        self.taken = []
        flowPoints = flows.flatMap { flow in
            flow.curve.samples(12).map { ($0, flow.width / 2) } + flow.head.map { ($0, 2) }
        }
    }

    /// At most `limit` labels, in the order of their zones' totals.
    mutating func place(limit: Int, size: Double) -> [MapLabel] {
        let ranked = nodes.sorted { ($1.total, $0.code) < ($0.total, $1.code) }
        var labels: [MapLabel] = []
        for (rank, node) in ranked.enumerated() where labels.count < limit {
            let bold = rank < 3
            let letters = bold ? size + 1 : size
            guard let box = best(for: node, size: letters, bold: bold) else { continue }
            taken.append(box)
            labels.append(MapLabel(text: node.name, box: box, size: letters, bold: bold))
        }
        return labels
    }

    private func best(for node: MapNode, size: Double, bold: Bool) -> MapBox? {
        var best: (cost: Double, box: MapBox)?
        for (index, box) in candidates(for: node, size: size, bold: bold).enumerated() where isFree(box, for: node) {
            let cost = flowPoints.reduce(Double(index) * 0.4) { sum, point in
                box.distance(to: point.at) < point.reach ? sum + 1 + point.reach * 0.5 : sum
            }
            if cost < best?.cost ?? .infinity { best = (cost, box) }
        }
        return best?.box
    }

    private func isFree(_ box: MapBox, for node: MapNode) -> Bool {
        guard frame.contains(box), !taken.contains(where: { $0.intersects(box) }) else { return false }
        return !nodes.contains { $0.code != node.code && box.distance(to: $0.at) < $0.radius + 1 }
    }

    private func candidates(for node: MapNode, size: Double, bold: Bool) -> [MapBox] {
        let width = TextMeasure.width(node.name, size: size, bold: bold) + 4
        let height = size * 1.15
        let (gap, slant) = (node.radius + 4, node.radius * 0.72 + 3)
        let corners = [
            MapPoint(x: gap, y: -height / 2), MapPoint(x: -gap - width, y: -height / 2),
            MapPoint(x: -width / 2, y: -gap - height), MapPoint(x: -width / 2, y: gap),
            MapPoint(x: slant, y: -slant - height), MapPoint(x: slant, y: slant),
            MapPoint(x: -slant - width, y: -slant - height), MapPoint(x: -slant - width, y: slant),
        ]
        return corners.map { MapBox(x: node.at.x + $0.x, y: node.at.y + $0.y, width: width, height: height) }
    }
}
