// SPDX-License-Identifier: Apache-2.0
//
// The smallest change that makes a refused request allowed. What may change, and at which price, is declared; the
// solver finds the lowest total and proves it; the values are then brought as near to the request's as they can be.

import Cedar

/// What changing one parameter costs.
package struct ChangeCost: Sendable {
    package let parameter: Parameter
    /// 1 to 100,000.
    package let cost: Int
    /// The only values to change to, or, for a set, its possible members; nil: the catalogue's, else any.
    package let choices: [Value]?

    package init(_ parameter: Parameter, cost: Int, choices: [Value]? = nil) {
        self.parameter = parameter
        self.cost = cost
        self.choices = choices
    }
}

package struct NearestAllowed: Sendable {
    /// Allowed, as Cedar's evaluator confirmed.
    package let request: Request
    package let changes: [Change]
    /// The sum of the changes' costs; 0 when the request was allowed as it was.
    package let cost: Int
    /// The ids of the permits that allow it.
    package let policies: [String]
    /// Nothing cheaper is allowed; false when the solver ran out of time.
    package let isMinimal: Bool
}

extension PolicyProver {
    /// - Parameters:
    ///   - request: one of the schema's.
    ///   - costs: the parameters that may change; all others stay as they are.
    /// - Returns: nil when no change of these parameters makes it allowed.
    /// - Throws: `.invalidRequest`, `.invalidSet`; `.notProven` when the solver can't tell.
    package func nearestAllowed(
        _ request: Request, under set: PolicySet, costs: [ChangeCost]
    ) throws(ProverError) -> NearestAllowed? {
        try check(set)
        try check(request)
        let prices = try prices(costs)
        guard
            let environment = schema.environments.first(where: {
                $0.action == request.action && $0.principal == request.principal.type
                    && $0.resource == request.resource.type
            })
        else { return nil }
        let choices = choices(costs, beside: request)
        // What it already has, it may keep.
        let ranges = catalogue.ranges.filter { parameter, range in
            request.value(of: parameter)?.count.map(range.contains) ?? true
        }
        let known = Catalogue(values: choices, ranges: ranges)
        let prover = PolicyProver(schema: schema, catalogue: known, effort: effort)
        let inquiry = try Inquiry(prover, environment, about: [set], request: request)
        let wanted = inquiry.z3.both(try inquiry.encoded(set).allowed, inquiry.isCatalogued)
        switch try inquiry.nearest(where: wanted, to: request, weigh: { prices[$0] }) {
        case .none: return nil
        case .unknown(let reason):
            throw ProverError(
                .notProven, "the nearest allowed request wasn't found: \(reason)", help: "give the solver more time")
        case .some(let found): return try presented(found, request, Ruling(set, schema), inquiry, choices, prices)
        }
    }

    private func presented(
        _ found: NearestRequest, _ request: Request, _ ruling: Ruling, _ inquiry: Inquiry,
        _ choices: [Parameter: [Value]], _ prices: [Parameter: Int32]
    ) throws(ProverError) -> NearestAllowed {
        try inquiry.replay(found.request, ruling.allows)
        let nearest = inquiry.polished(found.request, towards: request, within: choices) {
            inquiry.catalogue.isInRange($0) && ruling.allows($0)
        }
        try inquiry.replay(nearest, ruling.allows)
        let changes = nearest.changes(from: request)
        return NearestAllowed(
            request: nearest, changes: changes, cost: changes.reduce(0) { $0 + Int(prices[$1.parameter] ?? 0) },
            policies: ruling.reasons(nearest), isMinimal: found.isMinimal)
    }

    private func prices(_ costs: [ChangeCost]) throws(ProverError) -> [Parameter: Int32] {
        var prices: [Parameter: Int32] = [:]
        for cost in costs {
            guard (1...100_000).contains(cost.cost), prices[cost.parameter] == nil else {
                throw ProverError(
                    .invalidRequest, "a change costs \(cost.cost), or has two costs", at: cost.parameter.description,
                    help: "give each parameter one cost from 1 to 100000")
            }
            prices[cost.parameter] = Int32(cost.cost)
        }
        return prices
    }

    /// A parameter may always stay as it is.
    private func choices(_ costs: [ChangeCost], beside request: Request) -> [Parameter: [Value]] {
        var choices: [Parameter: [Value]] = [:]
        for cost in costs {
            guard let listed = cost.choices ?? catalogue.values[cost.parameter] else { continue }
            switch request.value(of: cost.parameter) {
            case .set(let members)?: choices[cost.parameter] = listed + members
            case let value?: choices[cost.parameter] = listed + [value]
            case nil: choices[cost.parameter] = listed
            }
        }
        return choices
    }

    private init(schema: Schema, catalogue: Catalogue, effort: Effort) {
        self.schema = schema
        self.catalogue = catalogue
        self.effort = effort
    }
}
