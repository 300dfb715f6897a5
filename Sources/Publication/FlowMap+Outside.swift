// SPDX-License-Identifier: Apache-2.0
//
// Draws the band round a map that stands for everything outside the territory, with its name on each side.

import ImpactAssessment
import Studies

extension FlowMap {
    func drawOutside(
        _ scene: MapScene, language: Language, layout: MapLayout, into svg: inout MarkupWriter
    ) {
        guard let outside = scene.outside else { return }
        let (outer, inner) = (FlowMap.outline(of: outside.outer), FlowMap.outline(of: outside.inner))
        svg.empty(
            "path",
            [
                "d": outer + inner, "fill": MapColour.band, "fill-rule": "evenodd", "stroke": MapColour.quietInk,
                "stroke-width": "0.8",
            ])
        for side in outside.sides where !layout.isNarrow || side.name == .top || side.name == .bottom {
            drawOutsideName(side, band: outside, language: language, layout: layout, into: &svg)
        }
    }

    private func drawOutsideName(
        _ side: OutsideSide, band: OutsideFrame, language: Language, layout: MapLayout, into svg: inout MarkupWriter
    ) {
        let center = side.isVertical ? band.inner.center.y : band.inner.center.x
        let half = (band.outer.width - band.inner.width) / 4
        let at = side.edge(at: center) - side.inward * half
        let turn = side.name == .left ? " rotate(-90)" : side.name == .right ? " rotate(90)" : ""
        svg.element(
            "text",
            [
                "transform": "translate(\(FlowMap.pair(at)))" + turn, "dy": "0.35em", "text-anchor": "middle",
                "font-size": MarkupWriter.number(layout.labelSize), "font-weight": "600", "fill": MapColour.ink,
            ], text: territory.outside[language])
    }

    private static func outline(of box: MapBox) -> String {
        let (left, top) = (MarkupWriter.number(box.x), MarkupWriter.number(box.y))
        let (right, bottom) = (MarkupWriter.number(box.maxX), MarkupWriter.number(box.maxY))
        return "M\(left) \(top)H\(right)V\(bottom)H\(left)Z"
    }
}
