// SPDX-License-Identifier: Apache-2.0
//
// The broker's HTTP API. Reading is open to all; opening a ballot and submitting a study want the
// operator's token; an officer's opinion needs none, because its signature is what counts. The register's own routes
// are in Register/RegisterRoutes.swift.

import DAP
import Foundation
import Governance
import Hummingbird
import Logging
import Studies

extension BrokerNode {
    private static let bodyLimit = 1 << 20

    package func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.get("health") { _, _ in "ok\n" }
        addRegisterRoutes(to: router)
        addBallotRoutes(to: router)
        addStudyRoutes(to: router)
        router.get("ledger") { _, _ in try await answer { .json(await ledger()) } }
        router.get("mandates") { _, _ in
            try await answer { .json(.array(await mandateIdentifiers().map { .string($0) })) }
        }
        router.get("mandates/:id") { _, context in
            try await answer {
                guard let document = try await store.mandateDocument(context.parameters.get("id") ?? "") else {
                    throw BrokerError(.notFound, "there is no such mandate; GET /mandates lists them")
                }
                return .document(document, type: "application/json")
            }
        }
        return router
    }

    private func addBallotRoutes(to router: Router<BasicRequestContext>) {
        router.get("ballots") { _, _ in
            try await answer { .json(.array(await ballotIdentifiers().map { .string($0) })) }
        }
        router.put("ballots/:id") { request, context in
            try await answer {
                try authorize(request)
                let body = try JSONValue(parsing: Array(try await text(of: request).utf8))
                return .json(try await openBallot(context.parameters.get("id") ?? "", body).json)
            }
        }
        router.get("ballots/:id") { _, context in
            try await answer { .json(try await ballot(context.parameters.get("id") ?? "")) }
        }
    }

    private func addStudyRoutes(to router: Router<BasicRequestContext>) {
        router.post("studies") { request, _ in
            try await answer {
                try authorize(request)
                let (status, decision) = try await submit(try await text(of: request))
                return .json(.object(["status": status.json, "decision": decision.json]))
            }
        }
        router.get("studies/:id") { _, context in
            try await answer { .json(try await status(of: context.parameters.get("id") ?? "").json) }
        }
        router.post("studies/:id/withdrawal") { request, context in
            try await answer {
                try authorize(request)
                let body = try JSONValue(parsing: Array(try await text(of: request).utf8))
                return .json(try await withdraw(context.parameters.get("id") ?? "", body).json)
            }
        }
        router.get("studies/:id/preliminary/:name") { _, context in
            try await answer {
                let (id, name) = (context.parameters.get("id") ?? "", context.parameters.get("name") ?? "")
                let document = try await preliminaryDocument(name, of: id)
                let type = name.hasSuffix(".html") ? "text/html; charset=utf-8" : "application/json"
                return .document(document.bytes, type: type)
            }
        }
        router.put("opinions/:plan") { request, context in
            try await answer {
                .json(try await takeOpinion(try await text(of: request), on: context.parameters.get("plan") ?? ""))
            }
        }
    }

    /// Whatever is wrong becomes one problem document; a fault of our own says nothing but that.
    func answer(_ body: () async throws -> Response) async throws -> Response {
        do {
            return try await body()
        } catch let error as BrokerError {
            return .problem(error)
        } catch let error as GovernanceError where error.code == .proof {
            return .problem(BrokerError(.refused, error.description))
        } catch let error as GovernanceError {
            return .problem(BrokerError(.malformed, error.description))
        } catch let error as JSONError {
            return .problem(BrokerError(.malformed, error.description))
        } catch let error as any HTTPResponseError where error.status == .contentTooLarge {
            return .problem(BrokerError(.tooLarge, "the request's body is larger than 1 MB; send less at once"))
        } catch {
            logger.error("a request failed", metadata: ["error": "\(error)"])
            throw HTTPError(.internalServerError)
        }
    }

    func text(of request: Request) async throws -> String {
        var request = request
        let body = try await request.collectBody(upTo: Self.bodyLimit)
        guard let text = String(validating: body.readableBytesView, as: UTF8.self) else {
            throw BrokerError(.malformed, "the request's body isn't UTF-8 text; send it as UTF-8")
        }
        return text
    }

    private func authorize(_ request: Request) throws {
        guard BearerToken.isShown(settings.operatorToken, in: request.headers[.authorization]) else {
            throw BrokerError(.unauthorized, "this needs the operator's token; send it as a bearer token")
        }
    }
}

extension Response {
    static func json(_ value: JSONValue) -> Response {
        document(value.canonicalBytes, type: "application/json")
    }

    static func document(_ bytes: [UInt8], type: String) -> Response {
        Response(status: .ok, headers: [.contentType: type], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    fileprivate static func problem(_ error: BrokerError) -> Response {
        Response(
            status: .init(code: error.code.status), headers: [.contentType: "application/problem+json"],
            body: .init(byteBuffer: ByteBuffer(bytes: error.problemDocument)))
    }
}
