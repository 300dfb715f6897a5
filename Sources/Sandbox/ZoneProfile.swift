// SPDX-License-Identifier: Apache-2.0
//
// What draws people to a zone, and where it lies on a plane. The fictitious territory's figures are in
// FictitiousCommune.swift; a territory of somebody else gets figures from its geometry alone (the nearer to
// the middle of the zones, the more of everything). They only steer the drawing of people and trips: no row,
// map or page may take them for a fact about the real place, so such a territory has no groups of zones.

import Studies

/// A zone as a model of trips sees it. Weights are parts, compared with the other zones' only.
struct ZoneProfile: Sendable {
    let group: ZoneGroup
    let population: Int
    let jobs: Int
    let schools: Int
    let leisure: Int
    /// Metres east and north of the territory's first anchor.
    let x: Int
    let y: Int

    /// One for each zone, in the order of the territory.
    static func all(of territory: Territory) -> [ZoneProfile] {
        isFictitious(territory) ? drawn(territory) : derived(territory)
    }

    static func isFictitious(_ territory: Territory) -> Bool {
        territory.id == FictitiousTerritory.id && territory.zones.map(\.code) == FictitiousCommune.all.map(\.code)
    }

    private static func drawn(_ territory: Territory) -> [ZoneProfile] {
        zip(FictitiousCommune.all, places(territory)).map { commune, place in
            ZoneProfile(
                group: commune.group, population: commune.population, jobs: commune.jobs, schools: commune.schools,
                leisure: commune.leisure, x: place.x, y: place.y)
        }
    }

    private static func derived(_ territory: Territory) -> [ZoneProfile] {
        let places = places(territory)
        let remoteness = places.map { place in
            places.reduce(0) { $0 + metres(place.x - $1.x, place.y - $1.y) }
        }
        let order = places.indices.sorted { (remoteness[$0], $0) < (remoteness[$1], $1) }
        var profiles = [ZoneProfile?](repeating: nil, count: places.count)
        for (rank, index) in order.enumerated() {
            let weight = 3000 / (rank + 1) + 80
            profiles[index] = ZoneProfile(
                group: rank == 0 ? .centre : rank <= places.count / 3 ? .firstRing : .inland, population: weight,
                jobs: weight * weight / 1000 + 20, schools: rank * 2 <= places.count ? weight : 0, leisure: weight,
                x: places[index].x, y: places[index].y)
        }
        return profiles.compactMap { $0 }
    }

    /// The anchors on a plane: good to a few per mille over an agglomeration, which is all a model of trips needs.
    private static func places(_ territory: Territory) -> [(x: Int, y: Int)] {
        let origin = territory.zones[0].anchor
        let eastward = 111_320 * cosine(degrees: origin.latitude)
        return territory.zones.map { zone in
            (
                Int(((zone.anchor.longitude - origin.longitude) * eastward).rounded()),
                Int(((zone.anchor.latitude - origin.latitude) * 111_200).rounded())
            )
        }
    }

    /// Bhaskara's approximation (within 0.002), by `+ - * /` alone so that every machine finds the same bits.
    private static func cosine(degrees: Double) -> Double {
        let square = degrees * degrees
        return (32_400 - 4 * square) / (32_400 + square)
    }

    /// The length of a displacement; square roots are exactly rounded by IEEE 754.
    static func metres(_ dx: Int, _ dy: Int) -> Int {
        Int(Double(dx * dx + dy * dy).squareRoot().rounded())
    }
}
