// SPDX-License-Identifier: Apache-2.0
//
// Where the label of a zone stands: the point of its largest polygon that lies farthest from any border (the
// pole of inaccessibility), found to about a hundredth of the polygon's size by halving squares, the most
// promising first. Distances are on a plane stretched by the cosine of the latitude: enough for a label.

enum ZoneAnchor {
    /// A point inside the largest polygon. The polygons have at least one ring each.
    static func find(in polygons: [[Ring]]) -> Coordinate {
        let largest = polygons.max { abs(doubledArea($0[0])) < abs(doubledArea($1[0])) } ?? []
        guard let outer = largest.first, let first = outer.first else { return Coordinate(longitude: 0, latitude: 0) }
        let stretch = Stretch(latitude: first.latitude)
        let (west, east) = bounds(outer.map(\.longitude))
        let (south, north) = bounds(outer.map(\.latitude))
        let size = max((east - west) * stretch.factor, north - south)
        guard size > 0 else { return first }
        let start = Coordinate(longitude: (west + east) / 2, latitude: (south + north) / 2)
        return search(largest, from: start, halfSide: size / 2, stretch: stretch)
    }

    /// Even-odd rule: inside the outer ring and in no hole.
    static func contains(_ point: Coordinate, polygon: [Ring]) -> Bool {
        var inside = false
        for ring in polygon {
            for (a, b) in zip(ring, ring.dropFirst())
            where (a.latitude > point.latitude) != (b.latitude > point.latitude) {
                let share = (point.latitude - a.latitude) / (b.latitude - a.latitude)
                if point.longitude < a.longitude + share * (b.longitude - a.longitude) { inside.toggle() }
            }
        }
        return inside
    }

    private struct Square {
        let centre: Coordinate
        let halfSide: Double
        /// From the centre to the border, negative outside.
        let distance: Double
        /// No point of the square is farther inside than this.
        var reach: Double { distance + halfSide * 1.4143 }
    }

    private struct Stretch {
        /// Degrees of latitude in one degree of longitude.
        let factor: Double

        init(latitude: Double) {
            // 1 - x²/2 + x⁴/24 is the cosine to 0.2 % up to 60 degrees; never below a tenth.
            let radians = latitude * .pi / 180
            let squared = radians * radians
            factor = max(0.1, 1 - squared / 2 + squared * squared / 24)
        }
    }

    private static func search(
        _ polygon: [Ring], from start: Coordinate, halfSide: Double, stretch: Stretch
    ) -> Coordinate {
        let precision = halfSide / 50
        var open = [square(polygon, start, halfSide, stretch)]
        var best = open[0]
        while let index = open.indices.max(by: { open[$0].reach < open[$1].reach }) {
            let current = open.remove(at: index)
            if current.reach <= max(best.distance, 0) + precision, best.distance > 0 { break }
            guard current.halfSide > halfSide / 4096 else { continue }
            let half = current.halfSide / 2
            for (east, north) in [(-1.0, -1.0), (1, -1), (-1, 1), (1, 1)] {
                let centre = Coordinate(
                    longitude: current.centre.longitude + east * half / stretch.factor,
                    latitude: current.centre.latitude + north * half)
                let quarter = square(polygon, centre, half, stretch)
                if quarter.distance > best.distance { best = quarter }
                if quarter.reach > max(best.distance, 0) { open.append(quarter) }
            }
        }
        return best.centre
    }

    private static func square(
        _ polygon: [Ring], _ centre: Coordinate, _ halfSide: Double, _ stretch: Stretch
    ) -> Square {
        var nearest = Double.infinity
        for ring in polygon {
            for (a, b) in zip(ring, ring.dropFirst()) {
                nearest = min(nearest, squaredDistance(centre, a, b, stretch))
            }
        }
        let distance = nearest.squareRoot()
        return Square(
            centre: centre, halfSide: halfSide, distance: contains(centre, polygon: polygon) ? distance : -distance)
    }

    private static func squaredDistance(_ p: Coordinate, _ a: Coordinate, _ b: Coordinate, _ stretch: Stretch) -> Double
    {
        let (x, y) = ((p.longitude - a.longitude) * stretch.factor, p.latitude - a.latitude)
        let (dx, dy) = ((b.longitude - a.longitude) * stretch.factor, b.latitude - a.latitude)
        let length = dx * dx + dy * dy
        let share = length == 0 ? 0 : min(1, max(0, (x * dx + y * dy) / length))
        let (ex, ey) = (x - share * dx, y - share * dy)
        return ex * ex + ey * ey
    }

    private static func doubledArea(_ ring: Ring) -> Double {
        zip(ring, ring.dropFirst()).reduce(0) {
            $0 + $1.0.longitude * $1.1.latitude - $1.1.longitude * $1.0.latitude
        }
    }

    private static func bounds(_ values: [Double]) -> (Double, Double) {
        (values.min() ?? 0, values.max() ?? 0)
    }
}
