// SPDX-License-Identifier: Apache-2.0
//
// How units spread over the cells of a table that nobody has counted yet: what a forecast must assume. The usual
// assumption is a Zipf-Mandelbrot law over ranked cells with a cut-off; figures that are already public (an earlier
// release, a census) may take its place.

import Foundation

package struct TableProfile: Hashable, Sendable {
    private enum Form: Hashable, Sendable {
        case ranked(exponent: Double, offsetShare: Double, decay: Double)
        case weights([Double])
    }

    private let form: Form

    /// The cell of rank i out of n weighs (i + offsetShare·n)^-exponent·exp(-decay·i/n).
    ///
    /// Offset and decay go with n, so that a coarser table of the same journeys keeps the same shape.
    /// - Parameters:
    ///   - exponent: 0 (all cells alike) to 5.
    ///   - offsetShare: 0 (the first cell dwarfs all) to 1.
    ///   - decay: 0 (a long tail of rare cells) to 20.
    /// - Throws: `.forecast` when one is out of range.
    package init(exponent: Double, offsetShare: Double, decay: Double = 0) throws(DisclosureError) {
        guard (0...5).contains(exponent), (0...1).contains(offsetShare), (0...20).contains(decay) else {
            throw DisclosureError(
                .forecast, "a profile of exponent `\(exponent)` and offset share `\(offsetShare)` is out of range",
                help: "give an exponent of 0 to 5, an offset share of 0 to 1 and a decay of 0 to 20")
        }
        form = .ranked(exponent: exponent, offsetShare: offsetShare, decay: decay)
    }

    /// The spread of figures that are public already; never of a table that is not released.
    /// - Parameter weights: one per cell, none negative, not all zero.
    /// - Throws: `.forecast` otherwise.
    package init(weights: [Double]) throws(DisclosureError) {
        let total = weights.reduce(0, +)
        guard weights.allSatisfy({ $0 >= 0 }), total > 0, total.isFinite else {
            throw DisclosureError(
                .forecast, "the weights of a profile must not be negative nor all zero",
                help: "give one weight per cell, at least one above zero")
        }
        form = .weights(weights)
    }

    private init(form: Form) {
        self.form = form
    }

    /// Journeys between zones: exponent 1, offset share 0.006, decay 2. It lies between the 841 pairs of communes
    /// of the register of proof of carpooling for La Rochelle, July 2022 (largest flow 188, rank 100: 14, rank
    /// 400: 2, of 5,739; the law gives 252, 11.5 and 1.5) and the fictitious territory, where it meets the number
    /// of cells above 50 to 150 people within 15 in 100 (65,485 and 13,001 customers, at most 4 cells each).
    package static let journeys = TableProfile(form: .ranked(exponent: 1, offsetShare: 0.006, decay: 2))

    /// Where people begin or end a journey: exponent 0.1, offset share 0.006, decay 4.5. In the fictitious territory
    /// it meets the number of cells above 50 to 100 people, by zone, month, weekday or hour, and the middle one of
    /// them, within 15 in 100; by weekday the middle one within 20.
    package static let places = TableProfile(form: .ranked(exponent: 0.1, offsetShare: 0.006, decay: 4.5))

    /// How likely each cell holds a given unit, largest first: proportional to the cells' weights, never above
    /// 1, adding up to `cellsPerUnit` (or to the number of cells that can be filled).
    func occupancies(cellCount: Int, cellsPerUnit: Double) throws(DisclosureError) -> [Double] {
        let weights = try sortedWeights(cellCount: cellCount)
        var result = [Double](repeating: 1, count: weights.count)
        // From the light end, so that a heavy cell doesn't drown the sum of the others.
        var weightFrom = weights
        for rank in weights.indices.dropLast().reversed() { weightFrom[rank] += weightFrom[rank + 1] }
        for (rank, weight) in weights.enumerated() {
            let share = weight > 0 ? weight / weightFrom[rank] : 0
            let left = max(0, cellsPerUnit - Double(rank))
            guard left * share < 1 else { continue }
            for index in rank..<weights.count {
                result[index] = weight > 0 ? left * share * (weights[index] / weight) : 0
            }
            break
        }
        return result
    }

    private func sortedWeights(cellCount: Int) throws(DisclosureError) -> [Double] {
        switch form {
        case .ranked:
            return relativeWeights(count: cellCount)
        case .weights(let weights):
            guard weights.count == cellCount else {
                throw DisclosureError(
                    .forecast, "the profile has `\(weights.count)` weights for a table of `\(cellCount)` cells",
                    help: "give one weight per cell")
            }
            return weights.sorted(by: >)
        }
    }

    /// The law over `count` ranks, or the weights as they are.
    private func relativeWeights(count: Int) -> [Double] {
        guard case .ranked(let exponent, let offsetShare, let decay) = form else {
            if case .weights(let weights) = form { return weights }
            return []
        }
        let size = Double(max(1, count))
        return (1...max(1, count)).map {
            pow(Double($0) + offsetShare * size, -exponent) * exp(-decay * Double($0) / size)
        }
    }

    /// A table in which this spread over `count` cells crosses an independent one over other classes.
    /// - Parameter classes: the weight of each class; none negative, not all zero.
    /// - Throws: `.forecast` otherwise.
    package func crossed(count: Int, with classes: [Double]) throws(DisclosureError) -> TableProfile {
        try TableProfile(weights: relativeWeights(count: count).flatMap { weight in classes.map { weight * $0 } })
    }
}
