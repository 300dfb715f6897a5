// SPDX-License-Identifier: Apache-2.0
//
// The clauses of a decision: which rules permit, which forbid and on which fact, and, when no rule
// permits, what each rule that speaks of the dataset would still ask.

import Cedar
import Studies

struct ClauseWriter {
    let facts: Facts
    let schema: Schema

    /// A rule as a whole.
    func whole(_ policy: Policy, _ part: Decision.Clause.Part) -> Decision.Clause {
        clause(policy, part, source: policy.text, span: policy.span, fact: nil, sentence: sentence(policy, part))
    }

    private func sentence(_ policy: Policy, _ part: Decision.Clause.Part) -> Localized {
        let title = policy.title
        let expiry = policy.annotations["expire"] ?? "?"
        return switch part {
        case .permits:
            Localized(fr: "Permise par « \(title) ».", en: "Permitted by “\(title)”.")
        case .permitsByBallot:
            Localized(fr: "Un vote la permettrait : « \(title) ».", en: "A ballot would permit it: “\(title)”.")
        case .forbids:
            Localized(fr: "Interdite par « \(title) ».", en: "Forbidden by “\(title)”.")
        case .expired:
            Localized(
                fr: "« \(title) » a expiré après le \(expiry).", en: "“\(title)” expired after \(expiry).")
        case .suspended:
            Localized(fr: "« \(title) » est suspendue.", en: "“\(title)” is suspended.")
        case .failed, .unmet:
            Localized(fr: "« \(title) » n'a pas pu être évaluée.", en: "“\(title)” could not be evaluated.")
        }
    }

    /// The conditions that make a forbid bite: each one that reads a fact, else the rule as a whole.
    func forbids(_ policy: Policy) -> [Decision.Clause] {
        let parts = conditions(of: policy)
        let clauses = parts.compactMap { outcome -> Decision.Clause? in
            guard let comparison = comparison(outcome) else { return nil }
            let name = FactWords.name(comparison.fact)
            let value = FactWords.value(comparison.value, of: comparison.fact)
            return clause(
                policy, .forbids, source: outcome.text, span: outcome.span, fact: comparison.factText,
                sentence: Localized(
                    fr: "Interdite par « \(policy.title) » : \(name.fr) vaut \(value.fr).",
                    en: "Forbidden by “\(policy.title)”: \(name.en) is \(value.en)."))
        }
        return clauses.isEmpty ? [whole(policy, .forbids)] : clauses
    }

    /// The conditions of a permit that the study doesn't meet; nil when the rule is about something else.
    func unmet(_ policy: Policy) -> [Decision.Clause]? {
        let outcomes = Authorizer.explain(facts.request, policy, groups: schema.groups)
        guard outcomes.allSatisfy({ $0.isCondition || $0.result == .holds }) else { return nil }
        return outcomes.filter { $0.isCondition && $0.result != .holds }.map { unmet(policy, $0) }
    }

    private func unmet(_ policy: Policy, _ outcome: ConditionOutcome) -> Decision.Clause {
        func clause(_ fact: String?, _ sentence: Localized) -> Decision.Clause {
            self.clause(policy, .unmet, source: outcome.text, span: outcome.span, fact: fact, sentence: sentence)
        }
        guard let comparison = comparison(outcome), outcome.clause == .when,
            let demand = FactWords.demand(comparison.operation, comparison.operand, of: comparison.fact)
        else {
            return clause(
                booleanFact(outcome),
                Localized(
                    fr: "« \(policy.title) » demande : \(booleanWords(outcome)?.fr ?? outcome.text).",
                    en: "“\(policy.title)” asks for: \(booleanWords(outcome)?.en ?? outcome.text)."))
        }
        let name = FactWords.name(comparison.fact)
        let value = FactWords.value(comparison.value, of: comparison.fact)
        return clause(
            comparison.factText,
            Localized(
                fr: "« \(policy.title) » demande, pour \(name.fr), \(demand.fr) ; ici \(value.fr).",
                en: "“\(policy.title)” asks, for \(name.en), \(demand.en); here \(value.en)."))
    }

    private func conditions(of policy: Policy) -> [ConditionOutcome] {
        Authorizer.explain(facts.request, policy, groups: schema.groups).filter(\.isCondition)
    }

    private func comparison(_ outcome: ConditionOutcome) -> FactComparison? {
        outcome.comparison.flatMap { FactComparison($0, facts: facts) }
    }

    /// The name of a fact that stands alone as a condition: `context.approvedByBallot`.
    private func lonelyFact(_ outcome: ConditionOutcome) -> (String, Value)? {
        guard outcome.text.hasPrefix("context.") else { return nil }
        let name = String(outcome.text.dropFirst("context.".count))
        return facts.context[name].map { (name, $0) }
    }

    private func booleanFact(_ outcome: ConditionOutcome) -> String? {
        lonelyFact(outcome).map { "context.\($0.0) is \($0.1)" }
    }

    private func booleanWords(_ outcome: ConditionOutcome) -> Localized? {
        lonelyFact(outcome).map { FactWords.name($0.0) }
    }

    private func clause(
        _ policy: Policy, _ part: Decision.Clause.Part, source: String, span: CedarSpan, fact: String?,
        sentence: Localized
    ) -> Decision.Clause {
        Decision.Clause(
            part: part, rule: policy.id, title: policy.title, basis: policy.annotations["base_legale"] ?? "",
            source: source, place: RuleBook.place(span), fact: fact, sentence: sentence)
    }
}

extension ConditionOutcome {
    /// A `when` or an `unless`, not the scope.
    fileprivate var isCondition: Bool { clause == .when || clause == .unless }
}
