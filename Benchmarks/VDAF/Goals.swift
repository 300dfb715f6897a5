// SPDX-License-Identifier: Apache-2.0
//
// What this module sets out to reach, and whether this run reached it.

import CVDAFFloor

/// One goal with its figure.
struct Goal: CustomStringConvertible {
    let sentence: String
    let figure: String
    let isMet: Bool

    var description: String { "\(isMet ? "met    " : "not met") \(sentence): \(figure)" }

    static func all(
        _ figures: [InstanceFigures], speeds: KernelSpeeds, batches: [(count: Int, peak: Int)]
    ) -> [Goal] {
        let product = speeds.mulSwift / speeds.product
        var goals = [
            Goal(
                sentence: "plain C computes the same", figure: floor_plain_agrees() ? "yes" : "no",
                isMet: floor_plain_agrees()),
            Goal(
                sentence: "a Field128 product at most 1.15 times the C version's", figure: ratio(product, 1),
                isMet: product <= 1.15),
        ]
        if let histogram = figures.first(where: { $0.name == "Histogram 10000" }) {
            let quotient = histogram.report / Floors(histogram.prio3, speeds).verifyXof
            goals += [
                Goal(
                    sentence: "verification of Histogram 10000 at most 2.5 times the XOF floor",
                    figure: ratio(quotient, 1), isMet: quotient <= 2.5),
                Goal(
                    sentence: "at least 400 reports of Histogram 10000 per second and core, both aggregators together",
                    figure: String(Int(1 / histogram.report)), isMet: 1 / histogram.report >= 400),
            ]
        }
        if let first = batches.first, let last = batches.last {
            // What the allocator keeps at hand varies by a few pages; a report takes 160 KiB.
            let growth = last.peak - first.peak
            goals.append(
                Goal(
                    sentence: "peak memory that doesn't depend on the number of reports",
                    figure: "\(growth) KiB more for \(last.count) than for \(first.count)",
                    isMet: last.count > first.count && first.peak > 0 && growth <= 512))
        }
        return goals
    }
}
