// SPDX-License-Identifier: Apache-2.0
//
// What an attacker could learn who knows everything but one unit's data, from the guarantee alone: under
// ε, the odds of any belief about whether that unit's data took part grow at most by the factor e^ε
// (Wasserman and Zhou 2010; neighbours as in promise G3). Bounds, not estimates: what the noise really
// leaves is less. Telling two different behaviours of one unit apart is bounded by twice ε.

import DisclosureControl
import Foundation
import Studies

package struct WorstCase: Hashable, Sendable {
    /// A belief before, and the most that it can become after.
    package struct Belief: Hashable, Sendable {
        package let before: Double
        package let after: Double
    }

    package let epsilon: Double
    package let deltaExponent: Int
    /// From 50 %, 10 % and 1 %: did this unit take part at all?
    package let participation: [Belief]
    /// From 50 %: which of two behaviours did this unit have?
    package let behaviour: Belief
    /// From 50 %, with all that was ever spent on any records, this study included: one person may be in all of them.
    package let allStudies: Belief
    /// ε of all that was ever spent on any records, at the same δ, rounded up.
    package let allStudiesEpsilon: Double
    /// From 50 %, once the whole budget of the record period is spent.
    package let wholeBudget: Belief
    package let wholeBudgetEpsilon: Double

    package init(_ budget: BudgetRecord) {
        epsilon = Double(budget.epsilonMicro) / 1_000_000
        deltaExponent = budget.deltaExponent
        let epsilon = epsilon
        participation = [0.5, 0.1, 0.01].map { WorstCase.belief($0, epsilon: epsilon) }
        behaviour = WorstCase.belief(0.5, epsilon: 2 * epsilon)
        allStudiesEpsilon = WorstCase.epsilon(
            rhoMicro: budget.rhoSpentOverAllMicro, deltaExponent: budget.deltaExponent)
        allStudies = WorstCase.belief(0.5, epsilon: allStudiesEpsilon)
        wholeBudgetEpsilon = WorstCase.epsilon(rhoMicro: budget.rhoTotalMicro, deltaExponent: budget.deltaExponent)
        wholeBudget = WorstCase.belief(0.5, epsilon: wholeBudgetEpsilon)
    }

    /// e^ε·p / (e^ε·p + 1 - p).
    static func belief(_ before: Double, epsilon: Double) -> Belief {
        Belief(before: before, after: before / (before + (1 - before) * exp(-epsilon)))
    }

    /// By the ledger's own conversion; what lies outside its range by ρ + 2·√(ρ·ln(1/δ)) (Bun and Steinke
    /// 2016), which is never below it.
    static func epsilon(rhoMicro: Int64, deltaExponent: Int) -> Double {
        if let micro = try? ZCDP.epsilonMicro(rhoMicro: rhoMicro, deltaExponent: deltaExponent) {
            return Double(micro) / 1_000_000
        }
        let rho = Double(max(rhoMicro, 0)) / 1_000_000
        return rho + 2 * (rho * Double(deltaExponent) * log(10.0)).squareRoot()
    }
}
