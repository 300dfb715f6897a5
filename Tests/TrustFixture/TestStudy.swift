// SPDX-License-Identifier: Apache-2.0
//
// The catalogue's dataset over a territory of eight zones, its studies, and mandates made for them.

import Foundation
import Governance
import Studies
import Testing

package enum TestStudy {
    package static func dataset(_ change: (String) -> String = { $0 }) throws -> Dataset {
        let codes = ["A", "B", "C", "D", "E", "F", "G", "H"]
        let zones = codes.enumerated().map { index, code in
            let west = Double(index)
            let ring = [(west, 0.0), (west + 1, 0), (west + 1, 1), (west, 1), (west, 0)].map {
                Coordinate(longitude: $0.0, latitude: $0.1)
            }
            return Zone(
                code: code, name: code, polygons: [[ring]],
                anchor: Coordinate(longitude: west + 0.5, latitude: 0.5))
        }
        let territory = try Territory(
            id: "eight-zones", name: Localized("Eight zones"), zones: zones, outside: Localized("Outside"))
        let package = change(try TestTrust.file("datasets/mobility-trips/datapackage.json"))
        return try Dataset(
            dataPackage: package.utf8, territory: territory,
            referenceRows: ["zone_groups": codes.map { [$0, $0 == "A" ? "centre" : "coast"] }])
    }

    /// A flow map within the standing limits of the policy.
    package static let flowMap = """
        id: flow-map
        title: Trips between zones
        requester: { id: authority, name: The authority, kind: transport-authority }
        purpose: dpv:ImproveTransportMobility
        question: Between which zones do people travel?
        benefit: Buses where they are needed.
        dataset: mobility-trips
        sources: [bus, bike]
        period: { from: 2026-03-02, to: 2026-06-01 }
        query: |
          SELECT origin_zone, destination_zone, count(DISTINCT person_id) AS people, count(*) AS trips
          FROM trips
          GROUP BY origin_zone, destination_zone
        privacy: { epsilon: 4, delta_exponent: 6, cells_per_unit: 6, per_cell: { trips: 12 } }
        formats: [table, flow-map]
        retention_days: 1095

        """

    /// A study of the catalogue.
    package static func text(_ name: String) throws -> String {
        try TestTrust.file("datasets/mobility-trips/studies/\(name).yaml")
    }

    package static func names(in folder: String) throws -> [String] {
        let place = TestTrust.repository.appending(path: "datasets/mobility-trips/\(folder)").path
        return try FileManager.default.contentsOfDirectory(atPath: place).filter { $0.hasSuffix(".yaml") }
            .map { String($0.dropLast(".yaml".count)) }.sorted()
    }

    package static func plan(_ text: String) throws -> Plan {
        try Planner.plan(Study(yaml: text, file: "study.yaml"), dataset: dataset(), file: "study.yaml")
    }
}
