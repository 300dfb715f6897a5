// SPDX-License-Identifier: Apache-2.0
//
// The file for the CNIL's PIA tool, loaded step by step as that tool does (LINCnil/pia, `importData` and what
// it calls): a key that it would read from nothing is a failure here.

import Foundation
import ImpactAssessment
import Studies
import Testing

/// What the tool keeps of a file.
private struct ImportedPIA {
    let name: String
    let status: Int
    let officerStatus: Int?
    var answers: [Int: (text: String?, gauge: Int?, list: [String])] = [:]
    var measures: [String] = []
    var evaluations = 0
    var comments = 0

    /// As `importData`: refuses a file without `pia`, then reads answers, measures, evaluations and comments.
    init(_ bytes: [UInt8]) throws {
        let data = try (JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]).unwrapped
        let pia = try (data["pia"] as? [String: Any]).unwrapped
        name = "(IMPORT) " + (try (pia["name"] as? String).unwrapped)
        status = try (pia["status"] as? Int).unwrapped
        officerStatus = pia["dpo_status"] as? Int
        _ = try ImportedPIA.date(pia["created_at"])
        for answer in try (data["answers"] as? [[String: Any]]).unwrapped {
            let content = try (answer["data"] as? [String: Any]).unwrapped
            let reference = try (answer["reference_to"] as? Int).unwrapped
            guard answers[reference] == nil else { throw Missing() }
            answers[reference] = (
                content["text"] as? String, content["gauge"] as? Int, try (content["list"] as? [String]).unwrapped
            )
            _ = try ImportedPIA.date(answer["created_at"])
        }
        for measure in try (data["measures"] as? [[String: Any]]).unwrapped {
            _ = try (measure["id"] as? Int).unwrapped
            _ = try (measure["content"] as? String).unwrapped
            measures.append(try (measure["title"] as? String).unwrapped)
        }
        evaluations = try (data["evaluations"] as? [[String: Any]]).unwrapped.count
        comments = try (data["comments"] as? [[String: Any]]).unwrapped.count
    }

    /// `new Date(text)` of an ISO instant.
    private static func date(_ value: Any?) throws -> Date {
        let format = ISO8601DateFormatter()
        format.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
        return try format.date(from: try (value as? String).unwrapped).unwrapped
    }
}

@Suite struct PIAFileTests {
    static let questions = Set(
        [111, 112, 113, 121, 122, 123] + Array(211...215) + Array(221...227) + Array(321...326) + Array(331...336)
            + Array(341...346))

    private static func load(_ assessment: Assessment) throws -> ImportedPIA {
        try ImportedPIA(PIAFile(assessment, day: Day(year: 2026, month: 6, day: 12)).json().bytes())
    }

    @Test func `the CNIL tool finds an answer to each of its 36 questions`() throws {
        let pia = try Self.load(try TestAssessment().measured().assessment)
        #expect(Self.questions.count == 36 && Set(pia.answers.keys) == Self.questions)
        #expect(pia.name == "(IMPORT) Qui va où ?" && pia.status == 0 && pia.officerStatus == 1)
        #expect(pia.evaluations == 0 && pia.comments == 0)
        for (reference, answer) in pia.answers where !(320..<350).contains(reference) {
            #expect(try answer.text.unwrapped.hasPrefix("<p>"), "\(reference)")
        }
    }

    @Test func `risks carry gauges of 1 to 4 and only measures that the file holds`() throws {
        let pia = try Self.load(try TestAssessment(administrators: ["x", "x"]).assessment)
        for base in [320, 330, 340] {
            for question in [5, 6] { #expect((1...4).contains(try pia.answers[base + question].unwrapped.gauge ?? 0)) }
            for question in 1...4 { #expect(!(try pia.answers[base + question].unwrapped.list.isEmpty)) }
            #expect(Set(try pia.answers[base + 4].unwrapped.list).isSubset(of: pia.measures))
        }
        #expect(pia.answers[326]?.gauge == 4)
        #expect(Set(pia.measures).count == pia.measures.count && pia.measures.count >= 8)
    }

    @Test func `a file that the tool would refuse is noticed`() throws {
        let good = PIAFile(try TestAssessment().assessment, day: Day(daysSinceEpoch: 20_000)).json()
        for key in ["pia", "answers", "measures", "evaluations", "comments"] {
            guard case .object(var members) = good else { throw Missing() }
            members[key] = nil
            let bytes = try PublishedJSON.object(members).bytes()
            #expect(throws: Missing.self, "\(key)") { try ImportedPIA(bytes) }
        }
    }

    @Test func `what people wrote stays text in the tool`() throws {
        let title = Localized("<img src=x onerror=y>")
        let pia = try Self.load(try TestAssessment(title: title).assessment)
        #expect(try pia.answers[111].unwrapped.text.unwrapped.contains("&lt;img src=x"))
        #expect(pia.answers.values.allSatisfy { !($0.text ?? "").contains("<img") })
    }
}
