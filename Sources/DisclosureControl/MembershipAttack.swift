// SPDX-License-Identifier: Apache-2.0
//
// The strongest attack on one unit's privacy (promise G3), and the ε that it proves was given away at least.
// Two populations differ in one unit, whose contribution is there or empty. The attacker knows everything else:
// both totals, and the draw of one of the two aggregators, so that a single draw protects the unit. The
// likelihood ratio of the two worlds is then a function of the noised totals' projection on the contribution:
// discrete Gaussians shifted by whole numbers have ratios exp((2·<y, v> - |v|²)/2σ²), which grow with <y, v>.
// No test separates the worlds better (Neyman and Pearson), so only draws in the unit's own cells matter.
//
// The threshold is chosen on one half of the trials and judged on the other. With true and false positive rates
// TPR and FPR, (ε, δ) implies TPR <= exp(ε)·FPR + δ (Kairouz, Oh, Viswanath 2015), hence a lower bound on ε from
// exact bounds on both rates. It falls short of a tight ε, which
// only ever rarer events would show.

import Foundation

/// One vector of a study and what the unit under attack adds to it.
package struct AuditedTask: Sendable {
    /// What the unit adds, in the cells where that is not 0: at most 2⁴⁰ each.
    package let contribution: [Int64]
    /// What each aggregator draws from. A test puts a broken mechanism in its place.
    package let noise: DiscreteGaussian

    package init(contribution: [Int64], noise: DiscreteGaussian) {
        self.contribution = contribution
        self.noise = noise
    }
}

/// What the attack showed.
package struct MembershipBound: Hashable, Sendable {
    /// Trials in each world on which the threshold was judged.
    package let trials: Int
    package let truePositives: Int
    package let falsePositives: Int
    package let deltaExponent: Int
    /// The chance that `epsilonMicro` is above the truth is at most one minus this.
    package let confidence: Double
    /// ε is at least this, in millionths, rounded down; 0 when nothing was shown.
    package let epsilonMicro: Int64
}

package struct MembershipAttack: Sendable {
    package static let trialsRange = 1_000...100_000_000

    private let tasks: [AuditedTask]
    private let deltaExponent: Int
    private let tail: Double

    /// - Parameters:
    ///   - tasks: all vectors that are published of the same unit; at least one with a contribution.
    ///   - deltaExponent: n of the claimed δ = 10⁻ⁿ, 1 to 100.
    ///   - confidence: above 0, below 1.
    /// - Throws: `.audit` when there is nothing to attack, or a parameter is out of range.
    package init(tasks: [AuditedTask], deltaExponent: Int, confidence: Double) throws(DisclosureError) {
        let contributions = tasks.flatMap(\.contribution)
        guard contributions.contains(where: { $0 != 0 }), contributions.allSatisfy({ $0.magnitude <= 1 << 40 }),
            ZCDP.deltaExponentRange.contains(deltaExponent), confidence > 0, confidence < 1
        else {
            throw DisclosureError(
                .audit, "there is nothing to attack",
                help: "give a unit that contributes to a task, δ = 10⁻ⁿ and a confidence such as 0.999")
        }
        self.tasks = tasks
        self.deltaExponent = deltaExponent
        tail = (1 - confidence) / 2
    }

    /// - Parameter trials: in each world, 1,000 to 100,000,000; half of them choose the threshold.
    /// - Throws: `.audit` when the number is out of range.
    package func run(
        trials: Int, using generator: inout some RandomNumberGenerator
    ) throws(DisclosureError) -> MembershipBound {
        guard Self.trialsRange.contains(trials) else {
            throw DisclosureError(
                .audit, "`\(trials)` trials are out of range", help: "give between 1000 and 100000000")
        }
        let half = trials / 2
        let chosen = threshold(
            with: scores(half, isThere: true, &generator), without: scores(half, isThere: false, &generator))
        let hits = scores(trials - half, isThere: true, &generator).count { $0 >= chosen }
        let alarms = scores(trials - half, isThere: false, &generator).count { $0 >= chosen }
        return MembershipBound(
            trials: trials - half, truePositives: hits, falsePositives: alarms, deltaExponent: deltaExponent,
            confidence: 1 - 2 * tail, epsilonMicro: epsilonMicro(hits, alarms, trials - half))
    }

    /// The attacker's statistic in each trial: what both draws and the unit leave in its cells, less the draw that
    /// is known, projected on the contribution in units of each task's variance.
    private func scores(
        _ trials: Int, isThere: Bool, _ generator: inout some RandomNumberGenerator
    ) -> [Double] {
        var scores = [Double](repeating: 0, count: trials)
        for task in tasks {
            let cells = task.contribution.count
            let sigma = task.noise.variance.standardDeviation
            let known = task.noise.sampleVector(count: trials * cells, using: &generator)
            let hidden = task.noise.sampleVector(count: trials * cells, using: &generator)
            for trial in 0..<trials {
                for cell in 0..<cells {
                    let draw = trial * cells + cell
                    let published = (isThere ? task.contribution[cell] : 0) + known[draw] + hidden[draw]
                    scores[trial] += Double(published - known[draw]) * Double(task.contribution[cell]) / (sigma * sigma)
                }
            }
        }
        return scores
    }

    /// The threshold with the best bound, among the scores in the world without the unit that only so many others
    /// reach: from one to all, in steps of a quarter. A score below every one of them would show nothing.
    private func threshold(with: [Double], without: [Double]) -> Double {
        let (there, empty) = (with.sorted(by: >), without.sorted(by: >))
        var best = (epsilon: Int64(-1), threshold: Double.infinity)
        var rank = 1
        while rank <= empty.count {
            let threshold = empty[rank - 1]
            let alarms = Self.reaching(threshold, empty)
            let epsilon = epsilonMicro(Self.reaching(threshold, there), alarms, empty.count)
            if epsilon > best.epsilon { best = (epsilon, threshold) }
            rank = max(alarms + 1, rank + max(1, rank / 4))
        }
        return best.threshold
    }

    /// How many of the descending scores reach a threshold.
    private static func reaching(_ threshold: Double, _ scores: [Double]) -> Int {
        var (low, high) = (0, scores.count)
        while low < high {
            let middle = (low + high) / 2
            if scores[middle] >= threshold { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func epsilonMicro(_ hits: Int, _ alarms: Int, _ trials: Int) -> Int64 {
        let truePositive = ClopperPearson.lower(successes: hits, trials: trials, tail: tail)
        let falsePositive = ClopperPearson.upper(successes: alarms, trials: trials, tail: tail)
        let excess = truePositive - pow(10, -Double(deltaExponent))
        guard excess > falsePositive else { return 0 }
        return Int64((log(excess / falsePositive) * 1e6).rounded(.down))
    }
}

extension DisclosureError.Code {
    /// An audit of nothing.
    package static let audit = Self("audit")
}
