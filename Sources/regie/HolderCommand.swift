// SPDX-License-Identifier: Apache-2.0
//
// `regie holder`: a holder's node. It listens on no port.

import ArgumentParser
import Foundation
import HolderNode

struct HolderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "holder",
        abstract: "Run a holder's node: check each mandate, answer with sealed shares, or refuse.")

    @Option(help: "The holder's state directory.", completion: .directory)
    var state: String

    func run() async throws {
        try await Failure.reported {
            let party = try await OpenedParty(
                URL(fileURLWithPath: state), roles: [.holder], migrations: HolderSchema.migrations)
            let node = try HolderNode(
                id: party.state.id, catalogue: party.catalogue, root: party.root, key: party.key,
                database: party.parameters, pool: party.pool, network: HTTPNetwork.live, logger: party.logger)
            try await PartyRunner.run(
                [
                    Looking(seconds: party.state.pollSeconds, logger: party.logger) {
                        try await node.poll(now: PartyRunner.now())
                    }
                ], logger: party.logger)
        }
    }
}
