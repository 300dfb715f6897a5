// SPDX-License-Identifier: Apache-2.0
//
// An example of a change as a small table: the facts on which it turns, marked and with the value that would change
// nothing; those that differ from the known study; and what the study is about.

import Cedar
import CedarProver
import ImpactAssessment
import Studies

package struct ChangeTable: Sendable {
    package struct Row: Sendable {
        /// In the schema, or `principal`, `resource`.
        package let fact: String
        package let label: Localized
        package let value: Localized
        package let isDecisive: Bool
        /// The value with which nothing would change; of a set, what goes and what comes; nil where it is the same, or
        /// where there is none.
        package let settledValue: Localized?
        /// Whether `settledValue` says what goes and what comes.
        let isSetChange: Bool
    }

    package let rows: [Row]

    init(_ example: PolicyChange.Example, vocabulary: Vocabulary) {
        let all = [Subject(datasets: vocabulary), ChangeTable.principal] + vocabulary.facts.map { Subject(fact: $0) }
        let changed = Set(example.study.changes(from: example.known).map(\.parameter.name))
        let shown = Set(example.decisive).union(changed)
            .union(["resource"] + vocabulary.facts.prefix(3).map(\.name))
        let rows = all.filter { shown.contains($0.name) }.compactMap { subject -> Row? in
            guard let value = subject.words(example.study) else { return nil }
            let isDecisive = example.decisive.contains(subject.name)
            let settled = example.settled.flatMap { subject.words($0) }
            let moved = ChangeTable.moved(subject.name, example, vocabulary)
            return Row(
                fact: subject.name, label: subject.label, value: value, isDecisive: isDecisive,
                settledValue: isDecisive && settled != value ? moved ?? settled : nil, isSetChange: moved != nil)
        }
        self.rows = rows.filter(\.isDecisive) + rows.filter { !$0.isDecisive }
    }

    /// What goes from a set and what comes to it; nil for other facts.
    private static func moved(
        _ fact: String, _ example: PolicyChange.Example, _ vocabulary: Vocabulary
    ) -> Localized? {
        guard case .set(let old)? = example.study.context.exactly(fact),
            case .set(let new)? = example.settled?.context.exactly(fact), old != new
        else { return nil }
        return Localized.each { NearestStudy.words(from: old, to: new, vocabulary[fact: fact], $0) }
    }

    /// A row's head and how to say its value in a study.
    fileprivate struct Subject: Sendable {
        let name: String
        let label: Localized
        let words: @Sendable (Request) -> Localized?
    }

    private static let principal = Subject(
        name: "principal", label: Localized(fr: "identifiant du demandeur", en: "requester’s identifier"),
        words: { Localized($0.principal.id) })
}

extension ChangeTable.Subject {
    /// By the words that follow "a study", without their preposition.
    fileprivate init(datasets vocabulary: Vocabulary) {
        self.init(name: "resource", label: Localized(fr: "jeu de données", en: "dataset")) { request in
            let uid = request.resource
            guard let words = vocabulary.resources[uid.type]?.values[uid.id] else { return Localized(uid.id) }
            func bare(_ text: String, _ preposition: String) -> String {
                text.hasPrefix(preposition) ? String(text.dropFirst(preposition.count)) : text
            }
            return Localized(fr: bare(words.fr, "sur "), en: bare(words.en, "on "))
        }
    }

    fileprivate init(fact: Vocabulary.Fact) {
        self.init(name: fact.name, label: fact.label) { request in
            request.context.exactly(fact.name).map { value in Localized.each { fact.words(value, $0) } }
        }
    }
}

extension PolicyChange {
    package func table(_ example: Example) -> ChangeTable { ChangeTable(example, vocabulary: vocabulary) }

    /// What makes the difference, in one sentence.
    package func reason(_ example: Example) -> Localized {
        let decisive = table(example).rows.filter(\.isDecisive)
        guard !decisive.isEmpty else {
            return Localized(
                fr: "Aucune étude proche n’est traitée pareil avant et après.",
                en: "No study near it is treated alike before and after.")
        }
        return Localized.each { language in
            let french = language == .fr
            let parts = decisive.map { row in
                guard let settled = row.settledValue else {
                    guard example.settled == nil else { return "\(row.label[language]), \(row.value[language])" }
                    return french
                        ? "\(row.label.fr), ici \(row.value.fr) : aucune valeur n’est traitée pareil avant et après"
                        : "\(row.label.en), here \(row.value.en): no value is treated alike before and after"
                }
                if row.isSetChange {
                    return french
                        ? "\(row.label.fr) ; \(settled.fr), rien ne changerait"
                        : "\(row.label.en); \(settled.en), nothing would change"
                }
                return french
                    ? "\(row.label.fr), ici \(row.value.fr) ; avec \(settled.fr), rien ne changerait"
                    : "\(row.label.en), here \(row.value.en); with \(settled.en), nothing would change"
            }
            return (french ? "Ce qui fait la différence : " : "What makes the difference: ")
                + parts.joined(separator: french ? " ; " : "; ") + "."
        }
    }

    /// How the study is treated before and after, and by which rules.
    package func outcome(_ example: Example) -> Localized {
        let fr = (words(example.before, .fr), words(example.after, .fr))
        let en = (words(example.before, .en), words(example.after, .en))
        guard let start = example.start else {
            return Localized(
                fr: "Aujourd’hui, cette étude est \(fr.0) ; avec la proposition, elle serait \(fr.1).",
                en: "Today this study is \(en.0); with the proposal it would be \(en.1).")
        }
        return Localized(
            fr: "À partir du \(Language.fr.day(start)), cette étude serait \(fr.0) sans la proposition ; avec la "
                + "proposition, elle serait \(fr.1).",
            en: "From \(Language.en.day(start)) on this study would be \(en.0) without the proposal; with the "
                + "proposal it would be \(en.1).")
    }

    private func words(_ outcome: StudyOutcome, _ language: Language) -> String {
        let french = language == .fr
        let titles = outcome.rules.map { french ? "« \($0.title) »" : "“\($0.title)”" }.joined(separator: ", ")
        let by =
            titles.isEmpty
            ? (french ? "aucune règle ne la permet" : "no rule permits it") : (french ? "règle " : "rule ") + titles
        return "\(outcome.verdict.words[language]) (\(by))"
    }
}
