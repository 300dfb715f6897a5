// SPDX-License-Identifier: Apache-2.0
//
// The drawing: what is drawn, what is said not to be, and that it is the same each time.

import ImpactAssessment
import Publication
import Studies
import Testing

@Suite struct FlowMapTests {
    static func map(_ flows: [FlowMap.Flow], zoneName: String = "Zone") throws -> FlowMap {
        FlowMap(
            territory: try TestPublication(zoneName: zoneName).territory, flows: flows,
            unit: Localized(fr: "déplacements", en: "trips"),
            caption: FlowMap.Caption(title: Localized("Carte"), lines: [], warnings: []))
    }

    static let codes = ["01000", "01001", "01002", "01003", Territory.outsideCode]

    static var allPairs: [FlowMap.Flow] {
        codes.enumerated().flatMap { row, origin in
            codes.enumerated().map { column, destination in
                FlowMap.Flow(origin: origin, destination: destination, count: Int64(100 + 37 * row + 11 * column))
            }
        }
    }

    /// An arrow is a pale edge, a line and a head.
    static func arrows(_ svg: String) -> [String] {
        WellFormed(svg).elements.filter { $0.name == "path" }.compactMap { $0.attributes["d"] }.filter {
            $0.contains("C")
        }
    }

    @Test func `every flow between two places is an arrow and every inside count a circle`() throws {
        let svg = try Self.map(Self.allPairs).svg(language: .fr)
        #expect(Set(Self.arrows(svg)).count == 20)
        let largestInside = 4
        #expect(WellFormed(svg).count("circle") == largestInside + 3)
        #expect(svg.contains("Sont dessinés les 20 flux publiés"))
    }

    @Test func `opposite directions take different ways`() throws {
        let flows = [("01000", "01001"), ("01001", "01000")].map {
            FlowMap.Flow(origin: $0.0, destination: $0.1, count: 50)
        }
        let middles = Set(
            Self.arrows(try Self.map(flows).svg(language: .fr)).compactMap { path in
                path.split(separator: "C").last?.split(separator: " ").compactMap { Double($0) }[1]
            })
        #expect(middles.count == 2)
    }

    @Test func `the order of the input does not matter`() throws {
        let one = try Self.map(Self.allPairs).svg(language: .fr)
        #expect(try Self.map(Self.allPairs.reversed()).svg(language: .fr) == one)
        #expect(try Self.map(Self.allPairs.dropLast()).svg(language: .fr) != one)
    }

    static func triangle(_ index: Int) -> Zone {
        let (west, south) = (Double(index % 3) / 5, 46 + Double(index / 3) / 5)
        let corners: [(Double, Double)] = [(0, 0), (0.1, 0), (0.1, 0.1), (0, 0)]
        let ring = corners.map { Coordinate(longitude: west + $0.0, latitude: south + $0.1) }
        let anchor = Coordinate(longitude: west + 0.06, latitude: south + 0.03)
        return Zone(code: "z\(index)", name: "z\(index)", polygons: [[ring]], anchor: anchor)
    }

    @Test func `a narrow sheet draws fewer flows and says so`() throws {
        let zones = (0..<8).map(Self.triangle)
        let territory = try Territory(id: "t", name: Localized("t"), zones: zones, outside: Localized("o"))
        let flows = zones.flatMap { from in
            zones.filter { $0.code != from.code }.map {
                FlowMap.Flow(origin: from.code, destination: $0.code, count: 20)
            }
        }
        let map = FlowMap(
            territory: territory, flows: flows, unit: Localized("u"),
            caption: FlowMap.Caption(title: Localized("t"), lines: [], warnings: []))
        let svg = map.svg(language: .fr, layout: .narrow)
        #expect(Set(Self.arrows(svg)).count == 40)
        let text = WellFormed(svg).text.replacing("\n", with: " ")
        #expect(text.contains("40 plus grands flux sur 56"))
        #expect(Set(Self.arrows(map.svg(language: .fr))).count == 56)
    }

    @Test func `the frame for outside is drawn only when a flow touches it`() throws {
        let inner = [FlowMap.Flow(origin: "01000", destination: "01003", count: 9)]
        #expect(!(try Self.map(inner).svg(language: .fr)).contains("Hors du territoire"))
        let outer = [FlowMap.Flow(origin: "01000", destination: Territory.outsideCode, count: 9)]
        #expect(try Self.map(outer).svg(language: .fr).contains("Hors du territoire"))
    }

    @Test func `numbers are set in the page's language`() throws {
        let flows = [FlowMap.Flow(origin: "01000", destination: "01003", count: 12_345)]
        #expect(try Self.map(flows).svg(language: .fr).contains("10\u{202F}000"))
        #expect(try Self.map(flows).svg(language: .en).contains("10,000"))
    }

    @Test func `an empty map is still a map`() throws {
        let document = WellFormed(try Self.map([]).svg(language: .en))
        #expect(document.problem == nil)
        #expect(document.count("path") >= 4)
    }
}
