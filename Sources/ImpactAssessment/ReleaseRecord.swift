// SPDX-License-Identifier: Apache-2.0
//
// What an assessment says of a release: how many cells, how many withheld, how wide the intervals. It is
// read off a Release and nothing else, so that no number here can be invented. (DisclosureControl stands
// above Studies in the house, so this import points the right way.)

import DisclosureControl

package struct ReleaseRecord: Hashable, Sendable {
    package struct Accuracy: Hashable, Sendable {
        package let measure: String
        package let standardDeviation: Double
        package let halfWidth95: Int64
        /// Published values at the first quarter, the middle and the last quarter of the table; empty when
        /// nothing is published.
        package let quartiles: [Int64]
        /// The half-width over those values, as shares; nil where the value is 0.
        package let relativeErrors: [Double?]
        /// The published sum, and the noised sum of what is withheld, when one may be given.
        package let publishedTotal: Int64
        package let withheldTotal: Int64?
        package let withheldTotalHalfWidth95: Int64?

        /// The share withheld of all that was counted, as far as the noised total tells; nil without one.
        package var withheldShare: Double? {
            guard let withheldTotal, publishedTotal + withheldTotal > 0 else { return nil }
            return Double(withheldTotal) / Double(publishedTotal + withheldTotal)
        }
    }

    package let cellCount: Int
    package let withheldCount: Int
    /// `k`, `H` and β of the rule, and the limit that followed.
    package let threshold: Int
    package let sourcesPerUnit: Int
    package let betaMicro: Int64
    package let limit: Int64
    package let quantile: Double
    package let isNoised: Bool
    /// One for each measure, in the release's order.
    package let accuracies: [Accuracy]

    package var publishedCount: Int { cellCount - withheldCount }

    package init(_ release: Release) {
        cellCount = release.cells.count
        withheldCount = release.withheldCount
        threshold = release.rule.threshold
        sourcesPerUnit = release.rule.sourcesPerUnit
        betaMicro = release.rule.betaMicro
        (quantile, limit) = release.limit
        isNoised = release.isNoised
        accuracies = release.measures.indices.map { ReleaseRecord.accuracy(of: $0, in: release) }
    }

    private static func accuracy(of index: Int, in release: Release) -> Accuracy {
        let measure = release.measures[index]
        let values = release.cells.compactMap { cell -> Int64? in
            guard case .published(let values) = cell else { return nil }
            return values[index]
        }.sorted()
        let quartiles = values.isEmpty ? [] : [1, 2, 3].map { values[(values.count * $0 + 3) / 4 - 1] }
        return Accuracy(
            measure: measure.name, standardDeviation: measure.standardDeviation, halfWidth95: measure.halfWidth95,
            quartiles: quartiles,
            relativeErrors: quartiles.map { $0 > 0 ? Double(measure.halfWidth95) / Double($0) : nil },
            publishedTotal: values.reduce(0) { $0.addingReportingOverflow($1).partialValue },
            withheldTotal: release.withheldTotals?[index],
            withheldTotalHalfWidth95: release.withheldTotalHalfWidths95?[index])
    }
}
