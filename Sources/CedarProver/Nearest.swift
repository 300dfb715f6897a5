// SPDX-License-Identifier: Apache-2.0
//
// The request that differs least from another: fewest or cheapest parameters by the solver, bounded from below by
// doubling and then halving; afterwards the nearest numbers and sets by Cedar's own evaluator, value by value.

import CZ3
import Cedar

/// The cheapest request found.
struct NearestRequest {
    let request: Request
    let cost: Int32
    /// The solver proved that nothing costs less.
    let isMinimal: Bool
}

/// What a change of a parameter costs; nil: it may not change.
typealias Weigh = (Parameter) -> Int32?

extension Inquiry {
    /// - Parameters:
    ///   - formula: what must hold.
    ///   - other: what the request is measured from.
    func nearest(
        where formula: Formula, to other: Request, weigh: Weigh
    ) throws(ProverError) -> Answer<NearestRequest> {
        var priced: [(term: Z3_ast, weight: Int32)] = []
        var fixed: [Formula] = [formula]
        for parameter in variables.order {
            let agrees = variables.agrees(parameter, with: other)
            guard let weight = weigh(parameter) else {
                fixed.append(agrees)
                continue
            }
            if case .term(let term) = z3.not(agrees) { priced.append((term, weight)) }
        }
        let first = try cheapest(z3.all(fixed), priced, atMost: nil, other)
        guard case .some(var best) = first else { return first }
        var lowest: Int32 = 0
        var step: Int32 = 1
        while lowest < best.cost {
            let limit = min(best.cost - 1, lowest + step - 1)
            switch try cheapest(z3.all(fixed), priced, atMost: limit, other) {
            case .some(let found):
                best = found
                step = max(1, (best.cost - lowest) / 2)
            case .none:
                lowest = limit + 1
                step *= 2
            case .unknown: return .some(best)
            }
        }
        return .some(NearestRequest(request: best.request, cost: best.cost, isMinimal: true))
    }

    private func cheapest(
        _ formula: Formula, _ priced: [(term: Z3_ast, weight: Int32)], atMost limit: Int32?, _ other: Request
    ) throws(ProverError) -> Answer<NearestRequest> {
        var bounded = formula
        if let limit, !priced.isEmpty { bounded = z3.both(formula, .term(z3.weighs(priced, atMost: limit))) }
        return try witness(where: bounded) { model throws(ProverError) in
            var cost: Int32 = 0
            for (term, weight) in priced where try model.truth(of: term) { cost += weight }
            return NearestRequest(
                request: try variables.request(model, base: other), cost: cost, isMinimal: false)
        }
    }

    // MARK: Value by value

    /// Each changed parameter as near to the other request as the predicate allows, one after the other.
    /// - Parameter values: the only values that a parameter may take, where it has a list.
    func polished(
        _ request: Request, towards other: Request, within values: [Parameter: [Value]],
        _ isGood: (Request) -> Bool
    ) -> Request {
        request.changes(from: other).reduce(request) { best, change in
            if case .set(let old)? = change.from, case .set(let new)? = change.to {
                return old.symmetricDifference(new).sorted { $0.description < $1.description }.reduce(best) {
                    let next = $0.toggling($1, in: change.parameter)
                    return isGood(next) ? next : $0
                }
            }
            return numbers(change, within: values[change.parameter])
                .lazy.map { best.setting(change.parameter, to: $0) }.first(where: isGood) ?? best
        }
    }

    /// Numbers nearer to the other request's than the found one, the nearest first: those that policies name, and
    /// their neighbours.
    private func numbers(_ change: Change, within listed: [Value]?) -> [Value] {
        guard let old = change.from?.count, let new = change.to?.count, let type = change.to?.scalarType,
            let place = variables.census.vocabularyPlace(of: change.parameter)
        else { return [] }
        var found: Set<Int64> = []
        for count in variables.census.vocabulary(at: place).constants.compactMap(\.count) {
            found.insert(count)
            if count < .max { found.insert(count + 1) }
            if count > .min { found.insert(count - 1) }
        }
        if let listed { found.formIntersection(listed.compactMap(\.count)) }
        return found.filter { Self.distance($0, old) < Self.distance(new, old) }
            .sorted { (Self.distance($0, old), $0) < (Self.distance($1, old), $1) }
            .map { .number($0, type) }
    }

    private static func distance(_ one: Int64, _ two: Int64) -> UInt64 {
        one > two ? UInt64(bitPattern: one &- two) : UInt64(bitPattern: two &- one)
    }
}

extension Request {
    /// The same with one member more, or less, in a set.
    fileprivate func toggling(_ member: Value, in parameter: Parameter) -> Request {
        guard case .set(let members)? = value(of: parameter) else { return self }
        return setting(parameter, to: .set(members.symmetricDifference([member])))
    }
}
