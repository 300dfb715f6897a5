// SPDX-License-Identifier: Apache-2.0
//
// A policy and a set of them as values, read by PolicyGrammar.swift. A policy is the conjunction of its scope and its
// conditions. Template slots are kept in the scope, so that a template parses and can be refused by name.

package enum Effect: String, Hashable, Sendable {
    case permit, forbid
}

/// The right side of `==` or `in` in a scope.
package enum EntityReference: Hashable, Sendable {
    case entity(EntityUID)
    /// `?principal` or `?resource`: the policy is a template.
    case slot
}

/// What a scope asks of the principal or the resource.
package enum EntityConstraint: Hashable, Sendable {
    case any
    case equal(EntityReference)
    case memberOf(EntityReference)
    case isType(String)
    case isTypeIn(String, EntityReference)
}

package enum ActionConstraint: Hashable, Sendable {
    case any
    case equal(EntityUID)
    /// The action is one of these, or below one of them in the schema's groups.
    case memberOf([EntityUID])
}

package struct Scope: Hashable, Sendable {
    package let principal: EntityConstraint
    package let action: ActionConstraint
    package let resource: EntityConstraint
    /// Where each of the three is written.
    package let principalSpan: CedarSpan
    package let actionSpan: CedarSpan
    package let resourceSpan: CedarSpan

    package static func == (left: Scope, right: Scope) -> Bool {
        left.principal == right.principal && left.action == right.action && left.resource == right.resource
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(principal)
        hasher.combine(action)
        hasher.combine(resource)
    }
}

/// A `when` or an `unless`.
package struct Condition: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        case when, unless
    }

    package let kind: Kind
    package let body: Expr
    /// From the keyword to the closing brace.
    package let span: CedarSpan

    package static func == (left: Condition, right: Condition) -> Bool {
        left.kind == right.kind && left.body == right.body
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        hasher.combine(body)
    }
}

package struct Policy: Sendable {
    /// The `@id` annotation, else `policy` and the position in its set, from 0.
    package let id: String
    package let effect: Effect
    /// `@titre("...")` and the like; an annotation without text has the empty string.
    package let annotations: [String: String]
    package let scope: Scope
    package let conditions: [Condition]
    /// From the first annotation to the semicolon.
    package let span: CedarSpan

    /// The policy as it was written.
    package var text: String { span.text }

    /// Does its scope have a slot?
    package var isTemplate: Bool {
        [scope.principal, scope.resource].contains { constraint in
            switch constraint {
            case .equal(.slot), .memberOf(.slot), .isTypeIn(_, .slot): true
            default: false
            }
        }
    }

    /// The same policy: effect, annotations, scope and conditions, wherever it was written.
    package func hasSameTree(as other: Policy) -> Bool {
        id == other.id && effect == other.effect && annotations == other.annotations && scope == other.scope
            && conditions == other.conditions
    }
}

/// Policies in the order of their text, each with an id of its own.
package struct PolicySet: Sendable {
    /// Where ids come from.
    package enum Naming: Sendable {
        /// The `@id` annotation, else the position.
        case annotation
        /// Always the position, as Cedar's own tools do.
        case position
    }

    package let policies: [Policy]

    package init(policies: [Policy]) throws(CedarError) {
        var seen: Set<String> = []
        for policy in policies where !seen.insert(policy.id).inserted {
            throw CedarError(
                .duplicate, "two policies have the id `\(policy.id)`", at: policy.span,
                help: "give each policy its own `@id(\"...\")`")
        }
        self.policies = policies
    }

    /// - Parameter file: named in messages; nothing is read from it.
    package static func parse(
        _ text: String, file: String, naming: Naming = .annotation
    ) throws(CedarError) -> PolicySet {
        var cursor = try TokenCursor(text, file: file, atMost: Limits.policyBytes)
        return try PolicySet(policies: cursor.policies(naming: naming))
    }

    /// Both sets as one; an id that both have is refused.
    package func merging(_ other: PolicySet) throws(CedarError) -> PolicySet {
        try PolicySet(policies: policies + other.policies)
    }

    package subscript(id: String) -> Policy? {
        policies.first { $0.id == id }
    }
}
