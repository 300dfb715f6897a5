// SPDX-License-Identifier: Apache-2.0
//
// Both operators' fictitious records with one more person, whom attackers are after: she takes a few trips early in
// the morning of the first week, by a mode that nobody else uses, and is a customer of both. Seen with her, and as she
// is when she objects: the holders' own query leaves her out then.

import DatabaseFixture
import HolderNode
import PostgreSQL
import Sandbox
import Studies

enum HolderTables {
    static let sandbox = Result { try Sandbox(seed: 11, people: 3_000) }

    /// Where she starts; a zone of its own group among others of it.
    static func victimsZone() throws -> (zone: String, group: String) {
        let groups = try sandbox.get().zoneGroups
        let coast = groups.filter { $0.group == .coast }
        return (coast[coast.count / 2].zone, ZoneGroup.coast.rawValue)
    }

    private static let loaded = Task {
        var databases: [String: ConnectionParameters] = [:]
        for name in ["bus", "bike"] { databases[name] = try await load(name) }
        return databases
    }

    private static let schema = """
        CREATE TABLE trips (
            person_id text NOT NULL, card_id text NOT NULL, departed_at timestamp NOT NULL,
            arrived_at timestamp NOT NULL, origin_zone text NOT NULL, destination_zone text NOT NULL,
            mode text NOT NULL, fare_kind text NOT NULL, distance_m integer NOT NULL);
        CREATE TABLE objections (person_id text PRIMARY KEY);
        """

    /// Three trips at 2, 3 and 4 o'clock, at three fares.
    private static func victim(_ zone: String) -> String {
        """
        INSERT INTO trips SELECT 'the-victim', 'card', TIMESTAMP '2026-03-03' + h * interval '1 hour',
            TIMESTAMP '2026-03-03 05:00', '\(zone)', '\(zone)', 'carpool',
            (ARRAY['full', 'student', 'subscription'])[h - 1], 55000
            FROM generate_series(2, 4) h;
        CREATE SCHEMA absent;
        CREATE TABLE absent.objections AS SELECT * FROM public.objections UNION SELECT 'the-victim';
        ANALYZE;
        """
    }

    private static func load(_ name: String) async throws -> ConnectionParameters {
        let parameters = try await TestServer.database()
        let connection = try await Connection.connect(parameters)
        try await connection.executeScript(schema)
        let sandbox = try sandbox.get()
        for (table, chunks) in [
            ("trips", Array(try sandbox.tripChunks(of: name))), ("objections", try sandbox.objectionChunks(of: name)),
        ] {
            let stream = AsyncStream<[UInt8]> { continuation in
                for chunk in chunks { continuation.yield(chunk) }
                continuation.finish()
            }
            _ = try await connection.copyIn("COPY \(table) FROM STDIN (FORMAT csv)", chunks: stream)
        }
        try await connection.executeScript(victim(victimsZone().zone))
        await connection.close()
        return parameters
    }

    /// What a holder's node makes of its records for a plan: one bounded vector for each measure.
    static func vectors(of plan: Plan, at holder: String, withVictim: Bool) async throws -> [[Int64]] {
        guard let parameters = try await loaded.value[holder] else { return [] }
        let first = try await Connection.connect(parameters)
        let second = try await Connection.connect(parameters)
        for connection in [first, second] {
            try await connection.executeScript("SET search_path = \(withVictim ? "public" : "absent, public")")
        }
        let run = try await PlanRunner(plan: plan, table: "trips").run(on: first, and: second)
        await second.close()
        await first.close()
        return run.vectors
    }
}
