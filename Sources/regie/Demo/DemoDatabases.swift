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
    func make(holders: [String]) async throws -> [String: ConnectionParameters] {
        var databases: [String: ConnectionParameters] = [:]
        var generator = SystemRandomNumberGenerator()
        for name in ["broker", "leader", "helper"] + holders {
            databases[name] = try await cluster.createDatabase(name, password: Secret(using: &generator))
        }
        return databases
    }
}

struct DemoRecords: Sendable {
    let sandbox: Sandbox
    let energy: HomeEnergy?

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

    private static let energySchema = """
        CREATE TABLE consumption (
            household_id integer NOT NULL,
            month date NOT NULL,
            annee integer NOT NULL,
            code_commune text NOT NULL,
            dwelling_type text NOT NULL,
            construction_period text NOT NULL,
            dwelling_class text NOT NULL,
            surface_band text NOT NULL,
            heating_energy text NOT NULL,
            heat_sensitivity text NOT NULL,
            use_band text NOT NULL,
            renovated boolean NOT NULL,
            renovation_kind text NOT NULL,
            renovation_year integer,
            kwh_electricity integer NOT NULL,
            kwh_gas integer NOT NULL,
            kwh integer NOT NULL,
            kwh_heat integer NOT NULL,
            kwh_corrected integer NOT NULL,
            bill_eur integer NOT NULL,
            renovation_cost_eur integer NOT NULL,
            renovation_aid_eur integer NOT NULL
        );
        CREATE TABLE objections (household_id integer PRIMARY KEY);
        """

    /// The holders' tables, side by side; how many records there are.
    func load(into databases: [String: ConnectionParameters]) async throws -> Int {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for holder in sandbox.operators.map(\.id) {
                guard let parameters = databases[holder] else { continue }
                group.addTask {
                    try await load(
                        DemoRecords.schema, "trips", ChunkSource(try sandbox.tripChunks(of: holder).makeIterator()),
                        objections: try sandbox.objectionChunks(of: holder), into: parameters)
                }
            }
            if let energy, let parameters = databases[HomeEnergy.distributor.id] {
                group.addTask {
                    try await load(
                        DemoRecords.energySchema, "consumption", ChunkSource(energy.consumptionChunks().makeIterator()),
                        objections: energy.objectionChunks(), into: parameters)
                }
            }
            return try await group.reduce(0, +)
        }
    }

    private func load(
        _ schema: String, _ table: String, _ records: ChunkSource, objections rows: [[UInt8]],
        into parameters: ConnectionParameters
    ) async throws -> Int {
        let connection = try await Connection.connect(parameters)
        do {
            try await connection.executeScript(schema)
            let count = try await connection.copyIn("COPY \(table) FROM STDIN (FORMAT csv)") { records.next() }
            let objections = ChunkSource(rows.makeIterator())
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
private final class ChunkSource: @unchecked Sendable {
    private let pull: () -> [UInt8]?

    init(_ chunks: sending some IteratorProtocol<[UInt8]>) {
        var chunks = chunks
        pull = { chunks.next() }
    }

    func next() -> [UInt8]? { pull() }
}
