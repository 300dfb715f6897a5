// SPDX-License-Identifier: Apache-2.0
//
// The stated place for everything outside the territory: a band round the whole map. It says nothing of
// directions (a table has one cell for all of outside), and lets each zone's flows to and from outside be
// as short as can be, instead of crossing the whole map towards one box.

import Studies

/// One side of the band.
struct OutsideSide: Hashable, Sendable {
    enum Name: Int, CaseIterable, Hashable, Sendable { case right, left, bottom, top }

    let name: Name
    /// The inside of the band.
    let inner: MapBox

    var isVertical: Bool { name == .left || name == .right }

    /// The direction from the band into the map.
    var inward: MapPoint {
        switch name {
        case .right: MapPoint(x: -1, y: 0)
        case .left: MapPoint(x: 1, y: 0)
        case .bottom: MapPoint(x: 0, y: -1)
        case .top: MapPoint(x: 0, y: 1)
        }
    }

    /// The point of the band's inner edge at a position along it.
    func edge(at position: Double) -> MapPoint {
        switch name {
        case .right: MapPoint(x: inner.maxX, y: position)
        case .left: MapPoint(x: inner.x, y: position)
        case .bottom: MapPoint(x: position, y: inner.maxY)
        case .top: MapPoint(x: position, y: inner.y)
        }
    }

    /// The first and last position along the inner edge, corners left free.
    var span: ClosedRange<Double> {
        let (start, length) = isVertical ? (inner.y, inner.height) : (inner.x, inner.width)
        return start + length * 0.03...start + length * 0.97
    }

    func distance(from point: MapPoint) -> Double {
        switch name {
        case .right: inner.maxX - point.x
        case .left: point.x - inner.x
        case .bottom: inner.maxY - point.y
        case .top: point.y - inner.y
        }
    }
}

struct OutsideFrame: Hashable, Sendable {
    let outer: MapBox
    let inner: MapBox
    let sides: [OutsideSide]

    init(in box: MapBox, thickness: Double) {
        outer = box
        let inner = box.insetBy(thickness)
        self.inner = inner
        sides = OutsideSide.Name.allCases.map { OutsideSide(name: $0, inner: inner) }
    }

    /// The nearest side; of two equally near, the first.
    func side(for point: MapPoint) -> OutsideSide {
        sides.min { $0.distance(from: point) < $1.distance(from: point) } ?? sides[0]
    }
}

enum OutsideSpacing {
    /// Positions in the given order (wanted is ascending), as near to the wanted ones as the widths and the
    /// span allow.
    static func positions(wanted: [Double], widths: [Double], span: ClosedRange<Double>) -> [Double] {
        guard !wanted.isEmpty else { return [] }
        let needed = widths.reduce(0, +)
        let length = span.upperBound - span.lowerBound
        let factor = needed > length ? length / needed : 1
        let halves = widths.map { $0 * factor / 2 }
        var positions = zip(wanted, halves).map { max($0, span.lowerBound + $1) }
        for index in positions.indices.dropFirst() {
            positions[index] = max(positions[index], positions[index - 1] + halves[index - 1] + halves[index])
        }
        var ceiling = span.upperBound
        for index in positions.indices.reversed() {
            positions[index] = min(positions[index], ceiling - halves[index])
            ceiling = positions[index] - halves[index]
        }
        return positions
    }
}
