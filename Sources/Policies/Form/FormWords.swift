// SPDX-License-Identifier: Apache-2.0
//
// The words of rules.yaml for what is asked of a fact, and its numbers: decimals for millionths, exponents as they are.

import Cedar
import Studies

enum FormWords {
    static let isNot = "is_not"
    static let noneOf = "none_of"
    static let only = "only"
    static let includes = "includes"
    static let includesAll = "includes_all"
    static let includesAny = "includes_any"
    static let excludes = "excludes"

    private static let comparisons: [(BinaryOperator, number: String, day: String)] = [
        (.lessOrEqual, "at_most", "until"), (.greaterOrEqual, "at_least", "from"), (.less, "under", "before"),
        (.greater, "over", "after"), (.equal, "exactly", "on"), (.notEqual, isNot, isNot),
    ]

    static func comparison(_ word: String, of fact: Vocabulary.Fact) -> BinaryOperator? {
        comparisons.first { (fact.isDay ? $0.day : $0.number) == word }?.0
    }

    static func word(_ operation: BinaryOperator, of fact: Vocabulary.Fact) -> String? {
        comparisons.first { $0.0 == operation }.map { fact.isDay ? $0.day : $0.number }
    }

    static func all(of fact: Vocabulary.Fact) -> [String] {
        switch fact.form {
        case .number, .day: comparisons.map { fact.isDay ? $0.day : $0.number }
        case .choice: [isNot, noneOf]
        case .set: [only, includes, includesAll, includesAny, excludes]
        case .truth: ["true", "false"]
        }
    }

    // MARK: Numbers

    /// `0.5` is 500,000 millionths; other scales are whole numbers.
    static func number(_ text: String, _ scale: Vocabulary.Scale) -> Int64? {
        guard scale == .micro else { return Int64(text) }
        let isNegative = text.hasPrefix("-")
        let parts = text.dropFirst(isNegative ? 1 : 0).split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isDigit) }) else {
            return nil
        }
        let fraction = parts.count == 2 ? parts[1] : ""
        guard fraction.utf8.count <= 6 else { return nil }
        let padding = String(repeating: "0", count: 6 - fraction.utf8.count)
        return Int64((isNegative ? "-" : "") + parts[0] + fraction + padding)
    }

    static func text(_ number: Int64, _ scale: Vocabulary.Scale) -> String {
        guard scale == .micro else { return String(number) }
        let (whole, rest) = number.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
        var fraction = String(String(rest + 1_000_000).dropFirst())
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return (number < 0 ? "-" : "") + String(whole) + (fraction.isEmpty ? "" : "." + fraction)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

extension Vocabulary.Fact {
    var isDay: Bool {
        if case .day = form { true } else { false }
    }
}
