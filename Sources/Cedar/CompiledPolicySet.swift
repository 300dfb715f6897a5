// SPDX-License-Identifier: Apache-2.0
//
// A policy set made ready for many requests. The facts that any policy reads are fetched once, equal scopes are judged
// once, and a policy that doesn't apply costs no allocation. The response is that of `Authorizer`: whatever the
// compiled forms don't cover is evaluated from the tree.

package struct CompiledPolicySet: Sendable {
    private let policies: [Policy]
    /// One for each policy; an `unless` is a `not`.
    private let conditions: [CompiledCondition]
    /// For each policy, the place of its scope in `scopes`.
    private let scopePlaces: [Int]
    private let scopes: [Scope]
    private let paths: FactPaths
    private let groups: ActionGroups

    /// - Parameter groups: those of the schema, where a scope says `action in`.
    package init(_ set: PolicySet, groups: ActionGroups = .none) {
        var compiler = ConditionCompiler()
        var scopes: [Scope] = []
        var places: [Scope: Int] = [:]
        var scopePlaces: [Int] = []
        var conditions: [CompiledCondition] = []
        for policy in set.policies {
            let place = places[policy.scope] ?? scopes.count
            if place == scopes.count {
                places[policy.scope] = place
                scopes.append(policy.scope)
            }
            scopePlaces.append(place)
            let terms = policy.conditions.map { condition in
                let body = compiler.compiled(condition.body)
                return condition.kind == .when ? body : .not(body)
            }
            conditions.append(terms.count == 1 ? terms[0] : .all(terms))
        }
        policies = set.policies
        self.conditions = conditions
        self.scopePlaces = scopePlaces
        self.scopes = scopes
        self.groups = groups
        paths = compiler.paths
    }

    /// The same response as `Authorizer.isAuthorized` gives.
    package func isAuthorized(_ request: Request) -> Response {
        let evaluator = Evaluator(request, groups: groups)
        let facts = paths.facts(in: request.context)
        let admitted = scopes.map { try? evaluator.satisfies($0) }
        var tally = Tally()
        for index in policies.indices {
            let isAdmitted = admitted[scopePlaces[index]]
            if isAdmitted == false { continue }
            switch isAdmitted == nil ? nil : conditions[index].holds(facts) {
            case true?: tally.satisfied(policies[index])
            case false?: continue
            case nil: tally.add(policies[index], evaluator)
            }
        }
        return tally.response
    }
}
