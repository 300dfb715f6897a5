// SPDX-License-Identifier: Apache-2.0
//
// Comparisons: what the intervals support is said, what they don't isn't, and what is withheld stays so.

import DisclosureControl
import Foundation
import Publication
import Studies
import Testing

@Suite struct EffectTests {
    static func energy() -> TestEnergy {
        TestEnergy(
            query: """
                SELECT renovation_kind, annee, dwelling_type, count(DISTINCT household_id) AS pdl,
                       sum(kwh_corrected) AS conso_kwh
                FROM consumption GROUP BY renovation_kind, annee, dwelling_type
                """,
            comparison: Study.Comparison(
                timeAxis: "annee", before: "2023", after: "2025", groupAxis: "renovation_kind", reference: "none"),
            formats: [.table],
            cell: { codes in
                let isAfter = codes[1] == "2025"
                switch (codes[0], codes[2]) {
                case (_, "other"), ("other", _): return (0, 0)
                case ("none", _): return (4_000, isAfter ? 9_500 : 10_000)
                // A change of 3 500 where similar dwellings changed by 500: 3 000 are the works'.
                case ("insulation", "house"): return (600, isAfter ? 9_500 : 13_000)
                case ("windows", "house"): return (60, isAfter ? 11_400 : 12_000)
                default: return (5, 10_000)
                }
            })
    }

    private func plain(_ page: String) -> String {
        page.replacing("\u{202F}", with: "").replacing("\u{00A0}", with: " ")
    }

    @Test func `an effect that the interval supports is said, without the common change`() throws {
        let page = plain(try Self.energy().files()["index.html"].unwrapped)
        #expect(page.contains("Isolation : 3000 kWh de moins par foyer et par an que sans les travaux"))
        #expect(page.contains("Insulation: 3,000 kWh less per household and year than without the works"))
        #expect(!page.contains("3500 kWh de moins"))
    }

    @Test func `an effect that may be noise is not said`() throws {
        let page = plain(try Self.energy().files()["index.html"].unwrapped)
        #expect(page.contains("Fenêtres : on ne peut pas dire si"))
        #expect(!page.contains("Fenêtres : 100 kWh"))
    }

    @Test func `G4 works without a published stratum are named as such, and have no row`() throws {
        let page = plain(try Self.energy().files()["index.html"].unwrapped)
        #expect(page.contains("Rien ne peut être dit de : chauffage, rénovation globale (trop peu de cas)."))
    }

    @Test func `the page and the picture are well-formed`() throws {
        for (name, text) in try Self.energy().files() where name.hasSuffix(".html") || name.hasSuffix(".svg") {
            #expect(WellFormed(text).problem == nil, "\(name)")
            #expect(WellFormed(text).loads == [], "\(name)")
        }
    }

    @Test func `a comparison of which nothing is published makes a page all the same`() throws {
        var energy = Self.energy()
        energy.cell = { _ in (3, 5_000) }
        let files = try energy.files()
        #expect(WellFormed(try files["map.svg"].unwrapped).problem == nil)
        #expect(plain(try files["index.html"].unwrapped).contains("Rien ne peut être dit de"))
    }
}
