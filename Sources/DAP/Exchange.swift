// SPDX-License-Identifier: Apache-2.0
//
// HTTP as values: a request, a response, and a network that carries one to the other. Roles are given a
// network, so that tests run them without sockets and the executable gives them the real one.

package struct Exchange {
    package struct Request: Hashable, Sendable {
        package enum Method: String, Hashable, Sendable { case get = "GET", post = "POST", put = "PUT" }

        package let method: Method
        /// Absolute, `http` or `https`.
        package let url: String
        package let headers: [String: String]
        package let body: [UInt8]

        package init(_ method: Method, _ url: String, headers: [String: String] = [:], body: [UInt8] = []) {
            self.method = method
            self.url = url
            self.headers = headers
            self.body = body
        }
    }

    package struct Response: Hashable, Sendable {
        package let status: Int
        package let headers: [String: String]
        package let body: [UInt8]

        package init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
            self.status = status
            self.headers = headers
            self.body = body
        }

        package var isSuccess: Bool { (200..<300).contains(status) }
    }
}

/// Carries a request; throws only when no answer came.
package typealias Network = @Sendable (Exchange.Request) async throws -> Exchange.Response

/// "HTTP Media Types": `application/ppm-dap;message=...`.
package enum MediaType {
    package static func message(_ name: String) -> String { "application/ppm-dap;message=\(name)" }
    package static let problem = "application/problem+json"
}
