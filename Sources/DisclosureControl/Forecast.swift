// SPDX-License-Identifier: Apache-2.0
//
// What a study would say before it runs: how many cells would likely be published and how wrong they would
// be, for a stated number of units; and turned round, how many units it takes to say it. It reads no record:
// only the plan's numbers and an assumed spread (TableProfile.swift). Which change of the plan would help
// most is found in Studies, by forecasting the changed plans (StudySketch.swift).

import Foundation

/// The forecast of one plan, for any number of units.
package struct Forecast: Sendable {
    /// What to expect with a stated number of units.
    package struct Outcome: Hashable, Sendable {
        package let units: Int64
        /// The mean number of published cells; it is rarely whole.
        package let expectedPublishedCells: Double
        /// The median of |published - clipped| / clipped over the published cells' units; nil when likely none
        /// is published.
        package let medianRelativeError: Double?
        /// Expected distinct units in the fullest cell: to be laid beside the limit.
        package let unitsInLargestCell: Double
        /// The share of what the units contribute that ends in published cells, 0 to 1.
        package let toldShare: Double

        /// Cells that would likely be published: the expected number, rounded.
        package var publishedCells: Int { Int(expectedPublishedCells.rounded()) }
        /// Likely no cell at all is published.
        package var saysNothing: Bool { publishedCells == 0 }
    }

    /// Cells of nearly the same occupancy.
    private struct Stratum {
        var cells: Double
        var occupancy: Double
    }

    /// No territory has more people.
    private static let mostUnits: Int64 = 10_000_000_000

    package let cellCount: Int
    /// The noised count of units from which a cell is published.
    package let limit: Int64
    package let standardDeviation: Double
    private let strata: [Stratum]

    /// - Parameters:
    ///   - cellCount: cells of the plan, 1 to 10,000,000.
    ///   - cellsPerUnit: how many cells a unit fills on average after clipping: at most the plan's `w`, which is
    ///     the hopeful value to give when nothing better is known. Above 0.
    ///   - rule: the release rule of the trust for this plan.
    ///   - standardDeviation: σ of all the noise in a cell's count of units (both aggregators), 0 or more.
    ///   - statementCount: cells and margins of the release, which share β; nil when it has no margins.
    ///   - profile: the assumed spread over cells.
    /// - Throws: `.forecast` when a number is out of range.
    package init(
        cellCount: Int, cellsPerUnit: Double, rule: ReleaseRule, standardDeviation: Double,
        statementCount: Int? = nil, profile: TableProfile = .journeys
    ) throws(DisclosureError) {
        guard (1...10_000_000).contains(cellCount), cellsPerUnit > 0, cellsPerUnit.isFinite else {
            throw DisclosureError(
                .forecast, "a table of `\(cellCount)` cells with `\(cellsPerUnit)` cells per unit can't be forecast",
                help: "give 1 to 10000000 cells and a number of cells per unit above 0")
        }
        guard standardDeviation >= 0, standardDeviation.isFinite else {
            throw DisclosureError(
                .forecast, "a standard deviation of `\(standardDeviation)` is not one",
                help: "give that of the total noise in a cell, 0 or more")
        }
        self.cellCount = cellCount
        self.standardDeviation = standardDeviation
        limit = rule.limit(cellCount: statementCount ?? cellCount, standardDeviation: standardDeviation).limit
        strata = Self.group(try profile.occupancies(cellCount: cellCount, cellsPerUnit: cellsPerUnit))
    }

    /// What to expect with this number of units (negative counts as none). Units are counted at each source
    /// that holds them.
    package func outcome(units: Int64) -> Outcome {
        let units = max(0, units)
        let (expected, told) = expectedPublished(units)
        return Outcome(
            units: units, expectedPublishedCells: expected,
            medianRelativeError: expected < 0.5 ? nil : medianRelativeError(units),
            unitsInLargestCell: Double(units) * (strata.first?.occupancy ?? 0), toldShare: told)
    }

    /// The fewest units with which `cells` cells would likely be published; nil when no number of units does it.
    package func units(toPublish cells: Int) -> Int64? {
        guard cells > 0 else { return 0 }
        guard outcome(enoughAt: Self.mostUnits, cells) else { return nil }
        var (tooFew, enough) = (Int64(0), Self.mostUnits)
        while enough - tooFew > 1 {
            let middle = tooFew + (enough - tooFew) / 2
            if outcome(enoughAt: middle, cells) { enough = middle } else { tooFew = middle }
        }
        return enough
    }

    /// The fewest units with which this share of the cells, 0 to 1, would likely be published.
    package func units(toPublishShare share: Double) -> Int64? {
        guard share <= 1 else { return nil }
        return units(toPublish: Int((share * Double(cellCount)).rounded(.up)))
    }

    private func outcome(enoughAt units: Int64, _ cells: Int) -> Bool {
        Int(expectedPublished(units).cells.rounded()) >= cells
    }

    /// The first 256 cells one by one, then in groups whose ranks grow by one part in 64.
    private static func group(_ occupancies: [Double]) -> [Stratum] {
        var strata: [Stratum] = []
        var rank = 0
        while rank < occupancies.count {
            let end = min(occupancies.count, rank + (rank < 256 ? 1 : rank / 64))
            let total = occupancies[rank..<end].reduce(0, +)
            strata.append(Stratum(cells: Double(end - rank), occupancy: total / Double(end - rank)))
            rank = end
        }
        return strata
    }
}

// Counts are taken as normal: binomial over the units, then noise.
extension Forecast {
    /// Gauss-Hermite nodes and weights of order 7 for a standard normal (half of them; they are symmetric).
    private static let nodes: [(place: Double, weight: Double)] = [
        (0, 0.457142857142857), (1.154405394739968, 0.240123178605013), (2.366759410734541, 0.030757123967586),
        (3.750439717725742, 0.000548268855972),
    ]

    /// How many cells are published, and how much of all contributions lies in them.
    private func expectedPublished(_ units: Int64) -> (cells: Double, told: Double) {
        var (cells, told, all) = (0.0, 0.0, 0.0)
        for stratum in strata {
            let mean = Double(units) * stratum.occupancy
            let variance = standardDeviation * standardDeviation + mean * max(0, 1 - stratum.occupancy)
            let published = stratum.cells * chance(of: mean, variance.squareRoot())
            cells += published
            told += published * mean
            all += stratum.cells * mean
        }
        return (cells, all > 0 ? told / all : 0)
    }

    /// P(a whole number around `mean` reaches the limit).
    private func chance(of mean: Double, _ deviation: Double) -> Double {
        NormalTail.upper((Double(limit) - 0.5 - mean) / max(deviation, 1e-9))
    }

    /// The median of a mixture over strata and over the counts that a stratum's cells may have.
    private func medianRelativeError(_ units: Int64) -> Double {
        guard standardDeviation > 0 else { return 0 }
        let counts = possibleCounts(units)
        let published = counts.reduce(0) { $0 + $1.weight * chance(of: $1.count, standardDeviation) }
        var (low, high) = (0.0, 64.0)
        for _ in 0..<40 {
            let middle = (low + high) / 2
            let within = counts.reduce(0) { $0 + $1.weight * chance(of: $1.count, within: middle) }
            if within * 2 >= published { high = middle } else { low = middle }
        }
        return high
    }

    private func possibleCounts(_ units: Int64) -> [(count: Double, weight: Double)] {
        strata.flatMap { stratum in
            let mean = Double(units) * stratum.occupancy
            let deviation = (mean * max(0, 1 - stratum.occupancy)).squareRoot()
            return Self.nodes.flatMap { node in
                (node.place == 0 ? [0] : [-node.place, node.place]).map {
                    (count: max(0, mean + $0 * deviation), weight: stratum.cells * node.weight)
                }
            }
        }
    }

    /// P(the noised count reaches the limit, and is off by at most `error` times the count).
    private func chance(of count: Double, within error: Double) -> Double {
        let sigma = max(standardDeviation, 1e-9)
        let reach = error * count
        let lowest = max(-reach, Double(limit) - 0.5 - count)
        return max(0, NormalTail.upper(lowest / sigma) - NormalTail.upper(reach / sigma))
    }
}
