// SPDX-License-Identifier: Apache-2.0
//
// The small texts that governance documents are made of: identifiers, decimal numbers in millionths,
// and the addresses of servers.

import Foundation

/// Lowercase letters, digits and hyphens: seats, colleges, aggregators, holders, ballots.
enum Identifier {
    static let help = "write 1 to 64 lowercase letters, digits or hyphens, such as `public-1`"

    static func isValid(_ text: String) -> Bool {
        let bytes = text.utf8
        return (1...64).contains(bytes.count)
            && bytes.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-") }
    }
}

/// Decimal numbers as whole millionths, exactly.
enum Micro {
    /// `4`, `0.25`: digits, then at most six digits after a point. Nil for anything else.
    static func parse(_ text: String) -> Int64? {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let digits: ClosedRange<UInt8> = 48...57
        guard (1...2).contains(parts.count), (1...9).contains(parts[0].count),
            parts.allSatisfy({ $0.allSatisfy(digits.contains) })
        else { return nil }
        let fraction = parts.dropFirst().first.map { Array($0) } ?? []
        guard parts.count == 1 || (1...6).contains(fraction.count) else { return nil }
        let padding = [UInt8](repeating: UInt8(ascii: "0"), count: 6 - fraction.count)
        return (Array(parts[0]) + fraction + padding).reduce(Int64(0)) { $0 * 10 + Int64($1 - 48) }
    }

    /// The shortest decimal text: `4000000` is `4`, `1500` is `0.0015`.
    static func text(_ micro: Int64) -> String {
        let magnitude = micro.magnitude
        let sign = micro < 0 ? "-" : ""
        let fraction = magnitude % 1_000_000
        guard fraction != 0 else { return sign + String(magnitude / 1_000_000) }
        var digits = Array(String(1_000_000 + fraction).dropFirst())
        while digits.last == "0" { digits.removeLast() }
        return sign + String(magnitude / 1_000_000) + "." + String(digits)
    }
}

/// The address of an aggregator or of the broker.
enum ServerAddress {
    static let help = "write an address such as `https://leader.example.org`; only a fictitious trust may use `http`"

    /// An absolute `https` address without user, query or fragment; `http` only in a fictitious trust.
    static func isValid(_ text: String, fictitious: Bool) -> Bool {
        guard text.utf8.count <= 500, text.utf8.allSatisfy({ (33...126).contains($0) }),
            let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty,
            parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil
        else { return false }
        return parts.scheme == "https" || (fictitious && parts.scheme == "http")
    }
}
