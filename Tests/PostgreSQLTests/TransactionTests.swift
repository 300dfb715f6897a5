// SPDX-License-Identifier: Apache-2.0
//
// Commit, rollback and retry, with real conflicts between two connections.

import PostgreSQL
import Synchronization
import Testing

@Suite struct TransactionTests {
    struct Wrapped: Error {}

    private static func withAccounts(_ body: (Connection, Connection) async throws -> Void) async throws {
        try await SharedCluster.withDatabase { parameters in
            let first = try await Connection.connect(parameters)
            let second = try await Connection.connect(parameters)
            try await first.executeScript(
                "CREATE TABLE a (id int PRIMARY KEY, n int); INSERT INTO a VALUES (1, 0), (2, 0)")
            try await body(first, second)
            await first.close()
            await second.close()
        }
    }

    private static func balance(_ id: Int, _ connection: Connection) async throws -> Int {
        try await connection.execute("SELECT n FROM a WHERE id = $1", [.int(id)]).only().int("n")
    }

    @Test(arguments: [false, true])
    func `a serialization failure is retried, also when the body hides it`(isHidden: Bool) async throws {
        try await Self.withAccounts { first, second in
            let attempts = Atomic(0)
            try await first.transaction("add one", isolation: .repeatableRead) { connection in
                let attempt = attempts.add(1, ordering: .relaxed).newValue
                let before = try await Self.balance(1, connection)
                if attempt <= 2 { try await second.execute("UPDATE a SET n = n + 10 WHERE id = 1") }
                do {
                    try await connection.execute("UPDATE a SET n = $1 WHERE id = 1", [.int(before + 1)])
                } catch {
                    throw isHidden ? Wrapped() : error
                }
            }
            #expect(attempts.load(ordering: .relaxed) == 3)
            #expect(try await Self.balance(1, first) == 21)
        }
    }

    @Test func `retries are bounded and the error names the transaction`() async throws {
        try await Self.withAccounts { first, second in
            let attempts = Atomic(0)
            let error = await databaseError {
                try await first.transaction("never", isolation: .repeatableRead, attempts: 3) { connection in
                    attempts.add(1, ordering: .relaxed)
                    _ = try await Self.balance(1, connection)
                    try await second.execute("UPDATE a SET n = n + 1 WHERE id = 1")
                    try await connection.execute("UPDATE a SET n = 0 WHERE id = 1")
                }
            }
            #expect(attempts.load(ordering: .relaxed) == 3)
            #expect(error?.code == .serializationFailure)
            #expect(error?.transaction == "never")
            #expect(error?.description.contains("`never`") == true)
        }
    }

    @Test func `write skew is prevented by default`() async throws {
        try await Self.withAccounts { first, second in
            let pairs = [(first, 1), (second, 2)]
            await withTaskGroup(of: Void.self) { group in
                for (connection, id) in pairs {
                    group.addTask {
                        try? await connection.transaction("spend") { connection in
                            let sum = try await connection.execute("SELECT sum(n)::int AS s FROM a").only().int("s")
                            try await connection.execute("SELECT pg_sleep(0.05)")
                            guard sum == 0 else { return }
                            try await connection.execute("UPDATE a SET n = 1 WHERE id = $1", [.int(id)])
                        }
                    }
                }
            }
            let sum = try await first.execute("SELECT sum(n)::int AS s FROM a").only().int("s")
            #expect(sum == 1)
        }
    }

    @Test func `a deadlock ends with both transactions done`() async throws {
        try await Self.withAccounts { first, second in
            let orders = [(first, [1, 2]), (second, [2, 1])]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (connection, order) in orders {
                    group.addTask {
                        try await connection.transaction("cross", isolation: .readCommitted) { connection in
                            for id in order {
                                try await connection.execute("UPDATE a SET n = n + 1 WHERE id = $1", [.int(id)])
                                try await connection.execute("SELECT pg_sleep(0.05)")
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await [Self.balance(1, first), Self.balance(2, first)] == [2, 2])
        }
    }

    @Test func `an error rolls back and comes through`() async throws {
        try await Self.withAccounts { first, second in
            await #expect(throws: Wrapped.self) {
                try await first.transaction("fails") { connection in
                    try await connection.execute("UPDATE a SET n = 5")
                    throw Wrapped()
                }
            }
            let seenByOther = try await Self.balance(1, second)
            #expect(seenByOther == 0)
            let seenBySelf = try await Self.balance(1, first)
            #expect(seenBySelf == 0)
        }
    }

    @Test func `a transaction whose failed statement was ignored is not taken for committed`() async throws {
        try await Self.withAccounts { first, _ in
            await #expect(throws: DatabaseError(.transactionAborted, "", help: "")) {
                try await first.transaction("ignores") { connection in
                    try await connection.execute("UPDATE a SET n = 5")
                    _ = try? await connection.execute("SELECT 1 / 0")
                }
            }
            let balance = try await Self.balance(1, first)
            #expect(balance == 0)
        }
    }

    @Test func `a transaction inside of a transaction is refused`() async throws {
        try await Self.withAccounts { first, _ in
            await #expect(throws: DatabaseError(.nestedTransaction, "", help: "")) {
                try await first.transaction("outer") { connection in
                    try await connection.transaction("inner") { _ in }
                }
            }
            try await first.execute("BEGIN")
            await #expect(throws: DatabaseError(.nestedTransaction, "", help: "")) {
                try await first.transaction("outer") { _ in }
            }
        }
    }

    @Test func `others wait until the transaction ends`() async throws {
        try await Self.withAccounts { first, _ in
            let started = AsyncStream<Void>.makeStream()
            async let inside: Void = first.transaction("long") { connection in
                started.continuation.yield()
                for _ in 0..<20 {
                    try await connection.execute("UPDATE a SET n = n + 1 WHERE id = 1")
                    await Task.yield()
                }
            }
            for await _ in started.stream { break }
            #expect(try await Self.balance(1, first) == 20)
            try await inside
        }
    }

    @Test func `the server knows the transaction by its name`() async throws {
        try await Self.withAccounts { first, _ in
            let sql = "SELECT application_name AS n FROM pg_stat_activity WHERE pid = pg_backend_pid()"
            let name = try await first.transaction("count votes") { try await $0.execute(sql).only().text("n") }
            #expect(name == "count votes")
            #expect(try await first.execute(sql).only().text("n") == "regie")
        }
    }

    @Test(arguments: ["", "it's", "a\nb", String(repeating: "x", count: 64)])
    func `a name that could end the statement is refused`(name: String) async throws {
        try await SharedCluster.withConnection { connection in
            await #expect(throws: DatabaseError(.statement, "", help: "")) {
                try await connection.transaction(name) { _ in }
            }
        }
    }

    @Test func `a read-only transaction writes nothing`() async throws {
        try await Self.withAccounts { first, _ in
            await #expect(throws: DatabaseError(.init("25006"), "", help: "")) {
                try await first.transaction("reads", access: .readOnly) { try await $0.execute("DELETE FROM a") }
            }
        }
    }
}
