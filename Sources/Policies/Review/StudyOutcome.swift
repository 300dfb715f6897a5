// SPDX-License-Identifier: Apache-2.0
//
// What a set of policies does with a study: allowed beforehand, allowed once the trustees have voted it, or
// refused; and the rules that decide. The evaluator speaks here, fail-closed, never the prover.

import Cedar
import Studies

package struct StudyOutcome: Sendable {
    package enum Verdict: String, Hashable, Sendable {
        case allowed
        case afterBallot = "needs-ballot"
        case refused
    }

    package let verdict: Verdict
    /// The permits that allow it, or the forbids that refuse it; none where nothing permits it.
    package let rules: [Policy]

    /// - Parameter policies: floors and rules; permits that have expired are left out by the caller.
    package init(_ request: Request, _ policies: PolicySet, groups: ActionGroups) {
        func decide(_ ballot: Bool?) -> Response {
            var context = request.context
            if let ballot { context[PolicyFolder.ballotFact] = .bool(ballot) }
            return Authorizer.isAuthorized(
                Request(
                    principal: request.principal, action: request.action, resource: request.resource, context: context),
                policies, groups: groups)
        }
        func rules(_ response: Response) -> [Policy] { response.reasons.compactMap { policies[$0] } }
        guard request.context[PolicyFolder.ballotFact] != nil else {
            let plain = decide(nil)
            verdict = plain.failClosedDecision == .allow ? .allowed : .refused
            self.rules = rules(plain)
            return
        }
        let beforehand = decide(false)
        let voted = decide(true)
        if beforehand.failClosedDecision == .allow {
            verdict = .allowed
            self.rules = rules(beforehand)
        } else {
            verdict = voted.failClosedDecision == .allow ? .afterBallot : .refused
            self.rules = rules(voted)
        }
    }
}

extension StudyOutcome.Verdict {
    package var words: Localized {
        switch self {
        case .allowed: Localized(fr: "autorisée d’avance", en: "allowed beforehand")
        case .afterBallot: Localized(fr: "possible après un vote", en: "possible after a vote")
        case .refused: Localized(fr: "refusée", en: "refused")
        }
    }
}
