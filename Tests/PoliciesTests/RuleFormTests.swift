// SPDX-License-Identifier: Apache-2.0
//
// The form in which rules are proposed, to Cedar and back, unchanged.

import Cedar
import Policies
import Testing

private func form(_ yaml: String) throws -> RuleForm {
    try RuleForm(
        yaml: yaml, file: "rules.yaml", vocabulary: Demonstration.vocabulary(), schema: Demonstration.schema())
}

@Test func `the demonstration's rules.yaml compiles to its policies`() throws {
    let compiled = try PolicySet.parse(form(Demonstration.text("rules.yaml")).cedarText, file: "compiled")
    let voted = try Demonstration.policies("mobility.cedar").merging(Demonstration.policies("energy.cedar"))
    #expect(compiled.policies.map(\.id) == voted.policies.map(\.id))
    for (one, two) in zip(compiled.policies, voted.policies) {
        #expect(one.hasSameTree(as: two), "\(one.cedarText)\n\(two.cedarText)")
    }
}

@Test(arguments: ["charter.cedar", "energy.cedar", "mobility.cedar"])
func `Cedar comes back from the form as it was`(file: String) throws {
    let schema = try Demonstration.schema()
    let policies = try Demonstration.policies(file)
    let yaml = try RuleForm(policies, schema: schema).yaml(Demonstration.vocabulary())
    let again = try PolicySet.parse(form(yaml).cedarText, file: "again")
    for (one, two) in zip(policies.policies, again.policies) { #expect(one.hasSameTree(as: two), "\(yaml)") }
    #expect(try RuleForm(again, schema: schema).yaml(Demonstration.vocabulary()) == yaml)
}

@Test(arguments: [71, 72, 73] as [UInt64])
func `random rules that the form can say come back as they were`(seed: UInt64) throws {
    let schema = try Demonstration.schema()
    let vocabulary = try Demonstration.vocabulary()
    var generator = SchemaRuleGenerator(seed: seed, vocabulary: vocabulary, formulas: true)
    var said = 0
    for index in 0..<400 {
        let policies = try PolicySet.parse("@id(\"r\(index)\") @note(\"a\\n\\\"b\") " + generator.rule(), file: "t")
        guard let yaml = try? RuleForm(policies, schema: schema).yaml(vocabulary) else { continue }
        said += 1
        let again = try PolicySet.parse(form(yaml).cedarText, file: "again")
        #expect(again.policies[0].hasSameTree(as: policies.policies[0]), "\(yaml)\n\(policies.cedarText)")
    }
    #expect(said > 20)
}

private let head = "rules:\n  - id: a\n    permit: mobility-trips\n"

@Test(arguments: [
    ("rules:\n  - id: a\n", 2), ("rules:\n  - permit: all\n", 2), (head + "    colour: blue\n", 4),
    (head + "    forbid: all\n", 2), (head + "    when: { colour: blue }\n", 4),
    (head + "    when: { epsilon: { at_mots: 4 } }\n", 4), (head + "    when: { epsilon: { at_most: much } }\n", 4),
    (head + "    when: { epsilon: { at_most: 0.0000001 } }\n", 4), (head + "    when: { voted: perhaps }\n", 4),
    (head + "    when: { sources: bus }\n", 4), (head + "    when: { period_start: { before: 2026-02-30 } }\n", 4),
    (head + "    who: nobody\n", 4), (head + "  - id: a\n    permit: all\n", 4), ("rules: []\n", 1), ("rules", 1),
    (head + "    notes: { id: b }\n", 4),
])
func `G10 a broken form gives one sentence with its place`(yaml: String, line: Int) throws {
    do {
        _ = try form(yaml)
        Issue.record("must be refused: \(yaml)")
    } catch let error as CedarError {
        #expect(error.span?.line == line, "\(yaml)\n\(error)")
        #expect(!error.help.isEmpty)
    }
}

@Test func `what the form can't say is refused with its place`() throws {
    let schema = try Demonstration.schema()
    for condition in ["context.cells == context.threshold", "context.cells < 5 || context.cells > 7"] {
        let text = "@id(\"a\") permit(principal, action == Regie::Action::\"run\", resource)\nwhen { \(condition) };"
        do throws(CedarError) {
            _ = try RuleForm(try PolicySet.parse(text, file: "t"), schema: schema)
            Issue.record("must be refused: \(condition)")
        } catch {
            #expect(error == CedarError(.unsayable, "", help: ""))
            #expect(error.span?.line == 2)
        }
    }
}
