// SPDX-License-Identifier: Apache-2.0
//
// A release: an aggregate after noise and suppression (DESIGN section 2, promise G4). Only this module
// makes one: the initialiser is internal, and there is no decoder, because decoding is making too.
// Publication takes nothing else. The rule that decides is in ReleaseRule.swift.

package struct Release: Hashable, Sendable {
    /// What can be said of one cell.
    package enum Cell: Hashable, Sendable {
        /// One value for each measure, in the order of `measures`, never below zero.
        case published([Int64])
        /// Too few units, or too uncertain: nothing is said, not even whether it is zero.
        case withheld
    }

    package struct Measure: Hashable, Sendable {
        package let name: String
        /// Standard deviation of all the noise in one cell (0 only in a fictitious trust without noise).
        package let standardDeviation: Double
        /// Half the width of the 95 % interval of the clipped value, rounded up.
        package let halfWidth95: Int64

        init(name: String, standardDeviation: Double, halfWidth95: Int64) {
            self.name = name
            self.standardDeviation = standardDeviation
            self.halfWidth95 = halfWidth95
        }
    }

    /// A total and what can be said of it.
    package struct MarginFigure: Hashable, Sendable {
        package let margin: Margin
        package let figure: Cell
        /// Half the width of the 95 % interval of each measure.
        package let halfWidths95: [Int64]

        init(margin: Margin, figure: Cell, halfWidths95: [Int64]) {
            self.margin = margin
            self.figure = figure
            self.halfWidths95 = halfWidths95
        }
    }

    package let measures: [Measure]
    /// In the order of the plan's cells.
    package let cells: [Cell]
    package let rule: ReleaseRule
    /// Totals over axes and groups, of the same noised cells, each published or withheld like a cell; empty unless
    /// the release was made with a shape.
    package let margins: [MarginFigure]
    /// The noised sum over all withheld cells, by measure: nil unless at least two are withheld.
    package let withheldTotals: [Int64]?
    /// False only under a trust root marked fictitious: every page then says so.
    package let isNoised: Bool

    init(
        measures: [Measure], cells: [Cell], margins: [MarginFigure] = [], rule: ReleaseRule,
        withheldTotals: [Int64]?, isNoised: Bool
    ) {
        self.measures = measures
        self.cells = cells
        self.margins = margins
        self.rule = rule
        self.withheldTotals = withheldTotals
        self.isNoised = isNoised
    }

    package var withheldCount: Int { cells.count { $0 == .withheld } }
}
