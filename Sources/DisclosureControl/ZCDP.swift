// SPDX-License-Identifier: Apache-2.0
//
// Zero-concentrated differential privacy to (ε, δ) and back, by the tight conversion of Canonne, Kamath
// and Steinke, "The Discrete Gaussian for Differential Privacy" (2020), section 2.3: a minimum over the
// Rényi order. ε and ρ are integers of millionths; δ is 10 to the power of minus an integer. Every
// rounding goes to the side that promises less. Composition over tasks is in PrivacyAccount.swift.

import Foundation

package enum ZCDP {
    /// ε and ρ from one millionth to a thousand: above it the guarantee says nothing any more.
    package static let microRange: ClosedRange<Int64> = 1...1_000_000_000
    /// δ from 10⁻¹ to 10⁻¹⁰⁰.
    package static let deltaExponentRange: ClosedRange<Int> = 1...100

    /// The largest ρ whose guarantee implies (ε, δ)-differential privacy.
    /// - Parameters:
    ///   - epsilonMicro: ε in millionths, at least 1.
    ///   - deltaExponent: n for δ = 10⁻ⁿ, at least 1.
    /// - Returns: ρ in millionths, rounded down.
    /// - Throws: `.privacyParameter` when a parameter is out of range, or when no ρ of a millionth fits.
    package static func rhoMicro(epsilonMicro: Int64, deltaExponent: Int) throws(DisclosureError) -> Int64 {
        try check(epsilonMicro, named: "ε")
        try check(deltaExponent)
        guard epsilonRoundedUp(rhoMicro: 1, deltaExponent) <= epsilonMicro else {
            throw DisclosureError(
                .privacyParameter, "ε of `\(epsilonMicro)` millionths leaves less than a millionth of ρ",
                help: "ask for a larger ε")
        }
        var fits = microRange.lowerBound
        var tooLarge = microRange.upperBound + 1
        while tooLarge - fits > 1 {
            let middle = fits + (tooLarge - fits) / 2
            if epsilonRoundedUp(rhoMicro: middle, deltaExponent) <= epsilonMicro {
                fits = middle
            } else {
                tooLarge = middle
            }
        }
        return fits
    }

    /// The ε that a ρ implies at a given δ.
    /// - Parameters:
    ///   - rhoMicro: ρ in millionths, at least 1.
    ///   - deltaExponent: n for δ = 10⁻ⁿ, at least 1.
    /// - Returns: ε in millionths, rounded up.
    /// - Throws: `.privacyParameter` when a parameter is out of range.
    package static func epsilonMicro(rhoMicro: Int64, deltaExponent: Int) throws(DisclosureError) -> Int64 {
        try check(rhoMicro, named: "ρ")
        try check(deltaExponent)
        return epsilonRoundedUp(rhoMicro: rhoMicro, deltaExponent)
    }

    private static func check(_ micro: Int64, named name: String) throws(DisclosureError) {
        guard microRange.contains(micro) else {
            throw DisclosureError(
                .privacyParameter, "\(name) of `\(micro)` millionths is out of range",
                help: "give \(name) between 0.000001 and 1000")
        }
    }

    private static func check(_ deltaExponent: Int) throws(DisclosureError) {
        guard deltaExponentRange.contains(deltaExponent) else {
            throw DisclosureError(
                .privacyParameter, "δ exponent `\(deltaExponent)` is out of range",
                help: "give the n of δ = 10⁻ⁿ between 1 and 100, such as 6")
        }
    }

    /// Any order proves an ε, so an order slightly off the best one is still sound: the search may be in
    /// floating point. The factor covers the rounding of the few operations of `epsilon`.
    private static func epsilonRoundedUp(rhoMicro: Int64, _ deltaExponent: Int) -> Int64 {
        let rho = Double(rhoMicro) / 1e6
        let logInverseDelta = Double(deltaExponent) * log(10)
        // δ is log-convex in the order, so ε has one minimum: narrow a bracket of log(order - 1) by thirds.
        var (low, high) = (-16.0, 20.0)
        for _ in 0..<160 {
            let left = low + (high - low) / 3
            let right = high - (high - low) / 3
            if epsilon(rho, logInverseDelta, logExcess: left) <= epsilon(rho, logInverseDelta, logExcess: right) {
                high = right
            } else {
                low = left
            }
        }
        let best = max(0, epsilon(rho, logInverseDelta, logExcess: (low + high) / 2))
        return Int64((best * 1e6 * (1 + 1e-12)).rounded(.up))
    }

    /// ε = αρ + ln((α-1)/α) + (ln(1/δ) - ln α)/(α-1), with α = 1 + exp(logExcess).
    private static func epsilon(_ rho: Double, _ logInverseDelta: Double, logExcess: Double) -> Double {
        let excess = exp(logExcess)
        let logOrder = log1p(excess)
        return (1 + excess) * rho + (logExcess - logOrder) + (logInverseDelta - logOrder) / excess
    }
}
