// SPDX-License-Identifier: Apache-2.0
//
// A preliminary assessment made from plan, dataset, charter and terms alone, as a broker makes it.

import Foundation
import ImpactAssessment
import Studies
import Testing

@Suite struct FactsToPreliminaryTests {
    private static func terms() throws -> AssessmentTerms {
        let text = """
            {"schema":"regie-assessment-terms/1","contact":{"name":{"fr":"la régie","en":"the trust"},"address":"a@b"},
             "officer":"O","milliwatts_per_core":15000,"small_below":1000,"datasets":{"mobility-trips":{"units":50000}},
             "territories":{"t":{"population":{"title":{"fr":"recensement","en":"census"},
             "residents":{"01":900,"02":5}},
             "sensitive_zones":[{"zone":"02","reason":{"fr":"un foyer","en":"a shelter"}}]}}}
            """
        return try AssessmentTerms(json: Array(text.utf8), file: "terms.json")
    }

    private static func preliminary(
        spent: Int64 = 0, spentElsewhere: Int64 = 0, isNoised: Bool = true, hasTerms: Bool = true, units: Int64? = nil,
        threshold: Int = 11, opinion: OfficerOpinion? = nil
    ) throws -> Assessment {
        let (test, nodes) = (TestAssessment(), try TestAssessment().assessment.nodes)
        return try Assessment.preliminary(
            plan: try test.plan, dataset: try test.dataset,
            charter: CharterFacts(threshold: threshold, betaMicro: 1000, budgetRhoMicro: 6_000_000),
            spentBeforeRhoMicro: spent, spentOverAllBeforeRhoMicro: spent + spentElsewhere, nodes: nodes,
            sourceLabel: Localized("test"), isFictitious: true, isNoised: isNoised, terms: hasTerms ? try terms() : nil,
            units: units, opinion: opinion)
    }

    @Test func `every part of it follows from the facts, and so does its hash`() throws {
        let whole = try Self.preliminary()
        #expect(whole.budget.rhoSpentMicro == whole.plan.rhoMicro)
        #expect(whole.particulars.forecast?.units == 50_000 && whole.particulars.forecast?.threshold == 11)
        #expect(whole.smallCommunities == ["01", "02"])
        let page = try TestAssessment.page(of: whole)
        for words in ["02 : un foyer", "Écrire à : la régie, a@b", "Avec 50 000 personnes", "Pas encore rendu"] {
            #expect(page.contains(words), "\(words)")
        }
        let opinion = OfficerOpinion(
            officer: "O", day: Day(daysSinceEpoch: 20_000), position: .favourable, text: Localized("oui"),
            signature: Array(repeating: 1, count: 64))
        let others = try [
            Self.preliminary(spent: 1), Self.preliminary(isNoised: false), Self.preliminary(hasTerms: false),
            Self.preliminary(units: 3_000), Self.preliminary(threshold: 12), Self.preliminary(opinion: opinion),
        ]
        let hashes = Set(others.map(\.preliminaryHash) + [whole.preliminaryHash])
        #expect(hashes.count == 7)
        #expect(try Self.preliminary().preliminaryHash == whole.preliminaryHash)
    }

    @Test func `G3 what other data have cost counts in the worst case, and not in this budget`() throws {
        let (alone, after) = (try Self.preliminary(), try Self.preliminary(spentElsewhere: 1_000_000))
        #expect(after.budget.rhoSpentMicro == alone.budget.rhoSpentMicro)
        #expect(after.budget.rhoSpentOverAllMicro == alone.budget.rhoSpentOverAllMicro + 1_000_000)
        #expect(after.worstCase.allStudiesEpsilon > alone.worstCase.allStudiesEpsilon + 4)
        #expect(after.preliminaryHash != alone.preliminaryHash)
        #expect(try TestAssessment.page(of: after).contains("sur toutes les données de la régie (ε = "))
    }

    @Test func `the planner's other ways of asking stand beside the question`() throws {
        let whole = try Self.preliminary(units: 300)
        let forecast = try whole.particulars.forecast.unwrapped
        #expect(!forecast.advice.isEmpty)
        let page = try TestAssessment.page(of: whole)
        #expect(
            page.contains("envisagées par le planificateur")
                && page.contains("lit \(whole.plan.columnsRead.count) des 6 colonnes"))
        for change in [
            StudyChange.zones(4), .without("origin"), .epsilonMicro(4_000_000), .cellsPerUnit(2), .norm(2), .onlyUnits,
        ] {
            let words = StudyChangeWords.of(change, plan: whole.plan, dataset: whole.dataset)
            #expect(words.fr.count > 10 && words.en.count > 10 && words.fr != words.en)
        }
    }

    @Test func `G3 without noise it foresees nothing and promises nothing`() throws {
        let exact = try Self.preliminary(isNoised: false)
        #expect(exact.particulars.forecast == nil && exact.isUnprotected)
        let page = try TestAssessment.page(of: exact)
        for words in ["ε =", "G3", "différentielle", "88,1"] { #expect(!page.contains(words), "\(words)") }
        #expect(page.contains("Sans bruit, il n’y a rien à prévoir") && page.contains("Non protégé"))
        let document = String(decoding: exact.preliminaryBytes, as: UTF8.self)
        #expect(document.contains("\"worst_case\":null") && document.contains("\"is_noised\":false"))
        #expect(!(try TestAssessment.page(of: try Self.preliminary())).contains("Non protégé"))
    }

    @Test func `an opinion travels whole, and only on its own plan`() throws {
        let plan = String(repeating: "ab", count: 32)
        let opinion = try OfficerOpinion(
            officer: "O", day: Day(daysSinceEpoch: 20_000), position: .reserved, text: Localized("mais"),
            signature: Array(repeating: 9, count: 64)
        ).unwrapped
        let json = opinion.travelling(planHash: plan)
        #expect(try OfficerOpinion(travelling: json, planHash: plan) == opinion)
        guard case .object(let members) = json else { throw Missing() }
        var broken = [json].map { ($0, "another plan") }
        for key in members.keys {
            var others = members
            others[key] = .string("x")
            broken.append((.object(others), plan))
        }
        for (json, plan) in broken where json["officer"]?.string != "x" {
            #expect(throws: AssessmentError(.opinion, "", help: "")) {
                try OfficerOpinion(travelling: json, planHash: plan)
            }
        }
    }

    @Test func `an attack that shows more than was promised is said to`() throws {
        var test = TestAssessment()
        test.particulars.audit = AuditBound(epsilonLowerMicro: 1_900_000, runs: 10, confidencePercent: 99.9999)
        #expect(try test.page().contains("sous la promesse de ε = 2"))
        #expect(try test.page().contains("de 50 % à 87 % la certitude que cette personne est là"))
        test.particulars.audit = AuditBound(epsilonLowerMicro: 2_000_001, runs: 10, confidencePercent: 99.9999)
        let page = try test.page()
        #expect(page.contains("au-dessus de la promesse, qui n’est donc pas tenue") && page.contains("99,9999"))
        test.particulars.audit = nil
        #expect(try test.page().contains("Aucune attaque d’essai n’a été menée"))
    }
}
