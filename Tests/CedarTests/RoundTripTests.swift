// SPDX-License-Identifier: Apache-2.0
//
// Printed policies read back to the same tree, and no text, however damaged, does more than throw.

import Cedar
import RegieTesting
import Testing

@Test(arguments: [1, 2, 3, 4] as [UInt64])
func `a printed policy reads back to the same tree`(seed: UInt64) throws {
    var generator = PolicyGenerator(seed: seed, wholeLanguage: true)
    for _ in 0..<300 {
        let text = "@id(\"a\\n\") @note " + generator.policy()
        let policy = try #require(try policies(text).policies.first)
        let again = try #require(try policies(policy.cedarText).policies.first, "\(policy.cedarText)")
        #expect(again.hasSameTree(as: policy), "\(text)\n\(policy.cedarText)")
        #expect(again.cedarText == policy.cedarText)
    }
}

@Test(arguments: [5, 6] as [UInt64])
func `every span holds the text of its own expression`(seed: UInt64) throws {
    var generator = PolicyGenerator(seed: seed, wholeLanguage: true)
    func check(_ expression: Expr) throws {
        let text = expression.span.text
        let again = try? policies("permit(principal, action, resource) when { \(text) };").policies[0]
        #expect(again?.conditions[0].body == expression, "`\(text)` is `\(expression.cedarText)`")
        for operand in expression.kind.operands { try check(operand) }
    }
    for _ in 0..<200 {
        let policy = try policies(generator.policy()).policies[0]
        #expect(policy.span.text == policy.text && policy.text.hasSuffix(";"))
        for condition in policy.conditions { try check(condition.body) }
    }
}

@Test(arguments: [
    "principal == ?principal, action, resource is A::B in ?resource",
    "principal is User, action in [Action::\"a\", N::Action::\"b\"], resource in A::\"x\\\"\"",
    "principal, action == Action::\"a\", resource is A",
])
func `a printed scope reads back to the same scope`(scope: String) throws {
    let policy = try policies("permit(\(scope));").policies[0]
    #expect(try policies(policy.cedarText).policies[0].hasSameTree(as: policy))
}

@Test func `two different trees are told apart`() throws {
    let texts = [
        "true", "(1 - 2) - 3 == 1", "1 - (2 - 3) == 1", "true && (true || false)", "(true && true) || false",
        "context.a", "context[\"a b\"]", "context has a.b", "context has a", "-1 == 1", "-(1) == 1",
    ]
    let trees = try texts.map { try policies("permit(principal, action, resource) when { \($0) };").policies[0] }
    for (one, left) in trees.enumerated() {
        for (two, right) in trees.enumerated() { #expect(left.hasSameTree(as: right) == (one == two)) }
    }
}

@Test(arguments: [11, 12, 13, 14] as [UInt64])
func `a damaged policy throws or works, never more`(seed: UInt64) throws {
    var generator = PolicyGenerator(seed: seed, wholeLanguage: true)
    let schema = try Schema.parse(PolicyGenerator.schemaText, file: "t")
    var readable = 0
    for _ in 0..<5_000 {
        let text = generator.damaged(generator.policy())
        guard let set = try? PolicySet.parse(text, file: "t") else { continue }
        readable += 1
        let request = generator.request()
        let answer = Authorizer.isAuthorized(request, set, groups: schema.groups)
        let errors = Validator.validate(set, against: schema)
        let isTotal = errors.isEmpty && (try? schema.validate(request)) != nil
        #expect(!isTotal || answer.errors.isEmpty, "validated, yet fails: \(text)")
        #expect(errors.allSatisfy { !$0.description.isEmpty })
        #expect(try PolicySet.parse(set.cedarText, file: "t").policies.count == set.policies.count)
    }
    #expect(readable > 100)
}

@Test(arguments: [21, 22] as [UInt64])
func `a damaged schema throws or works, never more`(seed: UInt64) {
    var generator = PolicyGenerator(seed: seed)
    var refused = 0
    for _ in 0..<2_500 {
        do throws(CedarError) {
            _ = try Schema.parse(generator.damaged(sampleSchemaText), file: "t").environments
        } catch {
            refused += 1
            #expect(!error.description.isEmpty)
        }
    }
    #expect(refused > 100 && refused < 2_500)
}

@Test(arguments: [31, 32, 33, 34] as [UInt64])
func `a validated policy on a validated request never fails`(seed: UInt64) throws {
    var generator = PolicyGenerator(seed: seed)
    let schema = try Schema.parse(PolicyGenerator.schemaText, file: "t")
    var validated = 0
    for _ in 0..<1_000 {
        let set = try policies(generator.policy())
        guard Validator.validate(set, against: schema).isEmpty else { continue }
        for _ in 0..<3 {
            let request = generator.request()
            guard (try? schema.validate(request)) != nil else { continue }
            validated += 1
            let answer = Authorizer.isAuthorized(request, set, groups: schema.groups)
            #expect(answer.errors.isEmpty, "\(set.cedarText)")
        }
    }
    #expect(validated > 300)
}
