// SPDX-License-Identifier: Apache-2.0
//
// The tables: every published flow, every cell with its status and interval, places and periods.

import DisclosureControl
import Foundation
import Publication
import Studies
import Testing

@Suite struct PublicationTableTests {
    static func rows(_ text: String?) throws -> [[String]] {
        try text.unwrapped.split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    }

    @Test func `every published flow and no other is in flows.csv`() throws {
        let publication = TestPublication()
        let plan = try publication.plan
        let release = try publication.release(plan)
        let expected = release.cells.enumerated().compactMap { index, cell -> [String]? in
            guard case .published(let values) = cell else { return nil }
            return plan.values(ofCell: index).map(\.code) + [String(values[1])]
        }
        let rows = try Self.rows(try publication.files()["flows.csv"])
        #expect(rows.first == ["origin", "dest", "count"])
        #expect(Array(rows.dropFirst()) == expected)
        #expect(expected.contains { $0[0] == $0[1] } && expected.contains { $0[0] == Territory.outsideCode })
    }

    @Test func `the table holds all cells, withheld ones empty, with intervals`() throws {
        let publication = TestPublication()
        let plan = try publication.plan
        let release = try publication.release(plan)
        let rows = try Self.rows(try publication.files()["table.csv"])
        #expect(
            rows.first == [
                "origin", "destination", "status", "people", "people_low", "people_high", "trips", "trips_low",
                "trips_high",
            ])
        #expect(rows.count == plan.cellCount + 1)
        for (row, cell) in zip(rows.dropFirst(), release.cells) {
            switch cell {
            case .withheld: #expect(Array(row.dropFirst(2)) == ["withheld", "", "", "", "", "", ""])
            case .published(let values):
                let expected = zip(values, release.measures).flatMap { value, measure in
                    [value, max(0, value - measure.halfWidth95), value + measure.halfWidth95].map { String($0) }
                }
                #expect(Array(row.dropFirst(2)) == ["published"] + expected)
            }
        }
        #expect(release.withheldCount > 0 && release.withheldCount < plan.cellCount)
    }

    @Test func `periods come as a time column and other dimensions by their name`() throws {
        let query = """
            SELECT origin_zone AS origin, destination_zone AS destination, mode,
                   date_trunc('month', departed_at) AS month, count(DISTINCT person_id) AS people, count(*) AS trips
            FROM trips GROUP BY 1, 2, 3, 4
            """
        let files = try TestPublication(query: query).files()
        let rows = try Self.rows(files["flows.csv"])
        #expect(rows.first == ["origin", "dest", "count", "time", "mode"])
        #expect(rows.dropFirst().allSatisfy { $0[3].hasPrefix("2026-0") && ["bus", "bike", "other"].contains($0[4]) })
        #expect(try files["map.svg"].unwrapped.contains("additionne les cellules publiées"))
    }

    @Test func `the hour of the day is no date and keeps its name`() throws {
        let query = """
            SELECT origin_zone AS origin, destination_zone AS destination, extract(hour FROM departed_at) AS hour,
                   count(DISTINCT person_id) AS people, count(*) AS trips FROM trips GROUP BY 1, 2, 3
            """
        let rows = try Self.rows(try TestPublication(query: query).files()["flows.csv"])
        #expect(rows.first == ["origin", "dest", "count", "hour"])
    }

    @Test func `every end of a flow is a location, outside among them`() throws {
        let files = try TestPublication().files()
        let locations = try Self.rows(files["locations.csv"])
        #expect(locations.first == ["id", "name", "lat", "lon"])
        let ids = Set(locations.dropFirst().map { $0[0] })
        #expect(try Self.rows(files["flows.csv"]).dropFirst().allSatisfy { ids.contains($0[0]) && ids.contains($0[1]) })
        let outside = try locations.first { $0[0] == Territory.outsideCode }.unwrapped
        let longitudes = locations.dropFirst().filter { $0[0] != Territory.outsideCode }.compactMap { Double($0[3]) }
        #expect(try Double(outside[3]).unwrapped > (try longitudes.max().unwrapped))
    }

    @Test func `names with commas and quotes keep the table's shape, formulas do not run`() throws {
        let files = try TestPublication(zoneName: "=a,\"b\"").files()
        let lines = try files["locations.csv"].unwrapped.split(separator: "\n")
        #expect(lines[1].hasPrefix("01000,\"'=a,\"\"b\"\" 0\","))
    }

    @Test func `the data package counts what is withheld and names the plan`() throws {
        let publication = TestPublication()
        let plan = try publication.plan
        let text = try publication.files()["datapackage.json"].unwrapped
        let package = try (JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]).unwrapped
        let cells = try (package["cells"] as? [String: Int]).unwrapped
        #expect(cells["withheld"] == (try publication.release(plan)).withheldCount)
        #expect(package["plan_hash"] as? String == plan.hash)
        // RFC 3339, section 5.6, as the specification of Data Packages asks.
        let created = try (package["created"] as? String).unwrapped
        #expect(created.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/) != nil, "\(created)")
        let resources = try (package["resources"] as? [[String: Any]]).unwrapped
        let files = try publication.files()
        for resource in resources {
            let path = try (resource["path"] as? String).unwrapped
            let schema = try (resource["schema"] as? [String: Any]).unwrapped
            let fields = try (schema["fields"] as? [[String: Any]]).unwrapped.compactMap { $0["name"] as? String }
            #expect(try Self.rows(files[path]).first == fields, "\(path)")
        }
        #expect(resources.count == 3)
    }

    @Test func `flows as lines carry the summed counts`() throws {
        let files = try TestPublication().files()
        let text = try files["flows.geojson"].unwrapped
        let collection = try (JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]).unwrapped
        let features = try (collection["features"] as? [[String: Any]]).unwrapped
        let counts = features.compactMap { ($0["properties"] as? [String: Any])?["count"] as? Int }
        let flows = try Self.rows(files["flows.csv"]).dropFirst().compactMap { Int($0[2]) }
        #expect(counts.sorted() == flows.sorted())
    }
}
