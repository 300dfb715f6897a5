// SPDX-License-Identifier: Apache-2.0
//
// Which values each fact is ever compared with. Facts that meet in a relation share one vocabulary: the literals that
// occur, and as many other values as a request could need to tell them apart. Level 0 has no arithmetic and no `like`,
// so values beyond those are alike to every policy, and the finite vocabulary loses nothing.

import Cedar

/// The values that a class of facts may take, as far as policies can tell.
struct Vocabulary {
    var constants: [Value] = []
    /// Values beyond the constants that are needed.
    var others = 1
}

struct Census {
    /// What an expression is made of: classes of scalars.
    indirect enum Shape {
        case scalar(Int)
        case set(of: Int)
        case declared([String], [String: AttributeType])
        case built([String: Shape])
        case opaque
    }

    private struct Class {
        var parent: Int
        let type: CedarType
        var constants: [Value] = []
        var known: Set<Value> = []
        var scalars = 0
        var sets = 0
        /// Relations between two sets of which neither is written out.
        var pairs: Set<Pair> = []
    }

    /// A relation between two sets; records that are compared have one for each field.
    private struct Pair: Hashable {
        let relation: Expr
        let field: [String]
    }

    let environment: Schema.Environment
    private var classes: [Class] = []
    private(set) var members: [Parameter: Int] = [:]

    init(_ environment: Schema.Environment) {
        self.environment = environment
    }

    // MARK: Classes

    private func root(_ place: Int) -> Int {
        var place = place
        while classes[place].parent != place { place = classes[place].parent }
        return place
    }

    private mutating func open(_ type: CedarType) -> Int {
        classes.append(Class(parent: classes.count, type: type))
        return classes.count - 1
    }

    private mutating func add(_ value: Value, to place: Int) {
        let place = root(place)
        if classes[place].known.insert(value).inserted { classes[place].constants.append(value) }
    }

    private mutating func join(_ one: Int, _ two: Int) {
        var (kept, gone) = (root(one), root(two))
        guard kept != gone, classes[kept].type == classes[gone].type else { return }
        if classes[kept].constants.count < classes[gone].constants.count { swap(&kept, &gone) }
        classes[gone].parent = kept
        let old = classes[gone]
        for value in old.constants { add(value, to: kept) }
        classes[kept].scalars += old.scalars
        classes[kept].sets += old.sets
        classes[kept].pairs.formUnion(old.pairs)
    }

    private mutating func constant(_ value: Value, _ type: CedarType) -> Shape {
        let place = open(type)
        add(value, to: place)
        return .scalar(place)
    }

    /// The class of a parameter that some policy reads.
    private mutating func leaf(_ parameter: Parameter, _ type: CedarType, isSet: Bool = false) -> Int {
        if let place = members[parameter] { return place }
        let place = open(type)
        if isSet { classes[place].sets = 1 } else { classes[place].scalars = 1 }
        members[parameter] = place
        return place
    }

    /// A class's number, the same for all parameters of it.
    func vocabularyPlace(of parameter: Parameter) -> Int? { members[parameter].map(root) }

    /// A lonely fact needs one value that no policy names; facts that are compared need one each, and one to tell
    /// apart each pair of sets.
    func vocabulary(at place: Int) -> Vocabulary {
        let found = classes[place]
        let facts = found.scalars + found.sets
        let others = facts <= 1 && found.pairs.isEmpty ? 1 : facts + found.pairs.count
        return Vocabulary(constants: found.constants, others: others)
    }

    /// Adds a value, or the members of a set, that an example may want to show.
    mutating func offer(_ value: Value, to parameter: Parameter) {
        guard let place = members[parameter] else { return }
        if case .set(let values) = value {
            for member in values.sorted(by: { $0.description < $1.description }) { add(member, to: place) }
        } else if value.scalarType == classes[root(place)].type {
            add(value, to: place)
        }
    }

    // MARK: Policies

    mutating func read(_ policy: Policy) {
        for (constraint, parameter, type) in [
            (policy.scope.principal, Parameter.principal, environment.principal),
            (policy.scope.resource, Parameter.resource, environment.resource),
        ] {
            guard case .equal(.entity(let uid)) = constraint, uid.type == type else { continue }
            add(.entity(uid), to: leaf(parameter, .entity(type)))
        }
        for condition in policy.conditions { _ = read(condition.body) }
    }

    private mutating func read(_ expression: Expr) -> Shape {
        switch expression.kind {
        case .literal(let value): return value.scalarType.map { constant(value, $0) } ?? .opaque
        case .variable(let variable): return shape(of: variable)
        case .conditional(let test, let then, let otherwise):
            _ = read(test)
            let (one, two) = (read(then), read(otherwise))
            relate(one, two)
            return one
        case .binary(_, let left, let right): relate(read(left), read(right), in: expression)
        case .method(_, let receiver, let arguments): method(receiver, arguments, in: expression)
        case .attribute(let base, let name):
            return attribute(name, of: read(base))
        case .set(let elements): return set(elements)
        case .record(let fields):
            var shapes: [String: Shape] = [:]
            for field in fields { shapes[field.name] = read(field.value) }
            return .built(shapes)
        case .call(let function, let arguments): return call(function, arguments, in: expression)
        default: for operand in expression.kind.operands { _ = read(operand) }
        }
        return .opaque
    }

    private mutating func shape(of variable: Variable) -> Shape {
        switch variable {
        case .principal: .scalar(leaf(.principal, .entity(environment.principal)))
        case .resource: .scalar(leaf(.resource, .entity(environment.resource)))
        case .action: constant(.entity(environment.action), .entity(environment.action.type))
        case .context: .declared([], environment.context)
        }
    }

    private mutating func attribute(_ name: String, of shape: Shape) -> Shape {
        switch shape {
        case .built(let shapes): shapes.exactly(name) ?? .opaque
        case .declared(let path, let attributes):
            attributes.exactly(name).map { declared(path + [name], $0.type) } ?? .opaque
        default: .opaque
        }
    }

    private mutating func declared(_ path: [String], _ type: CedarType) -> Shape {
        switch type {
        case .long, .string, .decimal, .datetime, .duration, .entity: .scalar(leaf(.fact(path), type))
        case .set(let element) where element.isVocabulary:
            .set(of: leaf(.fact(path), element, isSet: true))
        case .record(let attributes): .declared(path, attributes)
        default: .opaque
        }
    }

    private mutating func set(_ elements: [Expr]) -> Shape {
        var shape = Shape.opaque
        for element in elements {
            let next = read(element)
            if case .opaque = shape { shape = next } else { relate(shape, next) }
        }
        if case .scalar(let place) = shape { return .set(of: place) }
        return .opaque
    }

    private mutating func method(_ receiver: Expr, _ arguments: [Expr], in whole: Expr) {
        let set = read(receiver)
        for argument in arguments {
            let other = read(argument)
            if case .set(let place) = set, case .scalar = other {
                relate(.scalar(place), other)
            } else {
                relate(set, other, in: whole)
            }
        }
    }

    private mutating func call(_ function: ExtensionFunction, _ arguments: [Expr], in whole: Expr) -> Shape {
        if arguments.count == 1, case .literal(.string(let text)) = arguments[0].kind,
            let value = function.value(of: text), let type = value.scalarType
        {
            return constant(value, type)
        }
        let shapes = arguments.map { read($0) }
        if shapes.count == 2 { relate(shapes[0], shapes[1], in: whole) }
        return .opaque
    }

    // MARK: Relations

    private mutating func relate(_ one: Shape, _ two: Shape, in whole: Expr? = nil, field: [String] = []) {
        switch (one, two) {
        case (.scalar(let left), .scalar(let right)): join(left, right)
        case (.set(let left), .set(let right)):
            join(left, right)
            if let whole, !whole.hasConstantSide {
                classes[root(left)].pairs.insert(Pair(relation: whole, field: field))
            }
        case (.declared, _), (.built, _):
            for name in one.fieldNames.intersection(two.fieldNames).sorted() {
                relate(attribute(name, of: one), attribute(name, of: two), in: whole, field: field + [name])
            }
        default: return
        }
    }
}

extension Census.Shape {
    fileprivate var fieldNames: Set<String> {
        switch self {
        case .declared(_, let attributes): Set(attributes.keys)
        case .built(let shapes): Set(shapes.keys)
        default: []
        }
    }
}

extension Value {
    /// The type of a scalar that has a vocabulary; nil for booleans, sets and records.
    var scalarType: CedarType? {
        switch self {
        case .long: .long
        case .string: .string
        case .decimal: .decimal
        case .datetime: .datetime
        case .duration: .duration
        case .entity(let uid): .entity(uid.type)
        case .bool, .set, .record: nil
        }
    }
}

extension CedarType {
    /// Can it be the element of a set fact?
    fileprivate var isVocabulary: Bool {
        switch self {
        case .long, .string, .decimal, .datetime, .duration, .entity: true
        default: false
        }
    }
}

extension Expr {
    /// Written out on one side at least, so that no witness of its own is needed.
    fileprivate var hasConstantSide: Bool { kind.operands.contains(where: \.isConstant) }

    private var isConstant: Bool {
        switch kind {
        case .literal: true
        case .set(let elements): elements.allSatisfy(\.isConstant)
        case .call(let function, let arguments):
            arguments.count == 1 && function.value(of: arguments[0].literalText) != nil
        default: false
        }
    }

    var literalText: String {
        if case .literal(.string(let text)) = kind { text } else { "" }
    }
}
