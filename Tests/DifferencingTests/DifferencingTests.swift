// SPDX-License-Identifier: Apache-2.0
//
// The classical differencing attacks, end to end: studies as YAML, planned, decided, mandated and entered in every
// ledger, run by the holders' own code over their databases, noised as two aggregators noise, released beside what was
// released before. Each lower bound holds but for a chance of 10⁻⁷, so all of them together but for one in 100,000;
// seeds of the noise are fixed.

import DisclosureControl
import Governance
import RegieTesting
import Studies
import Testing

@Suite struct DifferencingTests {
    static let attacks = Result { try DifferencingAttack.all() }

    @Test func `there are twelve classical attacks and more, each of which the policies allow`() throws {
        let attacks = try Self.attacks.get()
        #expect(attacks.count >= 12 && Set(attacks.map(\.name)).count == attacks.count)
        #expect(attacks.count(where: \.beatsThresholds) >= 11)
        #expect(attacks.count(where: \.isStoppedByHistory) >= 2)
    }

    @Test(arguments: try attacks.get())
    func `G3 no attack recovers a withheld cell beyond what ε allows`(attack: DifferencingAttack) async throws {
        var trust = try DemonstrationTrust()
        let answers = try await attack.answers(&trust)
        #expect(answers.contains { $0.with != $0.without })
        let outcome = try attack.outcome(answers, seed: 301)
        #expect(
            outcome.shownEpsilonMicro <= outcome.claimedEpsilonMicro,
            "showed \(outcome.shownEpsilonMicro) of \(outcome.claimedEpsilonMicro)")
        #expect(trust.ledger.spent(.holders(of: trust.dataset)) == answers.reduce(0) { $0 + $1.plan.rhoMicro })
    }

    @Test(arguments: try attacks.get())
    func `G4 thresholds alone are beaten where noise is not, and what was released before stops subtraction`(
        attack: DifferencingAttack
    ) async throws {
        var trust = try DemonstrationTrust()
        let answers = try await attack.answers(&trust)
        var generator = SeededGenerator(seed: 302)
        let numbers = { (care: Care, generator: inout SeededGenerator) in
            try [true, false].map { try attack.run(answers, withVictim: $0, care: care, using: &generator) }
        }
        let alone = try numbers(.thresholdsOnly, &generator)
        #expect((alone[0] != alone[1]) == attack.beatsThresholds, "\(alone)")
        guard attack.isStoppedByHistory else { return }
        let beside = try numbers(.thresholdsAndHistory, &generator)
        #expect(beside[0] == nil, "\(beside)")
    }

    @Test func `the suite would notice a mechanism with a thirtieth of its noise`() async throws {
        for attack in [DifferencingAttack.subtraction, .objection] {
            var trust = try DemonstrationTrust()
            let outcome = try attack.outcome(try await attack.answers(&trust), shrink: 30, seed: 303)
            #expect(outcome.answered == 1)
            #expect(outcome.shownEpsilonMicro > outcome.claimedEpsilonMicro, "showed \(outcome.shownEpsilonMicro)")
        }
    }
}
