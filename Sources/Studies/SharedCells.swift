// SPDX-License-Identifier: Apache-2.0
//
// Earlier releases over the same records, laid beside a plan (promise G4: nothing withheld can be derived from
// earlier releases). Atoms are the cells of a table that crosses all axes of all these plans; a cell of any of them
// is a set of atoms. Only plans with the very same records are comparable: dataset, sources, period and filter.
// Left out: axes that divide one column in different ways (hours and bands of hours, zones and their groups) are
// taken as crossing, and periods that overlap without being equal as different records. What they tell together
// is bounded by the noise and the budget.

import DisclosureControl

package enum SharedCells {
    /// - Parameter earlier: all earlier releases of the trust; those over other records are passed over.
    /// - Throws: `.history` when the plans cross to more than a million atoms.
    package static func history(
        of plan: Plan, after earlier: [EarlierRelease]
    ) throws(DisclosureError) -> ReleaseHistory {
        let comparable = earlier.filter { hasSameRecords($0.plan, plan) }
        guard !comparable.isEmpty else { return .none(cellCount: plan.cellCount) }
        let grid = try Grid(([plan] + comparable.map(\.plan)).flatMap(\.dimensions))
        var figures: [ReleaseHistory.Figure] = []
        for release in comparable { figures += release.figures(over: grid.cells(of: release.plan)) }
        return try ReleaseHistory(atomCount: grid.count, cells: grid.cells(of: plan), figures: figures)
    }

    /// Whether a plan's release can be laid beside those of other plans, so that a study that couldn't be published is
    /// refused before it spends anything.
    /// - Throws: `.history` when they cross to more than a million atoms.
    package static func check(_ plan: Plan, beside others: [Plan]) throws(DisclosureError) {
        let comparable = others.filter { hasSameRecords($0, plan) }
        guard !comparable.isEmpty else { return }
        _ = try Grid(([plan] + comparable).flatMap(\.dimensions))
    }

    private static func hasSameRecords(_ first: Plan, _ second: Plan) -> Bool {
        first.study.dataset == second.study.dataset && first.unit == second.unit && first.filter == second.filter
            && first.study.period == second.study.period && Set(first.study.sources) == Set(second.study.sources)
    }
}

/// The crossing of all axes, row-major, the last fastest.
private struct Grid {
    /// What makes two dimensions the same axis, whatever their name in the query.
    struct Axis: Hashable {
        let column: String
        let kind: Dimension.Kind
        let codes: [String]

        init(_ dimension: Dimension) {
            column = dimension.column
            kind = dimension.kind
            codes = dimension.cells.map(\.code)
        }
    }

    let axes: [Axis]
    let count: Int

    init(_ dimensions: [Dimension]) throws(DisclosureError) {
        var axes: [Axis] = []
        var count = 1
        for axis in dimensions.map(Axis.init) where !axes.contains(axis) {
            axes.append(axis)
            let (product, overflow) = count.multipliedReportingOverflow(by: axis.codes.count)
            guard !overflow, product <= TableShape.mostCells else {
                throw DisclosureError(
                    .history, "the study crosses earlier ones to more than \(TableShape.mostCells) cells",
                    help: "group by what an earlier study over these records grouped by, or by less")
            }
            count = product
        }
        self.axes = axes
        self.count = count
    }

    /// The atoms of each cell, ascending.
    func cells(of plan: Plan) -> [[Int]] {
        let own = plan.dimensions.compactMap { axes.firstIndex(of: Axis($0)) }
        var cells = [[Int]](repeating: [], count: plan.cellCount)
        var positions = [Int](repeating: 0, count: axes.count)
        for atom in 0..<count {
            var rest = atom
            for index in axes.indices.reversed() {
                positions[index] = rest % axes[index].codes.count
                rest /= axes[index].codes.count
            }
            cells[own.reduce(0) { $0 * axes[$1].codes.count + positions[$1] }].append(atom)
        }
        return cells
    }
}
