// SPDX-License-Identifier: Apache-2.0
//
// One server for the whole test run, in a temporary directory that its supervisor removes when the run ends, and one
// database for each test.

import Foundation
import PostgreSQL

enum SharedCluster {
    private static let starting = Task {
        var settings = ClusterSettings()
        settings.isDurable = false
        settings.isEphemeral = true
        settings.server = ["shared_buffers": "32MB", "deadlock_timeout": "100ms", "max_connections": "300"]
        return try await PrivateCluster.start(stateDirectory: temporaryDirectory(), settings: settings)
    }

    static func cluster() async throws -> PrivateCluster {
        try await starting.value
    }

    static func temporaryDirectory() -> URL {
        FileManager.default.temporaryDirectory.appending(path: "regie-test-\(UUID().uuidString)")
    }

    /// A database that is dropped after the test, even if the test leaves connections open.
    static func withDatabase(_ body: (ConnectionParameters) async throws -> Void) async throws {
        let cluster = try await cluster()
        let name = "t" + UUID().uuidString.lowercased().filter { $0 != "-" }
        var generator = SystemRandomNumberGenerator()
        let parameters = try await cluster.createDatabase(name, password: Secret(using: &generator))
        do {
            try await body(parameters)
        } catch {
            try? await cluster.dropDatabase(name)
            throw error
        }
        try await cluster.dropDatabase(name)
    }

    static func withConnection(_ body: (Connection) async throws -> Void) async throws {
        try await withDatabase { parameters in
            let connection = try await Connection.connect(parameters)
            try await body(connection)
            await connection.close()
        }
    }
}

/// The error that `body` throws, or nil.
func databaseError(_ body: () async throws -> Void) async -> DatabaseError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? DatabaseError
    }
}
