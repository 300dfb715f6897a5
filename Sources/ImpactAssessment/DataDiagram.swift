// SPDX-License-Identifier: Apache-2.0
//
// Where the data stayed, as a picture: holders keep their records, each sends two encrypted parts to two
// aggregators of two colleges, each adds up and adds noise, the trust joins the two sums, and what passes
// the threshold is published. Columns on a wide sheet, rows on a narrow one.

import Studies

extension Assessment {
    /// The picture of where the data stayed, as a drawing of its own.
    package func diagram(_ language: Language, identifier: String) -> String {
        DataDiagram(self, language: language, identifier: identifier).wide()
    }
}

struct DataDiagram {
    private struct Item {
        let title: String
        let lines: [String]
        /// Records lie here: a heavier frame.
        let keepsRecords: Bool
    }

    private struct Stage {
        let heading: String
        let items: [Item]
    }

    private struct Box {
        let item: Item
        let x: Double
        let y: Double
        let width: Double
        let height: Double
    }

    private let stages: [Stage]
    private let language: Language
    private let identifier: String

    init(_ assessment: Assessment, language: Language, identifier: String) {
        self.language = language
        self.identifier = identifier
        stages = DataDiagram.stages(assessment, language)
    }

    private static func stages(_ assessment: Assessment, _ language: Language) -> [Stage] {
        let words = DiagramWords(language: language)
        let holders = assessment.nodes.holders.map {
            Item(title: $0.title[language], lines: [words.recordsStay], keepsRecords: true)
        }
        let aggregators = assessment.nodes.aggregators.map {
            Item(
                title: $0.name,
                lines: [CollegeTitle.of($0.college)[language], words.runBy($0.administrator), words.unreadable],
                keepsRecords: false)
        }
        return [
            Stage(heading: words.holders, items: holders),
            Stage(heading: words.aggregators, items: aggregators),
            Stage(
                heading: words.trust,
                items: [
                    Item(
                        title: words.total(isNoised: !assessment.isUnprotected),
                        lines: [assessment.isUnprotected ? words.noNoise : words.joined],
                        keepsRecords: false)
                ]),
            Stage(
                heading: words.publication,
                items: [Item(title: words.mapAndTable, lines: [words.threshold], keepsRecords: false)]),
        ]
    }

    // MARK: Wide

    func wide() -> String {
        let (column, gap, size, top) = (216.0, 62.0, 14.0, 58.0)
        let tallest = stages.map { stage in stage.items.reduce(-18) { $0 + height($1, column, size) + 18 } }.max() ?? 0
        var columns: [[Box]] = []
        for (index, stage) in stages.enumerated() {
            let own = stage.items.reduce(-18) { $0 + height($1, column, size) + 18 }
            var y = top + (tallest - own) / 2
            columns.append(
                stage.items.map { item in
                    let box = Box(
                        item: item, x: 4 + Double(index) * (column + gap), y: y, width: column,
                        height: height(item, column, size))
                    y += box.height + 18
                    return box
                })
        }
        let total = (column + gap) * Double(stages.count) - gap + 8
        var svg = opened(width: total, height: top + tallest + 8)
        for (index, stage) in stages.enumerated() {
            heading(stage.heading, x: 4 + Double(index) * (column + gap), y: 16, width: column, size, into: &svg)
        }
        for (left, right) in zip(columns, columns.dropFirst()) {
            for from in left { for to in right { arrow(from, to, into: &svg) } }
        }
        for box in columns.joined() { draw(box, size: size, into: &svg) }
        svg.close()
        return svg.text
    }

    private func arrow(_ from: Box, _ to: Box, into svg: inout MarkupWriter) {
        let (x1, y1) = (from.x + from.width + 2, from.y + from.height / 2)
        let (x2, y2) = (to.x - 3, to.y + to.height / 2)
        let middle = (x1 + x2) / 2
        let n = MarkupWriter.number
        svg.empty(
            "path",
            [
                "d": "M\(n(x1)) \(n(y1))C\(n(middle)) \(n(y1)) \(n(middle)) \(n(y2)) \(n(x2 - 8)) \(n(y2))",
                "fill": "none", "stroke": "#44607c", "stroke-width": "2",
            ])
        svg.empty(
            "path",
            ["d": "M\(n(x2 - 10)) \(n(y2 - 5))L\(n(x2)) \(n(y2))L\(n(x2 - 10)) \(n(y2 + 5))Z", "fill": "#44607c"])
    }

    // MARK: Narrow

    func narrow() -> String {
        let (width, size, gap) = (340.0, 12.5, 30.0)
        var boxes: [Box] = []
        var headings: [(text: String, y: Double)] = []
        var arrows: [Double] = []
        var y = 14.0
        for (index, stage) in stages.enumerated() {
            headings.append((stage.heading, y))
            y += Double(TextMeasure.wrap(stage.heading, width: width, size: size, bold: true).count) * size * 1.35 + 4
            for item in stage.items {
                let box = Box(item: item, x: 6, y: y, width: width - 12, height: height(item, width - 12, size))
                boxes.append(box)
                y += box.height + 8
            }
            if index + 1 < stages.count {
                arrows.append(y - 4)
                y += gap + 6
            }
        }
        var svg = opened(width: width, height: y + 4)
        for heading in headings {
            self.heading(heading.text, x: 6, y: heading.y, width: width - 12, size, into: &svg)
        }
        for top in arrows {
            let (n, x) = (MarkupWriter.number, width / 2)
            svg.empty(
                "path",
                [
                    "d":
                        "M\(n(x - 2)) \(n(top))V\(n(top + 12))H\(n(x - 7))L\(n(x)) \(n(top + 21))L\(n(x + 7)) "
                        + "\(n(top + 12))"
                        + "H\(n(x + 2))V\(n(top))Z", "fill": "#44607c",
                ])
        }
        for box in boxes { draw(box, size: size, into: &svg) }
        svg.close()
        return svg.text
    }

    // MARK: Parts

    private func opened(width: Double, height: Double) -> MarkupWriter {
        var svg = MarkupWriter()
        let words = DiagramWords(language: language)
        svg.open(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": "-12 -10 \(MarkupWriter.number(width + 24)) "
                    + "\(MarkupWriter.number(height + 20))", "role": "img",
                "xml:lang": language.rawValue,
                "font-family": "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif",
                "aria-labelledby": "\(identifier)-title \(identifier)-desc",
            ])
        svg.element("title", ["id": "\(identifier)-title"], text: words.title)
        let story = stages.map { stage in
            stage.heading + ": " + stage.items.map(\.title).joined(separator: ", ")
        }
        svg.element("desc", ["id": "\(identifier)-desc"], text: story.joined(separator: ". "))
        svg.empty("rect", ["x": "-12", "y": "-10", "width": "100%", "height": "100%", "fill": "#ffffff"])
        return svg
    }

    private func height(_ item: Item, _ width: Double, _ size: Double) -> Double {
        let titles = TextMeasure.wrap(item.title, width: width - 24, size: size + 1, bold: true).count
        let lines = item.lines.flatMap { TextMeasure.wrap($0, width: width - 24, size: size) }.count
        return Double(titles) * (size + 1) * 1.3 + Double(lines) * size * 1.35 + 22
    }

    private func heading(
        _ text: String, x: Double, y: Double, width: Double, _ size: Double, into svg: inout MarkupWriter
    ) {
        for (index, line) in TextMeasure.wrap(text, width: width, size: size, bold: true).enumerated() {
            self.text(line, x: x, y: y + Double(index) * size * 1.35, size: size, weight: "700", into: &svg)
        }
    }

    private func draw(_ box: Box, size: Double, into svg: inout MarkupWriter) {
        let n = MarkupWriter.number
        svg.empty(
            "rect",
            [
                "x": n(box.x), "y": n(box.y), "width": n(box.width), "height": n(box.height), "rx": "6",
                "fill": box.item.keepsRecords ? "#fbf6ea" : "#f4f6f8",
                "stroke": box.item.keepsRecords ? "#6b4a00" : "#45525f",
                "stroke-width": box.item.keepsRecords ? "2.5" : "1.2",
            ])
        var y = box.y + 10
        for line in TextMeasure.wrap(box.item.title, width: box.width - 24, size: size + 1, bold: true) {
            y += (size + 1) * 1.3
            text(line, x: box.x + 12, y: y - 4, size: size + 1, weight: "700", into: &svg)
        }
        for line in box.item.lines.flatMap({ TextMeasure.wrap($0, width: box.width - 24, size: size) }) {
            y += size * 1.35
            text(line, x: box.x + 12, y: y - 3, size: size, weight: "400", into: &svg)
        }
    }

    private func text(
        _ text: String, x: Double, y: Double, size: Double, weight: String, into svg: inout MarkupWriter
    ) {
        svg.element(
            "text",
            [
                "x": MarkupWriter.number(x), "y": MarkupWriter.number(y), "font-size": MarkupWriter.number(size),
                "font-weight": weight, "fill": "#16202b",
            ], text: text)
    }
}
