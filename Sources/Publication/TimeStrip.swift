// SPDX-License-Identifier: Apache-2.0
//
// A strip of time: one bar for each value of the axis of time, as high as its published cells add up to,
// with the 95 % interval of that sum (the noise of n cells is √n times that of one) and how many of its cells
// are published. Bars start at zero; values without any published cell have no bar and say so.

import ImpactAssessment
import Studies

struct TimeStrip: Sendable {
    struct Bar: Hashable, Sendable {
        let label: Localized
        let sum: Int64
        /// Half the width of the interval of the sum; 0 without noise.
        let halfWidth: Int64
        let publishedCells: Int
        let cells: Int
    }

    let title: Localized
    let bars: [Bar]
    let hasIntervals: Bool
    /// Source, privacy and warnings, so that the strip can be pasted alone.
    private let caption: FlowMap.Caption

    /// Nil when the table has no axis of time, or only one value of it.
    init?(_ input: PublicationInput, _ table: PublishedTable) {
        guard let axis = table.timeAxis, table.plan.dimensions[axis].cells.count > 1 else { return nil }
        let dimension = table.plan.dimensions[axis]
        let half = Double(table.release.measures[table.shownMeasure].halfWidth95)
        bars = dimension.cells.map { value in
            let rows = table.rows.filter { $0.values[axis].code == value.code }
            let numbers = rows.compactMap { $0.numbers?[table.shownMeasure] }
            return Bar(
                label: value.label, sum: numbers.reduce(0) { $0.addingReportingOverflow($1).partialValue },
                halfWidth: Int64((half * Double(numbers.count).squareRoot()).rounded(.up)),
                publishedCells: numbers.count, cells: rows.count)
        }
        let unit = table.unitWords(records: input.recordWords)
        let whole = PublicationMap.caption(input, table, without: axis)
        title = Localized(
            fr: "\(whole.title.fr) — par moment, en \(unit.fr)", en: "\(whole.title.en) — by time, in \(unit.en)")
        caption = FlowMap.Caption(title: title, lines: Array(whole.lines.prefix(2)), warnings: whole.warnings)
        hasIntervals = table.release.isNoised
    }

    func svg(language: Language, layout: MapLayout, identifier: String) -> String {
        let size = layout.textSize
        let (left, right) = (layout.margin, layout.width - layout.margin)
        let step = (right - left) / Double(bars.count)
        let everyLabel = labelStep(step, language, size)
        let lines = bars.map { TextMeasure.wrap($0.label[language], width: step * Double(everyLabel) - 6, size: size) }
        let labelLines = Double(lines.map(\.count).max() ?? 1)
        let header = MapSheet.header(caption, language: language, layout: layout, width: right - left)
        let above = layout.margin + header.reduce(0) { $0 + MapSheet.advance($1, layout) }
        let (top, plot) = (above + size * 2.4, layout.isNarrow ? 110.0 : 150.0)
        let height = top + plot + (labelLines + 1) * layout.lineHeight + layout.margin
        var svg = MarkupWriter()
        open(&svg, language, layout.width, height, identifier)
        FlowMap.drawLines(header, from: layout.margin, layout: layout, into: &svg)
        let highest = Double(max(bars.map { $0.sum + $0.halfWidth }.max() ?? 1, 1))
        for (index, bar) in bars.enumerated() {
            let x = left + (Double(index) + 0.5) * step
            draw(bar, language, x: x, base: top + plot, width: min(step * 0.7, 90), scale: plot / highest, size, &svg)
            guard index % everyLabel == 0 else { continue }
            for (line, words) in lines[index].enumerated() {
                let y = top + plot + (Double(line) + 1) * layout.lineHeight
                text(words, x: x, y: y, size, "middle", "400", into: &svg)
            }
        }
        svg.close()
        return svg.text
    }

    /// Labels stand so far apart that the longest word fits.
    private func labelStep(_ step: Double, _ language: Language, _ size: Double) -> Int {
        let words = bars.flatMap { $0.label[language].split(separator: " ") }
        let widest = words.map { TextMeasure.width(String($0), size: size) }.max() ?? 0
        return max(1, Int(((widest + 6) / max(step, 1)).rounded(.up)))
    }

    private func open(
        _ svg: inout MarkupWriter, _ language: Language, _ width: Double, _ height: Double, _ identifier: String
    ) {
        let n = MarkupWriter.number
        svg.open(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 \(n(width)) \(n(height))", "role": "img",
                "xml:lang": language.rawValue,
                "aria-labelledby": "\(identifier)-title \(identifier)-desc", "font-family": MapLayout.fonts,
            ])
        svg.element("title", ["id": "\(identifier)-title"], text: title[language])
        let story = bars.map { "\($0.label[language]): \(language.integer($0.sum))" }
        let facts = caption.warnings.map { $0[language] } + story
        svg.element("desc", ["id": "\(identifier)-desc"], text: facts.joined(separator: "; "))
        svg.empty("rect", ["width": "100%", "height": "100%", "fill": MapColour.paper])
    }

    private func draw(
        _ bar: Bar, _ language: Language, x: Double, base: Double, width: Double, scale: Double, _ size: Double,
        _ svg: inout MarkupWriter
    ) {
        let n = MarkupWriter.number
        svg.empty(
            "line",
            [
                "x1": n(x - width * 0.7), "x2": n(x + width * 0.7), "y1": n(base), "y2": n(base),
                "stroke": MapColour.quietInk, "stroke-width": "1.2",
            ])
        guard bar.publishedCells > 0 else {
            return text("—", x: x, y: base - 5, size, "middle", "400", into: &svg)
        }
        let height = max(Double(bar.sum) * scale, 1)
        svg.empty(
            "rect",
            [
                "x": n(x - width / 2), "y": n(base - height), "width": n(width), "height": n(height),
                "fill": MapColour.bar,
            ])
        if hasIntervals {
            let (low, high) = (max(0, bar.sum - bar.halfWidth), bar.sum + bar.halfWidth)
            svg.empty(
                "line",
                [
                    "x1": n(x), "x2": n(x), "y1": n(base - Double(low) * scale), "y2": n(base - Double(high) * scale),
                    "stroke": MapColour.ink, "stroke-width": "1.6",
                ])
        }
        let label = language.integer(bar.sum)
        guard TextMeasure.width(label, size: size) <= width * 1.5 else { return }
        text(
            label, x: x, y: base - Double(bar.sum + bar.halfWidth) * scale - 6, size, "middle", "600", into: &svg)
    }

    private func text(
        _ text: String, x: Double, y: Double, _ size: Double, _ anchor: String, _ weight: String,
        into svg: inout MarkupWriter
    ) {
        svg.element(
            "text",
            [
                "x": MarkupWriter.number(x), "y": MarkupWriter.number(y), "font-size": MarkupWriter.number(size),
                "text-anchor": anchor, "font-weight": weight, "fill": MapColour.ink,
            ], text: text)
    }
}
