// SPDX-License-Identifier: Apache-2.0
//
// What stands where on a choropleth's sheet. Wide: the large map and its legend at the left, the small maps in
// columns at the right. Narrow: one below the other, small maps two by two.

import ImpactAssessment
import Studies

struct ChoroplethLayout: Sendable {
    struct Small: Sendable {
        let title: [String]
        let box: MapBox
    }

    let layout: MapLayout
    let header: [MapSheet.Line]
    let footer: [MapSheet.Line]
    let lead: MapBox
    let leadTitle: [String]
    let legend: MapBox
    let small: [Small]
    let footerTop: Double
    let height: Double

    /// Of the small maps' titles.
    var smallText: Double { layout.isNarrow ? 11.5 : 13.5 }

    init(_ map: ChoroplethMap, language: Language, layout: MapLayout) {
        self.layout = layout
        let inner = layout.width - 2 * layout.margin
        header = MapSheet.header(map.caption, language: language, layout: layout, width: inner)
        footer = map.statements.flatMap { statement in
            TextMeasure.wrap(statement[language], width: inner, size: layout.textSize).map {
                MapSheet.Line(text: $0, style: .plain)
            }
        }
        let top = layout.margin + header.reduce(0) { $0 + MapSheet.advance($1, layout) } + layout.textSize * 0.7
        let aspect = min(max(MapProjection.aspect(of: map.table.territory), 0.7), 1.8)
        let hasSmall = !map.multiples.isEmpty
        let leadWidth = layout.isNarrow ? inner : hasSmall ? inner * 0.42 : inner * 0.66
        leadTitle = TextMeasure.wrap(map.lead.title[language], width: leadWidth, size: layout.textSize, bold: true)
        let titleHeight = Double(leadTitle.count) * layout.lineHeight + 4
        lead = MapBox(x: layout.margin, y: top + titleHeight, width: leadWidth, height: leadWidth / aspect)
        let legendHeight = ChoroplethLegend.height(map, language: language, layout: layout, width: leadWidth)
        let isBeside = !layout.isNarrow && !hasSmall
        legend =
            isBeside
            ? MapBox(
                x: lead.maxX + layout.margin, y: lead.y, width: inner - leadWidth - layout.margin, height: legendHeight)
            : MapBox(x: layout.margin, y: lead.maxY + layout.textSize, width: leadWidth, height: legendHeight)
        let gridLeft = layout.isNarrow ? layout.margin : lead.maxX + layout.margin * 1.4
        let gridTop = layout.isNarrow ? legend.maxY + layout.textSize : top
        small = ChoroplethLayout.grid(
            map.multiples.map { $0.title[language] }, left: gridLeft, top: gridTop,
            width: layout.width - layout.margin - gridLeft, aspect: aspect, layout: layout)
        let bottom = max(legend.maxY, lead.maxY, small.map(\.box.maxY).max() ?? 0)
        footerTop = bottom + layout.textSize * 1.2
        height = footerTop + footer.reduce(0) { $0 + MapSheet.advance($1, layout) } + layout.margin
    }

    /// Two columns on a narrow sheet or for up to four maps, else three.
    private static func grid(
        _ titles: [String], left: Double, top: Double, width: Double, aspect: Double, layout: MapLayout
    ) -> [Small] {
        let columns = layout.isNarrow || titles.count <= 4 ? 2 : 3
        let (gap, size) = (layout.isNarrow ? 12.0 : 18.0, layout.isNarrow ? 11.5 : 13.5)
        let cell = (width - gap * Double(columns - 1)) / Double(columns)
        let wrapped = titles.map { TextMeasure.wrap($0, width: cell, size: size, bold: true) }
        var small: [Small] = []
        var y = top
        for row in stride(from: 0, to: titles.count, by: columns) {
            let members = wrapped[row..<min(row + columns, titles.count)]
            let titleHeight = Double(members.map(\.count).max() ?? 1) * size * 1.3 + 4
            for (column, title) in members.enumerated() {
                let x = left + Double(column) * (cell + gap)
                small.append(
                    Small(title: title, box: MapBox(x: x, y: y + titleHeight, width: cell, height: cell / aspect)))
            }
            y += titleHeight + cell / aspect + gap
        }
        return small
    }
}

/// Swatches with their words, the classes in one or two columns.
enum ChoroplethLegend {
    static func row(_ layout: MapLayout) -> Double { layout.textSize * 1.75 }

    static func title(_ map: ChoroplethMap, _ language: Language, _ layout: MapLayout, width: Double) -> [String] {
        TextMeasure.wrap(map.measured[language], width: width, size: layout.textSize, bold: true)
    }

    /// Where the second column begins: as far left as its longest words need, but right of the first column's.
    static func secondColumn(_ texts: [String], rows: Int, _ layout: MapLayout, width: Double) -> Double {
        let widths = texts.map {
            layout.textSize * 1.25 * 1.7 + 8 + TextMeasure.width($0, size: layout.textSize) * 1.02
        }
        let (first, second) = (widths.prefix(rows).max() ?? 0, widths.dropFirst(rows).max() ?? 0)
        return max(first + 8, min(width * 0.42, width - second))
    }

    static func entries(_ map: ChoroplethMap, _ language: Language) -> [(fill: ChoroplethMap.Fill, text: String)] {
        let shades = (0..<(map.classes?.count ?? 0)).map { (ChoroplethMap.Fill.shade($0), map.range($0, language)) }
        return shades + [
            (.uncertain, ChoroplethMap.uncertain[language]), (.withheld, ChoroplethMap.withheld[language]),
        ]
    }

    static func height(_ map: ChoroplethMap, language: Language, layout: MapLayout, width: Double) -> Double {
        let rows = (entries(map, language).count + 1) / 2
        return Double(title(map, language, layout, width: width).count) * layout.lineHeight + 6 + Double(rows)
            * row(layout)
    }
}
