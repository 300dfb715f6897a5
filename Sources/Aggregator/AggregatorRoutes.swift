// SPDX-License-Identifier: Apache-2.0
//
// The HTTP resources of "Protocol Definition": who may call, which messages, and one problem document for
// each refusal. What a peer isn't meant to know (a database fault) is a bare 500 and a line in the log.

import DAP
import Foundation
import Hummingbird
import Logging

extension AggregatorNode {
    /// The largest message taken: a vector of a million Field128 elements, twice, with room.
    private static let bodyLimit = 64 << 20

    package func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.get("health") { _, _ in "ok\n" }
        router.get("hpke_config") { [settings] _, _ in
            Response.message("hpke-config-list", try HpkeConfigList(configs: [settings.keys.config]).encoded())
        }
        router.get("hpke_config/signed") { [settings] _, _ in
            Response(
                status: .ok, headers: [.contentType: "application/json"],
                body: .init(byteBuffer: ByteBuffer(bytes: settings.signedConfig)))
        }
        switch settings.role {
        case .leader: addLeaderRoutes(to: router)
        default: addHelperRoutes(to: router)
        }
        return router
    }

    private func addLeaderRoutes(to router: Router<BasicRequestContext>) {
        router.post("tasks/:task/reports") { request, context in
            try await answer(request, context) { body, task in
                try await leader.upload(body, to: task)
                return Response(status: .ok)
            }
        }
        router.post("tasks/:task/collection_jobs") { request, context in
            try await answer(request, context, token: settings.collectorToken) { body, task in
                do {
                    return Response.message("collection-job-resp", try await leader.collect(body, of: task).encoded())
                } catch let error as DAPError where error.kind == .batchIncomplete {
                    return Response(status: .accepted, headers: [.retryAfter: "1"])
                }
            }
        }
    }

    private func addHelperRoutes(to router: Router<BasicRequestContext>) {
        router.post("tasks/:task/aggregation_jobs") { request, context in
            try await answer(request, context, token: settings.peerToken) { body, task in
                Response.message("aggregation-job-resp", try await helper.aggregate(body, in: task).encoded())
            }
        }
        router.post("tasks/:task/aggregate_shares") { request, context in
            try await answer(request, context, token: settings.peerToken) { body, task in
                Response.message("aggregate-share", try await helper.aggregateShare(body, of: task).encoded())
            }
        }
    }

    private func answer(
        _ request: Request, _ context: BasicRequestContext, token: String? = nil,
        _ body: ([UInt8], TaskID) async throws -> Response
    ) async throws -> Response {
        do {
            if let token { try authorize(request, token) }
            guard let task = TaskID(base64URL: context.parameters.get("task") ?? "") else {
                throw DAPError(.unrecognizedTask, "the task identifier isn't 32 bytes in base64url")
            }
            var request = request
            let content = try await request.collectBody(upTo: Self.bodyLimit)
            return try await body(Array(content.readableBytesView), task)
        } catch let error as DAPError {
            logger.notice("refused a request", metadata: ["kind": "\(error.kind.rawValue)"])
            return Response.problem(error)
        }
    }

    private func authorize(_ request: Request, _ token: String) throws(DAPError) {
        guard BearerToken.isShown(token, in: request.headers[.authorization]) else {
            throw DAPError(.unauthorizedRequest, "this resource answers only a peer that shows its token")
        }
    }
}

extension Response {
    static func message(_ name: String, _ body: [UInt8]) -> Response {
        Response(
            status: .ok, headers: [.contentType: MediaType.message(name)],
            body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }

    static func problem(_ error: DAPError) -> Response {
        Response(
            status: .init(code: error.kind.status), headers: [.contentType: MediaType.problem],
            body: .init(byteBuffer: ByteBuffer(bytes: error.problemDocument)))
    }
}
