// SPDX-License-Identifier: Apache-2.0
//
// Versions of a schema. Migrations are only ever added: each is recorded with the SHA-256 of its text, and a database
// whose record disagrees with the program's list, or is ahead of it, is refused. Appliers that start together
// wait for each other on an advisory lock. It leaves out ways back.

package struct Migration: Sendable, Hashable {
    /// Counts from 1 without gaps.
    package let version: Int
    package let name: String
    /// Statements without BEGIN or COMMIT.
    package let sql: String

    package init(version: Int, name: String, sql: String) {
        self.version = version
        self.name = name
        self.sql = sql
    }
}

package enum Migrations {
    /// Any fixed number does, as long as nothing else locks it: the bytes of `regie-m`.
    private static let advisoryLock: Int64 = 0x72_6567_6965_2D6D

    /// Brings the database to the last version; does nothing when it is there. All or nothing.
    package static func apply(_ migrations: [Migration], to connection: Connection) async throws {
        try checkNumbers(migrations)
        try await connection.transaction("migrations", isolation: .readCommitted) { connection in
            try await connection.execute("SELECT pg_advisory_xact_lock($1)", [.int8(advisoryLock)])
            try await connection.execute(
                """
                CREATE TABLE IF NOT EXISTS schema_migrations (
                    version bigint PRIMARY KEY,
                    name text NOT NULL,
                    sha256 text NOT NULL,  -- of the migration's text, in hexadecimal
                    applied_at timestamptz NOT NULL DEFAULT now()
                )
                """)
            let recorded = try await recordedCount(migrations, connection)
            for migration in migrations.dropFirst(recorded) {
                try await apply(migration, connection)
            }
        }
    }

    private static func checkNumbers(_ migrations: [Migration]) throws {
        for (index, migration) in migrations.enumerated() where migration.version != index + 1 {
            throw DatabaseError(
                .migration, "migration `\(migration.name)` has version \(migration.version) at place \(index + 1)",
                help: "number migrations from 1 without gaps, in order")
        }
    }

    /// How many the database has, each of them unchanged.
    private static func recordedCount(_ migrations: [Migration], _ connection: Connection) async throws -> Int {
        let rows = try await connection.execute(
            "SELECT version, name, sha256 FROM schema_migrations ORDER BY version")
        for (index, row) in rows.enumerated() {
            let version = try row.int("version")
            guard version == index + 1, index < migrations.count else {
                throw DatabaseError(
                    .migration, "the database has migration \(version) `\(try row.text("name"))`, unknown here",
                    help: "run the version of the program that made it, or a later one")
            }
            guard try await checksum(migrations[index], connection) == row.text("sha256") else {
                throw DatabaseError(
                    .migration, "migration \(version) `\(migrations[index].name)` was changed after it was applied",
                    help: "put its text back, and add a new migration for the change")
            }
        }
        return rows.count
    }

    private static func apply(_ migration: Migration, _ connection: Connection) async throws {
        try await connection.executeScript(migration.sql)
        let checksum = try await checksum(migration, connection)
        try await connection.execute(
            "INSERT INTO schema_migrations (version, name, sha256) VALUES ($1, $2, $3)",
            [.int(migration.version), .text(migration.name), .text(checksum)])
    }

    private static func checksum(_ migration: Migration, _ connection: Connection) async throws -> String {
        let rows = try await connection.execute(
            "SELECT encode(sha256($1), 'hex') AS sha256", [.bytes(Array(migration.sql.utf8))])
        return try rows.only().text("sha256")
    }
}
