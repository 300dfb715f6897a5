// SPDX-License-Identifier: Apache-2.0
//
// From a formula that can hold to an example for people: nearest to the baseline, of catalogue values where there are
// any, evaluated by Cedar, with the parameters that make the difference. An example that the evaluator doesn't confirm
// stops everything: then the encoding is wrong.

import Cedar

/// What is wrong with some requests, and what is right with others, as formulas and as Cedar evaluates it.
struct Dispute {
    let bad: Formula
    let good: Formula
    let isBad: (Request) -> Bool
    let isGood: (Request) -> Bool
    /// The rules that decided, and those that oppose them.
    let rules: (Request) -> (deciding: [String], opposing: [String])
    /// The parameters that the texts themselves are at odds about, none where that can't be told.
    let suspects: (Request) -> Set<Parameter>
}

/// What an example says of the difference.
private struct Settlement {
    let decisive: [Parameter]
    let request: Request?

    /// Whatever the good request changes.
    init(_ good: Request?, from request: Request) {
        decisive = good.map { $0.changes(from: request).map(\.parameter) } ?? []
        self.request = good
    }

    /// No value of these parameters settles it.
    init(unsettled parameters: Set<Parameter>) {
        decisive = parameters.sorted()
        request = nil
    }
}

extension Inquiry {
    /// - Returns: an example of what is bad, or none where nothing is.
    func example(of dispute: Dispute, also extra: Formula) throws(ProverError) -> Answer<Counterexample> {
        let wanted = z3.both(dispute.bad, extra)
        switch try witness(where: wanted, { model throws(ProverError) in try variables.request(model, base: base) }) {
        case .none: return .none
        case .unknown(let reason): return .unknown(reason)
        case .some(let found): return .some(try presentable(found, wanted, dispute))
        }
    }

    private func presentable(
        _ found: Request, _ wanted: Formula, _ dispute: Dispute
    ) throws(ProverError) -> Counterexample {
        try replay(found, dispute.isBad)
        let catalogued = isCatalogued
        var isFromCatalogue = true
        var nearest = try self.nearest(where: z3.both(wanted, catalogued), to: base) { _ in 1 }
        if case .some = nearest {
        } else {
            isFromCatalogue = false
            nearest = try self.nearest(where: wanted, to: base) { _ in 1 }
        }
        var best = NearestRequest(request: found, cost: .max, isMinimal: false)
        if case .some(let near) = nearest { best = near }
        try replay(best.request, dispute.isBad)
        let isAcceptable = isAcceptable(dispute.isBad)
        let request =
            isFromCatalogue
            ? polished(best.request, towards: base, within: catalogue.values) {
                catalogue.isInRange($0) && isAcceptable($0)
            } : polished(best.request, towards: base, within: [:], isAcceptable)
        let settlement = try settled(request, dispute)
        let rules = dispute.rules(request)
        return Counterexample(
            request: request, environment: environment, changes: request.changes(from: base),
            decisive: settlement.decisive, settled: settlement.request, rules: rules.deciding,
            opposing: rules.opposing, isFromCatalogue: isFromCatalogue, isMinimal: best.isMinimal)
    }

    private func isAcceptable(_ predicate: @escaping (Request) -> Bool) -> (Request) -> Bool {
        { [schema] request in (try? schema.validate(request)) != nil && predicate(request) }
    }

    /// Throws unless the request is one that the schema allows and that Cedar judges as the solver did.
    func replay(_ request: Request, _ predicate: (Request) -> Bool) throws(ProverError) {
        do throws(CedarError) {
            try schema.validate(request)
        } catch {
            throw .mismatch("an example is no request of the schema: \(error.message)")
        }
        guard predicate(request) else {
            throw .mismatch("an example of `\(environment.action)` is not judged as it was proved")
        }
    }

    // MARK: The parameter that makes the difference

    /// The nearest good request: with as few as can be of the parameters changed that the texts are at odds about;
    /// where there are none, one changed parameter set back, else as few parameters as the solver can do.
    private func settled(_ request: Request, _ dispute: Dispute) throws(ProverError) -> Settlement {
        let suspects = dispute.suspects(request)
        guard suspects.isEmpty else {
            guard let good = try settled(request, dispute, changing: { suspects.contains($0) ? 1 : nil }) else {
                return Settlement(unsettled: suspects)
            }
            return Settlement(good, from: request)
        }
        let isGood = isAcceptable(dispute.isGood)
        let changed = request.changes(from: base)
        for change in changed {
            let back = request.setting(change.parameter, to: change.from)
            if isGood(back) {
                return Settlement(polished(back, towards: request, within: catalogue.values, isGood), from: request)
            }
        }
        let parameters = Set(changed.map(\.parameter))
        let good = try settled(request, dispute, changing: { parameters.contains($0) ? 2 : 3 })
        return Settlement(good, from: request)
    }

    /// Nil when there is none, or the solver ran out of time.
    private func settled(
        _ request: Request, _ dispute: Dispute, changing weigh: Weigh
    ) throws(ProverError) -> Request? {
        for (formula, values) in [(z3.both(dispute.good, isCatalogued), catalogue.values), (dispute.good, [:])] {
            guard case .some(let near) = try nearest(where: formula, to: request, weigh: weigh) else { continue }
            try replay(near.request, dispute.isGood)
            return polished(near.request, towards: request, within: values, isAcceptable(dispute.isGood))
        }
        return nil
    }

    /// Holds of requests that differ from an example in another way: some decisive parameter is as it was settled.
    func isOtherKind(than example: Counterexample) -> Formula {
        guard let settled = example.settled, !example.decisive.isEmpty else { return .constant(false) }
        return z3.any(example.decisive.map { variables.agrees($0, with: settled) })
    }
}
