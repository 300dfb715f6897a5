// SPDX-License-Identifier: Apache-2.0
//
// A territory and its zones. Codes are text ("17300", "2A004"): never numbers. Coordinates are
// WGS 84 degrees, longitude before latitude (RFC 7946 section 4). Reading and writing GeoJSON is in
// Territory+GeoJSON.swift.

/// A point in WGS 84 degrees.
package struct Coordinate: Hashable, Sendable {
    package let longitude: Double
    package let latitude: Double

    package init(longitude: Double, latitude: Double) {
        self.longitude = longitude
        self.latitude = latitude
    }
}

/// A closed line of at least four positions, the first repeated at the end (RFC 7946 section 3.1.6).
package typealias Ring = [Coordinate]

/// An area of the territory with a stable code.
package struct Zone: Hashable, Sendable {
    package let code: String
    package let name: String
    /// MultiPolygon coordinates: polygons, each an outer ring followed by its holes.
    package let polygons: [[Ring]]
    /// Where a label, a circle or the end of an arrow stands: inside the largest polygon.
    package let anchor: Coordinate

    package init(code: String, name: String, polygons: [[Ring]], anchor: Coordinate) {
        self.code = code
        self.name = name
        self.polygons = polygons
        self.anchor = anchor
    }
}

/// Zones in the order of their codes.
package struct Territory: Hashable, Sendable {
    /// A short identifier for files and datasets: lowercase letters, digits, hyphens.
    package let id: String
    package let name: Localized
    package let zones: [Zone]
    /// What stands for everything beyond the zones, in tables and on maps ("outside the territory").
    package let outside: Localized

    /// The code under which everything beyond the zones appears in a released table.
    package static let outsideCode = "outside"

    package init(id: String, name: Localized, zones: [Zone], outside: Localized) throws(StudyError) {
        let codes = zones.map(\.code)
        guard !zones.isEmpty else {
            throw StudyError(
                .territory, "territory `\(id)` has no zone", help: "give a FeatureCollection with at least one zone")
        }
        guard !codes.contains(Territory.outsideCode) else {
            throw StudyError(
                .territory, "a zone has the code `\(Territory.outsideCode)`, which stands for all that lies beyond",
                help: "give the zone another code")
        }
        if let twice = Territory.firstRepeated(codes) {
            throw StudyError(
                .territory, "two zones have the code `\(twice)`", help: "give every zone its own code")
        }
        for (text, what) in [
            (name.fr, "the name of territory `\(id)`"), (name.en, "the name of territory `\(id)`"),
            (outside.fr, "what territory `\(id)` calls the outside"),
            (outside.en, "what territory `\(id)` calls the outside"),
        ] + zones.map({ ($0.name, "the name of zone `\($0.code)`") }) {
            try Territory.checkVisible(text, what)
        }
        self.id = id
        self.name = name
        self.zones = zones.sorted { $0.code.utf8.lexicographicallyPrecedes($1.code.utf8) }
        self.outside = outside
    }

    private static func firstRepeated(_ codes: [String]) -> String? {
        var seen: Set<String> = []
        return codes.first { !seen.insert($0).inserted }
    }

    static func checkVisible(_ text: String, _ what: String) throws(StudyError) {
        guard let hidden = text.unicodeScalars.first(where: HiddenCharacter.isHidden) else { return }
        throw StudyError(
            .territory, "\(what) has a character that nobody sees, \(HiddenCharacter.name(hidden))",
            help: "delete it, or write the name again by hand")
    }

    package func zone(_ code: String) -> Zone? {
        zones.first { $0.code == code }
    }
}
