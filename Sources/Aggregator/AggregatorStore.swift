// SPDX-License-Identifier: Apache-2.0
//
// What an aggregator keeps, over its own database: tasks it accepted, reports, and the one noised share
// of each batch. Every change is a named transaction.

import Crypto
import DAP
import PostgreSQL

/// A report as the store keeps it.
struct StoredReport: Sendable {
    let holder: String
    let metadata: ReportMetadata
    let digest: [UInt8]
    /// The report as received; at the leader only, until the helper has verified it.
    let sealed: [UInt8]?
    /// Encoded; nil until both aggregators have verified the report.
    let outputShare: [UInt8]?
}

/// What becomes of a report that arrives.
enum Admission: Hashable, Sendable {
    case accepted
    /// The same bytes as before: a retry.
    case known
    /// The holder has another report in this task, or the identifier is taken.
    case replayed
    case batchCollected
}

/// A batch that is added up and noised; it never changes again.
struct ClosedBatch: Hashable, Sendable {
    let share: [UInt8]
    let reportCount: Int
    let checksum: [UInt8]
}

struct AggregatorStore: Sendable {
    let pool: ConnectionPool

    func add(_ tasks: [TaskParameters], mandate hash: [UInt8], document: [UInt8]) async throws {
        try await pool.transaction("accept mandate") { transaction in
            try await transaction.execute(
                "INSERT INTO mandates (hash, document) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                [.bytes(hash), .bytes(document)])
            for task in tasks { try await insert(task, mandate: hash, in: transaction) }
        }
    }

    private func insert(_ task: TaskParameters, mandate: [UInt8], in connection: Connection) async throws {
        try await connection.execute(
            """
            INSERT INTO tasks (task_id, mandate_hash, configuration, batch_start, batch_duration)
            VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING
            """,
            [
                .bytes(task.id.bytes), .bytes(mandate), .bytes(try task.configuration.encoded()),
                .int8(Int64(task.batch.start)), .int8(Int64(task.batch.duration)),
            ])
        for holder in task.holders {
            try await connection.execute(
                "INSERT INTO contributors (task_id, holder) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                [.bytes(task.id.bytes), .text(holder)])
        }
    }

    func knows(mandate hash: [UInt8]) async throws -> Bool {
        try await pool.withConnection { connection in
            try await !connection.execute("SELECT 1 FROM mandates WHERE hash = $1", [.bytes(hash)]).isEmpty
        }
    }

    /// Refuses with `unrecognizedTask` when no accepted mandate lists it.
    func task(_ id: TaskID) async throws -> TaskParameters {
        try await pool.withConnection { connection in
            let rows = try await connection.execute(
                "SELECT configuration, batch_start, batch_duration FROM tasks WHERE task_id = $1", [.bytes(id.bytes)])
            guard let row = rows.first else {
                throw DAPError(.unrecognizedTask, "no mandate that was accepted here lists this task", task: id)
            }
            let holders = try await connection.execute(
                "SELECT holder FROM contributors WHERE task_id = $1 ORDER BY holder", [.bytes(id.bytes)])
            return try TaskParameters(
                id: id, configuration: TaskConfiguration(decoding: row.bytes("configuration")),
                batch: Interval(
                    start: UInt64(try row.int("batch_start")), duration: UInt64(try row.int("batch_duration"))),
                holders: try holders.map { try $0.text("holder") })
        }
    }

    func admit(_ report: StoredReport, to task: TaskID) async throws -> Admission {
        try await pool.transaction("admit report") { transaction in
            _ = try await transaction.execute(
                "SELECT 1 FROM tasks WHERE task_id = $1 FOR UPDATE", [.bytes(task.bytes)])
            if let known = try await knownReport(report, task, transaction) { return known }
            let closed = try await transaction.execute(
                "SELECT 1 FROM aggregate_shares WHERE task_id = $1", [.bytes(task.bytes)])
            guard closed.isEmpty else { return .batchCollected }
            try await insert(report, task, transaction)
            return .accepted
        }
    }

    private func knownReport(
        _ report: StoredReport, _ task: TaskID, _ connection: Connection
    ) async throws -> Admission? {
        let rows = try await connection.execute(
            "SELECT digest FROM reports WHERE task_id = $1 AND (holder = $2 OR report_id = $3)",
            [.bytes(task.bytes), .text(report.holder), .bytes(report.metadata.id.bytes)])
        guard !rows.isEmpty else { return nil }
        return try rows.allSatisfy { try $0.bytes("digest") == report.digest } ? .known : .replayed
    }

    private func insert(_ report: StoredReport, _ task: TaskID, _ connection: Connection) async throws {
        try await connection.execute(
            """
            INSERT INTO reports (task_id, holder, report_id, report_time, digest, sealed, output_share, verified)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            [
                .bytes(task.bytes), .text(report.holder), .bytes(report.metadata.id.bytes),
                .int8(Int64(clamping: report.metadata.time)), .bytes(report.digest),
                report.sealed.map { .bytes($0) } ?? .null, report.outputShare.map { .bytes($0) } ?? .null,
                .bool(report.outputShare != nil),
            ])
    }

    /// Reports that the helper hasn't verified yet, as received.
    func unverified(_ task: TaskID) async throws -> [Report] {
        try await pool.withConnection { connection in
            let rows = try await connection.execute(
                "SELECT sealed FROM reports WHERE task_id = $1 AND NOT verified ORDER BY holder",
                [.bytes(task.bytes)], format: .binary)
            return try rows.map { try Report(decoding: $0.bytes("sealed")) }
        }
    }

    /// Keeps the output shares of reports that both aggregators have verified, and forgets the sealed bytes.
    func keep(_ outputShares: [(id: ReportID, share: [UInt8])], of task: TaskID) async throws {
        try await pool.transaction("keep output shares") { transaction in
            for (id, share) in outputShares {
                try await transaction.execute(
                    """
                    UPDATE reports SET verified = true, sealed = NULL, output_share = $3
                    WHERE task_id = $1 AND report_id = $2 AND NOT verified
                    """, [.bytes(task.bytes), .bytes(id.bytes), .bytes(share)])
            }
        }
    }
}
