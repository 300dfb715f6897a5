// SPDX-License-Identifier: Apache-2.0
//
// WCAG 2.2 AA as far as a test can tell: contrast of every colour on its ground, names of links, pictures and
// tables, the order of headings, languages, and HTML that a validator would take.

import Foundation
import ImpactAssessment
import Publication
import Studies
import Testing

@Suite struct AccessibilityTests {
    /// Every page that a trust publishes, by name.
    static func pages() throws -> [String: String] {
        let byMonth = TestPublication(query: ViewTests.byMonth, hasGroups: true)
        var pages = try byMonth.files()
        for (name, text) in try SiteTests.written() { pages["site " + name] = text }
        for (name, text) in try TestPublication(query: PublicationPageTests.queries[2]).files() {
            pages["table " + name] = text
        }
        return pages.filter { $0.key.hasSuffix(".html") }
    }

    @Test func `every page keeps the rules of its elements, names and headings`() throws {
        let pages = try Self.pages()
        #expect(pages.count >= 15)
        for (name, text) in pages { #expect(PageRules(text).problems == [], "\(name)") }
    }

    static let faults: [(from: String, to: String, rule: String)] = [
        ("<h2 ", "<h4 ", "heading"), ("<html lang=\"fr\"", "<html lang=\"\"", "language"),
        ("role=\"img\"", "role=\"presentation\"", "picture"), ("<caption>", "<caption hidden=\"hidden\">", "attribute"),
        ("<th scope=\"col\"", "<th", "header"), ("<dl class=\"key\">", "<ul class=\"key\">", "not allowed"),
        ("<title>", "<title></title><title>", "title"),
        (" aria-labelledby=\"map-fr-h\"", " aria-labelledby=\"nowhere\"", "reference"),
        (">English version<", "> <", "link"), ("<main", "<blink", "unknown"),
        ("role=\"img\"", "role=\"img\" lang=\"fr\"", "drawing"),
    ]

    @Test(arguments: faults) func `a fault of each kind is noticed`(fault: (from: String, to: String, rule: String))
        throws
    {
        let page = try TestPublication().files()["index.html"].unwrapped
        #expect(page.contains(fault.from))
        let broken = page.replacing(fault.from, with: fault.to)
        #expect(PageRules(broken).problems.contains { $0.contains(fault.rule) }, "\(fault.rule)")
    }

    @Test func `the Nu validator finds no error where it is installed as vnu`() throws {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let found = path.split(separator: ":").map { "\($0)/vnu" }
        guard let validator = found.first(where: FileManager.default.isExecutableFile) else {
            print("skipped: no `vnu` on the path, so only the rules of these tests are tried")
            return
        }
        func status(_ pages: [String]) throws -> Int32 {
            try TemporaryFolder.use { folder in
                for (index, page) in pages.enumerated() {
                    try Data(page.utf8).write(to: folder.appendingPathComponent("\(index).html"))
                }
                let process = Process()
                process.executableURL = URL(fileURLWithPath: validator)
                process.arguments = ["--errors-only", "--skip-non-html", folder.path]
                try process.run()
                process.waitUntilExit()
                return process.terminationStatus
            }
        }
        let pages = Array(try Self.pages().values)
        #expect(try status(pages) == 0)
        #expect(
            try status([pages[0].replacing("<caption>", with: "<p>").replacing("<h2 ", with: "<h2 href=\"x\" ")]) != 0)
    }

    // MARK: Contrast

    /// Text of a page on its grounds, from the style: 4.5 to 1 at least.
    static let pageColours: [(text: String, ground: String)] = [
        ("#16202b", "#fff"), ("#45525f", "#fff"), ("#0e2a47", "#fff"), ("#0b4f8a", "#fff"), ("#7a1914", "#fdf3f2"),
        ("#16202b", "#fbf6ea"), ("#16202b", "#f4f6f8"),
    ]

    @Test func `text on pages has a contrast of at least 4.5 to 1`() throws {
        let page = try TestPublication().files()["index.html"].unwrapped
        let style = try page.components(separatedBy: "<style>").dropFirst().first.unwrapped
            .components(separatedBy: "</style>")[0]
        for (text, ground) in Self.pageColours {
            #expect(style.contains(text) || text == "#fff", "\(text) is no colour of the page")
            #expect(try Colour(text).unwrapped.contrast(with: Colour(ground).unwrapped) >= 4.5, "\(text) on \(ground)")
        }
        // Every colour of letters in the style is among those tried.
        let variables = style.matches(of: #/--([a-z]+): (#[0-9a-f]{3,6})/#).reduce(into: [String: String]()) {
            $0[String($1.1)] = String($1.2)
        }
        for match in style.matches(of: #/[ {]color: (?:var\(--([a-z]+)\)|(#[0-9a-f]{3,6}))/#) {
            let colour = match.1.flatMap { variables[String($0)] } ?? match.2.map(String.init) ?? ""
            #expect(Self.pageColours.contains { $0.text == colour }, "\(colour)")
        }
    }

    @Test func `letters and lines in pictures stand out from what is behind them`() throws {
        let files = try TestPublication(query: ViewTests.byMonth, hasGroups: true).files()
        for name in ["map.svg", "map-groups.svg", "time.svg", "where.svg"] {
            for element in WellFormed(try files[name].unwrapped).elements {
                guard ["text", "line"].contains(element.name),
                    let colour = element.attributes[element.name == "text" ? "fill" : "stroke"].flatMap(Colour.init)
                else { continue }
                let least = element.name == "text" ? 4.5 : 3.0
                let grounds = ["#ffffff", "#edf2f5", "#fbfaf5", "#dde4ea"].compactMap(Colour.init)
                #expect(grounds.allSatisfy { colour.contrast(with: $0) >= least }, "\(name): \(element.attributes)")
            }
        }
    }

    @Test func `contrast is counted as WCAG does`() throws {
        let (black, white) = (try Colour("#000").unwrapped, try Colour("#ffffff").unwrapped)
        #expect(abs(black.contrast(with: white) - 21) < 1e-9 && black.contrast(with: black) == 1)
        #expect(abs(try Colour("#777777").unwrapped.contrast(with: white) - 4.478) < 0.001)
        #expect(Colour("red") == nil && Colour("#12") == nil)
    }
}

/// A colour of CSS, and its contrast with another (WCAG 2.2, relative luminance).
struct Colour: Hashable {
    let luminance: Double

    init?(_ text: String) {
        guard text.hasPrefix("#") else { return nil }
        let digits = text.dropFirst().compactMap(\.hexDigitValue)
        let channels: [Int]
        switch (digits.count, text.count) {
        case (3, 4): channels = digits.map { $0 * 17 }
        case (6, 7): channels = [0, 2, 4].map { digits[$0] * 16 + digits[$0 + 1] }
        default: return nil
        }
        let linear = channels.map { channel -> Double in
            let share = Double(channel) / 255
            return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
        }
        luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    func contrast(with other: Colour) -> Double {
        (max(luminance, other.luminance) + 0.05) / (min(luminance, other.luminance) + 0.05)
    }
}
