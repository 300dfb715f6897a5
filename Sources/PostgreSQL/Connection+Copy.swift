// SPDX-License-Identifier: Apache-2.0
//
// COPY between the client and the server. Out: each message is handed over on the connection's own thread, with no
// allocation and no hop per row, and memory does not grow with the number of rows. In: chunks are pulled.

extension Connection {
    /// Runs a `COPY … TO STDOUT` and folds its messages into a state, which is then returned. A message is one row;
    /// in binary format the first one begins with the 19 bytes of the header, and the last one is the trailer.
    ///
    /// `body` runs on the connection's thread; the bytes are valid during the call only. What it throws stops the
    /// query and is thrown here.
    package func copyOut<State>(
        _ sql: String, into initial: sending State,
        _ body: @escaping @Sendable (inout State, UnsafeRawBufferPointer) throws -> Void
    ) async throws -> sending State {
        let box = Transfer(initial)
        try await withTurn { _ in
            try await self.thread.performCancellably { session in
                try session.copyOut(sql, into: &box.value, body)
            }
        }
        return box.value
    }

    /// The same without a state.
    package func copyOut(
        _ sql: String, _ body: @escaping @Sendable (UnsafeRawBufferPointer) throws -> Void
    ) async throws {
        try await withTurn { _ in
            try await self.thread.performCancellably { session in
                var nothing: Void
                try session.copyOut(sql, into: &nothing) { try body($1) }
            }
        }
    }

    /// Runs a `COPY … FROM STDIN` with the chunks that `next` gives until nil, and returns the number of rows.
    /// Chunks may be cut anywhere, also inside of a row. `next` runs on the connection's thread and may block it;
    /// what it throws undoes the copy.
    package func copyIn(
        _ sql: String, next: @escaping @Sendable () throws -> [UInt8]?
    ) async throws -> Int {
        try await withTurn { _ in
            try await self.thread.performCancellably { session in
                try session.beginCopyIn(sql)
                do {
                    while let chunk = try next() { try chunk.withUnsafeBytes { try session.put($0) } }
                } catch {
                    session.abandonCopy()
                    throw error
                }
                return try session.endCopyIn()
            }
        }
    }

    /// The same for chunks that come asynchronously.
    package func copyIn<Chunks: AsyncSequence & Sendable>(
        _ sql: String, chunks: Chunks
    ) async throws -> Int where Chunks.Element == [UInt8] {
        try await withTurn { _ in
            try await self.thread.performCancellably { try $0.beginCopyIn(sql) }
            do {
                for try await chunk in chunks {
                    try await self.thread.performCancellably { session in
                        try chunk.withUnsafeBytes { try session.put($0) }
                    }
                }
                try Task.checkCancellation()
            } catch {
                try? await self.thread.perform { $0?.abandonCopy() }
                throw error
            }
            return try await self.thread.performCancellably { try $0.endCopyIn() }
        }
    }
}

/// Carries a value to the connection's thread and back. The caller gives it away and waits, so that only one
/// thread has it at any time; the mailbox's lock orders the accesses.
private final class Transfer<Value>: @unchecked Sendable {
    nonisolated(unsafe) var value: Value

    init(_ value: sending Value) { self.value = value }
}
