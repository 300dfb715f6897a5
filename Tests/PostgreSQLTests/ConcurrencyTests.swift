// SPDX-License-Identifier: Apache-2.0
//
// Slow queries, cancellation and the pool. Nothing is timed: what must go on while a query sleeps is what lets it end.

import PostgreSQL
import Synchronization
import Testing

@Suite struct ConcurrencyTests {
    /// Each query waits for a lock that only a task of the same pool releases: were the pool's threads blocked, fewer
    /// than 16 of them here, nothing would ever end.
    @Test(.timeLimit(.minutes(1)))
    func `sixteen queries that wait block no task`() async throws {
        try await SharedCluster.withDatabase { parameters in
            let holder = try await Connection.connect(parameters)
            let pool = try ConnectionPool(parameters, size: 16)
            try await holder.execute("SELECT pg_advisory_lock(1)")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        try await pool.withConnection { connection in
                            _ = try await connection.execute("SELECT pg_advisory_lock_shared(1), pg_sleep(0.05)")
                        }
                    }
                }
                group.addTask {
                    while try await Self.waiting(holder) < 16 { try await Task.sleep(for: .milliseconds(5)) }
                    try await holder.execute("SELECT pg_advisory_unlock(1)")
                }
                for try await _ in group {}
            }
            await pool.close()
            await holder.close()
        }
    }

    private static func waiting(_ connection: Connection) async throws -> Int {
        let sql = """
            SELECT count(*) AS n FROM pg_stat_activity WHERE wait_event = 'advisory' AND datname = current_database()
            """
        return try await connection.execute(sql).only().int("n")
    }

    private static func running(_ connection: Connection) async throws -> Int {
        let sql = """
            SELECT count(*) AS n FROM pg_stat_activity
            WHERE state = 'active' AND pid <> pg_backend_pid() AND datname = current_database()
            """
        return try await connection.execute(sql).only().int("n")
    }

    @Test(.timeLimit(.minutes(1)))
    func `a cancelled task cancels its query at the server`() async throws {
        try await SharedCluster.withDatabase { parameters in
            let slow = try await Connection.connect(parameters)
            let other = try await Connection.connect(parameters)
            let statements: [@Sendable () async throws -> Void] = [
                { try await slow.execute("SELECT pg_sleep(600)") },
                { try await slow.copyOut("COPY (SELECT pg_sleep(600)) TO STDOUT") { _ in } },
                { _ = try await slow.transaction("sleeps") { try await $0.execute("SELECT pg_sleep(600)") } },
            ]
            for statement in statements {
                let task = Task { try await statement() }
                while try await Self.running(other) < 1 { try await Task.sleep(for: .milliseconds(5)) }
                task.cancel()
                await #expect(throws: CancellationError.self) { try await task.value }
                #expect(try await Self.running(other) == 0)
                #expect(try await slow.execute("SELECT 1").count == 1)
            }
            await slow.close()
            await other.close()
        }
    }

    @Test func `a task cancelled before its turn runs nothing`() async throws {
        try await SharedCluster.withConnection { connection in
            try await connection.executeScript("CREATE TABLE c (i int)")
            let task = Task {
                while !Task.isCancelled { await Task.yield() }
                try await connection.execute("INSERT INTO c VALUES (1)")
            }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(try await connection.execute("SELECT FROM c").isEmpty)
        }
    }

    @Test func `a cancelled query never cancels the next one`() async throws {
        try await SharedCluster.withConnection { connection in
            for _ in 0..<100 {
                let task = Task { try await connection.execute("SELECT pg_sleep(0.001)") }
                await Task.yield()
                task.cancel()
                _ = try? await task.value
                let answer = try await connection.execute("SELECT pg_sleep(0.001)")
                #expect(answer.count == 1)
            }
        }
    }

    @Test func `the pool opens no more connections than its size and lends each to one task`() async throws {
        try await SharedCluster.withDatabase { parameters in
            let pool = try ConnectionPool(parameters, size: 3)
            let processes = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<30 {
                    group.addTask {
                        try await pool.withConnection { connection in
                            try await connection.execute("CREATE TEMP TABLE mine (i int)")
                            try await connection.execute("DROP TABLE mine")
                            return try await connection.execute("SELECT pg_backend_pid() AS p").only().int("p")
                        }
                    }
                }
                return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
            }
            #expect((1...3).contains(processes.count))
            await pool.close()
            await #expect(throws: DatabaseError(.connectionClosed, "", help: "")) {
                try await pool.withConnection { _ in }
            }
        }
    }

    @Test func `the pool lends no connection that is broken or inside of a transaction`() async throws {
        try await SharedCluster.withDatabase { parameters in
            let pool = try ConnectionPool(parameters, size: 1)
            try await pool.withConnection { try await $0.executeScript("CREATE TABLE c (i int)") }
            try await pool.withConnection { connection in
                _ = try await connection.execute("BEGIN")
                _ = try await connection.execute("INSERT INTO c VALUES (1)")
            }
            let found = try await pool.withConnection { try await $0.execute("SELECT FROM c") }
            #expect(found.isEmpty)
            let lost = await databaseError {
                try await pool.withConnection { connection in
                    _ = try await connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
                }
            }
            #expect(lost?.code == .connectionLost)
            let answer = try await pool.withConnection { try await $0.execute("SELECT 1") }
            #expect(answer.count == 1)
            await pool.close()
        }
    }

    @Test func `a pool without connections is refused`() {
        let parameters = ConnectionParameters(host: "/tmp", database: "d", user: "u")
        #expect(throws: DatabaseError(.parameters, "", help: "")) { try ConnectionPool(parameters, size: 0) }
    }
}
