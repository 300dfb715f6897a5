// SPDX-License-Identifier: Apache-2.0
//
// Examples for people: as near to a known study as can be, of values that exist, one for each kind of change, with the
// parameter that makes the difference.

import Cedar
import CedarProver
import Testing

@Suite struct CounterexampleTests {
    private func compare(_ replacements: [(String, String)]) throws -> Comparison {
        let text = try Demonstration.text("charter.cedar") + "\n" + Demonstration.text("mobility.cedar")
        var changed = text
        for (old, new) in replacements {
            #expect(changed.contains(old))
            changed = changed.replacing(old, with: new)
        }
        return try Demonstration.prover().compare(
            PolicySet.parse(text, file: "old.cedar"), PolicySet.parse(changed, file: "new.cedar"))
    }

    @Test func `a raised limit is shown by the study just above the old one`() throws {
        let comparison = try compare([("context.epsilonMicro <= 2000000", "context.epsilonMicro <= 3000000")])
        #expect(comparison.verdict == .morePermissive)
        #expect(comparison.isComplete)
        let example = try #require(comparison.newlyAllowed.first)
        #expect(comparison.newlyAllowed.count == 1)
        #expect(example.decisive == [.fact("epsilonMicro")])
        #expect(example.settled?.context["epsilonMicro"] == .long(2_000_000))
        #expect(example.rules == ["mobilites-debat-public"])
        #expect(example.isFromCatalogue)
        #expect(example.isMinimal)
        #expect(example.changes.map(\.parameter) == [.fact("epsilonMicro"), .fact("requesterKind")])
    }

    @Test func `each kind of change has its own example`() throws {
        let comparison = try compare([
            ("context.retentionDays <= 1096", "context.retentionDays <= 1200"),
            ("context.cellsPerUnit <= 32", "context.cellsPerUnit <= 40"),
            ("context.daysSincePeriodEnd >= 90", "context.daysSincePeriodEnd >= 120"),
        ])
        #expect(comparison.verdict == .incomparable)
        let decisive = comparison.newlyAllowed.map(\.decisive)
        #expect(decisive.count == 2)
        #expect(Set(decisive) == [[.fact("cellsPerUnit")], [.fact("retentionDays")]])
        #expect(comparison.noLongerAllowed.map(\.decisive) == [[.fact("daysSincePeriodEnd")]])
        #expect(comparison.noLongerAllowed.first?.rules == ["mobilites-recherche"])
    }

    @Test func `a dropped prohibition is one kind of change for all the rules it held back`() throws {
        let comparison = try compare([(#"context.columnsRead.contains("card_id")"#, "false")])
        #expect(comparison.verdict == .morePermissive)
        #expect(comparison.newlyAllowed.map(\.decisive) == [[.fact("columnsRead")]])
        let example = try #require(comparison.newlyAllowed.first)
        #expect(example.opposing == ["mobilites-pas-de-carte"])
        // Only the rule after a ballot doesn't list the columns, so the nearest study is a voted one.
        #expect(example.request.context["approvedByBallot"] == .bool(true))
    }

    @Test func `a weakened floor is shown by the floor's own limit`() throws {
        let comparison = try compare([("context.threshold < 11", "context.threshold < 10")])
        let example = try #require(comparison.newlyAllowed.first)
        #expect(example.changes == [Change(parameter: .fact("threshold"), from: .long(11), to: .long(10))])
        #expect(example.decisive == [.fact("threshold")])
        #expect(example.opposing == ["garde-fou-seuil"])
        #expect(comparison.newlyAllowed.count == 1)
    }

    @Test func `a limit turned around is named, though no value of it is allowed before and after`() throws {
        let comparison = try compare([("context.epsilonMicro <= 2000000", "context.epsilonMicro > 2000000")])
        #expect(comparison.verdict == .incomparable)
        #expect(comparison.newlyAllowed.map(\.decisive) == [[.fact("epsilonMicro")]])
        #expect(comparison.noLongerAllowed.map(\.decisive) == [[.fact("epsilonMicro")]])
        #expect(comparison.newlyAllowed.first?.settled == nil)
    }

    @Test func `a rule under a new name is told from the one that comes nearest`() throws {
        let comparison = try compare([
            ("@id(\"mobilites-debat-public\")", "@id(\"renamed\")"),
            ("context.epsilonMicro <= 2000000", "context.epsilonMicro <= 3000000"),
        ])
        #expect(comparison.newlyAllowed.map(\.decisive) == [[.fact("epsilonMicro")]])
        #expect(comparison.newlyAllowed.first?.rules == ["renamed"])
    }

    @Test func `numbers stay in the range that a study can have, or it is said that they don't`() throws {
        let known = Catalogue(baselines: [Sample.request(["n": .long(4_000)])], ranges: [.fact("n"): 0...1_000])
        let prover = try Sample.prover(catalogue: known)
        let wider = "context.n < 20 || context.n == 900 || context.n > 5000"
        let within = try prover.compare(Sample.permit("context.n < 20"), Sample.permit(wider)).newlyAllowed
        #expect(within.first?.request.context["n"] == .long(900))
        #expect(within.first?.isFromCatalogue == true)
        let beyond = try prover.compare(Sample.permit("context.n >= 0"), Sample.permit("true")).newlyAllowed
        #expect(beyond.map(\.isFromCatalogue) == [false])
    }

    @Test func `values are the catalogue's, or it is said that they aren't`() throws {
        let listed = try compare([
            (
                #"["association", "citizens-group"].contains"#,
                #"["association", "citizens-group", "energy-authority"].contains"#
            )
        ])
        let known = try #require(listed.newlyAllowed.first)
        #expect(known.request.context["requesterKind"] == .string("energy-authority"))
        #expect(known.isFromCatalogue)
        let unlisted = try compare([
            (#"["association", "citizens-group"].contains"#, #"["association", "citizens-group", "bank"].contains"#)
        ])
        let unknown = try #require(unlisted.newlyAllowed.first)
        #expect(unknown.request.context["requesterKind"] == .string("bank"))
        #expect(!unknown.isFromCatalogue)
    }

    @Test func `examples are the same in every run`() throws {
        let first = try compare([("context.cells <= 10000", "context.cells <= 20000")])
        let second = try compare([("context.cells <= 10000", "context.cells <= 20000")])
        #expect(first.newlyAllowed.map(\.request.context) == second.newlyAllowed.map(\.request.context))
    }

    @Test func `equal texts are equivalent, and nothing is shown`() throws {
        let comparison = try compare([])
        #expect(comparison.verdict == .equivalent)
        #expect(comparison.newlyAllowed.isEmpty && comparison.noLongerAllowed.isEmpty)
        #expect(comparison.isComplete)
    }
}
