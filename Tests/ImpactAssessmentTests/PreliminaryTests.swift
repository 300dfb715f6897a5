// SPDX-License-Identifier: Apache-2.0
//
// The preliminary assessment: what a ballot votes on, and what it says before anything is decided.

import Foundation
import ImpactAssessment
import RegieTesting
import Studies
import Testing

@Suite struct PreliminaryTests {
    @Test func `the hash is that of the file's own bytes, which are canonical`() throws {
        let assessment = try TestAssessment().preliminary()
        let bytes = assessment.preliminaryBytes
        #expect(assessment.preliminaryHash == ContentHash.hex(of: bytes))
        #expect(try JSONValue(parsing: bytes).canonicalBytes == bytes)
        #expect(try TestAssessment().preliminary().preliminaryBytes == bytes)
        #expect(try TestAssessment(epsilonMicro: 2_000_001).preliminary().preliminaryHash != assessment.preliminaryHash)
    }

    @Test func `the hash is the same before and after the run`() throws {
        let measured = try TestAssessment().measured()
        #expect(try measured.assessment.release != nil)
        #expect(try measured.assessment.preliminaryHash == (try TestAssessment().preliminary().preliminaryHash))
    }

    @Test func `the page says what is asked, how fine, where it may hurt and what the officer thinks`() throws {
        let assessment = try TestAssessment().preliminary()
        let page = try TestAssessment.page(of: assessment)
        let expected = [
            "Analyse d’impact préliminaire", "Est-ce nécessaire, et pas trop fin ?", "sans distinguer : origin_zone",
            "Petites communes et lieux sensibles", "Moins de 1 000 habitants (census) : 01", "02 : un foyer",
            "favorable avec réserves", "Zones larges d’abord.", assessment.preliminaryHash, "preliminary.json",
            "Contester ou s’opposer", "Aucun enregistrement ne quittera les 2 détenteurs",
        ]
        for words in expected { #expect(page.contains(words), "\(words)") }
        for words in ["Qui l’a permis", "Ce qui n’est pas diffusé", "L’énergie du calcul"] {
            #expect(!page.contains(words), "\(words)")
        }
        #expect(AssessmentPageTests.isWellFormed(page))
    }

    @Test func `what is not known is said to be missing`() throws {
        let full = try TestAssessment().preliminary()
        let bare = Assessment.preliminary(
            plan: full.plan, dataset: full.dataset, budget: full.budget, nodes: full.nodes,
            sourceLabel: full.sourceLabel, isFictitious: false, particulars: Particulars())
        let page = try TestAssessment.page(of: bare)
        for words in [
            "Pas encore rendu", "n’a pas de liste de lieux sensibles", "Aucune population de référence",
        ] { #expect(page.contains(words), "\(words)") }
    }

    @Test func `coarser questions have fewer cells and say more of them`() throws {
        let plan = try TestAssessment().plan
        let forecast = try ForecastRecord(plan: plan, threshold: 11, betaMicro: 1000, units: 300)
        #expect(forecast.coarser.map(\.without) == ["origin", "destination"])
        #expect(forecast.coarser.allSatisfy { $0.expectation.cellCount == 3 })
        let share = { (expected: ForecastRecord.Expectation) in
            Double(expected.publishedCells) / Double(expected.cellCount)
        }
        #expect(forecast.coarser.allSatisfy { share($0.expectation) >= share(forecast.expectation) })
        let few = try ForecastRecord(plan: plan, threshold: 11, betaMicro: 1000, units: 5)
        #expect(few.expectation.publishedCells == 0 && few.expectation.medianErrorPermille == nil)
    }

    @Test func `an opinion is signed over the plan it speaks of, and a signature of another length is none`() {
        func bytes(_ plan: String) -> [UInt8] {
            OfficerOpinion.signedBytes(
                officer: "o", day: Day(daysSinceEpoch: 0), position: .favourable, text: Localized("t"), planHash: plan)
        }
        #expect(bytes("a") != bytes("b") && bytes("a") == bytes("a"))
        let short = OfficerOpinion(
            officer: "o", day: Day(daysSinceEpoch: 0), position: .favourable, text: Localized("t"), signature: [1])
        #expect(short == nil)
    }

    @Test func `every test that a page names exists, under the promise it is named for`() throws {
        let tests = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent()
        let files = try #require(FileManager.default.enumerator(at: tests, includingPropertiesForKeys: nil))
        var sources = ""
        for case let file as URL in files where file.pathExtension == "swift" {
            sources += try String(contentsOf: file, encoding: .utf8)
        }
        #expect(PromiseTests.names.count >= 10)
        #expect(PromiseTests.sentence("G1").fr.contains("des tests automatiques la défendent"))
        for (promise, names) in PromiseTests.names {
            for name in names {
                #expect(name.hasPrefix(promise + " ") && sources.contains("func `\(name)`"), "\(name)")
            }
        }
        #expect(!sources.contains("func `G4 a name that" + " no test has`"))
    }
}
