// SPDX-License-Identifier: Apache-2.0
//
// Where an aggregator's tasks come from: it follows the register, puts its HPKE configuration there under its enrolled
// key (G2), and accepts the tasks of mandates that it checks by itself (G5). It keeps no ledger of privacy: it never
// touches a record. What it refused is not looked at again until it is started anew.

import DAP
import Governance
import Logging
import PostgreSQL
import Studies
import Synchronization

package final class MandateWatch: Sendable {
    private struct Memory {
        var refused: Set<String> = []
        var isAnnounced = false
    }

    private let node: AggregatorNode
    private let root: TrustRoot
    private let catalogue: Catalogue
    private let key: SigningKey
    private let feed: MandateFeed
    private let follower: RegisterFollower
    private let memory = Mutex(Memory())

    /// - Parameter key: the aggregator's own, as enrolled.
    package init(
        of node: AggregatorNode, follower: RegisterFollower, root: TrustRoot, catalogue: Catalogue, key: SigningKey
    ) {
        self.node = node
        self.root = root
        self.catalogue = catalogue
        self.key = key
        self.follower = follower
        feed = MandateFeed(broker: root.broker.url, network: node.network)
    }

    /// One look at the register. One mandate that fails doesn't hold up the others; the first failure is thrown once
    /// all were tried.
    package func look(now: Moment) async throws {
        let register = try await follower.look(now: now)
        for finding in register.findings {
            node.logger.error("a record doesn't follow", metadata: ["why": "\(finding.sentence.en)"])
        }
        try await announce(register.state, now: now)
        var failure: (any Error)?
        for mandate in asked(by: register.state) {
            do { try await consider(mandate, register, now: now) } catch { failure = failure ?? error }
        }
        if let failure { throw failure }
    }

    /// Mandates that name this aggregator and aren't over, the oldest first.
    private func asked(by register: RegisterState) -> [String] {
        let id = node.settings.id
        let refused = memory.withLock { $0.refused }
        return register.mandates.values.filter {
            ($0.entry.leader == id || $0.entry.helper == id) && $0.publication == nil
                && !refused.contains($0.entry.mandate)
        }.sorted { $0.record < $1.record }.map(\.entry.mandate)
    }

    private func consider(_ id: String, _ register: RegisterFollower.View, now: Moment) async throws {
        guard let hash = ContentHash.bytes(ofHex: id), try await !node.knows(mandate: hash) else { return }
        let document = try await feed.document(id)
        do {
            let mandate = try MandateCheck.check(
                document, register: register.state, checkpoint: register.checkpoint, lastSeen: register.lastSeen,
                catalogue: catalogue, now: now, ledger: Ledger(charter: root.charter),
                edge: .aggregator(node.settings.id))
            try await node.accept(try mandate.taskParameters(), mandate: hash, document: document)
        } catch let error as GovernanceError {
            if error.isPassing { throw error }
            memory.withLock { _ = $0.refused.insert(id) }
            node.logger.notice(
                "refused a mandate", metadata: ["mandate": "\(id.prefix(12))", "code": "\(error.code.name)"])
        }
    }

    /// Until the register holds the configuration that this aggregator serves, no holder seals anything to it.
    private func announce(_ register: RegisterState, now: Moment) async throws {
        let (id, config) = (node.settings.id, try node.settings.keys.config.encoded())
        guard register.hpkeConfigurations[id] != config, !memory.withLock({ $0.isAnnounced }) else { return }
        let statement = Statement.hpke(HpkeEnrolment(aggregator: id, config: config, at: now))
        let envelope = try statement.signed(by: id, key: key, at: now)
        let answer = try await node.network(
            Exchange.Request(
                .post, "\(root.broker.url)/records", headers: ["Content-Type": "application/json"],
                body: envelope.json.canonicalBytes))
        guard answer.isSuccess else {
            throw GovernanceError(
                .hpkeNotRegistered,
                "the broker answered the HPKE configuration of `\(id)` with status \(answer.status)",
                help: "look whether party.json and key.json are those that were enrolled")
        }
        memory.withLock { $0.isAnnounced = true }
    }
}

extension RegisterFollower.Memory {
    /// In an aggregator's own database.
    package init(pool: ConnectionPool) {
        self.init(
            load: {
                try await pool.withConnection { connection in
                    try await connection.execute("SELECT note FROM register_checkpoint").first.map {
                        try $0.bytes("note")
                    }
                }
            },
            save: { note in
                try await pool.withConnection { connection in
                    _ = try await connection.execute(
                        """
                        INSERT INTO register_checkpoint (note) VALUES ($1)
                        ON CONFLICT (one) DO UPDATE SET note = excluded.note
                        """, [.bytes(note)])
                }
            })
    }
}

extension HolderVerifier {
    /// By the keys that the register says are the holders' now; before it was read, nobody's.
    package init(_ follower: RegisterFollower) {
        self.init { holder, message, signature in
            guard let state = follower.view?.state, !state.revoked.contains(Party(.holder, holder)) else {
                return false
            }
            return state.root.holder(holder)?.key.isValid(signature: signature, for: message) ?? false
        }
    }
}
