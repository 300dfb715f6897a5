// SPDX-License-Identifier: Apache-2.0
//
// From a policy to a formula over all requests of one kind. It follows the evaluator case by case, failures included:
// a fact that may be missing, a value of the wrong type, a feature that level 0 leaves out fail where the evaluator
// would. What can't be reached isn't encoded.

import CZ3
import Cedar

/// A condition's worth, and when its evaluation fails.
struct Judgement {
    let holds: Formula
    let fails: Formula

    static func always(_ value: Bool) -> Judgement {
        Judgement(holds: .constant(value), fails: .constant(false))
    }

    static var failing: Judgement { Judgement(holds: .constant(false), fails: .constant(true)) }
}

/// A value; nil when its evaluation always fails.
struct Outcome {
    let symbol: Symbol?
    let fails: Formula

    static func certain(_ symbol: Symbol) -> Outcome { Outcome(symbol: symbol, fails: .constant(false)) }
    static var failing: Outcome { Outcome(symbol: nil, fails: .constant(true)) }
}

struct ExpressionEncoder {
    let variables: RequestVariables
    let groups: ActionGroups

    var z3: Z3Context { variables.z3 }
    private var environment: Schema.Environment { variables.environment }

    // MARK: Policies

    /// Scope and conditions together.
    func judgement(_ policy: Policy) throws(ProverError) -> Judgement {
        var result = Judgement.always(true)
        let scope = policy.scope
        result = try then(result) { () throws(ProverError) in
            try judgement(scope.principal, .principal, environment.principal)
        }
        result = try then(result) { () throws(ProverError) in .always(admits(scope.action)) }
        result = try then(result) { () throws(ProverError) in
            try judgement(scope.resource, .resource, environment.resource)
        }
        for condition in policy.conditions {
            result = try then(result) { () throws(ProverError) in
                let body = try bool(condition.body)
                return condition.kind == .when ? body : Judgement(holds: z3.not(body.holds), fails: body.fails)
            }
        }
        return result
    }

    /// The first and, where it holds, the next.
    private func then(
        _ first: Judgement, _ next: () throws(ProverError) -> Judgement
    ) throws(ProverError) -> Judgement {
        if first.holds.isFalse || first.fails.isTrue { return first }
        let second = try next()
        return Judgement(
            holds: z3.both(first.holds, second.holds),
            fails: z3.either(first.fails, z3.both(first.holds, second.fails)))
    }

    private func admits(_ constraint: ActionConstraint) -> Bool {
        switch constraint {
        case .any: true
        case .equal(let uid): environment.action == uid
        case .memberOf(let uids): uids.contains { groups.contains(environment.action, in: $0) }
        }
    }

    private func judgement(
        _ constraint: EntityConstraint, _ parameter: Parameter, _ type: String
    ) throws(ProverError) -> Judgement {
        switch constraint {
        case .any: return .always(true)
        case .isType(let name): return .always(name.hasSameScalars(as: type))
        case .equal(.entity(let uid)):
            guard uid.type == type else { return .always(false) }
            let symbol = try variables.symbol(of: parameter, .entity(type))
            return Judgement(
                holds: try equal(symbol, .choice([(.constant(true), .constant(.entity(uid)))])),
                fails: .constant(false))
        case .isTypeIn(let name, .entity) where !name.hasSameScalars(as: type): return .always(false)
        case .isTypeIn, .memberOf, .equal(.slot): return .failing
        }
    }

    // MARK: Booleans

    func bool(_ expression: Expr) throws(ProverError) -> Judgement {
        switch expression.kind {
        case .and(let terms):
            var result = Judgement.always(true)
            for term in terms {
                result = try then(result) { () throws(ProverError) in try bool(term) }
            }
            return result
        case .or(let terms):
            var none = Judgement.always(true)
            for term in terms {
                none = try then(none) { () throws(ProverError) in
                    let next = try bool(term)
                    return Judgement(holds: z3.not(next.holds), fails: next.fails)
                }
            }
            return Judgement(holds: z3.not(none.holds), fails: none.fails)
        case .not(let operand):
            let inner = try bool(operand)
            return Judgement(holds: z3.not(inner.holds), fails: inner.fails)
        default:
            let outcome = try value(expression)
            guard case .truth(let holds)? = outcome.symbol else { return .failing }
            return Judgement(holds: holds, fails: outcome.fails)
        }
    }

    private func truth(_ judgement: Judgement) -> Outcome {
        Outcome(symbol: .truth(judgement.holds), fails: judgement.fails)
    }

    // MARK: Values

    func value(_ expression: Expr) throws(ProverError) -> Outcome {
        switch expression.kind {
        case .literal(let value): return Symbol(value).map { .certain($0) } ?? .failing
        case .variable(let variable): return .certain(try symbol(of: variable))
        case .conditional(let test, let then, let otherwise): return try conditional(test, then, otherwise)
        case .and, .or, .not: return truth(try bool(expression))
        case .binary(let operation, let left, let right): return try relation(operation, left, right)
        case .method(let method, let receiver, let arguments): return try set(method, receiver, arguments)
        case .has(let base, let path): return try has(path, in: base)
        case .isType(let base, let name, let container): return try isType(base, name, container)
        case .attribute(let base, let name): return try attribute(name, of: base)
        case .set(let elements): return try setLiteral(elements)
        case .record(let fields): return try recordLiteral(fields)
        case .call(let function, let arguments): return try call(function, arguments)
        case .slot, .like, .negate: return .failing
        }
    }

    private func symbol(of variable: Variable) throws(ProverError) -> Symbol {
        switch variable {
        case .principal: try variables.symbol(of: .principal, .entity(environment.principal))
        case .resource: try variables.symbol(of: .resource, .entity(environment.resource))
        case .action: .choice([(.constant(true), .constant(.entity(environment.action)))])
        case .context: .record(.declared([], environment.context))
        }
    }

    private func conditional(_ test: Expr, _ then: Expr, _ otherwise: Expr) throws(ProverError) -> Outcome {
        let condition = try bool(test)
        if condition.fails.isTrue { return .failing }
        if case .constant(let value) = condition.holds {
            let branch = try self.value(value ? then : otherwise)
            return Outcome(symbol: branch.symbol, fails: z3.either(condition.fails, branch.fails))
        }
        let (one, two) = (try value(then), try value(otherwise))
        let fails = z3.either(condition.fails, z3.choice(condition.holds, one.fails, two.fails))
        guard let left = one.symbol, let right = two.symbol else {
            return Outcome(symbol: one.symbol ?? two.symbol, fails: fails)
        }
        return Outcome(symbol: try merged(condition.holds, left, right), fails: fails)
    }

    private func relation(_ operation: BinaryOperator, _ left: Expr, _ right: Expr) throws(ProverError) -> Outcome {
        switch operation {
        case .memberOf, .add, .subtract, .multiply: return .failing
        default: break
        }
        let (one, two) = (try value(left), try value(right))
        guard let first = one.symbol, let second = two.symbol else { return .failing }
        let fails = z3.either(one.fails, two.fails)
        switch operation {
        case .equal: return Outcome(symbol: .truth(try equal(first, second)), fails: fails)
        case .notEqual: return Outcome(symbol: .truth(z3.not(try equal(first, second))), fails: fails)
        default:
            guard case .number(let low) = first, case .number(let high) = second, low.type == high.type,
                low.type != .decimal
            else { return .failing }
            return Outcome(symbol: .truth(ordered(operation, low, high)), fails: fails)
        }
    }

    private func isType(_ base: Expr, _ name: String, _ container: Expr?) throws(ProverError) -> Outcome {
        let outcome = try value(base)
        guard case .choice(let alternatives)? = outcome.symbol else { return .failing }
        var parts: [Formula] = []
        for (guardFormula, atom) in alternatives {
            guard case .entity(let type)? = atom.type else { return .failing }
            if type.hasSameScalars(as: name) { parts.append(guardFormula) }
        }
        let matches = z3.any(parts)
        guard container != nil else { return Outcome(symbol: .truth(matches), fails: outcome.fails) }
        return Outcome(symbol: .truth(.constant(false)), fails: z3.either(outcome.fails, matches))
    }

    // MARK: Literals and calls

    private func setLiteral(_ elements: [Expr]) throws(ProverError) -> Outcome {
        var members: [(guard: Formula, member: Symbol)] = []
        var fails: [Formula] = []
        for element in elements {
            let outcome = try value(element)
            guard let symbol = outcome.symbol else { return .failing }
            members.append((.constant(true), symbol))
            fails.append(outcome.fails)
        }
        return Outcome(symbol: .set(members), fails: z3.any(fails))
    }

    private func recordLiteral(_ fields: [RecordField]) throws(ProverError) -> Outcome {
        var symbols: [String: Symbol] = [:]
        var fails: [Formula] = []
        for field in fields {
            let outcome = try value(field.value)
            guard let symbol = outcome.symbol else { return .failing }
            symbols[field.name] = symbol
            fails.append(outcome.fails)
        }
        return Outcome(symbol: .record(.built(symbols)), fails: z3.any(fails))
    }

    private func call(_ function: ExtensionFunction, _ arguments: [Expr]) throws(ProverError) -> Outcome {
        let relations: [ExtensionFunction: BinaryOperator] = [
            .lessThan: .less, .lessThanOrEqual: .lessOrEqual, .greaterThan: .greater,
            .greaterThanOrEqual: .greaterOrEqual,
        ]
        if let relation = relations[function], arguments.count == 2 {
            let (one, two) = (try value(arguments[0]), try value(arguments[1]))
            guard case .number(let low)? = one.symbol, case .number(let high)? = two.symbol,
                low.type == .decimal, high.type == .decimal
            else { return .failing }
            return Outcome(symbol: .truth(ordered(relation, low, high)), fails: z3.either(one.fails, two.fails))
        }
        switch function {
        case .decimal, .datetime, .duration:
            guard arguments.count == 1, case .literal(.string(let text)) = arguments[0].kind else {
                return arguments.count == 1 ? try computed(arguments[0]) : .failing
            }
            return function.value(of: text).flatMap { Symbol($0) }.map { .certain($0) } ?? .failing
        default: return .failing
        }
    }

    /// A constructor over anything but a literal: valid for some texts, which is more than the encoding knows.
    private func computed(_ argument: Expr) throws(ProverError) -> Outcome {
        guard case .choice? = try value(argument).symbol else { return .failing }
        throw ProverError(
            .unsupported, "an extension value is read from something other than a literal",
            at: argument.span.text, help: "write the text between the parentheses")
    }
}
