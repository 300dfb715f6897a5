// SPDX-License-Identifier: Apache-2.0
//
// The register over HTTP: its files as any static server would give them (C2SP tlog-tiles), and the one door for what
// others sign.

import Governance
import Hummingbird
import Studies
import TransparencyLog

extension BrokerNode {
    func addRegisterRoutes(to router: Router<BasicRequestContext>) {
        router.get("register/**") { _, context in
            try await answer {
                let path = context.parameters.getCatchAll().joined(separator: "/")
                guard let bytes = try await register.file(path) else {
                    throw BrokerError(.notFound, "the register has no such file; begin with GET /register/checkpoint")
                }
                let type = path == "checkpoint" ? "text/plain; charset=utf-8" : "application/octet-stream"
                return .document(bytes, type: type)
            }
        }
        router.post("records") { request, _ in
            try await answer { .json(try await take(JSONValue(parsing: Array(try await text(of: request).utf8)))) }
        }
    }
}
