// SPDX-License-Identifier: Apache-2.0
//
// A strict reader of JSON (RFC 8259) for what is hashed or signed: valid UTF-8 without a byte order mark,
// no key twice in an object, whole numbers of at most 53 bits, bounded depth, nothing after the value.
// Fractions and exponents are refused: no document of the trust has any.

/// Why some bytes are not the JSON that this reader takes. Equal when the reasons are.
package struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Reason: String, Sendable {
        case notUTF8 = "is not valid UTF-8"
        case ended = "ends too early"
        case unexpected = "has an unexpected character"
        case number = "has a number that is not a whole number of at most 53 bits"
        case escape = "has an invalid escape in a string"
        case control = "has a control character in a string"
        case duplicateKey = "has the same key twice in one object"
        case tooDeep = "is nested too deeply"
        case trailing = "has something after the end of the value"
    }

    package let reason: Reason
    /// The byte at which it was seen, from 0.
    package let offset: Int

    package init(reason: Reason, offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    package var description: String { "the JSON text \(reason.rawValue) (byte \(offset))" }

    package static func == (left: JSONError, right: JSONError) -> Bool { left.reason == right.reason }
}

extension JSONValue {
    /// Reads exactly one value.
    /// - Parameter maximumDepth: how many arrays and objects may lie in one another.
    package init(parsing bytes: some Sequence<UInt8>, maximumDepth: Int = 64) throws(JSONError) {
        var reader = JSONReader(bytes: Array(bytes), maximumDepth: maximumDepth)
        guard String(validating: reader.bytes, as: UTF8.self) != nil else {
            throw JSONError(reason: .notUTF8, offset: 0)
        }
        self = try reader.readDocument()
    }
}

private struct JSONReader {
    let bytes: [UInt8]
    let maximumDepth: Int
    var position = 0

    init(bytes: [UInt8], maximumDepth: Int) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
    }

    mutating func readDocument() throws(JSONError) -> JSONValue {
        let value = try readValue(depth: 0)
        skipSpace()
        guard position == bytes.count else { throw failure(.trailing) }
        return value
    }

    private mutating func readValue(depth: Int) throws(JSONError) -> JSONValue {
        skipSpace()
        switch try peek() {
        case UInt8(ascii: "{"): return try readObject(depth: depth + 1)
        case UInt8(ascii: "["): return try readArray(depth: depth + 1)
        case UInt8(ascii: "\""): return .string(try readString())
        case UInt8(ascii: "t"): return try readWord("true", .bool(true))
        case UInt8(ascii: "f"): return try readWord("false", .bool(false))
        case UInt8(ascii: "n"): return try readWord("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .int(try readInteger())
        default: throw failure(.unexpected)
        }
    }

    private mutating func readObject(depth: Int) throws(JSONError) -> JSONValue {
        guard depth <= maximumDepth else { throw failure(.tooDeep) }
        position += 1
        var members: [String: JSONValue] = [:]
        skipSpace()
        if try take(UInt8(ascii: "}")) { return .object(members) }
        repeat {
            skipSpace()
            let start = position
            let key = try readString()
            skipSpace()
            guard try take(UInt8(ascii: ":")) else { throw failure(.unexpected) }
            let value = try readValue(depth: depth)
            guard members.updateValue(value, forKey: key) == nil else {
                throw JSONError(reason: .duplicateKey, offset: start)
            }
            skipSpace()
        } while try take(UInt8(ascii: ","))
        guard try take(UInt8(ascii: "}")) else { throw failure(.unexpected) }
        return .object(members)
    }

    private mutating func readArray(depth: Int) throws(JSONError) -> JSONValue {
        guard depth <= maximumDepth else { throw failure(.tooDeep) }
        position += 1
        var elements: [JSONValue] = []
        skipSpace()
        if try take(UInt8(ascii: "]")) { return .array(elements) }
        repeat {
            elements.append(try readValue(depth: depth))
            skipSpace()
        } while try take(UInt8(ascii: ","))
        guard try take(UInt8(ascii: "]")) else { throw failure(.unexpected) }
        return .array(elements)
    }

    private mutating func readWord(_ word: String, _ value: JSONValue) throws(JSONError) -> JSONValue {
        guard bytes[position...].starts(with: word.utf8) else { throw failure(.unexpected) }
        position += word.utf8.count
        return value
    }

    private mutating func readInteger() throws(JSONError) -> Int64 {
        let start = position
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        let digits = bytes[position...].prefix { (48...57).contains($0) }
        position += digits.count
        let next = position < bytes.count ? bytes[position] : 0
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard let first = digits.first, first != 48 || text == "0", ![46, 69, 101].contains(next),
            let value = Int64(text), JSONValue.integers.contains(value)
        else { throw JSONError(reason: .number, offset: start) }
        return value
    }

    private mutating func readString() throws(JSONError) -> String {
        guard try take(UInt8(ascii: "\"")) else { throw failure(.unexpected) }
        var content: [UInt8] = []
        while true {
            let byte = try peek()
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return String(decoding: content, as: UTF8.self)
            case UInt8(ascii: "\\"):
                position += 1
                content += Array(String(Character(try readEscape())).utf8)
            case 0..<0x20: throw failure(.control)
            default:
                content.append(byte)
                position += 1
            }
        }
    }

    private mutating func readEscape() throws(JSONError) -> Unicode.Scalar {
        let letter = try peek()
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try readCodePoint()
        default: throw failure(.escape)
        }
    }

    /// A `\u` escape, or the two that make a surrogate pair; a lone surrogate is refused.
    private mutating func readCodePoint() throws(JSONError) -> Unicode.Scalar {
        let high = try readHex()
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard (0xD800..<0xDC00).contains(high), try take(UInt8(ascii: "\\")), try take(UInt8(ascii: "u")) else {
            throw failure(.escape)
        }
        let low = try readHex()
        guard (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
        else { throw failure(.escape) }
        return scalar
    }

    private mutating func readHex() throws(JSONError) -> UInt32 {
        guard position + 4 <= bytes.count else { throw failure(.ended) }
        let digits = bytes[position..<position + 4]
        position += 4
        guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw failure(.escape) }
        return value
    }

    private mutating func take(_ byte: UInt8) throws(JSONError) -> Bool {
        guard try peek() == byte else { return false }
        position += 1
        return true
    }

    private func peek() throws(JSONError) -> UInt8 {
        guard position < bytes.count else { throw failure(.ended) }
        return bytes[position]
    }

    private mutating func skipSpace() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }

    private func failure(_ reason: JSONError.Reason) -> JSONError {
        JSONError(reason: reason, offset: position)
    }
}
