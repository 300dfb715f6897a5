// SPDX-License-Identifier: Apache-2.0
//
// Exact draws from the discrete Laplace distribution: Canonne, Kamath, Steinke 2020, algorithm 2, for a
// rational scale. Noise of scale Δ₁/ε gives ε-differential privacy for L1 sensitivity Δ₁.

/// P(y) proportional to exp(-|y|/scale) over the integers.
package struct DiscreteLaplace: Sendable {
    package let scaleNumerator: UInt64
    package let scaleDenominator: UInt64

    /// Scale Δ₁·10⁶/epsilonMicro.
    /// - Parameters:
    ///   - sensitivity: the L1 distance that one unit can make, at least 1.
    ///   - epsilonMicro: ε in millionths, at least 1.
    /// - Throws: `.noiseScale` when one is not positive or the sensitivity is beyond 10⁹.
    package init(sensitivity: Int64, epsilonMicro: Int64) throws(DisclosureError) {
        guard sensitivity > 0, epsilonMicro > 0, sensitivity <= 1_000_000_000 else {
            throw DisclosureError(
                .noiseScale, "sensitivity `\(sensitivity)` and ε of `\(epsilonMicro)` millionths give no exact noise",
                help: "both must be at least 1, and the sensitivity at most a thousand million")
        }
        scaleNumerator = UInt64(sensitivity) * 1_000_000
        scaleDenominator = UInt64(epsilonMicro)
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

    /// A geometric of scale `scaleNumerator` whose magnitude is divided down: ⌊x/s⌋ of scale t is of scale t/s.
    /// The sign comes after the division, or else zero would come out too often.
    private func draw(_ bits: inout NoiseBits) -> Int64 {
        while true {
            let offset = bits.uniform(below: scaleNumerator)
            guard bits.exponentialCoin(offset, of: scaleNumerator) else { continue }
            let magnitude = (offset + scaleNumerator * bits.geometric()) / scaleDenominator
            let isNegative = bits.byte() & 1 == 1
            if isNegative && magnitude == 0 { continue }
            return isNegative ? -Int64(magnitude) : Int64(magnitude)
        }
    }
}
