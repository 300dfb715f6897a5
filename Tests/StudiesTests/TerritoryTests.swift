// SPDX-License-Identifier: Apache-2.0
//
// Territories read from GeoJSON (RFC 7946) and written to it.

import Foundation
import RegieTesting
import Studies
import Testing

@Suite struct TerritoryTests {
    private func read(_ features: String) throws -> Territory {
        try Territory(
            id: "test", name: Localized("Test"), outside: Localized("outside"),
            geoJSON: Array("{\"type\":\"FeatureCollection\",\"features\":[\(features)]}".utf8))
    }

    private func feature(_ code: String, _ coordinates: String, type: String = "Polygon") -> String {
        "{\"type\":\"Feature\",\"properties\":{\"code\":\(code),\"nom\":\"A\"},"
            + "\"geometry\":{\"type\":\"\(type)\",\"coordinates\":\(coordinates)}}"
    }

    private let square = "[[[0,0],[2,0],[2,2],[0,2],[0,0]]]"

    @Test func `zones stand in the order of their codes`() throws {
        let territory = try read(
            feature("\"2B\"", square) + "," + feature("\"02A\"", "[\(square)]", type: "MultiPolygon"))
        #expect(territory.zones.map(\.code) == ["02A", "2B"])
        #expect(territory.zone("2B")?.name == "A")
    }

    @Test func `what is written reads back as the same territory`() throws {
        let territory = try Fixture.territory()
        let bytes = territory.geoJSON()
        let again = try Territory(
            id: territory.id, name: territory.name, outside: territory.outside, geoJSON: bytes)
        #expect(again == territory)
        #expect(again.geoJSON() == bytes)
    }

    @Test func `the anchor lies inside, in a crescent too`() throws {
        // A U: its centroid is in the gap.
        let letter = "[[[0,0],[10,0],[10,10],[9,10],[9,1],[1,1],[1,10],[0,10],[0,0]]]"
        let anchor = try #require(try read(feature("\"U\"", letter)).zones.first?.anchor)
        let inGap = anchor.longitude > 1 && anchor.longitude < 9 && anchor.latitude > 1
        let inBox = (0...10).contains(anchor.longitude) && (0...10).contains(anchor.latitude)
        #expect(inBox && !inGap)
        // A ring: a square with a square hole.
        let ring = "[[[0,0],[9,0],[9,9],[0,9],[0,0]],[[1,1],[1,8],[8,8],[8,1],[1,1]]]"
        let other = try #require(try read(feature("\"O\"", ring)).zones.first?.anchor)
        #expect(!((1...8).contains(other.longitude) && (1...8).contains(other.latitude)))
    }

    @Test func `the anchor is that of the largest polygon`() throws {
        let far = "[[[50,50],[50.1,50],[50.1,50.1],[50,50]]]"
        let anchor = try #require(
            try read(feature("\"A\"", "[\(far),\(square)]", type: "MultiPolygon")).zones.first?.anchor)
        #expect(abs(anchor.longitude - 1) < 0.1 && abs(anchor.latitude - 1) < 0.1)
    }

    @Test(arguments: [
        "17300", "\"\"", "\"a b\"", "\"outside\"", "null",
    ])
    func `G10 a zone without a proper code is refused`(code: String) {
        #expect(throws: StudyError(.territory, "", help: "")) { try read(feature(code, square)) }
    }

    @Test(arguments: [
        ("[[[0,0],[2,0],[2,2],[0,2]]]", "Polygon"), ("[[[0,0],[2,0],[0,0]]]", "Polygon"), ("[]", "Polygon"),
        ("[[[0,0],[200,0],[2,2],[0,0]]]", "Polygon"), ("[[[0,0],[0,91],[2,2],[0,0]]]", "Polygon"),
        ("[[[0],[2,0],[2,2],[0]]]", "Polygon"), ("[0,0]", "Point"), ("[[0,0],[1,1]]", "LineString"),
        ("[]", "MultiPolygon"),
    ])
    func `G10 a zone without a proper outline is refused`(coordinates: String, type: String) {
        #expect(throws: StudyError(.territory, "", help: "")) { try read(feature("\"A\"", coordinates, type: type)) }
    }

    @Test(arguments: [
        ("{\"properties\":{\"code\":17300,\"nom\":\"A\"},\"geometry\":@}", "feature 2 has no `code` that is text"),
        ("{\"properties\":{\"nom\":\"A\"},\"geometry\":@}", "feature 2 has no `code` that is text"),
        ("{\"properties\":{\"code\":\"B\",\"nom\":4},\"geometry\":@}", "feature 2 has a property `nom`"),
        ("{\"properties\":{\"code\":\"B\",\"nom\":\"A\"},\"geometry\":null}", "feature 2 has no Polygon"),
        (
            "{\"properties\":{\"code\":\"B\",\"nom\":\"A\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":[0,0]}}",
            "feature 2 has no Polygon"
        ),
        (
            "{\"properties\":{\"code\":\"B\",\"nom\":\"A\"},"
                + "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[0,0]]}}", "feature 2 has coordinates"
        ),
        ("{\"geometry\":@}", "feature 2 has no `properties`"), ("4", "feature 2 is no GeoJSON feature"),
        ("{\"properties\":{\"code\":\"A\",\"nom\":\"A\"},\"geometry\":@}", "two zones have the code `A`"),
        ("{\"properties\":{\"code\":\"outside\",\"nom\":\"A\"},\"geometry\":@}", "a zone has the code `outside`"),
        (
            "{\"properties\":{\"code\":\"B\",\"nom\":\"A\"},"
                + "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[2,0],[2,2],[0,2]]]}}",
            "zone `B` has a ring that is not closed"
        ),
    ])
    func `G10 a wrong feature is named by its file, its number and what is wrong`(wrong: String, says: String) throws {
        let second = wrong.replacing("@", with: "{\"type\":\"Polygon\",\"coordinates\":\(square)}")
        let text = "{\"type\":\"FeatureCollection\",\"features\":[\(feature("\"A\"", square)),\(second)]}"
        let error = try #require(throws: StudyError.self) {
            try Territory(
                id: "test", name: Localized("Test"), outside: Localized("outside"), geoJSON: Array(text.utf8),
                file: "communes.geojson")
        }
        #expect(error.code == .territory)
        #expect(error.message.hasPrefix("communes.geojson: \(says)"), "\(error)")
    }

    @Test func `G10 a name with a character that nobody sees is refused by its name`() throws {
        let hidden = "A\u{202E}"
        let named = feature("\"A\"", square).replacing("\"nom\":\"A\"", with: "\"nom\":\"\(hidden)\"")
        let error = try #require(throws: StudyError.self) { try read(named) }
        #expect(error.code == .territory)
        #expect(error.message.contains("zone `A`") && error.message.contains("U+202E"))
        let zones = try read(feature("\"A\"", square)).zones
        for (name, outside) in [
            (Localized(fr: hidden, en: "A"), Localized("B")), (Localized(fr: "A", en: hidden), Localized("B")),
            (Localized("A"), Localized(fr: hidden, en: "B")), (Localized("A"), Localized(fr: "B", en: hidden)),
        ] {
            #expect(throws: StudyError(.territory, "", help: "")) {
                try Territory(id: "test", name: name, zones: zones, outside: outside)
            }
        }
    }

    @Test func `G10 a territory without zones or with one code twice is refused`() {
        #expect(throws: StudyError(.territory, "", help: "")) { try read("") }
        #expect(throws: StudyError(.territory, "", help: "")) {
            try read(feature("\"A\"", square) + "," + feature("\"A\"", square))
        }
    }

    @Test func `a real agglomeration is read`() throws {
        guard let folder = SharedData.folder("TERRITORY_SAMPLES", path: "samples/territory") else { return }
        let data = try Data(contentsOf: folder.appendingPathComponent("communes-cda-la-rochelle.geojson"))
        let territory = try Territory(
            id: "la-rochelle", name: Localized("La Rochelle"), outside: Localized("outside"), geoJSON: data)
        #expect(territory.zones.count == 28)
        #expect(territory.zone("17300")?.name.isEmpty == false)
        let again = try Territory(
            id: "la-rochelle", name: Localized("La Rochelle"), outside: Localized("outside"),
            geoJSON: territory.geoJSON())
        #expect(again.zones.map(\.polygons) == territory.zones.map(\.polygons))
    }
}
