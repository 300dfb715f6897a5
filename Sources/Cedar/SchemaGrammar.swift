// SPDX-License-Identifier: Apache-2.0
//
// The grammar of Cedar's schema text: namespaces, entities, enumerations, actions, common types, annotations. Gives
// declarations with names as written. Lists have no trailing comma, records and `appliesTo` may. An attribute declared
// twice in one record is refused, where Cedar's own engine keeps the last.

struct SchemaDeclarations {
    var namespaces: [String] = []
    var entities: [EntityDeclaration] = []
    var actions: [ActionDeclaration] = []
    var types: [TypeDeclaration] = []
}

/// A name as written, with the place.
struct WrittenName {
    let text: String
    let span: CedarSpan
}

struct EntityDeclaration {
    /// Empty outside namespaces.
    let namespace: String
    let name: WrittenName
    let memberOf: [WrittenName]
    let attributes: [WrittenAttribute]
    let tags: WrittenType?
    let enumeration: [String]?
    let annotations: [String: String]
}

struct ActionDeclaration {
    let namespace: String
    let name: WrittenName
    /// The type is nil for a bare name.
    let memberOf: [(type: String?, id: WrittenName)]
    let principals: [WrittenName]
    let resources: [WrittenName]
    let context: WrittenType?
    let annotations: [String: String]
}

struct TypeDeclaration {
    let namespace: String
    let name: WrittenName
    let type: WrittenType
}

struct WrittenAttribute {
    let name: WrittenName
    let isRequired: Bool
    let type: WrittenType
}

indirect enum WrittenType {
    case named(WrittenName)
    case set(WrittenType)
    case record([WrittenAttribute], CedarSpan)

    /// Where it is written, or its innermost part.
    var span: CedarSpan {
        switch self {
        case .named(let name): name.span
        case .set(let element): element.span
        case .record(_, let span): span
        }
    }
}

extension TokenCursor {
    mutating func schemaDeclarations() throws(CedarError) -> SchemaDeclarations {
        var declarations = SchemaDeclarations()
        while !isAtEnd {
            let annotations = try annotations()
            guard isWord("namespace") else {
                try declaration(in: "", annotations, into: &declarations)
                continue
            }
            _ = advance()
            let start = current.range.lowerBound
            let namespace = try schemaPath()
            try refuseReserved(namespace)
            guard !declarations.namespaces.contains(namespace.text) else {
                throw CedarError(
                    .duplicate, "the namespace `\(namespace.text)` is declared twice", at: span(from: start),
                    help: "put all its declarations in one block")
            }
            declarations.namespaces.append(namespace.text)
            try expectSymbol("{")
            while !takeSymbol("}") {
                try declaration(in: namespace.text, try self.annotations(), into: &declarations)
            }
        }
        return declarations
    }

    private mutating func declaration(
        in namespace: String, _ annotations: [String: String], into declarations: inout SchemaDeclarations
    ) throws(CedarError) {
        if takeWord("entity") {
            declarations.entities += try entityDeclarations(namespace, annotations)
        } else if takeWord("action") {
            declarations.actions += try actionDeclarations(namespace, annotations)
        } else if takeWord("type") {
            let name = try schemaIdentifier()
            try refuseReserved(name)
            try expectSymbol("=")
            declarations.types.append(
                TypeDeclaration(namespace: namespace, name: name, type: try schemaType()))
        } else {
            throw unexpected("`entity`, `action`, `type` or `namespace`")
        }
        try expectSymbol(";")
    }

    // MARK: Entities

    private mutating func entityDeclarations(
        _ namespace: String, _ annotations: [String: String]
    ) throws(CedarError) -> [EntityDeclaration] {
        let names = try separated { (cursor: inout TokenCursor) throws(CedarError) in try cursor.schemaIdentifier() }
        for name in names { try refuseReserved(name) }
        var enumeration: [String]?
        var memberOf: [WrittenName] = []
        var attributes: [WrittenAttribute] = []
        var tags: WrittenType?
        if takeWord("enum") {
            try expectSymbol("[")
            enumeration = try separated { (cursor: inout TokenCursor) throws(CedarError) in try cursor.string() }
            try expectSymbol("]")
        } else {
            if takeWord("in") { memberOf = try typeList() }
            let equals = takeSymbol("=")
            if equals || isSymbol("{") {
                try expectSymbol("{")
                attributes = try attributeList()
            }
            if takeWord("tags") { tags = try schemaType() }
        }
        return names.map {
            EntityDeclaration(
                namespace: namespace, name: $0, memberOf: memberOf, attributes: attributes, tags: tags,
                enumeration: enumeration, annotations: annotations)
        }
    }

    // MARK: Actions

    private mutating func actionDeclarations(
        _ namespace: String, _ annotations: [String: String]
    ) throws(CedarError) -> [ActionDeclaration] {
        let names = try separated { (cursor: inout TokenCursor) throws(CedarError) in try cursor.attributeName() }
        var memberOf: [(type: String?, id: WrittenName)] = []
        if takeWord("in") {
            let isList = takeSymbol("[")
            memberOf =
                isList
                ? try separated { (cursor: inout TokenCursor) throws(CedarError) in try cursor.actionName() }
                : [try actionName()]
            if isList { try expectSymbol("]") }
        }
        var applies = Applies()
        if takeWord("appliesTo") { applies = try appliesTo(names[0]) }
        if takeWord("attributes") {
            try expectSymbol("{")
            try expectSymbol("}")
        }
        return names.map {
            ActionDeclaration(
                namespace: namespace, name: $0, memberOf: memberOf, principals: applies.principals ?? [],
                resources: applies.resources ?? [], context: applies.context, annotations: annotations)
        }
    }

    private struct Applies {
        var principals: [WrittenName]?
        var resources: [WrittenName]?
        var context: WrittenType?
    }

    private mutating func appliesTo(_ action: WrittenName) throws(CedarError) -> Applies {
        var applies = Applies()
        try expectSymbol("{")
        repeat {
            let word = try anyWord()
            try expectSymbol(":")
            switch word.text {
            case "principal" where applies.principals == nil: applies.principals = try typeList()
            case "resource" where applies.resources == nil: applies.resources = try typeList()
            case "context" where applies.context == nil: applies.context = try schemaType()
            default:
                throw CedarError(
                    .syntax, "unexpected `\(word.text)` in `appliesTo`", at: span(of: word),
                    help: "give `principal`, `resource` and perhaps `context`, once each")
            }
            guard takeSymbol(",") else { break }
        } while !isSymbol("}")
        try expectSymbol("}")
        guard applies.principals?.isEmpty == false, applies.resources?.isEmpty == false else {
            throw CedarError(
                .syntax, "`\(action.text)` applies to no principal or to no resource", at: action.span,
                help: "give both `principal` and `resource` at least one type, or leave `appliesTo` out")
        }
        return applies
    }

    /// `name`, `"name"`, or `A::Action::"name"`.
    private mutating func actionName() throws(CedarError) -> (type: String?, id: WrittenName) {
        guard current.kind == .identifier, lookahead(1).kind == .symbol, lookahead(1).text == "::" else {
            return (nil, try attributeName())
        }
        let type = try schemaPath()
        try expectSymbol("::")
        let token = current
        return (type.text, WrittenName(text: try string(), span: span(of: token)))
    }

    // MARK: Types

    private mutating func schemaType() throws(CedarError) -> WrittenType {
        try enter()
        defer { leave() }
        let start = current.range.lowerBound
        if isWord("Set"), lookahead(1).text == "<" {
            _ = advance()
            try expectSymbol("<")
            let element = try schemaType()
            try expectSymbol(">")
            return .set(element)
        }
        if takeSymbol("{") {
            let attributes = try attributeList()
            return .record(attributes, span(from: start))
        }
        return .named(try schemaPath())
    }

    /// After the opening brace.
    private mutating func attributeList() throws(CedarError) -> [WrittenAttribute] {
        let attributes = try list(until: "}", trailingComma: true) { (cursor: inout TokenCursor) throws(CedarError) in
            _ = try cursor.annotations()
            let name = try cursor.attributeName()
            let isOptional = cursor.takeSymbol("?")
            try cursor.expectSymbol(":")
            return WrittenAttribute(name: name, isRequired: !isOptional, type: try cursor.schemaType())
        }
        var seen: Set<String> = []
        for attribute in attributes where !seen.insert(attribute.name.text).inserted {
            throw CedarError(
                .duplicate, "the attribute `\(attribute.name.text)` is declared twice", at: attribute.name.span,
                help: "keep one of the two")
        }
        return attributes
    }

    /// One type, or types in brackets.
    private mutating func typeList() throws(CedarError) -> [WrittenName] {
        guard takeSymbol("[") else { return [try schemaPath()] }
        return try list(until: "]", trailingComma: false) { (cursor: inout TokenCursor) throws(CedarError) in
            try cursor.schemaPath()
        }
    }

    // MARK: Names

    private mutating func separated<Item>(
        _ item: (inout TokenCursor) throws(CedarError) -> Item
    ) throws(CedarError) -> [Item] {
        var items = [try item(&self)]
        while takeSymbol(",") { items.append(try item(&self)) }
        return items
    }

    private mutating func schemaIdentifier() throws(CedarError) -> WrittenName {
        let token = try anyWord()
        guard !Self.reserved.contains(token.text) else { throw reservedName(token) }
        return WrittenName(text: token.text, span: span(of: token))
    }

    /// A name or a string.
    private mutating func attributeName() throws(CedarError) -> WrittenName {
        guard current.kind == .string else { return try schemaIdentifier() }
        let token = current
        return WrittenName(text: try string(), span: span(of: token))
    }

    private mutating func schemaPath() throws(CedarError) -> WrittenName {
        let start = current.range.lowerBound
        var path = try schemaIdentifier().text
        while isSymbol("::"), lookahead(1).kind == .identifier {
            _ = advance()
            path += "::" + (try schemaIdentifier().text)
        }
        return WrittenName(text: path, span: span(from: start))
    }

    /// Declared names keep clear of `__cedar`.
    private func refuseReserved(_ name: WrittenName) throws(CedarError) {
        guard name.text.split(separator: ":").contains("__cedar") else { return }
        throw CedarError(
            .reservedName, "`\(name.text)` is kept for the language", at: name.span, help: "choose another name")
    }
}
