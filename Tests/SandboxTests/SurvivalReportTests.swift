// SPDX-License-Identifier: Apache-2.0
//
// What survives of counted flows: a small table worked by hand, and the real one of La Rochelle where it is there.

import DisclosureControl
import Foundation
import RegieTesting
import Sandbox
import Studies
import Testing

@Suite struct SurvivalReportTests {
    private static func report(_ text: String, zones: [String], seed: UInt64 = 5) throws -> SurvivalReport {
        var generator = SeededGenerator(seed: seed)
        return try SurvivalReport(
            flows: FlowsFile(name: "flows.csv", bytes: Array(text.utf8)), zones: zones,
            epsilonsMicro: [500_000, 1_000_000, 2_000_000, 4_000_000], rounds: 20, using: &generator)
    }

    private static let small = "origin,dest,count\nA,B,400\nB,A,300\nA,A,11\nB,B,10\nC,A,900\nX,A,7\nX,A,8\n"

    @Test func `the true table is the file's, and the threshold alone keeps what reaches it`() throws {
        let report = try Self.report(Self.small, zones: ["A", "B", "C"])
        #expect(report.zones == ["A", "B", "C", "outside"])
        #expect(report.counts.reduce(0, +) == 1_636)
        #expect(report.rows(3).map(\.count) == [900, 400, 300])
        let alone = report.ways[0]
        #expect(alone.publishedCells == 5 && alone.wronglyPublished == 0 && alone.limit == 11)
        #expect(alone.toldShare == 1_626.0 / 1_636)
        // With the totals shown, B to B would follow from its row: another cell or total must go.
        let totals = report.ways[1]
        #expect(totals.release.margins.contains { $0.figure == .withheld })
        #expect(totals.release.withheldCount >= alone.release.withheldCount)
    }

    @Test func `more ε tells more, and with noise the small flows go first`() throws {
        let report = try Self.report(Self.small, zones: ["A", "B", "C"])
        let noised = report.ways.dropFirst(2)
        #expect(noised.map(\.epsilonMicro) == [500_000, 1_000_000, 2_000_000, 4_000_000])
        #expect(zip(noised, noised.dropFirst()).allSatisfy { $0.standardDeviation > $1.standardDeviation })
        #expect(zip(noised, noised.dropFirst()).allSatisfy { $0.limit > $1.limit })
        #expect(noised.allSatisfy { $0.publishedCells >= 3 && $0.publishedCells < 5 })
        #expect(noised.allSatisfy { $0.toldShare < 1 })
        #expect(report.rows(1)[0].said.allSatisfy { $0 != nil })
    }

    @Test func `the page has every way, names zones and says nothing of what is withheld`() throws {
        let report = try Self.report(Self.small, zones: ["A", "B", "C"])
        let page = report.markdown(title: Localized(fr: "Flux", en: "Flows"), names: ["A": "Aytré|x"], rows: 5)
        for words in ["# Flux", "ε = 0.5", "ε = 4", "seuil seul", "| Aytré/x | B | 400 | 400 |", "10⁻⁶"] {
            #expect(page.contains(words), "\(words)")
        }
        #expect(page.split(separator: "\n").filter { $0.hasPrefix("|") }.count == 2 + 7 + 2 + 5)
    }

    @Test func `of the real flows of La Rochelle the noised tables tell less than the threshold alone`() throws {
        guard let folder = SharedData.folder("TERRITORY_SAMPLES", path: "samples/territory") else { return }
        let read = { (name: String) in Array(try Data(contentsOf: folder.appending(path: name))) }
        let flows = try FlowsFile(name: "rpc", bytes: read("od-rpc-2022-07-la-rochelle-flows.csv"))
        let territory = try Territory(
            id: "la-rochelle", name: Localized("La Rochelle"), outside: Localized("outside"),
            geoJSON: read("communes-cda-la-rochelle.geojson"))
        var generator = SeededGenerator(seed: 6)
        let report = try SurvivalReport(
            flows: flows, zones: territory.zones.map(\.code), epsilonsMicro: [500_000, 4_000_000], rounds: 10,
            using: &generator)
        #expect(report.counts.reduce(0, +) == Int64(flows.total))
        #expect(report.ways[0].publishedCells > report.ways[3].publishedCells)
        #expect(report.ways[3].publishedCells > report.ways[2].publishedCells)
        #expect(report.ways[3].toldShare > 0.1)
        // β is a thousandth a table: one wrong cell in 20 tables has a chance of at most 2 in 100; seeds are fixed.
        #expect(report.ways.allSatisfy { $0.wronglyPublished == 0 })
    }
}
