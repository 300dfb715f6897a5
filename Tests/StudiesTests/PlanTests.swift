// SPDX-License-Identifier: Apache-2.0
//
// Plans: which cells, measures, bounds and tasks a query gives, and the hash over all of it.

import Studies
import Testing

@Suite struct PlanTests {
    @Test func `cells are numbered row by row, the last axis fastest`() throws {
        let plan = try Fixture.plan(
            query:
                "SELECT mode, extract(isodow from departed_at) AS weekday, count(*) AS trips FROM trips GROUP BY 1, 2")
        #expect(plan.cellCount == 4 * 7)
        #expect(plan.values(ofCell: 0).map(\.code) == ["bus", "1"])
        #expect(plan.values(ofCell: 1).map(\.code) == ["bus", "2"])
        #expect(plan.values(ofCell: 7).map(\.code) == ["bike", "1"])
        #expect(plan.values(ofCell: 27).map(\.code) == ["other", "7"])
    }

    @Test func `zones end with the outside, complete axes have no other cell`() throws {
        let plan = try Fixture.plan(
            query: """
                SELECT origin_zone, extract(hour from departed_at) AS hour,
                  CASE WHEN mode = 'bus' THEN 'bus' ELSE 'reste' END AS band,
                  CASE WHEN distance_m < 5000 THEN 'court'
                    WHEN distance_m >= 20000 THEN 'long' END AS reach, count(*) AS trips
                FROM trips GROUP BY origin_zone, hour, band, reach
                """)
        #expect(plan.dimensions.map(\.kind) == [.zone, .hour, .band, .band])
        #expect(plan.dimensions.map(\.cells.count) == [29, 24, 2, 3])
        #expect(plan.dimensions[0].other?.code == Territory.outsideCode)
        #expect(plan.dimensions[1].other == nil)
        #expect(plan.dimensions[2].values.map(\.code) == ["bus", "reste"])
        #expect(plan.dimensions[3].other?.code == "other")
        #expect(plan.dimensions[3].column == "distance_m")
        #expect(plan.columnsRead == ["departed_at", "distance_m", "mode", "origin_zone", "person_id"])
    }

    @Test(arguments: [
        ("month", 3, "2026-03-01", "2026-05-01"), ("week", 13, "2026-03-02", "2026-05-25"),
        ("day", 91, "2026-03-02", "2026-05-31"),
    ])
    func `days, weeks and months are those of the period`(unit: String, count: Int, first: String, last: String) throws
    {
        let plan = try Fixture.plan(
            query: "SELECT date_trunc('\(unit)', departed_at) AS time, count(*) AS trips FROM trips GROUP BY time")
        let axis = try #require(plan.dimensions.first)
        #expect(axis.kind.rawValue == unit)
        #expect(axis.cells.count == count)
        #expect(axis.cells.first?.code == first)
        #expect(axis.cells.last?.code == last)
        #expect(axis.other == nil)
    }

    @Test func `the months that can occur are known, of another time they aren't`() throws {
        let bounded = try Fixture.plan(
            query: "SELECT extract(month from departed_at) AS m, count(*) AS trips FROM trips GROUP BY m")
        #expect(bounded.dimensions[0].cells.map(\.code) == ["3", "4", "5"])
        let free = try Fixture.plan(
            query: "SELECT extract(month from arrived_at) AS m, count(*) AS trips FROM trips GROUP BY m")
        #expect(free.dimensions[0].cells.count == 13)
    }

    @Test func `every plan counts distinct units first`() throws {
        let added = try Fixture.plan(Fixture.study)
        #expect(
            added.measures == [
                Measure(name: "units", kind: .distinctUnits, bound: 1),
                Measure(name: "trips", kind: .records, bound: 4),
            ])
        let moved = try Fixture.plan(
            query: "SELECT mode, count(*) AS trips, count(DISTINCT person_id) AS people FROM trips GROUP BY mode")
        #expect(moved.measures.map(\.name) == ["people", "trips"])
    }

    @Test func `G3 rho is shared out within epsilon, and sensitivity counts every source`() throws {
        let plan = try Fixture.plan(Fixture.study)
        #expect(plan.sourcesPerUnit == 2)
        // (2·1)²·2 and (2·4)²·2.
        #expect(plan.tasks.map(\.sensitivitySquared) == [8, 128])
        #expect(plan.tasks.map(\.length) == [4, 4])
        #expect(plan.tasks[0].rhoMicro == plan.tasks[1].rhoMicro)
        #expect(plan.rhoMicro == plan.tasks[0].rhoMicro * 2)
        let one = try Fixture.plan(Fixture.study.replacing("sources: [bus, bike]", with: "sources: [bike]"))
        #expect(one.tasks.map(\.sensitivitySquared) == [2, 32])
        #expect(one.tasks[0].rhoMicro == plan.tasks[0].rhoMicro)
    }

    @Test func `groups are named by name, number or expression`() throws {
        let queries = [
            "SELECT mode, extract(hour from departed_at) AS h, count(*) AS trips FROM trips GROUP BY mode, h",
            "SELECT mode, extract(hour from departed_at) AS h, count(*) AS trips FROM trips GROUP BY 2, 1",
            "SELECT mode, extract(hour from departed_at) AS h, count(*) AS trips FROM trips"
                + "\nGROUP BY extract(hour from departed_at), trips.mode",
        ]
        let plans = try queries.map { try Fixture.plan(query: $0) }
        #expect(plans.allSatisfy { $0.dimensions == plans[0].dimensions })
    }

    @Test func `reference tables become lists of keys`() throws {
        let plan = try Fixture.plan(
            query: """
                SELECT g.zone_group AS part, count(*) AS trips
                FROM trips t JOIN zone_groups g ON t.origin_zone = g.zone
                WHERE g.zone_group <> 'island' GROUP BY part
                """)
        #expect(plan.dimensions[0].cells.map(\.code) == ["centre", "first_ring", "coast", "inland", "island"])
        #expect(!plan.statement.records.contains("zone_groups"))
        #expect(plan.filter == "t.origin_zone NOT IN ('Z05', 'Z10', 'Z15', 'Z20', 'Z25')")
        let left = try Fixture.plan(
            query: """
                SELECT zone_group, count(*) AS trips
                FROM trips LEFT JOIN zone_groups g ON g.zone = trips.origin_zone GROUP BY zone_group
                """)
        #expect(left.dimensions[0].cells.count == 6)
    }

    @Test(arguments: [
        ("mode <> 'bus'", "t.mode <> 'bus'"),
        ("'bus' = mode AND NOT distance_m >= 0", "(t.mode = 'bus') AND (NOT (t.distance_m >= 0))"),
        ("mode IN ('bus', 'bike') OR mode IS NULL", "(t.mode IN ('bus', 'bike')) OR (t.mode IS NULL)"),
        ("distance_m NOT BETWEEN 10 AND 20", "t.distance_m NOT BETWEEN 10 AND 20"),
        ("20 > distance_m", "t.distance_m < 20"),
        ("extract(hour from departed_at) IN (7, 8)", "date_part('hour', t.departed_at) IN (7, 8)"),
        ("origin_zone NOT IN ('Z01')", "(t.origin_zone IN ('Z01')) IS NOT TRUE"),
        ("distance_m = 0", "t.distance_m = 0"),
    ])
    func `conditions are written anew over the table`(condition: String, filter: String) throws {
        let plan = try Fixture.plan(query: "SELECT mode, count(*) AS trips FROM trips WHERE \(condition) GROUP BY mode")
        #expect(plan.filter == filter)
    }

    @Test func `a zone column means its cell: outside is whatever is no zone`() throws {
        let codes = try Fixture.territory(zones: 3).zones.map(\.code)
        #expect(codes == ["Z01", "Z02", "Z03"])
        let filter = { (condition: String) in
            try Fixture.plan(
                Fixture.study(query: "SELECT mode, count(*) AS trips FROM trips WHERE \(condition) GROUP BY mode"),
                dataset: Fixture.dataset(zones: 3)
            ).filter
        }
        #expect(try filter("origin_zone = 'outside'") == "(t.origin_zone IN ('Z01', 'Z02', 'Z03')) IS NOT TRUE")
        #expect(try filter("origin_zone <> 'outside'") == "(t.origin_zone IN ('Z01', 'Z02', 'Z03')) IS TRUE")
        #expect(try filter("origin_zone IN ('Z02', 'outside')") == "(t.origin_zone IN ('Z01', 'Z03')) IS NOT TRUE")
        #expect(try filter("origin_zone IN ('Z01', 'Z02', 'Z03', 'outside')") == "TRUE")
        #expect(
            try filter("origin_zone = destination_zone") == """
                (t.origin_zone = t.destination_zone) IS TRUE OR \
                (((t.origin_zone IN ('Z01', 'Z02', 'Z03')) IS NOT TRUE) AND \
                ((t.destination_zone IN ('Z01', 'Z02', 'Z03')) IS NOT TRUE))
                """)
    }
}
