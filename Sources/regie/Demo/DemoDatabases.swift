// SPDX-License-Identifier: Apache-2.0
//
// One database for each party, with a role and a password of its own; and the operators' records in
// theirs.

import PostgreSQL
import Sandbox

struct DemoDatabases: Sendable {
    let cluster: PrivateCluster

    init(_ cluster: PrivateCluster) {
        self.cluster = cluster
    }

    /// By party.
    func make() async throws -> [String: ConnectionParameters] {
        var databases: [String: ConnectionParameters] = [:]
        var generator = SystemRandomNumberGenerator()
        for name in ["broker", "leader", "helper"] + DemoEnrolment.holders {
            databases[name] = try await cluster.createDatabase(name, password: Secret(using: &generator))
        }
        return databases
    }
}

struct DemoRecords: Sendable {
    let sandbox: Sandbox

    private static let schema = """
        CREATE TABLE trips (
            person_id text NOT NULL,
            card_id text NOT NULL,
            departed_at timestamp NOT NULL,
            arrived_at timestamp NOT NULL,
            origin_zone text NOT NULL,
            destination_zone text NOT NULL,
            mode text NOT NULL,
            fare_kind text NOT NULL,
            distance_m integer NOT NULL
        );
        CREATE TABLE objections (person_id text PRIMARY KEY);
        """

    /// The operators' tables, side by side; how many trips there are.
    func load(into databases: [String: ConnectionParameters]) async throws -> Int {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for holder in DemoEnrolment.holders {
                guard let parameters = databases[holder] else { continue }
                group.addTask { try await load(holder, into: parameters) }
            }
            return try await group.reduce(0, +)
        }
    }

    private func load(_ holder: String, into parameters: ConnectionParameters) async throws -> Int {
        let connection = try await Connection.connect(parameters)
        do {
            try await connection.executeScript(DemoRecords.schema)
            let trips = ChunkSource(try sandbox.tripChunks(of: holder).makeIterator())
            let count = try await connection.copyIn("COPY trips FROM STDIN (FORMAT csv)") { trips.next() }
            let objections = ChunkSource(try sandbox.objectionChunks(of: holder).makeIterator())
            _ = try await connection.copyIn("COPY objections FROM STDIN (FORMAT csv)") { objections.next() }
            try await connection.executeScript("ANALYZE")
            await connection.close()
            return count
        } catch {
            await connection.close()
            throw error
        }
    }
}

/// Chunks for one COPY, pulled by the connection's thread alone.
private final class ChunkSource<Chunks: IteratorProtocol>: @unchecked Sendable where Chunks.Element == [UInt8] {
    private var chunks: Chunks

    init(_ chunks: sending Chunks) { self.chunks = chunks }

    func next() -> [UInt8]? { chunks.next() }
}
