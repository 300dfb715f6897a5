// SPDX-License-Identifier: Apache-2.0
//
// Ready questions: each fills into a study that the planner takes, and no value can become anything but a value.

import Foundation
import Studies
import Testing

@Suite struct StudyTemplateTests {
    static let folder = Fixture.folder.appendingPathComponent("templates")

    static func template(_ name: String) throws -> StudyTemplate {
        let text = try String(contentsOf: folder.appendingPathComponent("\(name).yaml"), encoding: .utf8)
        return try StudyTemplate(yaml: text, file: "\(name).yaml")
    }

    /// A good set of values for each template.
    static let instances: [(name: String, values: [String: String], cells: Int)] = [
        ("flows-by-period-and-mode", [:], 29 * 29 * 3 * 4),
        (
            "flows-by-period-and-mode",
            ["period": "week", "modes": "bus", "sources": "bus", "to": "2026-03-30", "epsilon": "0.5"], 29 * 29 * 4 * 4
        ),
        ("who-comes-to-a-zone", ["zone": "Z05"], 29 * 4),
        (
            "line-by-weekday-and-hour", ["zones": "Z01, Z02,Z03", "mode": "bike", "requester": "Ville: \"d'ici\""],
            7 * 24
        ),
    ]

    @Test(arguments: instances)
    func `each template makes a study that the planner takes`(
        row: (name: String, values: [String: String], cells: Int)
    ) throws {
        let text = try Self.template(row.name).filled(with: row.values)
        let plan = try Planner.plan(
            Study(yaml: text, file: "new.yaml"), dataset: Fixture.dataset(), file: "new.yaml")
        #expect(plan.cellCount == row.cells)
        #expect(!text.contains("{{"))
        if let requester = row.values["requester"] { #expect(plan.study.requester.name == requester) }
    }

    @Test func `every template of the folder is tried, and is named as its file`() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).filter {
            $0.hasSuffix(".yaml")
        }
        #expect(Set(files.map { String($0.dropLast(5)) }) == Set(Self.instances.map(\.name)))
        for file in files { #expect(try Self.template(String(file.dropLast(5))).id == file.dropLast(5)) }
    }

    static let hostile: [(name: String, value: String)] = [
        ("zone", "Z05' OR '1'='1"), ("zone", "Z05\nquery: SELECT"), ("zone", ""), ("zone", "Z05, Z06"),
        ("from", "2026-02-30"), ("epsilon", "-1"), ("epsilon", "1e9"), ("requester", "a\nb"), ("sources", "bus,"),
        ("colour", "blue"),
    ]

    @Test(arguments: hostile)
    func `G10 a value of another kind is refused in one sentence`(row: (name: String, value: String)) throws {
        let template = try Self.template("who-comes-to-a-zone")
        var values = ["zone": "Z05"]
        #expect(throws: Never.self) { try template.filled(with: values) }
        values[row.name] = row.value
        #expect(throws: StudyError(.parameter, "", help: "")) { try template.filled(with: values) }
    }

    @Test func `G10 a parameter that has no standard must be given`() throws {
        let error = #expect(throws: StudyError.self) {
            try Self.template("who-comes-to-a-zone").filled(with: [:])
        }
        #expect(error?.code == .parameter && error?.help.contains("--parameter zone=") == true)
    }

    static let broken: [(String, String)] = [
        ("kind: code }", "kind: word }"), ("name: zone,", "name: place,"), ("template: who", "template: Who"),
        ("{{sql:zone}}", "{{sql:zones}}"), ("default: 2026-03-02", "default: monday"),
        ("kind: day, default: 2026-03-02", "kind: choice, default: a"),
    ]

    @Test(arguments: broken)
    func `G10 a broken template is refused`(change: (String, String)) throws {
        let file = Self.folder.appendingPathComponent("who-comes-to-a-zone.yaml")
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(text.contains(change.0))
        #expect(throws: StudyError.self) {
            try StudyTemplate(yaml: text.replacingOccurrences(of: change.0, with: change.1), file: "t.yaml")
        }
    }
}
