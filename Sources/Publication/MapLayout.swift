// SPDX-License-Identifier: Apache-2.0
//
// The two sheets a map is drawn on, and its colours. The wide sheet reads at a page's width and in a
// report; the narrow one has the same letters on a third of the width, for a phone: fewer flows, legend
// below. No meaning rests on colour: flows are the dark curves with arrowheads, circles have a rim.

package struct MapLayout: Hashable, Sendable {
    let width: Double
    let margin: Double
    let titleSize: Double
    let textSize: Double
    let labelSize: Double
    /// Width of the column at the right, or nil when the legend stands below the map.
    let legendColumn: Double?
    let widestFlow: Double
    let thinnestFlow: Double
    let largestCircle: Double
    /// Only the largest flows are drawn, and the map says how many of how many.
    let drawnFlows: Int
    /// Names are given to the zones with most flow, as many as fit.
    let mostLabels: Int

    package static let wide = MapLayout(
        width: 1200, margin: 28, titleSize: 27, textSize: 15, labelSize: 14, legendColumn: 236, widestFlow: 17,
        thinnestFlow: 1, largestCircle: 30, drawnFlows: 120, mostLabels: 40)

    package static let narrow = MapLayout(
        width: 390, margin: 12, titleSize: 18, textSize: 12.5, labelSize: 11.5, legendColumn: nil, widestFlow: 9,
        thinnestFlow: 0.8, largestCircle: 15, drawnFlows: 40, mostLabels: 14)

    static let fonts = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif"

    var isNarrow: Bool { legendColumn == nil }
    var lineHeight: Double { textSize * 1.42 }
}

enum MapColour {
    static let paper = "#ffffff"
    static let sea = "#edf2f5"
    static let land = "#fbfaf5"
    static let border = "#c4c0b4"
    static let ink = "#16202b"
    static let quietInk = "#4a5764"
    static let circle = "#f3cf7a"
    static let rim = "#6b4a00"
    static let bar = "#9fb2c5"
    static let band = "#dde4ea"
    static let warning = "#8c1d18"

    /// From a mid blue-grey (4.3:1 on land) to navy (13:1): the larger, the darker.
    static func flow(_ share: Double) -> String {
        let position = min(max(share, 0), 1).squareRoot()
        let (light, dark) = ((104.0, 124.0, 145.0), (14.0, 42.0, 71.0))
        let channels = [
            light.0 + (dark.0 - light.0) * position, light.1 + (dark.1 - light.1) * position,
            light.2 + (dark.2 - light.2) * position,
        ]
        return "#" + channels.map { hexadecimal(Int($0.rounded())) }.joined()
    }

    private static func hexadecimal(_ value: Int) -> String {
        let digits = String(value, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
    }
}
