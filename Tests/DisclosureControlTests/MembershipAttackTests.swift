// SPDX-License-Identifier: Apache-2.0
//
// The audit of the mechanism itself: what it shows is never above what is claimed, comes near it, and tells a
// mechanism with half the noise. Bounds hold with confidence 0.9999 and seeds are fixed.

import DisclosureControl
import Foundation
import RegieTesting
import Testing

@Suite struct MembershipAttackTests {
    /// A count of units at two sources in two cells: squared sensitivity (2·1)²·2 = 8.
    static let contribution: [Int64] = [2, 2]

    static func bound(
        rhoMicro: Int64, sensitivitySquared: Int64 = 8, contribution: [Int64] = contribution, tasks: Int = 1,
        trials: Int = 200_000, seed: UInt64 = 81
    ) throws -> MembershipBound {
        let noise = try DiscreteGaussian(
            variance: NoiseVariance(sensitivitySquared: sensitivitySquared, rhoMicro: rhoMicro))
        let task = AuditedTask(contribution: contribution, noise: noise)
        let attack = try MembershipAttack(
            tasks: Array(repeating: task, count: tasks), deltaExponent: 6, confidence: 0.9999)
        var generator = SeededGenerator(seed: seed)
        return try attack.run(trials: trials, using: &generator)
    }

    /// ε = 1, 2, 4 and 8. Below that the attack needs more trials to show a third.
    @Test(arguments: [24_355, 88_152, 311_064, 1_052_358] as [Int64])
    func `G3 the attack shows less than is claimed, and at least a third of it`(rho: Int64) throws {
        let claimed = try ZCDP.epsilonMicro(rhoMicro: rho, deltaExponent: 6)
        let bound = try Self.bound(rhoMicro: rho, trials: 400_000)
        #expect(bound.epsilonMicro <= claimed)
        #expect(bound.epsilonMicro * 3 >= claimed, "showed \(bound.epsilonMicro) of \(claimed)")
        #expect(bound.trials == 200_000)
        #expect(bound.truePositives > bound.falsePositives)
    }

    /// ε = 2 and 4, for a unit in one cell, which needs the fewest draws.
    @Test(arguments: [(88_152, 300_000), (311_064, 1_200_000)] as [(Int64, Int)])
    func `G3 half the noise is caught`(rho: Int64, trials: Int) throws {
        let claimed = try ZCDP.epsilonMicro(rhoMicro: rho, deltaExponent: 6)
        // Half of σ is a quarter of the variance.
        let bound = try Self.bound(rhoMicro: rho * 4, sensitivitySquared: 4, contribution: [2], trials: trials)
        #expect(bound.epsilonMicro > claimed, "showed \(bound.epsilonMicro) of \(claimed)")
    }

    @Test func `G3 a unit that is not clipped is caught`() throws {
        let claimed = try ZCDP.epsilonMicro(rhoMicro: 311_064, deltaExponent: 6)
        let bound = try Self.bound(rhoMicro: 311_064, contribution: [5, 5], trials: 400_000)
        #expect(bound.epsilonMicro > claimed)
    }

    @Test func `G3 several tasks of one study together stay under the sum of their ρ`() throws {
        let one = try Self.bound(rhoMicro: 155_532)
        let both = try Self.bound(rhoMicro: 155_532, tasks: 2)
        #expect(both.epsilonMicro > one.epsilonMicro)
        #expect(try both.epsilonMicro <= ZCDP.epsilonMicro(rhoMicro: 311_064, deltaExponent: 6))
    }

    @Test func `A unit lost in noise shows next to nothing`() throws {
        #expect(try Self.bound(rhoMicro: 1, trials: 20_000).epsilonMicro < 100_000)
    }

    @Test func `The same seed gives the same bound`() throws {
        #expect(try Self.bound(rhoMicro: 24_355, trials: 5000) == Self.bound(rhoMicro: 24_355, trials: 5000))
    }

    /// Successes, trials, and the published two-sided 95 % interval.
    @Test(
        arguments: [
            (0, 10, 0, 0.3085), (1, 10, 0.0025, 0.4450), (5, 10, 0.1871, 0.8129), (10, 10, 0.6915, 1),
            (50, 100, 0.3983, 0.6017), (1, 1000, 0.0000253, 0.0055589),
        ] as [(Int, Int, Double, Double)])
    func `Clopper and Pearson's interval is the published one`(k: Int, n: Int, low: Double, high: Double) {
        #expect(abs(ClopperPearson.lower(successes: k, trials: n, tail: 0.025) - low) < 0.00005)
        #expect(abs(ClopperPearson.upper(successes: k, trials: n, tail: 0.025) - high) < 0.00005)
    }

    @Test func `Clopper and Pearson's bounds are exact where they can be written down`() {
        for trials in [1, 7, 1000, 1_000_000] {
            let exact = 1 - pow(0.001, 1 / Double(trials))
            let upper = ClopperPearson.upper(successes: 0, trials: trials, tail: 0.001)
            #expect(abs(upper / exact - 1) < 1e-8)
        }
    }

    @Test func `An audit of nothing is refused`() throws {
        let noise = try DiscreteGaussian(variance: NoiseVariance(sensitivitySquared: 8, rhoMicro: 24_355))
        let task = AuditedTask(contribution: [1], noise: noise)
        let broken: [([AuditedTask], Int, Double)] = [
            ([], 6, 0.99), ([AuditedTask(contribution: [0, 0], noise: noise)], 6, 0.99), ([task], 0, 0.99),
            ([task], 101, 0.99), ([task], 6, 0), ([task], 6, 1), ([task], 6, .nan),
            ([AuditedTask(contribution: [1 << 41], noise: noise)], 6, 0.99),
        ]
        for (tasks, delta, confidence) in broken {
            #expect(
                refusal { () throws(DisclosureError) in
                    try MembershipAttack(tasks: tasks, deltaExponent: delta, confidence: confidence)
                } == .audit)
        }
        let attack = try MembershipAttack(tasks: [task], deltaExponent: 6, confidence: 0.99)
        for trials in [-1, 0, 999, 100_000_001] {
            var generator = SeededGenerator(seed: 1)
            #expect(
                refusal { () throws(DisclosureError) in try attack.run(trials: trials, using: &generator) } == .audit)
        }
    }
}
