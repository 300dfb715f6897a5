// SPDX-License-Identifier: Apache-2.0
//
// A plan that scales to norms gives, cell by cell and bit by bit, what PostgreSQL gives when it scales by itself.

import HolderNode
import PostgreSQL
import Studies
import Testing

@Suite struct NormRunTests {
    static func plan() throws -> Plan {
        let bounds = "  cells_per_unit: 4\n  per_cell: { trips: 3, metres: 1000 }\n"
        return try Fixture.plan(
            yaml: Fixture.hours.replacing(bounds, with: "  norm: { people: 2, trips: 6, metres: 20000 }\n"))
    }

    @Test func `G4 a person adds no more than the norm over all cells, and in SQL the same bits`() async throws {
        let plan = try Self.plan()
        try await HolderDatabases.withTables { first, second, _ in
            // One person in all 24 cells, far beyond every norm; another within all of them.
            try await first.executeScript(
                Fixture.insert(
                    """
                    SELECT 'many', h, 5000 FROM generate_series(0, 23) h, generate_series(1, 200)
                    UNION ALL SELECT 'few', h, 70 FROM generate_series(8, 9) h, generate_series(1, 2)
                    """))
            let run = try await plan.run(first, second)
            #expect(run.vectors == (try await plan.boundedInSQL(first)))
            // ⌊2·1024/√24⌋ and ⌊6·1024/√24⌋ in each cell of `many`; `few` whole: 1024 and 2048.
            #expect(run.vectors[0][0] == 418 && run.vectors[0][8] == 418 + 1024)
            #expect(run.vectors[1][0] == 1254 && run.vectors[1][8] == 1254 + 2048)
            #expect(run.vectors[2][8] - run.vectors[2][0] == 140)
            #expect(run.unitCount == 2 && run.recordCount == 24 * 200 + 4)
        }
    }

    @Test func `the order of the records and the number of connections change nothing under a norm`() async throws {
        let plan = try Self.plan()
        var runs: [[[Int64]]] = []
        for order in ["p", "p * 7919 % 5000"] {
            try await HolderDatabases.withTables { first, second, _ in
                try await first.executeScript(
                    Fixture.insert(
                        """
                        SELECT p * p % 150, p * 31 % 24, p % 900 FROM generate_series(1, 5000) p ORDER BY \(order)
                        """))
                let run = try await plan.run(first, second)
                #expect(run.vectors == (try await plan.boundedInSQL(first)))
                runs.append(run.vectors)
            }
        }
        #expect(runs[0] == runs[1])
        #expect(runs[0][0].reduce(0, +) > 0)
    }

    @Test func `one unit's records taken alone give the same bits as the stream`() async throws {
        let plan = try Self.plan()
        let contribution = UnitContribution(plan: plan)
        try await HolderDatabases.withTables { first, second, _ in
            try await first.executeScript(
                Fixture.insert("SELECT 'one', p * p % 24, p * 13 % 997 FROM generate_series(1, 300) p"))
            let records = (1...300).map { (trip: Int) -> UnitContribution.Record in
                let (cell, distance) = (trip * trip % 24, trip * 13 % 997)
                return UnitContribution.Record(cell: Int32(cell), values: [Int64(distance)])
            }
            let vectors = try await plan.run(first, second).vectors
            for (vector, cells) in zip(vectors, contribution.bounded(unit: 1, records: records)) {
                #expect(vector == (0..<24).map { cells[$0] ?? 0 })
            }
        }
    }
}
