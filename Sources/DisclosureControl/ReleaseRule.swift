// SPDX-License-Identifier: Apache-2.0
//
// When a cell may be released (promise G4): its noised count of distinct units must reach H·k + z·σ. The
// charter's floor of 11 for k is checked where charters are read; what is refused here would protect
// nobody. Applying the rule to a table is in Release+Make.swift.

import Foundation

package struct ReleaseRule: Hashable, Sendable {
    /// `k`: the fewest units that a published cell may stand on.
    package let threshold: Int
    /// `H`: the number of sources that may hold the same unit, which is then counted up to H times.
    package let sourcesPerUnit: Int
    /// `β` in millionths: the accepted chance that a table shows any cell with fewer than `k` units.
    package let betaMicro: Int64

    /// - Parameters:
    ///   - threshold: `k`, 2 to 1,000,000.
    ///   - sourcesPerUnit: `H`, 1 to 1,000.
    ///   - betaMicro: `β` in millionths, 1 to 499,999.
    /// - Throws: `.releaseRule` when one is out of range.
    package init(threshold: Int, sourcesPerUnit: Int, betaMicro: Int64) throws(DisclosureError) {
        guard (2...1_000_000).contains(threshold) else {
            throw DisclosureError(
                .releaseRule, "a threshold of `\(threshold)` units is out of range",
                help: "give between 2 and 1000000 units, 11 or more under the charter")
        }
        guard (1...1_000).contains(sourcesPerUnit) else {
            throw DisclosureError(
                .releaseRule, "`\(sourcesPerUnit)` sources per unit is out of range",
                help: "give the number of sources that may hold the same unit, 1 to 1000")
        }
        guard (1..<500_000).contains(betaMicro) else {
            throw DisclosureError(
                .releaseRule, "β of `\(betaMicro)` millionths is out of range",
                help: "give a chance above 0 and below one half, such as 0.001")
        }
        self.threshold = threshold
        self.sourcesPerUnit = sourcesPerUnit
        self.betaMicro = betaMicro
    }

    /// The least noised count of units at which a cell is released, and the `z` in it.
    ///
    /// z is the normal quantile at 1 - 0.999·β/cellCount, rounded up to a thousandth, so that all cells
    /// together keep β (union bound). Why the normal tail is enough for whole-number noise X:
    /// - A cell with fewer than k units counts at most H·(k-1), so a wrong release needs X >= z·σ + H >= z·σ + 1.
    /// - For one discrete Gaussian, P(X >= m) <= P(N > m - 1): each term exp(-x²/2σ²) with x >= m is at most the
    ///   integral over the unit before it, and the normalising sum is at least σ·√(2π) (Poisson summation).
    /// - The sum of two equal draws of variance s² >= 1 is within a factor exp(10·exp(-π²·s²)) < 1.001 of one
    ///   discrete Gaussian of variance 2s² (Kairouz, Liu, Steinke 2021): hence the 0.999.
    /// - With less noise (σ < √2), z is √(2·ln(cellCount/β)) instead: both draws are subgaussian, at any variance.
    ///
    /// - Parameters:
    ///   - cellCount: cells of the table, at least 1 (fewer counts as 1).
    ///   - standardDeviation: σ of all the noise in one cell; 0 without noise. What is not a number, negative
    ///     or immense gives a limit that no cell reaches.
    package func limit(cellCount: Int, standardDeviation: Double) -> (z: Double, limit: Int64) {
        let base = Int64(threshold) * Int64(sourcesPerUnit)
        guard standardDeviation != 0 else { return (0, base) }
        let tail = 0.999 * Double(betaMicro) / 1e6 / Double(max(1, cellCount))
        let exact =
            standardDeviation * standardDeviation < 2 ? (-2 * log(tail)).squareRoot() : NormalTail.quantile(tail: tail)
        let z = (exact * 1000).rounded(.up) / 1000
        let margin = (z * standardDeviation).rounded(.up)
        guard standardDeviation > 0, margin < 0x1p60 else { return (z, Int64.max) }
        return (z, base + Int64(margin))
    }
}
