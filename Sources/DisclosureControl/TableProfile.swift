// SPDX-License-Identifier: Apache-2.0
//
// How units spread over the cells of a table that nobody has counted yet: what a forecast must assume. The
// usual assumption is a Zipf-Mandelbrot law over ranked cells; figures that are already public (an earlier
// release, a census) may take its place.

import Foundation

package struct TableProfile: Hashable, Sendable {
    private enum Form: Hashable, Sendable {
        case ranked(exponent: Double, offsetShare: Double)
        case weights([Double])
    }

    private let form: Form

    /// The cell of rank i out of n weighs (i + offsetShare·n)^-exponent.
    ///
    /// The offset grows with n, so that a coarser table of the same journeys keeps the same shape.
    /// - Parameters:
    ///   - exponent: 0 (all cells alike) to 5.
    ///   - offsetShare: 0 (the first cell dwarfs all) to 1.
    /// - Throws: `.forecast` when one is out of range.
    package init(exponent: Double, offsetShare: Double) throws(DisclosureError) {
        guard (0...5).contains(exponent), (0...1).contains(offsetShare) else {
            throw DisclosureError(
                .forecast, "a profile of exponent `\(exponent)` and offset share `\(offsetShare)` is out of range",
                help: "give an exponent of 0 to 5 and an offset share of 0 to 1")
        }
        form = .ranked(exponent: exponent, offsetShare: offsetShare)
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

    /// Origin-destination flows: exponent 1.5, offset share 0.024. It follows the 841 pairs of communes of the
    /// register of proof of carpooling for La Rochelle, July 2022 (largest flow 188, rank 100: 14, rank 400: 2,
    /// of 5,739; the law gives 160, 12 and 2).
    package static let journeys = TableProfile(form: .ranked(exponent: 1.5, offsetShare: 0.024))

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
        case .ranked(let exponent, let offsetShare):
            let offset = offsetShare * Double(cellCount)
            return (1...cellCount).map { pow(Double($0) + offset, -exponent) }
        case .weights(let weights):
            guard weights.count == cellCount else {
                throw DisclosureError(
                    .forecast, "the profile has `\(weights.count)` weights for a table of `\(cellCount)` cells",
                    help: "give one weight per cell")
            }
            return weights.sorted(by: >)
        }
    }
}
