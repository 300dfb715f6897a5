// SPDX-License-Identifier: Apache-2.0
//
// Views of the flows: groups, zones, periods, the strip. They show parts of what is published, no more.

import ImpactAssessment
import Publication
import Studies
import Testing

@Suite struct ViewTests {
    static let byMonth = """
        SELECT origin_zone AS origin, destination_zone AS destination, date_trunc('month', departed_at) AS month,
               count(DISTINCT person_id) AS people, count(*) AS trips FROM trips GROUP BY 1, 2, 3
        """

    /// Of a table: the fields of published rows that pass, added up over the trips.
    static func sum(_ table: String?, where passes: ([String]) -> Bool) throws -> Int {
        let rows = try PublicationTableTests.rows(table)
        let (status, trips) = (
            try rows[0].firstIndex(of: "status").unwrapped, try rows[0].firstIndex(of: "trips").unwrapped
        )
        return rows.dropFirst().filter { $0[status] == "published" && passes($0) }.reduce(0) {
            $0 + (Int($1[trips]) ?? 0)
        }
    }

    @Test func `every zone with flows has a page, linked from the publication, with its own flows only`() throws {
        let files = try TestPublication().files()
        let pages = files.filter { $0.key.hasPrefix("zone-") && $0.key.hasSuffix(".html") }
        #expect(Set(pages.keys) == Set((0..<4).map { "zone-0100\($0).html" }))
        let index = try files["index.html"].unwrapped
        for name in pages.keys { #expect(index.contains("href=\"\(name)\""), "\(name)") }
        let page = WellFormed(try pages["zone-01002.html"].unwrapped)
        #expect(page.problem == nil && page.text.contains("D’où l’on vient") && page.text.contains("Où l’on va"))
        let toZone = try PublicationTableTests.rows(files["flows.csv"]).filter {
            $0[1] == "01002" && $0[0] != "01002"
        }
        for flow in toZone {
            #expect(page.text.contains(Language.fr.integer(Int(flow[2]) ?? -1)), "\(flow)")
        }
    }

    @Test func `a zone of withheld flows says that nothing is released, and is never a zero`() throws {
        // Cells of origin 01003 are the fourth row of five.
        let publication = TestPublication(count: { (15..<20).contains($0) ? (2, 5) : (200, 900) })
        let page = try publication.files()["zone-01003.html"].unwrapped
        #expect(page.contains("Rien n’est diffusé ici"))
    }

    @Test func `each period has a map of its cells, on one scale, and the strip adds up what is published`() throws {
        let files = try TestPublication(query: Self.byMonth).files()
        let names = files.keys.filter { $0.hasPrefix("time-") }.sorted()
        #expect(names.filter { $0.hasSuffix(".html") } == ["time-1.html", "time-2.html", "time-3.html"])
        #expect(names.contains("time-1-map.fr.svg") && names.contains("time-3-map.en.svg"))
        let strip = WellFormed(try files["time.svg"].unwrapped)
        for month in ["2026-03", "2026-04", "2026-05"] {
            let total = try Self.sum(files["table.csv"]) { $0[2].hasPrefix(month) }
            #expect(total > 0 && strip.text.contains(Language.fr.integer(total)), "\(month)")
        }
        #expect(strip.count("rect") == 4)
        let legends = try names.filter { $0.hasSuffix(".html") }.map { name -> [String] in
            let lines = WellFormed(try files[name].unwrapped).elements.filter { $0.name == "line" }
            return lines.compactMap { $0.attributes["stroke-width"] }
        }
        #expect(Set(legends).count == 1 && !legends[0].isEmpty)
    }

    @Test func `every picture says by itself what it is made from`() throws {
        let files = try TestPublication(query: Self.byMonth, hasGroups: true).files()
        for name in ["map.svg", "map-groups.svg", "time.svg"] {
            let text = WellFormed(try files[name].unwrapped).text.replacing("\u{A0}", with: " ")
            #expect(text.contains("la régie et les personnes sont fictives"), "\(name)")
            #expect(text.contains("Source : bus et vélos d’essai"), "\(name)")
        }
    }

    @Test func `a table without time has no strip, and one with too many periods no pages`() throws {
        #expect(try TestPublication().files()["time.svg"] == nil)
        let days = """
            SELECT origin_zone AS origin, destination_zone AS destination, date_trunc('day', departed_at) AS day,
                   count(DISTINCT person_id) AS people, count(*) AS trips FROM trips GROUP BY 1, 2, 3
            """
        let files = try TestPublication(query: days).files()
        #expect(files["time.svg"] != nil && !files.keys.contains { $0.hasPrefix("time-") })
    }

    @Test func `groups add up the published cells between their zones`() throws {
        let files = try TestPublication(hasGroups: true).files()
        let svg = WellFormed(try files["map-groups.svg"].unwrapped)
        #expect(svg.problem == nil && svg.text.contains("west") && svg.text.contains("east"))
        // Four directions at most between two groups and outside: west, east, outside.
        #expect(Set(FlowMapTests.arrows(try files["map-groups.svg"].unwrapped)).count == 6)
        #expect(try TestPublication().files()["map-groups.svg"] == nil)
    }

    @Test func `G4 no view shows more than the table`() throws {
        let publication = TestPublication(
            query: Self.byMonth, hasGroups: true,
            count: { cell in cell % 7 == 3 ? (9, 987_654_321) : (Int64(100 + cell), Int64(1000 + cell)) })
        for (name, text) in try publication.files() {
            let digits = text.filter { !["\u{202F}", ",", " ", "\u{A0}", "."].contains($0) }
            #expect(!digits.contains("987654321"), "\(name)")
        }
        for (name, bytes) in try publication.bytes() where name.hasSuffix(".zst") {
            let table = String(decoding: try Zstandard.decompressed(bytes).unwrapped, as: UTF8.self)
            #expect(!table.contains("987654321") && table.contains("\n"), "\(name)")
        }
    }

    @Test func `compressed tables are the tables`() throws {
        let files = try TestPublication().bytes()
        for name in ["table.csv", "flows.csv", "locations.csv"] {
            let frame = try files["\(name).zst"].unwrapped
            #expect(Zstandard.decompressed(frame) == files[name], "\(name)")
            #expect(frame.starts(with: [0x28, 0xB5, 0x2F, 0xFD]))
            var damaged = frame
            damaged[damaged.count - 1] ^= 1
            #expect(Zstandard.decompressed(damaged) == nil)
        }
        #expect(Zstandard.decompressed([]) == nil && Zstandard.decompressed([1, 2, 3]) == nil)
    }
}
