// SPDX-License-Identifier: Apache-2.0
//
// How far one unit of privacy can move an aggregate (promise G3). Neighbours: one unit's data replaced by the
// empty contribution, so the distance is the norm of what the unit contributes, over all the sources that may
// hold it. Sensitivity is per unit, never per report.

/// What one unit may contribute to one task at one source.
package enum ContributionBound: Hashable, Sendable {
    /// At most `count` cells, each 0 to `each`: counts of units or records and clamped sums. A multihot count
    /// vector has 1 in each. An L1-bounded sum is clipped to this before it is sent.
    case cells(count: Int, each: Int64)
    /// 1 in one cell: a histogram of one choice.
    case oneChoice
    /// A vector scaled to an L2 norm in fixed point; its unit is that of the fixed point.
    case norm(NormBound)
}

/// The distance that one unit can make in the sum over all sources.
package struct Sensitivity: Hashable, Sendable {
    /// For Gaussian noise: see NoiseVariance.
    package let squaredL2: Int64
    /// For Laplace noise; nil for a bound that doesn't limit it.
    package let l1: Int64?

    /// (H·b)²·w and H·b·w for cells; (H·norm)² for a norm.
    /// - Parameters:
    ///   - bound: what one unit may contribute at one source.
    ///   - sourcesPerUnit: `H`, the number of sources that may hold the same unit: 1 to 1,000. They may all
    ///     hold records in the same cells.
    /// - Throws: `.sensitivity` when a number is not positive or the result does not fit 64 bits.
    package init(bound: ContributionBound, sourcesPerUnit: Int) throws(DisclosureError) {
        guard (1...1_000).contains(sourcesPerUnit) else {
            throw DisclosureError(
                .sensitivity, "`\(sourcesPerUnit)` sources per unit is out of range",
                help: "give the number of sources that may hold the same unit, 1 to 1000")
        }
        let sources = Int64(sourcesPerUnit)
        switch bound {
        case .cells(let count, let each):
            squaredL2 = try Self.product([sources, sources, each, each, Int64(count)])
            l1 = try Self.product([sources, each, Int64(count)])
        case .oneChoice:
            squaredL2 = sources * sources
            l1 = sources
        case .norm(let norm):
            squaredL2 = try Self.product([sources, sources, norm.scaledBound, norm.scaledBound])
            l1 = nil
        }
    }

    private static func product(_ factors: [Int64]) throws(DisclosureError) -> Int64 {
        var result: Int64 = 1
        for factor in factors {
            let (next, overflow) = result.multipliedReportingOverflow(by: factor)
            guard factor > 0, !overflow else {
                throw DisclosureError(
                    .sensitivity, "the bounds of one unit's contribution give no sensitivity of 64 bits",
                    help: "give at least one cell and a bound of at least 1, or count in a coarser unit")
            }
            result = next
        }
        return result
    }
}

extension DisclosureError.Code {
    /// Bounds on a contribution that bound nothing, or too much.
    package static let sensitivity = Self("sensitivity")
}
