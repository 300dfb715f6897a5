// SPDX-License-Identifier: Apache-2.0
//
// The words in which rules are said: of the schema's facts and their values, of actions, principals and resources.
// Written by people in policies/vocabulary.yaml (Vocabulary+YAML.swift); what it leaves out goes by its Cedar name
// between backticks, so that every rule can be said with any vocabulary, an empty one too.

import Cedar
import ImpactAssessment
import Studies

package struct Vocabulary: Sendable {
    /// How a number of the context stands for what people speak of.
    package enum Scale: String, Hashable, Sendable {
        case one
        /// Millionths: 4,000,000 is 4.
        case micro
        /// n for ten to the power of minus n: the larger the number, the smaller what it stands for.
        case powerOfTen = "power-of-ten"
    }

    /// Texts with `{}` where the demand goes.
    package enum Form: Sendable {
        case number(says: Localized, unit: Unit?, scale: Scale, names: [Int64: Localized])
        case day(says: Localized)
        case choice(is: Localized, isNot: Localized)
        case set(includes: Localized, excludes: Localized, only: Localized)
        case truth(yes: Localized, no: Localized)
    }

    package struct Unit: Hashable, Sendable {
        package let one: Localized
        package let many: Localized
    }

    package struct Fact: Sendable {
        /// In the schema: `epsilonMicro`.
        package let name: String
        /// In rules.yaml: `epsilon`.
        package let key: String
        /// At the head of a table's row.
        package let label: Localized
        package let form: Form
        /// The type of entities that it holds; nil where it holds strings, numbers or booleans.
        package let entityType: String?
        /// Words of strings and of entities' ids.
        package let values: [String: Localized]
        /// What changing it costs who asks, beside the others; nil: a study can't do without it as it is.
        package let cost: Int?
        /// The numbers that a study can have; nil where that isn't said, or where it holds no number.
        package let range: ClosedRange<Int64>?
        /// What it means to people who never heard of it, as one sentence.
        package let note: Localized?
    }

    /// `any` with a permit, `none` with a forbid.
    package struct Principal: Sendable {
        package let any: Localized
        package let none: Localized
    }

    package struct Resource: Sendable {
        package let any: Localized
        /// With `{}` for the id.
        package let one: Localized
        package let values: [String: Localized]
    }

    /// In the order of the file, then those of the schema that it leaves out, by name.
    package let facts: [Fact]
    package let actions: [EntityUID: Localized]
    package let principals: [String: Principal]
    package let resources: [String: Resource]
    private let places: [String: Int]

    init(
        facts: [Fact], actions: [EntityUID: Localized], principals: [String: Principal],
        resources: [String: Resource], schema: Schema
    ) {
        let named = Set(facts.map(\.name))
        let others = schema.contextFacts.filter { !named.contains($0.key) }.sorted { $0.key < $1.key }
        self.facts = facts + others.compactMap { Fact(unnamed: $0.key, type: $0.value) }
        self.actions = actions
        self.principals = principals
        self.resources = resources
        places = Dictionary(self.facts.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Without a word: everything goes by its Cedar name.
    package init(bare schema: Schema) {
        self.init(facts: [], actions: [:], principals: [:], resources: [:], schema: schema)
    }

    package subscript(fact name: String) -> Fact? { places[name].map { facts[$0] } }
}

extension Schema {
    /// The facts of every action's context, with their types; of one name in two actions, the first action's.
    package var contextFacts: [String: CedarType] {
        var facts: [String: CedarType] = [:]
        for environment in environments {
            for (name, attribute) in environment.context where facts[name] == nil { facts[name] = attribute.type }
        }
        return facts
    }
}

extension CedarType {
    /// Of an entity, or of the members of a set.
    var entityName: String? {
        switch self {
        case .entity(let name), .set(.entity(let name)): name
        default: nil
        }
    }
}

extension Vocabulary.Fact {
    /// Words made of the name; nil for a type that no clause is about.
    init?(unnamed name: String, type: CedarType) {
        let code = "`context\(name.asAttributeAccess)`"
        func says(_ fr: String, _ en: String) -> Localized { Localized(fr: "\(code) \(fr)", en: "\(code) \(en)") }
        let form: Vocabulary.Form
        switch type {
        case .long: form = .number(says: says("vaut {}", "is {}"), unit: nil, scale: .one, names: [:])
        case .datetime: form = .day(says: says("tombe {}", "falls {}"))
        case .string, .entity: form = .choice(is: says("est {}", "is {}"), isNot: says("n’est pas {}", "is not {}"))
        case .set(.string), .set(.entity):
            form = .set(
                includes: says("comprend {}", "includes {}"), excludes: says("ne comprend pas {}", "excludes {}"),
                only: says("ne comprend que {}", "has nothing but {}"))
        case .bool: form = .truth(yes: says("est vrai", "is true"), no: says("est faux", "is false"))
        default: return nil
        }
        self.init(
            name: name, key: name, label: Localized(code), form: form, entityType: type.entityName, values: [:],
            cost: nil, range: nil, note: nil)
    }

    /// A string or an id as a constant of this fact.
    func constant(_ name: String) -> RuleConstant {
        entityType.map { .entity(EntityUID(type: $0, id: name)) } ?? .text(name)
    }

    /// A string or an entity's id in words; one without words stands between quotation marks.
    func word(_ name: String, _ language: Language) -> String {
        if let words = values[name] { return words[language] }
        return language == .fr ? "« \(name) »" : "“\(name)”"
    }
}
