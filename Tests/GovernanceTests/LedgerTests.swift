// SPDX-License-Identifier: Apache-2.0
//
// The ledger: never overdrawn, nothing given back, nothing counted twice, and the same whatever way its
// entries came.

import Foundation
import Governance
import RegieTesting
import Studies
import Testing
import TrustFixture

@Suite struct LedgerTests {
    let charter: Charter
    let account: LedgerAccount
    let other: LedgerAccount

    init() throws {
        charter = try Charter(yaml: TestTrust.file("trustees/charter.yaml"), file: "charter.yaml")
        let period = try #require(
            Period(start: Day(year: 2026, month: 3, day: 2), end: Day(year: 2026, month: 6, day: 1)))
        account = LedgerAccount(dataset: "mobility-trips", population: LedgerAccount.holders, period: period)
        other = LedgerAccount(dataset: "mobility-trips", population: "campaign-1", period: period)
    }

    private func entry(_ rho: Int64, _ name: String, _ account: LedgerAccount? = nil) -> LedgerEntry {
        LedgerEntry(
            account: account ?? self.account, mandate: TextHash.of(name), rhoMicro: rho, at: TestTrust.opening)
    }

    @Test func `G3 a reservation is made whole or refused, and the budget is never overdrawn`() throws {
        var ledger = Ledger(charter: charter)
        try ledger.reserve(entry(5_999_999, "a"))
        let before = ledger
        let error = try #require(refusal { try ledger.reserve(entry(2, "b")) })
        #expect(error.code == .budget)
        #expect(
            error.message == "the budget of `mobility-trips` has 0.000001 left and the study asks for 0.000002 (zCDP)")
        #expect(ledger == before)
        try ledger.reserve(entry(1, "c"))
        #expect(ledger.remaining(account) == 0)
        #expect(refusal { try ledger.reserve(entry(1, "d")) }?.code == .budget)
        try ledger.reserve(entry(6_000_000, "e", other))
        #expect(ledger.spent(other) == 6_000_000)
    }

    @Test(arguments: [0, -1, Int64.min, 6_000_001, Int64.max])
    func `G3 a reservation of nothing, or of more than there is, is refused`(_ rho: Int64) {
        var ledger = Ledger(charter: charter)
        #expect(refusal { try ledger.reserve(entry(rho, "a")) }?.code == .budget)
        #expect(ledger == Ledger(charter: charter))
    }

    @Test func `G5 a mandate stands in a ledger once`() throws {
        var ledger = Ledger(charter: charter)
        try ledger.reserve(entry(1, "a"))
        #expect(refusal { try ledger.reserve(entry(1, "a")) }?.code == .budget)
        #expect(refusal { try ledger.reserve(entry(1, "a", other)) }?.code == .budget)
        #expect(ledger.holds(mandate: TextHash.of("a")))
    }

    @Test func `G3 random reservations never add up to more than the budget, and replay to the same ledger`() throws {
        for seed in UInt64(0)..<40 {
            var generator = SeededGenerator(seed: seed)
            var ledger = Ledger(charter: charter)
            for index in 0..<60 {
                let entry = entry(
                    Int64.random(in: -10...900_000, using: &generator),
                    "\(index % 50)", Bool.random(using: &generator) ? account : other)
                try? ledger.reserve(entry)
            }
            for account in [account, other] {
                let sum = ledger.entries.filter { $0.account == account }.reduce(0) { $0 + $1.rhoMicro }
                #expect(sum == ledger.spent(account))
                #expect(sum <= charter.budgetRhoMicro, "seed \(seed)")
            }
            #expect(try Ledger(charter: charter, entries: ledger.entries) == ledger)
        }
    }
}
