// SPDX-License-Identifier: Apache-2.0
//
// A plan run by a holder gives, cell by cell, what PostgreSQL gives when it bounds by itself with window functions.

import HolderNode
import PostgreSQL
import Studies
import Testing

@Suite struct PlanRunTests {
    @Test(arguments: Fixture.studies, HolderDatabases.operators)
    func `G4 every study of the catalogue counts what its twin in SQL counts`(
        file: String, holder: String
    ) async throws {
        let plan = try Fixture.plan(file: file)
        for shape in HolderDatabases.Shape.allCases {
            try await HolderDatabases.withRecords(of: holder, shape) { first, second in
                let run = try await plan.run(first, second)
                #expect(run.vectors == (try await plan.boundedInSQL(first)))
                #expect(run.vectors.allSatisfy { $0.count == plan.cellCount })
                #expect((run.recordCount > 0) == !file.contains("carpool"))
                #expect((run.vectors[0].reduce(0, +) > 0) == (run.unitCount > 0))
            }
        }
    }

    @Test(arguments: ["flows.yaml", "distances-by-origin.yaml"])
    func `the order of the records and the number of connections change nothing`(file: String) async throws {
        let plan = try Fixture.plan(file: file)
        var runs: [PlanRun] = []
        for shape in HolderDatabases.Shape.allCases {
            try await HolderDatabases.withRecords(of: "bus", shape) { first, second in
                runs.append(try await plan.run(first, second))
            }
        }
        #expect(runs.count == 3)
        for run in runs.dropFirst() {
            #expect(run.vectors == runs[0].vectors && run.recordCount == runs[0].recordCount)
            #expect(run.unitCount == runs[0].unitCount)
        }
    }

    @Test func `G4 a person counts in w cells and no more, and by the bound in each`() async throws {
        let plan = try Fixture.plan(yaml: Fixture.hours)
        try await HolderDatabases.withTables { first, second, _ in
            try await first.executeScript(
                Fixture.insert(
                    """
                    SELECT 'many', h, 5000 FROM generate_series(0, 23) h, generate_series(1, 200)
                    UNION ALL SELECT 'few', h, 70 FROM generate_series(8, 9) h, generate_series(1, 2)
                    """))
            let run = try await plan.run(first, second)
            let totals = run.vectors.map { $0.reduce(0, +) }
            // `many`: 4 cells of 24, each 1 person, 3 trips, 1000 m. `few`: 2 cells of 2 trips of 70 m.
            let expected: [Int64] = [6, 16, 4_280]
            #expect(totals == expected)
            #expect(run.vectors[0].allSatisfy { (0...2).contains($0) })
            #expect(run.unitCount == 2 && run.recordCount == 24 * 200 + 4)
        }
    }

    @Test func `people who object are left out, and come back when they no longer do`() async throws {
        let plan = try Fixture.plan(yaml: Fixture.hours)
        try await HolderDatabases.withTables { first, second, _ in
            try await first.executeScript(
                Fixture.insert("SELECT 'p' || p, p % 24, 10 FROM generate_series(1, 500) p")
                    + "INSERT INTO objections VALUES ('p1'), ('p25'), ('stranger')")
            let without = try await plan.run(first, second)
            #expect(without.unitCount == 498 && without.vectors[0].reduce(0, +) == 498)
            let twin = try await plan.boundedInSQL(first)
            #expect(without.vectors == twin)
            try await first.execute("DELETE FROM objections")
            let with = try await plan.run(first, second)
            #expect(with.unitCount == 500 && with.vectors[0][1] == without.vectors[0][1] + 2)
        }
    }

    @Test func `an empty table gives zeros`() async throws {
        let plan = try Fixture.plan(yaml: Fixture.hours)
        try await HolderDatabases.withTables { first, second, _ in
            let run = try await plan.run(first, second)
            #expect(run.vectors == plan.measures.map { _ in [Int64](repeating: 0, count: 24) })
            #expect(run.recordCount == 0 && run.unitCount == 0)
        }
    }

    @Test func `both connections read one snapshot`() async throws {
        let plan = try Fixture.plan(yaml: Fixture.hours)
        try await HolderDatabases.withTables { first, second, third in
            try await first.executeScript(
                Fixture.insert("SELECT 'p' || p, p % 24, 10 FROM generate_series(1, 2000) p"))
            let writer = Task {
                for turn in 0..<40 {
                    try await third.executeScript("UPDATE trips SET distance_m = \(turn)")
                }
            }
            for _ in 0..<20 {
                let run = try await plan.run(first, second)
                #expect(run.unitCount == 2_000 && run.recordCount == 2_000)
            }
            try await writer.value
        }
    }

    @Test func `units that are integers of 32 bits travel packed and count the same`() async throws {
        let plan = try Fixture.plan(yaml: Fixture.hours, dataset: Fixture.datasetOfNumberedPeople())
        #expect(plan.statement.isPacked && plan.statement.records.contains(" AS record"))
        try await HolderDatabases.withTables { first, second, _ in
            try await first.executeScript(
                Fixture.insert("SELECT p % 300, p * p % 24, p % 900 FROM generate_series(1, 4000) p")
                    + "INSERT INTO objections VALUES ('7');"
                    + "ALTER TABLE trips ALTER person_id TYPE int USING person_id::int - 150;"
                    + "ALTER TABLE objections ALTER person_id TYPE int USING person_id::int - 150")
            let run = try await plan.run(first, second)
            #expect(run.vectors == (try await plan.boundedInSQL(first)))
            #expect(run.unitCount == 299)
        }
    }
}
