// SPDX-License-Identifier: Apache-2.0
//
// What the collector has after adding the two aggregators' noised shares: every cell, before suppression.
// Its values can't be read outside this module: the only way on is Release.make(from:rule:).

/// One noised table, measure by measure, over the cells of a plan.
package struct AggregateResult: Sendable {
    struct Column: Sendable {
        let name: String
        let values: [Int64]
        let standardDeviation: Double
    }

    /// `columns[0]` counts distinct units; all have the same, positive, number of values.
    let columns: [Column]
    let isNoised: Bool

    /// - Parameter measures: the first is the count of distinct units. `values` has one entry per cell of the
    ///   plan, in its order, negative where the noise made it so; `standardDeviation` is of the total noise in
    ///   a cell (both aggregators), above 0.
    /// - Throws: `.aggregateShape` when there is no measure or no cell, when lengths differ or a name comes
    ///   twice; `.noiseScale` when a standard deviation is not above 0.
    package init(
        measures: [(name: String, values: [Int64], standardDeviation: Double)]
    ) throws(DisclosureError) {
        for measure in measures where !(measure.standardDeviation > 0 && measure.standardDeviation.isFinite) {
            throw DisclosureError(
                .noiseScale, "measure `\(measure.name)` has no noise",
                help: "give the standard deviation of the noise that both aggregators added")
        }
        try self.init(
            columns: measures.map { Column(name: $0.name, values: $0.values, standardDeviation: $0.standardDeviation) },
            isNoised: true)
    }

    /// The table of a fictitious trust that ran without noise. The caller checks that the trust root is marked
    /// fictitious; the release says `isNoised == false` and every page made from it must.
    /// - Throws: `.aggregateShape`, as the initialiser.
    package static func withoutNoise(
        measures: [(name: String, values: [Int64])]
    ) throws(DisclosureError) -> AggregateResult {
        try AggregateResult(
            columns: measures.map { Column(name: $0.name, values: $0.values, standardDeviation: 0) }, isNoised: false)
    }

    private init(columns: [Column], isNoised: Bool) throws(DisclosureError) {
        guard let first = columns.first, !first.values.isEmpty else {
            throw DisclosureError(
                .aggregateShape, "the aggregate has no cell",
                help: "give the count of distinct units, with one value per cell")
        }
        for column in columns where column.values.count != first.values.count {
            throw DisclosureError(
                .aggregateShape,
                "measure `\(column.name)` has \(column.values.count) cells where `\(first.name)` has "
                    + "\(first.values.count)",
                help: "aggregate every measure over the same cells")
        }
        guard Set(columns.map(\.name)).count == columns.count else {
            throw DisclosureError(
                .aggregateShape, "two measures of the aggregate bear the same name", help: "name each measure once")
        }
        self.columns = columns
        self.isNoised = isNoised
    }

    var cellCount: Int { columns[0].values.count }
}
