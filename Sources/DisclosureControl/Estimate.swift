// SPDX-License-Identifier: Apache-2.0
//
// Averages of a release and what is made of them, with 95 % intervals: noised sum over noised count (Fieller 1954),
// and weighted sums, differences and quotients of independent estimates (MOVER: Zou and Donner 2008; Donner and Zou
// 2012). All of it is post-processing: it costs no privacy. An interval is about the noise alone; it covers the
// average of the clipped contributions of the units that were counted, as if nobody were left out.

/// A number with its 95 % interval; low = value = high without noise.
package struct Estimate: Hashable, Sendable {
    package let value: Double
    package let low: Double
    package let high: Double

    package init(value: Double, low: Double, high: Double) {
        self.value = value
        self.low = low
        self.high = high
    }

    package var width: Double { high - low }

    /// Noise alone could make it: 0 lies in the interval.
    package var includesZero: Bool { low <= 0 && high >= 0 }

    /// The normal quantile of 97.5 %.
    static let quantile = 1.959964

    /// Fieller's interval of `sum / count`, both with independent noise: all r for which `sum - r·count` may be
    /// noise. It is exact for Gaussian noise, whatever the sizes. Nil when the count itself may be noise: then no
    /// bounded interval covers.
    init?(sum: Double, sumVariance: Double, count: Double, countVariance: Double) {
        let square = Estimate.quantile * Estimate.quantile
        let denominator = count * count - square * countVariance
        guard count > 0, denominator > 0 else { return nil }
        let middle = sum * count
        let spread = max(0, middle * middle - denominator * (sum * sum - square * sumVariance)).squareRoot()
        self.init(value: sum / count, low: (middle - spread) / denominator, high: (middle + spread) / denominator)
    }

    /// The weighted sum of independent estimates; its limits keep each one's own asymmetry.
    package static func sum(_ terms: [(weight: Double, estimate: Estimate)]) -> Estimate {
        var (value, below, above) = (0.0, 0.0, 0.0)
        for (weight, estimate) in terms {
            value += weight * estimate.value
            let (down, up) = (weight * (estimate.value - estimate.low), weight * (estimate.high - estimate.value))
            below += weight >= 0 ? down * down : up * up
            above += weight >= 0 ? up * up : down * down
        }
        return Estimate(value: value, low: value - below.squareRoot(), high: value + above.squareRoot())
    }

    /// A quotient of two positive estimates: the extremes of both intervals, which cover at least 90 % together.
    /// Nil when the divisor may be 0 or less.
    package func divided(by divisor: Estimate) -> Estimate? {
        guard divisor.low > 0, low >= 0 else { return nil }
        return Estimate(value: value / divisor.value, low: low / divisor.high, high: high / divisor.low)
    }

    package var negated: Estimate { Estimate(value: -value, low: -high, high: -low) }

    package func minus(_ other: Estimate) -> Estimate { Estimate.sum([(1, self), (-1, other)]) }
}

extension Release {
    /// The average of a measure per unit, over published cells put together.
    /// - Parameters:
    ///   - measure: position of an amount in `measures`.
    ///   - cells: positions of cells; those without anything published don't count.
    ///   - counted: positions of the cells whose units it is divided by; nil for the same cells.
    /// - Returns: nil when nothing is published, or the units may be noise.
    package func average(of measure: Int, in cells: [Int], per counted: [Int]? = nil) -> Estimate? {
        guard let sum = total(of: measure, in: cells), let count = total(of: 0, in: counted ?? cells) else {
            return nil
        }
        return Estimate(
            sum: sum.value, sumVariance: sum.variance, count: count.value, countVariance: count.variance)
    }

    /// The published units of some cells together; nil when nothing is published.
    package func units(in cells: [Int]) -> Estimate? {
        guard let total = total(of: 0, in: cells) else { return nil }
        let half = Estimate.quantile * total.variance.squareRoot()
        return Estimate(value: total.value, low: max(0, total.value - half), high: total.value + half)
    }

    package func isPublished(_ cell: Int) -> Bool {
        cells.indices.contains(cell) && cells[cell] != .withheld
    }

    private func total(of measure: Int, in cells: [Int]) -> (value: Double, variance: Double)? {
        guard measures.indices.contains(measure) else { return nil }
        let deviation = measures[measure].standardDeviation
        var (value, count) = (0.0, 0.0)
        for cell in cells where isPublished(cell) {
            guard case .published(let numbers) = self.cells[cell] else { continue }
            value += Double(numbers[measure])
            count += 1
        }
        return count > 0 ? (value, count * deviation * deviation) : nil
    }
}
