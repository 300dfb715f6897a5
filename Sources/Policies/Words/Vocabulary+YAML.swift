// SPDX-License-Identifier: Apache-2.0
//
// Reading policies/vocabulary.yaml against the schema. Refused: a fact that the schema doesn't have, a form that
// doesn't fit its type, and two facts or two values that would be said alike.

import Cedar
import ImpactAssessment
import Studies

extension Vocabulary {
    /// - Parameter file: named in messages; nothing is read from it.
    package init(yaml text: String, file: String, schema: Schema) throws(CedarError) {
        let document = try YAMLNode.document(text, file: file)
        let parts = try document.fields(
            ["action", "principal", "resource", "facts"], optional: ["action", "principal", "resource", "facts"])
        var reader = VocabularyReader(schema: schema)
        self.init(
            facts: try reader.facts(parts["facts"]), actions: try reader.actions(parts["action"]),
            principals: try reader.principals(parts["principal"]), resources: try reader.resources(parts["resource"]),
            schema: schema)
    }
}

private struct VocabularyReader {
    let schema: Schema
    /// What is already said, for each language, and in rules.yaml.
    private var said: Set<String> = []

    init(schema: Schema) {
        self.schema = schema
    }

    // MARK: Scope

    mutating func actions(_ node: YAMLNode?) throws(CedarError) -> [EntityUID: Localized] {
        guard let node else { return [:] }
        var actions: [EntityUID: Localized] = [:]
        for (key, value) in try node.entries() {
            let name = try key.text()
            guard let uid = schema.actions.keys.first(where: { $0.description == name }) else {
                throw key.error(
                    .unknownAction, "the schema has no action `\(name)`",
                    help: "write one of " + schema.actions.keys.map { "`\($0)`" }.sorted().joined(separator: ", "))
            }
            actions[uid] = try words(value, in: "action")
        }
        return actions
    }

    mutating func principals(_ node: YAMLNode?) throws(CedarError) -> [String: Vocabulary.Principal] {
        guard let node else { return [:] }
        var principals: [String: Vocabulary.Principal] = [:]
        for (key, value) in try node.entries() {
            let fields = try value.fields(["any", "none"])
            guard let any = fields["any"], let none = fields["none"] else { continue }
            principals[try type(key)] = Vocabulary.Principal(
                any: try words(any, in: "principal"), none: try words(none, in: "principal"))
        }
        return principals
    }

    mutating func resources(_ node: YAMLNode?) throws(CedarError) -> [String: Vocabulary.Resource] {
        guard let node else { return [:] }
        var resources: [String: Vocabulary.Resource] = [:]
        for (key, value) in try node.entries() {
            let fields = try value.fields(["any", "one", "values"], optional: ["values"])
            guard let any = fields["any"], let one = fields["one"] else { continue }
            resources[try type(key)] = Vocabulary.Resource(
                any: try words(any, in: "resource"), one: try template(one),
                values: try values(fields["values"], in: "resource"))
        }
        return resources
    }

    private func type(_ key: YAMLNode) throws(CedarError) -> String {
        let name = try key.text()
        guard schema.entityTypes[name] != nil else {
            throw key.error(
                .unknownType, "the schema has no entity type `\(name)`",
                help: "write one of " + schema.entityTypes.keys.sorted().map { "`\($0)`" }.joined(separator: ", "))
        }
        return name
    }

    // MARK: Facts

    mutating func facts(_ node: YAMLNode?) throws(CedarError) -> [Vocabulary.Fact] {
        guard let node else { return [] }
        let types = schema.contextFacts
        var facts: [Vocabulary.Fact] = []
        for (key, value) in try node.entries() {
            let name = try key.text()
            guard let type = types[name] else {
                throw key.error(
                    .unknownAttribute, "the schema has no fact `\(name)`",
                    help: "write one of " + types.keys.sorted().map { "`\($0)`" }.joined(separator: ", "))
            }
            facts.append(try fact(name, type, value))
        }
        return facts
    }

    private static let keys: [String] = [
        "key", "name", "says", "unit", "scale", "is", "is_not", "includes", "excludes", "only", "yes", "no", "values",
        "cost", "range", "note",
    ]

    private mutating func fact(
        _ name: String, _ type: CedarType, _ node: YAMLNode
    ) throws(CedarError) -> Vocabulary.Fact {
        let fields = try node.fields(Self.keys, optional: Set(Self.keys.dropFirst(2)))
        guard let key = fields["key"], let label = fields["name"] else {
            throw node.error(.missingAttribute, "`\(name)` needs `key` and `name`", help: "add both")
        }
        let word = try key.text()
        guard said.insert("key \(word)").inserted else {
            throw key.error(.duplicate, "two facts have the key `\(word)`", help: "give each its own")
        }
        let isNumber = type == .long
        let words = isNumber ? [:] : try values(fields["values"], in: name)
        let form = try form(type, fields, node)
        return Vocabulary.Fact(
            name: name, key: word, label: try label.localized(), form: form, entityType: type.entityName,
            values: words, cost: try cost(fields["cost"]), range: try range(fields["range"], form),
            note: try fields["note"]?.localized())
    }

    private func range(_ node: YAMLNode?, _ form: Vocabulary.Form) throws(CedarError) -> ClosedRange<Int64>? {
        guard let node else { return nil }
        guard case .number(_, _, let scale, _) = form else {
            throw node.error(.typeMismatch, "`range` is for numbers", help: "leave it out")
        }
        let ends = try node.texts().compactMap { FormWords.number($0, scale) }
        guard ends.count == 2, ends[0] <= ends[1] else {
            throw node.error(
                .typeMismatch, "`range` is not two numbers, the smaller first", help: "write `range: [0, 1000]`")
        }
        return ends[0]...ends[1]
    }

    private func cost(_ node: YAMLNode?) throws(CedarError) -> Int? {
        guard let node else { return nil }
        guard let cost = Int(try node.text()), (1...1_000).contains(cost) else {
            throw node.error(.typeMismatch, "`cost` is no number from 1 to 1000", help: "write digits")
        }
        return cost
    }

    private mutating func form(
        _ type: CedarType, _ fields: [String: YAMLNode], _ node: YAMLNode
    ) throws(CedarError) -> Vocabulary.Form {
        let kinds: [String]
        switch type {
        case .long: kinds = ["says"]
        case .datetime: kinds = ["says"]
        case .string, .entity: kinds = ["is", "is_not"]
        case .set(.string), .set(.entity): kinds = ["includes", "excludes", "only"]
        case .bool: kinds = ["yes", "no"]
        default:
            throw node.error(
                .typeMismatch, "a fact of type `\(type.description)` has no words", help: "leave it out")
        }
        var said: [Localized] = []
        for kind in kinds {
            guard let field = fields[kind] else {
                throw node.error(
                    .missingAttribute, "`\(kind)` is missing: the fact is a `\(type.description)`",
                    help: "write " + kinds.map { "`\($0)`" }.joined(separator: ", "))
            }
            said.append(type == .bool ? try words(field, in: "sentence") : try template(field))
        }
        switch type {
        case .datetime: return .day(says: said[0])
        case .string, .entity: return .choice(is: said[0], isNot: said[1])
        case .bool: return .truth(yes: said[0], no: said[1])
        case .long: return try number(said[0], fields)
        default: return .set(includes: said[0], excludes: said[1], only: said[2])
        }
    }

    private mutating func number(
        _ says: Localized, _ fields: [String: YAMLNode]
    ) throws(CedarError) -> Vocabulary.Form {
        var scale = Vocabulary.Scale.one
        if let node = fields["scale"] {
            guard let named = Vocabulary.Scale(rawValue: try node.text()) else {
                throw node.error(.typeMismatch, "no such scale", help: "write `one`, `micro` or `power-of-ten`")
            }
            scale = named
        }
        var names: [Int64: Localized] = [:]
        if let node = fields["values"] {
            for (key, value) in try node.entries() {
                guard let number = Int64(try key.text()) else {
                    throw key.error(.typeMismatch, "a whole number is expected here", help: "write digits")
                }
                let words = try value.localized()
                guard !names.values.contains(where: { $0.fr == words.fr || $0.en == words.en }) else {
                    throw value.error(.duplicate, "two numbers are said alike", help: "give each words of its own")
                }
                names[number] = words
            }
        }
        return .number(says: says, unit: try unit(fields["unit"]), scale: scale, names: names)
    }

    private func unit(_ node: YAMLNode?) throws(CedarError) -> Vocabulary.Unit? {
        guard let node else { return nil }
        let fields = try node.fields(["fr", "en"])
        var pairs: [[String]] = []
        for language in ["fr", "en"] {
            let texts = try fields[language]?.texts() ?? []
            guard texts.count == 2 else {
                throw node.error(.typeMismatch, "`unit` needs one and many", help: "write `{ fr: [jour, jours], ... }`")
            }
            pairs.append(texts.map(\.typographic))
        }
        return Vocabulary.Unit(
            one: Localized(fr: pairs[0][0], en: pairs[1][0]), many: Localized(fr: pairs[0][1], en: pairs[1][1]))
    }

    // MARK: Words

    private mutating func values(_ node: YAMLNode?, in place: String) throws(CedarError) -> [String: Localized] {
        guard let node else { return [:] }
        var values: [String: Localized] = [:]
        for (key, value) in try node.entries() { values[try key.text()] = try words(value, in: "value of \(place)") }
        return values
    }

    /// Words that nothing else in this place has.
    private mutating func words(_ node: YAMLNode, in place: String) throws(CedarError) -> Localized {
        let words = try node.localized()
        for language in Language.allCases
        where !said.insert("\(place) \(language.rawValue) \(words[language])").inserted {
            throw node.error(.duplicate, "`\(words[language])` is said twice", help: "give each its own words")
        }
        return words
    }

    /// Words with one `{}` in each language.
    private mutating func template(_ node: YAMLNode) throws(CedarError) -> Localized {
        let words = try words(node, in: "sentence")
        guard
            [words.fr, words.en].allSatisfy({ $0.split(separator: "{}", omittingEmptySubsequences: false).count == 2 })
        else {
            throw node.error(.syntax, "one `{}` is expected in each language", help: "it stands for what the rule asks")
        }
        return words
    }
}
