// SPDX-License-Identifier: Apache-2.0
//
// How strongly zones are tied: distances by road (over the bridge where there is one) and a gravity model,
// in integers. The chance of a trip from one zone to another is what draws there, divided by the square of
// (squared distance plus squared reach of its purpose). One more place stands for everything outside.

import Studies

/// Distances and destinations between `count` zones and the outside, which has index `count`. A class, so that
/// each of the millions of days told holds one reference and not eight.
final class ZoneTies: Sendable {
    let count: Int
    let homes: WeightedDraw
    let work: [WeightedDraw]
    let school: [WeightedDraw]
    let leisure: [WeightedDraw]
    /// Anywhere, near or far: the long tail of rare pairs.
    let anywhere: [WeightedDraw]
    let profiles: [ZoneProfile]
    /// Metres by road, row by row, the outside last.
    private let distances: [Int32]

    var outside: UInt16 { UInt16(count) }

    init(territory: Territory) {
        let profiles = ZoneProfile.all(of: territory)
        let bridge = ZoneProfile.isFictitious(territory) ? Self.bridge(territory) : nil
        let distances = Self.distances(profiles, bridge)
        count = profiles.count
        self.profiles = profiles
        self.distances = distances
        homes = WeightedDraw(profiles.map(\.population))
        func draws(reach: Int, _ weight: (ZoneProfile) -> Int) -> [WeightedDraw] {
            Self.draws(profiles, distances, reach: reach, weight)
        }
        work = draws(reach: 9_000, \.jobs)
        school = draws(reach: 5_000, \.schools)
        leisure = draws(reach: 7_000, \.leisure)
        anywhere = draws(reach: 14_000) { 30 + $0.population }
    }

    func distance(_ origin: UInt16, _ destination: UInt16) -> Int {
        Int(distances[Int(origin) * (count + 1) + Int(destination)])
    }

    /// The bridge on the profiles' plane: where the plan has it, measured from the first commune.
    private static func bridge(_ territory: Territory) -> (x: Int, y: Int) {
        let first = FictitiousCommune.all[0]
        return (FictitiousCommune.bridge.x - first.x, FictitiousCommune.bridge.y - first.y)
    }

    private static func distances(_ zones: [ZoneProfile], _ bridge: (x: Int, y: Int)?) -> [Int32] {
        var distances: [Int32] = []
        for (row, origin) in zones.enumerated() {
            for (column, destination) in zones.enumerated() {
                let straight = row == column ? within(zones, row) : metres(origin, destination, bridge)
                distances.append(Int32(clamping: straight * 13 / 10))
            }
            distances.append(Int32(clamping: toOutside(zones, row)))
        }
        // From outside to each zone, then from outside to outside.
        for row in zones.indices { distances.append(Int32(clamping: toOutside(zones, row))) }
        distances.append(20_000)
        return distances
    }

    private static func metres(_ first: ZoneProfile, _ second: ZoneProfile, _ bridge: (x: Int, y: Int)?) -> Int {
        guard let bridge, (first.group == .island) != (second.group == .island) else {
            return ZoneProfile.metres(first.x - second.x, first.y - second.y)
        }
        return ZoneProfile.metres(first.x - bridge.x, first.y - bridge.y)
            + ZoneProfile.metres(second.x - bridge.x, second.y - bridge.y)
    }

    /// A trip inside a zone: a third of the way to the nearest other zone.
    private static func within(_ zones: [ZoneProfile], _ index: Int) -> Int {
        let others = zones.indices.filter { $0 != index }
        let nearest = others.map { metres(zones[index], zones[$0], nil) }.min() ?? 3_000
        return max(700, nearest / 3)
    }

    /// To the first place beyond the zones: the farther from the middle, the nearer.
    private static func toOutside(_ zones: [ZoneProfile], _ index: Int) -> Int {
        let x = zones.reduce(0) { $0 + $1.x } / zones.count
        let y = zones.reduce(0) { $0 + $1.y } / zones.count
        let away = zones.map { ZoneProfile.metres($0.x - x, $0.y - y) }
        return 7_000 + (away.max() ?? 0) - away[index]
    }

    /// For each zone, where trips with one purpose go.
    private static func draws(
        _ zones: [ZoneProfile], _ distances: [Int32], reach: Int, _ weight: (ZoneProfile) -> Int
    ) -> [WeightedDraw] {
        zones.indices.map { origin in
            var weights = zones.indices.map { destination in
                let metres = Int(distances[origin * (zones.count + 1) + destination])
                // In square kilometres and hundredths, so that the square of it stays small.
                let resistance = (metres * metres + reach * reach) / 10_000
                return weight(zones[destination]) * 10_000_000_000_000 / (resistance * resistance)
            }
            weights.append(weights.reduce(0, +) * outsidePerMille(zones[origin].group) / 1_000)
            return WeightedDraw(weights)
        }
    }

    private static func outsidePerMille(_ group: ZoneGroup) -> Int {
        switch group {
        case .centre: 22
        case .firstRing: 26
        case .coast: 45
        case .inland: 80
        case .island: 15
        }
    }
}

/// A choice among indices with given weights.
struct WeightedDraw: Sendable {
    private let upTo: [Int]

    init(_ weights: [Int]) {
        var sum = 0
        upTo = weights.map { weight in
            sum += max(0, weight)
            return sum
        }
    }

    /// False when every weight is zero: then `draw` gives the last index.
    var isPossible: Bool { (upTo.last ?? 0) > 0 }

    @inline(__always)
    func draw(_ generator: inout SandboxGenerator) -> UInt16 {
        let mark = generator.below(upTo[upTo.count - 1])
        var low = 0
        var high = upTo.count - 1
        while low < high {
            let middle = (low + high) / 2
            if upTo[middle] > mark { high = middle } else { low = middle + 1 }
        }
        return UInt16(low)
    }
}
