// SPDX-License-Identifier: Apache-2.0
//
// The trust's terms for its assessments: the committed file is read as it is, and a file that is none is refused
// with its place.

import Foundation
import ImpactAssessment
import Studies
import Testing

@Suite struct AssessmentTermsTests {
    static func text() throws -> String {
        let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return try String(
            contentsOf: root.appendingPathComponent("trustees/assessment-terms.json"), encoding: .utf8)
    }

    private static func terms(_ text: String) throws -> AssessmentTerms {
        try AssessmentTerms(json: Array(text.utf8), file: "terms.json")
    }

    @Test func `the demonstration's terms name every commune of its territory, and say whom to write to`() throws {
        let terms = try Self.terms(try Self.text())
        let population = try terms.populations["baie-des-pertuis-neufs"].unwrapped
        let codes = (1...28).map { "99F" + ($0 < 10 ? "0\($0)" : "\($0)") }
        #expect(Set(population.counts.keys) == Set(codes) && population.smallBelow == 1000)
        #expect(population.counts.values.contains { $0 < population.smallBelow })
        let zones = try terms.sensitiveZones["baie-des-pertuis-neufs"].unwrapped
        #expect(!zones.isEmpty && zones.allSatisfy { codes.contains($0.code) })
        #expect(terms.units.keys.sorted() == ["home-energy", "mobility-trips"])
        #expect(terms.contact.address.contains("@") && !terms.officer.isEmpty && terms.milliwattsPerCore == 15_000)
    }

    static let faults: [(from: String, to: String, place: String)] = [
        ("regie-assessment-terms/1", "regie-assessment-terms/2", "schema"),
        ("\"address\": \"", "\"adress\": \"", "contact"), ("\"officer\": \"D", "\"officer\": 1, \"x\": \"D", "officer"),
        ("\"milliwatts_per_core\": 15000", "\"milliwatts_per_core\": 0", "milliwatts_per_core"),
        ("\"small_below\": 1000", "\"small_below\": -1", "small_below"),
        ("\"units\": 40000", "\"units\": 0", "datasets.home-energy.units"),
        ("\"99F01\": 1500", "\"99F01\": -1500", "population"), ("\"99F01\": 1500", "\"99F01\": \"1500\"", "population"),
        ("\"zone\": \"99F13\"", "\"code\": \"99F13\"", "sensitive_zones[1]"), ("}", "", "schema"),
    ]

    @Test(arguments: faults) func `G10 terms with a fault are refused with its place`(
        fault: (from: String, to: String, place: String)
    ) throws {
        let text = try Self.text()
        #expect(text.contains(fault.from))
        let error = #expect(throws: AssessmentError.self) {
            try Self.terms(text.replacing(fault.from, with: fault.to, maxReplacements: 1))
        }
        #expect(error?.code == .terms)
        #expect(try error.unwrapped.description.contains(fault.place), "\(error?.description ?? "")")
    }
}
