// SPDX-License-Identifier: Apache-2.0
//
// The variance parameter of discrete Gaussian noise, as an exact reduced fraction. For squared L2
// sensitivity Δ² and ρ-zCDP it is Δ²/(2ρ) (Canonne, Kamath, Steinke 2020, theorem 14), and ρ is an
// integer of millionths, so no rounding is ever needed.

/// σ² of one draw of one aggregator. A released cell carries two draws: see `totalStandardDeviation`.
package struct NoiseVariance: Hashable, Sendable {
    /// At least 1, without common factor with the denominator.
    package let numerator: UInt64
    /// At least 1.
    package let denominator: UInt64

    /// sensitivitySquared·10⁶ / (2·rhoMicro).
    /// - Parameters:
    ///   - sensitivitySquared: the squared L2 distance that one unit can make in the sum, at least 1.
    ///   - rhoMicro: what the task may spend, in millionths, at least 1.
    /// - Throws: `.noiseScale` when one is not positive or the fraction does not fit 64 bits.
    package init(sensitivitySquared: Int64, rhoMicro: Int64) throws(DisclosureError) {
        guard sensitivitySquared > 0, rhoMicro > 0, rhoMicro <= Int64.max / 2 else {
            throw DisclosureError(
                .noiseScale,
                "squared sensitivity `\(sensitivitySquared)` and ρ of `\(rhoMicro)` millionths give no noise",
                help: "both must be at least 1")
        }
        let top = UInt128(sensitivitySquared) * 1_000_000
        let bottom = UInt128(rhoMicro) * 2
        let divisor = Self.greatestCommonDivisor(top, bottom)
        guard let numerator = UInt64(exactly: top / divisor), let denominator = UInt64(exactly: bottom / divisor)
        else {
            throw DisclosureError(
                .noiseScale, "squared sensitivity `\(sensitivitySquared)` is too large for exact noise",
                help: "lower the bound of the measure or count in a coarser unit")
        }
        self.numerator = numerator
        self.denominator = denominator
    }

    /// σ of one draw; for pages and forecasts, never for sampling.
    package var standardDeviation: Double { (Double(numerator) / Double(denominator)).squareRoot() }

    /// σ of the sum of the draws of `aggregators` independent aggregators.
    package func totalStandardDeviation(aggregators: Int = 2) -> Double {
        (Double(aggregators) * Double(numerator) / Double(denominator)).squareRoot()
    }

    private static func greatestCommonDivisor(_ first: UInt128, _ second: UInt128) -> UInt128 {
        var (larger, smaller) = (first, second)
        while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
        return larger
    }
}
