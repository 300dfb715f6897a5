// SPDX-License-Identifier: Apache-2.0
//
// The pushed-down statement as text. That PostgreSQL counts with it what it should is tested where holders run it.

import Studies
import Testing

@Suite struct StatementTests {
    @Test func `records are cut to the period, and people who objected are left out`() throws {
        let records = try Fixture.plan(Fixture.study).statement.records
        #expect(records.contains("t.departed_at >= TIMESTAMP '2026-03-02'"))
        #expect(records.contains("t.departed_at < TIMESTAMP '2026-06-01'"))
        #expect(
            records.hasSuffix("NOT EXISTS (SELECT 1 FROM objections AS o WHERE o.person_id = t.person_id)"))
        #expect(records.contains("t.person_id IS NOT NULL"))
    }

    @Test func `short lists are a CASE, long ones a join`() throws {
        let mode = try Fixture.plan(Fixture.study).statement.records
        #expect(
            mode.contains("((CASE t.mode WHEN 'bus' THEN 0 WHEN 'bike' THEN 1 WHEN 'carpool' THEN 2 ELSE 3 END))::int4")
        )
        let zones = try Fixture.plan(
            query: "SELECT origin_zone, count(*) AS trips FROM trips GROUP BY origin_zone"
        ).statement.records
        #expect(zones.contains("LEFT JOIN (VALUES ('Z01', 0), ('Z02', 1),"))
        #expect(zones.contains("coalesce(d0.place, 28)"))
    }

    @Test func `amounts are clamped in every record and in every sum`() throws {
        let yaml = Fixture.study(query: "SELECT mode, sum(distance_m) AS trips FROM trips GROUP BY mode")
            .replacing("trips: 4", with: "trips: 9000")
        let statement = try Fixture.plan(yaml).statement
        #expect(statement.records.contains("least(greatest(coalesce(t.distance_m, 0), 0), 9000)::int8 AS v1"))
        #expect(statement.bounded.contains("sum(least(v1, 9000))::int8 AS \"trips\""))
    }

    @Test func `a unit keeps the cells of smallest rank`() throws {
        let plan = try Fixture.plan(Fixture.study)
        let key = CellChoice.key(of: plan.study)
        #expect(plan.statement.records.contains("hashtextextended(t.person_id, '\(key)'::int8) AS unit"))
        #expect(
            plan.statement.bounded.contains(
                "ORDER BY hashint8extended(unit # (cell::int8 * 2654435769), '\(key)'::int8), cell) AS place"))
        #expect(plan.statement.bounded.contains("WHERE place <= 2\n"))
        #expect(plan.statement.bounded.contains(plan.statement.records))
    }

    @Test func `nothing of the author's text reaches the statement`() throws {
        let plan = try Fixture.plan(
            query: """
                SELECT /* ); DROP TABLE trips; -- */ CASE WHEN mode = 'bus' THEN 'it''s; "x"' ELSE 'b' END AS band,
                  count(*) AS trips -- more
                FROM trips GROUP BY band
                """)
        #expect(plan.dimensions[0].values[0].code == "it's; \"x\"")
        #expect(!plan.statement.bounded.contains("DROP") && !plan.statement.bounded.contains("it's"))
    }
}
