// SPDX-License-Identifier: Apache-2.0
//
// What only the run can tell: representation, audit, energy, dissent, and how to contest.

import DisclosureControl
import ImpactAssessment
import Studies
import Testing

@Suite struct MeasuredTests {
    @Test func `the page says who is missed, what an attack showed, what it cost and how to contest`() throws {
        let page = try TestAssessment().measured().page()
        let expected = [
            "la régie attaque une simulation du calcul de cette étude",
            "attacks a simulation of this study’s computation",
            "Qui est trop ou trop peu compté", "L’attaque d’essai", "ε = 0,9", "sous la promesse de ε = 2",
            "0,15 wattheures", "facteur convenu, non mesuré", "L’avis minoritaire", "2 voix contre au collège public",
            "1 abstention.", "Trop fin.", "contact@example.org", "cnil.fr", String(repeating: "ef", count: 32),
        ]
        for words in expected { #expect(page.contains(words), "\(words)") }
        #expect(AssessmentPageTests.isWellFormed(page))
    }

    @Test func `a minority without reasons is said to have filed none`() throws {
        #expect(try TestAssessment().page().contains("Aucun motif n’a été déposé."))
        #expect(!(try TestAssessment().measured().page().contains("Aucun motif")))
    }

    /// Origin 01: 310 + 110 + 310 counted; 02: 210 + 10 withheld...
    @Test func `a zone is over- or under-represented only when its interval says so`() throws {
        let test = TestAssessment()
        let (plan, territory) = (try test.plan, try test.dataset.territory)
        func verdicts(_ counts: [String: Int64], _ test: TestAssessment) throws -> [Representation.Verdict] {
            let population = try ReferencePopulation(title: Localized("c"), counts: counts).unwrapped
            let representation = Representation(
                plan: plan, release: try test.made(plan), territory: territory, population: population)
            return try representation.unwrapped.zones.map(\.verdict)
        }
        let even = try #require(
            Representation(
                plan: plan, release: try test.made(plan), territory: territory,
                population: try ReferencePopulation(title: Localized("c"), counts: ["01": 1, "02": 1]).unwrapped))
        let shares = even.zones.map(\.countedPermille)
        #expect(abs(shares.reduce(0, +) - 1000) <= 1)
        #expect(try verdicts(["01": Int64(shares[0]), "02": Int64(shares[1])], test) == [.undecided, .undecided])
        #expect(try verdicts(["01": 1, "02": 99], test) == [.over, .under])
        #expect(try verdicts(["01": 99, "02": 1], test) == [.under, .over])
    }

    @Test func `a population of nobody, or with less than nobody, is none`() {
        #expect(ReferencePopulation(title: Localized("c"), counts: ["01": 0]) == nil)
        #expect(ReferencePopulation(title: Localized("c"), counts: ["01": -1, "02": 5]) == nil)
    }

    @Test func `without zones nothing is compared`() throws {
        let test = TestAssessment(query: "SELECT fare_kind, count(DISTINCT person_id) AS people FROM trips GROUP BY 1")
        let plan = try test.plan
        let population = try ReferencePopulation(title: Localized("c"), counts: ["01": 5]).unwrapped
        let territory = try test.dataset.territory
        #expect(
            Representation(plan: plan, release: try test.made(plan), territory: territory, population: population)
                == nil)
    }

    @Test func `energy is processor time times the stated factor`() {
        #expect(EnergyUse(cpuSeconds: 3600, wattsPerCore: 15).wattHours == 15)
        #expect(EnergyUse(cpuSeconds: 0).wattHours == 0)
    }
}
