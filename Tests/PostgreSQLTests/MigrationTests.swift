// SPDX-License-Identifier: Apache-2.0
//
// Migrations are only ever added.

import PostgreSQL
import Testing

@Suite struct MigrationTests {
    static let list = [
        Migration(version: 1, name: "ballots", sql: "CREATE TABLE ballots (id int); CREATE TABLE votes (id int)"),
        Migration(version: 2, name: "closing", sql: "ALTER TABLE ballots ADD COLUMN closed_at timestamptz"),
    ]
    static let refused = DatabaseError(.migration, "", help: "")

    @Test func `migrations are applied once, and new ones are added`() async throws {
        try await SharedCluster.withConnection { connection in
            try await Migrations.apply(Array(Self.list.prefix(1)), to: connection)
            try await Migrations.apply(Self.list, to: connection)
            try await Migrations.apply(Self.list, to: connection)
            let versions = try await connection.execute("SELECT version FROM schema_migrations ORDER BY 1")
            #expect(try versions.map { try $0.int("version") } == [1, 2])
            #expect(try await connection.execute("SELECT closed_at FROM ballots").isEmpty)
        }
    }

    @Test func `an altered migration is refused and changes nothing`() async throws {
        try await SharedCluster.withConnection { connection in
            try await Migrations.apply(Array(Self.list.prefix(1)), to: connection)
            let altered = Migration(version: 1, name: "ballots", sql: Self.list[0].sql + " ")
            await #expect(throws: Self.refused) {
                try await Migrations.apply([altered, Self.list[1]], to: connection)
            }
            #expect(try await connection.execute("SELECT FROM schema_migrations").count == 1)
        }
    }

    @Test func `a missing or misnumbered migration is refused`() async throws {
        try await SharedCluster.withConnection { connection in
            try await Migrations.apply(Self.list, to: connection)
            let lists: [[Migration]] = [
                Array(Self.list.prefix(1)), [Self.list[1]], Self.list.reversed(), [],
                Self.list + [Migration(version: 4, name: "gap", sql: "SELECT 1")],
            ]
            for list in lists {
                await #expect(throws: Self.refused) { try await Migrations.apply(list, to: connection) }
            }
        }
    }

    @Test func `a migration that fails leaves nothing of the others`() async throws {
        try await SharedCluster.withConnection { connection in
            let broken = Migration(version: 3, name: "broken", sql: "CREATE TABLE c (i int); SELECT FROM absent")
            await #expect(throws: DatabaseError(.undefinedTable, "", help: "")) {
                try await Migrations.apply(Self.list + [broken], to: connection)
            }
            let tables = try await connection.execute("SELECT FROM pg_tables WHERE schemaname = 'public'")
            #expect(tables.isEmpty)
        }
    }

    @Test func `appliers that start together wait for each other`() async throws {
        try await SharedCluster.withDatabase { parameters in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        let connection = try await Connection.connect(parameters)
                        try await Migrations.apply(Self.list, to: connection)
                        await connection.close()
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
