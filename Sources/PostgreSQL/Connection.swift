// SPDX-License-Identifier: Apache-2.0
//
// One connection to one database. Calls wait their turn: a transaction or a copy has the connection for itself
// until it ends, while the calls made inside of it, child tasks included, pass. See Connection+Transaction.swift and
// Connection+Copy.swift.

import Synchronization

/// A slow query holds the connection's own thread and never one of Swift's pool. A task that is cancelled has its
/// query cancelled at the server and gets a CancellationError.
package final class Connection: Sendable {
    let thread: ConnectionThread
    private let turnstile = Turnstile(places: 1)
    /// The turn that has the connection for itself now.
    private let turn = Mutex<UInt64?>(nil)
    private static let lastTurn = Atomic<UInt64>(0)
    /// The turns, on any connection, inside of which a task runs.
    @TaskLocal private static var turnsInside: Set<UInt64> = []

    private init(thread: ConnectionThread) {
        self.thread = thread
    }

    /// Opens a connection; fails within ten seconds when the server does not answer.
    package static func connect(_ parameters: ConnectionParameters) async throws -> Connection {
        let thread = ConnectionThread(name: "postgresql")
        try await thread.perform { session in
            session = try Session(parameters)
        }
        return Connection(thread: thread)
    }

    /// Runs one statement with `$1`, `$2`, … bound to the parameters.
    @discardableResult
    package func execute(
        _ sql: String, _ parameters: [Parameter] = [], format: ResultFormat = .text
    ) async throws -> Rows {
        try await withTurn { _ in
            try await self.thread.performCancellably { try $0.execute(sql, parameters, format) }
        }
    }

    /// Runs several statements without parameters: for definitions and migrations only. They succeed or fail
    /// together unless they hold their own BEGIN and COMMIT.
    package func executeScript(_ sql: String) async throws {
        try await withTurn { _ in
            try await self.thread.performCancellably { _ = try $0.executeScript(sql) }
        }
    }

    /// Ends the connection after the call that runs; later calls throw `connection-closed`.
    package func close() async {
        try? await thread.perform { session in
            session?.finish()
            session = nil
        }
        thread.finish()
    }

    /// Runs `body` with the connection for itself; it is told whether it was inside of such a turn already.
    nonisolated(nonsending) func withTurn<R>(
        _ body: nonisolated(nonsending) (_ isInside: Bool) async throws -> R
    ) async throws -> R {
        if let current = turn.withLock({ $0 }), Self.turnsInside.contains(current) {
            return try await body(true)
        }
        try await turnstile.enter()
        let number = Self.lastTurn.add(1, ordering: .relaxed).newValue
        turn.withLock { $0 = number }
        defer {
            turn.withLock { $0 = nil }
            turnstile.leave()
        }
        return try await Self.$turnsInside.withValue(Self.turnsInside.union([number])) {
            try await body(false)
        }
    }

    /// What the pool asks before it lends the connection again.
    func isReusable() async -> Bool {
        let isReady = try? await thread.perform { session in
            guard let session, !session.isBroken else { return false }
            if !session.isIdle { try session.executeScript("ROLLBACK") }
            return session.isIdle
        }
        return isReady ?? false
    }
}
