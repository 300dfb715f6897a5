// SPDX-License-Identifier: Apache-2.0
//
// Decoding of one value in the two formats of the wire protocol (PostgreSQL documentation, "Formats and Format
// Codes"). It leaves out dates, numerics and arrays: they are read as text.

import CPostgreSQL

/// A value that is not null, in the server's encoding; nil from an accessor means that the type is another one.
struct Value {
    let raw: UnsafeRawBufferPointer
    let type: Oid
    let isBinary: Bool

    private static let textTypes: Set<Oid> = [
        TypeIdentifier.text, TypeIdentifier.varchar, TypeIdentifier.bpchar, TypeIdentifier.name,
        TypeIdentifier.char, TypeIdentifier.json,
    ]

    private var string: String { String(decoding: raw, as: UTF8.self) }

    /// The bits of a big-endian integer of up to 8 bytes.
    private var bigEndian: UInt64 { raw.reduce(0) { $0 << 8 | UInt64($1) } }

    var text: String? {
        isBinary && !Self.textTypes.contains(type) ? nil : string
    }

    var integer: Int? {
        switch type {
        case TypeIdentifier.int2: isBinary ? Int(Int16(truncatingIfNeeded: bigEndian)) : Int(string)
        case TypeIdentifier.int4: isBinary ? Int(Int32(truncatingIfNeeded: bigEndian)) : Int(string)
        case TypeIdentifier.int8: isBinary ? Int(truncatingIfNeeded: bigEndian) : Int(string)
        case TypeIdentifier.oid: isBinary ? Int(bigEndian) : Int(string)
        default: nil
        }
    }

    var number: Double? {
        switch type {
        case TypeIdentifier.float4:
            isBinary ? Double(Float(bitPattern: UInt32(truncatingIfNeeded: bigEndian))) : Double(string)
        case TypeIdentifier.float8: isBinary ? Double(bitPattern: bigEndian) : Double(string)
        default: nil
        }
    }

    var boolean: Bool? {
        guard type == TypeIdentifier.bool else { return nil }
        return raw.first == (isBinary ? 1 : UInt8(ascii: "t"))
    }

    var bytes: [UInt8]? {
        guard type == TypeIdentifier.bytea else { return nil }
        return isBinary ? Array(raw) : Self.hexadecimal(raw.dropFirst(2))
    }

    /// `bytea_output` is `hex` on every connection of ours: `\x` and two digits a byte.
    private static func hexadecimal(_ digits: Slice<UnsafeRawBufferPointer>) -> [UInt8]? {
        guard digits.count.isMultiple(of: 2) else { return nil }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(digits.count / 2)
        var iterator = digits.makeIterator()
        while let high = iterator.next(), let low = iterator.next() {
            guard let high = nibble(high), let low = nibble(low) else { return nil }
            decoded.append(high << 4 | low)
        }
        return decoded
    }

    private static func nibble(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
