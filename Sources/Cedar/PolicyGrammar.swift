// SPDX-License-Identifier: Apache-2.0
//
// The grammar of policies in Cedar 4.5: annotations, effect, scope, conditions. The scope takes entities, lists of
// entities and slots only; whatever else stands there is refused here, as Cedar's own parser does.

extension TokenCursor {
    mutating func policies(naming: PolicySet.Naming) throws(CedarError) -> [Policy] {
        var policies: [Policy] = []
        while !isAtEnd {
            policies.append(try policy(position: policies.count, naming: naming))
        }
        return policies
    }

    private mutating func policy(position: Int, naming: PolicySet.Naming) throws(CedarError) -> Policy {
        let start = current.range.lowerBound
        let annotations = try annotations()
        let effectToken = try anyWord()
        guard let effect = Effect(rawValue: effectToken.text) else {
            throw CedarError(
                .syntax, "invalid effect `\(effectToken.text)`", at: span(of: effectToken),
                help: "a policy starts with `permit` or `forbid`")
        }
        let scope = try scope()
        var conditions: [Condition] = []
        while !isSymbol(";") { conditions.append(try condition()) }
        try expectSymbol(";")
        var id = "policy\(position)"
        if naming == .annotation, let given = annotations["id"], !given.isEmpty { id = given }
        return Policy(
            id: id, effect: effect, annotations: annotations, scope: scope, conditions: conditions,
            span: span(from: start))
    }

    /// Any word is a key, once; the text in parentheses may be left out.
    mutating func annotations() throws(CedarError) -> [String: String] {
        var annotations: [String: String] = [:]
        while takeSymbol("@") {
            let key = try anyWord()
            var text = ""
            if takeSymbol("(") {
                text = try string()
                try expectSymbol(")")
            }
            guard annotations.updateValue(text, forKey: key.text) == nil else {
                throw CedarError(
                    .duplicate, "the annotation `@\(key.text)` is given twice", at: span(of: key),
                    help: "keep one of the two")
            }
        }
        return annotations
    }

    // MARK: Scope

    private mutating func scope() throws(CedarError) -> Scope {
        try expectSymbol("(")
        let (principal, principalSpan) = try entityConstraint(.principal)
        try expectSymbol(",")
        let (action, actionSpan) = try actionConstraint()
        try expectSymbol(",")
        let (resource, resourceSpan) = try entityConstraint(.resource)
        _ = takeSymbol(",")
        try expectSymbol(")")
        return Scope(
            principal: principal, action: action, resource: resource, principalSpan: principalSpan,
            actionSpan: actionSpan, resourceSpan: resourceSpan)
    }

    private mutating func entityConstraint(
        _ variable: Variable
    ) throws(CedarError) -> (EntityConstraint, CedarSpan) {
        let start = current.range.lowerBound
        try scopeVariable(variable)
        var constraint = EntityConstraint.any
        if takeWord("is") {
            let type = try typeName()
            constraint = takeWord("in") ? .isTypeIn(type, try reference(variable)) : .isType(type)
        } else if takeSymbol("==") {
            constraint = .equal(try reference(variable))
        } else if takeWord("in") {
            constraint = .memberOf(try reference(variable))
        }
        try endOfConstraint(operators: "`==`, `in` or `is`")
        return (constraint, span(from: start))
    }

    private mutating func actionConstraint() throws(CedarError) -> (ActionConstraint, CedarSpan) {
        let start = current.range.lowerBound
        try scopeVariable(.action)
        var constraint = ActionConstraint.any
        if takeSymbol("==") {
            constraint = .equal(try actionReference())
        } else if takeWord("in") {
            constraint = .memberOf(try actionReferences())
        }
        try endOfConstraint(operators: "`==` or `in`")
        return (constraint, span(from: start))
    }

    private mutating func scopeVariable(_ variable: Variable) throws(CedarError) {
        guard takeWord(variable.rawValue) else {
            throw CedarError(
                .syntax, "unexpected `\(current.text)` in the scope", at: span(of: current),
                help: "the scope is `(principal, action, resource)`, here `\(variable.rawValue)`")
        }
    }

    private func endOfConstraint(operators: String) throws(CedarError) {
        guard isSymbol(",") || isSymbol(")") else {
            throw CedarError(
                .syntax, "unexpected `\(current.text)` in the scope", at: span(of: current),
                help: "the scope takes one constraint with \(operators); put the rest in a `when`")
        }
    }

    private mutating func reference(_ variable: Variable) throws(CedarError) -> EntityReference {
        try enter()
        defer { leave() }
        if takeSymbol("(") {
            let inner = try reference(variable)
            try expectSymbol(")")
            return inner
        }
        guard isSymbol("?") else { return .entity(try entity()) }
        let start = current.range.lowerBound
        let slot = try slot()
        guard slot == variable else {
            throw CedarError(
                .syntax, "the slot `?\(slot.rawValue)` stands for another variable", at: span(from: start),
                help: "write `?\(variable.rawValue)`")
        }
        return .slot
    }

    private mutating func actionReferences() throws(CedarError) -> [EntityUID] {
        try enter()
        defer { leave() }
        if takeSymbol("(") {
            let inner = try actionReferences()
            try expectSymbol(")")
            return inner
        }
        guard takeSymbol("[") else { return [try actionReference()] }
        return try list(until: "]", trailingComma: true) { (cursor: inout TokenCursor) throws(CedarError) in
            try cursor.actionReference()
        }
    }

    private mutating func actionReference() throws(CedarError) -> EntityUID {
        try enter()
        defer { leave() }
        if takeSymbol("(") {
            let inner = try actionReference()
            try expectSymbol(")")
            return inner
        }
        let start = current.range.lowerBound
        let uid = try entity()
        guard uid.isAction else {
            throw CedarError(
                .syntax, "`\(uid)` is not an action", at: span(from: start),
                help: "an action's type is `Action`, as in `Action::\"run\"`")
        }
        return uid
    }

    // MARK: Conditions

    private mutating func condition() throws(CedarError) -> Condition {
        let start = current.range.lowerBound
        let keyword = try anyWord()
        guard let kind = Condition.Kind(rawValue: keyword.text) else {
            throw CedarError(
                .syntax, "unexpected `\(keyword.text)` after the scope", at: span(of: keyword),
                help: "expected `when`, `unless` or `;`")
        }
        try expectSymbol("{")
        guard !isSymbol("}") else {
            throw CedarError(
                .syntax, "the body of this `\(kind.rawValue)` is empty", at: span(of: current),
                help: "write a condition between the braces, or leave the `\(kind.rawValue)` out")
        }
        let body = try expression()
        try expectSymbol("}")
        try refuseSlots(in: body)
        return Condition(kind: kind, body: body, span: span(from: start))
    }

    private func refuseSlots(in expression: Expr) throws(CedarError) {
        if case .slot(let variable) = expression.kind {
            throw CedarError(
                .syntax, "the slot `?\(variable.rawValue)` stands in a condition", at: expression.span,
                help: "slots stand in the scope only; write `\(variable.rawValue)`")
        }
        for operand in expression.kind.operands { try refuseSlots(in: operand) }
    }

    // MARK: Names

    /// `A::B::C`, with blanks allowed around each `::`.
    mutating func typeName() throws(CedarError) -> String {
        var name = try identifier().text
        while isSymbol("::"), lookahead(1).kind == .identifier {
            _ = advance()
            name += "::" + (try identifier().text)
        }
        return name
    }

    /// `A::B::"id"`.
    mutating func entity() throws(CedarError) -> EntityUID {
        guard current.kind == .identifier else { throw unexpected("an entity such as `Type::\"id\"`") }
        let type = try typeName()
        guard isSymbol("::"), lookahead(1).kind == .string else {
            throw CedarError(
                .syntax, "`\(type)` names a type, not an entity", at: span(of: current),
                help: "write `\(type)::\"id\"`, or `is \(type)` for any entity of the type")
        }
        _ = advance()
        return EntityUID(type: type, id: try string())
    }

    /// `?principal` or `?resource`.
    mutating func slot() throws(CedarError) -> Variable {
        let mark = advance()
        let known: [String: Variable] = ["principal": .principal, "resource": .resource]
        guard current.kind == .identifier, current.range.lowerBound == mark.range.upperBound,
            let variable = known[current.text]
        else {
            throw CedarError(
                .syntax, "not a slot", at: span(of: mark), help: "the slots are `?principal` and `?resource`")
        }
        _ = advance()
        return variable
    }
}
