// SPDX-License-Identifier: Apache-2.0
//
// The plan laid on a grid: each cell belongs to a commune, to the sea or to the land beyond. A cell of land
// goes to the nearest commune, a cell is land when it lies in the drawn coast, and both questions are asked
// at a point moved by noise, which bends borders and coasts. Then scraps are given away, so that each
// commune is one piece whose outline never touches itself. ZoneOutlines.swift draws the borders.

/// Cells with labels: communes count from 0.
struct ZoneRaster {
    static let sea: Int16 = -2
    static let beyond: Int16 = -1
    /// Metres.
    static let cellSize = 80
    static let columns = 480
    static let rows = 440
    /// Where the grid's lower left corner lies on the plan, in metres.
    static let origin = (x: -1_200, y: -1_600)

    /// Row by row from the south-west.
    private(set) var labels: [Int16]

    init(generator: inout SandboxGenerator) {
        labels = [Int16](repeating: Self.sea, count: Self.columns * Self.rows)
        let bends = Bends(generator: &generator)
        let sites = Self.movedSites(&generator)
        for row in 0..<Self.rows {
            for column in 0..<Self.columns {
                let x = Self.origin.x + column * Self.cellSize + Self.cellSize / 2
                let y = Self.origin.y + row * Self.cellSize + Self.cellSize / 2
                labels[row * Self.columns + column] = Self.label(x, y, bends, sites)
            }
        }
        tidy()
    }

    /// The label of a cell; everything off the grid is sea.
    @inline(__always)
    func label(_ column: Int, _ row: Int) -> Int16 {
        guard column >= 0, row >= 0, column < Self.columns, row < Self.rows else { return Self.sea }
        return labels[row * Self.columns + column]
    }

    /// For each commune its cells, in the order of the grid.
    func cells() -> [[Int]] {
        var cells = [[Int]](repeating: [], count: FictitiousCommune.all.count)
        for (cell, label) in labels.enumerated() where label >= 0 { cells[Int(label)].append(cell) }
        return cells
    }

    // MARK: Who owns a cell

    private struct Bends {
        let coastX: ValueNoise
        let coastY: ValueNoise
        let borderX: ValueNoise
        let borderY: ValueNoise

        init(generator: inout SandboxGenerator) {
            let coast = [(2600, 560), (1050, 330), (430, 210)].map(ValueNoise.Octave.init)
            let border = [(3900, 760), (1500, 460), (520, 260)].map(ValueNoise.Octave.init)
            coastX = ValueNoise(generator: &generator, octaves: coast)
            coastY = ValueNoise(generator: &generator, octaves: coast)
            borderX = ValueNoise(generator: &generator, octaves: border)
            borderY = ValueNoise(generator: &generator, octaves: border)
        }
    }

    private struct Site {
        let label: Int16
        let x: Int
        let y: Int
        let onIsland: Bool
    }

    private static func movedSites(_ generator: inout SandboxGenerator) -> [Site] {
        func moved(_ value: Int) -> Int { value + generator.below(601) - 300 }
        var sites: [Site] = []
        for (index, commune) in FictitiousCommune.all.enumerated() {
            sites.append(
                Site(
                    label: Int16(index), x: moved(commune.x), y: moved(commune.y), onIsland: commune.group == .island))
        }
        for place in FictitiousCommune.neighbours {
            sites.append(Site(label: beyond, x: moved(place.x), y: moved(place.y), onIsland: false))
        }
        return sites
    }

    private static func label(_ x: Int, _ y: Int, _ bends: Bends, _ sites: [Site]) -> Int16 {
        let coastX = x + bends.coastX.value(x, y)
        let coastY = y + bends.coastY.value(x, y)
        let onIsland = contains(FictitiousCommune.island, coastX, coastY)
        guard onIsland || contains(FictitiousCommune.mainland, coastX, coastY) else { return sea }
        let borderX = x + bends.borderX.value(x, y)
        let borderY = y + bends.borderY.value(x, y)
        var nearest = Int.max
        var label = beyond
        for site in sites where site.onIsland == onIsland {
            let distance = (site.x - borderX) * (site.x - borderX) + (site.y - borderY) * (site.y - borderY)
            if distance < nearest {
                nearest = distance
                label = site.label
            }
        }
        return label
    }

    /// Crossing number with a ray to the east.
    private static func contains(_ corners: [(x: Int, y: Int)], _ x: Int, _ y: Int) -> Bool {
        var inside = false
        var previous = corners[corners.count - 1]
        for corner in corners {
            if (corner.y > y) != (previous.y > y) {
                let rise = previous.y - corner.y
                let side = (previous.x - corner.x) * (y - corner.y) - (x - corner.x) * rise
                if (side > 0) == (rise > 0) { inside.toggle() }
            }
            previous = corner
        }
        return inside
    }

    // MARK: Tidying

    /// Ends when nothing changes; what a commune could still have wrong after the last round is found by
    /// `ZoneOutlines.areValid`.
    private mutating func tidy() {
        for _ in 0..<30 {
            let scraps = giveScrapsAway()
            let touches = openTouchingCorners()
            if !scraps && !touches { return }
        }
    }

    /// Every piece of a label but its largest goes to the label it has most border with.
    private mutating func giveScrapsAway() -> Bool {
        let pieces = self.pieces()
        var largest: [Int16: Int] = [:]
        for (index, piece) in pieces.enumerated() {
            if let best = largest[piece.label], pieces[best].cells.count >= piece.cells.count { continue }
            largest[piece.label] = index
        }
        var changed = false
        for (index, piece) in pieces.enumerated() where largest[piece.label] != index {
            let heir = mostTouched(by: piece.cells, other: piece.label)
            for cell in piece.cells { labels[cell] = heir }
            changed = true
        }
        return changed
    }

    private struct Piece {
        let label: Int16
        let cells: [Int]
    }

    /// Connected cells of one label, in the order of their first cell.
    private func pieces() -> [Piece] {
        var seen = [Bool](repeating: false, count: labels.count)
        var pieces: [Piece] = []
        for start in labels.indices where !seen[start] {
            seen[start] = true
            var cells = [start]
            var next = 0
            while next < cells.count {
                forEachNeighbour(of: cells[next]) { neighbour in
                    guard !seen[neighbour], labels[neighbour] == labels[start] else { return }
                    seen[neighbour] = true
                    cells.append(neighbour)
                }
                next += 1
            }
            pieces.append(Piece(label: labels[start], cells: cells))
        }
        return pieces
    }

    private func forEachNeighbour(of cell: Int, _ body: (Int) -> Void) {
        let column = cell % Self.columns
        if column > 0 { body(cell - 1) }
        if column < Self.columns - 1 { body(cell + 1) }
        if cell >= Self.columns { body(cell - Self.columns) }
        if cell < labels.count - Self.columns { body(cell + Self.columns) }
    }

    private func mostTouched(by cells: [Int], other label: Int16) -> Int16 {
        // Labels start at -2.
        var touches = [Int](repeating: 0, count: FictitiousCommune.all.count + 2)
        for cell in cells {
            forEachNeighbour(of: cell) { neighbour in
                if labels[neighbour] != label { touches[Int(labels[neighbour]) + 2] += 1 }
            }
        }
        var best = 0
        for index in touches.indices where touches[index] > touches[best] { best = index }
        return Int16(best - 2)
    }

    /// Where four cells meet like a chessboard, one of them takes the lower label. Labels only ever fall, so
    /// this ends.
    private mutating func openTouchingCorners() -> Bool {
        var changed = false
        for row in 1..<Self.rows {
            for column in 1..<Self.columns {
                let lower = (row - 1) * Self.columns + column
                let upper = row * Self.columns + column
                changed = open(lower - 1, upper, between: lower, upper - 1) || changed
                changed = open(lower, upper - 1, between: lower - 1, upper) || changed
            }
        }
        return changed
    }

    private mutating func open(_ first: Int, _ second: Int, between third: Int, _ fourth: Int) -> Bool {
        let label = labels[first]
        guard label == labels[second], label != labels[third], label != labels[fourth] else { return false }
        if label < max(labels[third], labels[fourth]) {
            labels[labels[third] > labels[fourth] ? third : fourth] = label
        } else {
            labels[first] = min(labels[third], labels[fourth])
        }
        return true
    }
}
