// SPDX-License-Identifier: Apache-2.0
//
// A budget is spent once, whole studies at a time.

import DisclosureControl
import Testing

@Suite struct PrivacyAccountTests {
    @Test func `G3 charges add up and never come back`() throws {
        var account = try PrivacyAccount(budgetRhoMicro: 100)
        #expect(try account.charge([30, 20]) == 50)
        #expect(try account.charge([50]) == 50)
        #expect(account.remainingRhoMicro == 0)
        #expect(account.spentRhoMicro == 100)
    }

    @Test func `G3 a study beyond what is left is refused whole`() throws {
        var account = try PrivacyAccount(budgetRhoMicro: 100, spentRhoMicro: 60)
        let before = account
        #expect(refusal { () throws(DisclosureError) in try account.charge([20, 21]) } == .budget)
        #expect(account == before)
        #expect(refusal { () throws(DisclosureError) in try account.charge([20, 20]) } == nil)
    }

    @Test(arguments: [[], [0], [5, 0], [5, -5], [-1], [Int64.max, 1], [Int64.max, Int64.max, 5]] as [[Int64]])
    func `A charge that is none is refused`(tasks: [Int64]) throws {
        var account = try PrivacyAccount(budgetRhoMicro: 100)
        #expect(refusal { () throws(DisclosureError) in try account.charge(tasks) } == .budget)
        #expect(account.spentRhoMicro == 0)
    }

    @Test(arguments: [(0, 0), (-1, 0), (10, 11), (10, -1), (1_000_000_001, 0)] as [(Int64, Int64)])
    func `A budget that is none is refused`(budget: Int64, spent: Int64) {
        #expect(
            refusal { () throws(DisclosureError) in
                try PrivacyAccount(budgetRhoMicro: budget, spentRhoMicro: spent)
            } == .budget)
    }

    @Test func `G3 the ε of all that was spent is that of the summed ρ`() throws {
        var account = try PrivacyAccount(budgetRhoMicro: 1_000_000)
        #expect(try account.spentEpsilonMicro(deltaExponent: 6) == 0)
        try account.charge([60_000, 40_000])
        #expect(try account.spentEpsilonMicro(deltaExponent: 6) == 2_141_939)
    }

    @Test func `G3 the shares of a study never exceed its ρ`() throws {
        #expect(try PrivacyAccount.split(rhoMicro: 100, weights: [1, 1, 1]) == [33, 33, 33])
        #expect(try PrivacyAccount.split(rhoMicro: 24_355, weights: [2, 1]) == [16_236, 8118])
        #expect(try PrivacyAccount.composed([16_236, 8118]) == 24_354)
    }

    @Test(
        arguments: [
            (100, []), (100, [0]), (100, [1, -1]), (0, [1]), (2, [1, 1, 1]), (100, [1_000_001]),
        ] as [(Int64, [Int64])])
    func `A share that is none is refused`(rho: Int64, weights: [Int64]) {
        #expect(
            refusal { () throws(DisclosureError) in try PrivacyAccount.split(rhoMicro: rho, weights: weights) }
                == .budget)
    }
}
