// SPDX-License-Identifier: Apache-2.0
//
// A territory of squares, the catalogue's dataset over it, and one good study that tests bend.

import Foundation
import Studies

enum Fixture {
    static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("datasets/mobility-trips")

    /// `Z01`, `Z02`, ...: unit squares seven to a row.
    static func territory(zones count: Int = 28) throws -> Territory {
        let zones = (0..<count).map { index in
            let (x, y) = (Double(index % 7), Double(index / 7))
            let corners = [(0.0, 0.0), (1, 0), (1, 1), (0, 1), (0, 0)]
            let ring = corners.map { Coordinate(longitude: x + $0.0, latitude: y + $0.1) }
            return Zone(
                code: (index < 9 ? "Z0" : "Z") + String(index + 1), name: "Zone \(index + 1)", polygons: [[ring]],
                anchor: Coordinate(longitude: x + 0.5, latitude: y + 0.5))
        }
        return try Territory(
            id: "squares", name: Localized(fr: "Carrés", en: "Squares"), zones: zones,
            outside: Localized(fr: "hors du territoire", en: "outside the territory"))
    }

    /// The groups of the zones, by turns.
    static func groups(_ territory: Territory) -> [[String]] {
        let names = ["centre", "first_ring", "coast", "inland", "island"]
        return territory.zones.enumerated().map { [$1.code, names[$0 % 5]] }
    }

    static func dataset(zones count: Int = 28) throws -> Dataset {
        let territory = try territory(zones: count)
        return try Dataset(
            directory: folder, territory: territory, referenceRows: ["zone_groups": groups(territory)])
    }

    /// The catalogue's data package with one text replaced by another.
    static func dataset(replacing text: String, with other: String) throws -> Dataset {
        let file = try String(contentsOf: folder.appendingPathComponent("datapackage.json"), encoding: .utf8)
        let territory = try territory()
        return try Dataset(
            dataPackage: Array(file.replacingOccurrences(of: text, with: other).utf8), territory: territory,
            referenceRows: ["zone_groups": groups(territory)])
    }

    /// The query's first line is line 13 and begins at column 3.
    static let study = """
        id: flows
        title: Flux de déplacements
        requester: { id: aom, name: Autorité des mobilités, kind: transport-authority }
        purpose: dpv:ImproveTransportMobility
        question:
          fr: Combien de personnes ?
          en: How many people?
        benefit: De meilleures lignes.
        dataset: mobility-trips
        sources: [bus, bike]
        period: { from: 2026-03-02, to: 2026-06-01 }
        query: |
          SELECT mode, count(*) AS trips
          FROM trips
          GROUP BY mode
        privacy:
          epsilon: 3.5
          delta_exponent: 6
          cells_per_unit: 2
          per_cell: { trips: 4 }
        formats: [table]
        retention_days: 365

        """

    static let query = """
        SELECT mode, count(*) AS trips
          FROM trips
          GROUP BY mode
        """

    /// The good study with another query, on lines from 13 on.
    static func study(query: String) -> String {
        let indented = query.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n  ")
        return study.replacingOccurrences(of: Fixture.query, with: indented)
    }

    static func plan(_ yaml: String, dataset: Dataset? = nil) throws -> Plan {
        let study = try Study(yaml: yaml, file: "study.yaml")
        return try Planner.plan(study, dataset: dataset ?? Fixture.dataset(), file: "study.yaml")
    }

    static func plan(query: String) throws -> Plan { try plan(study(query: query)) }
}
