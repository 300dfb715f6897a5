// SPDX-License-Identifier: Apache-2.0
//
// Making noised counts agree with each other, which costs no privacy because it reads nothing but them:
// weighted least squares on a tree of zones in two passes (Hay, Rastogi, Miklau, Suciu 2010, section 4, for
// unequal variances), then whole non-negative counts that keep their total. Clamping cell by cell instead
// would raise every total.

/// A noised count of a zone and of the zones that it divides into.
package struct NoisedTree: Hashable, Sendable {
    package let count: Double
    /// Of the noise in `count`, independent of all others; above 0.
    package let variance: Double
    /// Disjoint, and together the whole zone; empty for a leaf.
    package let children: [NoisedTree]

    /// - Throws: `.aggregateShape` when the count is not finite or the variance not above 0.
    package init(count: Double, variance: Double, children: [NoisedTree] = []) throws(DisclosureError) {
        guard count.isFinite, variance > 0, variance.isFinite else {
            throw DisclosureError(
                .aggregateShape, "a zone of the tree has no noised count",
                help: "give a finite count and the variance of its noise, above 0")
        }
        self.count = count
        self.variance = variance
        self.children = children
    }
}

/// The same tree with counts that add up.
package struct ConsistentTree: Hashable, Sendable {
    package let count: Double
    package let children: [ConsistentTree]
}

extension NoisedTree {
    /// The estimate with the least variance among all that are linear in the counts and unbiased: every
    /// count is the sum of its children's.
    package func consistent() -> ConsistentTree {
        let root = gathered()
        return root.spread(root.count)
    }

    /// The first pass, from the leaves up: what each zone and all below it say together about its count.
    private func gathered() -> Gathered {
        guard !children.isEmpty else { return Gathered(count: count, variance: variance, children: []) }
        let below = children.map { $0.gathered() }
        let sum = below.reduce(0) { $0 + $1.count }
        let sumVariance = below.reduce(0) { $0 + $1.variance }
        let share = sumVariance / (variance + sumVariance)
        return Gathered(
            count: share * count + (1 - share) * sum, variance: share * variance, children: below)
    }
}

private struct Gathered {
    let count: Double
    let variance: Double
    let children: [Gathered]

    /// The second pass, from the root down: what a zone's children lack of its count is shared by variance.
    func spread(_ total: Double) -> ConsistentTree {
        let lacking = total - children.reduce(0) { $0 + $1.count }
        let sumVariance = children.reduce(0) { $0 + $1.variance }
        return ConsistentTree(
            count: total, children: children.map { $0.spread($0.count + lacking * $0.variance / sumVariance) })
    }
}

package enum WholeCounts {
    /// The whole non-negative counts nearest to `counts` that add up to `total`: a projection in the sense of
    /// least squares, then largest remainders, the first of equals first.
    /// - Parameters:
    ///   - counts: finite, at least one.
    ///   - total: 0 to 2⁵³ (a noised total below zero is given as 0).
    /// - Throws: `.aggregateShape` when one is out of range.
    package static func nearest(to counts: [Double], total: Int64) throws(DisclosureError) -> [Int64] {
        guard !counts.isEmpty, counts.allSatisfy({ abs($0) < 0x1p53 }), (0...(1 << 53)).contains(total) else {
            throw DisclosureError(
                .aggregateShape, "these counts can't be made to add up to their total",
                help: "give at least one finite count and a total of 0 or more")
        }
        let shift = excess(of: counts, over: Double(total))
        let projected = counts.map { max(0, $0 - shift) }
        var whole = projected.map { Int64($0.rounded(.down)) }
        let byRemainder = counts.indices.sorted { left, right in
            let (first, second) = (projected[left] - Double(whole[left]), projected[right] - Double(whole[right]))
            return first != second ? first > second : left < right
        }
        var lacking = total - whole.reduce(0, +)
        for index in byRemainder where lacking > 0 {
            whole[index] += 1
            lacking -= 1
        }
        for index in byRemainder.reversed() where lacking < 0 && whole[index] > 0 {
            whole[index] -= 1
            lacking += 1
        }
        return whole
    }

    /// What to take from every count so that those left above zero add up to the total.
    private static func excess(of counts: [Double], over total: Double) -> Double {
        var sum = 0.0
        var shift = 0.0
        for (rank, count) in counts.sorted(by: >).enumerated() {
            sum += count
            let candidate = (sum - total) / Double(rank + 1)
            if rank > 0 && count - candidate <= 0 { break }
            shift = candidate
        }
        return shift
    }
}
