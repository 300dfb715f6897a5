// SPDX-License-Identifier: Apache-2.0
//
// Flows as GeoJSON (RFC 7946): one LineString from anchor to anchor for each published pair, a Point for
// flows inside a zone; counts are summed over the table's other dimensions. Zones are written by Studies.

import ImpactAssessment
import Studies

struct GeoJSONFiles {
    let territory: Territory

    func flows(_ flows: [FlowMap.Flow], unit: Localized) throws -> [UInt8] {
        let sorted = flows.sorted { ($0.origin, $0.destination) < ($1.origin, $1.destination) }
        let features = sorted.compactMap { feature($0, unit: unit) }
        return try PublishedJSON.object(["type": .string("FeatureCollection"), "features": .array(features)]).bytes()
    }

    private func feature(_ flow: FlowMap.Flow, unit: Localized) -> PublishedJSON? {
        guard let from = territory.point(of: flow.origin), let to = territory.point(of: flow.destination) else {
            return nil
        }
        let isInside = flow.origin == flow.destination
        let geometry: PublishedJSON = .object([
            "type": .string(isInside ? "Point" : "LineString"),
            "coordinates": isInside ? position(from) : .array([position(from), position(to)]),
        ])
        return .object([
            "type": .string("Feature"), "geometry": geometry,
            "properties": .object([
                "origin": .string(flow.origin), "dest": .string(flow.destination), "count": .int(flow.count),
                "unit": .string(unit.en),
            ]),
        ])
    }

    private func position(_ coordinate: Coordinate) -> PublishedJSON {
        .array([.number(rounded(coordinate.longitude)), .number(rounded(coordinate.latitude))])
    }

    private func rounded(_ degrees: Double) -> Double { (degrees * 100_000).rounded() / 100_000 }
}
