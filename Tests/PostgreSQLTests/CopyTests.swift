// SPDX-License-Identifier: Apache-2.0
//
// COPY in both directions, its failures halfway, and the state of the connection after them.

import PostgreSQL
import Synchronization
import Testing

/// Gives its bytes once, then nil.
final class Once: Sendable {
    private let bytes: Mutex<[UInt8]?>

    init(_ text: String) { bytes = Mutex(Array(text.utf8)) }

    func take() -> [UInt8]? {
        bytes.withLock { bytes in
            defer { bytes = nil }
            return bytes
        }
    }
}

@Suite struct CopyTests {
    struct Stop: Error, Equatable {}

    static let rowCount = 100_000

    /// Rows in text format, in chunks that are cut inside of rows.
    static func chunks() -> AsyncStream<[UInt8]> {
        let text = (0..<rowCount).map { "\($0)\tzone é \($0 % 28)\n" }.joined()
        let bytes = Array(text.utf8)
        return AsyncStream { continuation in
            for start in stride(from: 0, to: bytes.count, by: 65_521) {
                continuation.yield(Array(bytes[start..<min(start + 65_521, bytes.count)]))
            }
            continuation.finish()
        }
    }

    @Test func `a hundred thousand rows go in and come out unchanged`() async throws {
        try await SharedCluster.withConnection { connection in
            try await connection.executeScript("CREATE TABLE c (i int, z text)")
            let count = try await connection.copyIn("COPY c FROM STDIN", chunks: Self.chunks())
            #expect(count == Self.rowCount)
            let out = try await connection.copyOut("COPY (SELECT * FROM c ORDER BY i) TO STDOUT", into: [UInt8]()) {
                $0 += $1
            }
            var sent: [UInt8] = []
            for await chunk in Self.chunks() { sent += chunk }
            #expect(out == sent)
        }
    }

    @Test func `binary rows go out and in again by the other call`() async throws {
        try await SharedCluster.withConnection { connection in
            try await connection.executeScript(
                "CREATE TABLE a AS SELECT i, 'z' || i AS z FROM generate_series(1, 5000) i; CREATE TABLE b (LIKE a)")
            let rows = Mutex<[[UInt8]]>([])
            try await connection.copyOut("COPY a TO STDOUT (FORMAT binary)") { message in
                rows.withLock { $0.append(Array(message)) }
            }
            rows.withLock { $0.reverse() }
            let parts = Mutex(rows.withLock { [[UInt8]]($0) })
            let count = try await connection.copyIn("COPY b FROM STDIN (FORMAT binary)") {
                parts.withLock { $0.popLast() }
            }
            #expect(count == 5_000)
            #expect(try await connection.execute("TABLE a EXCEPT TABLE b").isEmpty)
        }
    }

    @Test func `an error in the reader stops the copy and leaves the connection usable`() async throws {
        try await SharedCluster.withConnection { connection in
            await #expect(throws: Stop()) {
                try await connection.copyOut("COPY (SELECT generate_series(1, 100000000)) TO STDOUT") { _ in
                    throw Stop()
                }
            }
            let answer = try await connection.execute("SELECT 1 AS x").only().int("x")
            #expect(answer == 1)
        }
    }

    @Test func `an error in the writer undoes the copy and leaves the connection usable`() async throws {
        try await SharedCluster.withConnection { connection in
            try await connection.executeScript("CREATE TABLE c (i int)")
            let sent = Once("1\n2\n")
            await #expect(throws: Stop()) {
                try await connection.copyIn("COPY c FROM STDIN") {
                    guard let chunk = sent.take() else { throw Stop() }
                    return chunk
                }
            }
            #expect(try await connection.execute("SELECT FROM c").isEmpty)
        }
    }

    @Test func `an error of the server while rows go out is thrown`() async throws {
        try await SharedCluster.withConnection { connection in
            await #expect(throws: DatabaseError(.init("22012"), "", help: "")) {
                try await connection.copyOut("COPY (SELECT 1 / (5000 - i) FROM generate_series(1, 9000) i) TO STDOUT") {
                    _ in
                }
            }
            let kept = try await connection.execute("SELECT 1")
            #expect(kept.count == 1)
        }
    }

    @Test func `each kind of COPY passes by its own call only`() async throws {
        try await SharedCluster.withConnection { connection in
            try await connection.executeScript("CREATE TABLE c (i int)")
            let out = "COPY c TO STDOUT"
            let into = "COPY c FROM STDIN"
            let attempts: [@Sendable () async throws -> Void] = [
                { try await connection.execute(out) },
                { try await connection.executeScript(into) },
                { try await connection.copyOut(into) { _ in } },
                { _ = try await connection.copyIn(out) { nil } },
                { try await connection.copyOut("SELECT 1") { _ in } },
            ]
            for attempt in attempts {
                #expect(await databaseError(attempt)?.code == .copy)
                #expect(try await connection.execute("SELECT 1").count == 1)
            }
        }
    }
}
