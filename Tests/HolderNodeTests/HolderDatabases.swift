// SPDX-License-Identifier: Apache-2.0
//
// The fictitious records of both operators, loaded once and only read, and a database of its own for each test that
// writes.

import DatabaseFixture
import PostgreSQL
import Sandbox
import Studies

enum HolderDatabases {
    static let operators = ["bus", "bike"]

    private static let loaded = Task {
        var databases: [String: ConnectionParameters] = [:]
        for name in operators { databases[name] = try await load(name) }
        return databases
    }

    static let schema = """
        CREATE TABLE trips (
            person_id text NOT NULL, card_id text NOT NULL, departed_at timestamp NOT NULL,
            arrived_at timestamp NOT NULL, origin_zone text NOT NULL, destination_zone text NOT NULL,
            mode text NOT NULL, fare_kind text NOT NULL, distance_m integer NOT NULL);
        CREATE TABLE objections (person_id text PRIMARY KEY);
        """

    /// The same records as a table, as a view, and as a table in another order; `objections` stays where it is.
    enum Shape: String, CaseIterable {
        case table = "public"
        case view = "as_view, public"
        case shuffled = "shuffled, public"
    }

    private static let shapes = """
        CREATE SCHEMA as_view; CREATE VIEW as_view.trips AS SELECT * FROM public.trips;
        CREATE SCHEMA shuffled; CREATE TABLE shuffled.trips AS SELECT * FROM public.trips
            ORDER BY hashtext(card_id || departed_at || arrived_at);
        ANALYZE;
        """

    private static func load(_ name: String) async throws -> ConnectionParameters {
        let parameters = try await TestServer.database()
        let connection = try await Connection.connect(parameters)
        try await connection.executeScript(schema)
        let sandbox = try Fixture.sandbox.get()
        for (table, chunks) in [
            ("trips", Array(try sandbox.tripChunks(of: name))), ("objections", try sandbox.objectionChunks(of: name)),
        ] {
            let stream = AsyncStream<[UInt8]> { continuation in
                for chunk in chunks { continuation.yield(chunk) }
                continuation.finish()
            }
            _ = try await connection.copyIn("COPY \(table) FROM STDIN (FORMAT csv)", chunks: stream)
        }
        try await connection.executeScript(shapes)
        await connection.close()
        return parameters
    }

    /// Two connections to an operator's records.
    static func withRecords(
        of name: String, _ shape: Shape = .table, _ body: (Connection, Connection) async throws -> Void
    ) async throws {
        guard let parameters = try await loaded.value[name] else { return }
        try await withConnections(parameters) { first, second in
            for connection in [first, second] {
                try await connection.executeScript("SET search_path = \(shape.rawValue)")
            }
            try await body(first, second)
        }
    }

    /// Two connections to an empty database with the tables of the catalogue, dropped after the test, and one more
    /// for whoever disturbs them.
    static func withTables(_ body: (Connection, Connection, Connection) async throws -> Void) async throws {
        try await TestServer.withDatabase { parameters in
            try await withConnections(parameters) { first, second in
                try await first.executeScript(schema)
                try await withConnections(parameters) { third, _ in try await body(first, second, third) }
            }
        }
    }

    private static func withConnections(
        _ parameters: ConnectionParameters, _ body: (Connection, Connection) async throws -> Void
    ) async throws {
        let first = try await Connection.connect(parameters)
        let second = try await Connection.connect(parameters)
        do {
            try await body(first, second)
        } catch {
            await second.close()
            await first.close()
            throw error
        }
        await second.close()
        await first.close()
    }
}
