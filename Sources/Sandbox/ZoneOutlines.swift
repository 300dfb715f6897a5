// SPDX-License-Identifier: Apache-2.0
//
// From labelled cells to polygons that tile the land: each border between two labels is smoothed and
// simplified once (Douglas and Peucker), for both sides, so that shared borders are the same positions bit
// for bit. Points where three labels meet never move. Positions are whole units of 0.00001 degree.

/// The borders of a raster at one degree of simplification.
struct ZoneOutlines {
    /// How hard the staircase of cells is smoothed, and the farthest (metres) that a dropped point may lie
    /// from its simplified border. The last one keeps every corner and is valid by construction.
    struct Finish {
        let passes: Int
        let tolerance: Int

        static let all = [(3, 19), (2, 14), (1, 6), (0, 0)].map(Finish.init)
    }

    private static let columns = ZoneRaster.columns + 1
    private static let rows = ZoneRaster.rows + 1

    private let raster: ZoneRaster
    /// Corners of the grid, row by row; in eighths of a metre from the plan's corner.
    private var x: [Int]
    private var y: [Int]
    /// Corners that stay in the simplified borders.
    private var kept: [Bool]
    /// How many borders meet at each corner.
    private let degrees: [Int]

    init(raster: ZoneRaster, finish: Finish) {
        self.raster = raster
        let count = Self.columns * Self.rows
        x = (0..<count).map { 8 * (ZoneRaster.origin.x + ($0 % Self.columns) * ZoneRaster.cellSize) }
        y = (0..<count).map { 8 * (ZoneRaster.origin.y + ($0 / Self.columns) * ZoneRaster.cellSize) }
        kept = [Bool](repeating: false, count: count)
        degrees = (0..<count).map { Self.degree($0, raster) }
        smooth(passes: finish.passes)
        simplify(tolerance: finish.tolerance)
    }

    // MARK: The grid's corners

    private static func degree(_ corner: Int, _ raster: ZoneRaster) -> Int {
        let (column, row) = (corner % columns, corner / columns)
        let southWest = raster.label(column - 1, row - 1)
        let southEast = raster.label(column, row - 1)
        let northEast = raster.label(column, row)
        let northWest = raster.label(column - 1, row)
        return (southEast != northEast ? 1 : 0) + (northEast != northWest ? 1 : 0)
            + (northWest != southWest ? 1 : 0) + (southWest != southEast ? 1 : 0)
    }

    /// Corners joined to this one by a border: east, north, west, south.
    private func joined(_ corner: Int) -> [Int] {
        let column = corner % Self.columns
        let row = corner / Self.columns
        let southWest = raster.label(column - 1, row - 1)
        let southEast = raster.label(column, row - 1)
        let northEast = raster.label(column, row)
        let northWest = raster.label(column - 1, row)
        var corners: [Int] = []
        if southEast != northEast { corners.append(corner + 1) }
        if northEast != northWest { corners.append(corner + Self.columns) }
        if northWest != southWest { corners.append(corner - 1) }
        if southWest != southEast { corners.append(corner - Self.columns) }
        return corners
    }

    private mutating func smooth(passes: Int) {
        guard passes > 0 else { return }
        let bends = degrees.indices.filter { degrees[$0] == 2 }.map { corner in
            let ends = joined(corner)
            return (corner, ends[0], ends[1])
        }
        for _ in 0..<passes {
            let (oldX, oldY) = (x, y)
            for (corner, before, after) in bends {
                x[corner] = (oldX[before] + 2 * oldX[corner] + oldX[after]) / 4
                y[corner] = (oldY[before] + 2 * oldY[corner] + oldY[after]) / 4
            }
        }
    }

    private mutating func simplify(tolerance: Int) {
        var seen = [Bool](repeating: false, count: x.count)
        for start in x.indices where degrees[start] > 2 {
            kept[start] = true
            for first in joined(start) where degrees[first] == 2 && !seen[first] {
                keepNeeded(walk(from: start, to: first, &seen), tolerance)
            }
        }
        // What is left are closed borders without a meeting point: two halves each.
        for start in x.indices where degrees[start] == 2 && !seen[start] {
            seen[start] = true
            let border = walk(from: start, to: joined(start)[0], &seen)
            let half = border.count / 2
            keepNeeded(Array(border[...half]), tolerance)
            keepNeeded(Array(border[half...]), tolerance)
        }
    }

    /// The border from a corner to the next meeting point, or back to where it began.
    private func walk(from start: Int, to first: Int, _ seen: inout [Bool]) -> [Int] {
        var border = [start, first]
        var (previous, current) = (start, first)
        while degrees[current] == 2, current != start {
            seen[current] = true
            let ends = joined(current)
            let next = ends[0] == previous ? ends[1] : ends[0]
            border.append(next)
            (previous, current) = (current, next)
        }
        return border
    }

    private mutating func keepNeeded(_ border: [Int], _ tolerance: Int) {
        kept[border[0]] = true
        kept[border[border.count - 1]] = true
        let limit = Double(64 * tolerance * tolerance)
        var spans = [(0, border.count - 1)]
        while let (first, last) = spans.popLast() {
            var farthest = (index: 0, distance: -1.0)
            for index in first + 1..<max(last, first + 1) {
                let distance = squaredDistance(border[index], border[first], border[last])
                if distance > farthest.distance { farthest = (index, distance) }
            }
            if farthest.distance > limit || (limit == 0 && farthest.distance == 0) {
                kept[border[farthest.index]] = true
                spans.append((first, farthest.index))
                spans.append((farthest.index, last))
            }
        }
    }

    /// From a corner to the segment between two others, in eighths of a metre squared.
    private func squaredDistance(_ corner: Int, _ start: Int, _ end: Int) -> Double {
        let (dx, dy) = (Double(x[end] - x[start]), Double(y[end] - y[start]))
        let (px, py) = (Double(x[corner] - x[start]), Double(y[corner] - y[start]))
        let length = dx * dx + dy * dy
        let along = length > 0 ? min(1, max(0, (px * dx + py * dy) / length)) : 0
        let (ox, oy) = (px - along * dx, py - along * dy)
        return ox * ox + oy * oy
    }

    // MARK: Rings

    /// For each commune its rings, each with its first position repeated at the end: outer counter-clockwise,
    /// holes clockwise (RFC 7946 section 3.1.6).
    func rings() -> [[[GridPosition]]] {
        // All -1 again once a commune's rings are read.
        var following = [Int](repeating: -1, count: x.count)
        return raster.cells().enumerated().map { label, cells in
            let corners = direct(Int16(label), cells, &following)
            return corners.compactMap { ring(from: $0, &following) }
        }
    }

    /// One ring, if a corner has a border that is not read yet.
    private func ring(from start: Int, _ following: inout [Int]) -> [GridPosition]? {
        var ring: [GridPosition] = []
        var corner = start
        while following[corner] >= 0 {
            if kept[corner] { ring.append(position(corner)) }
            let next = following[corner]
            following[corner] = -1
            corner = next
        }
        return ring.first.map { ring + [$0] }
    }

    /// Notes for each corner the next one along the label's border, with the label on the left.
    /// - Returns: the corners with one, cell by cell.
    private func direct(_ label: Int16, _ cells: [Int], _ following: inout [Int]) -> [Int] {
        var corners: [Int] = []
        func border(_ from: Int, _ to: Int) {
            following[from] = to
            corners.append(from)
        }
        for cell in cells {
            let (column, row) = (cell % ZoneRaster.columns, cell / ZoneRaster.columns)
            let corner = row * Self.columns + column
            let above = corner + Self.columns
            if raster.label(column, row - 1) != label { border(corner, corner + 1) }
            if raster.label(column + 1, row) != label { border(corner + 1, above + 1) }
            if raster.label(column, row + 1) != label { border(above + 1, above) }
            if raster.label(column - 1, row) != label { border(above, corner) }
        }
        return corners
    }

    private func position(_ corner: Int) -> GridPosition {
        Self.position(x: x[corner], y: y[corner])
    }

    /// Eighths of a metre to units of 0.00001 degree: 1.112 m of latitude and 0.7727 m of longitude, as at 46°.
    static func position(x: Int, y: Int) -> GridPosition {
        GridPosition(
            longitude: FictitiousTerritory.corner.longitude + rounded(x * 10_000, 8 * 7_727),
            latitude: FictitiousTerritory.corner.latitude + rounded(y * 1_000, 8 * 1_112))
    }

    private static func rounded(_ value: Int, _ divisor: Int) -> Int {
        (value >= 0 ? value + divisor / 2 : value - divisor / 2) / divisor
    }
}
