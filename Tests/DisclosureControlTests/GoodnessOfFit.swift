// SPDX-License-Identifier: Apache-2.0
//
// Pearson's chi-squared test of whole-number draws against a symmetric distribution, at a stated error
// probability of one in a million: a right sampler with fresh randomness fails one run in a million.

import Foundation

struct GoodnessOfFit {
    /// Pearson's statistic, and the value that a right sampler exceeds once in a million.
    let statistic: Double
    let bound: Double

    var isGood: Bool { statistic <= bound }

    /// - Parameter weight: proportional to the probability of a value; symmetric, falling with the distance.
    init(draws: [Int64], reach: Int64, weight: (Double) -> Double) {
        let weights = (-reach...reach).map { weight(Double($0)) }
        let total = weights.reduce(0, +)
        var observed = [Double](repeating: 0, count: weights.count)
        for draw in draws { observed[Int(min(max(draw, -reach), reach) + reach)] += 1 }
        var statistic = 0.0
        var bins = 0
        var (expectedInBin, observedInBin, left) = (0.0, 0.0, Double(draws.count))
        // Neighbouring values share a bin until 50 draws are expected in it, and enough are left for the last.
        for (index, weight) in weights.enumerated() {
            expectedInBin += weight / total * Double(draws.count)
            observedInBin += observed[index]
            let isLast = index == weights.count - 1
            guard isLast || (expectedInBin >= 50 && left - expectedInBin >= 50) else { continue }
            statistic += (observedInBin - expectedInBin) * (observedInBin - expectedInBin) / expectedInBin
            bins += 1
            left -= expectedInBin
            (expectedInBin, observedInBin) = (0, 0)
        }
        self.statistic = statistic
        bound = Self.quantile(degrees: Double(bins - 1))
    }

    /// Wilson and Hilferty's cube, for a tail of one in a million (normal quantile 4.7534).
    private static func quantile(degrees: Double) -> Double {
        let ninth = 2 / (9 * degrees)
        return degrees * pow(1 - ninth + 4.7534 * ninth.squareRoot(), 3) + 1
    }
}
