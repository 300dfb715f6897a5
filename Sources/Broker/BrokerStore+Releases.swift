// SPDX-License-Identifier: Apache-2.0
//
// What each release said and withheld, without values, in the order in which releases were made: the next ones must
// not undo it (promise G4). It is written down before anything of the release is shown; making it again after a
// crash lays it beside the very same earlier ones, and gives the same release.

import DisclosureControl
import PostgreSQL
import Studies

extension BrokerStore {
    /// Calls `make` with what was released before this study, and keeps what it makes unless that is kept already.
    /// - Parameter plan: plans an earlier study's text anew.
    /// - Throws: what `make` throws; nothing is kept then.
    func release(
        of study: Plan, plan: @Sendable (String) throws -> Plan,
        make: @Sendable ([EarlierRelease]) throws -> Release
    ) async throws -> Release {
        try await pool.transaction("make release") { connection in
            let rows = try await connection.execute(
                """
                SELECT studies.text, releases.document FROM releases JOIN studies ON studies.id = releases.study
                WHERE releases.position
                    < coalesce((SELECT position FROM releases WHERE study = $1), 9223372036854775807)
                ORDER BY releases.position
                """, [.text(study.study.id)])
            let earlier = try rows.map { row in
                try EarlierRelease(plan: plan(row.text("text")), json: JSONValue(parsing: row.bytes("document")))
            }
            let release = try make(earlier)
            try await connection.execute(
                "INSERT INTO releases (study, document) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                [
                    .text(study.study.id),
                    .bytes(EarlierRelease(plan: study, release: release).json.canonicalBytes),
                ])
            return release
        }
    }

    /// The texts of all studies that were released or are to be.
    func textsOfReleases() async throws -> [String] {
        try await pool.withConnection { connection in
            try await connection.execute(
                "SELECT text FROM studies WHERE state IN ('running', 'published') ORDER BY submitted_at, id"
            ).map { try $0.text("text") }
        }
    }
}
