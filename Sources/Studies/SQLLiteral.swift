// SPDX-License-Identifier: Apache-2.0
//
// Constants of a query, read and checked against what a column may hold. libpg_query's JSON leaves out whole
// numbers of zero and below, so that a number is read again from the text at its place.

enum SQLLiteral: Hashable {
    case text(String)
    case integer(Int64)
    case boolean(Bool)
    /// Anything else that PostgreSQL takes as a constant, as it is written.
    case unsupported(String)
    case null

    /// Nil when the node is no constant.
    init?(_ node: SQLNode, _ sql: SQLText) {
        var node = node
        // DATE '...' and TIMESTAMP '...' are constants too; their node has no place of its own, unlike a cast.
        if node.type == "TypeCast", node.location == nil, let argument = node.node("arg"),
            let type = node.fields["typeName"]?.object, Set(type.keys).isSubset(of: ["names", "typemod", "location"]),
            let name = SQLNode(type["names"]?.array?.last)?.string("sval"), ["date", "timestamp"].contains(name)
        {
            node = argument
        }
        guard node.type == "A_Const", let location = node.location else { return nil }
        if node.flag("isnull") {
            self = .null
        } else if let text = node.fields["sval"] {
            self = .text(text["sval"]?.string ?? "")
        } else if let boolean = node.fields["boolval"] {
            self = .boolean(boolean["boolval"]?.bool ?? false)
        } else if let number = node.fields["ival"] {
            self = SQLLiteral.integer(at: location, positive: number["ival"]?.int, sql)
        } else if let number = node.fields["fval"]?["fval"]?.string {
            self = Int64(number).map { .integer($0) } ?? .unsupported(number)
        } else {
            self = .unsupported(sql.token(at: location))
        }
    }

    /// What the tree says of a positive number must be what the text says.
    private static func integer(at location: Int, positive: Int64?, _ sql: SQLText) -> SQLLiteral {
        let isNegative = sql.bytes[location] == UInt8(ascii: "-")
        let start = isNegative ? sql.skipSpace(location + 1) : location
        let digits = sql.token(at: start)
        guard let magnitude = Int64(digits), magnitude >= 0 else { return .unsupported(digits) }
        let value = isNegative ? -magnitude : magnitude
        guard positive ?? min(value, 0) == value else { return .unsupported(digits) }
        return .integer(value)
    }

    /// As a person would write it.
    var written: String {
        switch self {
        case .text(let text): "'\(text)'"
        case .integer(let value): String(value)
        case .boolean(let value): value ? "true" : "false"
        case .unsupported(let text): text
        case .null: "NULL"
        }
    }
}

/// What may stand on the other side of a comparison, and how it is written in the pushed-down statement.
enum ValueDomain {
    case codes([String])
    case integers(ClosedRange<Int64>)
    case booleans
    case date
    case timestamp

    /// The literal as SQL, or the help that says what to write.
    func sql(_ literal: SQLLiteral) -> Result<String, LiteralHelp> {
        switch (self, literal) {
        case (.codes(let codes), .text(let text)):
            guard codes.contains(text) else {
                return .failure(LiteralHelp(Suggestion.help(for: text, among: codes)))
            }
            return .success(SQLQuote.text(text))
        case (.integers(let range), .integer(let value)) where range.contains(value): return .success(String(value))
        case (.booleans, .boolean(let value)): return .success(value ? "TRUE" : "FALSE")
        case (.date, .text(let text)): return ValueDomain.day(text)
        case (.timestamp, .text(let text)): return ValueDomain.timestamp(text)
        default: return .failure(LiteralHelp(help))
        }
    }

    private var help: String {
        switch self {
        case .codes(let codes): "use " + Suggestion.oneOf(codes) + " between quotes"
        case .integers(let range):
            "write a whole number from \(range.lowerBound) to \(range.upperBound), without quotes"
        case .booleans: "write `true` or `false`"
        case .date: "write a day between quotes, such as `'2026-03-02'`"
        case .timestamp: "write a day, or a day and time, between quotes, such as `'2026-03-02 07:30'`"
        }
    }

    private static func day(_ text: String) -> Result<String, LiteralHelp> {
        guard let day = Day(text) else { return .failure(LiteralHelp(ValueDomain.date.help)) }
        return .success("DATE '\(day)'")
    }

    /// `YYYY-MM-DD`, `YYYY-MM-DD HH:MM` or `YYYY-MM-DD HH:MM:SS`.
    private static func timestamp(_ text: String) -> Result<String, LiteralHelp> {
        let parts = text.split(separator: " ", maxSplits: 1)
        let clock = parts.count == 2 ? parts[1].split(separator: ":", omittingEmptySubsequences: false) : ["00", "00"]
        let isClock = clock.allSatisfy { $0.utf8.count == 2 && $0.utf8.allSatisfy { (48...57).contains($0) } }
        let numbers = clock.compactMap { Int($0) }
        guard let first = parts.first, let day = Day(first), isClock, (2...3).contains(numbers.count), numbers[0] < 24,
            numbers.dropFirst().allSatisfy({ $0 < 60 })
        else { return .failure(LiteralHelp(ValueDomain.timestamp.help)) }
        let full = clock + (clock.count == 2 ? ["00"] : [])
        return .success("TIMESTAMP '\(day) \(full.joined(separator: ":"))'")
    }
}

/// What to write instead of a literal.
struct LiteralHelp: Error {
    let text: String
    init(_ text: String) { self.text = text }
}

package enum SQLQuote {
    package static func text(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }

    package static func name(_ name: String) -> String {
        "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}

extension SQLQuote {
    /// Between parentheses when negative, so that no two signs meet.
    package static func integer(_ value: Int64) -> String {
        value < 0 ? "('\(value)'::int8)" : String(value)
    }
}
