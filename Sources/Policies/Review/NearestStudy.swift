// SPDX-License-Identifier: Apache-2.0
//
// "What is the smallest change that would make this refused study allowed?" What may change, and what that costs who
// asks, is declared in the vocabulary (`cost`); facts without a cost stay as they are. For a study that only needs a
// ballot the question is what would be allowed without one.

import Cedar
import CedarProver
import ImpactAssessment
import Studies

package struct NearestStudy: Sendable {
    package let nearest: NearestAllowed
    /// The rules that would allow it.
    package let rules: [Policy]
    private let vocabulary: Vocabulary

    /// - Returns: nil when no change of what may change makes it allowed.
    /// - Throws: `.notProven` when the solver can't tell.
    package static func search(
        from request: Request, _ folder: PolicyFolder, on day: Day, prover: PolicyProver
    ) throws(ProverError) -> NearestStudy? {
        let set = folder.all.counting(on: day)
        let outcome = StudyOutcome(request, set, groups: folder.schema.groups)
        let vocabulary = folder.sentences.vocabulary
        let costs = vocabulary.facts.compactMap { fact -> ChangeCost? in
            guard let cost = fact.cost, outcome.verdict != .afterBallot || fact.name != PolicyFolder.ballotFact else {
                return nil
            }
            return ChangeCost(.fact(fact.name), cost: cost)
        }
        guard let nearest = try prover.nearestAllowed(request, under: set, costs: costs) else { return nil }
        return NearestStudy(
            nearest: nearest, rules: nearest.policies.compactMap { folder.all[$0] }, vocabulary: vocabulary)
    }

    /// `cases du tableau : 100 000 cases au lieu de 120 000 cases`; of a set, what goes and what comes.
    package var changes: [Localized] {
        nearest.changes.map { change in
            let fact = vocabulary[fact: change.parameter.name]
            return Localized.each { language in
                let label = fact?.label[language] ?? change.parameter.name
                let colon = language == .fr ? " : " : ": "
                if case .set(let old)? = change.from, case .set(let new)? = change.to {
                    return label + colon + NearestStudy.words(from: old, to: new, fact, language)
                }
                func words(_ value: Value?) -> String {
                    value.map { fact?.words($0, language) ?? $0.description } ?? "—"
                }
                let middle = language == .fr ? " au lieu de " : " instead of "
                return label + colon + words(change.to) + middle + words(change.from)
            }
        }
    }

    static func words(
        from old: Set<Value>, to new: Set<Value>, _ fact: Vocabulary.Fact?, _ language: Language
    ) -> String {
        func words(_ members: Set<Value>) -> String { fact?.words(.set(members), language) ?? "\(Value.set(members))" }
        let (gone, come) = (old.subtracting(new), new.subtracting(old))
        let (without, with) = language == .fr ? ("sans ", "avec ") : ("without ", "with ")
        return [gone.isEmpty ? nil : without + words(gone), come.isEmpty ? nil : with + words(come)]
            .compactMap { $0 }.joined(separator: ", ")
    }

    package var sentence: Localized {
        let french = rules.map { "« \($0.title) »" }.joined(separator: ", ")
        let english = rules.map { "“\($0.title)”" }.joined(separator: ", ")
        let doubt = nearest.isMinimal ? ("", "") : (" (une plus proche peut exister)", " (a nearer one may exist)")
        return Localized(
            fr: "Elle serait permise par \(french) avec \(changes.map(\.fr).joined(separator: " ; "))\(doubt.0).",
            en: "It would be allowed by \(english) with \(changes.map(\.en).joined(separator: "; "))\(doubt.1).")
    }
}
