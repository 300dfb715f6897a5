// SPDX-License-Identifier: Apache-2.0
//
// What the broker keeps, over its own database.

import Governance
import PostgreSQL
import Studies

/// What became of a study.
package struct StudyStatus: Hashable, Sendable {
    package enum State: String, Hashable, Sendable {
        case refused, waiting, running, published, failed, withdrawn
        /// It ran, and of what came out too little could be shown to be of use.
        case unpublishable
    }

    package let id: String
    package let state: State
    package let sentence: String
    package let mandate: String?

    package var json: JSONValue {
        .object([
            "id": .string(id), "state": .string(state.rawValue), "sentence": .string(sentence),
            "mandate": mandate.map { .string($0) } ?? .null,
        ])
    }
}

struct BrokerStore: Sendable {
    let pool: ConnectionPool

    func study(_ id: String) async throws -> StudyStatus? {
        try await pool.withConnection { connection in
            try await connection.execute("SELECT * FROM studies WHERE id = $1", [.text(id)]).first.map(status)
        }
    }

    func studies(in state: StudyStatus.State) async throws -> [StudyStatus] {
        try await pool.withConnection { connection in
            try await connection.execute(
                "SELECT * FROM studies WHERE state = $1 ORDER BY submitted_at, id", [.text(state.rawValue)]
            ).map(status)
        }
    }

    private func status(_ row: Row) throws -> StudyStatus {
        StudyStatus(
            id: try row.text("id"), state: StudyStatus.State(rawValue: try row.text("state")) ?? .failed,
            sentence: try row.text("sentence"), mandate: try row.optionalText("mandate"))
    }

    func setState(of study: String, _ state: StudyStatus.State, _ sentence: String) async throws {
        try await pool.withConnection { connection in
            _ = try await connection.execute(
                "UPDATE studies SET state = $2, sentence = $3 WHERE id = $1",
                [.text(study), .text(state.rawValue), .text(sentence)])
        }
    }

    /// A mandate that travels; one that is kept stays as it is.
    func keep(mandate id: String, of study: String, document: [UInt8], at made: Moment) async throws {
        try await pool.transaction("keep mandate") { connection in
            try await connection.execute(
                "INSERT INTO mandates (id, study, document, made_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
                [.text(id), .text(study), .bytes(document), .int8(made.secondsSinceEpoch)])
            try await connection.execute(
                """
                UPDATE studies SET state = 'running', sentence = 'waiting for the holders', mandate = $2
                WHERE id = $1 AND mandate IS NULL AND state = 'waiting'
                """, [.text(study), .text(id)])
        }
    }

    func mandateIdentifiers() async throws -> [String] {
        try await pool.withConnection { connection in
            try await connection.execute("SELECT id FROM mandates ORDER BY position").map { try $0.text("id") }
        }
    }

    func mandateDocument(_ id: String) async throws -> [UInt8]? {
        try await pool.withConnection { connection in
            try await connection.execute("SELECT document FROM mandates WHERE id = $1", [.text(id)]).first.map {
                try $0.bytes("document")
            }
        }
    }
}
