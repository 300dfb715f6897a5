// SPDX-License-Identifier: Apache-2.0
//
// One database per party, each with a role and a password of its own: a party's role reaches its own database and
// no other one.

import CPostgreSQL

extension PrivateCluster {
    /// Makes a database that its owner role alone may connect to, or gives the existing one's role the new password.
    ///
    /// - Parameter name: of both the database and the role: a letter, then up to 62 small letters, digits or `_`.
    package func createDatabase(_ name: String, password: Secret) async throws -> ConnectionParameters {
        try Self.check(name: name)
        try await withSuperuser { connection in
            let verifier = try await connection.thread.perform { session in
                guard let session else { throw Session.closed }
                return try session.scramVerifier(of: password, user: name)
            }
            if try await !Self.exists("SELECT FROM pg_roles WHERE rolname = $1", name, connection) {
                try await connection.execute("CREATE ROLE \"\(name)\" LOGIN")
            }
            try await connection.execute("ALTER ROLE \"\(name)\" PASSWORD '\(verifier)'")
            if try await !Self.exists("SELECT FROM pg_database WHERE datname = $1", name, connection) {
                try await connection.execute("CREATE DATABASE \"\(name)\" OWNER \"\(name)\"")
            }
            try await connection.execute("REVOKE ALL ON DATABASE \"\(name)\" FROM PUBLIC")
        }
        return parameters(database: name, user: name, password: password)
    }

    /// Removes a database and its role; those connected to it are cut off.
    package func dropDatabase(_ name: String) async throws {
        try Self.check(name: name)
        try await withSuperuser { connection in
            try await connection.execute("DROP DATABASE IF EXISTS \"\(name)\" WITH (FORCE)")
            try await connection.execute("DROP ROLE IF EXISTS \"\(name)\"")
        }
    }

    /// Every role could otherwise connect to the databases that `initdb` made.
    func closeMaintenanceDatabases() async throws {
        try await withSuperuser { connection in
            try await connection.execute("REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC")
        }
    }

    private func withSuperuser(_ body: (Connection) async throws -> Void) async throws {
        let connection = try await Connection.connect(superuser())
        do {
            try await body(connection)
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }

    private static func exists(_ sql: String, _ name: String, _ connection: Connection) async throws -> Bool {
        try await !connection.execute(sql, [.text(name)]).isEmpty
    }

    /// Names of databases cannot be bound as parameters, so that nothing but plain ones is let through.
    private static func check(name: String) throws {
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
            default: false
            }
        }
        let isReserved = [superuserName, "template0", "template1"].contains(name) || name.hasPrefix("pg_")
        guard isPlain, !isReserved, (1...63).contains(name.utf8.count), name.first?.isLetter == true else {
            throw DatabaseError(
                .statement, "`\(name)` cannot name a database",
                help: "write a letter, then up to 62 small letters, digits or `_`, and no name of PostgreSQL's own")
        }
    }
}
