// SPDX-License-Identifier: Apache-2.0
//
// Maps of averages: no class finer than the noise, withheld zones hatched and without numbers, the same scale for all
// maps, shades that order in grey.

import DisclosureControl
import Foundation
import Publication
import Studies
import Testing

@Suite struct ChoroplethTests {
    /// The widths of classes as the legend writes them.
    private func classWidths(_ svg: String) -> [Int] {
        let text = WellFormed(svg).text
        let plain = text.replacing("\u{202F}", with: "")
        return plain.matches(of: /(\d+) à (\d+)/).compactMap { match in
            guard let low = Int(match.output.1), let high = Int(match.output.2) else { return nil }
            return high - low
        }
    }

    private func fills(_ svg: String) -> [String] {
        WellFormed(svg).elements.filter { $0.name == "path" }.compactMap { $0.attributes["fill"] }
            .filter { $0 != "none" }
    }

    @Test(arguments: [(5_000.0, 2), (60_000, 2), (200_000, 1)])
    func `a class is never narrower than the interval of a coloured zone`(
        _ deviation: Double, _ leastClasses: Int
    ) throws {
        var energy = TestEnergy()
        energy.deviations.amounts = deviation
        let svg = try energy.files()["map.svg"].unwrapped
        let widths = classWidths(svg).filter { $0 > 0 }
        // An average over 200 households has an interval of at least 2 · 1.96 · σ / 200.
        let least = 2 * 1.96 * deviation / 200
        #expect(widths.count >= leastClasses && widths.count <= 6, "\(widths)")
        #expect(Set(widths).count == 1, "classes are of one width: \(widths)")
        #expect(Double(widths[0]) >= least, "\(widths) for \(least)")
        #expect(fills(svg).contains { $0.hasPrefix("#") })
    }

    @Test func `more noise makes fewer classes`() throws {
        // Six classes are the most, so the first two may be alike.
        let counts = try [3_000.0, 40_000, 300_000].map { deviation in
            var energy = TestEnergy()
            energy.deviations.amounts = deviation
            return Set(fills(try energy.files()["map.svg"].unwrapped).filter { $0.hasPrefix("#") }).count
        }
        #expect(counts[0] >= counts[1] && counts[1] > counts[2], "\(counts)")
    }

    @Test func `classes that tell zones apart are taken before wide ones that hold every zone`() throws {
        // Only houses are sure enough for classes of 2 500; in those of 10 000, which hold all, every zone is alike.
        var energy = TestEnergy()
        energy.deviations = (3, 350_000)
        energy.cell = { codes in
            guard codes[1] != "other", codes[0] != "outside" else { return (0, 0) }
            let zone = Int64(codes[0].suffix(1)) ?? 0
            return (codes[1] == "house" ? 600 : 150, 5_200 + 500 * zone)
        }
        let shades = Set(fills(try energy.files()["map.svg"].unwrapped).filter { $0.hasPrefix("#") })
        #expect(shades.count >= 2, "\(shades)")
    }

    @Test func `a zone whose average is too uncertain for a class is dotted, not coloured`() throws {
        var energy = TestEnergy()
        energy.cell = { codes in
            codes[1] == "other" || codes[0] == "outside" ? (0, 0) : codes[0] == "01004" ? (30, 9_000) : (900, 9_000)
        }
        let svg = try energy.files()["map.svg"].unwrapped
        #expect(fills(svg).contains { $0.hasPrefix("url(#map-uncertain") })
    }

    @Test func `G4 a withheld zone is hatched and has a number nowhere`() throws {
        var energy = TestEnergy()
        energy.cell = { codes in
            codes[1] == "other" || codes[0] == "outside"
                ? (0, 0) : codes[0] == "01004" ? (7, 987_654_321) : (300, 9_000)
        }
        let files = try energy.files()
        let svg = try files["map.svg"].unwrapped
        // The zone in the large map and in both small ones.
        #expect(fills(svg).count { $0.hasPrefix("url(#map-withheld") } == 3)
        let line = try files["averages.csv"].unwrapped.split(separator: "\n").filter { $0.hasPrefix("01004") }
        #expect(line.count == 2 && line.allSatisfy { $0.hasSuffix("withheld,,,,kWh") }, "\(line)")
        for (name, text) in files {
            #expect(!text.filter { !["\u{202F}", ",", " ", "\u{A0}", "."].contains($0) }.contains("987654"), "\(name)")
        }
    }

    @Test func `shades fall in luminance step by step`() throws {
        var energy = TestEnergy()
        energy.deviations = (0.8, 300)
        let svg = try energy.files()["map.svg"].unwrapped
        let legend = WellFormed(svg).elements.filter { $0.name == "rect" }.compactMap { $0.attributes["fill"] }
            .filter { $0.hasPrefix("#") && $0 != "#ffffff" && $0 != "#edf2f5" && $0 != "#fbfaf5" }
        let luminances = try legend.map(luminance)
        #expect(luminances.count >= 5)
        for (darker, lighter) in zip(luminances.dropFirst(), luminances) { #expect(darker < 0.85 * lighter) }
    }

    /// What people see who lack one kind of cone (Viénot, Brettel, Mollon 1999; Machado 2009 for tritanopia), as
    /// matrices on linear RGB.
    static let sight: [(name: String, matrix: [[Double]])] = [
        ("protanopia", [[0.1124, 0.8876, 0], [0.1124, 0.8876, 0], [0.0040, -0.0040, 1]]),
        ("deuteranopia", [[0.2928, 0.7072, 0], [0.2928, 0.7072, 0], [-0.0223, 0.0223, 1]]),
        ("tritanopia", [[1.2555, -0.0767, -0.1788], [-0.0784, 0.9308, 0.1476], [0.0047, 0.6914, 0.3039]]),
    ]

    @Test(arguments: sight) func `shades keep their order for those who lack a kind of cone`(
        sight: (name: String, matrix: [[Double]])
    ) throws {
        var energy = TestEnergy()
        energy.deviations = (0.8, 300)
        let svg = try energy.files()["map.svg"].unwrapped
        let shades = WellFormed(svg).elements.filter { $0.name == "rect" }.compactMap { $0.attributes["fill"] }
            .filter { $0.hasPrefix("#") && !["#ffffff", "#edf2f5", "#fbfaf5"].contains($0) }
        let seen = try shades.map { shade -> Double in
            let value = try Int(shade.dropFirst(), radix: 16).unwrapped
            let linear = [value >> 16, (value >> 8) & 255, value & 255].map { pow(Double($0) / 255, 2.2) }
            let rows = sight.matrix.map { row in zip(row, linear).reduce(0) { $0 + $1.0 * $1.1 } }
            return 0.2126 * rows[0] + 0.7152 * rows[1] + 0.0722 * rows[2]
        }
        #expect(seen.count >= 5)
        for (darker, lighter) in zip(seen.dropFirst(), seen) { #expect(darker < 0.85 * lighter, "\(seen)") }
    }

    private func luminance(_ colour: String) throws -> Double {
        let value = try Int(colour.dropFirst(), radix: 16).unwrapped
        let weights = [0.2126, 0.7152, 0.0722]
        let bytes = [value >> 16, (value >> 8) & 255, value & 255]
        var sum = 0.0
        for (weight, byte) in zip(weights, bytes) {
            let channel = Double(byte) / 255
            let linear = channel <= 0.04045 ? channel / 12.92 : pow((channel + 0.055) / 1.055, 2.4)
            sum += weight * linear
        }
        return sum
    }

    @Test func `the page is well-formed, loads nothing, and lays the table beside the map`() throws {
        let files = try TestEnergy().files()
        for (name, text) in files where name.hasSuffix(".html") || name.hasSuffix(".svg") {
            let page = WellFormed(text)
            #expect(page.problem == nil, "\(name)")
            #expect(page.loads == [], "\(name)")
        }
        let page = try files["index.html"].unwrapped
        let words = ["Zone par zone", "au moins 10", "Maison", "25\u{202F}000"]
        for word in words { #expect(page.contains(word), "\(word)") }
        #expect(try files["datapackage.json"].unwrapped.contains("averages.csv"))
        #expect(
            try files["averages.csv"].unwrapped.hasPrefix("code_commune,dwelling_type,status,average,low,high,unit"))
    }

    @Test func `a table without anything published makes a page all the same`() throws {
        var energy = TestEnergy()
        energy.cell = { _ in (3, 5_000) }
        let files = try energy.files()
        #expect(WellFormed(try files["map.svg"].unwrapped).problem == nil)
        #expect(WellFormed(try files["index.html"].unwrapped).problem == nil)
    }
}
