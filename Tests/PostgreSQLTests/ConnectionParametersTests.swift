// SPDX-License-Identifier: Apache-2.0
//
// Addresses of databases, and the secrecy of passwords.

import PostgreSQL
import Testing

@Suite struct ConnectionParametersTests {
    @Test func `a URL and a keyword string say the same`() throws {
        let url = try ConnectionParameters(parsing: "postgresql://bus:p%40ss@db.example:5433/trips?sslmode=verify-full")
        let keywords = try ConnectionParameters(
            parsing: "host=db.example port=5433 dbname=trips user=bus password='p@ss' sslmode=verify-full")
        #expect(url == keywords)
        #expect(url.password == Secret("p@ss"))
        #expect(url.options == ["sslmode": "verify-full"])
        #expect(url.port == 5433)
    }

    @Test func `a socket directory is a host`() throws {
        let url = try ConnectionParameters(parsing: "postgresql://bus@%2Frun%2Fpostgresql/trips")
        #expect(url == ConnectionParameters(host: "/run/postgresql", database: "trips", user: "bus"))
    }

    @Test(arguments: [
        "", "trips", "postgresql://", "postgresql://db.example/trips", "postgresql://bus@db.example",
        "host=h dbname=d user=u colour=blue", "host=h dbname=d user=u port=70000", "host=h dbname=d user=u port=x",
        "postgresql://bus:hunter2%ZZ@h/d", "host=h\0 dbname=d user=u",
    ])
    func `an address that is not whole is refused without quoting it`(text: String) {
        let error = #expect(throws: DatabaseError.self) { try ConnectionParameters(parsing: text) }
        #expect(error?.code == .parameters)
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test func `no textual form shows the password`() {
        let parameters = ConnectionParameters(
            host: "h", database: "d", user: "u", password: Secret("hunter2"))
        var dumped = ""
        dump(parameters, to: &dumped)
        for text in ["\(parameters)", String(reflecting: parameters), dumped] {
            #expect(!text.contains("hunter2"))
        }
    }

    @Test func `passwords are equal when all their bytes are`() {
        #expect(Secret("abc") == Secret("abc"))
        #expect(Secret("abc") != Secret("abd"))
        #expect(Secret("abc") != Secret("ab"))
    }

    @Test func `a random password has 256 bits`() {
        var generator = SystemRandomNumberGenerator()
        let passwords = (0..<100).map { _ in Secret(using: &generator) }
        #expect(Set(passwords).count == 100)
        #expect(passwords.allSatisfy { $0.revealed.utf8.count == 64 })
    }
}
