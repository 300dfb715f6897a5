// SPDX-License-Identifier: Apache-2.0
//
// A policy set made ready for many requests. The facts that any policy reads are fetched once, equal scopes are judged
// once, and a policy that doesn't apply costs no allocation. The response is that of `Authorizer`: whatever the
// compiled forms don't cover is evaluated from the tree.

package struct CompiledPolicySet: Sendable {
    /// Policies that have one scope, and that scope; conditions stand apart, so that judging one copies no policy.
    private struct Group: Sendable {
        let scope: Scope
        var policies: [Policy]
        /// One for each policy; an `unless` is a `not`.
        var conditions: [CompiledCondition]
    }

    private let groups: [Group]
    private let paths: FactPaths
    private let actions: ActionGroups

    /// - Parameter groups: those of the schema, where a scope says `action in`.
    package init(_ set: PolicySet, groups: ActionGroups = .none) {
        var compiler = ConditionCompiler()
        var byScope: [Group] = []
        var places: [Scope: Int] = [:]
        for policy in set.policies {
            let terms = policy.conditions.map { condition in
                let body = compiler.compiled(condition.body)
                return condition.kind == .when ? body : .not(body)
            }
            let place = places[policy.scope] ?? byScope.count
            if place == byScope.count {
                places[policy.scope] = place
                byScope.append(Group(scope: policy.scope, policies: [], conditions: []))
            }
            byScope[place].policies.append(policy)
            byScope[place].conditions.append(terms.count == 1 ? terms[0] : .all(terms))
        }
        self.groups = byScope
        actions = groups
        paths = compiler.paths
    }

    /// The same response as `Authorizer.isAuthorized` gives.
    package func isAuthorized(_ request: Request) -> Response {
        let evaluator = Evaluator(request, groups: actions)
        let facts = paths.facts(in: request.context)
        var tally = Tally()
        for place in groups.indices {
            let isAdmitted = try? evaluator.satisfies(groups[place].scope)
            if isAdmitted == false { continue }
            for index in groups[place].conditions.indices {
                switch isAdmitted == nil ? nil : groups[place].conditions[index].holds(facts) {
                case true?: tally.satisfied(groups[place].policies[index])
                case false?: continue
                case nil: tally.add(groups[place].policies[index], evaluator)
                }
            }
        }
        return tally.response
    }
}
