// SPDX-License-Identifier: Apache-2.0
//
// What stands where on a map's sheet: title and facts above, the frame with the territory, the legend
// beside or below, statements at the foot. All is measured before anything is drawn.

import ImpactAssessment
import Studies

struct MapSheet: Sendable {
    struct Line: Hashable, Sendable {
        enum Style: Hashable, Sendable { case title, warning, plain }
        let text: String
        let style: Style
    }

    let layout: MapLayout
    let header: [Line]
    let footer: [Line]
    let frame: MapBox
    let legend: MapBox
    let height: Double

    init(_ map: FlowMap, language: Language, layout: MapLayout, footer statements: [String], legendHeight: Double) {
        self.layout = layout
        let inner = layout.width - 2 * layout.margin
        header = MapSheet.header(map.caption, language: language, layout: layout, width: inner)
        footer = statements.flatMap { MapSheet.lines($0, .plain, layout: layout, width: inner) }
        let top = layout.margin + header.reduce(0) { $0 + MapSheet.advance($1, layout) } + layout.textSize * 0.5
        let mapWidth = layout.legendColumn.map { inner - $0 - layout.margin } ?? inner
        let aspect = MapProjection.aspect(of: map.territory)
        let mapHeight = min(max(mapWidth / aspect, mapWidth * 0.62), mapWidth * (layout.isNarrow ? 1.15 : 0.86))
        let height = layout.isNarrow ? mapHeight : max(mapHeight, legendHeight)
        frame = MapBox(x: layout.margin, y: top, width: mapWidth, height: height)
        if let column = layout.legendColumn {
            legend = MapBox(x: frame.maxX + layout.margin, y: top, width: column, height: height)
        } else {
            legend = MapBox(x: layout.margin, y: frame.maxY + layout.margin, width: inner, height: legendHeight)
        }
        let foot = max(frame.maxY, legend.maxY) + layout.textSize * 0.6
        self.height = foot + footer.reduce(0) { $0 + MapSheet.advance($1, layout) } + layout.margin
    }

    /// Where the footer's first line begins.
    var footerTop: Double { max(frame.maxY, legend.maxY) + layout.textSize * 0.6 }

    static func size(_ style: Line.Style, _ layout: MapLayout) -> Double {
        style == .title ? layout.titleSize : layout.textSize
    }

    static func advance(_ line: Line, _ layout: MapLayout) -> Double {
        size(line.style, layout) * (line.style == .title ? 1.25 : 1.42)
    }

    static func header(
        _ caption: FlowMap.Caption, language: Language, layout: MapLayout, width: Double
    ) -> [Line] {
        let title = lines(caption.title[language], .title, layout: layout, width: width)
        let warnings = caption.warnings.flatMap { lines($0[language], .warning, layout: layout, width: width) }
        let facts = caption.lines.flatMap { lines($0[language], .plain, layout: layout, width: width) }
        return title + warnings + facts
    }

    private static func lines(_ text: String, _ style: Line.Style, layout: MapLayout, width: Double) -> [Line] {
        TextMeasure.wrap(text, width: width, size: size(style, layout), bold: style != .plain).map {
            Line(text: $0, style: style)
        }
    }
}
