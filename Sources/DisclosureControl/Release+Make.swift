// SPDX-License-Identifier: Apache-2.0
//
// The only door to a release: an aggregate and a rule in, published and withheld cells out (promise G4).
// There is no other way to build one, neither outside this module (the initialisers are internal) nor by
// decoding.

extension Release {
    /// Applies the rule cell by cell: for a table that is shown without totals, alone. Release+Margins.swift has
    /// the other entry.
    ///
    /// A cell is published iff its noised count of distinct units reaches the rule's limit for the whole
    /// table; then every measure is given, raised to 0 where the noise took it below (which biases small
    /// values of secondary measures upwards: pages state the interval). A release with nothing published is
    /// a release all the same; see `isUseless`.
    /// - Throws: `.aggregateShape` when the withheld cells add up to more than 64 bits.
    package static func make(from result: AggregateResult, rule: ReleaseRule) throws(DisclosureError) -> Release {
        let units = result.columns[0]
        let limit = rule.limit(cellCount: result.cellCount, standardDeviation: units.standardDeviation).limit
        let cells: [Cell] = units.values.indices.map { index in
            guard units.values[index] >= limit else { return .withheld }
            return .published(result.columns.map { max(0, $0.values[index]) })
        }
        return Release(
            measures: result.columns.map(describe), cells: cells, rule: rule,
            withheldTotals: try totals(ofWithheld: cells, in: result, rule), isNoised: result.isNoised)
    }

    static func describe(_ column: AggregateResult.Column) -> Measure {
        Measure(
            name: column.name, standardDeviation: column.standardDeviation,
            halfWidth95: NoiseInterval.halfWidth95(standardDeviation: column.standardDeviation))
    }

    /// The sum over withheld cells, by measure; nil unless at least two are withheld and their noised units
    /// together (counted once per cell) reach the limit of a table of one cell with that much noise. Without
    /// the second condition a total over two cells of one unit each would be a small cell by another name. It
    /// is one statement beside the table, with a chance of about β of its own.
    private static func totals(
        ofWithheld cells: [Cell], in result: AggregateResult, _ rule: ReleaseRule
    ) throws(DisclosureError) -> [Int64]? {
        let withheld = cells.indices.filter { cells[$0] == .withheld }
        guard withheld.count >= 2 else { return nil }
        var totals: [Int64] = []
        for column in result.columns {
            totals.append(try sum(of: withheld.map { column.values[$0] }))
        }
        let deviation = result.columns[0].standardDeviation * Double(withheld.count).squareRoot()
        guard totals[0] >= rule.limit(cellCount: 1, standardDeviation: deviation).limit else { return nil }
        return totals.map { max(0, $0) }
    }

    static func sum(of values: [Int64]) throws(DisclosureError) -> Int64 {
        var total: Int64 = 0
        for value in values {
            let (next, overflow) = total.addingReportingOverflow(value)
            guard !overflow else {
                throw DisclosureError(
                    .aggregateShape, "the withheld cells of the aggregate add up to more than 64 bits",
                    help: "check that the aggregate belongs to this plan: its values are far beyond any bound")
            }
            total = next
        }
        return total
    }
}

extension Release {
    /// The least noised count of units that was published, and the `z` in it.
    package var limit: (z: Double, limit: Int64) {
        rule.limit(cellCount: cells.count + margins.count, standardDeviation: measures[0].standardDeviation)
    }

    /// Nothing is published: a coarser question should be asked instead.
    package var isUseless: Bool { withheldCount == cells.count }

    /// Half the width of the 95 % interval of each withheld total; nil when no total is given.
    package var withheldTotalHalfWidths95: [Int64]? {
        guard withheldTotals != nil else { return nil }
        let spread = Double(withheldCount).squareRoot()
        return measures.map { NoiseInterval.halfWidth95(standardDeviation: $0.standardDeviation * spread) }
    }
}
