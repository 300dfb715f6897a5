// SPDX-License-Identifier: Apache-2.0
//
// `regie policy compare`: what a proposal would newly allow and what it would no longer allow, each as a concrete
// study that changes as few things as possible of one that people know, today and after every day on which a permit
// ends. The prover finds the studies; the verdicts shown beside them are the evaluator's. A question that the solver
// couldn't answer is said to be open, never "no" (G11).

import Cedar
import CedarProver
import Studies

package struct PolicyChange: Sendable {
    package enum Verdict: String, Hashable, Sendable {
        case equivalent
        case morePermissive = "more-permissive"
        case lessPermissive = "less-permissive"
        case incomparable
        case notProven = "not-proven"
    }

    package struct Example: Sendable {
        /// The first day on which it is so; nil when it is so today.
        package let start: Day?
        package let study: Request
        /// The known study from which it departs.
        package let known: Request
        /// Names of the facts on which it turns, `principal` and `resource` among them.
        package let decisive: [String]
        /// The study with which nothing would change, if there is one.
        package let settled: Request?
        package let before: StudyOutcome
        package let after: StudyOutcome
    }

    package let verdict: Verdict
    package let newlyAllowed: [Example]
    package let noLongerAllowed: [Example]
    /// Whether there is no other kind of change than the examples show.
    package let isComplete: Bool
    package let rules: [RuleChange]
    /// The day of the comparison, then each day on which a permit of either set counts no more for the first time.
    package let days: [Day]
    /// The words of the proposal.
    let vocabulary: Vocabulary

    package var day: Day { days[0] }

    /// Proven to allow nothing that isn't allowed without it, today and on any later day.
    package var isProvenNotMorePermissive: Bool { verdict == .equivalent || verdict == .lessPermissive }

    /// Some floor of the charter is other than it was, or gone.
    package var touchesFloor: Bool { rules.contains { $0.isFloor && $0.kind != .added } }

    /// - Parameter provers: one for each known study; an example is given beside the study that it is nearest to.
    /// - Throws: `PolicyObjections` when the two have different schemas or can't be said; `ProverError` when the
    ///   evaluator contradicts the prover.
    package init(
        from old: PolicyFolder, to new: PolicyFolder, on day: Day, provers: [PolicyProver]
    ) throws {
        guard old.schema.isSame(as: new.schema), !provers.isEmpty else {
            throw PolicyObjections(
                CedarError(
                    .incompatibleTypes, "the two folders have different schemas",
                    help: "compare policies under one schema: a change of schema comes with the software"))
        }
        let ends = (old.rules.policies + new.rules.policies).filter { $0.effect == .permit }.compactMap(\.expiry)
        days = [day] + Set(ends.map { $0 + 1 }.filter { $0 > day }).sorted()
        var stages: [Stage] = []
        for start in days {
            let (before, after) = (old.all.counting(on: start), new.all.counting(on: start))
            guard stages.isEmpty || !before.hasSameRules(as: after) else { continue }
            stages.append(try Stage(before, after, new.schema, provers, start: stages.isEmpty ? nil : start))
        }
        newlyAllowed = PolicyChange.firstOfEach(stages.flatMap(\.newlyAllowed))
        noLongerAllowed = PolicyChange.firstOfEach(stages.flatMap(\.noLongerAllowed))
        isComplete = stages.allSatisfy(\.isComplete)
        verdict = .joined(stages.map(\.verdict))
        rules = try RuleChange.between(old, new)
        vocabulary = new.sentences.vocabulary
    }

    /// What is so today is not shown again for a later day.
    private static func firstOfEach(_ examples: [Example]) -> [Example] {
        var seen: Set<[String]> = []
        return examples.filter { seen.insert($0.kind).inserted || $0.start == nil }
    }
}

/// What is found of one stretch of time, in which no permit ends.
private struct Stage {
    let verdict: PolicyChange.Verdict
    let isComplete: Bool
    let newlyAllowed: [PolicyChange.Example]
    let noLongerAllowed: [PolicyChange.Example]

    init(
        _ before: PolicySet, _ after: PolicySet, _ schema: Schema, _ provers: [PolicyProver], start: Day?
    ) throws(ProverError) {
        var comparisons: [Comparison] = []
        for prover in provers {
            comparisons.append(try prover.compare(before, after))
            if comparisons[0].verdict == .equivalent { break }
        }
        func examples(_ found: (Comparison) -> [Counterexample]) -> [PolicyChange.Example] {
            Stage.nearest(comparisons.map(found)).map { PolicyChange.Example($0, before, after, schema, start: start) }
        }
        verdict = PolicyChange.Verdict(comparisons[0].verdict)
        isComplete = comparisons[0].isComplete
        newlyAllowed = examples(\.newlyAllowed)
        noLongerAllowed = examples(\.noLongerAllowed)
    }

    /// Of the examples about the same rules, those found from the known study that they are nearest to.
    private static func nearest(_ runs: [[Counterexample]]) -> [Counterexample] {
        var best: [[String]: (distance: Double, examples: [Counterexample])] = [:]
        var order: [[String]] = []
        for run in runs {
            for (rules, examples) in Dictionary(grouping: run, by: { $0.rules + ["/"] + $0.opposing }) {
                let distance = Double(examples.reduce(0) { $0 + $1.changes.count }) / Double(examples.count)
                if best[rules] == nil { order.append(rules) }
                if distance < best[rules]?.distance ?? .infinity { best[rules] = (distance, examples) }
            }
        }
        return order.sorted { $0.lexicographicallyPrecedes($1) }.flatMap { best[$0]?.examples ?? [] }
    }
}

extension PolicyChange.Verdict {
    fileprivate init(_ verdict: Comparison.Verdict) {
        switch verdict {
        case .equivalent: self = .equivalent
        case .morePermissive: self = .morePermissive
        case .lessPermissive: self = .lessPermissive
        case .incomparable: self = .incomparable
        case .notProven: self = .notProven
        }
    }

    /// Of several stretches of time together.
    fileprivate static func joined(_ all: [Self]) -> Self {
        if all.contains(.notProven) { return .notProven }
        let isMore = all.contains { $0 == .morePermissive || $0 == .incomparable }
        let isLess = all.contains { $0 == .lessPermissive || $0 == .incomparable }
        return isMore ? (isLess ? .incomparable : .morePermissive) : (isLess ? .lessPermissive : .equivalent)
    }

    package var sentence: Localized {
        switch self {
        case .equivalent:
            Localized(
                fr: "La proposition ne change rien à ce qui est permis.",
                en: "The proposal changes nothing of what is allowed.")
        case .morePermissive:
            Localized(
                fr: "La proposition permet davantage, et n’interdit rien de plus.",
                en: "The proposal allows more, and forbids nothing more.")
        case .lessPermissive:
            Localized(
                fr: "La proposition permet moins, et n’autorise rien de nouveau.",
                en: "The proposal allows less, and nothing new.")
        case .incomparable:
            Localized(
                fr: "La proposition permet de nouvelles études, et en interdit d’autres.",
                en: "The proposal allows new studies, and forbids others.")
        case .notProven:
            Localized(
                fr: "La comparaison n’a pas abouti : ce que la proposition change n’est pas prouvé.",
                en: "The comparison did not come to an end: what the proposal changes is not proven.")
        }
    }
}

extension PolicySet {
    /// Without the permits that have expired by the day.
    package func counting(on day: Day) -> PolicySet { filter { $0.counts(on: day) } }

    /// The same effects, scopes and conditions in the same order: they can't decide otherwise.
    fileprivate func hasSameRules(as other: PolicySet) -> Bool {
        policies.count == other.policies.count && zip(policies, other.policies).allSatisfy { $0.hasSameRule(as: $1) }
    }
}

extension PolicyChange.Example {
    /// The rules that decide and the facts on which it turns.
    fileprivate var kind: [String] {
        after.rules.map(\.id) + ["/"] + before.rules.map(\.id) + ["/"] + decisive
    }

    fileprivate init(
        _ found: Counterexample, _ before: PolicySet, _ after: PolicySet, _ schema: Schema, start: Day?
    ) {
        self.start = start
        func outcomes(_ request: Request) -> [StudyOutcome] {
            [before, after].map { StudyOutcome(request, $0, groups: schema.groups) }
        }
        let verdicts = outcomes(found.request).map(\.verdict)
        let study = found.decisive.reduce(found.request) { study, parameter in
            Self.bounds(of: parameter, in: [before, after], beyond: found.settled, study)
                .lazy.map { study.setting(parameter, to: .long($0)) }
                .first { outcomes($0).map(\.verdict) == verdicts } ?? study
        }
        self.study = study
        known = found.changes.reduce(found.request) { $0.setting($1.parameter, to: $1.from) }
        decisive = found.decisive.map(\.name)
        settled = found.settled
        self.before = outcomes(study)[0]
        self.after = outcomes(study)[1]
    }

    /// The numbers that rules name for a fact, farthest first from the value that settles the question: people know a
    /// bound of the rules, but not the millionth beside it.
    private static func bounds(
        of parameter: Parameter, in sets: [PolicySet], beyond settled: Request?, _ study: Request
    ) -> [Int64] {
        guard case .fact(let path) = parameter, path.count == 1, case .long(let found)? = study.value(of: parameter),
            case .long(let start)? = settled?.value(of: parameter)
        else { return [] }
        let named = sets.flatMap(\.policies).flatMap(\.conditions).flatMap { $0.body.numbers(of: path[0]) }
        let beyond = Set(named).filter { found > start ? $0 >= found : $0 <= found }
        return beyond.sorted { abs(Double($0) - Double(start)) > abs(Double($1) - Double(start)) }
    }
}

extension Expr {
    /// The numbers that a fact of the context is compared with.
    fileprivate func numbers(of fact: String) -> [Int64] {
        if let clause = FactClause(self), clause.fact == fact, case .compares(_, .long(let number)) = clause.demand {
            return [number]
        }
        return kind.operands.flatMap { $0.numbers(of: fact) }
    }
}

extension Parameter {
    /// As tables name it: `epsilonMicro`, `principal`, `resource`.
    var name: String {
        switch self {
        case .principal, .resource: description
        case .fact(let path): path.joined(separator: ".")
        }
    }
}

extension Schema {
    /// Declares the same kinds of request.
    func isSame(as other: Schema) -> Bool { environments == other.environments }
}
