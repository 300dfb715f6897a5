// SPDX-License-Identifier: Apache-2.0
//
// What the register says of studies and mandates, kept so that it can be asked for. Everything may be kept again: what
// is there stays as it is.

import Governance
import PostgreSQL
import Publication
import Studies

extension BrokerStore {
    /// A study with all that came of it, whole or not at all.
    func keep(_ submitted: SubmittedStudy, text: String) async throws {
        try await pool.transaction("keep study") { connection in
            let added = try await insert(
                submitted.id, text: text, state: submitted.state, sentence: submitted.sentence, at: submitted.at,
                over: connection)
            guard added else { return }
            try await insert(submitted.documents, of: submitted.id, over: connection)
            if let reasons = submitted.reasons {
                try await connection.execute(
                    "INSERT INTO refusals (study, reasons) VALUES ($1, $2)",
                    [.text(submitted.id), .bytes(JSONValue.array(reasons.map(\.json)).canonicalBytes)])
            }
            if let mandate = submitted.mandate { try await insert(mandate, at: submitted.at, over: connection) }
        }
    }

    /// A study as the register alone knows it.
    func keep(
        _ id: String, text: String, state: StudyStatus.State, sentence: String, at moment: Moment
    ) async throws {
        try await pool.withConnection { connection in
            _ = try await insert(id, text: text, state: state, sentence: sentence, at: moment, over: connection)
        }
    }

    /// A mandate of a study that is kept, which then waits for the holders.
    func keep(_ mandate: Mandate, at moment: Moment) async throws {
        try await pool.transaction("keep mandate") { connection in
            try await insert(mandate, at: moment, over: connection)
            try await connection.execute(
                """
                UPDATE studies SET state = 'running', sentence = 'waiting for the holders'
                WHERE id = $1 AND state = 'waiting'
                """, [.text(mandate.study.id)])
        }
    }

    /// - Returns: false when it was there.
    private func insert(
        _ id: String, text: String, state: StudyStatus.State, sentence: String, at moment: Moment,
        over connection: Connection
    ) async throws -> Bool {
        try await connection.execute(
            """
            INSERT INTO studies (id, text, state, sentence, submitted_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT DO NOTHING
            """,
            [.text(id), .text(text), .text(state.rawValue), .text(sentence), .int8(moment.secondsSinceEpoch)]
        ).affected == 1
    }

    private func insert(_ mandate: Mandate, at moment: Moment, over connection: Connection) async throws {
        try await connection.execute(
            "INSERT INTO mandates (id, study, document, made_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            [
                .text(mandate.id), .text(mandate.study.id), .bytes(mandate.document),
                .int8(moment.secondsSinceEpoch),
            ])
        try await connection.execute(
            "UPDATE studies SET mandate = $2 WHERE id = $1 AND mandate IS NULL",
            [.text(mandate.study.id), .text(mandate.id)])
    }
}
