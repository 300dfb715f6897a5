// SPDX-License-Identifier: Apache-2.0
//
// The prover against all requests of a small world, one by one, over thousands of random sets. The seed is printed with
// each disagreement.

import Cedar
import CedarProver
import RegieTesting
import Testing

@Suite struct BruteForceTests {
    private static func prover() throws -> PolicyProver {
        try PolicyProver(schema: Schema.parse(SmallWorld.schemaText, file: "small.cedarschema"))
    }

    private static func set(_ text: String) throws -> PolicySet { try PolicySet.parse(text, file: "small.cedar") }

    private static func verdict(_ old: BruteForce, _ new: BruteForce) -> Comparison.Verdict {
        let pairs = zip(old.allowed, new.allowed)
        switch (pairs.contains { !$0 && $1 }, pairs.contains { $0 && !$1 }) {
        case (false, false): return .equivalent
        case (true, false): return .morePermissive
        case (false, true): return .lessPermissive
        case (true, true): return .incomparable
        }
    }

    /// 2,000 pairs in four parts, so that they run side by side.
    @Test(arguments: [UInt64(1), 2, 3, 4])
    func `comparison of random sets agrees with trying every request`(_ part: UInt64) throws {
        let prover = try Self.prover()
        var met: [Comparison.Verdict: Int] = [:]
        var compared = 0
        var seed = part * 1_000_000
        while compared < 500 {
            seed += 1
            var world = SmallWorld(seed: seed)
            let text = world.text()
            let other = seed % 3 == 0 ? world.text() : world.neighbour(of: text)
            let (old, new) = (try Self.set(text), try Self.set(other))
            guard Validator.validate(old, against: prover.schema).isEmpty,
                Validator.validate(new, against: prover.schema).isEmpty
            else { continue }
            compared += 1
            let comparison = try prover.compare(old, new, examples: 1)
            #expect(
                comparison.verdict == Self.verdict(BruteForce(old), BruteForce(new)),
                "seed \(seed)\n\(text)\n--\n\(other)")
            met[comparison.verdict, default: 0] += 1
            for example in comparison.newlyAllowed { try checkExample(example, allowedBy: new, not: old, prover) }
            for example in comparison.noLongerAllowed { try checkExample(example, allowedBy: old, not: new, prover) }
        }
        #expect(met.count == 4 && met.values.allSatisfy { $0 > 20 }, "too few of some verdict: \(met)")
    }

    @Test func `G11 random sets are said to fail exactly when some request makes them fail`() throws {
        let prover = try Self.prover()
        var failing = 0
        for seed in UInt64(1)...300 {
            var world = SmallWorld(seed: seed)
            let text = world.text()
            let set = try Self.set(text)
            let fails = BruteForce(set).fails
            failing += fails ? 1 : 0
            #expect(try prover.neverErrors(set).isProven == !fails, "seed \(seed)\n\(text)")
        }
        #expect((20...280).contains(failing))
    }

    @Test func `the nearest allowed request changes as few parameters as the best of all requests`() throws {
        let prover = try Self.prover()
        let costs =
            ["n", "m", "b", "p", "ps"].map { ChangeCost(.fact($0), cost: 1) } + [ChangeCost(.resource, cost: 1)]
        var changed = 0
        for seed in UInt64(1)...200 {
            var world = SmallWorld(seed: seed)
            let (text, request) = (world.text(), world.request())
            let set = try Self.set(text)
            guard Validator.validate(set, against: prover.schema).isEmpty else { continue }
            let allowed = zip(SmallWorld.requests, BruteForce(set).allowed).filter(\.1).map(\.0)
            let best = allowed.map { $0.changes(from: request).count }.min()
            let nearest = try prover.nearestAllowed(request, under: set, costs: costs)
            #expect(nearest?.cost == best, "seed \(seed)\n\(text)\n\(request.context)")
            #expect(nearest?.changes.count == best)
            changed += (best ?? 0) > 0 ? 1 : 0
        }
        #expect(changed > 30)
    }

    @Test func `dead rules are those that every request shows to be dead`() throws {
        let prover = try Self.prover()
        var dead = 0
        for seed in UInt64(1)...200 {
            var world = SmallWorld(seed: seed)
            let text = world.text()
            let set = try Self.set(text)
            guard Validator.validate(set, against: prover.schema).isEmpty else { continue }
            let expected = Self.deadRules(set)
            dead += expected.count
            #expect(Set(try prover.deadRules(set).map(\.rule)) == expected, "seed \(seed)\n\(text)")
        }
        #expect(dead > 50)
    }

    /// Rules that apply to no request, or to none where no other of the same effect (for a permit: no forbid) does.
    private static func deadRules(_ set: PolicySet) -> Set<String> {
        let single = set.policies.map { CompiledPolicySet(PolicySet(one: $0)) }
        let applies = zip(set.policies, single).map { policy, compiled in
            SmallWorld.requests.map { request in
                let response = compiled.isAuthorized(request)
                return policy.effect == .permit ? response.decision == .allow : !response.reasons.isEmpty
            }
        }
        func isCovered(_ place: Int, _ others: [Int]) -> Bool {
            SmallWorld.requests.indices.allSatisfy { request in
                !applies[place][request] || others.contains { applies[$0][request] }
            }
        }
        let places = Array(set.policies.indices)
        return Set(
            places.filter { place in
                let effect = set.policies[place].effect
                let rivals = places.filter { $0 != place && set.policies[$0].effect == effect }
                let forbids = places.filter { set.policies[$0].effect == .forbid }
                return isCovered(place, rivals) || (effect == .permit && isCovered(place, forbids))
            }.map { set.policies[$0].id })
    }
}
