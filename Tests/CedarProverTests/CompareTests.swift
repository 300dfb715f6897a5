// SPDX-License-Identifier: Apache-2.0
//
// Pairs of sets with known verdicts, condition against condition and set against set. Each is asked in both directions:
// the reverse of "more permissive" is "less permissive".

import Cedar
import CedarProver
import Testing

@Suite struct CompareTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let old: String
        let new: String
        let verdict: Comparison.Verdict

        init(_ old: String, _ new: String, _ verdict: Comparison.Verdict) {
            self.old = old
            self.new = new
            self.verdict = verdict
        }

        var testDescription: String { "\(old)  ->  \(new)" }
    }

    static let numbers = [
        Case("context.n < 11", "context.n < 12", .morePermissive),
        Case("context.n < 11", "context.n <= 10", .equivalent),
        Case("context.n <= 11", "context.n < 11", .lessPermissive),
        Case("context.n > 3", "context.n < 3", .incomparable),
        Case("context.n >= 3 && context.n <= 3", "context.n == 3", .equivalent),
        Case("context.n != 3", "context.n < 3 || 3 < context.n", .equivalent),
        Case("context.n < context.k", "context.n <= context.k", .morePermissive),
        Case("context.n < context.k && context.k < 2", "context.n < 1 && context.k < 2", .morePermissive),
        Case("context.n < context.k && context.k < 2", "context.n < 1", .morePermissive),
        Case("context.n <= 9223372036854775807", "true", .equivalent),
        Case("context.n >= -9223372036854775808", "true", .equivalent),
        Case("context.n > 9223372036854775806", "context.n == 9223372036854775807", .equivalent),
        Case("false", "context.n < -9223372036854775808", .equivalent),
        Case("!(context.n < 5)", "context.n >= 5", .equivalent),
        Case("context.n < 5 || context.n > 7", "context.n != 5 && context.n != 6 && context.n != 7", .equivalent),
        Case("context.d.lessThan(decimal(\"0.5\"))", "context.d.lessThan(decimal(\"0.5000\"))", .equivalent),
        Case(
            "context.d.lessThan(decimal(\"0.5\"))", "context.d.lessThanOrEqual(decimal(\"0.4999\"))", .equivalent),
        Case("context.d.lessThan(decimal(\"0.5\"))", "context.d.lessThan(decimal(\"0.6\"))", .morePermissive),
        Case("context.d.greaterThan(decimal(\"-0.5\"))", "context.d.greaterThan(decimal(\"0.5\"))", .lessPermissive),
        Case(
            "context.at < datetime(\"2026-03-02\")", "context.at < datetime(\"2026-03-02T00:00:00Z\")", .equivalent),
        Case(
            "context.at < datetime(\"2026-03-02\")", "context.at < datetime(\"2026-03-02T01:00:00+0100\")",
            .equivalent),
        Case("context.at < datetime(\"2026-03-02\")", "context.at < datetime(\"2026-03-03\")", .morePermissive),
        Case("context.u < duration(\"1d\")", "context.u < duration(\"24h\")", .equivalent),
        Case("context.u < duration(\"1d\")", "context.u < duration(\"-1d\")", .lessPermissive),
    ]

    static let words = [
        Case("context.s == \"a\"", "context.s == \"b\"", .incomparable),
        Case("context.s == \"a\"", "[\"a\", \"b\"].contains(context.s)", .morePermissive),
        Case("context.s != \"a\"", "true", .morePermissive),
        Case("context.s == context.t", "context.t == context.s", .equivalent),
        Case("context.s == context.t && context.s == \"a\"", "context.s == \"a\" && context.t == \"a\"", .equivalent),
        Case("context.s == context.t", "context.s == \"a\" && context.t == \"a\"", .lessPermissive),
        Case("context.s == \"é\"", "context.s == \"e\\u{301}\"", .incomparable),
        Case("context.s == \"a\" || context.s != \"a\"", "true", .equivalent),
        Case("context.p == Purpose::\"health\"", "context.p != Purpose::\"transport\"", .morePermissive),
        Case(
            "context.p == Purpose::\"health\" || context.p == Purpose::\"other\"",
            "context.p != Purpose::\"transport\"", .equivalent),
        Case("resource == Data::\"trips\"", "resource != Data::\"fares\"", .morePermissive),
        Case("principal == context.who", "true", .morePermissive),
        Case(
            "principal == User::\"a\" && principal == context.who", "context.who == User::\"a\" && principal is User",
            .morePermissive),
        Case("context.who == User::\"a\"", "[User::\"a\", User::\"b\"].contains(context.who)", .morePermissive),
        Case("action == Action::\"run\"", "true", .equivalent),
        Case("principal is User", "true", .equivalent),
    ]

    static let sets = [
        Case("context.names.contains(\"a\")", "context.names.containsAny([\"a\", \"b\"])", .morePermissive),
        Case("context.names.containsAll([\"a\", \"b\"])", "context.names.contains(\"a\")", .morePermissive),
        Case(
            "context.names.containsAll([\"a\", \"b\"])",
            "context.names.contains(\"a\") && context.names.contains(\"b\")", .equivalent),
        Case("[\"a\", \"b\"].containsAll(context.names)", "[\"a\"].containsAll(context.names)", .lessPermissive),
        Case("[\"a\", \"b\"].containsAll(context.names)", "!context.names.contains(\"c\")", .morePermissive),
        Case("context.names == [\"a\", \"a\"]", "context.names == [\"a\"]", .equivalent),
        Case("context.names == [\"a\"]", "[\"a\"].containsAll(context.names)", .morePermissive),
        Case(
            "context.names == [\"a\"]", "[\"a\"].containsAll(context.names) && !context.names.isEmpty()", .equivalent),
        Case("context.names.isEmpty()", "![\"a\"].containsAny(context.names)", .morePermissive),
        Case("context.names.containsAll(context.tags)", "context.tags.isEmpty()", .lessPermissive),
        Case(
            "context.names.containsAll(context.tags) && context.tags.containsAll(context.names)",
            "context.names == context.tags", .equivalent),
        Case("context.names.containsAny(context.tags)", "!context.names.isEmpty()", .morePermissive),
        Case(
            "context.names.containsAny(context.tags)",
            "context.names == context.tags && !context.names.isEmpty()", .lessPermissive),
        Case(
            "context.names.contains(context.s) && context.s == \"z\"",
            "context.names.contains(\"z\") && context.s == \"z\"", .equivalent),
        Case(
            "context.names.contains(context.s)", "context.names.containsAny([context.s, context.t])", .morePermissive),
        Case("context.ps.contains(context.p)", "!context.ps.isEmpty()", .morePermissive),
        Case(
            "context.ps.containsAll([Purpose::\"health\", Purpose::\"transport\", Purpose::\"other\"])",
            "context.ps.contains(context.p)", .morePermissive),
        Case("context.ns.contains(7)", "context.ns.contains(context.n) && context.n == 7", .lessPermissive),
        Case("context.ns == [10, 20]", "context.ns == [20, 10, 10]", .equivalent),
        Case(
            "context.n == 10 && context.k == 20 && context.ns == [context.n, context.k, 20]",
            "context.ns == [10, 20]", .morePermissive),
        Case("context.ns.contains(context.n) && context.n > 3", "!context.ns.isEmpty()", .morePermissive),
        Case("context.ns.isEmpty()", "![1, 2].containsAny(context.ns)", .morePermissive),
    ]

    static let records = [
        Case("context has m", "context has m && context.m < 3", .lessPermissive),
        Case("context has m && context.m < 3", "if context has m then context.m < 3 else true", .morePermissive),
        Case(
            "if context has m then context.m < 3 else true", "!(context has m) || (context has m && context.m < 3)",
            .equivalent),
        Case("context has r.y", "context has r && context.r has y", .equivalent),
        Case("context has r.y", "context has r", .morePermissive),
        Case("context has r && context.r.x < 3", "context has r && context.r.x < 4", .morePermissive),
        Case("context.q.x == 3", "context.q.x == 3 && context.q has y", .lessPermissive),
        Case("context has r && context.r == context.q", "context has r", .morePermissive),
        Case(
            "context has r && context.r == context.q && context.q.x > 1", "context has r && context.r.x > 1",
            .morePermissive),
        Case("(if context.b then context.n else context.k) < 5", "context.n < 5 && context.k < 5", .lessPermissive),
        Case(
            "(if context.b then context.n else context.k) < 5",
            "(context.b && context.n < 5) || (!context.b && context.k < 5)", .equivalent),
        Case(
            "(if context.b then context.names else context.tags).contains(\"a\")",
            "context.names.contains(\"a\") || context.tags.contains(\"a\")", .morePermissive),
        Case(
            "(if context.b then \"a\" else \"b\") == context.s", "[\"a\", \"b\"].contains(context.s)", .morePermissive),
        Case("{x: context.n}.x < 4", "context.n < 4", .equivalent),
        Case("context.b", "!(!context.b)", .equivalent),
        Case("context.b == context.b", "true", .equivalent),
        Case("context.b", "context.b == (context.n < 3)", .incomparable),
    ]

    @Test(arguments: numbers + words + sets + records)
    func `conditions compare as is known`(_ one: Case) throws {
        try expect(one.verdict, old: Sample.permitText(one.old), new: Sample.permitText(one.new))
    }

    static let all = "permit(principal, action, resource);"

    static let wholeSets = [
        Case("", "", .equivalent),
        Case("", all, .morePermissive),
        Case(all, "@id(\"no\") forbid(principal, action, resource);", .lessPermissive),
        Case("", "forbid(principal, action, resource);", .equivalent),
        Case(all, all + "forbid(principal, action, resource) when { context.b && !context.b };", .equivalent),
        Case(all, all + "forbid(principal, action, resource) when { context.n < 11 };", .lessPermissive),
        Case(
            all + "forbid(principal, action, resource) when { context.n < 11 };",
            all + "forbid(principal, action, resource) unless { context.n >= 11 };", .equivalent),
        Case(
            all + "forbid(principal, action, resource) when { context.n < 11 };",
            all + "forbid(principal, action, resource) unless { context.n >= 11 || context.b };", .morePermissive),
        Case(
            "permit(principal, action, resource) when { context.n < 5 };",
            """
            permit(principal, action, resource) when { context.n < 5 } when { context.b };
            permit(principal, action, resource) when { context.n < 5 } unless { context.b };
            """, .equivalent),
        Case("permit(principal == User::\"a\", action, resource);", all, .morePermissive),
        Case(
            "permit(principal == User::\"a\", action, resource);",
            "permit(principal, action, resource == Data::\"trips\");", .incomparable),
        Case(
            "permit(principal, action, resource is Data);", "permit(principal is User, action, resource);",
            .equivalent),
    ]

    @Test(arguments: wholeSets)
    func `sets compare as is known`(_ one: Case) throws {
        try expect(one.verdict, old: one.old, new: one.new)
    }

    private func expect(_ verdict: Comparison.Verdict, old: String, new: String) throws {
        let prover = try Sample.prover()
        let (before, after) = (try Sample.set(old), try Sample.set(new))
        let comparison = try prover.compare(before, after)
        #expect(comparison.verdict == verdict)
        #expect(comparison.newlyAllowed.isEmpty == [.equivalent, .lessPermissive].contains(verdict))
        #expect(comparison.noLongerAllowed.isEmpty == [.equivalent, .morePermissive].contains(verdict))
        #expect(try prover.compare(after, before).verdict == verdict.reversed)
        for example in comparison.newlyAllowed {
            try checkExample(example, allowedBy: after, not: before, prover)
        }
        for example in comparison.noLongerAllowed {
            try checkExample(example, allowedBy: before, not: after, prover)
        }
    }
}

/// The evaluator that walks the tree says so too, on a request that the schema takes.
func checkExample(
    _ example: Counterexample, allowedBy one: PolicySet, not other: PolicySet, _ prover: PolicyProver
) throws {
    try prover.schema.validate(example.request)
    let groups = prover.schema.groups
    #expect(Authorizer.isAuthorized(example.request, one, groups: groups).failClosedDecision == .allow)
    #expect(Authorizer.isAuthorized(example.request, other, groups: groups).failClosedDecision == .deny)
    if let settled = example.settled {
        #expect(Authorizer.isAuthorized(settled, one, groups: groups).decision == .allow)
        #expect(Authorizer.isAuthorized(settled, other, groups: groups).decision == .allow)
        #expect(Set(settled.changes(from: example.request).map(\.parameter)) == Set(example.decisive))
    }
}

extension Comparison.Verdict {
    fileprivate var reversed: Comparison.Verdict {
        switch self {
        case .morePermissive: .lessPermissive
        case .lessPermissive: .morePermissive
        default: self
        }
    }
}
