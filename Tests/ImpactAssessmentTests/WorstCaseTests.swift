// SPDX-License-Identifier: Apache-2.0
//
// The worst case in numbers against values worked out by hand, and in words.

import Foundation
import ImpactAssessment
import Studies
import Testing

@Suite struct WorstCaseTests {
    static func worst(
        epsilonMicro: Int64, spent: Int64 = 68_000, overAll: Int64 = 0, total: Int64 = 500_000
    ) throws -> WorstCase {
        let period = try Period(start: Day(daysSinceEpoch: 0), end: Day(daysSinceEpoch: 9)).unwrapped
        return WorstCase(
            BudgetRecord(
                rhoSpentMicro: spent, rhoSpentOverAllMicro: overAll, rhoLeftMicro: total - spent,
                rhoTotalMicro: total, epsilonMicro: epsilonMicro, deltaExponent: 6, recordPeriod: period))
    }

    static let beliefs: [(epsilonMicro: Int64, fifty: Double, ten: Double, one: Double)] = [
        (1_098_612, 0.75, 0.25, 3.0 / 102), (2_000_000, 0.880797, 0.450853, 0.069454),
        (500_000, 0.622459, 0.154828, 0.016381),
    ]

    @Test(arguments: beliefs)
    func `G3 beliefs grow at most by e to the epsilon`(
        row: (epsilonMicro: Int64, fifty: Double, ten: Double, one: Double)
    ) throws {
        let after = try Self.worst(epsilonMicro: row.epsilonMicro).participation.map(\.after)
        for (found, expected) in zip(after, [row.fifty, row.ten, row.one]) {
            #expect(abs(found - expected) < 1e-5)
        }
        #expect(after.count == 3)
    }

    @Test func `G3 telling two behaviours apart is bounded by twice epsilon`() throws {
        let worst = try Self.worst(epsilonMicro: 1_000_000)
        #expect(abs(worst.behaviour.after - 0.880797) < 1e-5)
        #expect(worst.behaviour.after > worst.participation[0].after)
    }

    @Test func `G3 all studies and the whole budget are said at the same delta`() throws {
        let worst = try Self.worst(epsilonMicro: 2_000_000, spent: 68_000, total: 500_000)
        #expect(worst.allStudiesEpsilon < worst.wholeBudgetEpsilon)
        #expect((1.0...2.01).contains(worst.allStudiesEpsilon))
        let plain = 0.5 + 2 * (0.5 * 6 * log(10.0)).squareRoot()
        #expect(worst.wholeBudgetEpsilon <= plain && worst.wholeBudgetEpsilon > 0.8 * plain)
        #expect(try Self.worst(epsilonMicro: 1, spent: 0).allStudies.after == 0.5)
    }

    @Test func `G3 all studies are those of every account, and never less than those of this one`() throws {
        let own = try Self.worst(epsilonMicro: 2_000_000, spent: 68_000).allStudiesEpsilon
        let all = try Self.worst(epsilonMicro: 2_000_000, spent: 68_000, overAll: 1_118_256).allStudiesEpsilon
        #expect(try Self.worst(epsilonMicro: 2_000_000, spent: 1_118_256).allStudiesEpsilon == all)
        #expect(own < 2.01 && all > 8)
        #expect(try Self.worst(epsilonMicro: 2_000_000, spent: 68_000, overAll: 1).allStudiesEpsilon == own)
    }

    @Test func `an epsilon beyond every scale is near certainty, not a crash`() throws {
        let worst = try Self.worst(epsilonMicro: .max, spent: .max / 4, total: .max / 2)
        #expect(worst.participation.allSatisfy { $0.after <= 1 && $0.after > 0.99 })
    }

    static let verdicts: [(epsilonMicro: Int64, words: String)] = [
        (500_000, "une protection forte"), (1_000_000, "une protection solide"),
        (2_000_000, "la protection est réelle, elle n’est pas absolue"), (4_000_000, "la protection est faible"),
    ]

    @Test(arguments: verdicts) func `the verdict is honest about epsilon`(row: (epsilonMicro: Int64, words: String))
        throws
    {
        let page = try TestAssessment(epsilonMicro: row.epsilonMicro).page()
        #expect(page.contains(row.words))
        for other in Self.verdicts where other.words != row.words { #expect(!page.contains(other.words)) }
    }

    @Test func `delta is said in words`() throws {
        let page = try TestAssessment().page()
        #expect(page.contains("une sur 1 000 000") && page.contains("one in 1,000,000"))
    }

    @Test func `without noise no bound is claimed`() throws {
        let test = TestAssessment(isNoised: false, isFictitious: true)
        let page = try test.page()
        #expect(page.contains("Rien n’y protège une personne") && !page.contains("88,1"))
        let json = try String(decoding: test.assessment.json().bytes(), as: UTF8.self)
        #expect(json.contains("\"worst_case\" : null"))
    }
}
