// SPDX-License-Identifier: Apache-2.0
//
// What the holder decided by itself, kept beside what it was asked: studies that it refused, and how its tables
// are mapped.

import Governance
import PostgreSQL
import Studies

/// A refusal as it is found for a mandate: its signature was checked when it was made, and whatever stands in the
/// table refuses.
struct StoredRefusal: Sendable {
    let reason: String
    let at: String
}

extension HolderStore {
    /// - Returns: false when the study was refused before; nothing is changed then.
    func keep(_ refusal: HolderRefusal) async throws -> Bool {
        try await pool.withConnection { connection in
            try await !connection.execute(
                """
                INSERT INTO regie.study_refusals (study, plan, envelope, refused_at) VALUES ($1, $2, $3, $4)
                ON CONFLICT DO NOTHING RETURNING study
                """,
                [
                    .text(refusal.study), .text(refusal.plan), .text(refusal.envelope.json.canonicalText),
                    .int8(refusal.at.secondsSinceEpoch),
                ]
            ).isEmpty
        }
    }

    /// By the study's name or by its plan: neither a new name nor a new text brings a refused study back.
    func refusal(of study: String, plan: String) async throws -> StoredRefusal? {
        let rows = try await pool.withConnection { connection in
            try await connection.execute(
                "SELECT envelope, refused_at FROM regie.study_refusals WHERE study = $1 OR plan = $2 LIMIT 1",
                [.text(study), .text(plan)])
        }
        guard let row = rows.first else { return nil }
        let envelope = try? Envelope(json: JSONValue(parsing: row.text("envelope").utf8), path: "refusal")
        let payload = try? envelope.map { try JSONValue(parsing: $0.payload) }
        let at = Moment(secondsSinceEpoch: Int64(try row.int("refused_at")))
        return StoredRefusal(
            reason: payload?["reason"]?.string ?? "its reason can't be read", at: at?.description ?? "an unknown day")
    }

    /// The mapping in force of a dataset, as its file had it; nil where the dataset's own table is read.
    func mapping(of dataset: String) async throws -> String? {
        try await pool.withConnection { connection in
            let rows = try await connection.execute(
                "SELECT document FROM regie.mappings WHERE dataset = $1 ORDER BY number DESC LIMIT 1",
                [.text(dataset)])
            return try rows.first?.text("document")
        }
    }
}
