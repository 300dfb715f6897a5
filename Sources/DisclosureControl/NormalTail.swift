// SPDX-License-Identifier: Apache-2.0
//
// Tails and quantiles of the normal distribution, for thresholds, intervals and forecasts. Floating point
// is allowed here: nothing in this file touches a draw of noise.

import Foundation

enum NormalTail {
    /// P(N > z) for a standard normal N.
    static func upper(_ z: Double) -> Double {
        0.5 * erfc(z / 2.0.squareRoot())
    }

    /// The least z with P(N > z) at most `tail`, from above and within 10⁻¹².
    /// - Parameter tail: above 0 and below one half; a tail too small for floating point gives 38.
    static func quantile(tail: Double) -> Double {
        var (low, high) = (0.0, 38.0)
        while high - low > 1e-12 {
            let middle = low + (high - low) / 2
            if middle == low || middle == high { break }
            if upper(middle) <= tail { high = middle } else { low = middle }
        }
        return high
    }
}
