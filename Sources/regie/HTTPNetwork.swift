// SPDX-License-Identifier: Apache-2.0
//
// The real network behind DAP's Exchange: async-http-client with a bounded answer and a bounded wait.

import AsyncHTTPClient
import DAP
import NIOCore
import NIOHTTP1

enum HTTPNetwork {
    /// The largest answer taken: an aggregate share of four million elements.
    private static let answerLimit = 64 << 20

    /// Whoever asks tries again by itself. A client that kept trying to connect would hold a party that is told to
    /// end for as long as an answer may take, once the party that it asks has gone.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration.singletonConfiguration
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    static let live: Network = { request in
        var message = HTTPClientRequest(url: request.url)
        message.method = HTTPMethod(rawValue: request.method.rawValue)
        for (name, value) in request.headers { message.headers.add(name: name, value: value) }
        if !request.body.isEmpty { message.body = .bytes(ByteBuffer(bytes: request.body)) }
        let response = try await client.execute(message, timeout: .seconds(30))
        let body = try await response.body.collect(upTo: answerLimit)
        return Exchange.Response(
            status: Int(response.status.code),
            headers: Dictionary(response.headers.map { ($0.name.lowercased(), $0.value) }) { first, _ in first },
            body: Array(body.readableBytesView))
    }
}
