// SPDX-License-Identifier: Apache-2.0
//
// What an expression of level 0 is worth for a request. `&&`, `||` and `if` look only at what they need, `==` of two
// types is false, everything else of the wrong type is an error. What level 0 leaves out is an error of its own when
// it is reached; the validator refuses it beforehand.

struct Evaluator {
    private let request: Request
    private let context: Value
    /// Which groups each action belongs to.
    private let groups: ActionGroups

    init(_ request: Request, groups: ActionGroups) {
        self.request = request
        context = .record(request.context)
        self.groups = groups
    }

    // MARK: Policies

    /// Scope and conditions together.
    func satisfies(_ policy: Policy) throws(CedarError) -> Bool {
        guard try satisfies(policy.scope) else { return false }
        for condition in policy.conditions {
            guard try bool(condition.body) == (condition.kind == .when) else { return false }
        }
        return true
    }

    func satisfies(_ scope: Scope) throws(CedarError) -> Bool {
        guard try holds(scope.principal, of: request.principal, at: scope.principalSpan) else { return false }
        guard holds(scope.action) else { return false }
        return try holds(scope.resource, of: request.resource, at: scope.resourceSpan)
    }

    func holdsPrincipal(_ scope: Scope) throws(CedarError) -> Bool {
        try holds(scope.principal, of: request.principal, at: scope.principalSpan)
    }

    func holdsResource(_ scope: Scope) throws(CedarError) -> Bool {
        try holds(scope.resource, of: request.resource, at: scope.resourceSpan)
    }

    func holds(_ constraint: ActionConstraint) -> Bool {
        switch constraint {
        case .any: true
        case .equal(let uid): request.action == uid
        case .memberOf(let uids): uids.contains { groups.contains(request.action, in: $0) }
        }
    }

    private func holds(
        _ constraint: EntityConstraint, of entity: EntityUID, at span: CedarSpan
    ) throws(CedarError) -> Bool {
        switch constraint {
        case .any: return true
        case .isType(let type): return entity.type.hasSameScalars(as: type)
        case .equal(.entity(let uid)): return entity == uid
        case .isTypeIn(let type, .entity):
            guard entity.type.hasSameScalars(as: type) else { return false }
            throw Feature.hierarchy.refused(at: span)
        case .memberOf(.entity): throw Feature.hierarchy.refused(at: span)
        case .equal(.slot), .memberOf(.slot), .isTypeIn(_, .slot): throw Feature.templates.refused(at: span)
        }
    }

    // MARK: Expressions

    func bool(_ expression: Expr) throws(CedarError) -> Bool {
        switch expression.kind {
        case .and(let terms):
            for term in terms {
                guard try bool(term) else { return false }
            }
            return true
        case .or(let terms):
            for term in terms {
                if try bool(term) { return true }
            }
            return false
        case .not(let operand): return try !bool(operand)
        default:
            guard case .bool(let result) = try value(expression) else {
                throw mismatch(expression, expected: "bool")
            }
            return result
        }
    }

    func value(_ expression: Expr) throws(CedarError) -> Value {
        switch expression.kind {
        case .literal(let value): return value
        case .variable(let variable): return value(of: variable)
        case .conditional(let test, let then, let otherwise):
            return try value(bool(test) ? then : otherwise)
        case .and, .or, .not: return .bool(try bool(expression))
        case .binary(let operation, let left, let right):
            return .bool(try relation(operation, left, right, in: expression))
        case .method(let method, let receiver, let arguments):
            return .bool(try set(method, receiver, arguments, in: expression))
        case .has(let base, let path): return .bool(try has(path, in: base))
        case .isType(let base, let type, let container):
            return .bool(try isType(base, type, container, in: expression))
        case .attribute(let base, let name): return try attribute(name, of: base, in: expression)
        case .set(let elements):
            var values: Set<Value> = []
            for element in elements { values.insert(try value(element)) }
            return .set(values)
        case .record(let fields):
            var values: [String: Value] = [:]
            for field in fields { values[field.name] = try value(field.value) }
            return .record(values)
        case .call(let function, let arguments): return try call(function, arguments, in: expression)
        case .slot: throw Feature.templates.refused(at: expression.span)
        case .like: throw Feature.like.refused(at: expression.span)
        case .negate: throw Feature.arithmetic.refused(at: expression.span)
        }
    }

    private func value(of variable: Variable) -> Value {
        switch variable {
        case .principal: .entity(request.principal)
        case .action: .entity(request.action)
        case .resource: .entity(request.resource)
        case .context: context
        }
    }

    private func relation(
        _ operation: BinaryOperator, _ left: Expr, _ right: Expr, in whole: Expr
    ) throws(CedarError) -> Bool {
        switch operation {
        case .equal: return try value(left) == value(right)
        case .notEqual: return try value(left) != value(right)
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            let (one, two) = try ordered(left, right)
            switch operation {
            case .less: return one < two
            case .lessOrEqual: return one <= two
            case .greater: return one > two
            default: return one >= two
            }
        case .memberOf: throw Feature.hierarchy.refused(at: whole.span)
        case .add, .subtract, .multiply: throw Feature.arithmetic.refused(at: whole.span)
        }
    }

    /// Two longs, two datetimes or two durations, as integers.
    private func ordered(_ left: Expr, _ right: Expr) throws(CedarError) -> (Int64, Int64) {
        switch (try value(left), try value(right)) {
        case (.long(let one), .long(let two)): return (one, two)
        case (.datetime(let one), .datetime(let two)): return (one, two)
        case (.duration(let one), .duration(let two)): return (one, two)
        case (.long, _): throw mismatch(right, expected: "long")
        case (.datetime, _): throw mismatch(right, expected: "datetime")
        case (.duration, _): throw mismatch(right, expected: "duration")
        default: throw mismatch(left, expected: "long, datetime or duration")
        }
    }

    private func set(
        _ method: SetMethod, _ receiver: Expr, _ arguments: [Expr], in whole: Expr
    ) throws(CedarError) -> Bool {
        guard method != .getTag, method != .hasTag else { throw Feature.tags.refused(at: whole.span) }
        let members = try elements(receiver)
        guard let argument = arguments.first else { return members.isEmpty }
        if method == .contains { return members.contains(try value(argument)) }
        let others = try elements(argument)
        return method == .containsAll ? others.isSubset(of: members) : !others.isDisjoint(with: members)
    }

    private func elements(_ expression: Expr) throws(CedarError) -> Set<Value> {
        guard case .set(let members) = try value(expression) else { throw mismatch(expression, expected: "set") }
        return members
    }

    /// `x has a.b` is `x has a && x.a has b`.
    private func has(_ path: [String], in base: Expr) throws(CedarError) -> Bool {
        var current = try value(base)
        for (step, name) in path.enumerated() {
            guard case .record(let fields) = current else {
                if case .entity = current { throw Feature.entityAttributes.refused(at: base.span) }
                throw CedarError(
                    .typeMismatch, "expected record, got \(current.typeName)", at: base.span,
                    help: "`has` asks a record for `\(path[step])`")
            }
            guard let next = fields.exactly(name) else { return false }
            current = next
        }
        return true
    }

    private func isType(
        _ base: Expr, _ type: String, _ container: Expr?, in whole: Expr
    ) throws(CedarError) -> Bool {
        guard case .entity(let uid) = try value(base) else { throw mismatch(base, expected: "entity") }
        guard uid.type.hasSameScalars(as: type) else { return false }
        if container != nil { throw Feature.hierarchy.refused(at: whole.span) }
        return true
    }

    private func attribute(
        _ name: String, of base: Expr, in whole: Expr
    ) throws(CedarError) -> Value {
        let owner = try value(base)
        guard case .record(let fields) = owner else {
            if case .entity = owner { throw Feature.entityAttributes.refused(at: whole.span) }
            throw mismatch(base, expected: "record")
        }
        guard let result = fields.exactly(name) else {
            throw CedarError(
                .missingAttribute, "there is no attribute `\(name)`", at: whole.span,
                help: "ask with `has` first: `\(base.span.text.firstLine) has \(name.asAttributeName) && ...`")
        }
        return result
    }

    private func mismatch(_ expression: Expr, expected: String) -> CedarError {
        CedarError(
            .typeMismatch, "expected \(expected): `\(expression.span.text.firstLine)`", at: expression.span,
            help: "check the policy against the schema: a validated policy has no such error")
    }

    // MARK: Extensions

    private func call(
        _ function: ExtensionFunction, _ arguments: [Expr], in whole: Expr
    ) throws(CedarError) -> Value {
        if let feature = function.feature { throw feature.refused(at: whole.span) }
        guard arguments.count == function.arity else {
            throw CedarError(
                .wrongArity, "`\(function.rawValue)` takes \(function.arity) argument(s), not \(arguments.count)",
                at: whole.span,
                help: function.isConstructor ? "write `\(function.rawValue)(\"...\")`" : "write `a.b(c)`")
        }
        guard !function.isConstructor else { return try construct(function, arguments[0]) }
        let left = try decimal(arguments[0])
        let right = try decimal(arguments[1])
        switch function {
        case .lessThan: return .bool(left < right)
        case .lessThanOrEqual: return .bool(left <= right)
        case .greaterThan: return .bool(left > right)
        default: return .bool(left >= right)
        }
    }

    private func decimal(_ expression: Expr) throws(CedarError) -> Decimal4 {
        guard case .decimal(let number) = try value(expression) else {
            throw mismatch(expression, expected: "decimal")
        }
        return number
    }

    private func construct(_ function: ExtensionFunction, _ argument: Expr) throws(CedarError) -> Value {
        guard case .string(let text) = try value(argument) else { throw mismatch(argument, expected: "string") }
        guard let value = function.value(of: text) else { throw function.unreadable(at: argument.span) }
        return value
    }
}

extension ExtensionFunction {
    /// What a constructor of level 0 reads in a string.
    package func value(of text: String) -> Value? {
        switch self {
        case .decimal: Decimal4(text).map { .decimal($0) }
        case .datetime: CivilTime.milliseconds(text).map { .datetime($0) }
        case .duration: DurationText.milliseconds(text).map { .duration($0) }
        default: nil
        }
    }

    func unreadable(at span: CedarSpan) -> CedarError {
        let help: String
        switch self {
        case .decimal: help = "write digits, a dot and one to four digits: `decimal(\"0.5\")`"
        case .datetime: help = "write `datetime(\"2026-03-02\")` or `datetime(\"2026-03-02T08:30:00Z\")`"
        default: help = "write units in the order d, h, m, s, ms: `duration(\"1d12h\")`"
        }
        return CedarError(
            .extensionValue, "`\(span.text.firstLine)` is not a valid \(rawValue)", at: span, help: help)
    }
}
