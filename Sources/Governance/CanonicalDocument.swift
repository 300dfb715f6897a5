// SPDX-License-Identifier: Apache-2.0
//
// Reading a document that must be the canonical form of itself (RFC 8785): one value, one sequence of
// bytes, so that nothing can be smuggled in by spacing, order, or members written twice.

import Studies

enum CanonicalDocument {
    /// No governance document is larger.
    static let byteLimit = 8 << 20

    /// - Parameter name: what it is, for the error.
    static func parse(_ bytes: [UInt8], name: String) throws(GovernanceError) -> JSONValue {
        guard bytes.count <= byteLimit else {
            throw GovernanceError(
                .malformedDocument, "`\(name)` is larger than \(byteLimit) bytes", help: "ask its sender for it again")
        }
        let text = bytes.last == UInt8(ascii: "\n") ? Array(bytes.dropLast()) : bytes
        let value: JSONValue
        do {
            value = try JSONValue(parsing: text)
        } catch {
            throw GovernanceError(
                .malformedDocument, "`\(name)` is not JSON", help: "ask its sender for it again")
        }
        guard value.canonicalBytes == text else {
            throw GovernanceError(
                .malformedDocument, "`\(name)` is not in canonical form (RFC 8785)",
                help: "keep the bytes as they were sent, without reformatting")
        }
        return value
    }
}
