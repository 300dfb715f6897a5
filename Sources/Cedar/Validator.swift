// SPDX-License-Identifier: Apache-2.0
//
// Strict validation at level 0: no feature outside the subset, only declared types, actions and members, a scope that
// some kind of request can meet, and one type check for each kind it meets (TypeChecker.swift). What passes cannot
// fail on a request that passed `Schema.validate`.

package enum Validator {
    /// Every objection, in the order of the policies; empty when the set may be used.
    package static func validate(_ policies: PolicySet, against schema: Schema) -> [CedarError] {
        let environments = schema.environments
        return policies.policies.flatMap { validate($0, against: schema, environments) }
    }

    private static func validate(
        _ policy: Policy, against schema: Schema, _ environments: [Schema.Environment]
    ) -> [CedarError] {
        let refused = outOfSubset(policy)
        guard refused.isEmpty else { return refused }
        let unknown = unknownNames(policy, in: schema)
        guard unknown.isEmpty else { return unknown }
        let met = environments.filter { policy.scope.admits($0, groups: schema.groups) }
        guard !met.isEmpty else {
            return [
                CedarError(
                    .neverApplies, "no kind of request in the schema meets this scope", at: policy.span,
                    help: "compare the scope with the `appliesTo` of its actions")
            ]
        }
        var seen: Set<Objection> = []
        return met.compactMap { environment in
            let error = TypeChecker(schema: schema, environment: environment).objection(to: policy)
            return error.flatMap { seen.insert(Objection($0)).inserted ? $0 : nil }
        }
    }

    /// The same objection in two kinds of request counts once.
    private struct Objection: Hashable {
        let code: CedarError.Code
        let message: String
        let span: CedarSpan?

        init(_ error: CedarError) {
            code = error.code
            message = error.message
            span = error.span
        }
    }

    // MARK: Subset

    /// What of the policy is outside level 0 by its form alone. Attributes of entities need types: see TypeChecker.
    package static func outOfSubset(_ policy: Policy) -> [CedarError] {
        let scope = policy.scope
        let constraints = [(scope.principal, scope.principalSpan), (scope.resource, scope.resourceSpan)]
        let inScope = constraints.compactMap { constraint, span in constraint.feature?.refused(at: span) }
        return inScope + policy.conditions.flatMap { outOfSubset($0.body) }
    }

    /// The outermost of several uses inside one another.
    private static func outOfSubset(_ expression: Expr) -> [CedarError] {
        let inner = expression.kind.operands.flatMap(outOfSubset)
        guard let own = expression.kind.feature else { return inner }
        return [own.refused(at: expression.span)] + inner.filter { $0.code != .outOfSubset(own) }
    }

    // MARK: Names

    private static func unknownNames(_ policy: Policy, in schema: Schema) -> [CedarError] {
        let scope = policy.scope
        var errors = objections(to: scope.principal, at: scope.principalSpan, in: schema)
        switch scope.action {
        case .any: break
        case .equal(let uid): errors += [schema.objection(to: uid, at: scope.actionSpan)].compactMap { $0 }
        case .memberOf(let uids): errors += uids.compactMap { schema.objection(to: $0, at: scope.actionSpan) }
        }
        errors += objections(to: scope.resource, at: scope.resourceSpan, in: schema)
        return errors + policy.conditions.flatMap { objections(to: $0.body, in: schema) }
    }

    private static func objections(
        to constraint: EntityConstraint, at span: CedarSpan, in schema: Schema
    ) -> [CedarError] {
        switch constraint {
        case .equal(.entity(let uid)): [schema.objection(to: uid, at: span)].compactMap { $0 }
        case .isType(let name): schema.hasType(name) ? [] : [schema.unknownType(name, at: span)]
        default: []
        }
    }

    private static func objections(to expression: Expr, in schema: Schema) -> [CedarError] {
        var own: [CedarError] = []
        if case .literal(.entity(let uid)) = expression.kind, let error = schema.objection(to: uid, at: expression.span)
        {
            own.append(error)
        }
        if case .isType(_, let name, _) = expression.kind, !schema.hasType(name) {
            own.append(schema.unknownType(name, at: expression.span))
        }
        return own + expression.kind.operands.flatMap { objections(to: $0, in: schema) }
    }
}

extension EntityConstraint {
    fileprivate var feature: Feature? {
        switch self {
        case .any, .isType, .equal(.entity): nil
        case .memberOf(.entity), .isTypeIn(_, .entity): .hierarchy
        case .equal(.slot), .memberOf(.slot), .isTypeIn(_, .slot): .templates
        }
    }

    fileprivate func admits(_ type: String) -> Bool {
        switch self {
        case .any: true
        case .isType(let name): name == type
        case .equal(.entity(let uid)): uid.type == type
        case .memberOf, .isTypeIn, .equal(.slot): false
        }
    }
}

extension Scope {
    /// Can a request of this kind meet the scope?
    package func admits(_ environment: Schema.Environment, groups: ActionGroups) -> Bool {
        let meetsAction =
            switch action {
            case .any: true
            case .equal(let uid): uid == environment.action
            case .memberOf(let uids): uids.contains { groups.contains(environment.action, in: $0) }
            }
        return meetsAction && principal.admits(environment.principal) && resource.admits(environment.resource)
    }
}

extension Expr.Kind {
    /// The feature outside level 0 that this node itself is.
    fileprivate var feature: Feature? {
        switch self {
        case .slot: .templates
        case .negate, .binary(.add, _, _), .binary(.subtract, _, _), .binary(.multiply, _, _): .arithmetic
        case .binary(.memberOf, _, _): .hierarchy
        case .isType(_, _, let container): container == nil ? nil : .hierarchy
        case .like: .like
        case .method(.getTag, _, _), .method(.hasTag, _, _): .tags
        case .call(let function, _): function.feature
        case .attribute(let base, _), .has(let base, _): base.kind.isEntity ? .entityAttributes : nil
        default: nil
        }
    }

    /// Certainly an entity, whatever the schema says.
    private var isEntity: Bool {
        switch self {
        case .variable(let variable): variable != .context
        case .literal(.entity): true
        default: false
        }
    }
}
