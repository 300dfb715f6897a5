// SPDX-License-Identifier: Apache-2.0
//
// The site: every publication and refusal in the index, the feed and the catalogue; nothing broken, nothing
// forgotten, nothing touched but its own files.

import Foundation
import ImpactAssessment
import Publication
import Studies
import Testing

@Suite struct SiteTests {
    static func trust(_ address: String = "https://regie.example/") throws -> Site.Trust {
        try Site.Trust(
            name: Localized(fr: "Régie d’essai", en: "Test trust"), isFictitious: true, address: address
        ).unwrapped
    }

    static func refusal(_ id: String, on day: Day, title: String = "Pour la publicité") throws -> RefusedStudy {
        let study = try TestPublication().plan.study
        let refused = Study(
            id: id, title: Localized(title), requester: study.requester, purpose: "dpv:Marketing",
            question: study.question, benefit: study.benefit, dataset: study.dataset, sources: study.sources,
            period: study.period, query: study.query, privacy: study.privacy, formats: study.formats,
            retentionDays: study.retentionDays)
        return RefusedStudy(
            study: refused, refusedAt: day,
            reasons: [
                .init(
                    title: "Garde-fou", sentence: Localized(fr: "La publicité est interdite.", en: "No advertising."),
                    text: "forbid (principal, action, resource);")
            ], documents: try documents)
    }

    /// The preliminary assessment of the request.
    static var documents: [Evidence.Document] {
        get throws {
            let publication = TestPublication()
            let assessment = try publication.assessment(try publication.plan, nil)
            return try Evidence.preliminary(assessment, on: Day(year: 2026, month: 5, day: 1))
        }
    }

    /// A publication, two refusals and their yearly reports, written; the texts of the root's files by name.
    static func written(_ publication: TestPublication = TestPublication()) throws -> [String: String] {
        try TemporaryFolder.use { folder in
            try PublicationWriter.write(try publication.input, to: folder.appendingPathComponent("flows"))
            try site(folder).write(to: folder)
            let names = try TemporaryFolder.names(in: folder).filter { $0 != "flows" }
            return try Dictionary(
                uniqueKeysWithValues: names.map {
                    ($0, try String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8))
                })
        }
    }

    static func site(_ folder: URL, accounts: [Int: YearlyReport.Accounts] = [:]) throws -> Site {
        try Site(
            try trust(), publications: folder,
            refusals: [
                refusal("ads", on: Day(year: 2026, month: 5, day: 2)),
                refusal("old", on: Day(year: 2025, month: 5, day: 2), title: "<b>&\"{{{x}}}"),
            ], references: try references(), accounts: accounts)
    }

    static func references() throws -> LegalReferences {
        let file = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("trustees/legal-references.json")
        return try LegalReferences(json: Array(Data(contentsOf: file)), file: file.lastPathComponent)
    }

    @Test func `the index leads to every publication, assessment, decision, refusal and feed`() throws {
        let files = try Self.written()
        let index = WellFormed(try files["index.html"].unwrapped)
        #expect(index.problem == nil && index.loads.isEmpty)
        let links = Set(index.elements.compactMap { $0.name == "a" ? $0.attributes["href"] : nil })
        let expected = [
            "flows/index.html", "flows/assessment.html", "flows/assessment.html#decision-fr", "refused-ads.html",
            "refused-old.html", "feed.fr.atom", "feed.en.atom", "catalogue.jsonld", "report-2026.html",
            "report-2025.html",
        ]
        #expect(Set(expected).isSubset(of: links))
        for link in links where !link.hasPrefix("#") && !link.hasPrefix("flows/") {
            #expect(files[link] != nil, "\(link)")
        }
        #expect(index.text.contains("1 publication, 2 refus"))
    }

    @Test func `a refusal is a page with its clauses, and hostile words stay text`() throws {
        let files = try Self.written()
        let page = WellFormed(try files["refused-ads.html"].unwrapped)
        #expect(page.text.contains("La publicité est interdite.") && page.text.contains("forbid (principal"))
        let links = Set(page.elements.compactMap { $0.name == "a" ? $0.attributes["href"] : nil })
        for name in Evidence.preliminaryNames {
            #expect(links.contains("refused-ads-\(name)") && files["refused-ads-\(name)"] != nil, "\(name)")
        }
        #expect(try files["refused-ads-preliminary.html"].unwrapped.contains("Analyse d’impact préliminaire"))
        let hostile = WellFormed(try files["refused-old.html"].unwrapped)
        #expect(hostile.problem == nil && hostile.count("b") == 0 && hostile.text.contains("<b>&\"{{{x}}}"))
    }

    @Test(arguments: ["fr", "en"]) func `the feed is Atom, newest first, with whole addresses`(language: String) throws
    {
        let text = try Self.written()["feed.\(language).atom"].unwrapped
        let feed = WellFormed(text)
        #expect(feed.problem == nil && feed.count("entry") == 3)
        for name in ["id", "title", "updated"] { #expect(feed.count(name) == 4, "\(name)") }
        #expect(feed.count("author") == 4 && feed.count("name") == 4)
        let links = feed.elements.filter { $0.name == "link" }.compactMap { $0.attributes["href"] }
        #expect(links.allSatisfy { $0.hasPrefix("https://regie.example/") })
        let order = ["2026-06-12T", "2026-05-02T", "2025-05-02T"].compactMap {
            text.range(of: "<updated>\($0)", options: .backwards)
        }
        #expect(
            order.count == 3 && order[0].lowerBound < order[1].lowerBound && order[1].lowerBound < order[2].lowerBound)
    }

    @Test func `the catalogue names every file of data with its size and hash`() throws {
        let text = try Self.written()["catalogue.jsonld"].unwrapped
        let json = try (JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]).unwrapped
        #expect(json["@type"] as? String == "dcat:Catalog")
        let datasets = try (json["dcat:dataset"] as? [[String: Any]]).unwrapped
        #expect(datasets.count == 1 && datasets[0]["dct:identifier"] as? String == "flows")
        let distributions = try (datasets[0]["dcat:distribution"] as? [[String: Any]]).unwrapped
        let addresses = distributions.compactMap { ($0["dcat:downloadURL"] as? [String: String])?["@id"] }
        let published = try TestPublication().bytes()
        for name in ["table.csv", "table.csv.zst", "flows.geojson", "datapackage.json"] {
            #expect(addresses.contains("https://regie.example/flows/\(name)"), "\(name)")
            let hash = ContentHash.hex(of: try published[name].unwrapped)
            #expect(text.contains(hash), "\(name)")
        }
        #expect(!addresses.contains { $0.hasSuffix(".html") || $0.hasSuffix(".pdf") })
        #expect(text.contains("Données fictives. "))
    }

    @Test func `the checksums are those of all files, as sha256sum writes them`() throws {
        let files = try TestPublication().bytes()
        let sums = String(decoding: try files["SHA256SUMS"].unwrapped, as: UTF8.self)
        let lines = sums.split(separator: "\n").map { $0.components(separatedBy: "  ") }
        #expect(Set(lines.map { $0[1] }) == Set(files.keys).subtracting(["SHA256SUMS"]))
        for line in lines { #expect(ContentHash.hex(of: try files[line[1]].unwrapped) == line[0], "\(line[1])") }
    }

    @Test func `documents of the decision are published with their commands`() throws {
        let mandate = try Evidence.Document(
            name: "mandate.json", title: Localized(fr: "le permis d’étude", en: "the mandate"), bytes: Array("{}".utf8)
        ).unwrapped
        let command = Evidence.Command(line: "regie verify mandate.json", shows: Localized("Le permis :"))
        let files = try TestPublication(evidence: Evidence(documents: [mandate], commands: [command])).files()
        #expect(files["mandate.json"] == "{}")
        #expect(try files["index.html"].unwrapped.contains("regie verify mandate.json"))
        for name in ["../x", "a/b", "", ".x", "Mandate.json", String(repeating: "a", count: 61)] {
            #expect(Evidence.Document(name: name, title: Localized("x"), bytes: []) == nil, "\(name)")
        }
    }

    @Test func `G10 a broken summary is refused with its place, and nothing is written`() throws {
        try TemporaryFolder.use { folder in
            try PublicationWriter.write(try TestPublication().input, to: folder.appendingPathComponent("flows"))
            let summary = folder.appendingPathComponent("flows/publication.json")
            let text = try String(contentsOf: summary, encoding: .utf8)
            for (from, to) in [
                ("\"id\":\"flows\"", "\"id\":\"other\""), ("regie-publication/1", "regie-publication/2"),
                ("\"cell_count\":25", "\"cell_count\":\"25\""), ("table.csv", "../table"), ("}", ""),
            ] {
                #expect(text.contains(from))
                try Data(text.replacing(from, with: to).utf8).write(to: summary)
                #expect(throws: PublicationError(.summary, "", help: ""), "\(from)") { try Self.site(folder) }
            }
            let left = try TemporaryFolder.names(in: folder)
            #expect(left == ["flows"])
        }
    }

    @Test func `an address that makes no whole links is refused`() {
        for address in ["regie.example/", "https://regie.example", "https://a b/", "https://a\"/", "ftp://x/"] {
            #expect(Site.Trust(name: Localized("x"), isFictitious: true, address: address) == nil, "\(address)")
        }
    }
}
