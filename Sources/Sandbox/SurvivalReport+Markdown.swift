// SPDX-License-Identifier: Apache-2.0
//
// The report as a page of Markdown, French first: a summary by way of publishing, then the largest flows with what
// each way says of them, rounded to its noise. It leaves out intervals: the summary gives the noise.

import DisclosureControl
import Studies

extension SurvivalReport {
    /// - Parameters:
    ///   - title: what the counts are.
    ///   - names: of zones, by code; a code without a name is shown itself.
    package func markdown(title: Localized, names: [String: String], rows count: Int = 40) -> String {
        let trips = counts.reduce(0, +)
        let filled = counts.count { $0 > 0 }
        return """
            # \(title.fr)

            \(Localized.number(Int(trips)).fr) trajets entre \(zones.count) zones : \(filled) cases non vides sur \
            \(counts.count). Chaque trajet compté est pris comme le seul d'une personne. Seuil : \(Self.threshold) ; \
            β = \(MicroDecimal.text(Self.betaMicro)) pour toute la table ; δ = 10⁻\(Self.superscript). \
            Moyennes sur \(rounds) tirages.

            \(title.en): \(Localized.number(Int(trips)).en) trips between \(zones.count) zones, \(filled) of \
            \(counts.count) cells not empty. Each counted trip is taken as one person's only one. Means over \
            \(rounds) draws.

            ## Ce qui survit / What survives

            | diffusion / release | σ | à partir de / from | cases / cells | trajets dits / trips told | \
            écart médian / median error | cases sous le seuil / cells under the threshold |
            |---|--:|--:|--:|--:|--:|--:|
            | table vraie / true table | | | \(filled) | 100,0 % | 0,0 % | |
            \(ways.map(summary).joined(separator: "\n"))

            ## Les \(min(count, counts.count)) plus grands flux / The largest flows

            | de / from | à / to | vrai / true | \(ways.map(heading).joined(separator: " | ")) |
            |---|---|--:|\(ways.map { _ in "--:|" }.joined())
            \(rows(count).map { line($0, names) }.joined(separator: "\n"))

            `—` : non diffusé, pas même s'il est nul / withheld, not even whether it is zero. Les valeurs bruitées \
            sont arrondies à leur bruit / noised values are rounded to their noise.

            """
    }

    private static var superscript: String {
        let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
        return String(String(deltaExponent).compactMap { $0.wholeNumberValue.map { digits[$0] } })
    }

    private func heading(_ way: Way) -> String {
        guard let epsilon = way.epsilonMicro else {
            return way.showsTotals ? "seuil, avec totaux / threshold, with totals" : "seuil seul / threshold alone"
        }
        return "ε = \(MicroDecimal.text(epsilon))"
    }

    private func summary(_ way: Way) -> String {
        let error = way.medianRelativeError.map { Self.percent($0) } ?? "—"
        let cells = Self.tenths(way.publishedCells)
        return "| \(heading(way)) | \(Self.tenths(way.standardDeviation)) | \(way.limit) | \(cells) | "
            + "\(Self.percent(way.toldShare)) | \(error) | \(way.wronglyPublished) |"
    }

    private func line(_ row: Row, _ names: [String: String]) -> String {
        let said = zip(row.said, ways).map { value, way in
            value.map { "\(NoiseRounding.rounded($0, standardDeviation: way.standardDeviation))" } ?? "—"
        }
        let places = [row.origin, row.destination].map { (names[$0] ?? $0).replacing("|", with: "/") }
        return "| \(places.joined(separator: " | ")) | \(row.count) | \(said.joined(separator: " | ")) |"
    }

    /// One decimal, with a comma.
    private static func tenths(_ value: Double) -> String {
        let tenths = Int64((value * 10).rounded())
        return "\(tenths / 10),\(tenths % 10)"
    }

    private static func percent(_ share: Double) -> String { "\(tenths(share * 100)) %" }
}
