// SPDX-License-Identifier: Apache-2.0
//
// Study files: what is read from them, and that a study's canonical text is a study file again.

import Studies
import Testing

@Suite struct StudyFileTests {
    private func read(_ yaml: String) throws -> Study { try Study(yaml: yaml, file: "study.yaml") }

    @Test func `every key is read`() throws {
        let study = try read(Fixture.study)
        #expect(study.id == "flows")
        #expect(study.title == Localized("Flux de déplacements"))
        #expect(study.requester == .init(id: "aom", name: "Autorité des mobilités", kind: .transportAuthority))
        #expect(study.purpose == "dpv:ImproveTransportMobility")
        #expect(study.question == Localized(fr: "Combien de personnes ?", en: "How many people?"))
        #expect(study.sources == ["bus", "bike"])
        #expect(
            study.period == Period(start: Day(year: 2026, month: 3, day: 2), end: Day(year: 2026, month: 6, day: 1)))
        #expect(study.query == "SELECT mode, count(*) AS trips\nFROM trips\nGROUP BY mode")
        #expect(
            study.privacy == .init(epsilonMicro: 3_500_000, deltaExponent: 6, cellsPerUnit: 2, perCell: ["trips": 4]))
        #expect(study.formats == [.table])
        #expect(study.retentionDays == 365)
    }

    @Test func `the canonical text of a study reads back as the study`() throws {
        let study = try read(Fixture.study)
        let again = try read(study.json.canonicalText)
        #expect(again == study)
        #expect(again.canonicalBytes == study.canonicalBytes)
    }

    @Test(arguments: [
        ("3.5", Int64(3_500_000)), ("4", 4_000_000), ("0.000001", 1), ("0.10", 100_000), ("9999.999999", 9_999_999_999),
    ])
    func `epsilon is read exactly`(text: String, micro: Int64) throws {
        let study = try read(Fixture.study.replacing("epsilon: 3.5", with: "epsilon: \(text)"))
        #expect(study.privacy.epsilonMicro == micro)
        #expect(try read(study.json.canonicalText).privacy.epsilonMicro == micro)
    }

    @Test(arguments: ["-1", "1.0000001", "1e3", ".5", "5.", "10000", "+3", "٣"])
    func `an epsilon that is no plain decimal is refused`(text: String) {
        #expect(throws: StudyError(.invalidValue, "", help: "")) {
            try read(Fixture.study.replacing("epsilon: 3.5", with: "epsilon: \"\(text)\""))
        }
    }

    @Test(arguments: [
        (
            "query: |\n  SELECT mode, count(*) AS trips\n  FROM trips\n  GROUP BY mode",
            "query: SELECT nothing FROM trips", "12:15"
        ),
        (
            "query: |\n  SELECT mode, count(*) AS trips\n  FROM trips\n  GROUP BY mode",
            "query: 'SELECT nothing FROM trips'", "12:16"
        ),
        ("  SELECT mode,", "       SELECT nothing,", "13:15"),
        ("SELECT mode, count(*)", "SELECT 'é' AS a,\n  nothing, count(*)", "13:10"),
        ("  SELECT mode, count(*)", "\n  -- à voir\n  SELECT nothing, count(*)", "15:10"),
    ])
    func `a place in the query is a place in the file`(part: String, other: String, place: String) throws {
        var yaml = Fixture.study.replacing(part, with: other)
        if other.hasPrefix("       ") { yaml = yaml.replacing("\n  FROM", with: "\n       FROM") }
        if other.hasPrefix("       ") { yaml = yaml.replacing("\n  GROUP", with: "\n       GROUP") }
        let error = try #require(throws: StudyError.self) { try Fixture.plan(yaml) }
        let span = try #require(error.span)
        #expect(span.file == "study.yaml")
        #expect("\(span.line):\(span.column)" == place, "\(error)")
    }

    @Test func `a folded query is shown by itself`() throws {
        let yaml = Fixture.study.replacing("query: |", with: "query: >").replacing("SELECT mode", with: "SELECT modes")
        let error = try #require(throws: StudyError.self) { try Fixture.plan(yaml) }
        #expect(error.span?.file == "study.yaml (query)")
        #expect(error.underlined == "1:8 modes")
    }

    @Test func `a study made by a program is shown by its query`() throws {
        let study = try read(Fixture.study(query: "SELECT modes FROM trips"))
        let made = Study(
            id: study.id, title: study.title, requester: study.requester, purpose: study.purpose,
            question: study.question, benefit: study.benefit, dataset: study.dataset, sources: study.sources,
            period: study.period, query: study.query, privacy: study.privacy, formats: study.formats,
            retentionDays: study.retentionDays)
        #expect(made == study)
        let error = try #require(throws: StudyError.self) {
            try Planner.plan(made, dataset: Fixture.dataset(), file: "here")
        }
        #expect(error.span?.file == "here")
        #expect(error.underlined == "1:8 modes")
    }

    @Test(arguments: [
        String(repeating: "[", count: 60_000), String(repeating: "a: {", count: 10_000),
        "a: &x [1, 2]\nb: *x", "--- a\n--- b", "", "\u{0}", "- a\n- b",
    ])
    func `G10 a file that is no study is refused`(yaml: String) {
        #expect(throws: StudyError.self) { try read(yaml) }
    }

    @Test func `G10 a file or query of immense size is refused`() {
        let padding = String(repeating: " ", count: Study.maximumBytes)
        #expect(throws: StudyError(.tooLarge, "", help: "")) { try read(Fixture.study + "#" + padding) }
        let long =
            "SELECT count(*) AS trips FROM trips WHERE " + String(repeating: "NOT ", count: 2_000) + "mode = 'bus'"
        #expect(throws: StudyError(.tooLarge, "", help: "")) { try Fixture.plan(query: long) }
        let deep =
            "SELECT count(*) AS trips FROM trips WHERE " + String(repeating: "NOT ", count: 1_500) + "mode = 'bus'"
        #expect(throws: StudyError(.tooLarge, "", help: "")) { try Fixture.plan(query: deep) }
    }

    @Test(arguments: [
        String(repeating: "(", count: 7_900), String(repeating: "1+", count: 3_900) + "1",
        String(repeating: "- ", count: 3_900) + "1", String(repeating: "CASE WHEN ", count: 780),
        String(repeating: "a.", count: 3_900) + "a",
        "mode = 'bus'" + String(repeating: " OR mode='bus'", count: 550) + " OR 1",
    ])
    func `G10 a query that only tires the parser is refused`(condition: String) {
        #expect(throws: StudyError.self) {
            try Fixture.plan(query: "SELECT count(*) AS trips FROM trips WHERE \(condition)")
        }
    }
}
