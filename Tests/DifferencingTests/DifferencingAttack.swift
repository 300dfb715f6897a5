// SPDX-License-Identifier: Apache-2.0
//
// An attack: studies that a requester may submit, and one number made of what they publish. The attacker knows every
// other person's records, so in each of two worlds (the victim's records are there, or empty) all that moves the
// number is the victim and the noise. The best lower bound on ε that a threshold on it shows is by Clopper and Pearson.

import DisclosureControl
import Foundation
import RegieTesting
import Studies
import Testing

struct DifferencingAttack: Sendable, CustomTestStringConvertible {
    /// What the attacker sees of one study.
    struct View {
        let plan: Plan
        let release: Release

        /// The published values of a measure over the cells whose codes pass.
        func sum(_ measure: Int = 0, where passes: ([String]) -> Bool = { _ in true }) -> Double {
            release.cells.enumerated().reduce(0) { sum, item in
                guard case .published(let values) = item.element,
                    passes(plan.values(ofCell: item.offset).map(\.code))
                else { return sum }
                return sum + Double(values[measure])
            }
        }

        /// Nil when it is withheld.
        func cell(_ codes: [String]) -> Double? {
            let place = release.cells.indices.first { plan.values(ofCell: $0).map(\.code) == codes }
            guard let place, case .published(let values) = release.cells[place] else { return nil }
            return Double(values[0])
        }

        /// The total over all that is withheld.
        var withheldTotal: Double? { release.withheldTotals.map { Double($0[0]) } }
    }

    let name: String
    let studies: [String]
    /// Studies that are answered after the victim objected, in both worlds.
    var objectedBefore: Set<Int> = []
    /// Thresholds alone give the victim away.
    var beatsThresholds = true
    /// What was released before stops it, without any noise.
    var isStoppedByHistory = false
    /// The number; nil when what it needs is withheld.
    let estimate: @Sendable ([View]) -> Double?

    var testDescription: String { name }
}

/// What came of an attack.
struct AttackOutcome {
    let claimedEpsilonMicro: Int64
    let shownEpsilonMicro: Int64
    /// The share of runs in which the attacker had a number at all.
    let answered: Double
}

extension DifferencingAttack {
    static let trials = 1_000
    /// Each of the two bounds fails with at most this chance.
    static let tail = 5e-8

    func answers(_ trust: inout DemonstrationTrust) async throws -> [AnsweredStudy] {
        var answers: [AnsweredStudy] = []
        for text in studies { answers.append(try await trust.answer(text)) }
        return answers
    }

    /// One run of all studies in one world.
    func run(
        _ answers: [AnsweredStudy], withVictim: Bool, care: Care, shrink: Int64 = 1,
        using generator: inout some RandomNumberGenerator
    ) throws -> Double? {
        var earlier: [EarlierRelease] = []
        var views: [View] = []
        for (index, study) in answers.enumerated() {
            let isThere = withVictim && !objectedBefore.contains(index)
            guard
                let release = try study.release(
                    withVictim: isThere, care: care, after: earlier, shrink: shrink, using: &generator)
            else { return nil }
            earlier.append(try EarlierRelease(plan: study.plan, release: release))
            views.append(View(plan: study.plan, release: release))
        }
        return estimate(views)
    }

    /// Half of the runs choose a threshold, the others judge it.
    func outcome(_ answers: [AnsweredStudy], shrink: Int64 = 1, seed: UInt64) throws -> AttackOutcome {
        var generator = SeededGenerator(seed: seed)
        var scores: [[Double]] = []
        var answered = 0
        for withVictim in [true, false, true, false] {
            var runs: [Double] = []
            for _ in 0..<Self.trials {
                let score = try run(
                    answers, withVictim: withVictim, care: .ours, shrink: shrink, using: &generator)
                answered += score == nil ? 0 : 1
                runs.append(score ?? 0)
            }
            scores.append(runs)
        }
        let rho = answers.reduce(0) { $0 + $1.plan.rhoMicro }
        let claimed = try ZCDP.epsilonMicro(rhoMicro: rho, deltaExponent: 6)
        let candidates = Set(scores[0] + scores[1]).sorted()
        let thresholds = stride(from: 0, to: candidates.count, by: max(1, candidates.count / 200)).map {
            candidates[$0]
        }
        let best = thresholds.max { Self.shown($0, scores[0], scores[1]) < Self.shown($1, scores[0], scores[1]) }
        return AttackOutcome(
            claimedEpsilonMicro: claimed, shownEpsilonMicro: Self.shown(best ?? 0, scores[2], scores[3]),
            answered: Double(answered) / Double(4 * Self.trials))
    }

    /// ln((P(score reaches it, with) - δ) / P(the same, without)), from below.
    private static func shown(_ threshold: Double, _ with: [Double], _ without: [Double]) -> Int64 {
        let hit = ClopperPearson.lower(
            successes: with.count { $0 >= threshold }, trials: with.count, tail: tail)
        let alarm = ClopperPearson.upper(
            successes: without.count { $0 >= threshold }, trials: without.count, tail: tail)
        guard hit - 1e-6 > alarm else { return 0 }
        return Int64((log((hit - 1e-6) / alarm) * 1e6).rounded(.down))
    }
}
