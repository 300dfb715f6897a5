// SPDX-License-Identifier: Apache-2.0
//
// Exact bounds on a probability from how often something happened (Clopper and Pearson 1934), by the
// regularized incomplete beta function (its continued fraction, Lentz's method). Floating point: these bounds
// judge the noise, they never make any.

import Foundation

package enum ClopperPearson {
    /// The least p with which so few successes, or fewer, would come with probability at most `tail`.
    /// - Parameters:
    ///   - successes: 0 to `trials`; at least one trial.
    ///   - tail: above 0 and below 1.
    package static func upper(successes: Int, trials: Int, tail: Double) -> Double {
        guard successes < trials else { return 1 }
        // P(X <= k) = I_{1-p}(n-k, k+1), which falls as p grows.
        return solve { p in beta(1 - p, Double(trials - successes), Double(successes) + 1) > tail }
    }

    /// The greatest p with which so many successes, or more, would come with probability at most `tail`.
    package static func lower(successes: Int, trials: Int, tail: Double) -> Double {
        guard successes > 0 else { return 0 }
        return 1 - upper(successes: trials - successes, trials: trials, tail: tail)
    }

    /// Where a predicate that holds below turns, from above.
    private static func solve(_ holds: (Double) -> Bool) -> Double {
        var (low, high) = (0.0, 1.0)
        for _ in 0..<100 {
            let middle = (low + high) / 2
            if holds(middle) { low = middle } else { high = middle }
        }
        return high
    }

    /// I_x(a, b).
    private static func beta(_ x: Double, _ a: Double, _ b: Double) -> Double {
        guard x > 0 else { return 0 }
        guard x < 1 else { return 1 }
        let front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
        return x < (a + 1) / (a + b + 2)
            ? front * fraction(x, a, b) / a : 1 - front * fraction(1 - x, b, a) / b
    }

    private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
        let tiny = 1e-300
        var c = 1.0
        var d = 1 / nonZero(1 - (a + b) * x / (a + 1), tiny)
        var result = d
        for step in 1...10_000 {
            let m = Double(step)
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            for term in [even, odd] {
                d = 1 / nonZero(1 + term * d, tiny)
                c = nonZero(1 + term / c, tiny)
                result *= c * d
            }
            if abs(c * d - 1) < 1e-15 { break }
        }
        return result
    }

    private static func nonZero(_ value: Double, _ tiny: Double) -> Double { abs(value) < tiny ? tiny : value }
}
