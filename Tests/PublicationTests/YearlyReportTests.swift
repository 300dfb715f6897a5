// SPDX-License-Identifier: Apache-2.0
//
// The yearly report: of its year only, with what the articles ask for, and no money or law invented.

import Foundation
import ImpactAssessment
import Publication
import Studies
import Testing

@Suite struct YearlyReportTests {
    private static func report(
        _ publication: TestPublication = TestPublication(), accounts: YearlyReport.Accounts? = nil
    ) throws -> (page: String, json: String) {
        try TemporaryFolder.use { folder in
            try PublicationWriter.write(try publication.input, to: folder.appendingPathComponent("flows"))
            let accounts = accounts.map { [2026: $0] } ?? [:]
            try SiteTests.site(folder, accounts: accounts).write(to: folder)
            let files = try ["html", "json"].map {
                try String(contentsOf: folder.appendingPathComponent("report-2026.\($0)"), encoding: .utf8)
            }
            return (WellFormed(files[0]).text.replacing("\u{A0}", with: " "), files[1])
        }
    }

    @Test func `it counts studies, refusals and requesters of its year only`() throws {
        let (page, json) = try Self.report()
        let object = try (JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]).unwrapped
        #expect((object["published"] as? [[String: Any]])?.compactMap { $0["id"] as? String } == ["flows"])
        #expect((object["refused"] as? [[String: Any]])?.compactMap { $0["id"] as? String } == ["ads"])
        #expect(object["requesters"] as? [String] == ["Autorité"])
        #expect(page.contains("Rapport annuel 2026") && page.contains("Pour la publicité") && !page.contains("<b>"))
        // Activities, requesters, purposes, objectives, results, refusals and techniques are each there.
        for words in [
            "étude publiée", "Autorité", "Améliorer les transports et la mobilité (dpv:ImproveTransportMobility)",
            "Qui va d’où à où", "La publicité est interdite.", "Addition sous partage de secret",
        ] { #expect(page.replacing("\n", with: "").contains(words), "\(words)") }
    }

    @Test func `articles come from the file, money only when it is given`() throws {
        let (page, _) = try Self.report()
        #expect(page.contains("article 20(2)") && page.contains("COM(2025) 837"))
        #expect(page.contains("n’ont pas été donnés au programme"))
        let accounts = YearlyReport.Accounts(revenue: 120_000, expenditure: 118_500, fees: 0)
        let given = try Self.report(accounts: accounts).page
        #expect(given.contains("118\u{202F}500\u{202F}€") && !given.contains("n’ont pas été donnés"))
    }

    @Test func `G3 a year with exact numbers claims no noise`() throws {
        let exact = try Self.report(TestPublication(isNoised: false)).page
        #expect(!exact.contains("Confidentialité différentielle") && exact.contains("aucun bruit"))
        #expect(try Self.report().page.contains("Confidentialité différentielle"))
    }

    @Test(arguments: [
        "{}", "[]", "{\"schema\":\"regie-legal-references/1\",\"reviewed_at\":\"2026-03-01\",\"references\":[]}",
    ])
    func `G10 a file of references that is none is refused`(text: String) {
        #expect(throws: PublicationError(.references, "", help: "")) {
            try LegalReferences(json: Array(text.utf8), file: "x.json")
        }
    }
}
