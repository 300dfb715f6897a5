// SPDX-License-Identifier: Apache-2.0
//
// Errors name tables, columns, constraints and places, and never quote a value. Every statement here fails on a
// personal value that PostgreSQL's own DETAIL, CONTEXT or primary message quotes.

import PostgreSQL
import Testing

@Suite struct ErrorDataTests {
    struct Failure: Sendable, CustomTestStringConvertible {
        let code: String
        let sql: String
        let parameters: [Parameter]
        /// What the message must name.
        let named: String

        var testDescription: String { code }
    }

    static let person = "Amelie-Durand-B0004711"

    static let failures = [
        Failure(
            code: "23505", sql: "INSERT INTO people VALUES ($1, 1)", parameters: [.text(person)], named: "people_pkey"),
        Failure(
            code: "23514", sql: "INSERT INTO people VALUES ($1, -1)", parameters: [.text(person + "2")],
            named: "age_check"),
        Failure(code: "23502", sql: "INSERT INTO people VALUES ($1)", parameters: [.text(person + "3")], named: "age"),
        Failure(
            code: "23503", sql: "INSERT INTO trips VALUES ($1)", parameters: [.text(person + "4")], named: "fkey"),
        Failure(code: "22P02", sql: "SELECT $1::int", parameters: [.text(person)], named: "form of its type"),
        Failure(code: "22007", sql: "SELECT $1::date", parameters: [.text(person)], named: "date"),
        Failure(code: "22012", sql: "SELECT 1 / $1::int", parameters: ["0"], named: "division by zero"),
        Failure(
            code: "P0001", sql: "SELECT raise_it($1)", parameters: [.text(person)], named: "refused the statement"),
    ]

    @Test(arguments: failures)
    func `G10 an error of the database carries no value`(failure: Failure) async throws {
        try await SharedCluster.withConnection { connection in
            try await Self.prepare(connection)
            let error = await databaseError { try await connection.execute(failure.sql, failure.parameters) }
            #expect(error?.code.name == failure.code)
            let text = "\(String(describing: error)) \(error.map(String.init(describing:)) ?? "")"
            #expect(!text.contains("Durand"))
            #expect(text.contains(failure.named))
        }
    }

    @Test func `G10 a faulty line of copied data is named by its number only`() async throws {
        try await SharedCluster.withConnection { connection in
            try await Self.prepare(connection)
            let error = await databaseError {
                let sent = Once("a,1\nb,\(Self.person)\n")
                _ = try await connection.copyIn("COPY people FROM STDIN (FORMAT csv)") { sent.take() }
            }
            #expect(error?.code.name == "22P02")
            #expect(error?.place == .line(2))
            #expect(error?.description.contains("Durand") == false)
            #expect(try await connection.execute("SELECT FROM people").count == 1)
        }
    }

    @Test func `the place in a statement is given`() async throws {
        try await SharedCluster.withConnection { connection in
            let error = await databaseError { try await connection.execute("SELECT 1 FROM absent") }
            #expect(error?.place == .character(15))
            #expect(error?.description.contains("`") == false || error?.message.contains("absent") == true)
        }
    }

    private static func prepare(_ connection: Connection) async throws {
        try await connection.executeScript(
            """
            CREATE TABLE people (id text PRIMARY KEY, age int NOT NULL CONSTRAINT age_check CHECK (age > 0));
            CREATE TABLE trips (person text REFERENCES people);
            CREATE FUNCTION raise_it(text) RETURNS int LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'no such person: %', $1 USING DETAIL = $1, HINT = $1; END $$;
            """)
        try await connection.execute("INSERT INTO people VALUES ($1, 30)", [.text(person)])
    }
}
