// SPDX-License-Identifier: Apache-2.0
//
// Equality, order, sets and records of the encoding. Values of two types are never equal; two vocabularies are never
// compared, since the census joins what meets.

import CZ3
import Cedar

extension ExpressionEncoder {
    // MARK: Equality

    func equal(_ left: Symbol, _ right: Symbol) throws(ProverError) -> Formula {
        switch (left, right) {
        case (.truth(let one), .truth(let two)): return z3.same(one, two)
        case (.number(let one), .number(let two)): return one.type == two.type ? equal(one.term, two.term) : no
        case (.choice(let one), .choice(let two)):
            var parts: [Formula] = []
            for (first, atom) in one {
                for (second, other) in two {
                    parts.append(z3.all([first, second, try equal(atom, other)]))
                }
            }
            return z3.any(parts)
        case (.set(let one), .set(let two)): return z3.both(try containsAll(one, two), try containsAll(two, one))
        case (.record(let one), .record(let two)): return try equal(one, two)
        default: return no
        }
    }

    private var no: Formula { .constant(false) }

    private func equal(_ left: Symbol.Number.Term, _ right: Symbol.Number.Term) -> Formula {
        if case .constant(let one) = left, case .constant(let two) = right { return .constant(one == two) }
        return .term(z3.equal(term(left), term(right)))
    }

    private func term(_ number: Symbol.Number.Term) -> Z3_ast {
        switch number {
        case .constant(let value): z3.integer(value)
        case .term(let term): term
        }
    }

    private func equal(_ left: Symbol.Atom, _ right: Symbol.Atom) throws(ProverError) -> Formula {
        switch (left, right) {
        case (.constant(let one), .constant(let two)): return .constant(one == two)
        case (.variable(let one, let place, let type), .variable(let two, let otherPlace, let otherType)):
            guard type == otherType else { return no }
            guard place == otherPlace else { throw Z3Context.failure("two vocabularies of `\(type.description)` meet") }
            return .term(z3.equal(one, two))
        case (.variable(let variable, let place, let type), .constant(let value)),
            (.constant(let value), .variable(let variable, let place, let type)):
            guard value.scalarType == type else { return no }
            guard let member = variables.member(value, of: place) else {
                if case .entity(let name) = type, isClosed(name) { return no }
                throw Z3Context.failure("a vocabulary of `\(type.description)` lacks a literal")
            }
            return .term(z3.equal(variable, member))
        }
    }

    /// Does the schema list all its members?
    private func isClosed(_ type: String) -> Bool {
        variables.schema.entityTypes[type]?.enumeration != nil
            || variables.schema.actions.keys.contains { $0.type == type }
    }

    // MARK: Order

    func ordered(_ operation: BinaryOperator, _ left: Symbol.Number, _ right: Symbol.Number) -> Formula {
        switch operation {
        case .less: z3.not(lessOrEqual(right, left))
        case .lessOrEqual: lessOrEqual(left, right)
        case .greater: z3.not(lessOrEqual(left, right))
        default: lessOrEqual(right, left)
        }
    }

    private func lessOrEqual(_ left: Symbol.Number, _ right: Symbol.Number) -> Formula {
        if case .constant(let one) = left.term, case .constant(let two) = right.term { return .constant(one <= two) }
        return .term(z3.lessOrEqual(term(left.term), term(right.term)))
    }

    // MARK: Branches

    /// The first where the test holds, else the second.
    func merged(_ test: Formula, _ one: Symbol, _ two: Symbol) throws(ProverError) -> Symbol {
        let not = z3.not(test)
        switch (one, two) {
        case (.truth(let left), .truth(let right)): return .truth(z3.choice(test, left, right))
        case (.number(let left), .number(let right)) where left.type == right.type:
            guard case .term(let condition) = test else { return test.isTrue ? one : two }
            let chosen = z3.choice(condition, term(left.term), term(right.term))
            return .number(Symbol.Number(term: .term(chosen), type: left.type))
        case (.choice(let left), .choice(let right)):
            return .choice(
                left.map { (z3.both(test, $0.guard), $0.atom) } + right.map { (z3.both(not, $0.guard), $0.atom) })
        case (.set(let left), .set(let right)):
            return .set(
                left.map { (z3.both(test, $0.guard), $0.member) } + right.map { (z3.both(not, $0.guard), $0.member) })
        case (.record(let left), .record(let right)): return .record(.merged(test, left, right))
        default:
            throw ProverError(
                .unsupported, "two branches of an `if` have different types", help: "give both branches one type")
        }
    }

    // MARK: Sets

    typealias Members = [(guard: Formula, member: Symbol)]

    func set(_ method: SetMethod, _ receiver: Expr, _ arguments: [Expr]) throws(ProverError) -> Outcome {
        guard method != .getTag, method != .hasTag else { return .failing }
        let outcome = try value(receiver)
        guard case .set(let members)? = outcome.symbol else { return .failing }
        guard let argument = arguments.first else {
            return Outcome(symbol: .truth(z3.not(z3.any(members.map(\.guard)))), fails: outcome.fails)
        }
        let other = try value(argument)
        guard let symbol = other.symbol else { return .failing }
        let fails = z3.either(outcome.fails, other.fails)
        if method == .contains { return Outcome(symbol: .truth(try contains(members, symbol)), fails: fails) }
        guard case .set(let others) = symbol else { return .failing }
        let holds = method == .containsAll ? try containsAll(members, others) : try containsAny(members, others)
        return Outcome(symbol: .truth(holds), fails: fails)
    }

    private func contains(_ members: Members, _ symbol: Symbol) throws(ProverError) -> Formula {
        var parts: [Formula] = []
        for (belongs, member) in members { parts.append(z3.both(belongs, try equal(member, symbol))) }
        return z3.any(parts)
    }

    private func containsAll(_ members: Members, _ others: Members) throws(ProverError) -> Formula {
        let index = MemberIndex(members)
        var parts: [Formula] = []
        for (belongs, other) in others {
            parts.append(z3.implies(belongs, try contains(index.candidates(for: other), other)))
        }
        return z3.all(parts)
    }

    private func containsAny(_ members: Members, _ others: Members) throws(ProverError) -> Formula {
        let index = MemberIndex(members)
        var parts: [Formula] = []
        for (belongs, other) in others {
            parts.append(z3.both(belongs, try contains(index.candidates(for: other), other)))
        }
        return z3.any(parts)
    }

    // MARK: Records

    func has(_ path: [String], in base: Expr) throws(ProverError) -> Outcome {
        let outcome = try value(base)
        guard var current = outcome.symbol else { return .failing }
        var present = Formula.constant(true)
        for (step, name) in path.enumerated() {
            guard case .record(let record) = current else {
                return Outcome(symbol: .truth(present), fails: z3.either(outcome.fails, present))
            }
            present = z3.both(present, presence(of: name, in: record))
            guard step + 1 < path.count, let next = try field(name, of: record) else { break }
            current = next
        }
        return Outcome(symbol: .truth(present), fails: outcome.fails)
    }

    func attribute(_ name: String, of base: Expr) throws(ProverError) -> Outcome {
        let outcome = try value(base)
        guard case .record(let record)? = outcome.symbol, let symbol = try field(name, of: record) else {
            return .failing
        }
        return Outcome(symbol: symbol, fails: z3.either(outcome.fails, z3.not(presence(of: name, in: record))))
    }

    /// Nil when no record of this shape has the field.
    private func field(_ name: String, of record: Symbol.RecordSymbol) throws(ProverError) -> Symbol? {
        switch record {
        case .built(let fields): return fields.exactly(name)
        case .declared(let path, let attributes):
            guard let attribute = attributes.exactly(name) else { return nil }
            return try variables.symbol(of: .fact(path + [name]), attribute.type)
        case .merged(let test, let one, let two):
            guard let first = try field(name, of: one) else { return try field(name, of: two) }
            guard let second = try field(name, of: two) else { return first }
            return try merged(test, first, second)
        }
    }

    private func presence(of name: String, in record: Symbol.RecordSymbol) -> Formula {
        switch record {
        case .built(let fields): return .constant(fields.exactly(name) != nil)
        case .declared(let path, let attributes):
            guard let attribute = attributes.exactly(name) else { return no }
            return attribute.isRequired ? .constant(true) : variables.presence(of: .fact(path + [name]))
        case .merged(let test, let one, let two):
            return z3.choice(test, presence(of: name, in: one), presence(of: name, in: two))
        }
    }

    private func equal(_ left: Symbol.RecordSymbol, _ right: Symbol.RecordSymbol) throws(ProverError) -> Formula {
        var parts: [Formula] = []
        for name in left.names.union(right.names).sorted() {
            let present = presence(of: name, in: left)
            parts.append(z3.same(present, presence(of: name, in: right)))
            guard let one = try field(name, of: left), let two = try field(name, of: right) else { continue }
            parts.append(z3.implies(present, try equal(one, two)))
        }
        return z3.all(parts)
    }
}

/// Members that a value may be equal to: the one that is written alike, or all that are not literals.
private struct MemberIndex {
    private var constants: [Value: [Int]] = [:]
    private var unknown: [Int] = []
    private let members: ExpressionEncoder.Members

    init(_ members: ExpressionEncoder.Members) {
        self.members = members
        for (place, entry) in members.enumerated() {
            if let constant = entry.member.literal {
                constants[constant, default: []].append(place)
            } else {
                unknown.append(place)
            }
        }
    }

    func candidates(for symbol: Symbol) -> ExpressionEncoder.Members {
        guard let constant = symbol.literal else { return members }
        return ((constants[constant] ?? []) + unknown).map { members[$0] }
    }
}

extension Symbol {
    /// The value, when it is known beforehand.
    fileprivate var literal: Value? {
        switch self {
        case .truth(.constant(let value)): return .bool(value)
        case .number(let number):
            guard case .constant(let count) = number.term else { return nil }
            return Value.number(count, number.type)
        case .choice(let alternatives):
            guard alternatives.count == 1, alternatives[0].guard.isTrue,
                case .constant(let value) = alternatives[0].atom
            else { return nil }
            return value
        default: return nil
        }
    }
}

extension Symbol.RecordSymbol {
    fileprivate var names: Set<String> {
        switch self {
        case .declared(_, let attributes): Set(attributes.keys)
        case .built(let fields): Set(fields.keys)
        case .merged(_, let one, let two): one.names.union(two.names)
        }
    }
}
