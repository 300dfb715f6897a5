// SPDX-License-Identifier: Apache-2.0
//
// How long proofs about large sets take: 400 random permits of eight conditions over 64 columns against another 400,
// equal, nearly equal and unrelated. The wall time of the best of five, examples included.

import Cedar
import CedarProver

enum ProverTimings {
    private static let columns = 64

    private static let schemaText = """
        entity Requester;
        entity Dataset;
        action run appliesTo { principal: Requester, resource: Dataset, context: {
          purpose: String, kind: String, columns: Set<String>, k: Long, epsilonMicro: Long, days: Long, cells: Long,
          at: datetime, voted: Bool,
        } };
        """

    static func run() throws -> [Goal] {
        var slowest = 0.0
        let prover = try PolicyProver(schema: Schema.parse(schemaText, file: "bench.cedarschema"))
        for count in [20, 100, 400] {
            let set = try set(permits(count, seed: 1))
            var changed = permits(count, seed: 1)
            changed[count / 2] = permits(count / 2 + 1, seed: 3)[count / 2]
            slowest =
                try [
                    measure("\(count) permits against the same", prover, set, set),
                    measure(
                        "\(count) permits against the same in another order", prover, set,
                        Self.set(permits(count, seed: 1).reversed())),
                    measure("\(count) permits, one of them changed", prover, set, Self.set(changed)),
                    measure("\(count) permits against \(count) others", prover, set, Self.set(permits(count, seed: 2))),
                ].max() ?? .infinity
            try floor(count, prover, set)
        }
        return [
            Goal(
                sentence: "400 permits against 400 permits in less than 1 s",
                figure: "\((slowest * 1_000).rounded() / 1_000) s, the slowest of four", isMet: slowest < 1)
        ]
    }

    private static func measure(
        _ name: String, _ prover: PolicyProver, _ old: PolicySet, _ new: PolicySet
    ) throws -> Double {
        var verdict = Comparison.Verdict.notProven("not asked")
        var shown = 0
        let seconds = try best {
            let comparison = try prover.compare(old, new, examples: 1)
            verdict = comparison.verdict
            shown = comparison.newlyAllowed.count + comparison.noLongerAllowed.count
        }
        report(name, seconds, "\(verdict), \(shown) example(s)")
        return seconds
    }

    private static func floor(_ count: Int, _ prover: PolicyProver, _ permits: PolicySet) throws {
        let text = "@id(\"floor\") forbid(principal, action, resource) when { context.k < 11 };"
        let floors = try PolicySet.parse(text, file: "floor.cedar")
        guard let floor = floors.policies.first else { return }
        let set = try permits.merging(
            PolicySet.parse(
                "@id(\"own\") forbid(principal, action, resource) unless { context.k > 10 };", file: "own.cedar"))
        var isProven = false
        let seconds = try best { isProven = try prover.implies(set, floor: floor).isProven }
        report("\(count) permits imply a floor", seconds, "proven: \(isProven)")
    }

    private static func best(_ work: () throws -> Void) rethrows -> Double {
        let clock = ContinuousClock()
        var best = Double.infinity
        for _ in 0..<5 {
            let duration = try clock.measure(work)
            best = min(best, Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18)
        }
        return best
    }

    private static func report(_ name: String, _ seconds: Double, _ result: String) {
        let milliseconds = (seconds * 10_000).rounded() / 10
        print("\(name): \(milliseconds) ms (\(result))")
    }

    // MARK: Random permits

    private static func set(_ permits: [String]) throws -> PolicySet {
        try PolicySet.parse(permits.joined(separator: "\n"), file: "bench.cedar")
    }

    private static func permits(_ count: Int, seed: UInt64) -> [String] {
        var random = Sequence(state: seed)
        return (0..<count).map { place in
            let names = (0..<columns).filter { _ in random.next(2) == 0 }.map { "\"c\($0)\"" }.joined(separator: ", ")
            return """
                @id("p\(seed)-\(place)") permit(principal, action, resource == Dataset::"d\(random.next(8))")
                when { context.purpose == "purpose\(random.next(12))" }
                when { ["kind\(random.next(5))", "kind\(random.next(5))"].contains(context.kind) }
                when { ["c0", \(names)].containsAll(context.columns) }
                when { context.k >= \(5 + random.next(20)) }
                when { context.epsilonMicro <= \(1_000_000 * (1 + random.next(9))) }
                when { context.days >= \(random.next(90)) && context.days <= \(100 + random.next(300)) }
                when { context.cells <= \(1_000 * (1 + random.next(100))) }
                when { context.at < datetime("20\(26 + random.next(9))-01-01") || context.voted };
                """
        }
    }

    /// A linear congruential sequence, for reproducible sets only.
    private struct Sequence {
        var state: UInt64

        mutating func next(_ bound: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % bound
        }
    }
}
