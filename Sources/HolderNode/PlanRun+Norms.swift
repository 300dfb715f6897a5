// SPDX-License-Identifier: Apache-2.0
//
// Bounding by norms on the stream: every cell of a unit is kept, and when all records are read each measure's
// counts are scaled together, in fixed point and in integers (NormBound.scaled). The SQL twin is
// StatementBuilder.scaled; both give the same bits. Memory grows with units times the cells they are in.

import Studies

extension PlanRunner {
    /// Cells that a slot of the table holds; most units are in fewer.
    static let usualCells = 8

    /// One vector for each measure, in its fixed point.
    func scaledVectors(_ table: ContributionTable) -> [[Int64]] {
        var vectors = plan.measures.map { _ in [Int64](repeating: 0, count: plan.cellCount) }
        let places = sumPlaces
        table.forEachUnit { cells, counts, sums in
            for (index, measure) in plan.measures.enumerated() {
                let values =
                    switch measure.kind {
                    case .distinctUnits: [Int64](repeating: 1, count: cells.count)
                    case .records: counts
                    case .sum: sums.map { $0[places[index]] }
                    }
                for (cell, value) in zip(cells, measure.bounded(values)) { vectors[index][Int(cell)] += value }
            }
        }
        return vectors
    }

    /// For each sum measure its place among the summed values of a record; 0 for others.
    private var sumPlaces: [Int] {
        var next = 0
        return plan.measures.map { measure in
            guard case .sum = measure.kind else { return 0 }
            defer { next += 1 }
            return next
        }
    }
}
