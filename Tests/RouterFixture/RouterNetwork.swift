// SPDX-License-Identifier: Apache-2.0
//
// A node's routes as a network without sockets: what a request gets is what it would get over HTTP.

import DAP
import Hummingbird
import Logging
import NIOEmbedded

/// Carries requests to a router. The host of their addresses is not looked at.
package func network(of router: Router<BasicRequestContext>) -> Network {
    let responder = router.buildResponder()
    return { request in
        let path = request.url.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false).last ?? ""
        let target = "/" + path.drop { $0 != "/" }.dropFirst()
        var head = HTTPRequest(
            method: .init(rawValue: request.method.rawValue) ?? .get, scheme: "http", authority: nil, path: target)
        for (name, value) in request.headers {
            if let name = HTTPFields.Element.Name(name) { head.headerFields[name] = value }
        }
        let context = BasicRequestContext(
            source: ApplicationRequestContextSource(
                channel: NIOAsyncTestingChannel(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
        do {
            let body = RequestBody(buffer: ByteBuffer(bytes: request.body))
            let response = try await responder.respond(to: Request(head: head, body: body), context: context)
            let received = ReceivedBody()
            try await response.body.write(ReceivingWriter(received: received))
            return Exchange.Response(
                status: response.status.code,
                headers: Dictionary(response.headers.map { ($0.name.canonicalName, $0.value) }) { first, _ in first },
                body: received.bytes)
        } catch let error as any HTTPResponseError {
            return Exchange.Response(status: error.status.code)
        }
    }
}

private final class ReceivedBody {
    var bytes: [UInt8] = []
}

private struct ReceivingWriter: ResponseBodyWriter {
    let received: ReceivedBody

    mutating func write(_ buffer: ByteBuffer) async throws { received.bytes += buffer.readableBytesView }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
