// SPDX-License-Identifier: Apache-2.0
//
// What a question is worth that the solver couldn't settle, or that should not have been asked.

import Cedar
import CedarProver
import Testing

@Suite struct LimitTests {
    private static let old = "context.n < context.k && context.k < 100 || context.names.containsAny(context.tags)"
    private static let new = "context.n <= context.k && context.k < 90 || context.tags.containsAny(context.names)"

    @Test func `G11 what the solver gives up on is not proven`() throws {
        let prover = try Sample.prover(stepLimit: 1)
        let comparison = try prover.compare(Sample.permit(Self.old), Sample.permit(Self.new))
        guard case .notProven(let reason) = comparison.verdict else {
            Issue.record("\(comparison.verdict)")
            return
        }
        #expect(!reason.isEmpty)
        #expect(!comparison.isComplete)
        let floor = try #require(
            Sample.set("forbid(principal, action, resource) when { context.n > 200 };").policies.first)
        let proof = try prover.implies(Sample.permit(Self.old), floor: floor)
        #expect(!proof.isProven)
        guard case .notProven = proof else {
            Issue.record("\(proof)")
            return
        }
        let dead = try prover.deadRules(Sample.permit(Self.old))
        guard case .notProven? = dead.first?.reason else {
            Issue.record("\(dead)")
            return
        }
        #expect(throws: ProverError(.notProven, "", help: "")) {
            try prover.nearestAllowed(
                Sample.request(["n": .long(30)]), under: Sample.permit(Self.old),
                costs: [ChangeCost(.fact("n"), cost: 1)])
        }
    }

    @Test func `G11 what the solver gives up on is not taken for never failing`() throws {
        let set = try Sample.permit("context.n < context.k && context.names.containsAny(context.tags) && context.m < 3")
        guard case .notProven = try Sample.prover(stepLimit: 1).neverErrors(set) else {
            Issue.record("settled in one step")
            return
        }
    }

    @Test func `with enough steps the same questions are settled`() throws {
        let prover = try Sample.prover(stepLimit: 10_000_000)
        #expect(try prover.compare(Sample.permit(Self.old), Sample.permit(Self.new)).verdict == .incomparable)
    }

    @Test func `a set that the validator refuses is not compared`() throws {
        let prover = try Sample.prover()
        let good = try Sample.permit("context.b")
        for bad in ["context.m < 3", "context.n + 1 < 3", "context.nothing", "context.s like \"a*\""] {
            #expect(throws: ProverError(.invalidSet, "", help: "")) { try prover.compare(good, Sample.permit(bad)) }
            #expect(throws: ProverError(.invalidSet, "", help: "")) { try prover.compare(Sample.permit(bad), good) }
            #expect(throws: ProverError(.invalidSet, "", help: "")) { try prover.deadRules(Sample.permit(bad)) }
            #expect(throws: ProverError(.invalidSet, "", help: "")) {
                try prover.nearestAllowed(Sample.request(), under: Sample.permit(bad), costs: [])
            }
        }
    }

    @Test func `G10 a refusal names the place and what to write`() throws {
        do {
            _ = try Sample.prover().deadRules(Sample.permit("context.m < 3"))
            Issue.record("not refused")
        } catch let error as ProverError {
            #expect(error.code == .invalidSet)
            #expect(error.place == "test.cedar:1:44")
            #expect(error.help.contains("has m"))
        }
    }

    @Test func `G10 a baseline that isn't the schema's is refused`() throws {
        #expect(throws: ProverError(.invalidRequest, "", help: "")) {
            try Sample.prover(catalogue: Catalogue(baselines: [Sample.request(["n": .string("5")])]))
        }
    }

    @Test func `facts that can't be reasoned about are refused only where a policy reads them`() throws {
        let schema = try Schema.parse(
            """
            entity User; entity Data;
            action run appliesTo { principal: User, resource: Data, context: { n: Long, odd: Set<Set<Long>> } };
            """, file: "odd.cedarschema")
        let prover = try PolicyProver(schema: schema)
        #expect(
            try prover.compare(Sample.permit("context.n < 3"), Sample.permit("context.n < 4")).verdict
                == .morePermissive)
        #expect(throws: ProverError(.unsupported, "", help: "")) {
            try prover.compare(Sample.permit("context.n < 3"), Sample.permit("context.odd.isEmpty()"))
        }
    }

    @Test func `provers work side by side`() async throws {
        try await withThrowingTaskGroup(of: Comparison.Verdict.self) { group in
            for limit in 1...8 {
                group.addTask {
                    try Sample.prover().compare(
                        Sample.permit("context.n < \(limit)"), Sample.permit("context.n < \(limit + 1)")
                    ).verdict
                }
            }
            for try await verdict in group { #expect(verdict == .morePermissive) }
        }
    }

    @Test func `parameters are named as policies write them`() {
        #expect(Parameter.fact(["q", "full name"]).description == #"context.q["full name"]"#)
        #expect(Parameter.principal.description == "principal")
    }

    @Test func `a value is set and unset at any depth`() {
        let request = Sample.request()
        let deeper = request.setting(.fact(["q", "y"]), to: .string("z"))
        #expect(deeper.value(of: .fact(["q", "y"])) == .string("z"))
        #expect(deeper.changes(from: request) == [Change(parameter: .fact(["q", "y"]), from: nil, to: .string("z"))])
        #expect(deeper.setting(.fact(["q", "y"]), to: nil).changes(from: request).isEmpty)
        #expect(request.setting(.fact(["r", "x"]), to: .long(1)).changes(from: request).isEmpty)
    }
}
