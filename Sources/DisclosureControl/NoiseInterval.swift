// SPDX-License-Identifier: Apache-2.0
//
// How far noise carries a value: half the width of the 95 % interval around a released count. The interval
// is of the clipped value (what the units were allowed to contribute), before suppression and clamping.

import Foundation

enum NoiseInterval {
    /// Beyond this σ the rounding of the bounds is below one part in a hundred of the coverage.
    private static let exactBelow = 64.0

    /// The least whole h such that the noise stays within -h...h at least 95 times in 100.
    ///
    /// The noise is the sum of two discrete Gaussian draws of equal variance, one per aggregator. Up to a σ
    /// of 64 their distribution is summed exactly; beyond it h is 1.96·σ rounded up.
    /// - Parameter standardDeviation: σ of the sum; 0 gives 0.
    static func halfWidth95(standardDeviation: Double) -> Int64 {
        guard standardDeviation > 0 else { return 0 }
        guard standardDeviation <= exactBelow else {
            let width = (1.959964 * standardDeviation).rounded(.up)
            return width < 0x1p62 ? Int64(width) : Int64.max
        }
        let one = discreteGaussian(standardDeviation / 2.0.squareRoot())
        var covered = 0.0
        for distance in 0..<one.count {
            covered += (distance == 0 ? 1 : 2) * convolution(one, at: distance)
            if covered >= 0.95 { return Int64(distance) }
        }
        return Int64(one.count)
    }

    /// P(y) for y = 0, 1, 2, ... up to where it vanishes.
    private static func discreteGaussian(_ sigma: Double) -> [Double] {
        let reach = Int((9 * sigma).rounded(.up)) + 2
        let weights = (0...reach).map { exp(-Double($0 * $0) / (2 * sigma * sigma)) }
        let total = 2 * weights.reduce(0, +) - weights[0]
        return weights.map { $0 / total }
    }

    /// P(a + b = distance) for two independent draws with the symmetric distribution `half`.
    private static func convolution(_ half: [Double], at distance: Int) -> Double {
        let reach = half.count - 1
        return (distance - reach...reach).reduce(0) { $0 + half[abs($1)] * half[abs(distance - $1)] }
    }
}
