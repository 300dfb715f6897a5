// SPDX-License-Identifier: Apache-2.0
//
// Statements, parameters, results and their errors, against a real server.

import PostgreSQL
import Testing

@Suite struct ConnectionTests {
    @Test(arguments: [ResultFormat.text, .binary])
    func `parameters come back as they were sent`(format: ResultFormat) async throws {
        try await SharedCluster.withConnection { connection in
            let text = "d'Oléron \"; DROP TABLE trips; -- \\ $1 😀\n"
            let bytes: [UInt8] = [0, 255, 39, 92, 0]
            let row = try await connection.execute(
                "SELECT $1::text AS t, $2 AS i, $3 AS b, $4 AS y, $5 AS d, $6::text AS n",
                [.text(text), .int8(.min), false, .bytes(bytes), .double(-0.1), .null], format: format
            ).only()
            #expect(try row.text("t") == text)
            #expect(try row.int("i") == .min)
            #expect(try row.bool("b") == false)
            #expect(try row.bytes("y") == bytes)
            #expect(try row.double("d") == -0.1)
            #expect(try row.optionalText("n") == nil)
        }
    }

    @Test(arguments: [ResultFormat.text, .binary])
    func `every integer type is read as an integer`(format: ResultFormat) async throws {
        try await SharedCluster.withConnection { connection in
            let row = try await connection.execute(
                "SELECT (-2)::smallint AS a, (-3)::integer AS b, (-4)::bigint AS c, 1.5::real AS r, true AS t",
                format: format
            ).only()
            #expect(try [row.int("a"), row.int("b"), row.int("c")] == [-2, -3, -4])
            #expect(try row.double("r") == 1.5)
            #expect(try row.bool("t"))
        }
    }

    @Test func `text parameters take the type that the statement gives them`() async throws {
        try await SharedCluster.withConnection { connection in
            let row = try await connection.execute(
                "SELECT ($1::date + 1)::text AS next, $2 = ANY ('{1,2}'::int[]) AS found", ["2026-03-02", "2"]
            ).only()
            #expect(try row.text("next") == "2026-03-03")
            #expect(try row.bool("found"))
        }
    }

    @Test func `a NUL byte in a text is refused and never cut`() async throws {
        try await SharedCluster.withConnection { connection in
            let error = await databaseError { try await connection.execute("SELECT $1, $2", [1, .text("a\0b")]) }
            #expect(error?.code == .statement)
            #expect(error?.message.contains("$2") == true)
            await #expect(throws: DatabaseError(.statement, "", help: "")) {
                try await connection.execute("SELECT 1 \0 + 1")
            }
        }
    }

    @Test func `null, another type and an unknown column are errors that name the column`() async throws {
        try await SharedCluster.withConnection { connection in
            let row = try await connection.execute("SELECT NULL::int AS a, 'secret' AS b, 1 AS c, 2 AS c").only()
            let attempts: [(String, () throws -> Void)] = [
                ("`a` is null", { _ = try row.int("a") }),
                ("`b` does not hold", { _ = try row.int("b") }),
                ("`b` does not hold", { _ = try row.bytes("b") }),
                ("`x`", { _ = try row.text("x") }),
                ("two columns", { _ = try row.int("c") }),
            ]
            for (words, attempt) in attempts {
                let error = await databaseError { try attempt() }
                #expect(error?.code == .column)
                #expect(error?.message.contains(words) == true)
                #expect(error.map(String.init(describing:))?.contains("secret") == false)
            }
        }
    }

    @Test func `affected rows are counted and one row is one row`() async throws {
        try await SharedCluster.withConnection { connection in
            try await connection.executeScript("CREATE TABLE n (i int); INSERT INTO n VALUES (1), (2), (3)")
            #expect(try await connection.execute("DELETE FROM n WHERE i > $1", [1]).affected == 2)
            #expect(try await connection.execute("SELECT i FROM n").map { try $0.int("i") } == [1])
            await #expect(throws: DatabaseError(.rowCount, "", help: "")) {
                try await connection.execute("SELECT i FROM n WHERE false").only()
            }
        }
    }

    @Test func `several statements pass as a script only`() async throws {
        try await SharedCluster.withConnection { connection in
            await #expect(throws: DatabaseError(.syntaxError, "", help: "")) {
                try await connection.execute("SELECT 1; SELECT 2")
            }
            await #expect(throws: DatabaseError(.undefinedTable, "", help: "")) {
                try await connection.executeScript("CREATE TABLE a (i int); INSERT INTO absent VALUES (1)")
            }
            await #expect(throws: DatabaseError(.undefinedTable, "", help: "")) {
                try await connection.execute("SELECT FROM a")
            }
        }
    }

    @Test func `a closed connection says so`() async throws {
        try await SharedCluster.withConnection { connection in
            await connection.close()
            await #expect(throws: DatabaseError(.connectionClosed, "", help: "")) {
                try await connection.execute("SELECT 1")
            }
        }
    }

    @Test func `a connection that the server ends says that it was lost`() async throws {
        try await SharedCluster.withDatabase { parameters in
            let (first, second) = (
                try await Connection.connect(parameters), try await Connection.connect(parameters)
            )
            let process = try await first.execute("SELECT pg_backend_pid() AS pid").only().int("pid")
            try await second.execute("SELECT pg_terminate_backend($1::int)", [.text(String(process))])
            let errors = [
                await databaseError { try await first.execute("SELECT 1") },
                await databaseError { try await first.execute("SELECT 1") },
            ]
            #expect(errors.allSatisfy { $0?.code == .connectionLost })
            await first.close()
            await second.close()
        }
    }

    @Test func `a password that is wrong is refused and not shown`() async throws {
        try await SharedCluster.withDatabase { parameters in
            var wrong = parameters
            wrong.password = Secret("azerty1234")
            let error = await databaseError { _ = try await Connection.connect(wrong) }
            #expect(error?.code == .connectionFailed)
            #expect(error?.description.contains("azerty") == false)
        }
    }
}
