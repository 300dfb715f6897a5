// SPDX-License-Identifier: Apache-2.0
//
// Opinions, the documents of preliminary assessments, and refusals with the clauses that made them.

import Governance
import PostgreSQL
import Publication
import Studies

extension BrokerStore {
    /// - Returns: false when another opinion on the plan is there already.
    func keep(opinion document: [UInt8], on plan: String) async throws -> Bool {
        try await pool.withConnection { connection in
            let added =
                try await connection.execute(
                    "INSERT INTO opinions (plan, document) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                    [.text(plan), .bytes(document)]
                ).affected == 1
            if added { return true }
            let rows = try await connection.execute("SELECT document FROM opinions WHERE plan = $1", [.text(plan)])
            return try rows.first?.bytes("document") == document
        }
    }

    func opinion(on plan: String) async throws -> [UInt8]? {
        try await pool.withConnection { connection in
            try await connection.execute("SELECT document FROM opinions WHERE plan = $1", [.text(plan)]).first.map {
                try $0.bytes("document")
            }
        }
    }

    func insert(
        _ documents: [Evidence.Document], of study: String, over connection: Connection
    ) async throws {
        for document in documents {
            try await connection.execute(
                "INSERT INTO preliminary_documents (study, name, document) VALUES ($1, $2, $3)",
                [.text(study), .text(document.name), .bytes(document.bytes)])
        }
    }

    /// Empty for an unknown study.
    func preliminary(of study: String) async throws -> [Evidence.Document] {
        try await pool.withConnection { try await preliminary(of: study, over: $0) }
    }

    private func preliminary(of study: String, over connection: Connection) async throws -> [Evidence.Document] {
        let rows = try await connection.execute(
            "SELECT name, document FROM preliminary_documents WHERE study = $1", [.text(study)])
        let documents = try rows.compactMap { row in
            try Evidence.document(named: row.text("name"), row.bytes("document"))
        }
        let order = Evidence.preliminaryNames
        return documents.sorted { (order.firstIndex(of: $0.name) ?? 0) < (order.firstIndex(of: $1.name) ?? 0) }
    }

    // MARK: Refusals

    func unshownRefusals() async throws -> [String] {
        try await pool.withConnection { connection in
            try await connection.execute("SELECT study FROM refusals WHERE NOT shown ORDER BY study").map {
                try $0.text("study")
            }
        }
    }

    func markShown(_ study: String) async throws {
        try await pool.withConnection { connection in
            _ = try await connection.execute("UPDATE refusals SET shown = true WHERE study = $1", [.text(study)])
        }
    }

    func refusals() async throws -> [RefusedStudy] {
        try await pool.withConnection { connection in
            let rows = try await connection.execute(
                """
                SELECT studies.id, text, submitted_at, reasons FROM refusals JOIN studies ON studies.id = study
                ORDER BY submitted_at, studies.id
                """)
            var refusals: [RefusedStudy] = []
            for row in rows {
                refusals.append(
                    try refusal(row, documents: await preliminary(of: row.text("id"), over: connection)))
            }
            return refusals
        }
    }

    private func refusal(_ row: Row, documents: [Evidence.Document]) throws -> RefusedStudy {
        let listed = try JSONValue(parsing: row.bytes("reasons")).array ?? []
        let reasons = listed.compactMap { RefusedStudy.Reason($0) }
        guard reasons.count == listed.count, let at = Moment(secondsSinceEpoch: Int64(try row.int("submitted_at")))
        else { throw BrokerError(.damagedState, "a refusal in the broker's state has no reasons or time") }
        return RefusedStudy(
            study: try Study(yaml: row.text("text"), file: "study.yaml"), refusedAt: at.day, reasons: reasons,
            documents: documents)
    }
}
