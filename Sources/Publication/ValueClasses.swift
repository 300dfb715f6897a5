// SPDX-License-Identifier: Apache-2.0
//
// Classes of a choropleth that are no finer than the noise: of equal, round width, at most six, and wide enough that
// nearly every interval fits in one. A value whose interval is wider than a class gets none: it would be
// coloured by chance.

import DisclosureControl
import Foundation

struct ValueClasses: Hashable, Sendable {
    static let most = 6
    /// Classes may be as wide as it takes for this share of the intervals to fit, and no wider than six classes need.
    static let leastFitting = 0.8

    let start: Double
    let width: Double
    let count: Int

    /// The width that tells most: of those that intervals allow, the one with the largest product of how many
    /// values get a class and how many bits their classes say, so that a map of one colour is the last choice.
    /// - Returns: nil when there is nothing to class.
    init?(_ estimates: [Estimate]) {
        guard let widest = ValueClasses.widest(estimates) else { return nil }
        var best = (score: -1.0, classes: widest)
        var width = widest.width
        while let classes = ValueClasses(estimates, width: width), classes.count <= ValueClasses.most {
            let score = classes.told(by: estimates)
            if score > best.score { best = (score, classes) }
            guard width > 1 else { break }
            width = ValueClasses.roundNumber(below: width)
        }
        self = best.classes
    }

    /// The entropy of the classes over the values that get one, times their number.
    private func told(by estimates: [Estimate]) -> Double {
        var counts = [Double](repeating: 0, count: count)
        for place in estimates.compactMap(index) { counts[place] += 1 }
        let all = counts.reduce(0, +)
        return counts.filter { $0 > 0 }.reduce(0) { $0 - $1 * log2($1 / all) }
    }

    /// The least width in which nearly all intervals fit, with at most six classes.
    private static func widest(_ estimates: [Estimate]) -> ValueClasses? {
        let needed = estimates.map(\.width).sorted()
        guard !needed.isEmpty else { return nil }
        let place = max(0, Int((Double(needed.count) * leastFitting).rounded(.up)) - 1)
        var width = roundNumber(atLeast: max(needed[place], 1))
        while let classes = ValueClasses(estimates, width: width) {
            if classes.count <= most { return classes }
            width = roundNumber(atLeast: width * 1.01)
        }
        return nil
    }

    /// Classes of a width over the values that get one; nil when none does.
    private init?(_ estimates: [Estimate], width: Double) {
        let values = estimates.filter { $0.width <= width }.map(\.value)
        guard let low = values.min(), let high = values.max() else { return nil }
        self.width = width
        start = (low / width).rounded(.down) * width
        count = Int((high / width).rounded(.down)) - Int((low / width).rounded(.down)) + 1
    }

    /// From 0; nil when the value's interval is wider than a class.
    func index(of estimate: Estimate) -> Int? {
        guard estimate.width <= width else { return nil }
        let place = ((estimate.value - start) / width).rounded(.down)
        return min(max(Int(place), 0), count - 1)
    }

    func range(_ index: Int) -> (low: Double, high: Double) {
        (start + Double(index) * width, start + Double(index + 1) * width)
    }

    /// The least of 1, 2, 2.5 and 5 times a power of ten that is not below a number of at least 1.
    static func roundNumber(atLeast least: Double) -> Double {
        var power = 1.0
        while power * 10 < least, power < 1e15 { power *= 10 }
        return [1, 2, 2.5, 5, 10].map { $0 * power }.first { $0 >= least } ?? least
    }

    /// The next smaller one, at least 1.
    private static func roundNumber(below width: Double) -> Double {
        var power = 1.0
        while power * 10 < width, power < 1e15 { power *= 10 }
        return [5, 2.5, 2, 1].map { $0 * power }.first { $0 < width } ?? 1
    }
}

/// An estimate in words, rounded to its noise: no digit that the noise made.
struct RoundedEstimate: Hashable, Sendable {
    let value: Int64
    let low: Int64
    let high: Int64

    /// In steps of the largest of 1, 2 and 5 times a power of ten that is at most a tenth of the interval; 1 without
    /// noise. An end is rounded outwards, but never over zero: a sign that is sure stays sure.
    init(_ estimate: Estimate) {
        let step = RoundedEstimate.step(estimate.width / 10)
        func whole(_ number: Double) -> Int64 { Int64(min(max(number, -1e15), 1e15).rounded()) }
        let (below, above) = ((estimate.low / step).rounded(.down) * step, (estimate.high / step).rounded(.up) * step)
        value = whole((estimate.value / step).rounded() * step)
        low = whole(below <= 0 && estimate.low > 0 ? estimate.low.rounded(.down) : below)
        high = whole(above >= 0 && estimate.high < 0 ? estimate.high.rounded(.up) : above)
    }

    private static func step(_ most: Double) -> Double {
        guard most >= 1, most < 1e15 else { return 1 }
        var power = 1.0
        while power * 10 <= most { power *= 10 }
        return [5, 2, 1].map { $0 * power }.first { $0 <= most } ?? 1
    }
}
