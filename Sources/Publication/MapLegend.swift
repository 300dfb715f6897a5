// SPDX-License-Identifier: Apache-2.0
//
// The legend of a map: three widths and up to three circles with round numbers, the dot, and a
// scale in kilometres. Only what the map shows is explained.

import ImpactAssessment
import Studies

struct MapLegend {
    let map: FlowMap
    let language: Language
    let layout: MapLayout
    let widths: [Int64]
    let circles: [Int64]

    init(_ map: FlowMap, language: Language, layout: MapLayout) {
        self.map = map
        self.language = language
        self.layout = layout
        widths = MapLegend.roundNumbers(upTo: map.largestFlow)
        circles = MapLegend.roundNumbers(upTo: map.largestInside)
    }

    /// Three numbers of the form 1, 2 or 5 times a power of ten: the largest not above `limit`, and about a
    /// third and a fourteenth of it; fewer when they fall together.
    static func roundNumbers(upTo limit: Int64) -> [Int64] {
        let wanted = [Double(limit), Double(limit) * 0.32, Double(limit) * 0.07]
        var numbers: [Int64] = []
        for value in wanted {
            guard let number = roundNumber(below: value), number != numbers.last else { continue }
            numbers.append(number)
        }
        return numbers
    }

    private static func roundNumber(below value: Double) -> Int64? {
        guard value >= 1, value < 1e17 else { return nil }
        var power: Int64 = 1
        while Double(power) * 10 <= value { power *= 10 }
        return [5, 2, 1].map { $0 * power }.first { Double($0) <= value }
    }

    private var heading: Double { layout.textSize * 1.5 }
    private var row: Double { max(layout.textSize * 1.55, layout.widestFlow + 6) }
    private var circleRow: Double { layout.largestCircle * 2 + layout.textSize * 0.9 }
    /// A view of one zone's flows says nothing of what stays inside zones.
    private var hasDots: Bool {
        (map.scale == nil || !map.inside.isEmpty) && map.territory.zones.contains { map.inside[$0.code] == nil }
    }

    private var flowsHeight: Double {
        widths.isEmpty ? 0 : titleHeight(flowsTitle) + Double(widths.count) * row + layout.textSize
    }
    private var circlesHeight: Double {
        circles.isEmpty ? 0 : titleHeight(circlesTitle) + circleRow + layout.textSize
    }
    private var dotText: [String] {
        hasDots ? wrapped((map.flows.isEmpty ? MapWords.withheld : MapWords.dot)[language], indent: 18) : []
    }
    private var scaleHeight: Double { layout.textSize * 2.6 }

    var height: Double {
        let blocks =
            layout.isNarrow
            ? max(flowsHeight, circlesHeight) : flowsHeight + circlesHeight
        return blocks + Double(dotText.count) * layout.lineHeight + layout.textSize + scaleHeight
    }

    private var columnWidth: Double {
        layout.legendColumn ?? (layout.width - 2 * layout.margin) / 2 - layout.margin / 2
    }

    private var flowsTitle: [String] { wrapped(MapWords.widths(map.unit)[language], bold: true) }
    private var circlesTitle: [String] {
        let text = map.flows.isEmpty ? MapWords.circles(map.unit) : MapWords.insideCircles(map.unit)
        return wrapped(text[language], bold: true)
    }
    private func titleHeight(_ lines: [String]) -> Double { Double(lines.count) * layout.lineHeight + 4 }

    private func wrapped(_ text: String, indent: Double = 0, bold: Bool = false) -> [String] {
        let width = indent > 0 && layout.isNarrow ? layout.width - 2 * layout.margin : columnWidth
        return TextMeasure.wrap(text, width: width - indent, size: layout.textSize, bold: bold)
    }

    // MARK: Drawing

    func draw(in box: MapBox, nodes: MapNodes, unitsPerKilometre: Double, into svg: inout MarkupWriter) {
        svg.open("g", ["class": "legend", "font-size": MarkupWriter.number(layout.textSize)])
        drawFlows(x: box.x, y: box.y, widest: nodes.widestFlow, into: &svg)
        let besides = layout.isNarrow && !widths.isEmpty
        let circlesX = besides ? box.x + columnWidth + layout.margin : box.x
        drawCircles(x: circlesX, y: layout.isNarrow ? box.y : box.y + flowsHeight, scale: nodes.circleScale, into: &svg)
        var y = box.y + (layout.isNarrow ? max(flowsHeight, circlesHeight) : flowsHeight + circlesHeight)
        for (index, line) in dotText.enumerated() {
            if index == 0 { drawDot(x: box.x + 6, y: y + layout.lineHeight * 0.55, into: &svg) }
            text(line, x: box.x + 18, y: y + layout.lineHeight * 0.75, into: &svg)
            y += layout.lineHeight
        }
        drawScale(x: box.x, y: y + layout.textSize * 1.8, unitsPerKilometre: unitsPerKilometre, into: &svg)
        svg.close()
    }

    private func drawFlows(x: Double, y: Double, widest: Double, into svg: inout MarkupWriter) {
        guard !map.flows.isEmpty else { return }
        let largest = max(map.largestFlow, 1)
        var y = title(flowsTitle, x: x, y: y, into: &svg)
        let length = layout.isNarrow ? 44.0 : 78.0
        for value in widths {
            let share = Double(value) / Double(largest)
            let width = max(share * widest, layout.thinnestFlow)
            let middle = y + row / 2
            svg.empty(
                "line",
                [
                    "x1": number(x), "y1": number(middle), "x2": number(x + length), "y2": number(middle),
                    "stroke": MapColour.flow(share), "stroke-width": number(width),
                ])
            let label = language.integer(value)
            text(label, x: x + length + 12, y: middle + layout.textSize * 0.35, into: &svg)
            y += row
        }
    }

    private func drawCircles(x: Double, y: Double, scale: Double, into svg: inout MarkupWriter) {
        guard !circles.isEmpty else { return }
        let top = title(circlesTitle, x: x, y: y, into: &svg)
        let bottom = top + circleRow - 6
        var left = x
        for value in circles {
            let radius = max(Double(value).squareRoot() * scale, MapNode.dotRadius)
            let label = language.integer(value)
            let cell = max(radius * 2, TextMeasure.width(label, size: layout.textSize)) + 12
            FlowMap.drawCircle(
                at: MapPoint(x: left + cell / 2 - 6, y: bottom - layout.textSize * 1.2 - radius), radius: radius,
                into: &svg)
            text(label, x: left + cell / 2 - 6, y: bottom, anchor: "middle", into: &svg)
            left += cell
        }
    }

    private func drawDot(x: Double, y: Double, into svg: inout MarkupWriter) {
        FlowMap.drawDot(at: MapPoint(x: x, y: y), into: &svg)
    }

    private func drawScale(x: Double, y: Double, unitsPerKilometre: Double, into svg: inout MarkupWriter) {
        let widest = (layout.isNarrow ? 90 : 130) / unitsPerKilometre
        let kilometres = MapLegend.roundNumber(below: widest).map(Double.init) ?? 1
        let length = kilometres * unitsPerKilometre
        let end = MarkupWriter.number(x + length)
        let (upper, lower) = (number(y - 5), number(y))
        svg.empty(
            "path",
            [
                "d": "M\(number(x)) \(upper)V\(lower)H\(end)V\(upper)", "fill": "none", "stroke": MapColour.quietInk,
                "stroke-width": "1.2",
            ])
        text("\(language.decimal(kilometres, digits: 0))\u{202F}km", x: x + length + 8, y: y, into: &svg)
    }

    private func title(_ lines: [String], x: Double, y: Double, into svg: inout MarkupWriter) -> Double {
        var y = y
        for line in lines {
            svg.element(
                "text",
                ["x": number(x), "y": number(y + layout.textSize), "font-weight": "600", "fill": MapColour.ink],
                text: line)
            y += layout.lineHeight
        }
        return y + 4
    }

    private func text(
        _ text: String, x: Double, y: Double, anchor: String = "start", into svg: inout MarkupWriter
    ) {
        svg.element(
            "text", ["x": number(x), "y": number(y), "text-anchor": anchor, "fill": MapColour.quietInk], text: text)
    }

    private func number(_ value: Double) -> String { MarkupWriter.number(value) }
}
