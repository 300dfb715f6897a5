// SPDX-License-Identifier: Apache-2.0
//
// Sets that could fail on some request are found, with the request; sets that can't are proved. A forbid that fails is
// skipped by Cedar, which then allows: this is the hole that the question closes.

import Cedar
import CedarProver
import Testing

@Suite struct NeverErrorsTests {
    static let safe = [
        "context.n < 11",
        "context has m && context.m < 3",
        "!(context has m) || context.m < 3",
        "if context has m then context.m < 3 else false",
        "context has r && context.r has y && context.r.y == \"a\"",
        "context has r.y && context.r.y == \"a\"",
        "context.b && !context.b && context.n * 2 < 3",
        "false && context.nothing == 1",
        "true || 1 + 1 == 2",
        "principal is Data && principal.name == \"x\"",
        "context.s == 1 || context.b",
    ]

    @Test(arguments: safe)
    func `G11 a set that never fails is proved`(_ condition: String) throws {
        #expect(try Sample.prover().neverErrors(Sample.permit(condition)).isProven)
    }

    static let failing = [
        "context.m < 3",
        "context has m || context.m < 3",
        "context has r && context.r.y == \"a\"",
        "context has r.y && context.r.x < 3 || context.r.x > 3",
        "if context.b then context has m && context.m < 3 else context.m < 3",
        "context.n * context.k < 11",
        "context.n + 1 > 0",
        "context.nothing == 1",
        "context.s < 3",
        "context.d < decimal(\"0.5\")",
        "context.n.contains(1)",
        "context.names.contains(context.m)",
        "principal.name == \"x\"",
        "principal in User::\"g\"",
        "context.s like \"a*\"",
        "context.n",
    ]

    @Test(arguments: failing)
    func `G11 a set that can fail is refuted by a request on which it fails`(_ condition: String) throws {
        let set = try Sample.set(
            "permit(principal, action, resource); forbid" + Sample.permitText(condition).dropFirst(6))
        let prover = try Sample.prover()
        guard case .refuted(let example) = try prover.neverErrors(set) else {
            Issue.record("not refuted: \(condition)")
            return
        }
        let response = Authorizer.isAuthorized(example.request, set, groups: prover.schema.groups)
        #expect(response.errors.map(\.policyID) == ["policy1"])
        #expect(example.rules == ["policy1"])
        try prover.schema.validate(example.request)
    }

    @Test func `G11 the demonstration policies never fail`() throws {
        #expect(try Demonstration.prover().neverErrors(Demonstration.all()).isProven)
    }

    @Test func `the missing attribute is named as what makes the difference`() throws {
        let prover = try Sample.prover(catalogue: Catalogue(baselines: [Sample.request(["m": .long(1)])]))
        guard case .refuted(let example) = try prover.neverErrors(Sample.permit("context.m < 3")) else {
            Issue.record("not refuted")
            return
        }
        #expect(example.changes == [Change(parameter: .fact("m"), from: .long(1), to: nil)])
        #expect(example.decisive == [.fact("m")])
    }

    @Test func `a scope that level 0 leaves out fails`() throws {
        let set = try Sample.set("permit(principal in User::\"g\", action, resource);")
        guard case .refuted = try Sample.prover().neverErrors(set) else {
            Issue.record("not refuted")
            return
        }
    }
}
