// SPDX-License-Identifier: Apache-2.0
//
// `regie aggregator --role leader|helper`: adds up shares that say nothing alone. It accepts tasks only
// from mandates that it checks by itself.

import Aggregator
import ArgumentParser
import DAP
import Foundation
import Governance
import Studies
import Synchronization

struct AggregatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "aggregator", abstract: "Run an aggregator: add up one half of every answer, and add noise once.")

    @Option(help: "leader or helper; must be the one that the state was enrolled for.")
    var role: PartyState.Role

    @Option(help: "The aggregator's state directory.", completion: .directory)
    var state: String

    func validate() throws {
        guard role == .leader || role == .helper else {
            throw ValidationError("--role is `leader` or `helper`")
        }
    }

    func run() async throws {
        try await Failure.reported {
            let party = try await OpenedParty(
                URL(fileURLWithPath: state), roles: [role], migrations: AggregatorSchema.migrations)
            let node = AggregatorNode(
                settings: try settings(party), pool: party.pool, network: HTTPNetwork.live,
                verifier: HolderVerifier { [root = party.root] holder, message, signature in
                    root.holder(holder)?.key.isValid(signature: signature, for: message) ?? false
                }, logger: party.logger)
            let refused = RefusedMandates()
            let feed = MandateFeed(broker: party.root.broker.url, network: HTTPNetwork.live)
            try await PartyRunner.run(
                [
                    PartyRunner.application(
                        node.router(), port: try party.state.need(party.state.port, "port"), logger: party.logger),
                    Looking(seconds: party.state.pollSeconds, logger: party.logger) {
                        try await accept(from: feed, party, node, refused)
                    },
                ], logger: party.logger)
        }
    }

    /// An aggregator keeps no ledger of privacy: it never touches a record. What it refused is not looked at
    /// again until it is started anew.
    private func accept(
        from feed: MandateFeed, _ party: OpenedParty, _ node: AggregatorNode, _ refused: RefusedMandates
    ) async throws {
        for id in try await feed.identifiers() where !refused.contains(id) {
            guard let hash = ContentHash.bytes(ofHex: id), try await !node.knows(mandate: hash) else { continue }
            let document = try await feed.document(id)
            do {
                let mandate = try MandateCheck.check(
                    document, root: party.root, catalogue: party.catalogue, now: PartyRunner.now(),
                    ledger: Ledger(charter: party.root.charter), edge: .aggregator(party.state.id))
                try await node.accept(try mandate.taskParameters(), mandate: hash, document: document)
            } catch let error as GovernanceError {
                if !error.isPassing { refused.insert(id) }
                party.logger.notice(
                    "refused a mandate", metadata: ["mandate": "\(id.prefix(12))", "code": "\(error.code.name)"])
            }
        }
    }

    private func settings(_ party: OpenedParty) throws -> AggregatorNode.Settings {
        let state = party.state
        let keys = try HpkeKeyPair(id: 1, rawPrivateKey: Array(state.need(state.hpkeKey, "hpkeKey")))
        let signed = try SignedHpkeConfig(config: keys.config.encoded(), aggregator: state.id, key: party.key)
        return AggregatorNode.Settings(
            id: state.id, role: role == .leader ? .leader : .helper, keys: keys, signedConfig: signed.bytes,
            collector: try HpkeConfig(decoding: Array(state.need(state.collectorConfig, "collectorConfig"))),
            peerToken: try state.need(state.peerToken, "peerToken"),
            collectorToken: role == .leader ? try state.need(state.collectorToken, "collectorToken") : "",
            verificationSecret: Array(try state.need(state.verificationSecret, "verificationSecret")))
    }
}

/// By identifier, for as long as the process runs.
private final class RefusedMandates: Sendable {
    private let identifiers = Mutex<Set<String>>([])

    func contains(_ id: String) -> Bool { identifiers.withLock { $0.contains(id) } }

    func insert(_ id: String) { identifiers.withLock { _ = $0.insert(id) } }
}

extension PartyState.Role: ExpressibleByArgument {}
