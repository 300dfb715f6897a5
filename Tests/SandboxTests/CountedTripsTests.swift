// SPDX-License-Identifier: Apache-2.0
//
// Real counts as records: as many records as trips counted, nothing dropped, each a person of its own.

import Foundation
import RegieTesting
import Sandbox
import Studies
import Testing

struct CountedTripsTests {
    private func territory() throws -> Territory { try FictitiousTerritory.standard() }

    private func file(_ rows: String) throws -> FlowsFile {
        try FlowsFile(name: "counts.csv", bytes: Array("origin,dest,count\n\(rows)".utf8))
    }

    @Test func `each counted trip is one record of one person at one of the two holders`() throws {
        let flows = try file("99F15,99F11,120\n99F11,99F15,80\n99F15,99F15,7\n")
        let sandbox = try Sandbox(seed: 1, territory: try territory(), flows: flows)
        let bus = try sandbox.rows(of: "bus")
        let bike = try sandbox.rows(of: "bike")
        var pairs: [String: Int] = [:]
        for row in bus + bike { pairs[row.pair, default: 0] += 1 }
        #expect(pairs == ["99F15 99F11": 120, "99F11 99F15": 80, "99F15 99F15": 7])
        for rows in [bus, bike] {
            #expect(rows.count > 70)
            #expect(Set(rows.map(\.person)).count == rows.count)
            #expect(rows.allSatisfy { $0.mode == "carpool" && (0...60_000).contains($0.metres) })
            #expect(rows.allSatisfy { $0.departed < $0.arrived && $0.day >= "2026-03-02" && $0.day < "2026-04-01" })
        }
        #expect(try sandbox.objections(of: "bus").isEmpty)
    }

    @Test func `a zone outside the territory becomes outside and is counted`() throws {
        let flows = try file("99F15,17300,5\n17300,17028,3\n99F15,outside,2\n99F15,99F11,4\n")
        let sandbox = try Sandbox(territory: try territory(), flows: flows)
        let rows = try sandbox.rows(of: "bus") + sandbox.rows(of: "bike")
        #expect(rows.count == 14)
        #expect(rows.count { $0.pair == "99F15 outside" } == 7)
        #expect(rows.count { $0.pair == "outside outside" } == 3)
        let outcome = try #require(sandbox.countingOutcome)
        #expect(outcome.trips == 14)
        #expect(outcome.tripsTouchingOutside == 10)
        #expect(outcome.foreignCodes == ["17028", "17300"])
    }

    @Test func `flows of another territory are refused`() throws {
        let flows = try file("17300,17028,5\n99F15,99F11,0\n")
        let territory = try territory()
        #expect(throws: StudyError(.flows, "", help: "")) { try Sandbox(territory: territory, flows: flows) }
    }

    @Test func `the same seed gives the same bytes, another spreads the trips otherwise`() throws {
        let flows = try file("99F15,99F11,60\n")
        let territory = try territory()
        let first = try Sandbox(seed: 5, territory: territory, flows: flows).bytes(of: "bus")
        #expect(try Sandbox(seed: 5, territory: territory, flows: flows).bytes(of: "bus") == first)
        #expect(try Sandbox(seed: 6, territory: territory, flows: flows).bytes(of: "bus") != first)
    }

    @Test func `a stated period and label are kept`() throws {
        let period = try #require(
            Period(start: Day(year: 2026, month: 5, day: 4), end: Day(year: 2026, month: 5, day: 6)))
        let label = Localized(fr: "registre", en: "register")
        let sandbox = try Sandbox(
            territory: try territory(), flows: file("99F15,99F11,60\n"), period: period, sourceLabel: label)
        #expect(Set(try sandbox.rows(of: "bus").map(\.day)) == ["2026-05-04", "2026-05-05"])
        #expect(sandbox.sourceLabel == label)
        #expect(sandbox.period == period)
        let plain = try Sandbox(territory: try territory(), flows: file("99F15,99F11,60\n"))
        #expect(plain.sourceLabel.en == "flows file counts.csv")
    }

    @Test func `real carpool counts of a real territory are kept whole`() throws {
        guard let folder = SharedData.folder("TERRITORY_SAMPLES", path: "samples/territory") else { return }
        func bytes(_ name: String) throws -> [UInt8] {
            Array(try Data(contentsOf: folder.appendingPathComponent(name)))
        }
        let name = "od-rpc-2022-07-la-rochelle-flows.csv"
        let flows = try FlowsFile(name: name, bytes: bytes(name))
        let territory = try Territory(
            id: "cda-la-rochelle", name: Localized("La Rochelle"), outside: Localized("outside"),
            geoJSON: bytes("communes-cda-la-rochelle.geojson"))
        let sandbox = try Sandbox(territory: territory, flows: flows)
        let rows = try sandbox.rows(of: "bus") + sandbox.rows(of: "bike")

        // Counted apart from the parser.
        let lines = String(decoding: try bytes(name), as: UTF8.self).split(whereSeparator: \.isNewline).dropFirst()
        let codes = Set(territory.zones.map(\.code))
        var expected: [String: Int] = [:]
        for line in lines {
            let fields = line.split(separator: ",").map(String.init)
            let pair = fields.prefix(2).map { codes.contains($0) ? $0 : "outside" }.joined(separator: " ")
            expected[pair, default: 0] += try #require(Int(fields[2]))
        }
        var found: [String: Int] = [:]
        for row in rows { found[row.pair, default: 0] += 1 }
        #expect(found == expected)
        #expect(rows.count == flows.total && flows.total == 5_739)
        // 210 pairs and 2,148 journeys lie inside the territory.
        #expect(expected.filter { !$0.key.contains("outside") }.values.reduce(0, +) == 2_148)
        #expect(sandbox.countingOutcome?.tripsTouchingOutside == 5_739 - 2_148)
    }
}
