// SPDX-License-Identifier: Apache-2.0
//
// One walk over the tokens, shared by the policy and the schema parser: looking ahead, expecting, names, lists, and
// the bound on nesting.

struct TokenCursor {
    let source: SourceText
    private let tokens: [Token]
    private var index = 0
    private var nesting = 0

    init(_ text: String, file: String, atMost bytes: Int) throws(CedarError) {
        guard text.utf8.count <= bytes else {
            throw CedarError(
                .tooLarge, "`\(file)` has \(text.utf8.count) bytes, more than \(bytes)",
                help: "split it into several files")
        }
        source = SourceText(text, file: file)
        tokens = try Lexer.tokens(of: source)
    }

    /// Words that are never names.
    static let reserved: Set<String> = ["true", "false", "if", "then", "else", "in", "has", "like", "is"]

    var current: Token { tokens[index] }

    func lookahead(_ count: Int) -> Token { tokens[min(index + count, tokens.count - 1)] }

    var isAtEnd: Bool { current.kind == .end }

    /// Where the last token taken ends.
    var previousEnd: Int { index == 0 ? 0 : tokens[index - 1].range.upperBound }

    /// From a token's start to the last token taken.
    func span(from start: Int) -> CedarSpan { CedarSpan(source, start..<max(start, previousEnd)) }

    func span(of token: Token) -> CedarSpan { CedarSpan(source, token.range) }

    mutating func advance() -> Token {
        let token = tokens[index]
        if index < tokens.count - 1 { index += 1 }
        return token
    }

    func isSymbol(_ symbol: String) -> Bool { current.kind == .symbol && current.text == symbol }

    func isWord(_ word: String) -> Bool { current.kind == .identifier && current.text == word }

    mutating func takeSymbol(_ symbol: String) -> Bool {
        guard isSymbol(symbol) else { return false }
        _ = advance()
        return true
    }

    mutating func takeWord(_ word: String) -> Bool {
        guard isWord(word) else { return false }
        _ = advance()
        return true
    }

    mutating func expectSymbol(_ symbol: String) throws(CedarError) {
        guard takeSymbol(symbol) else { throw unexpected("`\(symbol)`") }
    }

    mutating func expectWord(_ word: String) throws(CedarError) {
        guard takeWord(word) else { throw unexpected("`\(word)`") }
    }

    /// Any word, kept ones too.
    mutating func anyWord() throws(CedarError) -> Token {
        guard current.kind == .identifier else { throw unexpected("a name") }
        return advance()
    }

    /// A word that may name a type or an attribute.
    mutating func identifier() throws(CedarError) -> Token {
        let token = try anyWord()
        guard !Self.reserved.contains(token.text), token.text != "__cedar" else { throw reservedName(token) }
        return token
    }

    func reservedName(_ token: Token) -> CedarError {
        CedarError(
            .reservedName, "`\(token.text)` is kept for the language", at: span(of: token),
            help: "choose another name, or write it as a string where an attribute is meant")
    }

    mutating func string() throws(CedarError) -> String {
        guard current.kind == .string else { throw unexpected("a string") }
        return try StringLiteral.text(advance(), in: source)
    }

    /// Items between the opening symbol, already taken, and `close`.
    mutating func list<Item>(
        until close: String, trailingComma: Bool, _ item: (inout TokenCursor) throws(CedarError) -> Item
    ) throws(CedarError) -> [Item] {
        var items: [Item] = []
        while !takeSymbol(close) {
            items.append(try item(&self))
            if takeSymbol(close) { return items }
            guard takeSymbol(",") else { throw unexpected("`,` or `\(close)`") }
            if !trailingComma, isSymbol(close) { throw unexpected("another item after `,`") }
        }
        return items
    }

    /// Counts a level in; `leave` counts it out.
    mutating func enter() throws(CedarError) {
        nesting += 1
        guard nesting <= Limits.depth else { throw tooDeep(at: span(of: current)) }
    }

    mutating func leave() { nesting -= 1 }

    func tooDeep(at span: CedarSpan) -> CedarError {
        CedarError(
            .tooLarge, "nested more than \(Limits.depth) levels deep", at: span, help: "split it into several policies")
    }

    func unexpected(_ expected: String) -> CedarError {
        guard !isAtEnd else {
            let end = source.utf8.count
            return CedarError(
                .syntax, "unexpected end of the text", at: CedarSpan(source, end..<end), help: "expected \(expected)")
        }
        return CedarError(
            .syntax, "unexpected token `\(current.text)`", at: span(of: current), help: "expected \(expected)")
    }
}
