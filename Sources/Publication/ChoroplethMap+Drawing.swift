// SPDX-License-Identifier: Apache-2.0
//
// Draws a choropleth as one SVG, the same bytes for the same input. Outlines are written anew for every map: programs
// that take pictures into reports don't all know references inside a picture.

import DisclosureControl
import ImpactAssessment
import Studies

extension ChoroplethMap {
    /// A complete SVG document element.
    /// - Parameter identifier: a prefix for the ids inside, for pages that hold several maps.
    func svg(language: Language, layout: MapLayout, identifier: String) -> String {
        let sheet = ChoroplethLayout(self, language: language, layout: layout)
        let padding = layout.isNarrow ? 8.0 : 12.0
        let projection = MapProjection(table.territory, in: sheet.lead.insetBy(padding))
        var svg = MarkupWriter()
        open(sheet, language: language, identifier: identifier, into: &svg)
        drawPatterns(identifier: identifier, into: &svg)
        FlowMap.drawLines(sheet.header, from: layout.margin, layout: layout, into: &svg)
        let drawing = Drawing(map: self, language: language, identifier: identifier)
        drawing.title(sheet.leadTitle, x: sheet.lead.x, above: sheet.lead.y, size: layout.textSize, into: &svg)
        drawing.panel(lead.averages, in: sheet.lead, projection, pattern: "", into: &svg)
        drawing.names(sheet.lead, projection, layout, into: &svg)
        for (panel, small) in zip(multiples, sheet.small) {
            drawing.title(small.title, x: small.box.x, above: small.box.y, size: sheet.smallText, into: &svg)
            let projection = MapProjection(table.territory, in: small.box.insetBy(padding / 2))
            drawing.panel(panel.averages, in: small.box, projection, pattern: "-small", into: &svg)
        }
        drawing.legend(sheet, into: &svg)
        FlowMap.drawLines(sheet.footer, from: sheet.footerTop, layout: layout, into: &svg)
        svg.close()
        return svg.text
    }

    private func open(
        _ sheet: ChoroplethLayout, language: Language, identifier: String, into svg: inout MarkupWriter
    ) {
        let size = "0 0 \(MarkupWriter.number(sheet.layout.width)) \(MarkupWriter.number(sheet.height))"
        svg.open(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg", "viewBox": size, "role": "img",
                "xml:lang": language.rawValue, "aria-labelledby": "\(identifier)-title \(identifier)-desc",
                "font-family": MapLayout.fonts,
            ])
        svg.element("title", ["id": "\(identifier)-title"], text: caption.title[language])
        let facts = caption.warnings + [description] + caption.lines + statements
        svg.element("desc", ["id": "\(identifier)-desc"], text: facts.map { $0[language] }.joined(separator: " "))
        svg.empty("rect", ["width": "100%", "height": "100%", "fill": MapColour.paper])
    }

    private func drawPatterns(identifier: String, into svg: inout MarkupWriter) {
        svg.open("defs")
        for (suffix, scale) in [("", 1.0), ("-small", 0.62)] {
            Drawing.pattern("\(identifier)-withheld\(suffix)", size: 7 * scale, into: &svg) { size, svg in
                svg.empty(
                    "path",
                    [
                        "d": "M0 \(MarkupWriter.number(size / 2))H\(MarkupWriter.number(size))", "stroke": "#7b858e",
                        "stroke-width": MarkupWriter.number(size * 0.3),
                    ])
            }
            Drawing.pattern("\(identifier)-uncertain\(suffix)", size: 6.4 * scale, into: &svg) { size, svg in
                let middle = MarkupWriter.number(size / 2)
                svg.empty(
                    "circle",
                    ["cx": middle, "cy": middle, "r": MarkupWriter.number(size * 0.21), "fill": MapColour.ink])
            }
        }
        svg.close()
    }

    /// What the parts of one drawing share.
    private struct Drawing {
        let map: ChoroplethMap
        let language: Language
        let identifier: String

        static func pattern(
            _ id: String, size: Double, into svg: inout MarkupWriter,
            _ draw: (Double, inout MarkupWriter) -> Void
        ) {
            let length = MarkupWriter.number(size)
            svg.open(
                "pattern",
                [
                    "id": id, "width": length, "height": length, "patternUnits": "userSpaceOnUse",
                    "patternTransform": "rotate(45)",
                ])
            svg.empty("rect", ["width": length, "height": length, "fill": MapColour.land])
            draw(size, &svg)
            svg.close()
        }

        func colour(_ fill: Fill, pattern: String) -> String {
            switch fill {
            case .shade(let index): map.shade(index)
            case .uncertain: "url(#\(identifier)-uncertain\(pattern))"
            case .withheld: "url(#\(identifier)-withheld\(pattern))"
            }
        }

        /// All zones in a box.
        func panel(
            _ averages: [String: Estimate], in box: MapBox, _ projection: MapProjection, pattern: String,
            into svg: inout MarkupWriter
        ) {
            svg.empty(
                "rect",
                [
                    "x": number(box.x), "y": number(box.y), "width": number(box.width), "height": number(box.height),
                    "rx": "4", "fill": MapColour.sea,
                ])
            svg.open(
                "g",
                [
                    "stroke": "#5d6972", "stroke-width": pattern.isEmpty ? "0.9" : "0.6", "stroke-linejoin": "round",
                    "fill-rule": "evenodd",
                ])
            for zone in map.table.territory.zones {
                let path = zone.polygons.joined().map { FlowMap.path(of: $0, projection) }.joined()
                guard !path.isEmpty else { continue }
                let estimate = averages[zone.code]
                svg.open("path", ["d": path, "fill": colour(map.fill(estimate), pattern: pattern)])
                svg.element("title", text: words(zone.name, estimate))
                svg.close()
            }
            svg.close()
        }

        private func words(_ name: String, _ estimate: Estimate?) -> String {
            guard let estimate else {
                return language == .fr
                    ? "\(name) : \(ChoroplethMap.withheld.fr)" : "\(name): \(ChoroplethMap.withheld.en)"
            }
            let rounded = RoundedEstimate(estimate)
            let (value, low, high) = (
                language.integer(rounded.value), language.integer(rounded.low), language.integer(rounded.high)
            )
            return language == .fr
                ? "\(name) : \(value) \(map.table.unit), entre \(low) et \(high)"
                : "\(name): \(value) \(map.table.unit), between \(low) and \(high)"
        }

        /// Names on the large map, the most certain zones first: they are the largest ones.
        func names(_ box: MapBox, _ projection: MapProjection, _ layout: MapLayout, into svg: inout MarkupWriter) {
            let nodes = map.table.territory.zones.map { zone in
                let width = map.table.together[zone.code]?.width ?? 1e9
                return MapNode(
                    code: zone.code, name: zone.name, at: projection.point(zone.anchor), radius: 0, inside: nil,
                    total: Int64(1e12 / max(1, width)))
            }
            var placement = LabelPlacement(frame: box.insetBy(3), nodes: nodes, flows: [])
            let labels = placement.place(limit: layout.isNarrow ? 9 : 16, size: layout.labelSize - 1)
            svg.open(
                "g",
                [
                    "fill": MapColour.ink, "stroke": "#ffffff", "stroke-width": "3", "stroke-linejoin": "round",
                    "style": "paint-order:stroke", "text-anchor": "middle",
                ])
            for label in labels {
                svg.element(
                    "text",
                    [
                        "x": number(label.box.center.x), "y": number(label.box.y + label.size * 0.92),
                        "font-size": number(label.size), "font-weight": "600",
                    ], text: label.text)
            }
            svg.close()
        }

        func title(_ lines: [String], x: Double, above y: Double, size: Double, into svg: inout MarkupWriter) {
            for (index, line) in lines.enumerated() {
                let base = y - 6 - Double(lines.count - 1 - index) * size * 1.3
                svg.element(
                    "text",
                    [
                        "x": number(x), "y": number(base), "font-size": number(size), "font-weight": "600",
                        "fill": MapColour.ink,
                    ], text: line)
            }
        }

        func legend(_ sheet: ChoroplethLayout, into svg: inout MarkupWriter) {
            let (layout, box) = (sheet.layout, sheet.legend)
            let heading = ChoroplethLegend.title(map, language, layout, width: box.width)
            let top = box.y + Double(heading.count) * layout.lineHeight + 6
            title(heading, x: box.x, above: top, size: layout.textSize, into: &svg)
            let entries = ChoroplethLegend.entries(map, language)
            let rows = (entries.count + 1) / 2
            for (index, entry) in entries.enumerated() {
                let x = box.x + (index < rows ? 0 : box.width * 0.42)
                let y = top + Double(index % rows) * ChoroplethLegend.row(layout)
                let height = layout.textSize * 1.25
                svg.empty(
                    "rect",
                    [
                        "x": number(x), "y": number(y), "width": number(height * 1.7), "height": number(height),
                        "fill": colour(entry.fill, pattern: ""), "stroke": "#5d6972", "stroke-width": "0.9",
                    ])
                svg.element(
                    "text",
                    [
                        "x": number(x + height * 1.7 + 8), "y": number(y + height * 0.76),
                        "font-size": number(layout.textSize), "fill": MapColour.ink,
                    ], text: entry.text)
            }
        }

        private func number(_ value: Double) -> String { MarkupWriter.number(value) }
    }
}
