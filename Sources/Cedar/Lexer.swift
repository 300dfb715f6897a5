// SPDX-License-Identifier: Apache-2.0
//
// Tokens of policies and schemas. Both share one lexer; comments run from `//` to the end of the line. `/` and `%`
// are read only so that the parser can refuse them by name.

struct Token: Sendable {
    enum Kind: Hashable, Sendable {
        case identifier
        case number
        /// With its quotes; see StringLiteral.swift for the escapes.
        case string
        case symbol
        case end
    }

    let kind: Kind
    let range: Range<Int>
    /// As written; empty at the end.
    let text: String
}

struct Lexer {
    private let source: SourceText
    private var offset = 0
    private static let twoByteSymbols: Set<String> = ["::", "==", "!=", "<=", ">=", "||", "&&"]
    private static let oneByteSymbols = Set("@.,;:(){}[]<>+-*/%!=?".utf8)

    private init(_ source: SourceText) {
        self.source = source
    }

    /// All tokens, then one `end`.
    static func tokens(of source: SourceText) throws(CedarError) -> [Token] {
        var lexer = Lexer(source)
        var tokens: [Token] = []
        while let token = try lexer.next() { tokens.append(token) }
        let end = source.utf8.count
        tokens.append(Token(kind: .end, range: end..<end, text: ""))
        return tokens
    }

    private mutating func next() throws(CedarError) -> Token? {
        skipBlanksAndComments()
        guard offset < source.utf8.count else { return nil }
        let byte = source.utf8[offset]
        if byte.isIdentifierStart { return token(.identifier, length: run { $0.isIdentifierPart }) }
        if byte.isDigit { return token(.number, length: run { $0.isDigit }) }
        if byte == UInt8(ascii: "\"") { return try string() }
        if offset + 1 < source.utf8.count, Self.twoByteSymbols.contains(source.text(in: offset..<offset + 2)) {
            return token(.symbol, length: 2)
        }
        if Self.oneByteSymbols.contains(byte) { return token(.symbol, length: 1) }
        throw unreadable()
    }

    private mutating func token(_ kind: Token.Kind, length: Int) -> Token {
        let range = offset..<offset + length
        offset += length
        return Token(kind: kind, range: range, text: source.text(in: range))
    }

    private func run(of matches: (UInt8) -> Bool) -> Int {
        source.utf8[offset...].prefix(while: matches).count
    }

    private mutating func skipBlanksAndComments() {
        while offset < source.utf8.count {
            if source.utf8[offset...].starts(with: "//".utf8) {
                offset += run { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
            } else if let scalar = scalar(), scalar.properties.isWhitespace {
                offset += UTF8.width(scalar)
            } else {
                return
            }
        }
    }

    private func scalar() -> Unicode.Scalar? {
        let byte = source.utf8[offset]
        if byte < 0x80 { return Unicode.Scalar(byte) }
        return source.text(in: offset..<offset + 4).unicodeScalars.first
    }

    private mutating func string() throws(CedarError) -> Token {
        var end = offset + 1
        while end < source.utf8.count {
            switch source.utf8[end] {
            case UInt8(ascii: "\""):
                return token(.string, length: end + 1 - offset)
            case UInt8(ascii: "\\"):
                end += 1
                if end < source.utf8.count, source.utf8[end] == UInt8(ascii: "\n") { throw unterminated() }
            default: break
            }
            end += 1
        }
        throw unterminated()
    }

    private func unterminated() -> CedarError {
        CedarError(
            .syntax, "this string has no end", at: CedarSpan(source, offset..<offset + 1),
            help: "close the string with `\"`; write a quote inside it as `\\\"` and a line break as `\\n`")
    }

    private func unreadable() -> CedarError {
        let width = scalar().map { UTF8.width($0) } ?? 1
        let span = CedarSpan(source, offset..<offset + width)
        return CedarError(
            .syntax, "unexpected character `\(span.text)`", at: span,
            help: "names are made of ASCII letters, digits and `_`; other characters belong in a string")
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    fileprivate var isIdentifierStart: Bool {
        self == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self)
            || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self)
    }

    fileprivate var isIdentifierPart: Bool { isIdentifierStart || isDigit }
}
