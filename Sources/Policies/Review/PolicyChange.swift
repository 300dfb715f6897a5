// SPDX-License-Identifier: Apache-2.0
//
// `regie policy compare`: what a proposal would newly allow and what it would no longer allow, each as a concrete
// study that changes as few things as possible of one that people know. The prover finds the studies; the verdicts
// shown beside them are the evaluator's. A question that the solver couldn't answer is said to be open, never "no"
// (G11).

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
    /// The day for which permits count or have expired.
    package let day: Day
    /// The words of the proposal.
    let vocabulary: Vocabulary

    /// Proven to allow nothing that isn't allowed today.
    package var isProvenNotMorePermissive: Bool { verdict == .equivalent || verdict == .lessPermissive }

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
        let before = old.all.counting(on: day)
        let after = new.all.counting(on: day)
        let comparisons = try provers.map { try $0.compare(before, after) }
        func examples(_ found: (Comparison) -> [Counterexample]) -> [Example] {
            PolicyChange.nearest(comparisons.map(found)).map { Example($0, before, after, new.schema) }
        }
        newlyAllowed = examples(\.newlyAllowed)
        noLongerAllowed = examples(\.noLongerAllowed)
        isComplete = comparisons[0].isComplete
        verdict = Verdict(comparisons[0].verdict)
        rules = try RuleChange.between(old, new)
        self.day = day
        vocabulary = new.sentences.vocabulary
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
}

extension PolicyChange.Example {
    fileprivate init(_ found: Counterexample, _ before: PolicySet, _ after: PolicySet, _ schema: Schema) {
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
