// SPDX-License-Identifier: Apache-2.0
//
// Promise G2 after a whole run: nothing that the broker and the aggregators keep, in their databases, files or
// logs, holds a holder's vector in clear. The run is one without noise, in which nothing but the shares hides it.

import Foundation
import PostgreSQL
import Studies
import Testing

extension DemonstrationTests.KeptRunTests {
    private static let servers = ["broker", "leader", "helper"]

    @Test func `G2 no database, file or log of broker and aggregators holds a holder's vector`() async throws {
        let needles = try await needles()
        #expect(needles.count >= 500)
        var searched = 0
        for (place, bytes) in try await everything() {
            searched += bytes.count
            #expect(needles.forms(in: bytes) == [], "\(place)")
        }
        #expect(searched > 200_000, "the search must have something to look into")
    }

    @Test func `G2 the search finds a vector that was kept, in whatever form`() async throws {
        let needles = try await needles()
        let plan = try #require(run.plans.first { $0.study.id == "flows" })
        let vector = try await run.vectors(of: "bus", for: plan)[0]
        let kept = try #require(Needles.runs(of: vector).first)
        for form in Needles.Form.allCases {
            #expect(try await places(of: form, afterKeeping: form.bytes(kept), needles) == ["leader.kept.share"])
        }
        let log = run.state.appending(path: "helper/planted.log")
        try Data(Array("contribution [".utf8) + Needles.Form.commaAndSpace.bytes(kept)).write(to: log)
        defer { try? FileManager.default.removeItem(at: log) }
        let found = try await everything().filter { !needles.forms(in: $0.bytes).isEmpty }.map(\.place)
        #expect(found == ["helper/planted.log"])
    }

    /// Where a form is found while the leader keeps those bytes.
    private func places(
        of form: Needles.Form, afterKeeping bytes: [UInt8], _ needles: Needles
    ) async throws -> [String] {
        try await run.withDatabase("leader") { connection in
            try await connection.execute("CREATE TABLE kept (share bytea)")
            try await connection.execute("INSERT INTO kept VALUES ($1)", [.bytes([1, 2, 3] + bytes)])
        }
        let found = try await everything().filter { needles.forms(in: $0.bytes).contains(form) }.map(\.place)
        try await run.withDatabase("leader") { _ = try await $0.execute("DROP TABLE kept") }
        return found
    }

    private func needles() async throws -> Needles {
        var needles = Needles()
        for plan in run.plans {
            for holder in plan.study.sources {
                for vector in try await run.vectors(of: holder, for: plan) { needles.add(vector) }
            }
        }
        return needles
    }

    /// Every column of every table, as text and a bytea as its bytes too; every file; the server's log.
    private func everything() async throws -> [(place: String, bytes: [UInt8])] {
        var found: [(place: String, bytes: [UInt8])] = []
        for server in Self.servers {
            found += try await run.withDatabase(server) { try await values(in: $0, of: server) }
            let folder = run.state.appending(path: server)
            for file in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
                guard let bytes = try? Data(contentsOf: folder.appending(path: file)) else { continue }
                found.append(("\(server)/\(file)", Array(bytes)))
            }
        }
        let log = run.state.appending(path: "postgresql/postgresql.log")
        return found + [("postgresql.log", Array(try Data(contentsOf: log)))]
    }

    private func values(
        in connection: Connection, of server: String
    ) async throws -> [(place: String, bytes: [UInt8])] {
        let columns = try await connection.execute(
            """
            SELECT table_schema AS schema, table_name AS name, column_name AS field, data_type AS type
            FROM information_schema.columns WHERE table_schema NOT IN ('pg_catalog', 'information_schema')
            ORDER BY 1, 2, ordinal_position
            """)
        #expect(columns.count >= 10, "\(server) has tables")
        var found: [(place: String, bytes: [UInt8])] = []
        for column in columns {
            let (table, field) = (try column.text("name"), try column.text("field"))
            let isBytes = try column.text("type") == "bytea"
            let rows = try await connection.execute(
                """
                SELECT "\(field)"::text AS text, \(isBytes ? "\"\(field)\"" : "NULL::bytea") AS bytes
                FROM "\(try column.text("schema"))"."\(table)" WHERE "\(field)" IS NOT NULL
                """)
            var bytes: [UInt8] = []
            for row in rows {
                bytes += Array(try row.text("text").utf8) + [0] + (try row.optionalBytes("bytes") ?? [])
            }
            found.append(("\(server).\(table).\(field)", bytes))
        }
        return found
    }
}
