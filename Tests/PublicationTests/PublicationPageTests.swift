// SPDX-License-Identifier: Apache-2.0
//
// The pages and pictures as a browser sees them: well-formed, still, complete, and safe from what people
// wrote into titles.

import Foundation
import ImpactAssessment
import Publication
import Studies
import Testing

@Suite struct PublicationPageTests {
    static let queries = [
        TestPublication.flowsQuery,
        "SELECT origin_zone AS zone, count(DISTINCT person_id) AS people, count(*) AS trips FROM trips GROUP BY 1",
        "SELECT mode, count(DISTINCT person_id) AS people, count(*) AS trips FROM trips GROUP BY 1",
        "SELECT count(DISTINCT person_id) AS people, count(*) AS trips FROM trips",
        """
        SELECT origin_zone AS origin, destination_zone AS destination, date_trunc('month', departed_at) AS month,
               count(DISTINCT person_id) AS people, count(*) AS trips FROM trips GROUP BY 1, 2, 3
        """,
    ]

    @Test(arguments: queries) func `every page and picture is well-formed and fetches nothing`(query: String) throws {
        let files = try TestPublication(query: query, hasGroups: true).files()
        for (name, text) in files where name.hasSuffix(".html") || name.hasSuffix(".svg") {
            let document = WellFormed(text)
            #expect(document.problem == nil, "\(name): \(document.problem ?? "")")
            #expect(document.loads.isEmpty, "\(name): \(document.loads)")
            #expect(document.count("script") == 0 && !text.lowercased().contains("<script"))
            #expect(!text.contains("@import") && !text.contains("url("))
        }
        #expect(files["index.html"] != nil && files["assessment.html"] != nil && files["map.svg"] != nil)
    }

    @Test func `a page that is cut short is noticed`() throws {
        let page = try TestPublication().files()["index.html"].unwrapped
        let end = try page.range(of: "</article>").unwrapped
        #expect(WellFormed(String(page[..<end.lowerBound])).problem != nil)
        #expect(WellFormed(page).problem == nil)
    }

    @Test(arguments: queries) func `every JSON file parses`(query: String) throws {
        for (name, text) in try TestPublication(query: query, hasGroups: true).files() where name.hasSuffix("json") {
            #expect(throws: Never.self, "\(name)") { try JSONSerialization.jsonObject(with: Data(text.utf8)) }
        }
    }

    @Test func `every id on a page is there once and every inner link has a target`() throws {
        for (name, text) in try TestPublication().files() where name.hasSuffix(".html") {
            let elements = WellFormed(text).elements
            let ids = elements.compactMap { $0.attributes["id"] }
            #expect(Set(ids).count == ids.count, "\(name)")
            let targets = elements.compactMap { $0.attributes["href"] }.filter { $0.hasPrefix("#") }
            // A note of one page has nothing to lead to.
            #expect(!targets.isEmpty || name.hasPrefix("note"), "\(name)")
            #expect(targets.allSatisfy { ids.contains(String($0.dropFirst())) }, "\(name)")
        }
    }

    /// What a page leads to in its own folder.
    private static func leads(_ page: String) -> Set<String> {
        let links = WellFormed(page).elements.compactMap { $0.name == "a" ? $0.attributes["href"] : nil }
        return Set(
            links.filter { !$0.hasPrefix("#") && !$0.hasPrefix("https:") }.map { link in
                String(link.prefix { $0 != "#" })
            })
    }

    @Test(arguments: [TestPublication.flowsQuery, ViewTests.byMonth])
    func `every link leads to a file of the publication, and a link leads to every file`(query: String) throws {
        let files = try TestPublication(query: query, hasGroups: true).files()
        let pages = files.filter { $0.key.hasSuffix(".html") }.mapValues(Self.leads)
        for (name, links) in pages { #expect(links.subtracting(files.keys) == [], "\(name)") }
        let reached = pages.values.reduce(into: Set<String>()) { $0.formUnion($1) }
        #expect(Set(files.keys).subtracting(["index.html"]).subtracting(reached) == [])
        // All but the pictures of views are one link away from the page.
        let far = Set(files.keys).subtracting(try pages["index.html"].unwrapped).subtracting(["index.html"])
        #expect(far.allSatisfy { $0.hasSuffix(".svg") && ($0.hasPrefix("zone-") || $0.hasPrefix("time-")) }, "\(far)")
    }

    @Test func `hostile titles, zones and sources stay text`() throws {
        // What nobody sees is refused in a zone's name before it comes here.
        let name = "\"\u{301}><script>alert(1)</script><img src=x onerror='y'>&amp;<b>{{{x}}}]]>"
        let hostile = name + "\u{0}\u{8}\u{600}"
        let publication = TestPublication(
            title: Localized(hostile), zoneName: name, sourceLabel: Localized(hostile))
        for (name, text) in try publication.files() where name.hasSuffix(".html") || name.hasSuffix(".svg") {
            let document = WellFormed(text)
            #expect(document.problem == nil, "\(name): \(document.problem ?? "")")
            #expect(document.count("script") == 0 && document.count("img") == 0 && document.count("b") == 0, "\(name)")
            #expect(document.loads.isEmpty, "\(name)")
            // The diagram of where the data stayed has nothing that a study's author wrote.
            let isDiagram = name.hasPrefix("where")
            #expect(document.text.contains("<script>alert(1)</script>") != isDiagram, "\(name)")
        }
    }

    @Test func `the title of the page holds the source, French comes first`() throws {
        let page = WellFormed(try TestPublication().files()["index.html"].unwrapped)
        #expect(page.text.contains("Source\u{A0}: bus et vélos d’essai"))
        let articles = page.elements.filter { $0.name == "article" }.compactMap { $0.attributes["lang"] }
        #expect(articles == ["fr", "en"])
    }

    static let warnings: [(isNoised: Bool, isFictitious: Bool, french: String, english: String)] = [
        (false, true, "Non protégé : données fictives", "Not private: fictitious data"),
        (
            true, true, "Démonstration : la régie et les personnes sont fictives",
            "Demonstration: the trust and the people are fictitious"
        ),
    ]

    @Test(arguments: warnings)
    func `every page says first what is fictitious and what is not protected`(
        warning: (isNoised: Bool, isFictitious: Bool, french: String, english: String)
    ) throws {
        let files = try TestPublication(isFictitious: warning.isFictitious, isNoised: warning.isNoised).files()
        for name in ["index.html", "assessment.html"] {
            let text = WellFormed(try files[name].unwrapped).text.replacing("\u{A0}", with: " ")
            #expect(text.contains(warning.french) && text.contains(warning.english), "\(name)")
        }
        for (name, words) in [("map.svg", warning.french), ("map.en.svg", warning.english)] {
            #expect(WellFormed(try files[name].unwrapped).text.replacing("\u{A0}", with: " ").contains(words))
        }
        #expect(try files["datapackage.json"].unwrapped.contains(warning.french))
        #expect(try files["assessment.json"].unwrapped.contains(warning.french))
    }

    @Test func `a real and protected publication carries no warning`() throws {
        for (name, text) in try TestPublication(isFictitious: false).files() {
            #expect(!text.contains("fictitious data") && !text.contains("are fictitious"), "\(name)")
            #expect(!text.contains("fictives"), "\(name)")
        }
    }

    @Test func `when nothing can be published the page says so`() throws {
        let page = try TestPublication(count: { _ in (1, 1) }).files()["index.html"].unwrapped
        #expect(page.contains("Aucune cellule n’a pu être diffusée"))
        #expect(try !TestPublication().files()["index.html"].unwrapped.contains("Aucune cellule n’a pu"))
    }

    @Test func `the words that the trust avoids are nowhere`() throws {
        for (name, text) in try TestPublication().files() {
            #expect(!text.lowercased().contains("étude d’impact") && !text.contains("étude d'impact"), "\(name)")
        }
    }
}
