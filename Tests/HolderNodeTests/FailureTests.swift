// SPDX-License-Identifier: Apache-2.0
//
// A statement that fails: nothing of it is handed on, and the connections are ready for the next one.

import HolderNode
import PostgreSQL
import Studies
import Testing

@Suite struct FailureTests {
    private static let manyTrips = Fixture.insert("SELECT 'p' || p, p % 24, 10 FROM generate_series(1, 5000) p")

    /// Both connections answer, outside of the run's transactions, which go by a name.
    private static func areReady(_ connections: Connection...) async throws -> Bool {
        for connection in connections {
            let row = try await connection.execute(
                "SELECT current_setting('application_name') AS name"
            ).only()
            guard try !row.text("name").hasPrefix("run plan") else { return false }
        }
        return true
    }

    @Test func `G11 a statement that fails in one half gives no vector`() async throws {
        let plan = try Fixture.plan(yaml: Fixture.hours)
        try await HolderDatabases.withTables { first, second, _ in
            try await first.executeScript(Self.manyTrips)
            #expect(try await plan.run(first, second).unitCount == 5_000)
            // Read last, by the second connection only: a rule that can't be evaluated on its `card_id`.
            try await first.executeScript(
                Fixture.insert("SELECT 'last', 1, 10").replacing("'c'", with: "''")
                    + "ALTER TABLE trips ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"
                    + "CREATE POLICY fails ON trips USING (1 / length(card_id) > 0)")
            await #expect(throws: DatabaseError.self) { _ = try await plan.run(first, second) }
            #expect(try await Self.areReady(first, second))
            try await first.execute("DROP POLICY fails ON trips")
            try await first.executeScript("ALTER TABLE trips DISABLE ROW LEVEL SECURITY")
            #expect(try await plan.run(first, second).unitCount == 5_001)
        }
    }

    @Test func `G11 without a table of objections nothing is counted`() async throws {
        let plan = try Fixture.plan(yaml: Fixture.hours)
        try await HolderDatabases.withTables { first, second, _ in
            try await first.executeScript(Self.manyTrips + "DROP TABLE objections")
            await #expect(throws: DatabaseError.self) { _ = try await plan.run(first, second) }
            #expect(try await Self.areReady(first, second))
        }
    }

    @Test func `a run that is cancelled throws`() async throws {
        let plan = try Fixture.plan(yaml: Fixture.hours)
        try await HolderDatabases.withTables { first, second, third in
            try await first.executeScript(Self.manyTrips)
            // The lock makes the run wait until it is cancelled.
            try await third.executeScript("BEGIN; LOCK TABLE trips")
            let run = Task { try await plan.run(first, second) }
            try await Task.sleep(for: .milliseconds(50))
            run.cancel()
            await #expect(throws: (any Error).self) { _ = try await run.value }
            try await third.executeScript("ROLLBACK")
            #expect(try await plan.run(first, second).unitCount == 5_000)
        }
    }
}
