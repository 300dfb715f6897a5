// SPDX-License-Identifier: Apache-2.0
//
// `regie holder`: a holder's node, which listens on no port, and its desk: what the holder's own staff ask of it. The
// commands of the desk read the node's state and database, and reach nobody else.

import ArgumentParser
import Foundation
import HolderNode
import Studies

struct HolderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "holder",
        abstract: "A holder's node, and the desk of its staff: map tables, try studies dry, see and refuse.",
        subcommands: [
            Run.self, HolderMapCommand.self, HolderDryRunCommand.self, HolderHistoryCommand.self,
            HolderRefuseCommand.self, HolderPageCommand.self,
        ],
        defaultSubcommand: Run.self)

    struct Run: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run the node: check each mandate, answer with sealed shares, or refuse.")

        @OptionGroup var place: HolderPlace

        func run() async throws {
            try await Failure.reported {
                let party = try await place.opened()
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
}

/// Where a holder's state is.
struct HolderPlace: ParsableArguments {
    @Option(help: "The holder's state directory.", completion: .directory)
    var state: String

    /// - Parameter host: where the database is, if it isn't where the state says.
    func opened(host: String? = nil) async throws -> OpenedParty {
        try await OpenedParty(
            URL(fileURLWithPath: state), roles: [.holder], migrations: HolderSchema.migrations, databaseHost: host)
    }

    /// Runs one command at the desk, and lets go of the database.
    func atDesk(_ body: (HolderDesk) async throws -> Void) async throws {
        try await Failure.reported {
            let database = try await KeptDatabase(of: URL(fileURLWithPath: state))
            do {
                try await atDesk(of: opened(host: database.host), body)
            } catch {
                await database.stop()
                throw error
            }
            await database.stop()
        }
    }

    private func atDesk(of party: OpenedParty, _ body: (HolderDesk) async throws -> Void) async throws {
        let desk = HolderDesk(
            id: party.state.id, catalogue: party.catalogue, root: party.root, key: party.key,
            database: party.parameters, pool: party.pool)
        do {
            try await body(desk)
        } catch {
            await party.pool.close()
            throw error
        }
        await party.pool.close()
    }

    /// - Parameter what: for the help, such as "a study's YAML file".
    static func text(of file: String, _ what: String) throws -> String {
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: file)),
            let text = String(data: data, encoding: .utf8)
        else { throw Refusal("`\(file)` can't be read as UTF-8 text", help: "give the path of \(what)") }
        return text
    }
}
