// SPDX-License-Identifier: Apache-2.0
//
// For tables without zones: the largest published cells as bars with their 95 % intervals. Bars start at
// zero; what is not drawn is said.

import ImpactAssessment
import Studies

struct BarChart: Sendable {
    struct Bar: Hashable, Sendable {
        let label: Localized
        let count: Int64
        let low: Int64
        let high: Int64
    }

    let bars: [Bar]
    let publishedCount: Int
    let unit: Localized
    let caption: FlowMap.Caption
    /// False without noise: a number is then all there is to draw.
    let hasIntervals: Bool

    static let mostBars = 24

    func svg(language: Language, layout: MapLayout, identifier: String) -> String {
        let size = layout.textSize
        let inner = layout.width - 2 * layout.margin
        let labelWidth = inner * (layout.isNarrow ? 0.4 : 0.32)
        let numberWidth = TextMeasure.width("000 000 000", size: size)
        let scale = (inner - labelWidth - numberWidth - 12) / Double(max(bars.map(\.high).max() ?? 1, 1))
        let header = headerLines(language, layout, width: inner)
        let top = layout.margin + header.reduce(0) { $0 + MapSheet.advance($1, layout) } + size
        let row = size * 1.9
        let footer = TextMeasure.wrap(statement[language], width: inner, size: size)
        let height = top + Double(bars.count) * row + size + Double(footer.count) * layout.lineHeight + layout.margin
        var svg = MarkupWriter()
        open(&svg, language: language, width: layout.width, height: height, identifier: identifier)
        FlowMap.drawLines(header, from: layout.margin, layout: layout, into: &svg)
        for (index, bar) in bars.enumerated() {
            let middle = top + (Double(index) + 0.5) * row
            let x = layout.margin + labelWidth
            draw(bar, language, x: x, y: middle, scale: scale, size: size, labelWidth: labelWidth, into: &svg)
        }
        let foot = footer.map { MapSheet.Line(text: $0, style: .plain) }
        FlowMap.drawLines(foot, from: top + Double(bars.count) * row + size, layout: layout, into: &svg)
        svg.close()
        return svg.text
    }

    private var statement: Localized {
        Localized.each { language in
            let (few, all) = (language.integer(bars.count), language.integer(publishedCount))
            let drawn =
                bars.count < publishedCount
                ? (
                    "Sont dessinées les \(few) plus grandes cellules sur \(all) publiées ; la table les donne toutes.",
                    "Drawn: the \(few) largest of \(all) published cells; the table gives them all."
                )
                : ("Sont dessinées les \(all) cellules publiées.", "Drawn: all \(all) published cells.")
            guard hasIntervals else { return drawn }
            return (
                drawn.0 + " Le trait fin est l’intervalle à 95 %.", drawn.1 + " The thin line is the 95% interval."
            )
        }
    }

    private func headerLines(_ language: Language, _ layout: MapLayout, width: Double) -> [MapSheet.Line] {
        MapSheet.header(caption, language: language, layout: layout, width: width)
    }

    private func open(
        _ svg: inout MarkupWriter, language: Language, width: Double, height: Double, identifier: String
    ) {
        svg.open(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": "0 0 \(MarkupWriter.number(width)) \(MarkupWriter.number(height))", "role": "img",
                "xml:lang": language.rawValue,
                "aria-labelledby": "\(identifier)-title \(identifier)-desc", "font-family": MapLayout.fonts,
            ])
        svg.element("title", ["id": "\(identifier)-title"], text: caption.title[language])
        let facts = caption.warnings + caption.lines + [statement]
        svg.element(
            "desc", ["id": "\(identifier)-desc"], text: facts.map { $0[language] }.joined(separator: " "))
        svg.empty("rect", ["width": "100%", "height": "100%", "fill": MapColour.paper])
    }

    private func draw(
        _ bar: Bar, _ language: Language, x: Double, y: Double, scale: Double, size: Double, labelWidth: Double,
        into svg: inout MarkupWriter
    ) {
        let n = MarkupWriter.number
        let label = TextMeasure.wrap(bar.label[language], width: labelWidth - 12, size: size).first ?? ""
        svg.element(
            "text",
            [
                "x": n(x - 10), "y": n(y + size * 0.35), "text-anchor": "end", "font-size": n(size),
                "fill": MapColour.ink,
            ], text: label)
        svg.empty(
            "rect",
            [
                "x": n(x), "y": n(y - size * 0.6), "width": n(max(Double(bar.count) * scale, 1)),
                "height": n(size * 1.2), "fill": MapColour.bar,
            ])
        if hasIntervals {
            svg.empty(
                "line",
                [
                    "x1": n(x + Double(bar.low) * scale), "x2": n(x + Double(bar.high) * scale), "y1": n(y), "y2": n(y),
                    "stroke": MapColour.ink, "stroke-width": "1.6",
                ])
        }
        svg.element(
            "text",
            [
                "x": n(x + Double(max(bar.high, bar.count)) * scale + 8), "y": n(y + size * 0.35), "font-size": n(size),
                "fill": MapColour.ink,
            ], text: language.integer(bar.count))
    }
}
