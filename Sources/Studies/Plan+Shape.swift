// SPDX-License-Identifier: Apache-2.0
//
// A plan's table as disclosure control sees it: axes and their groups. Zones are grouped by the dataset's public
// reference tables, for whoever knows a table of zone groups can add zones up.

import DisclosureControl

extension Plan {
    /// The axes of the table, in the order of its dimensions.
    /// - Parameter dataset: the plan's own; without it no zone is grouped.
    /// - Throws: when the plan has more cells than disclosure control takes.
    package func shape(dataset: Dataset? = nil) throws(DisclosureError) -> TableShape {
        var axes: [TableShape.Axis] = []
        for dimension in dimensions {
            let groupings = dataset.map { dimension.groupings(of: $0) } ?? []
            axes.append(try TableShape.Axis(length: dimension.cells.count, groupings: groupings))
        }
        return try TableShape(axes: axes)
    }
}

extension Dimension {
    /// One for each column of a reference table whose rows group this dimension's zones; the cell for whatever is
    /// not declared, and zones without a row, are a group together.
    fileprivate func groupings(of dataset: Dataset) -> [[Int]] {
        guard kind == .zone else { return [] }
        return dataset.referenceTables.flatMap { table in
            table.columns.indices.compactMap { column in
                table.columns[column].name == table.keyColumn ? nil : grouping(by: column, of: table)
            }
        }
    }

    /// Nil when the column gives every zone a group of its own, or all of them one.
    private func grouping(by column: Int, of table: ReferenceTable) -> [Int]? {
        guard let key = table.columns.firstIndex(where: { $0.name == table.keyColumn }) else { return nil }
        let names = Dictionary(table.rows.map { ($0[key], $0[column]) }) { first, _ in first }
        var numbers: [String?: Int] = [:]
        var groups: [Int] = []
        for value in cells {
            let number = numbers[names[value.code]] ?? numbers.count
            numbers[names[value.code]] = number
            groups.append(number)
        }
        return (2..<cells.count).contains(numbers.count) ? groups : nil
    }
}
