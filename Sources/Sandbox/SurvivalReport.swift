// SPDX-License-Identifier: Apache-2.0
//
// What of a table of real counts survives: by a threshold alone, by a threshold with the totals shown and nothing to
// be subtracted, and with exact noise at several ε, beside the true table. Each counted trip is taken as one person's
// only one, at one source, because counts say no more: noise for people with several trips would be larger.
// The text is in SurvivalReport+Markdown.swift.

import DisclosureControl
import Studies

package struct SurvivalReport: Sendable {
    /// One way to publish the table.
    package struct Way: Sendable {
        /// Nil where no noise is added.
        package let epsilonMicro: Int64?
        package let showsTotals: Bool
        package let standardDeviation: Double
        /// From this count on a cell is published.
        package let limit: Int64
        /// One release as it would be published.
        package let release: Release
        /// Over all rounds: the mean number of published cells, the share of all trips in them, and the median distance
        /// from the truth, relative to it; nil when nothing is published.
        package let publishedCells: Double
        package let toldShare: Double
        package let medianRelativeError: Double?
        /// Published cells that hold fewer than the threshold, over all rounds.
        package let wronglyPublished: Int
    }

    /// A flow of the table and what each way says of it.
    package struct Row: Hashable, Sendable {
        package let origin: String
        package let destination: String
        package let count: Int64
        /// By way; nil is withheld.
        package let said: [Int64?]
    }

    package static let threshold = 11
    package static let betaMicro: Int64 = 1_000
    package static let deltaExponent = 6

    package let name: String
    /// Origins and destinations alike.
    package let zones: [String]
    package let counts: [Int64]
    package let ways: [Way]
    package let rounds: Int

    /// - Parameters:
    ///   - zones: codes of the table's rows and columns; trips that touch others count in one more, `outside`.
    ///   - epsilonsMicro: each within what a study may ask.
    ///   - rounds: how many noised tables each mean is over, at least 1.
    /// - Throws: when a parameter is out of range.
    package init(
        flows: FlowsFile, zones codes: [String], epsilonsMicro: [Int64], rounds: Int,
        using generator: inout some RandomNumberGenerator
    ) throws {
        let known = Set(codes)
        let isForeign = { (code: String) in !known.contains(code) }
        let hasForeign = flows.flows.contains { isForeign($0.origin) || isForeign($0.destination) }
        zones = codes + (hasForeign ? [Territory.outsideCode] : [])
        let place = Dictionary(zones.enumerated().map { ($1, $0) }) { first, _ in first }
        var counts = [Int64](repeating: 0, count: zones.count * zones.count)
        for flow in flows.flows {
            let row = place[flow.origin] ?? zones.count - 1
            counts[row * zones.count + (place[flow.destination] ?? zones.count - 1)] += Int64(flow.count)
        }
        name = flows.name
        self.counts = counts
        self.rounds = max(1, rounds)
        let axis = try TableShape.Axis(length: zones.count)
        let maker = WayMaker(
            counts: counts, shape: try TableShape(axes: [axis, axis]),
            rule: try ReleaseRule(threshold: Self.threshold, sourcesPerUnit: 1, betaMicro: Self.betaMicro))
        var ways = [try maker.exact(showsTotals: false), try maker.exact(showsTotals: true)]
        for epsilon in epsilonsMicro {
            ways.append(try maker.noised(epsilonMicro: epsilon, rounds: self.rounds, using: &generator))
        }
        self.ways = ways
    }

    /// The largest flows, the first of equals first.
    package func rows(_ count: Int) -> [Row] {
        let order = counts.indices.sorted { (-counts[$0], $0) < (-counts[$1], $1) }
        return order.prefix(max(0, count)).map { cell in
            Row(
                origin: zones[cell / zones.count], destination: zones[cell % zones.count], count: counts[cell],
                said: ways.map { way in
                    guard case .published(let values) = way.release.cells[cell] else { return nil }
                    return values[0]
                })
        }
    }
}

/// Releases of one table.
private struct WayMaker {
    let counts: [Int64]
    let shape: TableShape
    let rule: ReleaseRule

    func exact(showsTotals: Bool) throws(DisclosureError) -> SurvivalReport.Way {
        let result = try AggregateResult.withoutNoise(measures: [(name: "trips", values: counts)])
        let release =
            showsTotals
            ? try Release.make(from: result, rule: rule, shape: shape) : try Release.make(from: result, rule: rule)
        return way(nil, showsTotals, 0, [release])
    }

    func noised(
        epsilonMicro: Int64, rounds: Int, using generator: inout some RandomNumberGenerator
    ) throws(DisclosureError) -> SurvivalReport.Way {
        let rho = try ZCDP.rhoMicro(epsilonMicro: epsilonMicro, deltaExponent: SurvivalReport.deltaExponent)
        let variance = try NoiseVariance(
            sensitivitySquared: Sensitivity(bound: .cells(count: 1, each: 1), sourcesPerUnit: 1).squaredL2,
            rhoMicro: rho)
        let noise = try DiscreteGaussian(variance: variance)
        let deviation = variance.totalStandardDeviation()
        var releases: [Release] = []
        for _ in 0..<rounds {
            // Both aggregators.
            let draws = noise.sampleVector(count: counts.count * 2, using: &generator)
            let values = counts.indices.map { counts[$0] + draws[$0] + draws[counts.count + $0] }
            let result = try AggregateResult(measures: [
                (name: "trips", values: values, standardDeviation: deviation)
            ])
            releases.append(try Release.make(from: result, rule: rule))
        }
        return way(epsilonMicro, false, deviation, releases)
    }

    private func way(
        _ epsilonMicro: Int64?, _ showsTotals: Bool, _ deviation: Double, _ releases: [Release]
    ) -> SurvivalReport.Way {
        var (published, told, wrong, errors) = (0, 0.0, 0, [Double]())
        for release in releases {
            for (cell, count) in zip(release.cells, counts) {
                guard case .published(let values) = cell else { continue }
                published += 1
                told += Double(count)
                wrong += count < Int64(rule.threshold) ? 1 : 0
                errors.append(abs(Double(values[0] - count)) / Double(max(1, count)))
            }
        }
        errors.sort()
        let rounds = Double(releases.count)
        return SurvivalReport.Way(
            epsilonMicro: epsilonMicro, showsTotals: showsTotals, standardDeviation: deviation,
            limit: releases[0].limit.limit, release: releases[0], publishedCells: Double(published) / rounds,
            toldShare: told / rounds / Double(max(1, counts.reduce(0, +))),
            medianRelativeError: errors.isEmpty ? nil : errors[errors.count / 2], wronglyPublished: wrong)
    }
}
