// SPDX-License-Identifier: Apache-2.0
//
// What a publication must never do: show what is withheld, or pass unprotected numbers off as protected.

import DisclosureControl
import Foundation
import ImpactAssessment
import Publication
import Studies
import Testing

@Suite struct PublicationPromiseTests {
    /// Two cells below the threshold, with trips that would be known anywhere.
    static func withSentinel(_ isNoised: Bool) -> TestPublication {
        TestPublication(
            isNoised: isNoised,
            count: { cell in
                switch cell {
                case 3: (9, 987_654_321)
                case 7: (8, 123_456_789)
                default: (Int64(100 + cell), Int64(1000 + cell))
                }
            })
    }

    @Test(arguments: [true, false]) func `G4 a withheld value is in no file`(isNoised: Bool) throws {
        let files = try Self.withSentinel(isNoised).files()
        #expect(files.count >= 10)
        for (name, text) in files {
            let digits = text.filter { !["\u{202F}", ",", " ", "\u{A0}", "."].contains($0) }
            #expect(!digits.contains("987654321") && !digits.contains("123456789"), "\(name)")
        }
        let table = try PublicationTableTests.rows(files["table.csv"])
        #expect(table[4].contains("withheld") && table[8].contains("withheld"))
        #expect(table.count { $0.contains("withheld") } == 2)
    }

    @Test func `G4 the page says how many cells are withheld and by which limit`() throws {
        let publication = Self.withSentinel(true)
        let release = try publication.release(try publication.plan)
        let page = try publication.files()["index.html"].unwrapped
        #expect(page.contains("2 cellules sur 25"))
        #expect(page.contains("atteint \(release.limit.limit)"))
    }

    @Test func `G3 a release without noise is refused unless the trust is fictitious`() throws {
        let publication = TestPublication(isFictitious: false, isNoised: false)
        #expect(throws: PublicationError(.unprotected, "", help: "")) { try publication.files() }
        #expect(throws: Never.self) { try TestPublication(isFictitious: true, isNoised: false).files() }
    }

    /// What only noise can promise.
    static let promises = [
        "ε =", "epsilon", "G3", "beta_micro", "bruit compris", "noise included", "le bruit a", "noise pulled",
        "moins de 0,1", "below 0.1", "différentielle", "differential",
    ]

    private static func plain(_ files: [String: String]) -> [String: String] {
        files.mapValues { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
    }

    @Test(arguments: PublicationPageTests.queries)
    func `G3 without noise no file promises what only noise can keep`(query: String) throws {
        let files = Self.plain(try TestPublication(query: query, isNoised: false).files())
        // Compressed tables are no text: their bytes may be any letters.
        for (name, text) in files where !name.hasSuffix(".zst") {
            for promise in Self.promises { #expect(!text.contains(promise), "\(name): \(promise)") }
        }
        let notice = NoNoiseWords.notice
        let words = [notice.fr, notice.en].map { String($0.dropFirst()) }
        for name in ["index.html", "assessment.html", "assessment.json", "datapackage.json"] {
            let text = try files[name].unwrapped
            #expect(words.allSatisfy { text.contains($0) }, "\(name)")
        }
    }

    @Test(arguments: PublicationPageTests.queries)
    func `G3 without noise no page prints an interval`(query: String) throws {
        for (name, text) in Self.plain(try TestPublication(query: query, isNoised: false).files()) {
            for words in ["±", "95 %", "95%", "95\u{202F}%"] { #expect(!text.contains(words), "\(name): \(words)") }
        }
        let noised = Self.plain(try TestPublication(query: query).files())
        #expect(noised.values.contains { $0.contains("±") } && noised.values.contains { $0.contains("95 %") })
    }

    @Test func `G3 with noise each of those promises is made, and nobody is told there is none`() throws {
        let files = Self.plain(try TestPublication().files())
        for promise in Self.promises {
            #expect(files.values.contains { $0.contains(promise) }, "\(promise)")
        }
        let words = String(NoNoiseWords.notice.fr.dropFirst())
        for (name, text) in files { #expect(!text.contains(words), "\(name)") }
    }

    @Test func `a release of another plan is refused`() throws {
        let publication = TestPublication()
        let plan = try publication.plan
        let other = TestPublication(query: PublicationPageTests.queries[1])
        let release = try other.release(try other.plan)
        let input = PublicationInput(
            plan: plan, dataset: try publication.dataset, release: release,
            assessment: try publication.assessment(plan, ReleaseRecord(release)), sourceLabel: publication.sourceLabel,
            isFictitious: true, publishedAt: Day(year: 2026, month: 6, day: 12))
        try Self.expectMismatch(input)
    }

    @Test func `an assessment of another release, or a preliminary one, is refused`() throws {
        let publication = TestPublication()
        let plan = try publication.plan
        let release = try publication.release(plan)
        let other = try TestPublication(count: { _ in (500, 500) }).release(plan)
        for record in [ReleaseRecord(other), nil] {
            try Self.expectMismatch(
                PublicationInput(
                    plan: plan, dataset: try publication.dataset, release: release,
                    assessment: try publication.assessment(plan, record), sourceLabel: publication.sourceLabel,
                    isFictitious: true, publishedAt: Day(year: 2026, month: 6, day: 12)))
        }
    }

    private static func expectMismatch(_ input: PublicationInput) throws {
        try TemporaryFolder.use { folder in
            let directory = folder.appendingPathComponent("publication")
            #expect(throws: PublicationError(.mismatch, "", help: "")) {
                try PublicationWriter.write(input, to: directory)
            }
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(left.isEmpty)
        }
    }
}
