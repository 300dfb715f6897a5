// SPDX-License-Identifier: Apache-2.0
//
// What has been spent of a zCDP budget: ρ adds up over tasks, studies and datasets, also when each is chosen
// after the results of the former (Rogers 2016, Whitehouse 2023). A budget belongs to a record period and
// never renews, so there is no way to put anything back. Keeping accounts over restarts is the ledger's work.

/// One budget and what is left of it, in millionths of ρ.
package struct PrivacyAccount: Hashable, Sendable {
    package let budgetRhoMicro: Int64
    package private(set) var spentRhoMicro: Int64

    /// - Parameters:
    ///   - budgetRhoMicro: at least 1.
    ///   - spentRhoMicro: what was spent before, 0 up to the budget.
    /// - Throws: `.budget` when one is out of range.
    package init(budgetRhoMicro: Int64, spentRhoMicro: Int64 = 0) throws(DisclosureError) {
        guard ZCDP.microRange.contains(budgetRhoMicro), (0...budgetRhoMicro).contains(spentRhoMicro) else {
            throw DisclosureError(
                .budget, "a budget of `\(budgetRhoMicro)` with `\(spentRhoMicro)` spent, in millionths, is none",
                help: "give a budget of 1 to 1000000000 millionths of ρ and at most that as spent")
        }
        self.budgetRhoMicro = budgetRhoMicro
        self.spentRhoMicro = spentRhoMicro
    }

    package var remainingRhoMicro: Int64 { budgetRhoMicro - spentRhoMicro }

    /// Charges all the tasks of a study, or none of them.
    /// - Parameter tasks: the ρ of each task in millionths, each at least 1.
    /// - Returns: the sum charged.
    /// - Throws: `.budget` when a charge is not positive, there is none, or less than their sum is left;
    ///   nothing is charged then.
    @discardableResult
    package mutating func charge(_ tasks: [Int64]) throws(DisclosureError) -> Int64 {
        let sum = try Self.composed(tasks)
        guard sum <= remainingRhoMicro else {
            throw DisclosureError(
                .budget, "the study costs `\(sum)` millionths of ρ where `\(remainingRhoMicro)` are left",
                help: "ask for a smaller ε, fewer measures, or a period whose budget is not spent")
        }
        spentRhoMicro += sum
        return sum
    }

    /// The ε of everything spent, in millionths, rounded up; 0 when nothing is.
    /// - Throws: `.privacyParameter` when the exponent is out of range.
    package func spentEpsilonMicro(deltaExponent: Int) throws(DisclosureError) -> Int64 {
        guard spentRhoMicro > 0 else { return 0 }
        return try ZCDP.epsilonMicro(rhoMicro: spentRhoMicro, deltaExponent: deltaExponent)
    }

    /// The ρ of several mechanisms on data that may concern the same unit: the sum.
    /// - Throws: `.budget` when there is none, one is not positive, or the sum does not fit 64 bits.
    package static func composed(_ charges: [Int64]) throws(DisclosureError) -> Int64 {
        var sum: Int64 = 0
        for charge in charges {
            let (next, overflow) = sum.addingReportingOverflow(charge)
            guard charge > 0, !overflow else { throw notACharge }
            sum = next
        }
        guard sum > 0 else { throw notACharge }
        return sum
    }

    /// Shares a study's ρ among its tasks in proportion to `weights`, never more than `rhoMicro` in all.
    /// - Returns: one charge per weight, in their order, each rounded down.
    /// - Throws: `.budget` when there is no weight, one is not 1 to 1,000,000, ρ is out of range, or a share is
    ///   less than a millionth.
    package static func split(rhoMicro: Int64, weights: [Int64]) throws(DisclosureError) -> [Int64] {
        guard ZCDP.microRange.contains(rhoMicro), !weights.isEmpty, weights.count <= 1_000,
            weights.allSatisfy({ (1...1_000_000).contains($0) })
        else { throw notACharge }
        let total = weights.reduce(0, +)
        let shares = weights.map { rhoMicro * $0 / total }
        guard shares.allSatisfy({ $0 > 0 }) else { throw notACharge }
        return shares
    }

    private static var notACharge: DisclosureError {
        DisclosureError(
            .budget, "each task must spend at least a millionth of ρ",
            help: "ask for a larger ε or fewer measures")
    }
}

extension DisclosureError.Code {
    /// A budget or a charge that is none, or a charge beyond the budget.
    package static let budget = Self("budget")
}
