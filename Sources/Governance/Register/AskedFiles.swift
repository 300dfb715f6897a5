// SPDX-License-Identifier: Apache-2.0
//
// A log's files over an asynchronous network, for a reader that is synchronous (C2SP tlog-tiles): what isn't here yet
// is noted, the reading given up, the file fetched, and the reading begun again. Each round fetches at least one file,
// and what a reading needs is set by the size of the tree, so it ends. Nothing is believed here: the reader checks.

import DAP
import Synchronization
import TransparencyLog

final class AskedFiles: LogSource, Sendable {
    private struct State {
        /// Nil for a file that the server hasn't.
        var known: [String: [UInt8]?] = [:]
        var wanted: [(path: String, limit: Int)] = []
    }

    private let address: String
    private let network: Network
    private let state = Mutex(State())

    /// - Parameter address: without a slash at its end.
    init(_ address: String, network: @escaping Network) {
        self.address = address
        self.network = network
    }

    func read(_ path: String, limit: Int) throws(LogError) -> [UInt8]? {
        let known: [UInt8]?? = state.withLock { state in
            if let known = state.known[path] { return known }
            state.wanted.append((path, limit))
            return nil
        }
        guard let known else {
            throw LogError(.absent, "this file was not fetched yet", at: path, help: "fetch it")
        }
        return known
    }

    /// Runs a reading until no file is missing that the server has.
    func reading<Result: Sendable>(_ body: () throws -> Result) async throws -> Result {
        while true {
            do {
                return try body()
            } catch {
                let wanted = state.withLock { state in
                    defer { state.wanted = [] }
                    return state.wanted
                }
                guard !wanted.isEmpty else { throw error }
                for (path, limit) in wanted {
                    let file = try await fetch(path, limit: limit)
                    state.withLock { $0.known[path] = .some(file) }
                }
            }
        }
    }

    /// What was fetched is forgotten.
    func forget() { state.withLock { $0.known = [:] } }

    /// Nil when the server hasn't the file.
    func fetch(_ path: String, limit: Int) async throws -> [UInt8]? {
        let answer = try await network(Exchange.Request(.get, "\(address)/\(path)"))
        if answer.status == 404 { return nil }
        guard answer.isSuccess, answer.body.count <= limit else {
            throw LogError(
                .storage, "the register answers with status \(answer.status) and \(answer.body.count) bytes", at: path,
                help: "ask again later")
        }
        return answer.body
    }
}
