// SPDX-License-Identifier: Apache-2.0
//
// What follows from published sums by adding and subtracting them: whether a sum of cells lies in their linear
// span. The cells that no published sum fixes are given a random vector that is orthogonal to all of them; a
// sum is in the span iff it is orthogonal to that vector too (but for a chance below 2⁻⁶⁰ of taking it to be,
// which withholds more). Arithmetic is modulo the prime 2⁶¹ - 1: a combination over the rationals is one modulo
// the prime unless the prime divides its common denominator, which is a minor of a matrix of zeros and ones.
// Inequalities (a count is not negative) are left out: noised counts have none.

struct HiddenSpan {
    static let prime: UInt64 = (1 << 61) - 1

    /// A coordinate of the orthogonal vector for each atom; 0 where the published sums fix it.
    private let weights: [UInt64]

    /// - Parameters:
    ///   - atomCount: the smallest parts that any sum adds up.
    ///   - published: sums as ascending atoms, each below `atomCount`.
    init(atomCount: Int, published: [[Int]]) {
        var column = [Int](repeating: 0, count: atomCount)
        for sum in published where sum.count == 1 { column[sum[0]] = -1 }
        var hidden: [Int] = []
        for atom in column.indices where column[atom] == 0 {
            column[atom] = hidden.count
            hidden.append(atom)
        }
        var echelon = Echelon(columns: hidden.count)
        for row in Self.rows(of: published, column) { echelon.add(row) }
        var weights = [UInt64](repeating: 0, count: atomCount)
        for (place, value) in zip(hidden, echelon.orthogonalVector()) { weights[place] = value }
        self.weights = weights
    }

    /// Rows over the hidden columns, each once, short ones first: they fill the others least.
    private static func rows(of published: [[Int]], _ column: [Int]) -> [[Int]] {
        var rows: Set<[Int]> = []
        for sum in published where sum.count > 1 {
            let row = sum.compactMap { column[$0] >= 0 ? column[$0] : nil }
            if !row.isEmpty { rows.insert(row) }
        }
        return rows.sorted { $0.count != $1.count ? $0.count < $1.count : $0.lexicographicallyPrecedes($1) }
    }

    /// The coordinate of a sum: 0 iff the published sums determine it, and opposite for two that they
    /// determine together.
    func weight(of atoms: [Int]) -> UInt64 {
        atoms.reduce(0) { Self.sum($0, weights[$1]) }
    }

    func determines(_ atoms: [Int]) -> Bool { weight(of: atoms) == 0 }

    static func sum(_ first: UInt64, _ second: UInt64) -> UInt64 {
        let sum = first + second
        return sum >= prime ? sum - prime : sum
    }

    static func negative(_ value: UInt64) -> UInt64 { value == 0 ? 0 : prime - value }

    static func product(_ first: UInt64, _ second: UInt64) -> UInt64 {
        let (high, low) = first.multipliedFullWidth(by: second)
        return sum(low & prime, (high << 3 | low >> 61))
    }

    /// By Fermat: value^(p - 2).
    static func inverse(_ value: UInt64) -> UInt64 {
        var (result, power, exponent) = (UInt64(1), value, prime - 2)
        while exponent > 0 {
            if exponent & 1 == 1 { result = product(result, power) }
            power = product(power, power)
            exponent >>= 1
        }
        return result
    }
}

/// Rows in echelon form, each with a leading 1.
private struct Echelon {
    private struct Row {
        let columns: [Int]
        let values: [UInt64]
    }

    /// By the column of their leading 1.
    private var rows: [Row?]
    private var dense: [UInt64]

    init(columns: Int) {
        rows = Array(repeating: nil, count: columns)
        dense = Array(repeating: 0, count: columns)
    }

    /// - Parameter ones: the columns that hold a 1, ascending.
    mutating func add(_ ones: [Int]) {
        for column in ones { dense[column] = 1 }
        var column = ones[0]
        while column < dense.count {
            let value = dense[column]
            if value != 0 {
                guard let row = rows[column] else { break }
                let factor = HiddenSpan.negative(value)
                for (place, entry) in zip(row.columns, row.values) {
                    dense[place] = HiddenSpan.sum(dense[place], HiddenSpan.product(factor, entry))
                }
            }
            column += 1
        }
        guard column < dense.count else { return }
        let places = (column..<dense.count).filter { dense[$0] != 0 }
        let inverse = HiddenSpan.inverse(dense[column])
        rows[column] = Row(columns: places, values: places.map { HiddenSpan.product(dense[$0], inverse) })
        for place in places { dense[place] = 0 }
    }

    /// Free columns are drawn (always alike: which cells a release withholds must not change between two
    /// makings of it), the others follow.
    func orthogonalVector() -> [UInt64] {
        var vector = [UInt64](repeating: 0, count: rows.count)
        for column in rows.indices.reversed() {
            guard let row = rows[column] else {
                vector[column] = Self.drawn(column)
                continue
            }
            let rest = zip(row.columns, row.values).dropFirst().reduce(UInt64(0)) {
                HiddenSpan.sum($0, HiddenSpan.product($1.1, vector[$1.0]))
            }
            vector[column] = HiddenSpan.negative(rest)
        }
        return vector
    }

    /// SplitMix64 of the column, 1 to 2⁶¹ - 2.
    private static func drawn(_ column: Int) -> UInt64 {
        var mixed = UInt64(column + 1) &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return 1 + (mixed ^ (mixed >> 31)) % (HiddenSpan.prime - 1)
    }
}
