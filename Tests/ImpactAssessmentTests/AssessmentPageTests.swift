// SPDX-License-Identifier: Apache-2.0
//
// The page and the JSON of an assessment: complete, well-formed, in the trust's own words.

import Foundation
import FoundationXML
import ImpactAssessment
import Studies
import Testing

@Suite struct AssessmentPageTests {
    static func isWellFormed(_ html: String) -> Bool { OpenElements(html).problem == nil }

    static let tests = [
        TestAssessment(), TestAssessment(hasRelease: false), TestAssessment(isNoised: false, isFictitious: true),
        TestAssessment(administrators: ["x", "x"]),
        TestAssessment(title: Localized("\"\u{301}<script>&\u{1}'\u{600}<i>{{{y}}}")),
    ]

    @Test(arguments: tests.indices) func `the page is well-formed and has no script`(index: Int) throws {
        let page = try Self.tests[index].page()
        #expect(Self.isWellFormed(page))
        #expect(!page.lowercased().contains("<script"))
    }

    @Test func `the page answers who, why, where, who allowed it and what it costs`() throws {
        let page = try TestAssessment().page()
        let expected = [
            "Qui demande quoi, et pourquoi", "Autorité (autorité organisatrice de la mobilité)",
            "Améliorer les transports et la mobilité", "Où les données sont restées", "Qui l’a permis",
            "permit (principal, action, resource);", "Une phrase.", "collège public", "ε = 2", "Le pire cas", "88,1 %",
            "Ce qui n’est pas diffusé", "3 cellules sur 9", "Précision", "Ce que l’étude ne peut pas dire",
            "Les neuf critères européens", "Risques et mesures", "Budget total", "Who asks what, and why",
        ]
        for words in expected { #expect(page.contains(words), "\(words)") }
        #expect(page.contains(try TestAssessment().plan.hash))
    }

    @Test func `a preliminary assessment says so and has nothing measured`() throws {
        let page = try TestAssessment(hasRelease: false).page()
        #expect(page.contains("Analyse d’impact préliminaire") && !page.contains("Précision"))
        #expect(!(try TestAssessment().page().contains("préliminaire")))
    }

    @Test func `the page never says the words that the trust avoids`() throws {
        let page = try TestAssessment().page().lowercased()
        #expect(!page.contains("étude d’impact") && !page.contains("étude d'impact"))
    }

    @Test func `the JSON has a schema, stable keys and the same facts`() throws {
        let test = TestAssessment()
        let bytes = try test.assessment.json().bytes()
        let json = try (JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]).unwrapped
        #expect(json["schema"] as? String == "regie-impact-assessment/1")
        #expect(json["stage"] as? String == "measured")
        #expect(
            Set(json.keys) == [
                "schema", "stage", "is_fictitious", "is_protected", "warnings", "legal_basis_of_assessment", "request",
                "processing", "nodes", "decision", "privacy", "worst_case", "release", "limits", "criteria", "risks",
                "preliminary_sha256", "officer_opinion", "representation", "audit", "energy", "dissent", "contact",
            ])
        let processing = try (json["processing"] as? [String: Any]).unwrapped
        #expect(processing["plan_hash"] as? String == (try test.plan.hash))
        let criteria = try (json["criteria"] as? [String: Any]).unwrapped
        #expect(criteria["met_count"] as? Int == 5)
        #expect(try test.assessment.json().bytes() == bytes)
    }

    @Test func `every key of the JSON is in snake case`() throws {
        func keys(_ value: PublishedJSON) -> [String] {
            switch value {
            case .object(let members): Array(members.keys) + members.values.flatMap(keys)
            case .array(let values): values.flatMap(keys)
            default: []
            }
        }
        for key in keys(try TestAssessment().assessment.json()) {
            #expect(key.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "_" }, "\(key)")
        }
    }
}

/// The parser takes the end of a text for the end of whatever is still open, so open elements are counted here.
final class OpenElements: NSObject, XMLParserDelegate {
    private(set) var problem: String?
    private var open = 0

    init(_ document: String) {
        super.init()
        let parser = XMLParser(data: Data(document.utf8))
        parser.delegate = self
        if !parser.parse() { problem = "not XML, line \(parser.lineNumber)" }
        if problem == nil, open != 0 { problem = "\(open) elements that don't end" }
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String] = [:]
    ) {
        open += 1
    }

    func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) {
        open -= 1
    }
}
