// SPDX-License-Identifier: Apache-2.0
//
// TLS presentation language (RFC 8446 section 3), as far as DAP's messages use it: big-endian integers,
// fixed opaques, and vectors with a length prefix. Every length is checked against what is left of the
// input before anything is allocated, so a short message can't ask for much memory.

/// Bytes under construction.
package struct WireWriter {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func write<Integer: FixedWidthInteger & UnsignedInteger>(_ value: Integer) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    package mutating func write(fixed opaque: some Sequence<UInt8>) {
        bytes.append(contentsOf: opaque)
    }

    /// An opaque vector behind a length prefix of the given integer type; refused when too long for it.
    package mutating func write<Length: FixedWidthInteger & UnsignedInteger>(
        opaque: some Collection<UInt8>, length: Length.Type
    ) throws(DAPError) {
        guard let count = Length(exactly: opaque.count) else {
            throw DAPError(.invalidMessage, "a vector of \(opaque.count) bytes doesn't fit its length prefix")
        }
        write(count)
        bytes.append(contentsOf: opaque)
    }

    /// A vector of structures behind a length prefix that counts bytes.
    package mutating func write<Length: FixedWidthInteger & UnsignedInteger, Item: WireMessage>(
        items: [Item], length: Length.Type
    ) throws(DAPError) {
        var inner = WireWriter()
        for item in items { try item.encode(to: &inner) }
        try write(opaque: inner.bytes, length: length)
    }
}

/// Bytes being read.
package struct WireReader {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    package init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    package init(_ bytes: [UInt8]) {
        self.init(bytes[...])
    }

    package var isAtEnd: Bool { position == bytes.endIndex }

    package mutating func read<Integer: FixedWidthInteger & UnsignedInteger>(
        _ type: Integer.Type
    ) throws(DAPError) -> Integer {
        try read(fixed: Integer.bitWidth / 8).reduce(0) { ($0 << 8) | Integer($1) }
    }

    package mutating func read(fixed count: Int) throws(DAPError) -> ArraySlice<UInt8> {
        guard count >= 0, bytes.endIndex - position >= count else {
            throw DAPError(.invalidMessage, "the message ends before a field of \(count) bytes")
        }
        defer { position += count }
        return bytes[position..<position + count]
    }

    package mutating func read<Length: FixedWidthInteger & UnsignedInteger>(
        opaque length: Length.Type, atLeast minimum: Int = 0
    ) throws(DAPError) -> [UInt8] {
        let count = try Int(read(length))
        guard count >= minimum else {
            throw DAPError(.invalidMessage, "a vector has \(count) bytes where at least \(minimum) are needed")
        }
        return Array(try read(fixed: count))
    }

    package mutating func read<Length: FixedWidthInteger & UnsignedInteger, Item: WireMessage>(
        items type: Item.Type, length: Length.Type
    ) throws(DAPError) -> [Item] {
        let count = try Int(read(length))
        var inner = WireReader(try read(fixed: count))
        return try inner.readAll(type)
    }

    /// Structures up to the end of the input.
    package mutating func readAll<Item: WireMessage>(_ type: Item.Type) throws(DAPError) -> [Item] {
        var items: [Item] = []
        while !isAtEnd { items.append(try Item(from: &self)) }
        return items
    }
}

/// A structure with a TLS presentation.
package protocol WireMessage: Sendable {
    init(from reader: inout WireReader) throws(DAPError)
    func encode(to writer: inout WireWriter) throws(DAPError)
}

extension WireMessage {
    /// Decodes a whole body: anything behind the structure is refused.
    package init(decoding bytes: [UInt8]) throws(DAPError) {
        var reader = WireReader(bytes)
        try self.init(from: &reader)
        guard reader.isAtEnd else {
            throw DAPError(.invalidMessage, "the message has bytes behind its end")
        }
    }

    package func encoded() throws(DAPError) -> [UInt8] {
        var writer = WireWriter()
        try encode(to: &writer)
        return writer.bytes
    }
}
