// SPDX-License-Identifier: Apache-2.0
//
// The strict type check of one policy for one kind of request. Follows the rules that Cedar's authors proved sound
// (Cedar.Validation.Typechecker), level 0 only: `x has a` grants the capability to read `x.a` in what follows it, and
// a branch that a known boolean rules out isn't checked.

struct TypeChecker {
    let schema: Schema
    let environment: Schema.Environment

    /// That `has` was asked of an expression.
    struct Capability: Hashable {
        let base: Expr
        let attribute: String
    }

    typealias Capabilities = Set<Capability>
    /// A type, and what holds when the expression is true.
    typealias Typed = (type: CedarType, granted: Capabilities)

    /// The first thing wrong with its conditions, which hold from left to right like one `&&`.
    func objection(to policy: Policy) -> CedarError? {
        do throws(CedarError) {
            var known: Capabilities = []
            for condition in policy.conditions {
                let body = try typed(condition.body, known)
                try expectBoolean(body.type, condition.body)
                guard condition.kind == .when else {
                    if body.type == .known(true) { return nil }
                    continue
                }
                if body.type == .known(false) { return nil }
                known.formUnion(body.granted)
            }
            return nil
        } catch {
            return error
        }
    }

    func typed(_ expression: Expr, _ known: Capabilities) throws(CedarError) -> Typed {
        switch expression.kind {
        case .literal(let value): return (literal(value), [])
        case .variable(let variable): return (type(of: variable), [])
        case .conditional(let test, let then, let otherwise):
            return try conditional(test, then, otherwise, known, in: expression)
        case .and(let terms): return try conjunction(terms, known)
        case .or(let terms): return try disjunction(terms, known)
        case .not(let operand):
            let type = try boolean(operand, known).type
            if case .known(let value) = type { return (.known(!value), []) }
            return (.bool, [])
        case .binary(let operation, let left, let right):
            return (try relation(operation, left, right, known, in: expression), [])
        case .method(let method, let receiver, let arguments):
            return (try setMethod(method, receiver, arguments, known, in: expression), [])
        case .has(let base, let path): return try has(path, base, known)
        case .isType(let base, let name, _):
            guard case .entity(let type) = try typed(base, known).type else { throw expected("an entity", base) }
            return (.known(type == name), [])
        case .attribute(let base, let name): return (try attribute(name, base, known, in: expression), [])
        case .set(let elements): return (try set(elements, known, in: expression), [])
        case .record(let fields): return (try record(fields, known), [])
        case .call(let function, let arguments):
            return (try call(function, arguments, known, in: expression), [])
        case .slot: throw Feature.templates.refused(at: expression.span)
        case .like: throw Feature.like.refused(at: expression.span)
        case .negate: throw Feature.arithmetic.refused(at: expression.span)
        }
    }

    private func literal(_ value: Value) -> CedarType {
        switch value {
        case .bool(let value): .known(value)
        case .long: .long
        case .entity(let uid): .entity(uid.type)
        default: .string
        }
    }

    private func type(of variable: Variable) -> CedarType {
        switch variable {
        case .principal: .entity(environment.principal)
        case .action: .entity(environment.action.type)
        case .resource: .entity(environment.resource)
        case .context: .record(environment.context)
        }
    }

    // MARK: Booleans

    private func expectBoolean(_ type: CedarType, _ expression: Expr) throws(CedarError) {
        guard type.isBoolean else { throw expected("a boolean", expression, got: type) }
    }

    private func boolean(_ expression: Expr, _ known: Capabilities) throws(CedarError) -> Typed {
        let result = try typed(expression, known)
        try expectBoolean(result.type, expression)
        return result
    }

    private func conjunction(_ terms: [Expr], _ known: Capabilities) throws(CedarError) -> Typed {
        var result: Typed = (.known(true), [])
        for term in terms {
            let next = try boolean(term, known.union(result.granted))
            guard next.type != .known(false) else { return (.known(false), []) }
            result = (next.type == .known(true) ? result.type : .bool, result.granted.union(next.granted))
        }
        return result
    }

    private func disjunction(_ terms: [Expr], _ known: Capabilities) throws(CedarError) -> Typed {
        var result: Typed = (.known(false), [])
        for term in terms {
            let next = try boolean(term, known)
            if next.type == .known(true) { return (.known(true), []) }
            if result.type == .known(false) {
                result = next
            } else if next.type == .known(false) {
                result = (.bool, result.granted)
            } else {
                result = (.bool, result.granted.intersection(next.granted))
            }
        }
        return result
    }

    private func conditional(
        _ test: Expr, _ then: Expr, _ otherwise: Expr, _ known: Capabilities,
        in whole: Expr
    ) throws(CedarError) -> Typed {
        let condition = try boolean(test, known)
        if condition.type == .known(false) { return try typed(otherwise, known) }
        let one = try typed(then, known.union(condition.granted))
        let granted = condition.granted.union(one.granted)
        if condition.type == .known(true) { return (one.type, granted) }
        let two = try typed(otherwise, known)
        guard let type = one.type.joined(with: two.type) else { throw apart(one.type, two.type, whole) }
        return (type, granted.intersection(two.granted))
    }

    // MARK: Relations

    private func relation(
        _ operation: BinaryOperator, _ left: Expr, _ right: Expr, _ known: Capabilities,
        in whole: Expr
    ) throws(CedarError) -> CedarType {
        let one = try typed(left, known).type
        let two = try typed(right, known).type
        switch operation {
        case .equal: return try equality(left, right, one, two, in: whole)
        case .notEqual:
            let equal = try equality(left, right, one, two, in: whole)
            if case .known(let value) = equal { return .known(!value) }
            return .bool
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            guard one == .long || one == .datetime || one == .duration else {
                throw expected("a `Long`, a `datetime` or a `duration`", left, got: one)
            }
            guard one == two else { throw expected("a `\(one.description)`", right, got: two) }
            return .bool
        case .memberOf: throw Feature.hierarchy.refused(at: whole.span)
        case .add, .subtract, .multiply: throw Feature.arithmetic.refused(at: whole.span)
        }
    }

    private func equality(
        _ left: Expr, _ right: Expr, _ one: CedarType, _ two: CedarType, in whole: Expr
    ) throws(CedarError) -> CedarType {
        if let first = constant(left), let second = constant(right) { return .known(first == second) }
        if one.joined(with: two) != nil { return .bool }
        if case .entity = one, case .entity = two { return .known(false) }
        throw apart(one, two, whole)
    }

    /// A literal's value; `action` is known in each kind of request.
    private func constant(_ expression: Expr) -> Value? {
        switch expression.kind {
        case .literal(let value): value
        case .variable(.action): .entity(environment.action)
        default: nil
        }
    }

    // MARK: Attributes

    /// `x has a.b` is `x has a && x.a has b`.
    private func has(_ path: [String], _ base: Expr, _ known: Capabilities) throws(CedarError) -> Typed {
        var owner = base
        var type = try typed(base, known).type
        var result: Typed = (.known(true), [])
        for name in path {
            guard case .record(let attributes) = type else { throw notRecord(type, owner) }
            guard let attribute = attributes.exactly(name) else { return (.known(false), []) }
            let capability = Capability(base: owner, attribute: name)
            let isKnown = attribute.isRequired || known.contains(capability)
            if !isKnown { result = (.bool, result.granted.union([capability])) }
            owner = Expr(.attribute(owner, name), at: base.span)
            type = attribute.type
        }
        return result
    }

    private func attribute(
        _ name: String, _ base: Expr, _ known: Capabilities, in whole: Expr
    ) throws(CedarError) -> CedarType {
        let type = try typed(base, known).type
        guard case .record(let attributes) = type else {
            if case .entity = type { throw Feature.entityAttributes.refused(at: whole.span) }
            throw notRecord(type, base)
        }
        guard let attribute = attributes.exactly(name) else {
            let names = attributes.keys.sorted().prefix(20).map { "`\($0)`" }.joined(separator: ", ")
            throw CedarError(
                .unknownAttribute, "`\(base.span.text.firstLine)` has no attribute `\(name)`", at: whole.span,
                help: names.isEmpty ? "it has none" : "it has \(names)")
        }
        guard attribute.isRequired || known.contains(Capability(base: base, attribute: name)) else {
            let question = "\(base.span.text.firstLine) has \(name.asAttributeName)"
            throw CedarError(
                .unsafeAccess, "the attribute `\(name)` may be missing", at: whole.span,
                help: "ask first: `\(question) && ...`")
        }
        return attribute.type
    }

    private func notRecord(_ type: CedarType, _ expression: Expr) -> CedarError {
        if case .entity = type { return Feature.entityAttributes.refused(at: expression.span) }
        return expected("a record", expression, got: type)
    }

    // MARK: Sets, records, extensions

    private func setMethod(
        _ method: SetMethod, _ receiver: Expr, _ arguments: [Expr], _ known: Capabilities,
        in whole: Expr
    ) throws(CedarError) -> CedarType {
        guard method != .getTag, method != .hasTag else { throw Feature.tags.refused(at: whole.span) }
        let type = try typed(receiver, known).type
        guard case .set(let element) = type else { throw expected("a set", receiver, got: type) }
        guard let argument = arguments.first else { return .bool }
        let given = try typed(argument, known).type
        if method == .contains {
            guard element.joined(with: given) != nil else { throw apart(element, given, whole) }
            return .bool
        }
        guard case .set(let other) = given else { throw expected("a set", argument, got: given) }
        guard element.joined(with: other) != nil else { throw apart(element, other, whole) }
        return .bool
    }

    private func set(
        _ elements: [Expr], _ known: Capabilities, in whole: Expr
    ) throws(CedarError) -> CedarType {
        guard let first = elements.first else {
            throw CedarError(
                .emptySet, "the type of an empty set isn't known", at: whole.span,
                help: "name at least one member, or ask `.isEmpty()`")
        }
        var type = try typed(first, known).type
        for element in elements.dropFirst() {
            let next = try typed(element, known).type
            guard let joined = type.joined(with: next) else { throw apart(type, next, element) }
            type = joined
        }
        return .set(type)
    }

    private func record(_ fields: [RecordField], _ known: Capabilities) throws(CedarError) -> CedarType {
        var attributes: [String: AttributeType] = [:]
        for field in fields {
            attributes[field.name] = AttributeType(type: try typed(field.value, known).type, isRequired: true)
        }
        return .record(attributes)
    }

    private func call(
        _ function: ExtensionFunction, _ arguments: [Expr], _ known: Capabilities, in whole: Expr
    ) throws(CedarError) -> CedarType {
        if let feature = function.feature { throw feature.refused(at: whole.span) }
        guard arguments.count == function.arity else {
            throw CedarError(
                .wrongArity, "`\(function.rawValue)` is given \(arguments.count) value(s), not \(function.arity)",
                at: whole.span, help: "a method's receiver counts as the first")
        }
        if function.isConstructor { return try constructor(function, arguments[0], in: whole) }
        for argument in arguments {
            let type = try typed(argument, known).type
            guard type == .decimal else { throw expected("a `decimal`", argument, got: type) }
        }
        return .bool
    }

    private func constructor(
        _ function: ExtensionFunction, _ argument: Expr, in whole: Expr
    ) throws(CedarError) -> CedarType {
        guard case .literal(.string(let text)) = argument.kind, let value = function.value(of: text) else {
            throw function.unreadable(at: argument.span)
        }
        switch value {
        case .decimal: return .decimal
        case .datetime: return .datetime
        default: return .duration
        }
    }

    // MARK: Messages

    private func expected(_ what: String, _ expression: Expr, got type: CedarType? = nil) -> CedarError {
        let found = type.map { ", this is `\($0.description)`" } ?? ""
        return CedarError(
            .typeMismatch, "expected \(what)\(found)", at: expression.span,
            help: "look up the attribute's type in the schema")
    }

    private func apart(_ one: CedarType, _ two: CedarType, _ expression: Expr) -> CedarError {
        CedarError(
            .incompatibleTypes, "`\(one.description)` and `\(two.description)` can't be compared or mixed",
            at: expression.span, help: "use values of one type")
    }
}
