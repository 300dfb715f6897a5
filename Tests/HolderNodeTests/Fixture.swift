// SPDX-License-Identifier: Apache-2.0
//
// The sandbox's territory, the catalogue's dataset over it, its studies, and one small study that tests bend.

import Foundation
import HolderNode
import PostgreSQL
import Sandbox
import Studies

enum Fixture {
    static let sandbox = Result { try Sandbox(seed: 1, people: 3_000) }

    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "datasets/mobility-trips")

    /// By file name, those that policies refuse too.
    static let studies: [String] = {
        let studies = folder.appending(path: "studies").path
        let all = FileManager.default.enumerator(atPath: studies)?.compactMap { $0 as? String } ?? []
        return all.filter { $0.hasSuffix(".yaml") }.sorted()
    }()

    static func dataset() throws -> Dataset {
        let sandbox = try sandbox.get()
        let rows = sandbox.zoneGroups.map { [$0.zone, $0.group.rawValue] }
        return try Dataset(directory: folder, territory: sandbox.territory, referenceRows: ["zone_groups": rows])
    }

    /// The catalogue's dataset, but persons are numbers.
    static func datasetOfNumberedPeople() throws -> Dataset {
        let dataset = try dataset()
        let columns = dataset.columns.map { column in
            guard column.name == dataset.unit.column else { return column }
            return Column(name: column.name, kind: .integer(-1_000...1_000), title: column.title, optional: false)
        }
        return Dataset(
            id: dataset.id, version: dataset.version, title: dataset.title, table: dataset.table, unit: dataset.unit,
            columns: columns, timeColumn: dataset.timeColumn, recordPeriod: dataset.recordPeriod,
            referenceTables: dataset.referenceTables, sources: dataset.sources, territory: dataset.territory,
            descriptionHash: dataset.descriptionHash)
    }

    static func plan(file: String) throws -> Plan {
        let path = folder.appending(path: "studies").appending(path: file)
        return try plan(yaml: String(contentsOf: path, encoding: .utf8))
    }

    static func plan(yaml: String, dataset: Dataset? = nil) throws -> Plan {
        let study = try Study(yaml: yaml, file: "study.yaml")
        return try Planner.plan(study, dataset: dataset ?? Fixture.dataset(), file: "study.yaml")
    }

    /// People, trips and metres by hour: 24 cells, at most `w` = 4 of them a person, 3 trips and 1000 m a cell.
    static let hours = """
        id: hours
        title: Heures
        requester: { id: aom, name: Autorité des mobilités, kind: transport-authority }
        purpose: dpv:ImproveTransportMobility
        question: À quelle heure ?
        benefit: De meilleures lignes.
        dataset: mobility-trips
        sources: [bus, bike]
        period: { from: 2026-03-02, to: 2026-06-01 }
        query: |
          SELECT extract(hour from departed_at) AS hour, count(DISTINCT person_id) AS people,
                 count(*) AS trips, sum(distance_m) AS metres
          FROM trips
          GROUP BY hour
        privacy:
          epsilon: 4
          delta_exponent: 6
          cells_per_unit: 4
          per_cell: { trips: 3, metres: 1000 }
        formats: [table]
        retention_days: 365

        """

    /// Rows of `trips` from a query that gives `person` and `hour`, and a distance.
    static func insert(_ rows: String) -> String {
        """
        INSERT INTO trips SELECT person::text, 'c', TIMESTAMP '2026-03-02' + hour * interval '1 hour',
            TIMESTAMP '2026-03-03', 'Z', 'Z', 'bus', 'full', metres FROM (\(rows)) AS r (person, hour, metres);
        """
    }

    /// Two trips each for so many people, between the eight zones of the trust's test dataset.
    static func people(_ count: Int) -> String {
        """
        INSERT INTO trips SELECT 'B-person-' || p, 'B-card-' || p, TIMESTAMP '2026-03-02' + p * interval '61 minutes',
            TIMESTAMP '2026-06-01', chr(65 + p % 8), chr(65 + (p + back) % 8), 'bus', 'full', 1000 + p
            FROM generate_series(1, \(count)) p, generate_series(1, 2) back;
        """
    }
}

extension Plan {
    /// What PostgreSQL gives when it bounds by itself: one vector for each measure.
    func boundedInSQL(_ connection: Connection) async throws -> [[Int64]] {
        var vectors = measures.map { _ in [Int64](repeating: 0, count: cellCount) }
        for row in try await connection.execute(statement.bounded) {
            for (index, measure) in measures.enumerated() {
                vectors[index][try row.int("cell")] = Int64(try row.int(measure.name))
            }
        }
        return vectors
    }

    func run(_ first: Connection, _ second: Connection) async throws -> PlanRun {
        try await PlanRunner(plan: self, table: "trips").run(on: first, and: second)
    }
}
