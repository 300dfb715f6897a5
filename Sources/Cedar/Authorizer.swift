// SPDX-License-Identifier: Apache-2.0
//
// Cedar's decision: allow when at least one permit is satisfied and no forbid is. A policy whose evaluation fails is
// skipped and listed, as the language says. That rule fails open for a forbid, so callers that must fail closed take
// `failClosedDecision` (G11).

/// Which groups each action belongs to, directly or through other groups. Comes from a schema.
package struct ActionGroups: Sendable {
    /// Every group above an action.
    package let groups: [EntityUID: Set<EntityUID>]

    package init(groups: [EntityUID: Set<EntityUID>]) {
        self.groups = groups
    }

    /// No groups: `in` holds of the action itself only.
    package static let none = ActionGroups(groups: [:])

    package func contains(_ action: EntityUID, in group: EntityUID) -> Bool {
        action == group || groups[action]?.contains(group) == true
    }
}

package struct Response: Sendable {
    package enum Decision: String, Hashable, Sendable {
        case allow, deny
    }

    package let decision: Decision
    /// Ids, sorted: the satisfied permits on allow, the satisfied forbids on deny, none on a default deny.
    package let reasons: [String]
    /// The policies that were skipped because their evaluation failed, sorted by id.
    package let errors: [(policyID: String, error: CedarError)]

    /// Deny whenever a policy could not be evaluated: a forbid that fails must not let a request through (G11).
    package var failClosedDecision: Decision { errors.isEmpty ? decision : .deny }
}

package enum Authorizer {
    /// - Parameter groups: those of the schema, where a scope says `action in`.
    package static func isAuthorized(
        _ request: Request, _ policies: PolicySet, groups: ActionGroups = .none
    ) -> Response {
        let evaluator = Evaluator(request, groups: groups)
        var tally = Tally()
        for policy in policies.policies { tally.add(policy, evaluator) }
        return tally.response
    }
}

/// The policies that spoke so far.
struct Tally {
    private var permits: [String] = []
    private var forbids: [String] = []
    private var errors: [(policyID: String, error: CedarError)] = []

    mutating func add(_ policy: Policy, _ evaluator: Evaluator) {
        do throws(CedarError) {
            if try evaluator.satisfies(policy) { satisfied(policy) }
        } catch {
            errors.append((policy.id, error))
        }
    }

    mutating func satisfied(_ policy: Policy) {
        if policy.effect == .permit { permits.append(policy.id) } else { forbids.append(policy.id) }
    }

    var response: Response {
        let decision: Response.Decision = forbids.isEmpty && !permits.isEmpty ? .allow : .deny
        return Response(
            decision: decision, reasons: (decision == .allow ? permits : forbids).sorted(),
            errors: errors.sorted { $0.policyID < $1.policyID })
    }
}
