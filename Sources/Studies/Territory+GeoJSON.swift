// SPDX-License-Identifier: Apache-2.0
//
// A territory read from and written to GeoJSON (RFC 7946): a FeatureCollection of Polygon and MultiPolygon
// features whose properties have `code` (text) and `nom` or `name`. A property `anchor` (longitude, latitude)
// is taken when it lies inside the zone; otherwise the anchor is found by ZoneAnchor.swift. Other geometries,
// foreign members and heights are not read.

import Foundation

extension Territory {
    /// Most zones that a territory may have, and most bytes of its GeoJSON.
    package static let maximumZones = 5_000
    package static let maximumBytes = 64 << 20

    /// - Parameter file: what messages call the GeoJSON; nil when there is only one to speak of.
    /// - Throws: `.territory` naming the feature and what is wrong with it.
    package init(
        id: String, name: Localized, outside: Localized, geoJSON: some Collection<UInt8>, file: String? = nil
    ) throws(StudyError) {
        do throws(StudyError) {
            self = try Territory.read(id: id, name: name, outside: outside, geoJSON)
        } catch {
            guard let file else { throw error }
            throw StudyError(error.code, "\(file): \(error.message)", help: error.help)
        }
    }

    private static func read(
        id: String, name: Localized, outside: Localized, _ geoJSON: some Collection<UInt8>
    ) throws(StudyError) -> Territory {
        guard geoJSON.count <= Territory.maximumBytes else {
            throw Territory.refusal("the GeoJSON has more than 64 MB", help: "simplify the outlines of the zones")
        }
        let document: GeoDocument
        do {
            document = try JSONDecoder().decode(GeoDocument.self, from: Data(geoJSON))
        } catch let error as DecodingError {
            throw GeoPlace(error).refusal
        } catch {
            throw Territory.notGeoJSON
        }
        guard document.type == "FeatureCollection", document.features.count <= Territory.maximumZones else {
            throw Territory.refusal(
                "this is a `\(document.type)` of \(document.features.count) features, where a territory is a"
                    + " FeatureCollection of at most \(Territory.maximumZones) zones",
                help: "put the zones in one FeatureCollection")
        }
        var zones: [Zone] = []
        for (index, feature) in document.features.enumerated() {
            zones.append(try feature.zone(number: index + 1))
        }
        return try Territory(id: id, name: name, zones: zones, outside: outside)
    }

    fileprivate static var notGeoJSON: StudyError {
        refusal(
            "this is not a GeoJSON FeatureCollection of Polygon and MultiPolygon features",
            help: "give every feature a polygon and the properties `code` (text) and `name`")
    }

    /// A FeatureCollection of MultiPolygons with six decimals (about 0.1 m), zones in the order of their codes:
    /// the same territory gives the same bytes, and reading them gives the same territory.
    package func geoJSON() -> [UInt8] {
        let features = zones.map(Territory.feature)
        return Array("{\"type\":\"FeatureCollection\",\"features\":[\n\(features.joined(separator: ",\n"))\n]}\n".utf8)
    }

    private static func feature(_ zone: Zone) -> String {
        let polygons = zone.polygons.map { rings in
            "[" + rings.map { "[" + $0.map(position).joined(separator: ",") + "]" }.joined(separator: ",") + "]"
        }
        let code = JSONValue.string(zone.code).canonicalText
        let name = JSONValue.string(zone.name).canonicalText
        return "{\"type\":\"Feature\",\"properties\":{\"code\":\(code),\"name\":\(name),"
            + "\"anchor\":\(position(zone.anchor))},"
            + "\"geometry\":{\"type\":\"MultiPolygon\",\"coordinates\":[\(polygons.joined(separator: ","))]}}"
    }

    private static func position(_ point: Coordinate) -> String {
        "[\(decimal(point.longitude)),\(decimal(point.latitude))]"
    }

    /// At most six decimals, without an exponent and without zeros at the end.
    private static func decimal(_ degrees: Double) -> String {
        let millionths = Int64((degrees * 1_000_000).rounded())
        let digits = String(millionths.magnitude % 1_000_000)
        var fraction = String(repeating: "0", count: 6 - digits.count) + digits
        while fraction.hasSuffix("0") { fraction.removeLast() }
        let whole = (millionths < 0 ? "-" : "") + String(millionths.magnitude / 1_000_000)
        return fraction.isEmpty ? whole : whole + "." + fraction
    }

    fileprivate static func refusal(_ message: String, help: String) -> StudyError {
        StudyError(.territory, message, help: help)
    }
}

/// Where in the document something has not the form that it must have.
private struct GeoPlace {
    private let path: [any CodingKey]

    init(_ error: DecodingError) {
        switch error {
        case .keyNotFound(let key, let context): path = context.codingPath + [key]
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            path = context.codingPath
        @unknown default: path = []
        }
    }

    var refusal: StudyError {
        guard path.count >= 2, path[0].stringValue == "features", let index = path[1].intValue else {
            return Territory.notGeoJSON
        }
        let feature = "feature \(index + 1)"
        let names = path.dropFirst(2).filter { $0.intValue == nil }.map(\.stringValue)
        guard let member = names.first else {
            return Territory.refusal("\(feature) is no GeoJSON feature", help: "give it `properties` and a `geometry`")
        }
        switch (member, names.dropFirst().first) {
        case ("properties", "code"):
            return Territory.refusal(
                "\(feature) has no `code` that is text",
                help: "write it between quotes, such as `\"code\": \"17300\"`: codes are never numbers")
        case ("properties", let property?):
            return Territory.refusal(
                "\(feature) has a property `\(property)` of another type than it must have",
                help: property == "anchor" ? "give its longitude and latitude" : "write text between quotes")
        case ("geometry", "coordinates"):
            return Territory.refusal(
                "\(feature) has coordinates that are not those of a Polygon or a MultiPolygon",
                help: "nest positions in rings, rings in polygons, as its `type` says (RFC 7946 section 3.1)")
        case ("geometry", _):
            return Territory.refusal(
                "\(feature) has no Polygon and no MultiPolygon as its `geometry`",
                help: "a zone is an area: give its outline, or leave the feature out")
        default:
            return Territory.refusal("\(feature) has no `\(member)`", help: "give it `properties` and a `geometry`")
        }
    }
}

private struct GeoDocument: Decodable {
    let type: String
    let features: [GeoFeature]
}

private struct GeoFeature: Decodable {
    let properties: Properties
    let geometry: Geometry

    struct Properties: Decodable {
        let code: String
        let nom: String?
        let name: String?
        let anchor: [Double]?
    }

    enum Geometry: Decodable {
        case polygons([[[[Double]]]])

        enum Key: CodingKey { case type, coordinates }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Key.self)
            switch try container.decode(String.self, forKey: .type) {
            case "Polygon":
                self = .polygons([try container.decode([[[Double]]].self, forKey: .coordinates)])
            case "MultiPolygon":
                self = .polygons(try container.decode([[[[Double]]]].self, forKey: .coordinates))
            default:
                throw DecodingError.dataCorruptedError(
                    forKey: .type, in: container, debugDescription: "neither Polygon nor MultiPolygon")
            }
        }
    }

    func zone(number: Int) throws(StudyError) -> Zone {
        let code = properties.code
        guard Identifier.isCode(code) else {
            throw Territory.refusal(
                "feature \(number) has the code `\(code.prefix(40))`",
                help: "write a code of 1 to 32 letters, digits, hyphens, dots or underscores, such as `17300`")
        }
        try Territory.checkVisible(properties.name ?? properties.nom ?? "", "the name of zone `\(code)`")
        guard let name = properties.name ?? properties.nom, Identifier.isLine(name, atMost: 200) else {
            throw Territory.refusal(
                "zone `\(code)` has no name", help: "add a property `name` of at most 200 characters")
        }
        guard case .polygons(let raw) = geometry, !raw.isEmpty, raw.allSatisfy({ !$0.isEmpty }) else {
            throw Territory.refusal("zone `\(code)` has no polygon", help: "give it at least one outer ring")
        }
        var polygons: [[Ring]] = []
        for rings in raw {
            var polygon: [Ring] = []
            for ring in rings { polygon.append(try GeoFeature.ring(ring, zone: code)) }
            polygons.append(polygon)
        }
        return Zone(code: code, name: name, polygons: polygons, anchor: anchor(in: polygons))
    }

    private func anchor(in polygons: [[Ring]]) -> Coordinate {
        if let given = properties.anchor, given.count == 2 {
            let point = Coordinate(longitude: given[0], latitude: given[1])
            if polygons.contains(where: { ZoneAnchor.contains(point, polygon: $0) }) { return point }
        }
        return ZoneAnchor.find(in: polygons)
    }

    /// At least four positions within the range of WGS 84 degrees, the first repeated at the end (section 3.1.6).
    private static func ring(_ positions: [[Double]], zone: String) throws(StudyError) -> Ring {
        let inRange = positions.allSatisfy {
            $0.count >= 2 && abs($0[0]) <= 180 && abs($0[1]) <= 90
        }
        guard inRange else {
            throw Territory.refusal(
                "zone `\(zone)` has a position that is not in degrees of longitude and latitude",
                help: "give coordinates in WGS 84 (EPSG:4326), longitude first")
        }
        let ring = positions.map { Coordinate(longitude: $0[0], latitude: $0[1]) }
        guard ring.count >= 4, ring.first == ring.last else {
            throw Territory.refusal(
                "zone `\(zone)` has a ring that is not closed",
                help: "give each ring at least four positions, the last equal to the first")
        }
        return ring
    }
}
