// SPDX-License-Identifier: Apache-2.0
//
// Rounding a published value to its noise: more digits would look like knowledge. The step is 1, 2 or 5 times a
// power of ten and at most σ, so rounding adds less than a twelfth to the variance. It is for pages and maps; the
// files keep every digit, because sums are made from them.

package enum NoiseRounding {
    /// The largest of 1, 2, 5, 10, 20, 50, ... that is at most σ; 1 where there is less noise, or none.
    package static func step(standardDeviation: Double) -> Int64 {
        var step: Int64 = 1
        while step < 1_000_000_000_000_000 {
            for factor in [2, 5, 10] as [Int64] where Double(step * factor) > standardDeviation {
                return factor == 2 ? step : step * (factor == 5 ? 2 : 5)
            }
            step *= 10
        }
        return step
    }

    /// The nearest multiple of the step, halves away from zero.
    package static func rounded(_ value: Int64, standardDeviation: Double) -> Int64 {
        let step = step(standardDeviation: standardDeviation)
        let (whole, rest) = value.quotientAndRemainder(dividingBy: step)
        let lifted = rest.magnitude * 2 >= step.magnitude ? whole + rest.signum() : whole
        let (result, overflow) = lifted.multipliedReportingOverflow(by: step)
        return overflow ? value : result
    }
}

extension Release.Measure {
    /// What pages round this measure to.
    package var roundingStep: Int64 { NoiseRounding.step(standardDeviation: standardDeviation) }
}
