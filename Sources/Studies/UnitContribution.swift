// SPDX-License-Identifier: Apache-2.0
//
// What one unit's records at one source become before anything is added up: at most `w` cells by keyed hash, each
// measure at most its bound in each; or all cells, each measure scaled to its norm. It says in a few lines what
// HolderNode does on a stream and PostgreSQL with window functions; audits and simulations run it unit by unit.

package struct UnitContribution: Sendable {
    /// Records that the plan's filter lets through, alike in all that it reads.
    package struct Record: Hashable, Sendable {
        package let cell: Int32
        /// The summed value for each sum measure of the plan, in their order.
        package let values: [Int64]
        /// How many there are, 1 to 2³².
        package let count: Int64

        package init(cell: Int32, values: [Int64], count: Int64 = 1) {
            self.cell = cell
            self.values = values
            self.count = count
        }
    }

    private let measures: [Measure]
    private let width: Int
    private let choice: CellChoice

    package init(plan: Plan) {
        measures = plan.measures
        width = plan.cellsPerUnit
        choice = CellChoice(key: CellChoice.key(of: plan.study))
    }

    /// - Parameter unit: as the holder's statement numbers it.
    /// - Returns: for each measure, what each kept cell gets.
    package func bounded(unit: Int64, records: [Record]) -> [[Int32: Int64]] {
        let byCell = Dictionary(grouping: records, by: \.cell)
        let kept = byCell.keys.sorted {
            (choice.rank(unit: unit, cell: $0), $0) < (choice.rank(unit: unit, cell: $1), $1)
        }.prefix(width)
        var position = -1
        return measures.map { measure in
            if case .sum = measure.kind { position += 1 }
            let values = kept.map { value(of: measure, position, byCell[$0] ?? []) }
            return Dictionary(uniqueKeysWithValues: zip(kept, measure.bounded(values)))
        }
    }

    private func value(of measure: Measure, _ position: Int, _ records: [Record]) -> Int64 {
        switch measure.kind {
        case .distinctUnits: return 1
        case .records: return records.reduce(0) { $0 + $1.count }
        case .sum:
            return records.reduce(Int64(0)) { sum, record in
                let (value, tooMuch) = max(0, record.values[position]).multipliedReportingOverflow(by: record.count)
                let (next, overflow) = sum.addingReportingOverflow(value)
                return overflow || tooMuch ? .max : next
            }
        }
    }
}

extension Measure {
    /// What one unit has in its cells, bounded: cell by cell, or all together by the norm.
    package func bounded(_ values: [Int64]) -> [Int64] {
        let clamped = values.map { min(max(0, $0), largestValue) }
        guard let norm else { return clamped }
        // The norm takes every count up to `largestValue`; were one refused, nothing would be said.
        return (try? norm.scaled(clamped)) ?? values.map { _ in 0 }
    }

    /// More than this in one cell says nothing more.
    package var largestValue: Int64 { norm?.largestStatedCount ?? bound }
}
