// SPDX-License-Identifier: Apache-2.0
//
// From declarations to a schema: names are resolved (a common type before an entity type, the own namespace before the
// empty one, primitives last; `__cedar::` forces a primitive), and cycles, doubles, shadows and unknown names refused.

struct SchemaResolution {
    private let declarations: SchemaDeclarations
    private let source: SourceText
    private var entityNames: Set<String> = []
    private var typeDeclarations: [String: TypeDeclaration] = [:]
    private var commonTypes: [String: Resolved] = [:]
    private var inProgress: Set<String> = []
    /// Types that are open round the one that is being read.
    private var nesting = 0
    /// Nodes of a type with its common types written out.
    private static let largestType = 20_000
    private static let primitives: [String: CedarType] = [
        "Bool": .bool, "Long": .long, "String": .string, "decimal": .decimal, "datetime": .datetime,
        "duration": .duration, "ipaddr": .ipAddress,
    ]
    private static let unusableTypeNames: Set<String> = [
        "Bool", "Boolean", "Entity", "Extension", "Long", "Record", "Set", "String",
    ]

    /// A type with its common types written out, its nodes and its levels.
    private struct Resolved {
        let type: CedarType
        var size = 1
        var depth = 1
    }

    init(_ declarations: SchemaDeclarations, source: SourceText) throws(CedarError) {
        self.declarations = declarations
        self.source = source
        for entity in declarations.entities {
            guard entity.name.text != "Action" else {
                throw CedarError(
                    .reservedName, "`Action` is the type of actions", at: entity.name.span, help: "choose another name")
            }
            let name = Self.qualified(entity.namespace, entity.name.text)
            guard entityNames.insert(name).inserted else { throw Self.twice(name, entity.name) }
        }
        for type in declarations.types {
            guard !Self.unusableTypeNames.contains(type.name.text) else {
                throw CedarError(
                    .reservedName, "`\(type.name.text)` is a type of the language", at: type.name.span,
                    help: "choose another name")
            }
            let name = Self.qualified(type.namespace, type.name.text)
            guard typeDeclarations.updateValue(type, forKey: name) == nil else { throw Self.twice(name, type.name) }
        }
    }

    mutating func schema() throws(CedarError) -> Schema {
        try refuseShadows()
        for name in typeDeclarations.keys.sorted() { _ = try commonType(name) }
        var entityTypes: [String: Schema.EntityType] = [:]
        for entity in declarations.entities {
            let type = try entityType(entity)
            entityTypes[type.name] = type
        }
        let actions = try actions()
        return Schema(
            entityTypes: entityTypes, actions: actions, commonTypes: commonTypes.mapValues(\.type),
            groups: try groups(of: actions), source: source)
    }

    private static func qualified(_ namespace: String, _ name: String) -> String {
        namespace.isEmpty ? name : "\(namespace)::\(name)"
    }

    private static func twice(_ name: String, _ written: WrittenName) -> CedarError {
        CedarError(.duplicate, "`\(name)` is declared twice", at: written.span, help: "keep one of the two")
    }

    // MARK: Entities

    private func refuseShadows() throws(CedarError) {
        let bare = Set(declarations.entities.filter { $0.namespace.isEmpty }.map(\.name.text))
            .union(declarations.types.filter { $0.namespace.isEmpty }.map(\.name.text))
        let inside =
            declarations.entities.filter { !$0.namespace.isEmpty }.map(\.name)
            + declarations.types.filter { !$0.namespace.isEmpty }.map(\.name)
        for name in inside where bare.contains(name.text) {
            throw CedarError(
                .duplicate, "`\(name.text)` is also declared outside the namespace", at: name.span,
                help: "rename one of the two")
        }
    }

    private mutating func entityType(_ entity: EntityDeclaration) throws(CedarError) -> Schema.EntityType {
        var memberOf: [String] = []
        for parent in entity.memberOf { memberOf.append(try entityName(parent, in: entity.namespace)) }
        return Schema.EntityType(
            name: Self.qualified(entity.namespace, entity.name.text), memberOf: memberOf,
            attributes: try record(entity.attributes, in: entity.namespace).attributes,
            tags: try entity.tags.map { (type) throws(CedarError) in try resolve(type, in: entity.namespace).type },
            enumeration: entity.enumeration, annotations: entity.annotations)
    }

    /// The own namespace, then the empty one.
    private func candidates(_ name: String, in namespace: String) -> [String] {
        namespace.isEmpty || name.contains(":") ? [name] : [Self.qualified(namespace, name), name]
    }

    private func entityName(_ name: WrittenName, in namespace: String) throws(CedarError) -> String {
        guard let found = candidates(name.text, in: namespace).first(where: { entityNames.contains($0) }) else {
            throw CedarError(
                .unknownType, "there is no entity type `\(name.text)`", at: name.span, help: "declare it with `entity`")
        }
        return found
    }

    // MARK: Types

    private mutating func commonType(_ name: String) throws(CedarError) -> Resolved {
        if let known = commonTypes[name] { return known }
        guard let declaration = typeDeclarations[name] else { return Resolved(type: .bool) }
        guard inProgress.count < Limits.depth, inProgress.insert(name).inserted else {
            throw CedarError(
                .cycle, "the type `\(name)` is made of itself, or of too many others", at: declaration.name.span,
                help: "a common type is only a name for another type; break the chain")
        }
        let resolved = try resolve(declaration.type, in: declaration.namespace)
        inProgress.remove(name)
        commonTypes[name] = resolved
        return resolved
    }

    private mutating func resolve(_ written: WrittenType, in namespace: String) throws(CedarError) -> Resolved {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= 2 * Limits.depth else { throw tooDeep(written) }
        let resolved: Resolved
        switch written {
        case .set(let element):
            let inner = try resolve(element, in: namespace)
            resolved = Resolved(type: .set(inner.type), size: inner.size + 1, depth: inner.depth + 1)
        case .record(let attributes, let span):
            let (fields, size, depth) = try record(attributes, in: namespace)
            guard size <= Self.largestType else {
                throw CedarError(
                    .tooLarge, "this record has more than \(Self.largestType) parts", at: span,
                    help: "use fewer common types inside one another")
            }
            resolved = Resolved(type: .record(fields), size: size, depth: depth)
        case .named(let name): resolved = try named(name, in: namespace)
        }
        guard resolved.depth <= Limits.depth else { throw tooDeep(written) }
        return resolved
    }

    private func tooDeep(_ written: WrittenType) -> CedarError {
        CedarError(
            .tooLarge, "this type is nested more than \(Limits.depth) levels deep, its common types written out",
            at: written.span, help: "use fewer common types inside one another")
    }

    private mutating func named(_ name: WrittenName, in namespace: String) throws(CedarError) -> Resolved {
        for candidate in candidates(name.text, in: namespace) {
            if typeDeclarations[candidate] != nil { return try commonType(candidate) }
            if entityNames.contains(candidate) { return Resolved(type: .entity(candidate)) }
        }
        let builtIn = name.text.hasPrefix("__cedar::") ? String(name.text.dropFirst(9)) : name.text
        guard let primitive = Self.primitives[builtIn] else {
            throw CedarError(
                .unknownType, "there is no type `\(name.text)`", at: name.span,
                help: "declare it with `type` or `entity`, or use `Bool`, `Long`, `String`, `decimal`, `datetime`,"
                    + " `duration`, `Set<...>` or a record")
        }
        return Resolved(type: primitive)
    }

    private mutating func record(
        _ written: [WrittenAttribute], in namespace: String
    ) throws(CedarError) -> (attributes: [String: AttributeType], size: Int, depth: Int) {
        var attributes: [String: AttributeType] = [:]
        var (size, depth) = (1, 1)
        for attribute in written {
            let resolved = try resolve(attribute.type, in: namespace)
            size += resolved.size
            depth = max(depth, resolved.depth + 1)
            attributes[attribute.name.text] = AttributeType(type: resolved.type, isRequired: attribute.isRequired)
        }
        return (attributes, size, depth)
    }

    // MARK: Actions

    private mutating func actions() throws(CedarError) -> [EntityUID: Schema.Action] {
        let declared = Set(declarations.actions.map { Self.uid($0.namespace, $0.name.text) })
        var actions: [EntityUID: Schema.Action] = [:]
        var environments = 0
        for declaration in declarations.actions {
            let action = try action(declaration, among: declared)
            environments += action.principals.count * action.resources.count
            guard environments <= Limits.environments else {
                throw CedarError(
                    .tooLarge, "the actions up to this one apply to more than \(Limits.environments) kinds of request",
                    at: declaration.name.span, help: "name fewer types in `principal` and `resource`")
            }
            let isShadow = !declaration.namespace.isEmpty && declared.contains(Self.uid("", declaration.name.text))
            guard actions.updateValue(action, forKey: action.uid) == nil, !isShadow else {
                throw Self.twice(action.uid.description, declaration.name)
            }
        }
        return actions
    }

    private static func uid(_ namespace: String, _ id: String) -> EntityUID {
        EntityUID(type: qualified(namespace, "Action"), id: id)
    }

    private mutating func action(
        _ declaration: ActionDeclaration, among declared: Set<EntityUID>
    ) throws(CedarError) -> Schema.Action {
        var memberOf: [EntityUID] = []
        for (type, id) in declaration.memberOf {
            let candidates = candidates(type ?? "Action", in: declaration.namespace)
                .map { EntityUID(type: $0, id: id.text) }
            guard let group = candidates.first(where: { declared.contains($0) }) else {
                throw CedarError(
                    .unknownAction, "there is no action `\(id.text)`", at: id.span, help: "declare it with `action`")
            }
            memberOf.append(group)
        }
        return Schema.Action(
            uid: Self.uid(declaration.namespace, declaration.name.text), memberOf: memberOf,
            principals: try declaration.principals.map { (name) throws(CedarError) in
                try entityName(name, in: declaration.namespace)
            },
            resources: try declaration.resources.map { (name) throws(CedarError) in
                try entityName(name, in: declaration.namespace)
            },
            context: try context(declaration), annotations: declaration.annotations)
    }

    private mutating func context(_ declaration: ActionDeclaration) throws(CedarError) -> [String: AttributeType] {
        guard let written = declaration.context else { return [:] }
        guard case .record(let attributes) = try resolve(written, in: declaration.namespace).type else {
            throw CedarError(
                .incompatibleTypes, "the context of `\(declaration.name.text)` is not a record",
                at: declaration.name.span, help: "write `context: { ... }`, or the name of a record type")
        }
        return attributes
    }

    private func groups(of actions: [EntityUID: Schema.Action]) throws(CedarError) -> ActionGroups {
        var groups: [EntityUID: Set<EntityUID>] = [:]
        for declaration in declarations.actions {
            let start = Self.uid(declaration.namespace, declaration.name.text)
            var above: Set<EntityUID> = []
            var waiting = actions[start]?.memberOf ?? []
            while let next = waiting.popLast() {
                if above.insert(next).inserted { waiting += actions[next]?.memberOf ?? [] }
            }
            guard !above.contains(start) else {
                throw CedarError(
                    .cycle, "the action `\(declaration.name.text)` is a group of itself", at: declaration.name.span,
                    help: "remove one of the `in` that close the circle")
            }
            groups[start] = above
        }
        return ActionGroups(groups: groups)
    }
}
