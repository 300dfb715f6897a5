// SPDX-License-Identifier: Apache-2.0
//
// What the broker keeps, over its own database.

import Governance
import PostgreSQL
import Studies

/// What became of a study.
package struct StudyStatus: Hashable, Sendable {
    package enum State: String, Hashable, Sendable { case refused, running, published, failed }

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

    func add(_ ballot: Ballot, policy: String) async throws -> Bool {
        try await pool.withConnection { connection in
            try await connection.execute(
                """
                INSERT INTO ballots (id, document, policy, opened_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
                """,
                [
                    .text(ballot.id), .bytes(ballot.json.canonicalBytes), .text(policy),
                    .int8(ballot.opensAt.secondsSinceEpoch),
                ]
            ).affected == 1
        }
    }

    func add(_ vote: SignedVote, to ballot: String) async throws {
        try await pool.withConnection { connection in
            _ = try await connection.execute(
                "INSERT INTO votes (ballot, document) VALUES ($1, $2)",
                [.text(ballot), .bytes(vote.json.canonicalBytes)])
        }
    }

    /// A ballot with its policy text and every vote received, in the order they came.
    func ballot(_ id: String) async throws -> (record: BallotRecord, policy: String)? {
        try await pool.withConnection { connection -> (record: BallotRecord, policy: String)? in
            let rows = try await connection.execute("SELECT document, policy FROM ballots WHERE id = $1", [.text(id)])
            guard let row = rows.first else { return nil }
            let votes = try await connection.execute(
                "SELECT document FROM votes WHERE ballot = $1 ORDER BY position", [.text(id)])
            let record = BallotRecord(
                ballot: try Ballot(json: JSONValue(parsing: row.bytes("document"))),
                votes: try votes.map { try SignedVote(json: JSONValue(parsing: $0.bytes("document"))) })
            return (record, try row.text("policy"))
        }
    }

    /// Newest first.
    func ballotIdentifiers() async throws -> [String] {
        try await pool.withConnection { connection in
            try await connection.execute("SELECT id FROM ballots ORDER BY opened_at DESC, id DESC").map {
                try $0.text("id")
            }
        }
    }

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
