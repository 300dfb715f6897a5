// SPDX-License-Identifier: Apache-2.0
//
// Between variables and values: a model read as a request, and the formulas that a parameter has a request's value, or
// one that the catalogue lists.

import CZ3
import Cedar

extension RequestVariables {
    // MARK: Reading a model

    /// - Parameter base: gives the values of what no policy reads.
    func request(_ model: Model, base: Request) throws(ProverError) -> Request {
        Request(
            principal: try entity(.principal, model) ?? base.principal, action: environment.action,
            resource: try entity(.resource, model) ?? base.resource,
            context: try record([], environment.context, model, base))
    }

    private func entity(_ parameter: Parameter, _ model: Model) throws(ProverError) -> EntityUID? {
        guard let leaf = leaves[parameter], case .entity(let uid) = try value(of: leaf, model) else { return nil }
        return uid
    }

    private func record(
        _ path: [String], _ attributes: [String: AttributeType], _ model: Model, _ base: Request
    ) throws(ProverError) -> [String: Value] {
        var fields: [String: Value] = [:]
        for (name, attribute) in attributes {
            let parameter = Parameter.fact(path + [name])
            if !attribute.isRequired {
                let present = try presences[parameter].map { term throws(ProverError) in try model.truth(of: term) }
                guard present ?? (base.value(of: parameter) != nil) else { continue }
            }
            if case .record(let below) = attribute.type {
                fields[name] = .record(try record(path + [name], below, model, base))
            } else if let leaf = leaves[parameter] {
                fields[name] = try value(of: leaf, model)
            } else {
                fields[name] = try value(of: attribute.type, at: parameter, base)
            }
        }
        return fields
    }

    /// What no policy reads.
    private func value(
        of type: CedarType, at parameter: Parameter, _ base: Request
    ) throws(ProverError) -> Value {
        if let value = base.value(of: parameter) { return value }
        return try schema.plainValue(of: type)
    }

    private func value(of leaf: Leaf, _ model: Model) throws(ProverError) -> Value {
        switch leaf {
        case .boolean(let term): return .bool(try model.truth(of: term))
        case .number(let term, let type): return .number(try model.integer(of: term), type)
        case .choice(let term, let vocabulary):
            let chosen = try model.value(of: term)
            guard let terms = values(of: vocabulary), let place = terms.members.firstIndex(of: chosen) else {
                throw Z3Context.failure("a model names no member of its vocabulary")
            }
            return terms.values[place]
        case .set(let members):
            var found: Set<Value> = []
            for (element, bit) in members where try model.truth(of: bit) {
                switch element {
                case .value(let value): found.insert(value)
                case .number(let term, let type): found.insert(.number(try model.integer(of: term), type))
                }
            }
            return .set(found)
        }
    }

    // MARK: Formulas about values

    /// The parameter is as in the request, missing if it is missing there.
    func agrees(_ parameter: Parameter, with request: Request) -> Formula {
        let value = request.value(of: parameter)
        var parts: [Formula] = []
        if let presence = presences[parameter] {
            parts.append(value == nil ? z3.not(.term(presence)) : .term(presence))
        }
        if let leaf = leaves[parameter], let value { parts.append(equals(leaf, value)) }
        return z3.all(parts)
    }

    private func equals(_ leaf: Leaf, _ value: Value) -> Formula {
        switch (leaf, value) {
        case (.boolean(let term), .bool(let value)): return value ? .term(term) : z3.not(.term(term))
        case (.number(let term, _), _):
            return value.count.map { .term(z3.equal(term, z3.integer($0))) } ?? .constant(false)
        case (.choice(let term, let vocabulary), _):
            return member(value, of: vocabulary).map { .term(z3.equal(term, $0)) } ?? .constant(false)
        case (.set(let members), .set(let values)):
            let possible = members.compactMap { if case .value(let value) = $0.element { value } else { nil } }
            guard values.isSubset(of: possible) else { return .constant(false) }
            return z3.all(
                members.map { element, bit in
                    if case .value(let value) = element, values.contains(value) { return .term(bit) }
                    return z3.not(.term(bit))
                })
        default: return .constant(false)
        }
    }

    /// The parameter is missing, no number, or a number of the range.
    func isBetween(_ parameter: Parameter, _ range: ClosedRange<Int64>) -> Formula {
        guard case .number(let term, _)? = leaves[parameter] else { return .constant(true) }
        let absent = presences[parameter].map { z3.not(.term($0)) } ?? .constant(false)
        let (low, high) = (z3.integer(range.lowerBound), z3.integer(range.upperBound))
        return z3.either(
            absent, z3.both(.term(z3.lessOrEqual(low, term)), .term(z3.lessOrEqual(term, high))))
    }

    /// The parameter is missing or has a listed value; a set has listed members only.
    func isListed(_ parameter: Parameter, _ values: [Value]) -> Formula {
        guard let leaf = leaves[parameter] else { return .constant(true) }
        guard case .set(let members) = leaf else {
            let absent = presences[parameter].map { z3.not(.term($0)) } ?? .constant(false)
            return z3.any([absent] + values.map { equals(leaf, $0) })
        }
        let listed = Set(values)
        return z3.all(
            members.map { element, bit in
                if case .value(let value) = element, listed.contains(value) { return .constant(true) }
                return z3.not(.term(bit))
            })
    }
}

extension Schema {
    /// A value of a type that says nothing in particular.
    func plainValue(of type: CedarType) throws(ProverError) -> Value {
        switch type {
        case .bool, .known: return .bool(false)
        case .long: return .long(0)
        case .string: return .string("")
        case .decimal: return .decimal(Decimal4(tenThousandths: 0))
        case .datetime: return .datetime(0)
        case .duration: return .duration(0)
        case .entity(let name): return .entity(plainEntity(of: name))
        case .set: return .set([])
        case .record(let attributes): return .record(try plainRecord(attributes))
        case .ipAddress:
            throw ProverError(
                .unsupported, "a fact of type `ipaddr` has no value in level 0", help: "declare it as a string")
        }
    }

    private func plainRecord(_ attributes: [String: AttributeType]) throws(ProverError) -> [String: Value] {
        var fields: [String: Value] = [:]
        for (name, attribute) in attributes where attribute.isRequired {
            fields[name] = try plainValue(of: attribute.type)
        }
        return fields
    }

    private func plainEntity(of name: String) -> EntityUID {
        if let action = actions.keys.filter({ $0.type == name }).min(by: { $0.id < $1.id }) { return action }
        return EntityUID(type: name, id: entityTypes[name]?.enumeration?.first ?? "other")
    }

    /// A request of a kind with required facts only.
    func plainRequest(_ environment: Environment) throws(ProverError) -> Request {
        Request(
            principal: plainEntity(of: environment.principal), action: environment.action,
            resource: plainEntity(of: environment.resource), context: try plainRecord(environment.context))
    }
}
