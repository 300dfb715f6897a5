// SPDX-License-Identifier: Apache-2.0
//
// The compiled set answers as the authoriser does, errors included.

import Cedar
import Testing

private func expectSameAnswers(_ text: String, _ requests: [Request], _ groups: ActionGroups) throws {
    let set = try policies(text)
    let compiled = CompiledPolicySet(set, groups: groups)
    for request in requests {
        let expected = Authorizer.isAuthorized(request, set, groups: groups)
        let answer = compiled.isAuthorized(request)
        #expect(answer.decision == expected.decision, "\(text)\n\(request)")
        #expect(answer.reasons == expected.reasons, "\(text)\n\(request)")
        #expect(answer.errors.map(\.policyID) == expected.errors.map(\.policyID), "\(text)\n\(request)")
        #expect(answer.errors.map(\.error) == expected.errors.map(\.error), "\(text)\n\(request)")
    }
}

@Test(arguments: [41, 42, 43, 44] as [UInt64], [false, true])
func `random sets are decided alike, compiled or not`(seed: UInt64, wholeLanguage: Bool) throws {
    var generator = PolicyGenerator(seed: seed, wholeLanguage: wholeLanguage)
    let groups = try Schema.parse(PolicyGenerator.schemaText, file: "t").groups
    for _ in 0..<150 {
        let text = generator.policySet()
        try expectSameAnswers(text, (0..<3).map { _ in generator.request() }, groups)
    }
}

@Test(arguments: [
    "context.r.x == 1", "context.r has y", "context.r.x has y", "context.absent has y", "context has r.x.y",
    "context has n.x", "context.n.x == 1", "11 <= context.n",
    "context.n < context.m",
    "context.d < decimal(\"1.0\")", "decimal(\"1.0\") > context.d", "context.d.lessThan(decimal(\"1.0\"))",
    "context.n.lessThan(decimal(\"1.0\"))", "decimal(\"x\") == context.d", "[1, decimal(\"x\")].contains(context.n)",
    "[].containsAll(context.names)", "context.names.containsAll([\"a\"])", "context.names.containsAny([\"a\"])",
    "[\"a\"].containsAny(context.names)", "[\"a\"].contains(context.s)", "context.names.contains(\"a\")",
    "context.n.isEmpty()",
    "context.names.isEmpty()", "[context.n].contains(1)", "if context.b then context.nothing else true", "context.n",
    "context == {}", "context.s == \"e\\u{301}\"", "context.s != context.n", "context.t < duration(\"1d\")", "1 < 2",
    "context.t >= datetime(\"2026-01-01\")", "principal is User", "context.names.containsAll(1)",
    "[1].containsAll(context.n)",
])
func `each form is decided alike, compiled or not`(condition: String) throws {
    var generator = PolicyGenerator(seed: 7)
    let text = ["permit", "forbid"].map { "\($0)(principal, action, resource) when { \(condition) };" }.joined()
    try expectSameAnswers(text, (0..<40).map { _ in generator.request() }, .none)
}
