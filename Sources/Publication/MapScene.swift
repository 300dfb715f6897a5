// SPDX-License-Identifier: Apache-2.0
//
// All places of a map's drawing, worked out once: projection, nodes, routed flows, the band for outside,
// and names.

import Studies

struct MapScene {
    let projection: MapProjection
    let nodes: MapNodes
    /// Largest first.
    let routed: [RoutedFlow]
    let outside: OutsideFrame?
    let labels: [MapLabel]

    init(_ map: FlowMap, drawn: [FlowMap.Flow], sheet: MapSheet) {
        let layout = sheet.layout
        let padding = layout.isNarrow ? 12.0 : 26.0
        let touchesOutside = drawn.contains {
            $0.origin == Territory.outsideCode || $0.destination == Territory.outsideCode
        }
        let outside =
            touchesOutside ? OutsideFrame(in: sheet.frame, thickness: layout.isNarrow ? 17 : 25) : nil
        let ground = outside?.inner.insetBy(padding * 1.3) ?? sheet.frame.insetBy(padding)
        let projection = MapProjection(map.territory, in: ground)
        let nodes = MapNodes(map, projection: projection, layout: layout)
        let largest = Double(max(map.largestFlow, 1))
        let routing = FlowRouting(nodes: nodes.nodes, frame: outside) { count in
            max(Double(count) / largest * nodes.widestFlow, layout.thinnestFlow)
        }
        let routed = routing.route(drawn)
        var placement = LabelPlacement(
            frame: (outside?.inner ?? sheet.frame).insetBy(3), nodes: nodes.nodes, flows: routed)
        labels = placement.place(limit: layout.mostLabels, size: layout.labelSize)
        self.projection = projection
        self.nodes = nodes
        self.routed = routed
        self.outside = outside
    }
}
