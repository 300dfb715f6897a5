// SPDX-License-Identifier: Apache-2.0
//
// Composition over everything: additive, but for populations of which nobody is in two.

import DisclosureControl
import Testing

@Suite struct PrivacyLossTests {
    static func loss(
        _ spendings: [(String, String, Int64)], disjoint: [Set<String>] = []
    ) throws(DisclosureError) -> PrivacyLoss {
        try PrivacyLoss(
            spendings.map { .init(dataset: $0.0, population: $0.1, rhoMicro: $0.2) }, disjoint: disjoint)
    }

    @Test func `G3 losses add up over studies, datasets and populations`() throws {
        let loss = try Self.loss([
            ("trips", "holders", 200_000), ("trips", "holders", 100_000), ("energy", "holders", 150_000),
            ("energy", "campaign", 50_000),
        ])
        #expect(loss.rhoMicro == 500_000)
        // The published figure for ρ = 0.5 at δ = 10⁻⁶ is 5.222.
        #expect(try (Double(loss.epsilonMicro(deltaExponent: 6)) / 1000).rounded() == 5222)
    }

    @Test func `G3 of disjoint populations the largest counts, and only of those`() throws {
        let spendings: [(String, String, Int64)] = [
            ("trips", "north", 300_000), ("trips", "south", 100_000), ("energy", "south", 250_000),
            ("energy", "holders", 150_000),
        ]
        #expect(try Self.loss(spendings).rhoMicro == 800_000)
        #expect(try Self.loss(spendings, disjoint: [["north", "south"]]).rhoMicro == 500_000)
        #expect(try Self.loss(spendings, disjoint: [["north", "elsewhere"]]).rhoMicro == 800_000)
    }

    @Test func `A loss that is none is refused`() {
        let broken: [([(String, String, Int64)], [Set<String>])] = [
            ([], []), ([("trips", "holders", 0)], []), ([("trips", "holders", -1)], []),
            ([("trips", "a", .max), ("trips", "b", 1)], []), ([("trips", "a", 1)], [["a", "b"], ["a", "c"]]),
        ]
        for (spendings, disjoint) in broken {
            #expect(
                refusal { () throws(DisclosureError) in try Self.loss(spendings, disjoint: disjoint) } == .budget)
        }
    }
}
