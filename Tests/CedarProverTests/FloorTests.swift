// SPDX-License-Identifier: Apache-2.0
//
// Floors against sets that respect them, and against those that don't: openly, by an exception after `unless`, by a
// guard that is always true, by a value that may be missing.

import Cedar
import CedarProver
import Testing

@Suite struct FloorTests {
    static let floor = "@id(\"floor\") forbid(principal, action, resource) when { context.n < 11 };"

    private func proof(_ set: String, floor: String = floor) throws -> Proof {
        let floor = try #require(Sample.set(floor).policies.first)
        return try Sample.prover().implies(Sample.set(set), floor: floor)
    }

    static let respectful = [
        "permit(principal, action, resource) when { context.n >= 11 };",
        "permit(principal, action, resource) when { context.n > 10 && context.b };",
        "permit(principal, action, resource); forbid(principal, action, resource) when { context.n < 11 };",
        "permit(principal, action, resource); forbid(principal, action, resource) unless { context.n >= 12 };",
        "permit(principal, action, resource) when { context.n == context.k && context.k > 20 };",
        "permit(principal, action, resource) when { context has m && context.m > 10 && context.n >= context.m };",
        "forbid(principal, action, resource) when { context.b };",
        "permit(principal, action, resource) when { context.n > 20 } unless { context.n < 5 };",
    ]

    @Test(arguments: respectful)
    func `a set that respects the floor is proved to`(_ set: String) throws {
        #expect(try proof(set).isProven)
    }

    static let disrespectful = [
        "permit(principal, action, resource);",
        "permit(principal, action, resource) when { context.n >= 10 };",
        "permit(principal, action, resource) when { context.n > 10 || context.b };",
        "permit(principal, action, resource);"
            + "forbid(principal, action, resource) when { context.n < 11 && context.b };",
        """
        permit(principal, action, resource);
        forbid(principal, action, resource) when { context.n < 11 } unless { context.s == "trusted" };
        """,
        """
        permit(principal, action, resource);
        forbid(principal, action, resource) when { context.n < 11 } unless { context.n < 11 || context.n >= 11 };
        """,
        "permit(principal, action, resource);"
            + "forbid(principal == User::\"a\", action, resource) when { context.n < 11 };",
        """
        permit(principal, action, resource);
        forbid(principal, action, resource == Data::"trips") when { context.n < 11 };
        forbid(principal, action, resource == Data::"fares") when { context.n < 11 };
        """,
        """
        permit(principal, action, resource);
        forbid(principal, action, resource) when { context has m && context.m < 1 && context.n < 11 };
        """,
    ]

    @Test(arguments: disrespectful)
    func `a floor that is hidden or hollowed out is refuted with a request`(_ text: String) throws {
        guard case .refuted(let example) = try proof(text) else {
            Issue.record("not refuted: \(text)")
            return
        }
        let set = try Sample.set(text)
        #expect(Authorizer.isAuthorized(example.request, set).failClosedDecision == .allow)
        let number = try #require(example.request.context["n"])
        #expect([.long(10), .long(5), .long(0)].contains(number))
        #expect(example.opposing == ["floor"])
    }

    @Test(arguments: [
        // Overflows where `n` is large, so that Cedar skips the forbid.
        "permit(principal, action, resource); forbid(principal, action, resource) when { context.n * context.k < 11 };",
        // Fails where `m` is missing.
        "permit(principal, action, resource); forbid(principal, action, resource) when { context.m < 11 };",
        "permit(principal, action, resource); forbid(principal, action, resource) when { context.nothing < 11 };",
    ])
    func `G11 no floor is proved of a set that may fail`(_ text: String) throws {
        #expect(throws: ProverError(.invalidSet, "", help: "")) { try proof(text) }
        guard case .refuted = try Sample.prover().neverErrors(Sample.set(text)) else {
            Issue.record("said never to fail: \(text)")
            return
        }
    }

    @Test func `a floor that permits is refused`() throws {
        #expect(throws: ProverError(.invalidSet, "", help: "")) {
            try proof("permit(principal, action, resource);", floor: "permit(principal, action, resource);")
        }
    }

    @Test func `the nearest request within the floor is given, and the fact that matters`() throws {
        let catalogue = Catalogue(baselines: [Sample.request(["n": .long(40)])])
        let floor = try #require(Sample.set(Self.floor).policies.first)
        let set = try Sample.permit("context.n >= 4 || context.b")
        guard case .refuted(let example) = try Sample.prover(catalogue: catalogue).implies(set, floor: floor) else {
            Issue.record("not refuted")
            return
        }
        #expect(example.changes == [Change(parameter: .fact("n"), from: .long(40), to: .long(10))])
        #expect(example.decisive == [.fact("n")])
        #expect(example.settled?.context["n"] == .long(11))
        #expect(example.isMinimal)
    }

    @Test func `G11 the charter's floors hold of the demonstration at every date`() throws {
        let prover = try Demonstration.prover()
        let stages = try Demonstration.all().stages
        #expect(stages.map(\.from) == [nil, "2031-01-01"])
        for stage in stages {
            for floor in try Demonstration.policies("charter.cedar").policies {
                #expect(try prover.implies(stage.policies, floor: floor).isProven, "\(floor.id)")
            }
        }
    }

    @Test func `a floor that only the charter holds is not one of the policy alone`() throws {
        let floors = try Demonstration.policies("charter.cedar")
        let threshold = try #require(floors["garde-fou-seuil"])
        let proof = try Demonstration.prover().implies(Demonstration.policies("mobility.cedar"), floor: threshold)
        guard case .refuted(let example) = proof else {
            Issue.record("not refuted")
            return
        }
        #expect(example.changes == [Change(parameter: .fact("threshold"), from: .long(11), to: .long(10))])
        #expect(example.decisive == [.fact("threshold")])
        #expect(example.rules == ["mobilites-autorite-organisatrice"])
        #expect(example.isFromCatalogue)
    }
}
