// SPDX-License-Identifier: Apache-2.0
//
// The picture of a comparison: for each amount, a panel with one row for each thing that happened. A hollow square
// is the change of similar units, a hollow circle the change of those to whom it happened, and the bar with
// whiskers the effect, which is the one less the other. Forms, not colours, tell them apart.

import DisclosureControl
import ImpactAssessment
import Studies

struct EffectChart: Sendable {
    let table: EffectTable
    let caption: FlowMap.Caption

    private struct Panel {
        let title: [String]
        let rows: [(label: [String], result: DifferenceOfDifferences, unit: String)]
    }

    func svg(language: Language, layout: MapLayout, identifier: String) -> String {
        let inner = layout.width - 2 * layout.margin
        let header = MapSheet.header(caption, language: language, layout: layout, width: inner)
        let panels = panels(language, layout)
        let top = layout.margin + header.reduce(0) { $0 + MapSheet.advance($1, layout) } + layout.textSize * 0.8
        let legend = legend(language)
        let rowHeight = layout.textSize * (layout.isNarrow ? 4.4 : 3.1)
        let body = panels.reduce(0.0) {
            $0 + Double($1.title.count) * layout.lineHeight + Double($1.rows.count) * rowHeight + layout.textSize * 3.4
        }
        let height = top + Double(legend.count) * layout.lineHeight * 1.15 + body + layout.margin
        var svg = MarkupWriter()
        open(height, panels, language, layout, identifier, into: &svg)
        FlowMap.drawLines(header, from: layout.margin, layout: layout, into: &svg)
        var y = top
        for (index, text) in legend.enumerated() {
            draw(index, at: MapPoint(x: layout.margin + 14, y: y + layout.textSize * 0.55), layout, into: &svg)
            line(text, x: layout.margin + 34, y: y + layout.textSize * 0.9, layout, into: &svg)
            y += layout.lineHeight * 1.15
        }
        for panel in panels { y = draw(panel, from: y, rowHeight: rowHeight, language, layout, into: &svg) }
        svg.close()
        return svg.text
    }

    private func panels(_ language: Language, _ layout: MapLayout) -> [Panel] {
        let names = table.groups.first?.amounts.map(\.name) ?? []
        let width = layout.width - 2 * layout.margin
        return names.compactMap { name in
            let rows = table.groups.compactMap { group in
                group.amounts.first { $0.name == name }.map { (group, $0) }
            }
            guard let first = rows.first?.1 else { return nil }
            let one = UnitWords.bare(table.unit)
            let title =
                language == .fr
                ? "\(first.title.fr), par \(one.fr) et par an (\(first.unit))"
                : "\(first.title.en), per \(one.en) and year (\(first.unit))"
            return Panel(
                title: TextMeasure.wrap(title, width: width * 0.94, size: layout.textSize, bold: true),
                rows: rows.map { group, amount in
                    let label = TextMeasure.wrap(
                        group.label(table.axisTitle)[language], width: labelWidth(layout), size: layout.textSize,
                        bold: true)
                    return (label, amount.result, amount.unit)
                })
        }
    }

    private func labelWidth(_ layout: MapLayout) -> Double { layout.isNarrow ? 240 : 190 }

    private func legend(_ language: Language) -> [String] {
        let (before, after) = (table.before[language], table.after[language])
        return language == .fr
            ? [
                "effet des travaux, avec son intervalle à 95 %", "évolution de \(before) à \(after), avec travaux",
                "évolution des logements semblables, sans travaux",
            ]
            : [
                "effect of the works, with its 95% interval", "change from \(before) to \(after), with works",
                "change of similar dwellings, without works",
            ]
    }

    private func open(
        _ height: Double, _ panels: [Panel], _ language: Language, _ layout: MapLayout, _ identifier: String,
        into svg: inout MarkupWriter
    ) {
        svg.open(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": "0 0 \(MarkupWriter.number(layout.width)) \(MarkupWriter.number(height))", "role": "img",
                "xml:lang": language.rawValue,
                "aria-labelledby": "\(identifier)-title \(identifier)-desc", "font-family": MapLayout.fonts,
            ])
        svg.element("title", ["id": "\(identifier)-title"], text: caption.title[language])
        let sentences = table.groups.flatMap(table.sentences).map { $0[language] }
        let facts = (caption.warnings + caption.lines).map { $0[language] }
        svg.element("desc", ["id": "\(identifier)-desc"], text: (sentences + facts).joined(separator: " "))
        svg.empty("rect", ["width": "100%", "height": "100%", "fill": MapColour.paper])
    }

    // MARK: A panel

    private func draw(
        _ panel: Panel, from top: Double, rowHeight: Double, _ language: Language, _ layout: MapLayout,
        into svg: inout MarkupWriter
    ) -> Double {
        var y = top + layout.textSize * 1.1
        for title in panel.title {
            line(title, x: layout.margin, y: y + layout.textSize, layout, bold: true, into: &svg)
            y += layout.lineHeight
        }
        let axis = Axis(panel.rows.map(\.result), layout: layout, labelWidth: labelWidth(layout))
        let bottom = y + Double(panel.rows.count) * rowHeight + 4
        for tick in axis.ticks {
            let x = MarkupWriter.number(axis.x(tick))
            svg.empty(
                "line",
                [
                    "x1": x, "x2": x, "y1": MarkupWriter.number(y + 2), "y2": MarkupWriter.number(bottom),
                    "stroke": tick == 0 ? MapColour.ink : "#d5d9dd", "stroke-width": tick == 0 ? "1.6" : "1",
                ])
            line(
                EffectTable.signed(Int64(tick), "", language), x: axis.x(tick), y: bottom + layout.textSize * 1.15,
                layout, anchor: "middle", into: &svg)
        }
        for row in panel.rows {
            draw(row, axis, top: y, height: rowHeight, language, layout, into: &svg)
            y += rowHeight
        }
        return bottom + layout.textSize * 1.3
    }

    private func draw(
        _ row: (label: [String], result: DifferenceOfDifferences, unit: String), _ axis: Axis, top: Double,
        height: Double, _ language: Language, _ layout: MapLayout, into svg: inout MarkupWriter
    ) {
        let middle = layout.isNarrow ? top + height * 0.72 : top + height * 0.5
        let labelTop =
            layout.isNarrow
            ? top + layout.textSize * 1.5 : middle - Double(row.label.count - 1) * layout.lineHeight / 2
        for (index, text) in row.label.enumerated() {
            let y = labelTop + Double(index) * layout.lineHeight + (layout.isNarrow ? 0 : layout.textSize * 0.35)
            line(text, x: layout.margin, y: y, layout, bold: true, into: &svg)
        }
        let effect = row.result.effect
        draw(2, at: MapPoint(x: axis.x(row.result.similarChange.value), y: middle), layout, into: &svg)
        draw(1, at: MapPoint(x: axis.x(row.result.change.value), y: middle), layout, into: &svg)
        whisker(from: axis.x(effect.low), to: axis.x(effect.high), at: axis.x(effect.value), y: middle, into: &svg)
        let number = EffectTable.signed(RoundedEstimate(effect).value, row.unit, language)
        line(
            number, x: layout.width - layout.margin,
            y: layout.isNarrow ? top + layout.textSize * 1.5 : middle + layout.textSize * 0.35, layout, bold: true,
            anchor: "end", into: &svg)
    }

    // MARK: Marks

    /// 0 the effect, 1 the change with works, 2 that of similar ones.
    private func draw(_ mark: Int, at point: MapPoint, _ layout: MapLayout, into svg: inout MarkupWriter) {
        let (x, y) = (MarkupWriter.number(point.x), MarkupWriter.number(point.y))
        let style: KeyValuePairs = ["fill": "#ffffff", "stroke": "#5d6972", "stroke-width": "1.8"]
        switch mark {
        case 0: whisker(from: point.x - 14, to: point.x + 14, at: point.x, y: point.y, into: &svg)
        case 1:
            svg.open("g", style)
            svg.empty("circle", ["cx": x, "cy": y, "r": "5.5"])
            svg.close()
        default:
            svg.open("g", style)
            let (left, top) = (MarkupWriter.number(point.x - 5), MarkupWriter.number(point.y - 5))
            svg.empty("rect", ["x": left, "y": top, "width": "10", "height": "10"])
            svg.close()
        }
    }

    private func whisker(from low: Double, to high: Double, at value: Double, y: Double, into svg: inout MarkupWriter) {
        let ends = "M\(MarkupWriter.number(low)) \(MarkupWriter.number(y - 6))V\(MarkupWriter.number(y + 6))"
        let other = "M\(MarkupWriter.number(high)) \(MarkupWriter.number(y - 6))V\(MarkupWriter.number(y + 6))"
        let line = "M\(MarkupWriter.number(low)) \(MarkupWriter.number(y))H\(MarkupWriter.number(high))"
        svg.empty("path", ["d": ends + other + line, "fill": "none", "stroke": "#0e2a47", "stroke-width": "2.6"])
        svg.empty(
            "circle",
            ["cx": MarkupWriter.number(value), "cy": MarkupWriter.number(y), "r": "6.5", "fill": "#0e2a47"])
    }

    private func line(
        _ text: String, x: Double, y: Double, _ layout: MapLayout, bold: Bool = false, anchor: String = "start",
        into svg: inout MarkupWriter
    ) {
        svg.element(
            "text",
            [
                "x": MarkupWriter.number(x), "y": MarkupWriter.number(y),
                "font-size": MarkupWriter.number(layout.textSize), "font-weight": bold ? "600" : "400",
                "fill": bold ? MapColour.ink : MapColour.quietInk, "text-anchor": anchor,
            ], text: text)
    }

    /// Zero is always on it.
    private struct Axis {
        let left: Double
        let right: Double
        let low: Double
        let high: Double
        let ticks: [Double]

        init(_ results: [DifferenceOfDifferences], layout: MapLayout, labelWidth: Double) {
            left = layout.isNarrow ? layout.margin + 26 : layout.margin + labelWidth + 16
            right = layout.width - layout.margin - (layout.isNarrow ? 26 : 130)
            let values = results.flatMap { result in
                [result.effect.low, result.effect.high, result.change.value, result.similarChange.value]
            }
            let (least, most) = (min(0, values.min() ?? 0), max(0, values.max() ?? 0))
            let step = ValueClasses.roundNumber(atLeast: max((most - least) / (layout.isNarrow ? 4 : 7), 1))
            let (first, last) = ((least / step).rounded(.down), (most / step).rounded(.up))
            low = first * step
            high = max(last, first + 1) * step
            ticks = stride(from: first, through: max(last, first + 1), by: 1).map { $0 * step }
        }

        func x(_ value: Double) -> Double { left + (value - low) / (high - low) * (right - left) }
    }
}
