// SPDX-License-Identifier: Apache-2.0
//
// `regie aggregator --role leader|helper`: adds up shares that say nothing alone. It accepts tasks only
// from mandates that it checks by itself.

import Aggregator
import ArgumentParser
import DAP
import Foundation
import Governance

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
            let follower = try RegisterFollower(
                root: party.root, network: HTTPNetwork.live, memory: RegisterFollower.Memory(pool: party.pool))
            let node = AggregatorNode(
                settings: try settings(party), pool: party.pool, network: HTTPNetwork.live,
                verifier: HolderVerifier(follower), logger: party.logger)
            let watch = MandateWatch(
                of: node, follower: follower, root: party.root, catalogue: party.catalogue, key: party.key)
            try await PartyRunner.run(
                [
                    PartyRunner.application(
                        node.router(), port: try party.state.need(party.state.port, "port"), logger: party.logger),
                    Looking(seconds: party.state.pollSeconds, logger: party.logger) {
                        try await watch.look(now: PartyRunner.now())
                    },
                ], logger: party.logger)
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

extension PartyState.Role: ExpressibleByArgument {}
