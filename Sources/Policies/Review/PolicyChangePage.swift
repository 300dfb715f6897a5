// SPDX-License-Identifier: Apache-2.0
//
// A comparison as one page that a trustee can be sent, in French and English: what the proposal changes, in words
// first, then in concrete studies. It loads nothing and runs nothing.

import Cedar
import ImpactAssessment
import Studies

package enum PolicyChangePage {
    /// - Parameter name: what the proposal is called, such as a file's name.
    /// - Throws: only when the template itself is broken.
    package static func html(_ change: PolicyChange, name: String) throws -> String {
        try page(change, name: name).html()
    }

    private static func page(_ change: PolicyChange, name: String) -> Page {
        let sections = [
            rules(change), examples(change.newlyAllowed, change, id: "plus", newlyAllowed),
            examples(change.noLongerAllowed, change, id: "moins", noLongerAllowed), reading(change),
        ]
        return Page(
            kind: Localized(fr: "Ce qu’une proposition changerait", en: "What a proposal would change"),
            title: change.verdict.sentence, subtitle: Localized(name), lead: lead(change),
            byline: Localized.each { language in
                let day = language.day(change.day)
                return language == .fr
                    ? "Pour des demandes faites à partir du \(day)" : "For requests made from \(day) on"
            },
            warnings: (change.verdict == .notProven ? [doubt] : [])
                + (change.touchesFloor ? [PolicyChange.floorWarning] : []),
            sections: sections.compactMap { $0 },
            colophon: Localized(
                fr: "Page faite par regie policy compare, sans script et sans rien charger d’ailleurs.",
                en: "Made by regie policy compare, without scripts and without loading anything from elsewhere."))
    }

    private static let doubt = Localized(
        fr: "Ce que cette proposition change n’est pas prouvé : dans le doute, elle ne doit pas être adoptée.",
        en: "What this proposal changes is not proven: when in doubt, it must not be adopted.")

    private static func lead(_ change: PolicyChange) -> Localized {
        let (more, less) = (change.newlyAllowed.count, change.noLongerAllowed.count)
        func french(_ count: Int, _ verb: String) -> String {
            switch count {
            case 0: "n’\(verb) aucune sorte d’étude"
            case 1: "\(verb) une sorte d’étude"
            default: "\(verb) \(count) sortes d’études"
            }
        }
        func english(_ count: Int) -> String {
            count == 0 ? "no kind of study" : count == 1 ? "one kind of study" : "\(count) kinds of study"
        }
        let second = french(less, "interdirait")
        let shown = Localized(
            fr: " Chacune est montrée ici par un exemple.", en: " Each is shown here by an example.")
        let end = more + less > 0 ? shown : Localized("")
        return Localized(
            fr: "Elle \(french(more, "ouvrirait")), et \(second).\(end.fr)",
            en: "It would open \(english(more)), and close \(english(less)).\(end.en)")
    }

    // MARK: The text

    private static func rules(_ change: PolicyChange) -> Page.Section? {
        let blocks = change.rules.flatMap { rule -> [Page.Block] in
            let title = Localized(
                fr: "\(capital(rule.head.fr)) : \(rule.policy.title)",
                en: "\(capital(rule.head.en)): \(rule.policy.title)")
            let gone = rule.gone.map { Localized(fr: "Avant : \($0.fr)", en: "Before: \($0.en)") }
            let come = rule.come.map { Localized(fr: "Après : \($0.fr)", en: "After: \($0.en)") }
            return [.subheading(title), .list(gone + come)]
        }
        let none = Page.Block.paragraph(
            Localized(fr: "Aucune règle n’est d’un autre texte.", en: "No rule has another text."))
        return Page.Section(
            id: "texte", heading: Localized(fr: "Ce que le texte change", en: "What the text changes"),
            blocks: blocks.isEmpty ? [none] : blocks)
    }

    private static func capital(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

    // MARK: Examples

    private struct Words {
        let title: Localized
        let caption: Localized
    }

    private static let newlyAllowed = Words(
        title: PolicyChange.newlyAllowedTitle,
        caption: Localized(fr: "Une étude qui serait nouvellement permise", en: "A study that would newly be allowed"))
    private static let noLongerAllowed = Words(
        title: PolicyChange.noLongerAllowedTitle,
        caption: Localized(fr: "Une étude qui ne serait plus permise", en: "A study that would no longer be allowed"))

    private static func examples(
        _ examples: [PolicyChange.Example], _ change: PolicyChange, id: String, _ words: Words
    ) -> Page.Section? {
        guard !examples.isEmpty else { return nil }
        let blocks = examples.enumerated().flatMap { index, example -> [Page.Block] in
            [
                .subheading(subheading(change.table(example), index + 1, from: example.start)),
                .paragraph(change.outcome(example)),
                .note(change.reason(example)), .table(table(change.table(example), words, index + 1)),
            ]
        }
        return Page.Section(id: id, heading: words.title, blocks: blocks)
    }

    /// The example by the facts on which it turns, and the day from which on it is so.
    private static func subheading(_ table: ChangeTable, _ number: Int, from start: Day?) -> Localized {
        Localized.each { language in
            let french = language == .fr
            let day = start.map { french ? "à partir du \(language.day($0))" : "from \(language.day($0)) on" }
            let facts = table.rows.filter(\.isDecisive).map { $0.label[language] }
            let about = [day].compactMap { $0 } + facts
            let head = french ? "Exemple \(number)" : "Example \(number)"
            return about.isEmpty ? head : head + (french ? " : " : ": ") + about.joined(separator: ", ")
        }
    }

    private static func table(_ table: ChangeTable, _ words: Words, _ number: Int) -> Page.Table {
        let isSettled = table.rows.contains { $0.settledValue != nil }
        let settled = (Localized(fr: "Rien ne changerait si c’était", en: "Nothing would change if it were"), false)
        return Page.Table(
            caption: Localized(
                fr: "\(words.caption.fr) (exemple \(number)) ; ► marque ce qui fait la différence",
                en: "\(words.caption.en) (example \(number)); ► marks what makes the difference"),
            columns: [
                (Localized(fr: "Fait", en: "Fact"), false),
                (Localized(fr: "Dans cette étude", en: "In this study"), false),
            ] + (isSettled ? [settled] : []),
            rows: table.rows.map { row in
                let mark = row.isDecisive ? "► " : ""
                let cells = [Localized(fr: mark + row.label.fr, en: mark + row.label.en), row.value]
                return isSettled ? cells + [row.settledValue ?? Localized("")] : cells
            })
    }

    // MARK: How to read it

    private static func reading(_ change: PolicyChange) -> Page.Section {
        var notes = [
            Localized(
                fr:
                    "« Autorisée d’avance » : l’étude peut être faite sans autre vote. « Possible après un vote » : "
                    + "les régisseurs doivent voter cette étude même. « Refusée » : aucun vote ne la permet.",
                en:
                    "“Allowed beforehand”: the study may run without another vote. “Possible after a vote”: the "
                    + "trustees must vote on this very study. “Refused”: no vote allows it."),
            Localized(
                fr: "Chaque exemple part d’une étude connue, en change le moins de choses possible, et a été rejoué "
                    + "par le moteur qui décide des vraies études.",
                en: "Each example starts from a known study, changes as few things of it as possible, and was "
                    + "replayed by the engine that decides real studies."),
            Localized(
                fr: "Ce qui est dit ici tient compte des garde-fous de la charte, qui l’emportent sur toute règle.",
                en: "What is said here counts the charter’s floors in, which prevail over every rule."),
        ]
        if !change.isComplete, change.verdict != .notProven { notes.append(PolicyChange.incomplete) }
        notes += meanings(change)
        return Page.Section(
            id: "lire", heading: Localized(fr: "Comment lire cette page", en: "How to read this page"),
            blocks: [.list(notes)])
    }

    /// What the facts mean on which the examples turn, where the vocabulary says so.
    private static func meanings(_ change: PolicyChange) -> [Localized] {
        let decisive = Set((change.newlyAllowed + change.noLongerAllowed).flatMap(\.decisive))
        return change.vocabulary.facts.filter { decisive.contains($0.name) }.compactMap { fact in
            fact.note.map { note in
                Localized(
                    fr: "« \(capital(fact.label.fr)) » : \(note.fr)", en: "“\(capital(fact.label.en))”: \(note.en)")
            }
        }
    }
}
