// SPDX-License-Identifier: Apache-2.0
//
// The database of a demonstration that was kept: its server ended with the demonstration, and its socket's place is
// gone. A command at a desk starts it again beside the parties' states, and ends it when the command ends. Databases
// of real holders run by themselves and are left alone.

import Foundation
import Governance
import PostgreSQL

struct KeptDatabase: Sendable {
    private let cluster: PrivateCluster?
    /// Where it is now; nil when the state says it.
    let host: String?

    /// Starts the server if the party's state names a socket that isn't there, and a kept one stands beside the state.
    init(of directory: URL) async throws {
        let state = try PartyState.load(from: directory)
        let beside = directory.standardizedFileURL.deletingLastPathComponent().appending(path: "postgresql")
        let files = FileManager.default
        guard let parameters = try? ConnectionParameters(parsing: state.database), parameters.host.hasPrefix("/"),
            !files.fileExists(atPath: parameters.host), files.fileExists(atPath: beside.path)
        else {
            cluster = nil
            host = nil
            return
        }
        do {
            cluster = try await PrivateCluster.start(stateDirectory: beside)
            host = cluster?.superuser().host
        } catch let error as DatabaseError where error.code == .cluster {
            // Another command runs it.
            guard let socket = PrivateCluster.socketDirectory(ofServerIn: beside) else { throw error }
            cluster = nil
            host = socket
        }
    }

    func stop() async { await cluster?.stop() }
}
