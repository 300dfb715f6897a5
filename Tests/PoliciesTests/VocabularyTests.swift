// SPDX-License-Identifier: Apache-2.0
//
// The vocabulary is read strictly: two things are never said alike, and every word belongs to the schema.

import Cedar
import Policies
import Testing

private func refusal(_ yaml: String) throws -> CedarError? {
    let schema = try Demonstration.schema()
    do throws(CedarError) {
        _ = try Vocabulary(yaml: yaml, file: "v.yaml", schema: schema)
        return nil
    } catch {
        return error
    }
}

@Test func `the demonstration's vocabulary has words for every fact of the schema`() throws {
    let vocabulary = try Demonstration.vocabulary()
    for fact in vocabulary.facts { #expect(!fact.label.fr.contains("`"), "\(fact.name)") }
    #expect(Set(vocabulary.facts.map(\.name)) == Set(try Demonstration.schema().contextFacts.keys))
}

private let epsilon = "epsilonMicro: { key: e, name: { fr: e, en: e }, says: { fr: \"e {}\", en: \"e {}\" } }"

@Test(arguments: [
    ("facts:\n  \(epsilon)\n  rhoMicro: { key: e, name: { fr: r, en: r }, says: { fr: \"r {}\", en: \"r {}\" } }", 3),
    ("facts:\n  \(epsilon)\n  rhoMicro: { key: r, name: { fr: r, en: r }, says: { fr: \"e {}\", en: \"r {}\" } }", 3),
    ("facts:\n  nothing: { key: n, name: { fr: n, en: n } }", 2),
    ("facts:\n  epsilonMicro: { key: e, name: { fr: e, en: e }, says: { fr: \"e\", en: \"e {}\" } }", 2),
    ("facts:\n  epsilonMicro: { key: e, name: { fr: e, en: e }, yes: { fr: o, en: y }, no: { fr: n, en: n } }", 2),
    ("facts:\n  epsilonMicro: { key: e, name: { fr: e, en: e }, colour: blue }", 2),
    ("action:\n  Regie::Action::\"fly\": { fr: voler, en: fly }", 2),
    ("resource:\n  Nothing: { any: { fr: a, en: b }, one: { fr: \"a {}\", en: \"b {}\" } }", 2),
    ("facts:\n  \(epsilon.replacing(" } }", with: " }, range: [1] }"))", 2),
    ("facts:\n  \(epsilon.replacing(" } }", with: " }, range: [2, 1] }"))", 2),
    (
        "facts:\n  countsDistinctUnits:"
            + " { key: e, name: { fr: e, en: e }, yes: { fr: o, en: y }, no: { fr: n, en: m }, range: [0, 1] }", 2
    ),
    ("facts: [1", 1), ("colour: blue", 1), ("facts:\n  a: 1\n  a: 2", 2),
])
func `G10 a broken vocabulary gives one sentence with its place`(yaml: String, line: Int) throws {
    let error = try #require(try refusal(yaml), "\(yaml)")
    #expect(error.span?.line == line, "\(error)")
    #expect(!error.help.isEmpty && error.message.first?.isUppercase == false)
}
