// SPDX-License-Identifier: Apache-2.0
//
// What the ledger says of the dataset's record period and of all accounts together, and what this study asked.
// Quantities are whole micro-units, as in the ledger.

import Foundation
import Studies

package struct BudgetRecord: Hashable, Sendable {
    /// Spent on the record period by all studies so far, this one included.
    package let rhoSpentMicro: Int64
    /// Spent on all datasets, populations and record periods so far, this study included: what one person could bear
    /// who is in each of them. Never below `rhoSpentMicro`.
    package let rhoSpentOverAllMicro: Int64
    package let rhoLeftMicro: Int64
    package let rhoTotalMicro: Int64
    /// This study's ε.
    package let epsilonMicro: Int64
    /// δ is 10⁻ⁿ; this is n.
    package let deltaExponent: Int
    /// The days that the budget belongs to. It never renews.
    package let recordPeriod: Period

    package init(
        rhoSpentMicro: Int64, rhoSpentOverAllMicro: Int64, rhoLeftMicro: Int64, rhoTotalMicro: Int64,
        epsilonMicro: Int64, deltaExponent: Int, recordPeriod: Period
    ) {
        self.rhoSpentMicro = rhoSpentMicro
        self.rhoSpentOverAllMicro = max(rhoSpentMicro, rhoSpentOverAllMicro)
        self.rhoLeftMicro = rhoLeftMicro
        self.rhoTotalMicro = rhoTotalMicro
        self.epsilonMicro = epsilonMicro
        self.deltaExponent = deltaExponent
        self.recordPeriod = recordPeriod
    }
}
