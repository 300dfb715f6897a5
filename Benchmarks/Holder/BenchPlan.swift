// SPDX-License-Identifier: Apache-2.0
//
// The study that is measured: trips by origin, destination and six-hour band, distinct people and trips, at most
// four cells a person and three trips a cell; planned as any study is, against a description of the bench's table.

import Studies

enum BenchPlan {
    /// The same cells without any protection.
    static let cells = "origin_zone, dest_zone, hour / 6 AS band"

    private static let query = """
        SELECT origin_zone, dest_zone,
               CASE WHEN hour < 6 THEN 'night' WHEN hour < 12 THEN 'morning'
                    WHEN hour < 18 THEN 'afternoon' ELSE 'evening' END AS band,
               count(DISTINCT person_id) AS people, count(*) AS trips
        FROM trips
        GROUP BY origin_zone, dest_zone, band
        """

    static func plan() throws -> Plan {
        guard let period = Period(start: Day(year: 2026, month: 3, day: 2), end: Day(year: 2026, month: 6, day: 1))
        else { throw BenchFailure(message: "the bench's period is empty") }
        let words = Localized("bench")
        let study = Study(
            id: "bench", title: words,
            requester: Study.Requester(id: "bench", name: "bench", kind: .research),
            purpose: "dpv:ScientificResearch", question: words, benefit: words, dataset: "bench", sources: ["one"],
            period: period, query: query,
            privacy: Study.Privacy(
                epsilonMicro: 4_000_000, deltaExponent: 6, cellsPerUnit: 4, perCell: ["trips": 3]),
            formats: [.table], retentionDays: 30)
        return try Planner.plan(study, dataset: dataset(period), file: "bench")
    }

    private static func dataset(_ period: Period) throws -> Dataset {
        let corners = [(0.0, 0.0), (1, 0), (1, 1), (0, 0)].map { Coordinate(longitude: $0.0, latitude: $0.1) }
        let zone = Zone(code: "1", name: "1", polygons: [[corners]], anchor: corners[1])
        let words = Localized("bench")
        let zones = Column.Kind.integer(0...Int64(BenchTable.zones - 1))
        return try Dataset(
            id: "bench", version: "1.0.0", title: words, table: "trips",
            unit: UnitOfPrivacy(kind: .person, column: "person_id"),
            columns: [
                column("person_id", .integer(0...Int64(Int32.max))), column("origin_zone", zones),
                column("dest_zone", zones), column("hour", .integer(0...23)), column("mode", .integer(0...5)),
                column("departed_on", .date),
            ],
            timeColumn: "departed_on", recordPeriod: period, referenceTables: [],
            sources: [SourceDescription(id: "one", title: words)],
            territory: Territory(id: "bench", name: words, zones: [zone], outside: words),
            descriptionHash: String(repeating: "0", count: 64))
    }

    private static func column(_ name: String, _ kind: Column.Kind) -> Column {
        Column(name: name, kind: kind, title: Localized(name), optional: false)
    }
}
