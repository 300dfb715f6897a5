// SPDX-License-Identifier: Apache-2.0
//
// The axes of a table and the margins that follow from them: totals over whole axes, over the groups of an
// axis (nested zones, days of a week) and over everything. Cells are numbered row-major, the last axis fastest,
// as those of a plan. Which margins may be shown beside the cells is for Suppression.swift.

package struct TableShape: Hashable, Sendable {
    package struct Axis: Hashable, Sendable {
        /// Number of positions, at least 1.
        package let length: Int
        /// Coarser divisions of the axis: each gives every position the number of its group, from 0.
        package let groupings: [[Int]]

        /// - Throws: `.aggregateShape` when there is no position, or a grouping is not one group per position.
        package init(length: Int, groupings: [[Int]] = []) throws(DisclosureError) {
            let isWhole = { (groups: [Int]) in
                groups.count == length && groups.allSatisfy { (0..<length).contains($0) }
            }
            guard length >= 1, groupings.allSatisfy(isWhole) else {
                throw DisclosureError(
                    .aggregateShape, "an axis of `\(length)` positions doesn't fit its groups",
                    help: "give at least one position, and each position the number of its group from 0")
            }
            self.length = length
            self.groupings = groupings
        }
    }

    package static let mostCells = 1_000_000

    package let axes: [Axis]
    package let cellCount: Int

    /// - Throws: `.aggregateShape` when the table has more than a million cells.
    package init(axes: [Axis]) throws(DisclosureError) {
        var count = 1
        for axis in axes {
            let (product, overflow) = count.multipliedReportingOverflow(by: axis.length)
            guard !overflow, product <= Self.mostCells else {
                throw DisclosureError(
                    .aggregateShape, "the table has more than \(Self.mostCells) cells",
                    help: "group by less, or by fewer and larger classes")
            }
            count = product
        }
        self.axes = axes
        cellCount = count
    }
}

/// One total of a table: the sum of its cells over whole axes or groups.
package struct Margin: Hashable, Sendable {
    /// What of an axis is added up.
    package enum Part: Hashable, Sendable {
        case all
        case position(Int)
        /// A group of one of the axis's groupings.
        case group(grouping: Int, Int)
    }

    /// One for each axis.
    package let parts: [Part]
    /// Cell numbers, ascending: at least two.
    package let cells: [Int]
}

extension TableShape {
    /// Totals over all but at most `order` axes, in which a position or a group is held; the grand total first.
    ///
    /// A total of one cell is that cell, and one that adds up the same cells as a former one is that: neither is
    /// given again.
    /// - Parameter order: 0 gives the grand total only; 1 also rows, columns and groups; 2 also crossings.
    package func margins(order: Int = 1) -> [Margin] {
        var seen: Set<[Int]> = []
        return selections(order: order).compactMap { parts in
            let cells = cells(in: parts)
            guard cells.count >= 2, seen.insert(cells).inserted else { return nil }
            return Margin(parts: parts, cells: cells)
        }
    }

    private func selections(order: Int) -> [[Margin.Part]] {
        var selections: [(parts: [Margin.Part], held: Int)] = [([], 0)]
        for axis in axes {
            selections = selections.flatMap { selection in
                let open = (parts: selection.parts + [Margin.Part.all], held: selection.held)
                guard selection.held < order else { return [open] }
                return [open] + Self.held(axis).map { (parts: selection.parts + [$0], held: selection.held + 1) }
            }
        }
        return selections.sorted { $0.held < $1.held }.map(\.parts)
    }

    private static func held(_ axis: Axis) -> [Margin.Part] {
        let groups = axis.groupings.enumerated().flatMap { index, groups in
            Set(groups).sorted().map { Margin.Part.group(grouping: index, $0) }
        }
        return groups + (0..<axis.length).map { .position($0) }
    }

    private func cells(in parts: [Margin.Part]) -> [Int] {
        zip(axes, parts).reduce([0]) { cells, pair in
            let (axis, part) = pair
            let positions =
                switch part {
                case .all: Array(0..<axis.length)
                case .position(let position): [position]
                case .group(let grouping, let group):
                    axis.groupings[grouping].indices.filter {
                        axis.groupings[grouping][$0] == group
                    }
                }
            return cells.flatMap { cell in positions.map { cell * axis.length + $0 } }
        }
    }
}
