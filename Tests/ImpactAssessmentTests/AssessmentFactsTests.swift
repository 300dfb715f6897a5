// SPDX-License-Identifier: Apache-2.0
//
// Criteria, risks, limits and warnings follow from the facts: change the fact, and the sentence changes.

import ImpactAssessment
import Studies
import Testing

@Suite struct AssessmentFactsTests {
    static func met(_ test: TestAssessment) throws -> Set<Criterion.Name> {
        Set(try test.assessment.criteria.criteria.filter(\.isMet).map(\.name))
    }

    @Test func `flows of two sources meet five criteria`() throws {
        let assessment = try TestAssessment().assessment
        #expect(assessment.criteria.criteria.map(\.name) == Criterion.Name.allCases)
        #expect(
            try Self.met(TestAssessment())
                == [.systematicMonitoring, .sensitiveData, .largeScale, .crossing, .innovativeUse])
        #expect(assessment.criteria.metCount == 5)
    }

    @Test func `each criterion follows its fact`() throws {
        let fares = "SELECT fare_kind, count(DISTINCT person_id) AS people FROM trips GROUP BY 1"
        let zone = "SELECT origin_zone, count(DISTINCT person_id) AS people FROM trips GROUP BY 1"
        #expect(!(try Self.met(TestAssessment(sources: ["bus"])).contains(.crossing)))
        #expect(
            try Self.met(TestAssessment(query: fares)) == [.vulnerablePeople, .largeScale, .crossing, .innovativeUse])
        #expect(!(try Self.met(TestAssessment(query: zone)).contains(.systematicMonitoring)))
        #expect(try Self.met(TestAssessment(query: zone)).contains(.sensitiveData))
    }

    @Test func `G2 one administrator for both aggregators is a maximal risk and is said`() throws {
        let shared = TestAssessment(administrators: ["Une  Personne", " une personne"])
        let collusion = try shared.assessment.risks.first { $0.id == "collusion" }.unwrapped
        #expect(try shared.assessment.nodes.sameAdministrator)
        #expect(collusion.likelihood == .maximal)
        #expect(try shared.page().contains("un même administrateur"))
        let apart = TestAssessment()
        #expect(try apart.assessment.risks.first { $0.id == "collusion" }?.likelihood == .limited)
        #expect(!(try apart.page().contains("un même administrateur")))
    }

    @Test func `G2 a missing aggregator counts as one hand`() {
        let one = AggregatorRecord(name: "A", role: .leader, college: "public", administrator: "Une")
        #expect(NodeRecord(holders: [], aggregators: [one]).sameAdministrator)
        #expect(NodeRecord(holders: [], aggregators: []).sameAdministrator)
    }

    @Test func `every risk has a measure and every measure a promise`() throws {
        let promises = Set((1...11).map { "G\($0)" })
        for risk in try TestAssessment().assessment.risks {
            #expect(!risk.measures.isEmpty && risk.measures.allSatisfy { promises.contains($0.promise) })
        }
    }

    @Test func `G5 a study without permission is no negligible risk as long as a vote can be kept out`() throws {
        let misuse = try TestAssessment().assessment.risks.first { $0.id == "misuse" }.unwrapped
        let measure = try misuse.measures.first { $0.promise == "G5" }.unwrapped
        #expect(misuse.likelihood == .limited)
        #expect(measure.text.fr.contains("recompte les votes") && measure.text.fr.contains("registre public"))
        #expect(measure.text.en.contains("recounts the votes") && measure.text.en.contains("public register"))
        let register = try misuse.measures.first { $0.promise == "G6" }.unwrapped
        #expect(register.text.fr.contains("hors ligne") && register.text.en.contains("offline"))
        let page = try TestAssessment().page()
        for words in ["reste à venir", "still to come", "G6 tient par construction"] { #expect(!page.contains(words)) }
        #expect(PromiseTests.names["G6"]?.isEmpty == false)
    }

    @Test func `the table of votes tells recused seats from absent ones`() throws {
        let page = try TestAssessment().page()
        for words in ["Absent", "Récusé", "Recused"] { #expect(page.contains(words)) }
    }

    @Test func `the law is cited as it was given, and not at all when nobody gave it`() throws {
        var test = TestAssessment(hasRelease: false)
        let silent = try test.page()
        #expect(silent.contains("du budget. Les mêmes") && !silent.contains("La loi demande"))
        test.particulars.law = AssessmentLaw(
            assessment: Localized(fr: "règlement d’essai, article 98", en: "test act, article 98"),
            opinion: Localized(fr: "règlement d’essai, article 99", en: "test act, article 99"))
        let page = try test.page()
        for words in [
            "budget : règlement d’essai, article 98. Les mêmes", "budget: test act, article 98. The same",
            "cet avis : règlement d’essai, article 99.", "asks for it: test act, article 99.",
        ] { #expect(page.contains(words), "\(words)") }
        let json = String(decoding: try test.assessment.json().bytes(), as: UTF8.self)
        #expect(json.contains("test act, article 98"))
    }

    @Test func `recognition is likelier with a larger epsilon and certain without noise`() throws {
        func likelihood(_ test: TestAssessment) throws -> Risk.Level? {
            try test.assessment.risks.first { $0.id == "recognition" }?.likelihood
        }
        #expect(try likelihood(TestAssessment(epsilonMicro: 500_000)) == .negligible)
        #expect(try likelihood(TestAssessment(epsilonMicro: 2_000_000)) == .limited)
        #expect(try likelihood(TestAssessment(epsilonMicro: 8_000_000)) == .significant)
        #expect(try likelihood(TestAssessment(isNoised: false, isFictitious: true)) == .maximal)
    }

    @Test func `limits name clipping, double counting and outside only where they occur`() throws {
        func limits(_ test: TestAssessment) throws -> String {
            try test.assessment.limits.map(\.fr).joined(separator: "\n")
        }
        let flows = try limits(TestAssessment())
        #expect(
            flows.contains("3 cellules") && flows.contains("jusqu’à 2 fois") && flows.contains("hors du territoire"))
        let fares = "SELECT fare_kind, count(DISTINCT person_id) AS people FROM trips GROUP BY 1"
        #expect(!(try limits(TestAssessment(query: fares, sources: ["bus"])).contains("fois")))
        #expect(!(try limits(TestAssessment(query: fares)).contains("hors du territoire")))
    }

    @Test func `the record of a release is read off the release`() throws {
        let record = try TestAssessment().assessment.release.unwrapped
        #expect(record.cellCount == 9 && record.publishedCount == 6 && record.withheldCount == 3)
        let accuracy = record.accuracies[0]
        #expect(accuracy.publishedTotal == 2 * (110 + 210 + 310))
        #expect(accuracy.quartiles == [110, 210, 310])
        #expect(accuracy.relativeErrors[0] == Double(accuracy.halfWidth95) / 110)
    }

    @Test func `a record without anything published has no typical cells`() throws {
        var test = TestAssessment()
        test.query = "SELECT count(DISTINCT person_id) AS people FROM trips"
        let record = try test.assessment.release.unwrapped
        #expect(record.publishedCount == 0 && record.accuracies[0].quartiles.isEmpty)
        #expect(throws: Never.self) { try test.page() }
    }
}
