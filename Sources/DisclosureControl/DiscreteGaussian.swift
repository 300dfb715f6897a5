// SPDX-License-Identifier: Apache-2.0
//
// Exact draws from the discrete Gaussian: Canonne, Kamath, Steinke 2020, algorithm 3, in 64- and 128-bit
// integers. No floating point decides any draw. Its guarantee is theirs (theorem 14); the coins are in
// ExactCoins.swift.

/// P(y) proportional to exp(-y²/(2σ²)) over the integers.
package struct DiscreteGaussian: Sendable {
    package let variance: NoiseVariance
    /// ⌊σ⌋ + 1, the scale of the Laplace draws that are then accepted or rejected.
    private let scale: UInt64
    /// With σ² = n/d and t the scale: d·t and 2·n·d·t². A draw y is accepted with probability
    /// exp(-(|y|·d·t - n)² / (2·n·d·t²)), which is the paper's exp(-(|y| - σ²/t)²/(2σ²)).
    private let step: UInt64
    private let divisor: UInt128
    /// The divisor when it leaves eight bits of 64 to spare, else 0.
    private let narrowDivisor: UInt64

    /// - Throws: `.noiseScale` when σ² is too large for 128-bit arithmetic: its numerator beyond 2⁵⁹, which is
    ///   a σ of 7·10⁸ for a whole σ².
    package init(variance: NoiseVariance) throws(DisclosureError) {
        let scale = Self.squareRoot(variance.numerator / variance.denominator) + 1
        let (step, overflow) = scale.multipliedReportingOverflow(by: variance.denominator)
        let halves = UInt128(step) * UInt128(scale)
        let (product, productOverflow) = halves.multipliedReportingOverflow(by: UInt128(variance.numerator))
        guard !overflow, !productOverflow, product < UInt128(1) << 119 else {
            throw DisclosureError(
                .noiseScale, "the noise variance is too large for exact sampling",
                help: "lower the bound of the measure, count in a coarser unit, or ask for a larger ε")
        }
        self.variance = variance
        self.scale = scale
        self.step = step
        divisor = product * 2
        narrowDivisor = divisor < UInt128(1) << 56 ? UInt64(divisor) : 0
    }

    /// One draw from a given generator: for tests, and for callers that own a cryptographic one.
    package func sample(using generator: inout some RandomNumberGenerator) -> Int64 {
        NoiseBits.with(&generator) { bits in draw(&bits) }
    }

    /// `count` draws that use the words of the generator one after the other.
    package func sampleVector(count: Int, using generator: inout some RandomNumberGenerator) -> [Int64] {
        NoiseBits.with(&generator) { bits in
            var result: [Int64] = []
            fill(&result, count, &bits)
            return result
        }
    }

    /// `count` independent draws from the system's generator: the entry for services.
    package func sampleVector(count: Int) -> [Int64] {
        var bits = NoiseBits.system()
        var result: [Int64] = []
        fill(&result, count, &bits)
        return result
    }

    private func fill(_ result: inout [Int64], _ count: Int, _ bits: inout NoiseBits) {
        result.reserveCapacity(max(0, count))
        while result.count < count { result.append(draw(&bits)) }
    }

    private func draw(_ bits: inout NoiseBits) -> Int64 {
        while true {
            let (magnitude, isNegative) = bits.signedGeometric(scale: scale)
            guard accepts(magnitude, &bits) else { continue }
            return isNegative ? -Int64(magnitude) : Int64(magnitude)
        }
    }

    @inline(__always)
    private func accepts(_ magnitude: UInt64, _ bits: inout NoiseBits) -> Bool {
        let reach = UInt128(magnitude) * UInt128(step)
        let centre = UInt128(variance.numerator)
        let distance = reach > centre ? reach - centre : centre - reach
        if narrowDivisor != 0, distance < UInt128(1) << 32 {
            let narrow = UInt64(truncatingIfNeeded: distance)
            let (whole, rest) = (narrow * narrow).quotientAndRemainder(dividingBy: narrowDivisor)
            return bits.inverseECoins(whole) && bits.exponentialCoin(rest, of: narrowDivisor)
        }
        return acceptsWide(distance, &bits)
    }

    /// The same with a square of up to 256 bits. An exponent of 2¹²⁸ or more is a refusal: no number of
    /// coins that could ever be thrown would tell the difference.
    private func acceptsWide(_ distance: UInt128, _ bits: inout NoiseBits) -> Bool {
        let square = distance.multipliedFullWidth(by: distance)
        guard square.high < divisor else { return false }
        let (whole, rest) =
            square.high == 0
            ? square.low.quotientAndRemainder(dividingBy: divisor) : divisor.dividingFullWidth(square)
        return bits.inverseECoins(whole) && bits.exponentialCoin(rest, of: divisor)
    }

    /// ⌊√value⌋, by Newton's method in integers from above.
    private static func squareRoot(_ value: UInt64) -> UInt64 {
        guard value > 1 else { return value }
        var root = UInt64(1) << UInt64((UInt64.bitWidth - value.leadingZeroBitCount + 1) / 2)
        while true {
            let next = (root + value / root) / 2
            if next >= root { return root }
            root = next
        }
    }
}
