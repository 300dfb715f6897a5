// SPDX-License-Identifier: Apache-2.0
//
// The holder's memory of mandates, over the schema of HolderSchema.

import DAP
import Governance
import PostgreSQL
import Studies

/// A report as it waits to be taken.
struct WaitingReport: Sendable {
    let task: TaskID
    let leader: String
    let bytes: [UInt8]
}

struct HolderStore: Sendable {
    let pool: ConnectionPool

    /// Answered or refused already.
    func knows(mandate: String) async throws -> Bool {
        try await pool.withConnection { connection in
            try await !connection.execute(
                """
                SELECT 1 FROM regie.answers WHERE mandate = $1
                UNION ALL SELECT 1 FROM regie.refusals WHERE mandate = $1
                """, [.text(mandate)]
            ).isEmpty
        }
    }

    /// The holder's own account of what it answered.
    func ledger(charter: Charter) async throws -> Ledger {
        let rows = try await pool.withConnection { connection in
            try await connection.execute("SELECT * FROM regie.answers ORDER BY answered_at, mandate")
        }
        return try Ledger(charter: charter, entries: rows.map(entry))
    }

    private func entry(_ row: Row) throws -> LedgerEntry {
        let entry = try LedgerEntry(
            dataset: row.text("dataset"), population: row.text("population"), periodStart: row.text("period_start"),
            periodEnd: row.text("period_end"), mandate: row.text("mandate"), rhoMicro: row.int("rho_micro"),
            at: row.int("answered_at"))
        guard let entry else {
            throw HolderError(.unexpectedRecords, "the holder's ledger has an entry without a period or a time")
        }
        return entry
    }

    /// Charges the holder's ledger and keeps the sealed reports, both or neither.
    func keep(_ reports: [WaitingReport], of mandate: Mandate, failure: String?, at now: Moment) async throws {
        let account = mandate.account
        try await pool.transaction("keep sealed reports") { connection in
            try await connection.execute(
                """
                INSERT INTO regie.answers (mandate, study, dataset, population, period_start, period_end, rho_micro,
                    answered_at, failure)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                """,
                [
                    .text(mandate.id), .text(mandate.study.id), .text(account.dataset), .text(account.population),
                    .text(account.period.start.description), .text(account.period.end.description),
                    .int8(mandate.rhoMicro), .int8(now.secondsSinceEpoch), .text(failure),
                ])
            for report in reports {
                try await connection.execute(
                    "INSERT INTO regie.reports (task_id, mandate, leader, report) VALUES ($1, $2, $3, $4)",
                    [.bytes(report.task.bytes), .text(mandate.id), .text(report.leader), .bytes(report.bytes)])
            }
        }
    }

    /// - Parameter study: what the mandate calls it, if it could be read.
    func refuse(mandate: String, study: String?, code: String, sentence: String, at now: Moment) async throws {
        try await pool.withConnection { connection in
            _ = try await connection.execute(
                """
                INSERT INTO regie.refusals (mandate, study, code, sentence, refused_at) VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT DO NOTHING
                """, [.text(mandate), .text(study), .text(code), .text(sentence), .int8(now.secondsSinceEpoch)])
        }
    }

    func waiting() async throws -> [WaitingReport] {
        try await pool.withConnection { connection in
            let rows = try await connection.execute(
                "SELECT task_id, leader, report FROM regie.reports WHERE NOT sent ORDER BY task_id", format: .binary)
            return try rows.compactMap { row in
                guard let task = TaskID(try row.bytes("task_id")) else { return nil }
                return WaitingReport(task: task, leader: try row.text("leader"), bytes: try row.bytes("report"))
            }
        }
    }

    func markSent(_ task: TaskID) async throws {
        try await pool.withConnection { connection in
            _ = try await connection.execute(
                "UPDATE regie.reports SET sent = true WHERE task_id = $1", [.bytes(task.bytes)])
        }
    }
}
