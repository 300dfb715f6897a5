// SPDX-License-Identifier: Apache-2.0
//
// A condition made ready for many requests: constants folded, each fact of the context a numbered place. The forms
// that policies use most are here; any other form, and any evaluation that would fail, answers nil and is left to
// the evaluator, which says what is wrong.

/// What the context holds at a path.
enum Fact: Sendable {
    case value(Value)
    case absent
    /// Something on the way is not a record.
    case unreachable
}

/// The paths that a set of policies reads, each once.
struct FactPaths: Sendable {
    private(set) var paths: [[String]] = []
    private var places: [[String]: Int] = [:]

    mutating func place(of path: [String]) -> Int {
        if let place = places[path] { return place }
        places[path] = paths.count
        paths.append(path)
        return paths.count - 1
    }

    func facts(in context: [String: Value]) -> [Fact] {
        paths.map { Self.fact(at: $0, in: context) }
    }

    private static func fact(at path: [String], in context: [String: Value]) -> Fact {
        guard var current = context.exactly(path[0]) else { return .absent }
        for name in path.dropFirst() {
            guard case .record(let fields) = current else { return .unreachable }
            guard let next = fields.exactly(name) else { return .absent }
            current = next
        }
        return .value(current)
    }
}

/// True, false, or nil where the evaluator must speak.
indirect enum CompiledCondition: Sendable {
    case constant(Bool)
    case all([CompiledCondition])
    case any([CompiledCondition])
    case not(CompiledCondition)
    case choice(CompiledCondition, CompiledCondition, CompiledCondition)
    /// A boolean fact.
    case truth(Int)
    /// The facts below a record, which must be there itself unless it is the context.
    case has(Int, base: Int?)
    case equal(Int, Value)
    case equalFacts(Int, Int)
    /// A fact against a constant of the same type.
    case ordered(Int, BinaryOperator, Value)
    /// A set fact holds a constant.
    case contains(Int, Value)
    /// A constant set holds a fact.
    case isIn(Int, Set<Value>)
    case containsAll(Int, Set<Value>)
    case isSubset(Int, Set<Value>)
    case containsAny(Int, Set<Value>)
    case isEmpty(Int)
    case interpreted

    func holds(_ facts: [Fact]) -> Bool? {
        switch self {
        case .constant(let value): return value
        case .all(let terms):
            for term in terms {
                guard let result = term.holds(facts) else { return nil }
                if !result { return false }
            }
            return true
        case .any(let terms):
            for term in terms {
                guard let result = term.holds(facts) else { return nil }
                if result { return true }
            }
            return false
        case .not(let term): return term.holds(facts).map { !$0 }
        case .choice(let test, let then, let otherwise):
            guard let result = test.holds(facts) else { return nil }
            return result ? then.holds(facts) : otherwise.holds(facts)
        case .interpreted: return nil
        default: return atom(facts)
        }
    }

    private func atom(_ facts: [Fact]) -> Bool? {
        switch self {
        case .truth(let place):
            guard case .value(.bool(let value)) = facts[place] else { return nil }
            return value
        case .has(let place, let base):
            if let base { guard case .value = facts[base] else { return nil } }
            return Self.isPresent(facts[place])
        case .equal(let place, let constant):
            guard case .value(let value) = facts[place] else { return nil }
            return value == constant
        case .equalFacts(let one, let two):
            guard case .value(let left) = facts[one], case .value(let right) = facts[two] else { return nil }
            return left == right
        case .ordered(let place, let relation, let constant):
            guard case .value(let value) = facts[place] else { return nil }
            return relation.holds(value, constant)
        case .isIn(let place, let members):
            guard case .value(let value) = facts[place] else { return nil }
            return members.contains(value)
        default: return setAtom(facts)
        }
    }

    private static func isPresent(_ fact: Fact) -> Bool? {
        switch fact {
        case .value: true
        case .absent: false
        case .unreachable: nil
        }
    }

    private func setAtom(_ facts: [Fact]) -> Bool? {
        func members(_ place: Int) -> Set<Value>? {
            if case .value(.set(let members)) = facts[place] { members } else { nil }
        }
        return switch self {
        case .contains(let place, let constant): members(place)?.contains(constant)
        case .containsAll(let place, let constants): members(place).map { constants.isSubset(of: $0) }
        case .isSubset(let place, let constants): members(place)?.isSubset(of: constants)
        case .containsAny(let place, let constants): members(place).map { !constants.isDisjoint(with: $0) }
        case .isEmpty(let place): members(place)?.isEmpty
        default: nil
        }
    }
}

extension BinaryOperator {
    /// For two values of one ordered type; nil for others.
    fileprivate func holds(_ left: Value, _ right: Value) -> Bool? {
        switch (left, right) {
        case (.long(let one), .long(let two)), (.datetime(let one), .datetime(let two)),
            (.duration(let one), .duration(let two)):
            holds(one, two)
        case (.decimal(let one), .decimal(let two)): holds(one.tenThousandths, two.tenThousandths)
        default: nil
        }
    }

    private func holds(_ one: Int64, _ two: Int64) -> Bool? {
        switch self {
        case .less: one < two
        case .lessOrEqual: one <= two
        case .greater: one > two
        case .greaterOrEqual: one >= two
        default: nil
        }
    }

    /// The same with the sides exchanged.
    var mirrored: BinaryOperator {
        switch self {
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        default: self
        }
    }
}
