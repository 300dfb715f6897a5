// SPDX-License-Identifier: Apache-2.0
//
// Whether rings tile the plane as they should: closed, not degenerate, one outer ring counter-clockwise, and
// no two borders crossing or touching except at a shared end. Exact, in whole units of 0.00001 degree.

/// A position in whole units of 0.00001 degree.
package struct GridPosition: Hashable, Comparable, Sendable {
    package let longitude: Int
    package let latitude: Int

    package init(longitude: Int, latitude: Int) {
        self.longitude = longitude
        self.latitude = latitude
    }

    package static func < (left: GridPosition, right: GridPosition) -> Bool {
        (left.longitude, left.latitude) < (right.longitude, right.latitude)
    }
}

package enum OutlineCheck {
    /// - Parameter zones: for each zone its rings.
    package static func isValid(_ zones: [[[GridPosition]]]) -> Bool {
        for rings in zones {
            guard rings.count(where: { doubledArea($0) > 0 }) == 1 else { return false }
            guard rings.allSatisfy({ isSimple($0) }) else { return false }
        }
        return noneCross(segments(of: zones))
    }

    /// Twice the signed area; positive when counter-clockwise.
    static func doubledArea(_ ring: [GridPosition]) -> Int {
        zip(ring, ring.dropFirst()).reduce(0) { sum, pair in
            sum + pair.0.longitude * pair.1.latitude - pair.1.longitude * pair.0.latitude
        }
    }

    /// At least a triangle, closed, with no position twice and an area.
    private static func isSimple(_ ring: [GridPosition]) -> Bool {
        ring.count >= 4 && ring.first == ring.last && Set(ring).count == ring.count - 1 && doubledArea(ring) != 0
    }

    private struct Segment: Hashable {
        let start: GridPosition
        let end: GridPosition
    }

    /// Each border once, whichever side it was read from, from west to east.
    private static func segments(of zones: [[[GridPosition]]]) -> [Segment] {
        var segments: Set<Segment> = []
        for ring in zones.joined() {
            for (first, second) in zip(ring, ring.dropFirst()) {
                segments.insert(Segment(start: min(first, second), end: max(first, second)))
            }
        }
        return segments.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
    }

    private static func noneCross(_ segments: [Segment]) -> Bool {
        for (index, segment) in segments.enumerated() {
            for other in segments[(index + 1)...] {
                if other.start.longitude > segment.end.longitude { break }
                if meet(segment, other) { return false }
            }
        }
        return true
    }

    /// Whether two different segments share more than an end of both.
    private static func meet(_ first: Segment, _ second: Segment) -> Bool {
        let turns = (
            turn(first.start, first.end, second.start), turn(first.start, first.end, second.end),
            turn(second.start, second.end, first.start), turn(second.start, second.end, first.end)
        )
        let ends = [first.start, first.end]
        if ends.contains(second.start) || ends.contains(second.end) {
            return turns.0 == 0 && turns.1 == 0 && overlap(first, second)
        }
        if turns.0 == 0 && turns.1 == 0 { return overlap(first, second) }
        return turns.0 * turns.1 <= 0 && turns.2 * turns.3 <= 0
    }

    /// For segments on one line: more than one common position.
    private static func overlap(_ first: Segment, _ second: Segment) -> Bool {
        max(first.start, second.start) < min(first.end, second.end)
    }

    /// 1 when the third position is left of the line through the others, -1 right of it, 0 on it.
    private static func turn(_ start: GridPosition, _ end: GridPosition, _ third: GridPosition) -> Int {
        let (dx, dy) = (end.longitude - start.longitude, end.latitude - start.latitude)
        return (dx * (third.latitude - start.latitude) - dy * (third.longitude - start.longitude)).signum()
    }
}
