// SPDX-License-Identifier: Apache-2.0
//
// Named transactions, run again when PostgreSQL asks for it (PostgreSQL documentation, "Serialization Failure
// Handling"): SQLSTATE 40001 and 40P01, a bounded number of times, after a pause that differs from one connection to
// the other. The name is the connection's application_name meanwhile, so that pg_stat_activity and errors
// tell who holds a lock. It leaves out savepoints.

import CPostgreSQL

package enum Isolation: String, Sendable {
    case readCommitted = "READ COMMITTED"
    case repeatableRead = "REPEATABLE READ"
    case serializable = "SERIALIZABLE"
}

package enum Access: String, Sendable {
    case readWrite = "READ WRITE"
    case readOnly = "READ ONLY"
}

extension Connection {
    /// Runs `body` in a transaction, commits if it returns and rolls back if it throws. `body` runs again after a
    /// serialization failure or a deadlock: what it does outside of the database must bear that.
    ///
    /// - Parameters:
    ///   - name: 1 to 63 letters, digits, spaces, `-`, `_` or `.`.
    ///   - attempts: how often `body` is run at most, at least once.
    nonisolated(nonsending) package func transaction<T>(
        _ name: String, isolation: Isolation = .serializable, access: Access = .readWrite, attempts: Int = 10,
        _ body: nonisolated(nonsending) (Connection) async throws -> T
    ) async throws -> T {
        try Self.check(name: name)
        return try await withTurn { isInside in
            guard !isInside else {
                throw DatabaseError(
                    .nestedTransaction, "the transaction `\(name)` begins inside of another one",
                    help: "run its statements in the outer transaction")
            }
            let begin =
                "BEGIN ISOLATION LEVEL \(isolation.rawValue), \(access.rawValue); "
                + "SET LOCAL application_name = '\(name)'"
            var attempt = 1
            while true {
                switch try await self.attempt(name, begin, body) {
                case .committed(let value): return value
                case .conflict(let error) where attempt >= attempts: throw error
                case .conflict: try await self.pause(afterAttempt: attempt)
                }
                attempt += 1
            }
        }
    }

    private nonisolated(nonsending) func attempt<T>(
        _ name: String, _ begin: String, _ body: nonisolated(nonsending) (Connection) async throws -> T
    ) async throws -> Attempt<T> {
        do {
            try await thread.performCancellably { try $0.begin(name, begin) }
            let value = try await body(self)
            try await thread.perform { session in
                guard let session else { throw Session.closed }
                try session.commit()
            }
            return .committed(value)
        } catch {
            let failure = try? await thread.perform { $0?.rollBack() }
            if failure?.isRetryable == true, !(error is CancellationError) { return .conflict(error) }
            throw error
        }
    }

    /// 2 to 4 ms after the first attempt, doubled each time up to 0.25 to 0.5 s. The fraction comes from the
    /// server process's number, which two connections that collide do not share.
    private func pause(afterAttempt attempt: Int) async throws {
        let process = try await thread.perform { $0.map { PQbackendPID($0.connection) } ?? 0 }
        let spread = (UInt64(UInt32(bitPattern: process)) &+ UInt64(attempt)) &* 0x9E37_79B9_7F4A_7C15
        let base = UInt64(2_000) << UInt64(min(attempt - 1, 7))
        try await Task.sleep(for: .microseconds(base + (spread >> 32) * base >> 32))
    }

    private static func check(name: String) throws {
        let isAllowed = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: " "):
                true
            default: false
            }
        }
        guard isAllowed, (1...63).contains(name.utf8.count) else {
            throw DatabaseError(
                .statement, "`\(name)` cannot name a transaction",
                help: "write 1 to 63 letters, digits, spaces, `-`, `_` or `.`")
        }
    }
}

private enum Attempt<T> {
    case committed(T)
    case conflict(any Error)
}

extension Session {
    fileprivate func begin(_ name: String, _ sql: String) throws {
        guard isIdle else {
            throw DatabaseError(
                .nestedTransaction, "the transaction `\(name)` begins inside of one begun by a statement",
                help: "end it by COMMIT or ROLLBACK first")
        }
        transactionName = name
        lastFailure = nil
        try executeScript(sql)
    }

    /// COMMIT of a transaction in which a statement failed succeeds as a ROLLBACK: that is an error here.
    fileprivate func commit() throws {
        guard isInTransaction else {
            throw DatabaseError(
                .transactionAborted, "the transaction cannot be committed, as a statement in it failed or ended it",
                help: "let the errors of its statements through, and leave COMMIT and ROLLBACK out", in: self)
        }
        do {
            try executeScript("COMMIT")
        } catch let error as DatabaseError where error.code == .connectionLost {
            throw DatabaseError(
                .commitUnknown, "the connection was lost while committing",
                help: "look at the records before trying again: it may have been committed", in: self)
        }
        transactionName = nil
    }

    /// What the server refused last in the transaction.
    fileprivate func rollBack() -> DatabaseError.Code? {
        let failure = lastFailure
        if !isBroken, !isIdle { _ = try? executeScript("ROLLBACK") }
        transactionName = nil
        return failure
    }
}
