// SPDX-License-Identifier: Apache-2.0
//
// Every request of one kind, as Z3 variables: a Bool for a boolean fact and for the presence of an optional one, an
// integer of 64 bits for a number, a member of a finite vocabulary for a string or an entity, a Bool for each possible
// member of a set. Only facts that a policy reads have variables; the others keep the baseline's value.

import CZ3
import Cedar

final class RequestVariables {
    /// How a parameter's value is read from a model.
    enum Leaf {
        case boolean(Z3_ast)
        case number(Z3_ast, CedarType)
        case choice(Z3_ast, vocabulary: Int)
        case set([(element: Element, bit: Z3_ast)])

        enum Element {
            case value(Value)
            case number(Z3_ast, CedarType)
        }
    }

    /// A vocabulary with its Z3 terms.
    struct Terms {
        let values: [Value]
        let members: [Z3_ast]
        let places: [Value: Int]
        let sort: Z3_sort?
        /// Numbers that sets may hold beside the constants.
        let witnesses: [Z3_ast]
    }

    let z3: Z3Context
    let schema: Schema
    let environment: Schema.Environment
    let census: Census
    private(set) var leaves: [Parameter: Leaf] = [:]
    private(set) var presences: [Parameter: Z3_ast] = [:]
    /// In the order of their first use, which is the same in every run.
    private(set) var order: [Parameter] = []
    /// What holds of every request: ranges of numbers.
    private(set) var axioms: [Z3_ast] = []
    private var terms: [Int: Terms] = [:]
    private let limits: (low: Z3_ast, high: Z3_ast)

    init(_ z3: Z3Context, schema: Schema, census: Census) {
        self.z3 = z3
        self.schema = schema
        self.census = census
        environment = census.environment
        limits = (z3.integer(.min), z3.integer(.max))
    }

    // MARK: Symbols

    func symbol(of parameter: Parameter, _ type: CedarType) throws(ProverError) -> Symbol {
        if case .record(let attributes) = type, case .fact(let path) = parameter {
            return .record(.declared(path, attributes))
        }
        if leaves[parameter] == nil {
            leaves[parameter] = try newLeaf(parameter, type)
            note(parameter)
        }
        guard let leaf = leaves[parameter] else { throw unsupported(parameter, type) }
        return symbol(leaf, type)
    }

    /// Whether an optional fact is there.
    func presence(of parameter: Parameter) -> Formula {
        if let known = presences[parameter] { return .term(known) }
        let term = z3.newBoolean()
        presences[parameter] = term
        note(parameter)
        return .term(term)
    }

    private func note(_ parameter: Parameter) {
        if !order.contains(parameter) { order.append(parameter) }
    }

    private func symbol(_ leaf: Leaf, _ type: CedarType) -> Symbol {
        switch leaf {
        case .boolean(let term): .truth(.term(term))
        case .number(let term, let type): .number(Symbol.Number(term: .term(term), type: type))
        case .choice(let term, let vocabulary):
            .choice([(.constant(true), .variable(term, vocabulary: vocabulary, type: type))])
        case .set(let members):
            .set(members.compactMap { member in member.element.symbol.map { (.term(member.bit), $0) } })
        }
    }

    private func newLeaf(_ parameter: Parameter, _ type: CedarType) throws(ProverError) -> Leaf {
        switch type {
        case .bool, .known: return .boolean(z3.newBoolean())
        case .long, .decimal, .datetime, .duration: return .number(newInteger(), type)
        case .string, .entity:
            let vocabulary = try place(of: parameter, type)
            guard let sort = try terms(at: vocabulary, type).sort else { throw unsupported(parameter, type) }
            return .choice(z3.variable(sort), vocabulary: vocabulary)
        case .set(let element): return .set(try newMembers(parameter, element))
        case .ipAddress, .record: throw unsupported(parameter, type)
        }
    }

    private func newInteger() -> Z3_ast {
        let term = z3.newInteger()
        axioms.append(z3.lessOrEqual(limits.low, term))
        axioms.append(z3.lessOrEqual(term, limits.high))
        return term
    }

    private func newMembers(
        _ parameter: Parameter, _ element: CedarType
    ) throws(ProverError) -> [(element: Leaf.Element, bit: Z3_ast)] {
        if element == .bool {
            return [false, true].map { (.value(.bool($0)), z3.newBoolean()) }
        }
        let terms = try terms(at: place(of: parameter, element), element)
        return terms.values.map { (.value($0), z3.newBoolean()) }
            + terms.witnesses.map { (.number($0, element), z3.newBoolean()) }
    }

    // MARK: Vocabularies

    private func place(of parameter: Parameter, _ type: CedarType) throws(ProverError) -> Int {
        guard let place = census.vocabularyPlace(of: parameter) else { throw unsupported(parameter, type) }
        return place
    }

    private func terms(at place: Int, _ type: CedarType) throws(ProverError) -> Terms {
        if let known = terms[place] { return known }
        let vocabulary = census.vocabulary(at: place)
        let made: Terms
        switch type {
        case .string, .entity:
            let values = schema.completed(vocabulary, type)
            guard let (sort, members) = z3.enumeration(values.count) else {
                throw z3.refusal ?? Z3Context.failure("an empty vocabulary")
            }
            made = Terms(
                values: values, members: members,
                places: Dictionary(zip(values, values.indices), uniquingKeysWith: { first, _ in first }),
                sort: sort, witnesses: [])
        default:
            let witnesses = (0..<vocabulary.others).map { _ in newInteger() }
            made = Terms(values: vocabulary.constants, members: [], places: [:], sort: nil, witnesses: witnesses)
        }
        terms[place] = made
        return made
    }

    /// The term of a value in a vocabulary, nil when it is no member.
    func member(_ value: Value, of vocabulary: Int) -> Z3_ast? {
        guard let found = terms[vocabulary], let place = found.places[value] else { return nil }
        return found.members[place]
    }

    func values(of vocabulary: Int) -> Terms? { terms[vocabulary] }

    private func unsupported(_ parameter: Parameter, _ type: CedarType) -> ProverError {
        ProverError(
            .unsupported, "a fact of type `\(type.description)` can't be reasoned about", at: parameter.description,
            help: "declare it as a boolean, a number, a string, an entity or a set of these")
    }
}

extension RequestVariables.Leaf.Element {
    var symbol: Symbol? {
        switch self {
        case .value(let value): Symbol(value)
        case .number(let term, let type): .number(Symbol.Number(term: .term(term), type: type))
        }
    }
}

extension Schema {
    /// All values of a vocabulary: the declared ones where the schema lists them, else the constants and some more.
    fileprivate func completed(_ vocabulary: Vocabulary, _ type: CedarType) -> [Value] {
        guard case .entity(let name) = type else {
            return vocabulary.constants
                + Self.fresh(vocabulary.others, beside: vocabulary.constants) { .string($0) }
        }
        let named = actions.keys.filter { $0.type == name }.sorted { $0.id < $1.id }
        if !named.isEmpty { return named.map { .entity($0) } }
        if let ids = entityTypes[name]?.enumeration { return ids.map { .entity(name, $0) } }
        return vocabulary.constants + Self.fresh(vocabulary.others, beside: vocabulary.constants) { .entity(name, $0) }
    }

    /// Values that no policy names.
    private static func fresh(_ count: Int, beside known: [Value], _ value: (String) -> Value) -> [Value] {
        let known = Set(known)
        var fresh: [Value] = []
        var number = 1
        while fresh.count < count {
            let candidate = value(number == 1 ? "other" : "other-\(number)")
            if !known.contains(candidate) { fresh.append(candidate) }
            number += 1
        }
        return fresh
    }
}
