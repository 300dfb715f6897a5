// SPDX-License-Identifier: Apache-2.0
//
// The fictitious agglomeration: 28 zones that tile the land, in GeoJSON that other programs accept.

import Sandbox
import Studies
import Testing

struct FictitiousTerritoryTests {
    static let seeds: [UInt64] = [FictitiousTerritory.standardSeed, 0, 1, 7, 42, 99, 123_456_789, .max]

    private static let drawn = seeds.map { seed in Result { try FictitiousTerritory.make(seed: seed) } }

    /// One of the seeds' territories, by index.
    private func territory(_ index: Int) throws -> Territory { try Self.drawn[index].get() }

    @Test func `the standard territory has the same bytes on every machine`() throws {
        #expect(checksum(try FictitiousTerritory.standard().geoJSON()) == 6_161_077_579_539_997_529)
    }

    @Test func `another seed moves borders and keeps codes and names`() throws {
        let first = try FictitiousTerritory.make(seed: 1)
        let second = try FictitiousTerritory.make(seed: 2)
        #expect(first.zones.map(\.code) == second.zones.map(\.code))
        #expect(first.zones.map(\.name) == second.zones.map(\.name))
        #expect(first.geoJSON() != second.geoJSON())
        #expect(try first.geoJSON() == FictitiousTerritory.make(seed: 1).geoJSON())
    }

    @Test func `codes are text of five characters that INSEE does not use`() throws {
        let codes = try FictitiousTerritory.standard().zones.map(\.code)
        #expect(codes.count == 28)
        #expect(codes.first == "99F01")
        #expect(codes.last == "99F28")
        #expect(codes.allSatisfy { $0.count == 5 && $0.hasPrefix("99F") && Int($0) == nil && Double($0) == nil })
        #expect(FictitiousTerritory.zoneGroups.map(\.zone) == codes)
        #expect(Set(FictitiousTerritory.zoneGroups.map(\.group)) == Set(ZoneGroup.allCases))
    }

    @Test(arguments: seeds.indices)
    func `rings are closed, simple and turn the way RFC 7946 wants`(index: Int) throws {
        for zone in try territory(index).zones {
            for polygon in zone.polygons {
                for (number, ring) in polygon.enumerated() {
                    #expect(ring.first == ring.last, "\(zone.code)")
                    #expect(Set(ring).count == ring.count - 1, "\(zone.code)")
                    #expect((5...300).contains(ring.count), "\(zone.code) has \(ring.count) positions")
                    #expect((doubledArea(ring) > 0) == (number == 0), "\(zone.code)")
                }
            }
        }
    }

    @Test(arguments: seeds.indices)
    func `each border between two zones is the same positions for both, and leaves no gap`(index: Int) throws {
        let outlines = coastlines(try territory(index))
        // The mainland and the island: a gap between zones would be one more closed line.
        #expect(outlines.count == 2)
    }

    @Test(arguments: seeds.indices)
    func `a point on land lies in exactly one zone, a point at sea in none`(index: Int) throws {
        let territory = try territory(index)
        let outlines = coastlines(territory)
        var onLand = 0
        for column in 0..<90 {
            for row in 0..<90 {
                let point = Coordinate(
                    longitude: -3.41 + Double(column) * 0.005 + 0.0000031,
                    latitude: 45.98 + Double(row) * 0.004 + 0.0000037)
                let land = outlines.count { contains($0, point) }
                let zones = territory.zones.count { zone in
                    zone.polygons.contains { polygon in
                        polygon.count { contains($0, point) } % 2 == 1
                    }
                }
                #expect(zones == land, "\(point)")
                onLand += land
            }
        }
        #expect(onLand > 1_500)
    }

    @Test(arguments: seeds.indices)
    func `an anchor lies inside its zone`(index: Int) throws {
        for zone in try territory(index).zones {
            #expect(contains(zone.polygons[0][0], zone.anchor), "\(zone.code)")
        }
    }

    @Test func `its GeoJSON reads back as the same territory`() throws {
        let territory = try FictitiousTerritory.standard()
        let read = try Territory(
            id: territory.id, name: territory.name, outside: territory.outside, geoJSON: territory.geoJSON())
        #expect(read == territory)
    }
}

/// Positive when counter-clockwise.
private func doubledArea(_ ring: Ring) -> Double {
    zip(ring, ring.dropFirst()).reduce(0) {
        $0 + ($1.0.longitude * $1.1.latitude - $1.1.longitude * $1.0.latitude)
    }
}

private func contains(_ ring: Ring, _ point: Coordinate) -> Bool {
    var inside = false
    for (a, b) in zip(ring, ring.dropFirst()) where (a.latitude > point.latitude) != (b.latitude > point.latitude) {
        let crossing =
            a.longitude + (point.latitude - a.latitude) / (b.latitude - a.latitude) * (b.longitude - a.longitude)
        if point.longitude < crossing { inside.toggle() }
    }
    return inside
}

/// The closed lines made of the segments that only one zone has; each must have one way on at each position.
private func coastlines(_ territory: Territory) -> [Ring] {
    struct Segment: Hashable {
        let from: Coordinate
        let to: Coordinate
    }
    var segments: Set<Segment> = []
    for ring in territory.zones.flatMap({ $0.polygons.flatMap { $0 } }) {
        for (from, to) in zip(ring, ring.dropFirst()) {
            if segments.remove(Segment(from: to, to: from)) == nil {
                let isNew = segments.insert(Segment(from: from, to: to)).inserted
                #expect(isNew, "two zones have one segment in one direction: they overlap")
            }
        }
    }
    var next: [Coordinate: Coordinate] = [:]
    for segment in segments {
        #expect(next.updateValue(segment.to, forKey: segment.from) == nil, "the coast touches itself")
    }
    var lines: [Ring] = []
    while let start = next.keys.first {
        var line = [start]
        while let position = next.removeValue(forKey: line[line.count - 1]) { line.append(position) }
        #expect(line.first == line.last)
        lines.append(line)
    }
    return lines
}
