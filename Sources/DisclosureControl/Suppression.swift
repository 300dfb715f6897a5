// SPDX-License-Identifier: Apache-2.0
//
// Consistent suppression until stable (promise G4: nothing withheld can be derived from margins, totals or
// earlier releases; a total of withheld things is given only over two or more of them, and noised).
//
// What "derive" means where everything is noised. A margin is the sum of the same noised cells, so a margin less
// its published cells IS the noised sum of the withheld ones: exactly, whatever the noise. A figure of an
// earlier release has noise of its own, so such a difference is only an estimate; differential privacy bounds
// what it tells of one unit, but it is still a statement about few units. Both are therefore taken alike: every
// published figure counts as an exact sum of atoms, and what lies in the linear span of published figures counts
// as published. Each measure has noise of its own but the same cells, so one decision serves all measures.
//
// A statement (a cell or a margin) is given while it reaches its limit and none of these follows from all
// that is given, now and earlier:
// - a withheld cell; a withheld margin without a given cell in it (one with a given cell stands on enough units);
// - a figure that an earlier release withheld;
// - the sum of two withheld cells whose noised units together stay under the limit of such a sum, or of two that an
//   earlier release withheld, whose units are not known any more;
// - what a given margin says of its withheld cells together, under the same condition.
// Otherwise a statement that takes part is withheld too, and all is looked at again. Margins go first: cells are what
// a table is for, and on large tables trading cells for totals ends with neither. What already followed from earlier
// releases alone can't be taken back and is passed over. Left out: bounds that follow from counts not being negative
// (noised ones may be), and sums of three and more withheld cells over several margins.

struct Suppression {
    /// A cell or a margin of the new table.
    struct Statement {
        let atoms: [Int]
        /// Cells of the table; a cell is its own.
        let cells: [Int]
        var isGiven: Bool
    }

    /// The noised units of each cell, and σ of their noise.
    let units: [Int64]
    let deviation: Double
    let rule: ReleaseRule
    let history: ReleaseHistory
    /// Cells in their order, then margins in theirs.
    private(set) var statements: [Statement]
    /// The cell of the table that an atom belongs to.
    let cellOfAtom: [Int?]
    private let before: HiddenSpan

    /// Decides, and settles at once.
    init(units: [Int64], deviation: Double, margins: [[Int]], rule: ReleaseRule, history: ReleaseHistory) {
        self.units = units
        self.deviation = deviation
        self.rule = rule
        self.history = history
        var cellOfAtom = [Int?](repeating: nil, count: history.atomCount)
        for (cell, atoms) in history.cells.enumerated() {
            for atom in atoms { cellOfAtom[atom] = cell }
        }
        self.cellOfAtom = cellOfAtom
        before = HiddenSpan(
            atomCount: history.atomCount, published: history.figures.filter(\.isPublished).map(\.atoms))
        let family = units.count + margins.count
        let limit = rule.limit(cellCount: family, standardDeviation: deviation).limit
        let cells = units.indices.map {
            Statement(atoms: history.cells[$0], cells: [$0], isGiven: units[$0] >= limit)
        }
        let totals = margins.map { margin in
            let spread = deviation * Double(margin.count).squareRoot()
            return Statement(
                atoms: margin.flatMap { history.cells[$0] }.sorted(), cells: margin,
                isGiven: Self.sum(of: margin, in: units)
                    >= rule.limit(cellCount: family, standardDeviation: spread).limit)
        }
        statements = cells + totals
        settle()
    }

    var cellsGiven: [Bool] { statements.prefix(units.count).map(\.isGiven) }
    var marginsGiven: [Bool] { statements.dropFirst(units.count).map(\.isGiven) }

    /// Whether the total over these withheld cells may be given beside all that is.
    func allows(totalOf cells: [Int]) -> Bool {
        guard cells.count >= 2, reaches(cells) else { return false }
        var other = self
        other.statements.append(
            Statement(atoms: cells.flatMap { history.cells[$0] }.sorted(), cells: cells, isGiven: true))
        return other.exposures().isEmpty
    }

    /// Each round withholds at least one statement, and none can be exposed by nothing. What is exposed is mended
    /// on the state that the round began with, so that two exposures by one margin cost that margin only.
    private mutating func settle() {
        while true {
            let exposed = exposures()
            guard let first = exposed.first else { return }
            var cheapest = Set(exposed.compactMap(around))
            if cheapest.isEmpty, let last = lastResort(first) { cheapest = [last] }
            guard !cheapest.isEmpty else { return }
            for index in cheapest { statements[index].isGiven = false }
        }
    }

    /// Saturated: an immense total reaches any limit.
    static func sum(of cells: [Int], in units: [Int64]) -> Int64 {
        cells.reduce(0) { sum, cell in
            let (next, overflow) = sum.addingReportingOverflow(units[cell])
            return overflow ? (sum > 0 ? .max : .min) : next
        }
    }

    /// Together these withheld cells stand on enough units to be one statement of its own beside the table.
    private func reaches(_ cells: [Int]) -> Bool {
        let spread = deviation * Double(cells.count).squareRoot()
        return Self.sum(of: cells, in: units) >= rule.limit(cellCount: 1, standardDeviation: spread).limit
    }
}

// What follows from what is given.
extension Suppression {
    /// Sets of atoms that must not be said and are; the gravest kind only, empty when all is stable.
    func exposures() -> [[Int]] {
        let given = statements.filter(\.isGiven).map(\.atoms)
        guard given.contains(where: { $0.count > 1 }) || !history.figures.isEmpty else { return [] }
        let span = HiddenSpan(
            atomCount: history.atomCount, published: given + history.figures.filter(\.isPublished).map(\.atoms))
        let single = withheldAlone.filter { span.determines($0) && !before.determines($0) }
        if !single.isEmpty { return single }
        let pairs = smallPairs(span)
        return pairs.isEmpty ? smallRemainders(span) : pairs
    }

    private var withheldAlone: [[Int]] {
        let hidden = statements.filter { statement in
            !statement.isGiven && !statement.cells.contains { statements[$0].isGiven }
        }
        return hidden.map(\.atoms) + history.figures.filter { !$0.isPublished }.map(\.atoms)
    }

    /// Two withheld cells of which only the sum is determined have opposite weights. Several may have the same weight
    /// (earlier releases tell their difference, or each with a third): every pair counts, the smallest first.
    private func smallPairs(_ span: HiddenSpan) -> [[Int]] {
        var byWeight: [UInt64: [Int]] = [:]
        for cell in units.indices where !statements[cell].isGiven {
            let weight = span.weight(of: statements[cell].atoms)
            if weight != 0 { byWeight[weight, default: []].append(cell) }
        }
        for weight in byWeight.keys { byWeight[weight]?.sort { (units[$0], $0) < (units[$1], $1) } }
        var pairs = pairsWithheldEarlier(span)
        for (weight, cells) in byWeight where weight < HiddenSpan.negative(weight) {
            for cell in cells {
                for other in byWeight[HiddenSpan.negative(weight)] ?? [] {
                    // The others of this weight have more units still.
                    guard !reaches([cell, other]) else { break }
                    let atoms = (statements[cell].atoms + statements[other].atoms).sorted()
                    guard !before.determines(atoms) else { continue }
                    pairs.append(atoms)
                    break
                }
            }
        }
        return pairs.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// The same of what earlier releases withheld. How many units are behind it is not known any more, so two that have
    /// nothing in common are never told together; one of each weight is looked at, for there may be very many.
    private func pairsWithheldEarlier(_ span: HiddenSpan) -> [[Int]] {
        var byWeight: [UInt64: [Int]] = [:]
        var pairs: [[Int]] = []
        for figure in history.figures where !figure.isPublished {
            let weight = span.weight(of: figure.atoms)
            guard weight != 0 else { continue }
            if let other = byWeight[HiddenSpan.negative(weight)], Set(other).isDisjoint(with: figure.atoms) {
                let atoms = (other + figure.atoms).sorted()
                if !before.determines(atoms) { pairs.append(atoms) }
            }
            byWeight[weight] = byWeight[weight] ?? figure.atoms
        }
        return pairs
    }

    /// What a given margin says of its withheld cells: all of them, and those in no smaller given margin.
    private func smallRemainders(_ span: HiddenSpan) -> [[Int]] {
        let margins = statements.dropFirst(units.count).filter(\.isGiven).sorted { $0.cells.count < $1.cells.count }
        let sets = margins.map { Set($0.cells) }
        let hidden = margins.map { margin in
            margin.cells.filter { !statements[$0].isGiven && !before.determines(statements[$0].atoms) }
        }
        return margins.indices.compactMap { index in
            guard hidden[index].count > 1 else { return nil }
            var rest = Set(hidden[index])
            for other in (0..<index).reversed() where !hidden[other].isEmpty {
                guard rest.isSuperset(of: hidden[other]), sets[index].isSuperset(of: sets[other]) else { continue }
                rest.subtract(hidden[other])
            }
            let small = [hidden[index], rest.sorted()].first { $0.count > 1 && !reaches($0) }
            return small.map { cells in cells.flatMap { statements[$0].atoms }.sorted() }
        }
    }
}
