// SPDX-License-Identifier: Apache-2.0
//
// Rules that change nothing, each for its own reason.

import Cedar
import CedarProver
import Testing

@Suite struct DeadRuleTests {
    private func dead(_ text: String) throws -> [DeadRule] {
        try Sample.prover().deadRules(Sample.set(text))
    }

    @Test func `a rule that no request meets is vacuous`() throws {
        let found = try dead(
            """
            @id("a") permit(principal, action, resource) when { context.n < 3 && context.n > 3 };
            @id("b") permit(principal, action, resource) when { context.n < 3 };
            @id("c") forbid(principal, action, resource) unless { context.n < 3 || context.n >= 3 };
            """)
        #expect(found == [DeadRule(rule: "a", reason: .vacuous), DeadRule(rule: "c", reason: .vacuous)])
    }

    @Test func `a narrower rule is shadowed by the wider one`() throws {
        let found = try dead(
            """
            @id("a") permit(principal, action, resource) when { context.n < 3 };
            @id("b") permit(principal, action, resource) when { context.n < 4 };
            @id("c") forbid(principal, action, resource) when { context.n == 1 && context.b };
            @id("d") forbid(principal, action, resource) when { context.n == 1 };
            """)
        #expect(
            found == [DeadRule(rule: "a", reason: .shadowed(by: "b")), DeadRule(rule: "c", reason: .shadowed(by: "d"))])
    }

    @Test func `equal rules are redundant with each other`() throws {
        let found = try dead(
            """
            @id("a") permit(principal, action, resource) when { context.n < 3 };
            @id("b") permit(principal, action, resource) unless { context.n >= 3 };
            """)
        #expect(
            found == [
                DeadRule(rule: "a", reason: .redundant(with: "b")), DeadRule(rule: "b", reason: .redundant(with: "a")),
            ])
    }

    @Test func `a rule may be covered by several together`() throws {
        let found = try dead(
            """
            @id("a") permit(principal, action, resource) when { context.n < 3 };
            @id("b") permit(principal, action, resource) when { context.n < 5 && context.b };
            @id("c") permit(principal, action, resource) when { context.n < 5 && !context.b };
            """)
        #expect(found == [DeadRule(rule: "a", reason: .covered(by: ["b", "c"]))])
    }

    @Test func `G11 a forbid whose guard is always true overrides every permit and is seen`() throws {
        let found = try dead(
            """
            @id("a") permit(principal, action, resource) when { context.n < 3 };
            @id("b") permit(principal, action, resource) when { context.b };
            @id("all") forbid(principal, action, resource) when { context.n < 11 || context.n >= 11 };
            """)
        #expect(
            found == [
                DeadRule(rule: "a", reason: .overridden(by: ["all"])),
                DeadRule(rule: "b", reason: .overridden(by: ["all"])),
            ])
    }

    @Test func `a permit may be overridden by two forbids together`() throws {
        let found = try dead(
            """
            @id("a") permit(principal, action, resource) when { context.n < 3 };
            @id("low") forbid(principal, action, resource) when { context.n < 1 };
            @id("high") forbid(principal, action, resource) when { context.n > 0 };
            """)
        #expect(found == [DeadRule(rule: "a", reason: .overridden(by: ["low", "high"]))])
    }

    @Test func `rules that all matter are not reported`() throws {
        let found = try dead(
            """
            permit(principal, action, resource) when { context.n < 3 };
            permit(principal, action, resource) when { context.n < 4 && context.b };
            forbid(principal, action, resource) when { context.n == 1 };
            forbid(principal, action, resource == Data::"fares") when { context.n == 2 };
            """)
        #expect(found.isEmpty)
    }

    @Test func `a rule is dead only if it is in every kind of request`() throws {
        let schema = try Schema.parse(
            """
            entity A, B;
            entity D;
            action run appliesTo { principal: [A, B], resource: D, context: { n: Long } };
            """, file: "test.cedarschema")
        let set = try Sample.set(
            """
            @id("a") permit(principal, action, resource) when { context.n < 3 };
            @id("b") permit(principal is A, action, resource) when { context.n < 4 };
            @id("c") permit(principal is A, action, resource) when { context.n < 2 };
            """)
        #expect(
            try PolicyProver(schema: schema).deadRules(set) == [DeadRule(rule: "c", reason: .shadowed(by: "a"))])
    }

    @Test func `G11 a guard that every real request passes is seen where the catalogue says what is real`() throws {
        let text = """
            @id("a") permit(principal, action, resource) when { context.n < 3 };
            @id("b") forbid(principal, action, resource) unless { context.k >= 0 };
            @id("c") forbid(principal, action, resource) unless { context.s != "z" };
            @id("d") forbid(principal, action, resource == Data::"other") when { context.k > 0 };
            """
        let catalogue = Catalogue(
            values: [.fact("s"): [.string("a"), .string("b")], .resource: [.entity("Data", "trips")]],
            ranges: [.fact("k"): 0...100])
        let found = try Sample.prover(catalogue: catalogue).deadRules(Sample.set(text))
        #expect(
            found == [
                DeadRule(rule: "b", reason: .beyondCatalogue), DeadRule(rule: "c", reason: .beyondCatalogue),
            ])
        #expect(try dead(text).isEmpty)
    }

    @Test func `the demonstration has no dead rule`() throws {
        #expect(try Demonstration.prover().deadRules(Demonstration.all()).isEmpty)
    }
}
