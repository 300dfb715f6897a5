// SPDX-License-Identifier: Apache-2.0
//
// The documents against their published schemas (docs/schemas), in every shape that they take.

import Foundation
import ImpactAssessment
import Studies
import Testing

@Suite struct SchemaTests {
    private static func schema(_ name: String) throws -> JSONSchema {
        let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent()
            .deletingLastPathComponent()
        return try JSONSchema(Data(contentsOf: root.appendingPathComponent("docs/schemas/\(name).schema.json")))
    }

    private static func shapes() throws -> [TestAssessment] {
        [
            TestAssessment(), TestAssessment(hasRelease: false), TestAssessment(isNoised: false, isFictitious: true),
            TestAssessment(query: "SELECT count(DISTINCT person_id) AS people FROM trips"),
            try TestAssessment().measured(),
        ]
    }

    @Test func `the assessment follows its schema`() throws {
        let schema = try Self.schema("impact-assessment-1")
        for test in try Self.shapes() {
            let bytes = try test.assessment.json().bytes()
            #expect(try schema.problems(Data(bytes)) == [])
        }
    }

    @Test func `the preliminary assessment follows its schema`() throws {
        let schema = try Self.schema("preliminary-assessment-1")
        for test in try Self.shapes() {
            #expect(try schema.problems(Data(try test.preliminary().preliminaryBytes)) == [])
            #expect(try schema.problems(Data(try test.assessment.preliminaryBytes)) == [])
        }
    }

    static let faults: [(from: String, to: String)] = [
        ("\"schema\":\"regie-preliminary", "\"schema\":\"other"), ("\"plan_hash\":\"", "\"plan_hash\":\"G"),
        ("\"severity\":3", "\"severity\":5"), ("\"is_met\":true", "\"is_met\":1"),
        ("\"units\":50000", "\"units\":\"50000\""), ("\"is_fictitious\":false,", ""),
        ("\"criteria\":", "\"criterions\":"), ("\"position\":\"reserved\"", "\"position\":\"none\""),
    ]

    @Test(arguments: faults) func `a document that breaks the schema is noticed`(fault: (from: String, to: String))
        throws
    {
        let schema = try Self.schema("preliminary-assessment-1")
        let text = String(decoding: try TestAssessment().preliminary().preliminaryBytes, as: UTF8.self)
        #expect(text.contains(fault.from))
        let broken = text.replacingOccurrences(of: fault.from, with: fault.to)
        #expect(!(try schema.problems(Data(broken.utf8)).isEmpty))
    }
}
