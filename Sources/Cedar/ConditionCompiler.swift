// SPDX-License-Identifier: Apache-2.0
//
// From an expression to its compiled form. An operand is a constant, a fact of the context, or neither; relations
// of the first two kinds are compiled, the rest is left to the evaluator.

struct ConditionCompiler {
    private(set) var paths = FactPaths()

    mutating func compiled(_ expression: Expr) -> CompiledCondition {
        switch expression.kind {
        case .literal(.bool(let value)): .constant(value)
        case .and(let terms): .all(terms.map { compiled($0) })
        case .or(let terms): .any(terms.map { compiled($0) })
        case .not(let operand): .not(compiled(operand))
        case .conditional(let test, let then, let otherwise):
            .choice(compiled(test), compiled(then), compiled(otherwise))
        case .attribute: fact(expression).map { .truth($0) } ?? .interpreted
        case .has(let base, let path): has(path, base)
        case .binary(let operation, let left, let right): relation(operation, left, right)
        case .method(let method, let receiver, let arguments): setMethod(method, receiver, arguments)
        case .call(let function, let arguments): decimalRelation(function, arguments)
        default: .interpreted
        }
    }

    // MARK: Operands

    private static func constant(_ expression: Expr) -> Value? {
        switch expression.kind {
        case .literal(let value): return value
        case .set(let elements):
            let values = elements.compactMap(constant)
            return values.count == elements.count ? .set(Set(values)) : nil
        case .call(let function, let arguments):
            guard function.isConstructor, arguments.count == 1,
                case .literal(.string(let text)) = arguments[0].kind
            else { return nil }
            return function.value(of: text)
        default: return nil
        }
    }

    /// The names below `context`, none for the context itself; nil for anything else.
    private static func path(_ expression: Expr) -> [String]? {
        switch expression.kind {
        case .variable(.context): []
        case .attribute(let base, let name): path(base).map { $0 + [name] }
        default: nil
        }
    }

    private mutating func fact(_ expression: Expr) -> Int? {
        guard let path = Self.path(expression), !path.isEmpty else { return nil }
        return paths.place(of: path)
    }

    private mutating func has(_ path: [String], _ base: Expr) -> CompiledCondition {
        guard let above = Self.path(base) else { return .interpreted }
        return .has(paths.place(of: above + path), base: fact(base))
    }

    // MARK: Relations

    private mutating func relation(_ operation: BinaryOperator, _ left: Expr, _ right: Expr) -> CompiledCondition {
        switch operation {
        case .equal: return equality(left, right)
        case .notEqual:
            let equal = equality(left, right)
            if case .interpreted = equal { return .interpreted }
            return .not(equal)
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            // Decimals have no `<`: the evaluator says so.
            if case .decimal? = Self.constant(left) ?? Self.constant(right) { return .interpreted }
            if let one = fact(left), let value = Self.constant(right) { return .ordered(one, operation, value) }
            if let value = Self.constant(left), let two = fact(right) {
                return .ordered(two, operation.mirrored, value)
            }
            return .interpreted
        case .memberOf, .add, .subtract, .multiply: return .interpreted
        }
    }

    private mutating func equality(_ left: Expr, _ right: Expr) -> CompiledCondition {
        if let one = fact(left) {
            if let two = fact(right) { return .equalFacts(one, two) }
            return Self.constant(right).map { .equal(one, $0) } ?? .interpreted
        }
        guard let value = Self.constant(left), let two = fact(right) else { return .interpreted }
        return .equal(two, value)
    }

    private mutating func decimalRelation(_ function: ExtensionFunction, _ arguments: [Expr]) -> CompiledCondition {
        let relations: [ExtensionFunction: BinaryOperator] = [
            .lessThan: .less, .lessThanOrEqual: .lessOrEqual, .greaterThan: .greater,
            .greaterThanOrEqual: .greaterOrEqual,
        ]
        guard let relation = relations[function], arguments.count == 2, let place = fact(arguments[0]),
            let value = Self.constant(arguments[1]), case .decimal = value
        else { return .interpreted }
        return .ordered(place, relation, value)
    }

    private mutating func setMethod(
        _ method: SetMethod, _ receiver: Expr, _ arguments: [Expr]
    ) -> CompiledCondition {
        if method == .isEmpty { return fact(receiver).map { .isEmpty($0) } ?? .interpreted }
        guard method != .getTag, method != .hasTag, let argument = arguments.first else { return .interpreted }
        if let place = fact(receiver), let value = Self.constant(argument) {
            if method == .contains { return .contains(place, value) }
            guard case .set(let members) = value else { return .interpreted }
            return method == .containsAll ? .containsAll(place, members) : .containsAny(place, members)
        }
        guard case .set(let members)? = Self.constant(receiver), let place = fact(argument) else {
            return .interpreted
        }
        switch method {
        case .contains: return .isIn(place, members)
        case .containsAll: return .isSubset(place, members)
        default: return .containsAny(place, members)
        }
    }
}
