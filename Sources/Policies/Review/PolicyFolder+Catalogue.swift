// SPDX-License-Identifier: Apache-2.0
//
// What makes the prover's examples ones that people recognise: the first worked example that is allowed, and the values
// that the vocabulary has words for.

import Cedar
import CedarProver
import Studies

extension PolicyFolder {
    /// Studies that people know: for each rule the first worked example that it allows; failing that, any example.
    private var known: [Request] {
        var seen: Set<[String]> = []
        let allowed = examples.filter { $0.expect == "allowed" && seen.insert($0.rules).inserted }
        return Array((allowed.isEmpty ? Array(examples.prefix(1)) : allowed).map(\.request).prefix(8))
    }

    private var catalogueValues: [Parameter: [Value]] {
        var values: [Parameter: [Value]] = [:]
        for fact in sentences.vocabulary.facts where !fact.values.isEmpty {
            values[.fact(fact.name)] = fact.values.keys.sorted().map { name in
                fact.entityType.map { .entity(EntityUID(type: $0, id: name)) } ?? .string(name)
            }
        }
        let datasets = Set(examples.map(\.request.resource))
        if !datasets.isEmpty {
            values[.resource] = datasets.sorted { $0.description < $1.description }.map { .entity($0) }
        }
        return values
    }

    private var catalogueRanges: [Parameter: ClosedRange<Int64>] {
        var ranges: [Parameter: ClosedRange<Int64>] = [:]
        for fact in sentences.vocabulary.facts { ranges[.fact(fact.name)] = fact.range }
        return ranges
    }

    private func catalogue(_ baselines: [Request]) -> CedarProver.Catalogue {
        Catalogue(baselines: baselines, values: catalogueValues, ranges: catalogueRanges)
    }

    /// Provers that know the folder's words, one for each known study; at least one.
    /// - Parameter timeLimit: for each check of the solver.
    package func provers(timeLimit: Duration = .seconds(10)) throws(ProverError) -> [PolicyProver] {
        var provers: [PolicyProver] = []
        for study in known {
            provers.append(try PolicyProver(schema: schema, catalogue: catalogue([study]), timeLimit: timeLimit))
        }
        return try provers.isEmpty ? [prover(timeLimit: timeLimit)] : provers
    }

    /// The prover that knows the first study.
    package func prover(timeLimit: Duration = .seconds(10)) throws(ProverError) -> PolicyProver {
        try PolicyProver(schema: schema, catalogue: catalogue(Array(known.prefix(1))), timeLimit: timeLimit)
    }
}
