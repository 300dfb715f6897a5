// SPDX-License-Identifier: Apache-2.0
//
// Real zones and real counts: carpool trips of July 2022 around La Rochelle, where the data are at hand.

import Foundation
import RegieTesting
import Testing

extension DemonstrationTests {
    @Test func `real communes and counts make a map that names them, its source and what is withheld`() async throws {
        guard let samples = SharedData.folder("TERRITORY_SAMPLES", path: "samples/territory") else { return }
        let flows = "od-rpc-2022-07-la-rochelle-flows.csv"
        try await withScratch { scratch in
            let output = scratch.appending(path: "out")
            let text = try await Self.complete(
                [
                    "--output", output.path, "--flows", samples.appending(path: flows).path, "--territory",
                    samples.appending(path: "communes-cda-la-rochelle.geojson").path,
                ], in: scratch)
            #expect(text.contains("touch zones outside the territory"))
            let zones = try String(
                contentsOf: samples.appending(path: "communes-cda-la-rochelle.geojson"), encoding: .utf8)
            let communes = zones.matches(of: /"nom": ?"([^"]+)"/).map { String($0.1) }
            try expectNamedMap(output.appending(path: "carpool-flows"), communes, source: flows)
        }
    }

    private func expectNamedMap(_ folder: URL, _ communes: [String], source: String) throws {
        let page = try String(contentsOf: folder.appending(path: "index.html"), encoding: .utf8)
        #expect(PageProblems(page).found == [])
        #expect(!page.contains("Entre groupes de zones"), "nobody said which groups these communes belong to")
        let map = try String(contentsOf: folder.appending(path: "map.svg"), encoding: .utf8)
        #expect(communes.count == 28)
        for commune in communes {
            let name = commune.replacing("'", with: "&#39;")
            #expect(map.contains(">\(name)</text>"), "\(commune)")
        }
        let isNamed = page.contains("<td>Lagord</td>") && page.contains(">Hors du territoire</")
        #expect(isNamed, "the table beside the map names places too")
        let title = try #require(page.firstMatch(of: /<h1>(.*?)<\/h1>/)).1
        #expect(title.contains("covoiturage"))
        #expect(title.contains(source))
        let table = try PublishedCSV(folder.appending(path: "table.csv"))
        let withheld = table.rows.count { $0.contains("withheld") }
        #expect(withheld > 0 && withheld < table.rows.count)
        #expect(table.rows.contains { $0[0] == "outside" || $0[1] == "outside" })
        let share = try #require(page.firstMatch(of: /(\d+) cellules sur (\d+) \(\d+.%\) ne sont pas diffusées/))
        #expect(Int(share.1) == withheld && Int(share.2) == table.rows.count)
    }
}
