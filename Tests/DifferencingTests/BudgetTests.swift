// SPDX-License-Identifier: Apache-2.0
//
// What thresholds cannot stop: one question asked again and again, until its average says everything. The budget
// does, at the broker and at each holder by itself.

import DisclosureControl
import Governance
import RegieTesting
import Studies
import Testing
import TrustFixture

@Suite struct BudgetTests {
    private static func ask(_ number: Int) -> String {
        DifferencingAttack.study("again-\(number)", DifferencingAttack.byFare(), epsilon: "4")
    }

    @Test func `G3 one question is not answered for ever: the budget ends it at the broker and at each holder`() throws
    {
        var trust = try DemonstrationTrust()
        var answered = 0
        var refusal: GovernanceError?
        while refusal == nil, answered < 1_000 {
            do throws(any Error) {
                _ = try trust.mandate(Self.ask(answered))
                answered += 1
            } catch {
                refusal = try #require(error as? GovernanceError)
            }
        }
        #expect(refusal?.code == .budget)
        let account = LedgerAccount.holders(of: trust.dataset)
        let price = trust.ledger.spent(account) / Int64(answered)
        #expect(answered == Int(trust.trust.root.charter.budgetRhoMicro / price))
        #expect(trust.ledger.remaining(account) < price)
        // A broker with a ledger that forgets can't make the holders go on.
        var forgetful = trust
        forgetful.ledger = Ledger(charter: trust.trust.root.charter)
        #expect(throws: GovernanceError.self) { _ = try forgetful.mandate(Self.ask(answered)) }
    }

    @Test func `G3 the average of all answers that the budget allows says no more than the budget's ε`() async throws {
        var trust = try DemonstrationTrust()
        let answer = try await trust.answer(Self.ask(0))
        let studies = Int(trust.trust.root.charter.budgetRhoMicro / answer.plan.rhoMicro)
        // What the holders hold for one question under another name differs in which cell a person keeps, not in how
        // many people there are: the sum over the table is the same, and so is its noise.
        let again = try await trust.answer(Self.ask(1))
        #expect(again.with[0].reduce(0, +) == answer.with[0].reduce(0, +))
        let repeated = DifferencingAttack(name: "repeated queries", studies: []) { views in
            views.reduce(0) { $0 + $1.sum() } / Double(views.count)
        }
        let outcome = try repeated.outcome(Array(repeating: answer, count: studies), seed: 304)
        #expect(outcome.answered == 1)
        #expect(outcome.shownEpsilonMicro <= outcome.claimedEpsilonMicro)
        // Ten times as many would show more than one study may: it is the budget that stops here, not a threshold.
        #expect(outcome.shownEpsilonMicro > 0)
        let whole = try ZCDP.epsilonMicro(rhoMicro: trust.trust.root.charter.budgetRhoMicro, deltaExponent: 6)
        #expect(outcome.claimedEpsilonMicro <= whole)
    }
}
