// SPDX-License-Identifier: Apache-2.0
//
// "Request Authentication" with a secret that two parties share: `Authorization: Bearer <secret>` (RFC 6750 section
// 2.1), compared in a time that doesn't depend on where it differs.

package enum BearerToken {
    /// The value of the `Authorization` header.
    package static func header(_ token: String) -> String { "Bearer \(token)" }

    /// False for an empty secret: one that was never set lets nobody in.
    package static func isShown(_ token: String, in header: String?) -> Bool {
        let (given, wanted) = (Array((header ?? "").utf8), Array(BearerToken.header(token).utf8))
        guard !token.isEmpty, given.count == wanted.count else { return false }
        return zip(given, wanted).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
