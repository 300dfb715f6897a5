// SPDX-License-Identifier: Apache-2.0
//
// A study enters once, and its mandate takes its budget in the same transaction: two studies submitted at
// the same moment can't both have the last of it.

import Governance
import PostgreSQL
import Publication
import Studies

extension BrokerStore {
    /// Calls `make` with the ledger as it stands and keeps the mandate and the preliminary assessment that it makes;
    /// what it throws keeps nothing.
    /// - Returns: nil when a study of this identifier was submitted before.
    func submit(
        _ id: String, text: String, charter: Charter, at now: Moment,
        make: @Sendable (inout Ledger) throws -> (Mandate, [Evidence.Document])
    ) async throws -> Mandate? {
        try await pool.transaction("submit study") { connection in
            let known = try await connection.execute("SELECT 1 FROM studies WHERE id = $1", [.text(id)])
            guard known.isEmpty else { return nil }
            var ledger = try await ledger(charter: charter, over: connection)
            let (mandate, documents) = try make(&ledger)
            try await insert(mandate, study: id, text: text, at: now, over: connection)
            try await insert(documents, of: id, over: connection)
            return mandate
        }
    }

    /// The fold over every reservation made.
    func ledger(charter: Charter) async throws -> Ledger {
        try await pool.withConnection { try await ledger(charter: charter, over: $0) }
    }

    private func ledger(charter: Charter, over connection: Connection) async throws -> Ledger {
        let rows = try await connection.execute("SELECT * FROM mandates ORDER BY position")
        return try Ledger(charter: charter, entries: rows.map(entry))
    }

    private func entry(_ row: Row) throws -> LedgerEntry {
        let entry = try LedgerEntry(
            dataset: row.text("dataset"), population: row.text("population"), periodStart: row.text("period_start"),
            periodEnd: row.text("period_end"), mandate: row.text("id"), rhoMicro: row.int("rho_micro"),
            at: row.int("made_at"))
        guard let entry else {
            throw BrokerError(.damagedState, "a reservation in the broker's ledger has no period or time")
        }
        return entry
    }

    private func insert(
        _ mandate: Mandate, study id: String, text: String, at now: Moment, over connection: Connection
    ) async throws {
        try await connection.execute(
            """
            INSERT INTO studies (id, text, state, sentence, mandate, submitted_at)
            VALUES ($1, $2, 'running', $3, $4, $5)
            """,
            [
                .text(id), .text(text), .text("waiting for the holders"), .text(mandate.id),
                .int8(now.secondsSinceEpoch),
            ])
        let account = mandate.account
        try await connection.execute(
            """
            INSERT INTO mandates
                (id, study, document, dataset, population, period_start, period_end, rho_micro, made_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            [
                .text(mandate.id), .text(id), .bytes(mandate.document), .text(account.dataset),
                .text(account.population), .text(account.period.start.description),
                .text(account.period.end.description), .int8(mandate.rhoMicro), .int8(mandate.made.secondsSinceEpoch),
            ])
    }
}
