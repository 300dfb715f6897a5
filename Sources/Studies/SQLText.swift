// SPDX-License-Identifier: Apache-2.0
//
// The query as its author wrote it, and places in it: PostgreSQL's parser gives byte offsets of the first
// token of a construct (of the operator, for operators) and none for clauses. Underlines reach to the end of
// the token, or of the call. This reads tokens for places only, never for meaning.

struct SQLText {
    let text: String
    let bytes: [UInt8]
    private let file: String
    private let places: StudyPlaces

    init(_ text: String, file: String, places: StudyPlaces) {
        self.text = text
        self.file = file
        self.places = places
        bytes = Array(text.utf8)
    }

    /// The place in the author's file if the query stands there character by character, else in the query itself.
    func span(at offset: Int, length: Int? = nil) -> SourceSpan? {
        let start = min(max(0, offset), bytes.count)
        let before = String(decoding: bytes[..<start], as: UTF8.self)
        let line = before.count { $0.isNewline } + 1
        let column = before.reversed().prefix { !$0.isNewline }.count + 1
        let end = min(bytes.count, start + max(1, length ?? tokenLength(at: start)))
        let underlined = String(decoding: bytes[start..<end], as: UTF8.self).prefix { !$0.isNewline }.count
        if let query = places.query, let source = places.source {
            return source.span(line: query.line + line - 1, column: query.column + column - 1, length: underlined)
        }
        let label = places.source == nil ? file : "\(file) (query)"
        return SourceText(file: label, text: text).span(line: line, column: column, length: underlined)
    }

    /// From a name to the parenthesis that closes its call.
    func callLength(at offset: Int) -> Int {
        var depth = 0
        var position = offset
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "(") { depth += 1 }
            if bytes[position] == UInt8(ascii: ")") {
                depth -= 1
                if depth <= 0 { return position + 1 - offset }
            }
            position += max(1, tokenLength(at: position))
        }
        return tokenLength(at: offset)
    }

    /// Where a keyword stands, outside of strings and comments; the first token if it doesn't.
    func keyword(_ word: String, from start: Int = 0) -> Int {
        let lowered = word.lowercased()
        var position = skipSpace(start)
        let first = position
        while position < bytes.count {
            let length = tokenLength(at: position)
            if String(decoding: bytes[position..<position + length], as: UTF8.self).lowercased() == lowered {
                return position
            }
            position = skipSpace(position + length)
        }
        return first
    }

    /// The text of the token at an offset, such as a number.
    func token(at offset: Int) -> String {
        guard bytes.indices.contains(offset) else { return "" }
        return String(decoding: bytes[offset..<offset + tokenLength(at: offset)], as: UTF8.self)
    }

    func skipSpace(_ start: Int) -> Int {
        var position = start
        while position < bytes.count {
            if [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
                position += 1
            } else if bytes[position...].starts(with: "--".utf8) {
                position += bytes[position...].prefix { $0 != 0x0A }.count
            } else if bytes[position...].starts(with: "/*".utf8) {
                position = endOfComment(position)
            } else {
                break
            }
        }
        return position
    }

    private func endOfComment(_ start: Int) -> Int {
        var position = start + 2
        while position + 1 < bytes.count {
            if bytes[position] == UInt8(ascii: "*"), bytes[position + 1] == UInt8(ascii: "/") { return position + 2 }
            position += 1
        }
        return bytes.count
    }

    private func tokenLength(at start: Int) -> Int {
        guard start < bytes.count else { return 1 }
        let first = bytes[start]
        let rest = bytes[(start + 1)...]
        switch first {
        case UInt8(ascii: "'"), UInt8(ascii: "\""):
            guard let end = rest.firstIndex(of: first) else { return bytes.count - start }
            return end + 1 - start
        case _ where isNamePart(first):
            let length = 1 + rest.prefix { isNamePart($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "$") }.count
            let isStar =
                bytes[..<(start + length)].last == UInt8(ascii: ".")
                && bytes[(start + length)...].first == UInt8(ascii: "*")
            return isStar ? length + 1 : length
        case UInt8(ascii: "$"):
            return 1 + rest.prefix(while: isNamePart).count
        case _ where Self.operators.contains(first):
            let length = 1 + rest.prefix(while: Self.operators.contains).count
            let digits = bytes[(start + length)...].prefix { (48...57).contains($0) }.count
            return first == UInt8(ascii: "-") && length == 1 ? length + digits : length
        default:
            return 1
        }
    }

    private static let operators = Set("+-*/<>=~!@#%^&|?:".utf8)

    private func isNamePart(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122, UInt8(ascii: "_"), 0x80...: true
        default: false
        }
    }
}
