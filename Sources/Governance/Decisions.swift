// SPDX-License-Identifier: Apache-2.0
//
// The one evaluation of a plan against the policies in force and the charter's floors, done alike by the
// broker and by every edge. Refuses whatever is not clearly allowed (G11): a request that doesn't fit the
// schema, an evaluation error anywhere, a rule that has expired.

import Cedar
import Studies

package enum Decisions {
    /// - Parameters:
    ///   - studyBallot: the adopted ballot on this very plan, if one was held; it must be on the plan's hash.
    ///   - day: the day of the request.
    ///   - suspended: rules that permit nothing for now; a forbid among them keeps forbidding.
    package static func decide(
        plan: Plan, policies: PolicyInForce, root: TrustRoot, studyBallot: Count? = nil, on day: Day,
        suspended: Set<String> = []
    ) -> Decision {
        let ballot = studyBallot?.record.ballot
        let approved =
            studyBallot?.outcome == .adopted && ballot?.subject == .study && ballot?.textHash == plan.hash
        let facts = Facts(plan: plan, charter: root.charter, approvedByBallot: approved, submittedOn: day)
        return decide(facts: facts, rules: policies.rules, root: root, on: day, suspended: suspended)
    }

    /// The same for facts that no plan stands behind: worked examples, and "what would be allowed".
    package static func decide(facts: Facts, policies: PolicyInForce, root: TrustRoot, on day: Day) -> Decision {
        decide(facts: facts, rules: policies.rules, root: root, on: day)
    }

    static func decide(
        facts: Facts, rules: RuleBook, root: TrustRoot, on day: Day, suspended: Set<String> = []
    ) -> Decision {
        let evaluation = Evaluation(rules: rules, root: root, day: day, suspended: suspended)
        let approved = facts.context["approvedByBallot"] == .bool(true)
        func decision(_ verdict: Decision.Verdict, _ clauses: [Decision.Clause]) -> Decision {
            Decision(
                verdict: verdict, clauses: clauses, facts: facts, approvedByBallot: approved, policyHash: rules.hash,
                floorsHash: root.floorsHash, day: day)
        }
        if let misfit = evaluation.misfit(facts) { return decision(.refused, [misfit]) }
        if case .permitted(let clauses) = evaluation.outcome(facts) { return decision(.allowed, clauses) }
        if !approved, case .permitted(let clauses) = evaluation.outcome(facts.withBallot(true)) {
            let byBallot = clauses.map { $0.asPermittedByBallot }
            return decision(.needsBallot, byBallot + evaluation.unmet(facts))
        }
        return decision(.refused, evaluation.refusal(approved ? facts : facts.withBallot(true)))
    }
}

private struct Evaluation {
    enum Outcome {
        /// The rules that permit, as clauses.
        case permitted([Decision.Clause])
        case denied
    }

    let rules: RuleBook
    let root: TrustRoot
    let day: Day
    let suspended: Set<String>
    private let all: PolicySet?

    init(rules: RuleBook, root: TrustRoot, day: Day, suspended: Set<String>) {
        self.rules = rules
        self.root = root
        self.day = day
        self.suspended = suspended
        all = try? root.floors.policies.merging(rules.policies)
    }

    func outcome(_ facts: Facts) -> Outcome {
        guard let all, !exceedsCharter(facts) else { return .denied }
        let response = Authorizer.isAuthorized(facts.request, all, groups: root.schema.groups)
        guard response.failClosedDecision == .allow else { return .denied }
        let writer = ClauseWriter(facts: facts, schema: root.schema)
        let permits = response.reasons.compactMap { all[$0] }
            .filter { $0.permits(on: day) && !suspended.contains($0.id) }
        return permits.isEmpty ? .denied : .permitted(permits.map { writer.whole($0, .permits) })
    }

    /// Why the rules cannot be evaluated on the facts, or nil.
    func misfit(_ facts: Facts) -> Decision.Clause? {
        guard all != nil else { return misfit("two rules have one id") }
        do {
            try root.schema.validate(facts.request)
            return nil
        } catch {
            return misfit(error.message)
        }
    }

    /// Why nothing permits: what could not be evaluated, else what forbids, else what is unmet.
    func refusal(_ facts: Facts) -> [Decision.Clause] {
        guard let all else { return [] }
        let writer = ClauseWriter(facts: facts, schema: root.schema)
        let response = Authorizer.isAuthorized(facts.request, all, groups: root.schema.groups)
        let failed = response.errors.compactMap { all[$0.policyID] }.map { writer.whole($0, .failed) }
        let forbids = response.reasons.compactMap { all[$0] }.filter { $0.effect == .forbid }
        let clauses = failed + forbids.flatMap(writer.forbids)
        guard clauses.isEmpty else { return clauses }
        return exceedsCharter(facts) ? [charterLimit()] : unmet(facts)
    }

    /// The charter's own number holds even where the text of the floors says another.
    private func exceedsCharter(_ facts: Facts) -> Bool {
        guard case .long(let epsilon) = facts.context["epsilonMicro"] else { return true }
        return epsilon > root.charter.maximumEpsilonMicro
    }

    private func charterLimit() -> Decision.Clause {
        let limit = Micro.text(root.charter.maximumEpsilonMicro)
        return clause(
            .forbids,
            Localized(
                fr: "Interdite par la charte : epsilon vaut au plus \(limit).",
                en: "Forbidden by the charter: epsilon is at most \(limit)."))
    }

    /// What each rule that speaks of the dataset would still ask, the nearest rule first.
    func unmet(_ facts: Facts) -> [Decision.Clause] {
        let writer = ClauseWriter(facts: facts, schema: root.schema)
        var byRule: [[Decision.Clause]] = []
        for policy in rules.policies.policies where policy.effect == .permit {
            guard let unmet = writer.unmet(policy) else { continue }
            let isSuspended = suspended.contains(policy.id) && policy.permits(on: day)
            let over = policy.permits(on: day) ? [] : [writer.whole(policy, .expired)]
            byRule.append((isSuspended ? [writer.whole(policy, .suspended)] : over) + unmet)
        }
        let clauses = byRule.sorted { $0.count < $1.count }.flatMap { $0 }
        return clauses.isEmpty ? [nothingSpeaks(of: facts)] : clauses
    }

    private func misfit(_ reason: String) -> Decision.Clause {
        clause(
            .failed,
            Localized(
                fr: "La demande n'a pas la forme que le schéma des politiques attend : \(reason).",
                en: "The request is not what the policies' schema expects: \(reason)."))
    }

    private func nothingSpeaks(of facts: Facts) -> Decision.Clause {
        clause(
            .unmet,
            Localized(
                fr: "Aucune règle en vigueur ne parle du jeu de données « \(facts.resource.id) ».",
                en: "No rule in force speaks of the dataset “\(facts.resource.id)”."))
    }

    private func clause(_ part: Decision.Clause.Part, _ sentence: Localized) -> Decision.Clause {
        Decision.Clause(
            part: part, rule: "-", title: sentence.fr, basis: "", source: "", place: rules.file, fact: nil,
            sentence: sentence)
    }
}

extension Decision.Clause {
    fileprivate var asPermittedByBallot: Decision.Clause {
        Decision.Clause(
            part: .permitsByBallot, rule: rule, title: title, basis: basis, source: source, place: place, fact: fact,
            sentence: Localized(
                fr: "Un vote la permettrait : « \(title) ».", en: "A ballot would permit it: “\(title)”."))
    }
}
