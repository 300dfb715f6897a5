// SPDX-License-Identifier: Apache-2.0
//
// The grammar of expressions in Cedar 4.5, loosest first: `if`, `||`, `&&`, one relation, `+ -`, `*`, unary `! -`,
// members, primaries. Relations don't chain, `/` and `%` don't exist, a unary operator repeats at most four times.

extension TokenCursor {
    mutating func expression() throws(CedarError) -> Expr {
        try enter()
        defer { leave() }
        guard isWord("if") else { return try disjunction() }
        let start = advance().range.lowerBound
        let test = try expression()
        try expectWord("then")
        let then = try expression()
        try expectWord("else")
        let otherwise = try expression()
        return try make(.conditional(test, then: then, otherwise: otherwise), from: start)
    }

    /// From `start` to the last token taken: what the kind is made of must be read before the call, since the cursor is
    /// looked at before its arguments are.
    private func make(_ kind: Expr.Kind, from start: Int) throws(CedarError) -> Expr {
        let expression = Expr(kind, at: span(from: start))
        guard expression.depth <= Limits.depth else { throw tooDeep(at: expression.span) }
        return expression
    }

    private mutating func disjunction() throws(CedarError) -> Expr {
        let start = current.range.lowerBound
        var terms = [try conjunction()]
        while takeSymbol("||") { terms.append(try conjunction()) }
        return terms.count == 1 ? terms[0] : try make(.or(terms), from: start)
    }

    private mutating func conjunction() throws(CedarError) -> Expr {
        let start = current.range.lowerBound
        var terms = [try relation()]
        while takeSymbol("&&") { terms.append(try relation()) }
        return terms.count == 1 ? terms[0] : try make(.and(terms), from: start)
    }

    // MARK: Relations

    private mutating func relation() throws(CedarError) -> Expr {
        let start = current.range.lowerBound
        let left = try sum()
        guard let kind = try relationKind(left) else { return left }
        let result = try make(kind, from: start)
        guard !isAtRelation else {
            throw CedarError(
                .syntax, "unexpected `\(current.text)`: relations don't chain", at: span(of: current),
                help: "put parentheses around one of them, or join two relations with `&&`")
        }
        return result
    }

    private var isAtRelation: Bool {
        switch current.kind {
        case .symbol: ["==", "!=", "<", "<=", ">", ">=", "="].contains(current.text)
        case .identifier: ["in", "has", "like", "is"].contains(current.text)
        default: false
        }
    }

    /// The relation that the operator ahead makes of `left`; nil when there is none.
    private mutating func relationKind(_ left: Expr) throws(CedarError) -> Expr.Kind? {
        guard isAtRelation else { return nil }
        let token = advance()
        switch token.text {
        case "has": return .has(left, try attributePath())
        case "like": return .like(left, try pattern())
        case "is":
            let type = try typeName()
            return .isType(left, type, in: takeWord("in") ? try sum() : nil)
        default: break
        }
        guard let relation = BinaryOperator(rawValue: token.text) else {
            throw CedarError(.syntax, "`=` is not an operator", at: span(of: token), help: "compare with `==`")
        }
        return .binary(relation, left, try sum())
    }

    /// Right of `has`: a string, or names joined by dots.
    private mutating func attributePath() throws(CedarError) -> [String] {
        if current.kind == .string { return [try string()] }
        guard current.kind == .identifier else { throw unexpected("an attribute's name or a string") }
        var path = [try identifier().text]
        while takeSymbol(".") {
            path.append(try identifier().text)
            guard path.count <= Limits.depth else { throw tooDeep(at: span(of: current)) }
        }
        return path
    }

    private mutating func pattern() throws(CedarError) -> [PatternElement] {
        guard current.kind == .string else { throw unexpected("a string with `*` for any characters") }
        return try StringLiteral.pattern(advance(), in: source)
    }

    // MARK: Arithmetic

    private mutating func sum() throws(CedarError) -> Expr {
        let start = current.range.lowerBound
        var result = try product()
        while isSymbol("+") || isSymbol("-") {
            let operation: BinaryOperator = advance().text == "+" ? .add : .subtract
            let right = try product()
            result = try make(.binary(operation, result, right), from: start)
        }
        return result
    }

    private mutating func product() throws(CedarError) -> Expr {
        let start = current.range.lowerBound
        var result = try unary()
        while takeSymbol("*") {
            let right = try unary()
            result = try make(.binary(.multiply, result, right), from: start)
        }
        guard !isSymbol("/"), !isSymbol("%") else {
            throw CedarError(
                .syntax, "`\(current.text)` is not an operator of Cedar", at: span(of: current),
                help: "have the quotient computed before the request")
        }
        return result
    }

    private mutating func unary() throws(CedarError) -> Expr {
        let start = current.range.lowerBound
        guard isSymbol("!") || isSymbol("-") else { return try member() }
        let sign = current.text
        var starts: [Int] = []
        while isSymbol(sign) { starts.append(advance().range.lowerBound) }
        guard starts.count <= 4 else {
            throw CedarError(
                .syntax, "`\(sign)` is repeated more than four times", at: span(from: start),
                help: "two of them undo each other")
        }
        var result: Expr
        if sign == "-", isIntegerLiteral {
            let number = try integer(negative: true)
            result = try make(.literal(.long(number)), from: starts.removeLast())
        } else {
            result = try member()
        }
        for start in starts.reversed() {
            result = try make(sign == "!" ? .not(result) : .negate(result), from: start)
        }
        return result
    }

    /// A number that nothing is asked of: `1`, but not `1.x`.
    private var isIntegerLiteral: Bool {
        let next = lookahead(1)
        return current.kind == .number && !(next.kind == .symbol && [".", "[", "("].contains(next.text))
    }

    private mutating func integer(negative: Bool) throws(CedarError) -> Int64 {
        let token = advance()
        guard let value = Int64((negative ? "-" : "") + token.text) else {
            throw CedarError(
                .integerRange, "`\(token.text)` is out of range", at: span(of: token),
                help: "integers go from -9223372036854775808 to 9223372036854775807")
        }
        return value
    }

    // MARK: Members

    private mutating func member() throws(CedarError) -> Expr {
        let start = current.range.lowerBound
        var result = try primary()
        while true {
            if takeSymbol(".") {
                let name = try identifier()
                let kind =
                    takeSymbol("(") ? try methodCall(name, on: result) : .attribute(result, name.text)
                result = try make(kind, from: start)
            } else if takeSymbol("[") {
                let name = try string()
                try expectSymbol("]")
                result = try make(.attribute(result, name), from: start)
            } else if isSymbol("(") {
                throw CedarError(
                    .syntax, "this expression can't be called", at: result.span,
                    help: "functions are `decimal`, `datetime`, `duration` and `ip`")
            } else {
                return result
            }
        }
    }

    private mutating func arguments() throws(CedarError) -> [Expr] {
        try list(until: ")", trailingComma: true) { (cursor: inout TokenCursor) throws(CedarError) in
            try cursor.expression()
        }
    }

    /// After the opening parenthesis.
    private mutating func methodCall(_ name: Token, on receiver: Expr) throws(CedarError) -> Expr.Kind {
        let arguments = try arguments()
        if let method = SetMethod(rawValue: name.text) {
            guard arguments.count == method.arity else {
                throw CedarError(
                    .wrongArity, "`\(name.text)` takes \(method.arity) argument(s), not \(arguments.count)",
                    at: span(of: name), help: "write `.\(name.text)(\(method.arity == 0 ? "" : "..."))`")
            }
            return .method(method, receiver, arguments)
        }
        guard let function = ExtensionFunction(rawValue: name.text), !function.isConstructor else {
            throw CedarError(
                .unknownFunction, "`\(name.text)` is not a method", at: span(of: name),
                help: "the methods of level 0 are `contains`, `containsAll`, `containsAny`, `isEmpty`, `lessThan`,"
                    + " `lessThanOrEqual`, `greaterThan` and `greaterThanOrEqual`")
        }
        return .call(function, [receiver] + arguments)
    }

    // MARK: Primaries

    private mutating func primary() throws(CedarError) -> Expr {
        let start = current.range.lowerBound
        if let kind = try atom() { return try make(kind, from: start) }
        if takeSymbol("(") {
            let inner = try expression()
            try expectSymbol(")")
            return Expr(inner.kind, at: span(from: start))
        }
        if takeSymbol("[") {
            let elements = try list(until: "]", trailingComma: true) {
                (cursor: inout TokenCursor) throws(CedarError) in try cursor.expression()
            }
            return try make(.set(elements), from: start)
        }
        guard takeSymbol("{") else { throw unexpected("an expression") }
        let fields = try fields(from: start)
        return try make(.record(fields), from: start)
    }

    /// A literal, a variable, a call or a slot; nil for what begins with another symbol.
    private mutating func atom() throws(CedarError) -> Expr.Kind? {
        switch current.kind {
        case .number: .literal(.long(try integer(negative: false)))
        case .string: .literal(.string(try string()))
        case .identifier: try named()
        case .symbol where isSymbol("?"): .slot(try slot())
        case .symbol, .end: nil
        }
    }

    private mutating func fields(from start: Int) throws(CedarError) -> [RecordField] {
        let fields = try list(until: "}", trailingComma: true) {
            (cursor: inout TokenCursor) throws(CedarError) in
            let name = cursor.current.kind == .string ? try cursor.string() : try cursor.identifier().text
            try cursor.expectSymbol(":")
            return RecordField(name: name, value: try cursor.expression())
        }
        var seen: Set<String> = []
        for field in fields where !seen.insert(field.name).inserted {
            throw CedarError(
                .duplicate, "the attribute `\(field.name)` is given twice", at: span(from: start),
                help: "keep one of the two")
        }
        return fields
    }

    /// A boolean, a variable, an entity or a function call.
    private mutating func named() throws(CedarError) -> Expr.Kind {
        let token = current
        let isQualified = lookahead(1).kind == .symbol && lookahead(1).text == "::"
        if isQualified { return .literal(.entity(try entity())) }
        _ = advance()
        switch token.text {
        case "true": return .literal(.bool(true))
        case "false": return .literal(.bool(false))
        default: break
        }
        if let variable = Variable(rawValue: token.text) { return .variable(variable) }
        guard !Self.reserved.contains(token.text) else { throw reservedName(token) }
        guard takeSymbol("(") else {
            throw CedarError(
                .syntax, "`\(token.text)` is not a variable", at: span(of: token),
                help: "the variables are `principal`, `action`, `resource` and `context`; write a text as"
                    + " `\"\(token.text)\"` and a fact as `context.\(token.text)`")
        }
        guard let function = ExtensionFunction(rawValue: token.text), function.isConstructor else {
            throw CedarError(
                .unknownFunction, "`\(token.text)` is not a function", at: span(of: token),
                help: "the functions are `decimal`, `datetime` and `duration`; the rest are methods: `a.lessThan(b)`")
        }
        return .call(function, try arguments())
    }
}
