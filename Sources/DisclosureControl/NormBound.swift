// SPDX-License-Identifier: Apache-2.0
//
// Scaling one unit's counts to an L2 norm, in fixed point and in integers only, so that every place that does
// it (in SQL, on a stream, in a cloud) gets the same bits, and so that rounding can never exceed the bound.

/// Counts are given in units of 2^-fractionBits, and the norm of what results is at most `bound`.
package struct NormBound: Hashable, Sendable {
    /// The norm in units of the counts, at least 1.
    package let bound: Int64
    package let fractionBits: Int
    /// bound·2^fractionBits, below 2²⁴.
    package let scaledBound: Int64

    /// A count beyond this is refused: its square times that of the bound must fit 128 bits, with room to add.
    private static let largestCount: Int64 = 1 << 32

    /// - Parameters:
    ///   - bound: at least 1.
    ///   - fractionBits: 0 to 20; 10 gives steps of 1/1024.
    /// - Throws: `.sensitivity` when one is out of range or bound·2^fractionBits reaches 2²⁴.
    package init(bound: Int64, fractionBits: Int) throws(DisclosureError) {
        guard bound >= 1, (0...20).contains(fractionBits), bound < (Int64(1) << 24) >> Int64(fractionBits) else {
            throw DisclosureError(
                .sensitivity, "a norm of `\(bound)` with `\(fractionBits)` fraction bits is out of range",
                help: "give a norm of at least 1 and 0 to 20 bits, with norm·2^bits below 16777216")
        }
        self.bound = bound
        self.fractionBits = fractionBits
        scaledBound = bound << Int64(fractionBits)
    }

    /// The counts of one unit at one source, scaled.
    ///
    /// With C = `scaledBound` and S the sum of squares, k becomes the lesser of k·2^fractionBits and
    /// ⌊√⌊k²·C²/S⌋⌋, which is ⌊k·C/√S⌋: the squares add up to at most C². `statement` says the same in SQL.
    /// - Parameter counts: the cells of one unit that hold anything, each 0 to 2³².
    /// - Throws: `.sensitivity` when a count is out of range.
    package func scaled(_ counts: [Int64]) throws(DisclosureError) -> [Int64] {
        guard counts.allSatisfy({ (0...Self.largestCount).contains($0) }) else {
            throw DisclosureError(
                .sensitivity, "a count is out of range for scaling to a norm",
                help: "clamp the measure to 0 or more and at most 4294967296")
        }
        let squares = counts.reduce(UInt128(0)) { $0 + UInt128($1) * UInt128($1) }
        guard squares > 0 else { return counts }
        let squaredBound = UInt128(scaledBound) * UInt128(scaledBound)
        return counts.map { count in
            let quotient = UInt128(count) * UInt128(count) * squaredBound / squares
            return min(count << Int64(fractionBits), Int64(Self.squareRoot(UInt64(quotient))))
        }
    }

    /// ⌊√value⌋ bit by bit, for a value below 2⁴⁸.
    private static func squareRoot(_ value: UInt64) -> UInt64 {
        var root: UInt64 = 0
        for bit in (0..<24).reversed() {
            let candidate = root | 1 << UInt64(bit)
            if candidate * candidate <= value { root = candidate }
        }
        return root
    }

    /// Counts that `statement` can scale in 64 bits: each at most this, 2²¹ or less, and at most 2²⁰ of them.
    package var largestStatedCount: Int64 { min(3_037_000_499 / scaledBound, 1 << 21) }

    /// `scaled` as an expression that PostgreSQL and SQLite compute alike, to the bit.
    ///
    /// A unit within its norm is kept whole; beyond it k² · C² / S is an integer division, and its quotient is at
    /// most C², below 2⁴⁸, where a double's correctly rounded square root has the exact floor.
    /// - Parameters:
    ///   - count: an expression of type bigint, 0 to `largestStatedCount`.
    ///   - squares: S, the sum of the squares of the unit's counts, as bigint.
    package func statement(count: String, squares: String) -> String {
        let root = "sqrt(CAST(\(count) * \(count) * \(scaledBound * scaledBound) / \(squares) AS double precision))"
        return "CASE WHEN \(squares) <= \(bound * bound) THEN \(count) * \(Int64(1) << Int64(fractionBits))"
            + " ELSE CAST(floor(\(root)) AS bigint) END"
    }

    /// A value or total in units of 2^-fractionBits, to the nearest whole; halves upwards.
    package func whole(_ value: Int64) -> Int64 {
        guard fractionBits > 0 else { return value }
        let (lifted, overflow) = value.addingReportingOverflow(Int64(1) << Int64(fractionBits - 1))
        return (overflow ? value : lifted) >> Int64(fractionBits)
    }
}
