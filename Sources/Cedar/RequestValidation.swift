// SPDX-License-Identifier: Apache-2.0
//
// A request against a schema: the action is declared, principal and resource are of its types, the context has every
// required fact, no other fact, and each of its type. A validated policy cannot fail on a validated request.
// Messages name types and attributes only.

extension Schema {
    package func validate(_ request: Request) throws(CedarError) {
        guard let action = actions[request.action] else {
            throw CedarError(
                .unknownAction, "the schema has no action `\(request.action)`",
                help: "the actions are \(actions.keys.map { "`\($0)`" }.sorted().joined(separator: ", "))")
        }
        try check(request.principal, as: "principal", among: action.principals)
        try check(request.resource, as: "resource", among: action.resources)
        try check(.record(request.context), is: .record(action.context), at: "context")
    }

    private func check(_ uid: EntityUID, as role: String, among types: [String]) throws(CedarError) {
        guard types.contains(where: { $0.hasSameScalars(as: uid.type) }) else {
            throw CedarError(
                .invalidRequest, "the action takes no \(role) of type `\(uid.type)`",
                help: "it takes \(types.map { "`\($0)`" }.joined(separator: ", "))")
        }
        if let objection = objection(to: uid, at: nil) { throw objection }
    }

    private func check(_ value: Value, is type: CedarType, at place: String) throws(CedarError) {
        switch (value, type) {
        case (.bool, .bool), (.long, .long), (.string, .string), (.decimal, .decimal), (.datetime, .datetime),
            (.duration, .duration):
            return
        case (.entity(let uid), .entity(let name)) where uid.type.hasSameScalars(as: name):
            if let objection = objection(to: uid, at: nil) { throw objection }
        case (.set(let members), .set(let element)):
            for member in members { try check(member, is: element, at: "\(place)[]") }
        case (.record(let fields), .record(let attributes)): try check(fields, against: attributes, at: place)
        default:
            throw CedarError(
                .invalidRequest, "`\(place)` is \(value.typeName), the schema says `\(type.description)`",
                help: "give a value of the declared type")
        }
    }

    private func check(
        _ fields: [String: Value], against attributes: [String: AttributeType], at place: String
    ) throws(CedarError) {
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            guard let attribute = attributes.exactly(name) else {
                throw CedarError(
                    .unknownAttribute, "`\(place)` has an undeclared attribute `\(name)`",
                    help: "remove it, or declare it in the schema")
            }
            try check(value, is: attribute.type, at: place + name.asAttributeAccess)
        }
        for (name, attribute) in attributes.sorted(by: { $0.key < $1.key })
        where attribute.isRequired && fields.exactly(name) == nil {
            throw CedarError(
                .missingAttribute, "`\(place)` lacks the attribute `\(name)`",
                help: "give it, or declare it as `\(name.asAttributeName)?`")
        }
    }
}
