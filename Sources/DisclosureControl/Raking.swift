// SPDX-License-Identifier: Apache-2.0
//
// Weighting published counts to reference margins that are public already, such as residents by zone and by age
// (redressement): iterative proportional fitting (Deming and Stephan 1940), always shown beside the raw
// estimate. It reads nothing but what is published, so it costs no privacy; nor does it repair what it can't
// see: who is missing inside a class stays missing. Variances of the weights are left out.

/// Totals known from elsewhere for classes of cells.
package struct ReferenceMargin: Hashable, Sendable {
    /// The class of each cell, from 0.
    package let classOfCell: [Int]
    /// The total of each class, above 0.
    package let totals: [Double]

    /// - Throws: `.raking` when a class has no total, or a total is not above 0.
    package init(classOfCell: [Int], totals: [Double]) throws(DisclosureError) {
        guard !totals.isEmpty, totals.allSatisfy({ $0 > 0 && $0 < 0x1p53 }),
            classOfCell.allSatisfy({ totals.indices.contains($0) })
        else {
            throw DisclosureError(
                .raking, "a reference margin doesn't give each class a total above 0",
                help: "number the classes from 0, one total each")
        }
        self.classOfCell = classOfCell
        self.totals = totals
    }
}

/// A table and the same table weighted.
package struct WeightedTable: Hashable, Sendable {
    package let raw: [Double]
    package let weighted: [Double]
    /// The factor of each cell; 1 where the raw count is 0.
    package let weights: [Double]
    package let rounds: Int

    /// Half the width of a cell's interval after weighting: the noise grows with the weight.
    package func halfWidth95(ofCell cell: Int, raw halfWidth: Int64) -> Double {
        weights[cell] * Double(halfWidth)
    }
}

package enum Raking {
    /// All margins are met within one part in a million.
    private static let tolerance = 1e-6
    private static let mostRounds = 500

    /// - Parameters:
    ///   - counts: what is published, none negative; 0 for withheld cells, which stay 0.
    ///   - margins: at least one, each over the same cells and with the same grand total.
    /// - Throws: `.raking` when lengths differ, the grand totals are more than one part in a thousand apart, a
    ///   class has a total but nothing published, or no weights meet all margins.
    package static func fit(
        _ counts: [Double], to margins: [ReferenceMargin]
    ) throws(DisclosureError) -> WeightedTable {
        try check(counts, margins)
        var fitted = counts
        for round in 1...mostRounds {
            for margin in margins { scale(&fitted, to: margin) }
            guard margins.allSatisfy({ distance(fitted, $0) <= tolerance }) else { continue }
            let weights = zip(counts, fitted).map { $0 > 0 ? $1 / $0 : 1 }
            return WeightedTable(raw: counts, weighted: fitted, weights: weights, rounds: round)
        }
        throw DisclosureError(
            .raking, "no weights meet all the reference margins at once",
            help: "leave one margin out, or merge classes of which little is published")
    }

    private static func check(_ counts: [Double], _ margins: [ReferenceMargin]) throws(DisclosureError) {
        let totals = margins.map { $0.totals.reduce(0, +) }
        guard let first = totals.first, counts.allSatisfy({ $0 >= 0 && $0 < 0x1p53 }),
            margins.allSatisfy({ $0.classOfCell.count == counts.count })
        else {
            throw DisclosureError(
                .raking, "the counts don't fit the reference margins",
                help: "give counts of 0 or more, and margins that give every cell a class")
        }
        guard totals.allSatisfy({ abs($0 - first) <= first / 1000 }) else {
            throw DisclosureError(
                .raking, "the reference margins have different grand totals",
                help: "take margins of the same population at the same date")
        }
        for margin in margins where sums(counts, margin).contains(0) {
            throw DisclosureError(
                .raking, "a class of a reference margin has nothing published",
                help: "merge it with another class, or leave the margin out")
        }
    }

    private static func sums(_ counts: [Double], _ margin: ReferenceMargin) -> [Double] {
        var sums = [Double](repeating: 0, count: margin.totals.count)
        for (count, number) in zip(counts, margin.classOfCell) { sums[number] += count }
        return sums
    }

    private static func scale(_ counts: inout [Double], to margin: ReferenceMargin) {
        let factors = zip(margin.totals, sums(counts, margin)).map { $1 > 0 ? $0 / $1 : 1 }
        for index in counts.indices { counts[index] *= factors[margin.classOfCell[index]] }
    }

    /// The largest relative distance of a class from its total; grand totals may differ by a thousandth, so
    /// each margin is measured against its own share of the fitted total.
    private static func distance(_ counts: [Double], _ margin: ReferenceMargin) -> Double {
        let total = counts.reduce(0, +) / margin.totals.reduce(0, +)
        return zip(margin.totals, sums(counts, margin)).map { abs($1 / ($0 * total) - 1) }.max() ?? 0
    }
}

extension DisclosureError.Code {
    /// Reference margins that can't be met.
    package static let raking = Self("raking")
}
