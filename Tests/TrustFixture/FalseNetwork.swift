// SPDX-License-Identifier: Apache-2.0
//
// A network without sockets: a broker and two aggregators as a test wants them, and a record of every request.

import DAP
import Synchronization

/// No answer came.
package struct Unreachable: Error {}

package final class FalseNetwork: Sendable {
    package typealias Answer = @Sendable (Exchange.Request) async throws -> Exchange.Response

    private struct State {
        var answers: [String: Answer] = [:]
        var requests: [Exchange.Request] = []
    }

    private let state = Mutex(State())

    package init() {}

    /// What a node is given. A request that no answer was prepared for is a 404.
    package var network: Network {
        { request in
            let answer = self.state.withLock { state in
                state.requests.append(request)
                // The longest beginning of the URL decides.
                return state.answers.filter { request.url.hasPrefix($0.key) }.max { $0.key.count < $1.key.count }?.value
            }
            return try await answer?(request) ?? Exchange.Response(status: 404)
        }
    }

    /// From now on, for every URL that begins like this.
    package func answer(_ url: String, _ answer: @escaping Answer) {
        state.withLock { $0.answers[url] = answer }
    }

    package func answer(_ url: String, _ bytes: [UInt8], status: Int = 200) {
        answer(url) { _ in Exchange.Response(status: status, body: bytes) }
    }

    package func isUnreachable(_ url: String) {
        answer(url) { _ in throw Unreachable() }
    }

    /// What was asked since this was last called.
    package func takeRequests() -> [Exchange.Request] {
        state.withLock { state in
            defer { state.requests = [] }
            return state.requests
        }
    }
}

extension [Exchange.Request] {
    /// The sealed reports among them.
    package var uploads: [Exchange.Request] { filter { $0.method == .post && $0.url.contains("/tasks/") } }
}
