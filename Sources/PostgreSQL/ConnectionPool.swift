// SPDX-License-Identifier: Apache-2.0
//
// A bounded number of connections to one database, opened when first needed and lent one task at a time. A
// connection that broke, or that cannot be brought back to rest, is not lent again.

import Synchronization

package final class ConnectionPool: Sendable {
    private struct State {
        var idle: [Connection] = []
        var isClosed = false
    }

    private let parameters: ConnectionParameters
    private let turnstile: Turnstile
    private let state = Mutex(State())

    /// - Parameter size: how many connections are open at most; at least 1.
    package init(_ parameters: ConnectionParameters, size: Int) throws {
        guard size >= 1 else {
            throw DatabaseError(
                .parameters, "a pool of \(size) connections lends none", help: "give it at least 1 connection")
        }
        self.parameters = parameters
        turnstile = Turnstile(places: size)
    }

    /// Lends a connection; waits for one when all are lent.
    nonisolated(nonsending) package func withConnection<T>(
        _ body: nonisolated(nonsending) (Connection) async throws -> T
    ) async throws -> T {
        try await turnstile.enter()
        defer { turnstile.leave() }
        let connection = try await take()
        do {
            let value = try await body(connection)
            await giveBack(connection)
            return value
        } catch {
            await giveBack(connection)
            throw error
        }
    }

    /// Lends a connection for one transaction: see `Connection.transaction`.
    nonisolated(nonsending) package func transaction<T>(
        _ name: String, isolation: Isolation = .serializable, access: Access = .readWrite, attempts: Int = 10,
        _ body: nonisolated(nonsending) (Connection) async throws -> T
    ) async throws -> T {
        try await withConnection { connection in
            try await connection.transaction(
                name, isolation: isolation, access: access, attempts: attempts, body)
        }
    }

    /// Closes what is idle, and the rest when it comes back.
    package func close() async {
        let idle = state.withLock { state in
            defer { state.idle = [] }
            state.isClosed = true
            return state.idle
        }
        turnstile.close()
        for connection in idle { await connection.close() }
    }

    private func take() async throws -> Connection {
        while let connection = state.withLock({ $0.idle.popLast() }) {
            if await connection.isReusable() { return connection }
            await connection.close()
        }
        return try await Connection.connect(parameters)
    }

    private func giveBack(_ connection: Connection) async {
        let isReusable = await connection.isReusable()
        let isKept = state.withLock { state in
            if isReusable, !state.isClosed { state.idle.append(connection) }
            return isReusable && !state.isClosed
        }
        if !isKept { await connection.close() }
    }
}
