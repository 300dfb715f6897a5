// SPDX-License-Identifier: Apache-2.0
//
// The part of the TLS presentation language (RFC 8446, section 3) that VDAF messages take: integers in network
// order and opaque strings with a length before them. A reader never goes past its bytes, and takes a string
// only when all of it is there: what a length claims is never allocated on its word.

/// Reads a message from its bytes.
package struct MessageReader {
    private var rest: ArraySlice<UInt8>

    package init(_ bytes: [UInt8]) { rest = bytes[...] }

    package mutating func readByte() throws(VDAFError) -> UInt8 {
        guard let byte = rest.popFirst() else { throw Self.truncated }
        return byte
    }

    package mutating func readUInt32() throws(VDAFError) -> UInt32 {
        guard rest.count >= 4 else { throw Self.truncated }
        defer { rest = rest.dropFirst(4) }
        return rest.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }

    /// opaque<0..2^32-1>, of at most `limit` bytes.
    package mutating func readOpaque32(limit: Int) throws(VDAFError) -> [UInt8] {
        let count = Int(try readUInt32())
        guard count <= limit else {
            throw VDAFError(
                .encoding, "a string of `\(count)` bytes in a message", help: "send at most `\(limit)`")
        }
        guard count <= rest.count else { throw Self.truncated }
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    /// Refuses a message with bytes left over.
    package func finish() throws(VDAFError) {
        guard rest.isEmpty else {
            throw VDAFError(
                .encoding, "`\(rest.count)` bytes too many at the end of a message", help: "send the message alone")
        }
    }

    private static let truncated = VDAFError(
        .encoding, "a message that ends too early", help: "send the message whole")
}

/// Writes a message.
package struct MessageWriter {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func writeByte(_ byte: UInt8) { bytes.append(byte) }

    /// opaque<0..2^32-1>, of at most `limit` bytes.
    package mutating func writeOpaque32(_ string: [UInt8], limit: UInt32 = .max) throws(VDAFError) {
        guard let count = UInt32(exactly: string.count), count <= limit else {
            throw VDAFError(
                .encoding, "a string of `\(string.count)` bytes for a message", help: "give at most `\(limit)`")
        }
        for shift in stride(from: UInt32(24), through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: count >> shift))
        }
        bytes += string
    }
}
