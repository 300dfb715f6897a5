// SPDX-License-Identifier: Apache-2.0
//
// Draws a flow map as one SVG, the same bytes for the same input: zones, then flows from the smallest to
// the largest with a pale edge that keeps crossings readable, then the band for outside, circles, dots and names.

import ImpactAssessment
import Studies

extension FlowMap {
    /// A complete SVG document element.
    /// - Parameter identifier: a prefix for the ids inside, for pages that hold several maps.
    package func svg(language: Language, layout: MapLayout = .wide, identifier: String = "map") -> String {
        let legend = MapLegend(self, language: language, layout: layout)
        let drawn = Array(flows.prefix(layout.drawnFlows))
        let statements = statements(drawn: drawn, layout: layout).map { $0[language] }
        let sheet = MapSheet(
            self, language: language, layout: layout, footer: statements, legendHeight: legend.height)
        let scene = MapScene(self, drawn: drawn, sheet: sheet)
        var svg = MarkupWriter()
        open(sheet, language: language, drawn: drawn.count, identifier: identifier, into: &svg)
        FlowMap.drawLines(sheet.header, from: sheet.layout.margin, layout: layout, into: &svg)
        drawGround(sheet.frame, scene.projection, into: &svg)
        drawFlows(scene.routed, into: &svg)
        drawOutside(scene, language: language, layout: layout, into: &svg)
        drawNodes(scene.nodes.nodes, into: &svg)
        drawLabels(scene.labels, into: &svg)
        legend.draw(
            in: sheet.legend, nodes: scene.nodes,
            unitsPerKilometre: scene.projection.unitsPerKilometre, into: &svg)
        FlowMap.drawLines(sheet.footer, from: sheet.footerTop, layout: layout, into: &svg)
        svg.close()
        return svg.text
    }

    // MARK: Statements

    private func statements(drawn: [Flow], layout: MapLayout) -> [Localized] {
        var statements: [Localized] = []
        if !flows.isEmpty {
            let largest = largestFlow
            let total = flows.reduce(0.0) { $0 + Double($1.count) }
            let share = drawn.reduce(0.0) { $0 + Double($1.count) } / max(total, 1)
            statements.append(
                drawn.count < flows.count
                    ? MapWords.drawn(drawn.count, of: flows.count, share: share) : MapWords.allDrawn(flows.count))
            if let smallest = drawn.last?.count,
                Double(smallest) * layout.widestFlow < Double(largest) * layout.thinnestFlow
            {
                statements.append(MapWords.thinnest)
            }
        }
        if drawn.contains(where: { [$0.origin, $0.destination].contains(Territory.outsideCode) }) {
            statements.append(MapWords.band(territory.outside))
        }
        if let outside = inside[Territory.outsideCode], outside > 0 {
            statements.append(
                flows.isEmpty
                    ? MapWords.outsideCount(outside, unit: unit, outside: territory.outside)
                    : MapWords.outsideInside(outside, unit: unit, outside: territory.outside))
        }
        return statements
    }

    // MARK: Parts

    private func open(
        _ sheet: MapSheet, language: Language, drawn: Int, identifier: String, into svg: inout MarkupWriter
    ) {
        let size = "0 0 \(MarkupWriter.number(sheet.layout.width)) \(MarkupWriter.number(sheet.height))"
        svg.open(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg", "viewBox": size, "role": "img",
                "xml:lang": language.rawValue, "aria-labelledby": "\(identifier)-title \(identifier)-desc",
                "font-family": MapLayout.fonts,
            ])
        let facts = caption.warnings + [MapWords.description(flows: drawn, zones: territory.zones.count, unit: unit)]
        svg.element("title", ["id": "\(identifier)-title"], text: caption.title[language])
        svg.element(
            "desc", ["id": "\(identifier)-desc"],
            text: (facts + caption.lines).map { $0[language] }.joined(separator: " "))
        svg.empty("rect", ["width": "100%", "height": "100%", "fill": MapColour.paper])
    }

    static func drawLines(
        _ lines: [MapSheet.Line], from top: Double, layout: MapLayout, into svg: inout MarkupWriter
    ) {
        var y = top
        for line in lines {
            let size = MapSheet.size(line.style, layout)
            let colour =
                switch line.style {
                case .title: MapColour.ink
                case .warning: MapColour.warning
                case .plain: MapColour.quietInk
                }
            svg.element(
                "text",
                [
                    "x": MarkupWriter.number(layout.margin), "y": MarkupWriter.number(y + size),
                    "font-size": MarkupWriter.number(size), "font-weight": line.style == .plain ? "400" : "700",
                    "fill": colour,
                ], text: line.text)
            y += MapSheet.advance(line, layout)
        }
    }

    private func drawGround(_ frame: MapBox, _ projection: MapProjection, into svg: inout MarkupWriter) {
        svg.empty("rect", FlowMap.attributes(of: frame, fill: MapColour.sea))
        svg.open(
            "g",
            [
                "fill": MapColour.land, "stroke": MapColour.border, "stroke-width": "0.9", "stroke-linejoin": "round",
                "fill-rule": "evenodd",
            ])
        for zone in territory.zones {
            let path = zone.polygons.joined().map { FlowMap.path(of: $0, projection) }.joined()
            guard !path.isEmpty else { continue }
            svg.open("path", ["d": path])
            svg.element("title", text: zone.name)
            svg.close()
        }
        svg.close()
    }

    /// A ring's path; positions that fall on the same tenth of a unit are drawn once.
    static func path(of ring: Ring, _ projection: MapProjection) -> String {
        var path = ""
        var last = ""
        for position in ring.dropLast() {
            let point = projection.point(position)
            let text = "\(MarkupWriter.number(point.x)) \(MarkupWriter.number(point.y))"
            guard text != last else { continue }
            path += (path.isEmpty ? "M" : "L") + text
            last = text
        }
        return path.isEmpty ? "" : path + "Z"
    }

    private func drawFlows(_ routed: [RoutedFlow], into svg: inout MarkupWriter) {
        let largest = max(largestFlow, 1)
        guard !routed.isEmpty else { return }
        svg.open("g", ["fill": "none", "stroke-linejoin": "round"])
        for flow in routed.reversed() {
            let colour = MapColour.flow(Double(flow.flow.count) / Double(largest))
            let line = FlowMap.path(of: flow.curve)
            let head = flow.head.map(FlowMap.pair).joined(separator: "L")
            svg.empty(
                "path",
                ["d": line, "stroke": MapColour.land, "stroke-width": MarkupWriter.number(flow.width + 1.8)])
            svg.empty("path", ["d": line, "stroke": colour, "stroke-width": MarkupWriter.number(flow.width)])
            svg.empty(
                "path", ["d": "M\(head)Z", "fill": colour, "stroke": MapColour.land, "stroke-width": "0.7"])
        }
        svg.close()
    }

    private static func path(of curve: CubicCurve) -> String {
        "M\(pair(curve.start))C\(pair(curve.control1)) \(pair(curve.control2)) \(pair(curve.end))"
    }

    static func pair(_ point: MapPoint) -> String {
        "\(MarkupWriter.number(point.x)) \(MarkupWriter.number(point.y))"
    }

    private func drawNodes(_ nodes: [MapNode], into svg: inout MarkupWriter) {
        svg.open("g")
        for node in nodes.sorted(by: { ($1.radius, $0.code) < ($0.radius, $1.code) }) {
            if node.inside == nil {
                FlowMap.drawDot(at: node.at, into: &svg)
            } else {
                FlowMap.drawCircle(at: node.at, radius: node.radius, into: &svg)
            }
        }
        svg.close()
    }

    static func drawCircle(at center: MapPoint, radius: Double, into svg: inout MarkupWriter) {
        svg.empty(
            "circle",
            [
                "cx": MarkupWriter.number(center.x), "cy": MarkupWriter.number(center.y),
                "r": MarkupWriter.number(radius), "fill": MapColour.circle, "stroke": MapColour.rim,
                "stroke-width": "1.2",
            ])
    }

    static func drawDot(at center: MapPoint, into svg: inout MarkupWriter) {
        svg.empty(
            "circle",
            [
                "cx": MarkupWriter.number(center.x), "cy": MarkupWriter.number(center.y),
                "r": MarkupWriter.number(MapNode.dotRadius), "fill": MapColour.paper, "stroke": MapColour.ink,
                "stroke-width": "1.1",
            ])
    }

    private func drawLabels(_ labels: [MapLabel], into svg: inout MarkupWriter) {
        svg.open(
            "g",
            [
                "fill": MapColour.ink, "stroke": MapColour.land, "stroke-width": "3.2", "stroke-linejoin": "round",
                "style": "paint-order:stroke", "text-anchor": "middle",
            ])
        for label in labels {
            svg.element(
                "text",
                [
                    "x": MarkupWriter.number(label.box.center.x),
                    "y": MarkupWriter.number(label.box.y + label.size * 0.92),
                    "font-size": MarkupWriter.number(label.size), "font-weight": label.bold ? "700" : "500",
                ], text: label.text)
        }
        svg.close()
    }

    private static func attributes(
        of box: MapBox, fill: String, stroke: String = "none"
    ) -> KeyValuePairs<String, String> {
        [
            "x": MarkupWriter.number(box.x), "y": MarkupWriter.number(box.y),
            "width": MarkupWriter.number(box.width), "height": MarkupWriter.number(box.height), "rx": "4",
            "fill": fill, "stroke": stroke,
        ]
    }
}
