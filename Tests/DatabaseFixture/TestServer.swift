// SPDX-License-Identifier: Apache-2.0
//
// One PostgreSQL server for the whole run of the tests, in whatever modules; its supervisor removes it when the run
// ends. Each test that writes has a database of its own.

import Foundation
import PostgreSQL

package enum TestServer {
    private static let starting = Task {
        var settings = ClusterSettings()
        settings.isDurable = false
        settings.isEphemeral = true
        settings.server = ["shared_buffers": "64MB", "max_connections": "500"]
        let state = FileManager.default.temporaryDirectory.appending(path: "regie-test-\(UUID().uuidString)")
        return try await PrivateCluster.start(stateDirectory: state, settings: settings)
    }

    /// An empty database that stays until the run ends, under a name that no other has.
    package static func database() async throws -> ConnectionParameters {
        try await make(freshName())
    }

    /// An empty database, dropped after the test.
    package static func withDatabase(_ body: (ConnectionParameters) async throws -> Void) async throws {
        let name = freshName()
        let parameters = try await make(name)
        do {
            try await body(parameters)
        } catch {
            try? await starting.value.dropDatabase(name)
            throw error
        }
        try await starting.value.dropDatabase(name)
    }

    private static func freshName() -> String {
        "t" + UUID().uuidString.lowercased().filter { $0 != "-" }
    }

    private static func make(_ name: String) async throws -> ConnectionParameters {
        var generator = SystemRandomNumberGenerator()
        return try await starting.value.createDatabase(name, password: Secret(using: &generator))
    }
}
