// SPDX-License-Identifier: Apache-2.0
//
// The holder's desk: what its own staff ask of the node's database, with nobody else asked and nothing sent. It maps
// tables, tries studies dry, tells all that was ever asked, and refuses studies.

import Governance
import PostgreSQL
import Studies

package struct HolderDesk: Sendable {
    package let id: String
    package let catalogue: Catalogue
    package let root: TrustRoot
    let key: SigningKey
    let parameters: ConnectionParameters
    let store: HolderStore

    package init(
        id: String, catalogue: Catalogue, root: TrustRoot, key: SigningKey, database: ConnectionParameters,
        pool: ConnectionPool
    ) {
        self.id = id
        self.catalogue = catalogue
        self.root = root
        self.key = key
        parameters = database
        store = HolderStore(pool: pool)
    }

    /// Those that name this holder among their sources.
    package var datasets: [Dataset] {
        catalogue.datasets.filter { dataset in dataset.sources.contains { $0.id == id } }
    }

    /// A connection of its own, closed at the end: what is temporary on it goes with it.
    func withConnection<Result>(
        _ body: (Connection) async throws -> Result
    ) async throws -> Result {
        let connection = try await Connection.connect(parameters)
        do {
            let result = try await body(connection)
            await connection.close()
            return result
        } catch {
            await connection.close()
            throw error
        }
    }

    /// The plan of a study that asks this holder.
    /// - Throws: what is wrong with the study, or `.notAsked`.
    package func plan(of text: String, file: String) throws -> Plan {
        let study = try Study(yaml: text, file: file)
        let plan = try Planner.plan(study, dataset: catalogue.dataset(named: study.dataset), file: file)
        guard study.sources.contains(id) else {
            throw HolderError(
                .notAsked,
                "the study `\(study.id)` asks \(study.sources.map { "`\($0)`" }.joined(separator: ", ")), not `\(id)`; "
                    + "give a study whose `sources` name this holder")
        }
        return plan
    }

    /// Signs the refusal of a study and keeps it; from then on the node refuses every mandate for it.
    /// - Parameter plan: where the study's text is at hand.
    package func refuse(study: String, plan: Plan?, reason: String, at now: Moment) async throws -> HolderRefusal {
        let refusal = try HolderRefusal(
            holder: id, study: study, plan: plan?.hash, reason: reason, charterHash: root.charter.hash, at: now,
            key: key)
        guard try await store.keep(refusal) else {
            throw HolderError(
                .refusal, "the study `\(study)` was refused already; `regie holder history` shows when and why")
        }
        return refusal
    }

    /// How often a study of this name was answered.
    package func answers(of study: String) async throws -> Int {
        try await store.pool.withConnection { connection in
            try await connection.execute(
                "SELECT count(*) AS answers FROM regie.answers WHERE study = $1", [.text(study)]
            ).only().int("answers")
        }
    }
}
