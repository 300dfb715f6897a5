// SPDX-License-Identifier: Apache-2.0
//
// The demonstration after itself and beside itself, with noise, and what its pages are made of.

import Foundation
import FoundationXML
import Testing

extension DemonstrationTests {
    @Test func `a second run replaces the first, and two side by side don't disturb each other`() async throws {
        try await withScratch { scratch in
            let (one, two) = (scratch.appending(path: "one"), scratch.appending(path: "two"))
            _ = try await Self.complete(["--output", one.path] + Self.people, in: scratch)
            try Data("of the first run".utf8).write(to: one.appending(path: "flows/first"))
            let first = try Data(contentsOf: one.appending(path: "flows/table.csv"))
            try await withThrowingTaskGroup(of: String.self) { group in
                for output in [one, two] {
                    group.addTask { try await Self.complete(["--output", output.path] + Self.people, in: scratch) }
                }
                for try await text in group { #expect(text.contains("Done in")) }
            }
            #expect(!FileManager.default.fileExists(atPath: one.appending(path: "flows/first").path))
            #expect(try Data(contentsOf: one.appending(path: "flows/table.csv")) != first, "noise is drawn anew")
            for output in [one, two] {
                let names = contents(of: output).filter { !$0.hasPrefix(".") }
                let site = ["catalogue.jsonld", "feed.en.atom", "feed.fr.atom", "index.html"]
                #expect(site.allSatisfy(names.contains), "the index of the publications")
                // What was refused is published too, and the year's report.
                let ofSite = { (name: String) in name.hasPrefix("refused-for-advertising") || name.hasPrefix("report-")
                }
                #expect(names.count(where: ofSite) == 6, "a page, three documents, a report in two forms: \(names)")
                let studies = names.filter { !site.contains($0) && !ofSite($0) }
                #expect(studies == ["consumption-by-dwelling", "flows", "flows-by-time-of-day", "savings-by-works"])
                for study in studies {
                    let isEnergy = !study.hasPrefix("flows")
                    try expectSoundPages(output.appending(path: study), units: isEnergy ? "pdl" : "people")
                }
            }
        }
    }

    /// Whole XML, nothing that runs or is fetched, and no cell below its limit.
    /// - Parameter units: the measure that counts them; trips may be known to two holders, homes to one.
    private func expectSoundPages(_ folder: URL, units: String) throws {
        for name in ["index.html", "assessment.html"] {
            let page = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            #expect(PageProblems(page).found == [], "\(folder.lastPathComponent)/\(name)")
            #expect(page.contains("données fictives"), "\(name) says what its records are")
        }
        let limit = try PublishedLimit(folder).limit
        #expect(limit > (units == "people" ? 22 : 11), "noise raises the limit")
        let table = try PublishedCSV(folder.appending(path: "table.csv"))
        let people = try #require(table.header.firstIndex(of: units))
        let status = try #require(table.header.firstIndex(of: "status"))
        for row in table.rows {
            if row[status] == "published" {
                #expect(try #require(Int(row[people])) >= limit, "\(row)")
            } else {
                #expect(row[status] == "withheld" && row[(status + 1)...].allSatisfy(\.isEmpty), "\(row)")
            }
        }
    }

    @Test(arguments: [
        "<p>one<p>", "<p><script>1</script></p>", "<img src='https://a.example/x.png'/>", "<p onclick='x()'/>",
        "<style>p { background: url(https://a.example/x.png) }</style>", "<style>@import 'x.css';</style>",
        "<link rel='stylesheet' href='x.css'/>", "<iframe src='x'/>",
    ])
    func `a page that is broken, runs something or fetches something is noticed`(page: String) {
        #expect(!PageProblems(page).found.isEmpty)
    }
}

/// What `datapackage.json` says of the table's release.
private struct PublishedLimit {
    let limit: Int

    private struct Package: Decodable {
        struct Cells: Decodable { let limit: Int }
        let cells: Cells
    }

    init(_ folder: URL) throws {
        let bytes = try Data(contentsOf: folder.appending(path: "datapackage.json"))
        limit = try JSONDecoder().decode(Package.self, from: bytes).cells.limit
    }
}

/// What is wrong with a page that must stand alone.
final class PageProblems: NSObject, XMLParserDelegate {
    private(set) var found: [String] = []
    private var isInStyle = false
    private var open = 0

    init(_ page: String) {
        super.init()
        let parser = XMLParser(data: Data(page.utf8))
        parser.delegate = self
        if !parser.parse() { found.append("not XML, line \(parser.lineNumber)") }
        // The parser takes the end of the text for the end of whatever is still open.
        if open != 0 { found.append("\(open) elements that don't end") }
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String] = [:]
    ) {
        isInStyle = name == "style"
        open += 1
        if ["script", "iframe", "object", "embed", "link", "base", "form"].contains(name) { found.append("<\(name)>") }
        for (key, value) in attributes {
            let fetches = ["src", "srcset", "data", "poster", "action", "xlink:href", "href"].contains(key)
            let staysHere = value.hasPrefix("#") || value.hasPrefix("data:") || (name == "a" && key == "href")
            if fetches && !staysHere || key.hasPrefix("on") || value.hasPrefix("javascript:") {
                found.append("<\(name) \(key)>")
            }
            if value.contains("url(") && !value.contains("url(#") { found.append("<\(name) \(key)>") }
        }
    }

    func parser(_ parser: XMLParser, foundCharacters characters: String) {
        if isInStyle, characters.contains("url(") || characters.contains("@import") {
            found.append("style that fetches")
        }
    }

    func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) {
        if name == "style" { isInStyle = false }
        open -= 1
    }
}
