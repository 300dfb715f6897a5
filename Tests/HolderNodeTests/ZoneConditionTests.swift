// SPDX-License-Identifier: Apache-2.0
//
// A condition on a zone is about its cell: PostgreSQL keeps the records that a reading of the condition over cells
// keeps, codes that are no zone and no code at all included.

import PostgreSQL
import Studies
import Testing
import TrustFixture

/// A condition and what it means for the cells of a record's origin and destination.
struct ZoneCondition: Sendable {
    let sql: String
    let keeps: @Sendable (_ origin: String, _ destination: String) -> Bool

    init(_ sql: String, _ keeps: @escaping @Sendable (String, String) -> Bool) {
        self.sql = sql
        self.keeps = keeps
    }
}

@Suite struct ZoneConditionTests {
    private static let zones = ["A", "B", "C", "D", "E", "F", "G", "H"]
    /// What the column holds; nil is NULL. Two codes are unknown here.
    private static let codes: [String?] = ["A", "B", "outside", "X1", "X2", nil]

    private static func cell(_ code: String?) -> String {
        code.flatMap { zones.contains($0) ? $0 : nil } ?? Territory.outsideCode
    }

    static let conditions: [ZoneCondition] = [
        ZoneCondition("origin_zone = 'A'") { origin, _ in origin == "A" },
        ZoneCondition("origin_zone <> 'A'") { origin, _ in origin != "A" },
        ZoneCondition("NOT origin_zone <> 'A'") { origin, _ in origin == "A" },
        ZoneCondition("origin_zone = 'outside'") { origin, _ in origin == "outside" },
        ZoneCondition("'outside' <> origin_zone") { origin, _ in origin != "outside" },
        ZoneCondition("NOT origin_zone = 'outside'") { origin, _ in origin != "outside" },
        ZoneCondition("origin_zone IN ('A', 'outside')") { origin, _ in ["A", "outside"].contains(origin) },
        ZoneCondition("origin_zone NOT IN ('A', 'outside')") { origin, _ in !["A", "outside"].contains(origin) },
        ZoneCondition("origin_zone NOT IN ('A', 'B')") { origin, _ in !["A", "B"].contains(origin) },
        ZoneCondition("origin_zone IN ('A', 'B', 'C', 'D', 'E', 'F', 'G', 'H')") { origin, _ in origin != "outside" },
        ZoneCondition("origin_zone IN ('A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'outside')") { _, _ in true },
        ZoneCondition("origin_zone NOT IN ('A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'outside')") { _, _ in false },
        ZoneCondition("origin_zone = destination_zone") { $0 == $1 },
        ZoneCondition("origin_zone <> destination_zone") { $0 != $1 },
        ZoneCondition("NOT origin_zone = destination_zone") { $0 != $1 },
        ZoneCondition("origin_zone = origin_zone") { _, _ in true },
        ZoneCondition("origin_zone = 'A' OR NOT (destination_zone = 'B' AND origin_zone <> destination_zone)") {
            $0 == "A" || !($1 == "B" && $0 != $1)
        },
    ]

    /// One person's one trip for each pair of codes.
    private static let records: String = {
        let literal = { (code: String?) in code.map { "'\($0)'" } ?? "NULL" }
        let rows = codes.flatMap { origin in codes.map { "(\(literal(origin)), \(literal($0)))" } }
        return """
            ALTER TABLE trips ALTER origin_zone DROP NOT NULL, ALTER destination_zone DROP NOT NULL;
            INSERT INTO trips
                SELECT 'p' || row_number() OVER (), 'c', '2026-03-02', '2026-03-03', o, d, 'bus', 'full', 1
                FROM (VALUES \(rows.joined(separator: ", "))) AS v (o, d);
            """
    }()

    private static func plan(_ query: String) throws -> Plan {
        let yaml = Fixture.hours.replacing(#/query: \|\n[\s\S]*?privacy:/#, with: "query: |\n  \(query)\nprivacy:")
            .replacing("cells_per_unit: 4", with: "cells_per_unit: 1")
            .replacing("per_cell: { trips: 3, metres: 1000 }", with: "per_cell: { trips: 3 }")
        return try Fixture.plan(yaml: yaml, dataset: TestStudy.dataset())
    }

    /// The pairs of codes that a condition is to keep.
    private static func pairs(_ condition: ZoneCondition) -> [String] {
        codes.flatMap { origin in
            codes.filter { condition.keeps(cell(origin), cell($0)) }.map { "\(origin ?? "-") \($0 ?? "-")" }
        }
    }

    @Test func `a condition on zones keeps the records of its cells, and is never NULL`() async throws {
        try await HolderDatabases.withTables { first, second, third in
            try await first.executeScript(Self.records)
            for condition in Self.conditions {
                let expected = Self.pairs(condition)
                let plan = try Self.plan("SELECT count(*) AS trips FROM trips WHERE \(condition.sql)")
                let filter = try #require(plan.filter)
                let kept = try await third.execute(
                    """
                    SELECT coalesce(t.origin_zone, '-') || ' ' || coalesce(t.destination_zone, '-') AS pair
                    FROM trips AS t WHERE \(filter)
                    """
                ).map { try $0.text("pair") }
                #expect(kept.sorted() == expected.sorted(), "\(condition.sql)")
                let undecided = try await third.execute("SELECT 1 FROM trips AS t WHERE (\(filter)) IS NULL")
                #expect(undecided.isEmpty, "\(condition.sql)")
                let run = try await plan.run(first, second)
                #expect(run.vectors[0] == [Int64(expected.count)], "\(condition.sql)")
            }
        }
    }

    @Test func `a band by a condition on zones sorts every record by its cell`() async throws {
        try await HolderDatabases.withTables { first, second, _ in
            try await first.executeScript(Self.records)
            for condition in Self.conditions {
                let plan = try Self.plan(
                    """
                    SELECT CASE WHEN \(condition.sql) THEN 'yes' ELSE 'no' END AS answer, count(*) AS trips
                      FROM trips GROUP BY answer
                    """)
                let (kept, all) = (Self.pairs(condition).count, Self.codes.count * Self.codes.count)
                let run = try await plan.run(first, second)
                #expect(run.vectors[0] == [Int64(kept), Int64(all - kept)], "\(condition.sql)")
            }
        }
    }

    @Test func `IS NULL asks about the record itself`() async throws {
        try await HolderDatabases.withTables { first, second, _ in
            try await first.executeScript(Self.records)
            let plan = try Self.plan("SELECT count(*) AS trips FROM trips WHERE origin_zone IS NULL")
            #expect(try await plan.run(first, second).vectors[0] == [Int64(Self.codes.count)])
        }
    }
}
