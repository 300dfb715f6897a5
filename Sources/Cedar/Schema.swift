// SPDX-License-Identifier: Apache-2.0
//
// What requests may look like: entity types, enumerated vocabularies, actions with their groups, and the type of each
// action's context. Read by SchemaGrammar.swift, names resolved by SchemaResolution.swift. Attributes and tags of
// entities are kept as declared, though level 0 never reads them.

package struct Schema: Sendable {
    package struct EntityType: Sendable {
        /// With its namespaces.
        package let name: String
        /// Types that may hold it.
        package let memberOf: [String]
        package let attributes: [String: AttributeType]
        package let tags: CedarType?
        /// The only ids, for `entity E enum [...]`.
        package let enumeration: [String]?
        package let annotations: [String: String]
    }

    package struct Action: Sendable {
        package let uid: EntityUID
        /// The groups it names, not those above them.
        package let memberOf: [EntityUID]
        /// Types; empty for an action that only groups others.
        package let principals: [String]
        package let resources: [String]
        package let context: [String: AttributeType]
        package let annotations: [String: String]
    }

    package let entityTypes: [String: EntityType]
    package let actions: [EntityUID: Action]
    /// Resolved, by full name.
    package let commonTypes: [String: CedarType]
    package let groups: ActionGroups
    package let source: SourceText

    /// - Parameter file: named in messages; nothing is read from it.
    package static func parse(_ text: String, file: String) throws(CedarError) -> Schema {
        var cursor = try TokenCursor(text, file: file, atMost: Limits.schemaBytes)
        var resolution = try SchemaResolution(try cursor.schemaDeclarations(), source: cursor.source)
        return try resolution.schema()
    }

    /// One kind of request: who, what, on what, with which facts.
    package struct Environment: Hashable, Sendable {
        package let principal: String
        package let action: EntityUID
        package let resource: String
        package let context: [String: AttributeType]
    }

    /// Every kind of request that the schema allows, in the order of their names.
    package var environments: [Environment] {
        actions.values.sorted { $0.uid.description < $1.uid.description }.flatMap { action in
            action.principals.flatMap { principal in
                action.resources.map { resource in
                    Environment(
                        principal: principal, action: action.uid, resource: resource, context: action.context)
                }
            }
        }
    }

    /// Is it a declared type, or the type of a declared action?
    func hasType(_ name: String) -> Bool {
        entityTypes.exactly(name) != nil || actions.keys.contains { $0.type == name }
    }

    /// Nil when the entity may be named; else why not.
    func objection(to uid: EntityUID, at span: CedarSpan?) -> CedarError? {
        if actions[uid] != nil { return nil }
        if uid.isAction {
            let known = actions.keys.map { "`\($0)`" }.sorted().joined(separator: ", ")
            return CedarError(
                .unknownAction, "the schema has no action `\(uid)`", at: span, help: "the actions are \(known)")
        }
        guard let type = entityTypes.exactly(uid.type) else { return unknownType(uid.type, at: span) }
        guard let ids = type.enumeration, !ids.contains(where: { $0.hasSameScalars(as: uid.id) }) else { return nil }
        let known = ids.prefix(20).map(\.cedarQuoted).joined(separator: ", ")
        return CedarError(
            .unknownEntity, "`\(uid.type)` has no such member", at: span,
            help: "write one of \(known)\(ids.count > 20 ? ", ..." : "")")
    }

    func unknownType(_ name: String, at span: CedarSpan?) -> CedarError {
        let known = entityTypes.keys.sorted().prefix(20).map { "`\($0)`" }.joined(separator: ", ")
        return CedarError(
            .unknownType, "the schema has no entity type `\(name)`", at: span, help: "the entity types are \(known)")
    }
}
