// SPDX-License-Identifier: Apache-2.0
//
// How notes, checkpoints and proofs write bytes and numbers: base64 (RFC 4648 section 4) in its one canonical form,
// lowercase hexadecimal, decimal without leading zeros. What has two forms would be two texts for one thing, so the
// other form is refused. Also lines of a text, as bytes.

import Foundation

enum StrictBase64 {
    static func encode(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

    /// Nil for anything that `encode` would not have written.
    static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
        let text = Data(text)
        guard let data = Data(base64Encoded: text), data.base64EncodedData() == text else { return nil }
        return Array(data)
    }
}

enum Hexadecimal {
    private static let digits = Array("0123456789abcdef".utf8)

    static func encode(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    static func decode(_ text: some StringProtocol) -> [UInt8]? {
        let values = text.utf8.map { digits.firstIndex(of: $0) }
        guard values.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        for place in stride(from: 0, to: values.count, by: 2) {
            guard let high = values[place], let low = values[place + 1] else { return nil }
            bytes.append(UInt8(high << 4 | low))
        }
        return bytes
    }
}

enum Decimal {
    /// Nil for a sign, a leading zero, or more than 2^63 - 1.
    static func parse(_ text: some Collection<UInt8>) -> Int? {
        guard let first = text.first, text.allSatisfy({ (48...57).contains($0) }),
            first != UInt8(ascii: "0") || text.count == 1
        else { return nil }
        return Int(String(decoding: text, as: UTF8.self))
    }
}

enum Lines {
    static let newline = UInt8(ascii: "\n")

    /// The lines of a text in which each line ends with a newline; nil when the last one doesn't.
    static func all(in text: ArraySlice<UInt8>) -> [[UInt8]]? {
        guard text.last == newline else { return text.isEmpty ? [] : nil }
        return text.dropLast().split(separator: newline, omittingEmptySubsequences: false).map { Array($0) }
    }

    static func all(in text: [UInt8]) -> [[UInt8]]? { all(in: text[...]) }

    /// What follows a prefix, or nil.
    static func rest(of line: [UInt8], after prefix: String) -> ArraySlice<UInt8>? {
        line.starts(with: prefix.utf8) ? line.dropFirst(prefix.utf8.count) : nil
    }
}

extension Sequence<UInt8> {
    /// For sentences.
    var asText: String { String(decoding: Array(self), as: UTF8.self) }
}
