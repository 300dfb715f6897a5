// SPDX-License-Identifier: Apache-2.0
//
// What a holder remembers of the register: the newest checkpoint that it acted on, and which of its refusals stand
// there.

import PostgreSQL
import Studies

/// A refusal that the register doesn't hold yet, as far as is known.
struct UntoldRefusal: Sendable {
    let mandate: String
    let code: String
    let sentence: String

    /// For everybody: what the holder refused by itself in its own words, what its check refused by the check's name.
    var reason: Localized {
        guard code == HolderError.Code.holderRefused.name, sentence.utf8.count <= 450 else {
            return Localized(
                fr: "Vérifié par le détenteur, le permis est refusé (\(code)).",
                en: "Checked by the holder, the mandate is refused (\(code)).")
        }
        return Localized(fr: "Refusé par le détenteur : \(sentence)", en: "Refused by the holder: \(sentence)")
    }
}

extension HolderStore {
    func seenCheckpoint() async throws -> [UInt8]? {
        try await pool.withConnection { connection in
            try await connection.execute("SELECT note FROM regie.register_checkpoint").first.map {
                try $0.bytes("note")
            }
        }
    }

    func remember(checkpoint note: [UInt8]) async throws {
        try await pool.withConnection { connection in
            _ = try await connection.execute(
                """
                INSERT INTO regie.register_checkpoint (note) VALUES ($1)
                ON CONFLICT (one) DO UPDATE SET note = excluded.note
                """, [.bytes(note)])
        }
    }

    func untoldRefusals() async throws -> [UntoldRefusal] {
        try await pool.withConnection { connection in
            try await connection.execute(
                "SELECT mandate, code, sentence FROM regie.refusals WHERE NOT told ORDER BY refused_at"
            ).map {
                UntoldRefusal(
                    mandate: try $0.text("mandate"), code: try $0.text("code"), sentence: try $0.text("sentence"))
            }
        }
    }

    func markTold(_ mandate: String) async throws {
        try await pool.withConnection { connection in
            _ = try await connection.execute(
                "UPDATE regie.refusals SET told = true WHERE mandate = $1", [.text(mandate)])
        }
    }
}
