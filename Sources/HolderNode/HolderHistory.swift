// SPDX-License-Identifier: Apache-2.0
//
// Everything that a holder was ever asked, and what it did: answers with what they spent and whether they were taken,
// refused mandates with code and sentence, studies that it refused itself with the signature checked again, mappings,
// and the policies that it saw adopted. Read from the node's own tables; the broker isn't asked.

import Governance
import PostgreSQL
import Studies

package struct HolderHistory: Sendable {
    package enum Event: Sendable {
        /// `sent` of `reports` were taken by the leader; `failure` says why zeros were sent.
        case answered(mandate: String, dataset: String, rhoMicro: Int64, reports: Int, sent: Int, failure: String?)
        case refusedMandate(mandate: String, code: String, sentence: String)
        /// `envelope` is the signed record, as JSON; `isSigned` tells whether this holder's key signed it.
        case refusedStudy(reason: String, envelope: String, isSigned: Bool)
        case mapped(dataset: String)
        case policyAdopted(closedAt: String, mandate: String)
    }

    package struct Entry: Sendable {
        package let at: Moment
        /// Nil where none is meant, or none could be read.
        package let study: String?
        package let event: Event
    }

    package let holder: String
    /// The oldest first.
    package let entries: [Entry]
}

extension HolderDesk {
    package func history() async throws -> HolderHistory {
        let pool = store.pool
        let entries = try await pool.withConnection { connection in
            try await policies(connection) + mappings(connection) + answers(connection)
                + refusedMandates(connection) + refusedStudies(connection)
        }
        return HolderHistory(holder: id, entries: entries.sorted { $0.at < $1.at })
    }

    private func answers(_ connection: Connection) async throws -> [HolderHistory.Entry] {
        let rows = try await connection.execute(
            """
            SELECT a.*, (SELECT count(*) FROM regie.reports AS r WHERE r.mandate = a.mandate) AS reports,
                (SELECT count(*) FROM regie.reports AS r WHERE r.mandate = a.mandate AND r.sent) AS sent
            FROM regie.answers AS a
            """)
        return try rows.map { row in
            HolderHistory.Entry(
                at: try moment(row, "answered_at"), study: try row.text("study"),
                event: .answered(
                    mandate: try row.text("mandate"), dataset: try row.text("dataset"),
                    rhoMicro: Int64(try row.int("rho_micro")), reports: try row.int("reports"),
                    sent: try row.int("sent"), failure: try row.optionalText("failure")))
        }
    }

    private func refusedMandates(_ connection: Connection) async throws -> [HolderHistory.Entry] {
        try await connection.execute("SELECT * FROM regie.refusals").map { row in
            HolderHistory.Entry(
                at: try moment(row, "refused_at"), study: try row.optionalText("study"),
                event: .refusedMandate(
                    mandate: try row.text("mandate"), code: try row.text("code"), sentence: try row.text("sentence")))
        }
    }

    private func refusedStudies(_ connection: Connection) async throws -> [HolderHistory.Entry] {
        try await connection.execute("SELECT * FROM regie.study_refusals").map { row in
            let text = try row.text("envelope")
            let refusal = root.holder(id).flatMap { try? HolderRefusal(json: text, by: $0) }
            let isSigned = try refusal?.study == row.text("study")
            return HolderHistory.Entry(
                at: try moment(row, "refused_at"), study: try row.text("study"),
                event: .refusedStudy(
                    reason: refusal?.reason ?? "the record can't be read", envelope: text, isSigned: isSigned))
        }
    }

    private func mappings(_ connection: Connection) async throws -> [HolderHistory.Entry] {
        try await connection.execute("SELECT dataset, applied_at FROM regie.mappings").map { row in
            HolderHistory.Entry(
                at: try moment(row, "applied_at"), study: nil, event: .mapped(dataset: try row.text("dataset")))
        }
    }

    private func policies(_ connection: Connection) async throws -> [HolderHistory.Entry] {
        try await connection.execute("SELECT * FROM regie.adopted_policies").map { row in
            HolderHistory.Entry(
                at: try moment(row, "seen_at"), study: nil,
                event: .policyAdopted(
                    closedAt: try moment(row, "closed_at").description, mandate: try row.text("mandate")))
        }
    }

    private func moment(_ row: Row, _ column: String) throws -> Moment {
        guard let moment = Moment(secondsSinceEpoch: Int64(try row.int(column))) else {
            throw HolderError(
                .unexpectedRecords, "the node's history has an entry without a time; restore it from a copy")
        }
        return moment
    }
}
