// SPDX-License-Identifier: Apache-2.0
//
// A page that a holder's lawyer can read: what can be asked of the holder, by which rules, what leaves its databases,
// what cannot, who is left out, and all that was asked so far. French first, then English, without script. It is made
// from the catalogue, the pinned trust root, the texts of the policies and the node's history; nothing in it is
// written for one dataset, and no record is read.

import Governance
import ImpactAssessment
import Policies
import Studies

package struct HolderPage: Sendable {
    let holder: EnrolledHolder
    let root: TrustRoot
    let datasets: [Dataset]
    /// By dataset; those whose own tables are read have none.
    let mappings: [String: Mapping]
    let history: HolderHistory
    let rules: [Explanation.Rule]
    let day: Day

    /// - Throws: only when the template itself is broken.
    package func html() throws -> String {
        try Page(
            kind: Localized(fr: "Pour le détenteur et ses juristes", en: "For the holder and its lawyers"),
            title: Localized(
                fr: "Ce que la régie peut demander à « \(holder.title.fr) »",
                en: "What the trust may ask of “\(holder.title.en)”"),
            subtitle: root.charter.name, lead: lead, byline: byline, warnings: warnings,
            sections: [asked, ruled, leaves, cannotLeave, leftOut, past, means],
            colophon: Localized(
                fr: "Page faite par regie holder page, à partir du catalogue, de la charte et des politiques ; sans "
                    + "script et sans rien charger d’ailleurs. Aucun enregistrement n’a été lu pour l’écrire.",
                en: "Made by regie holder page, from the catalogue, the charter and the policies; without scripts and "
                    + "without loading anything from elsewhere. No record was read to write it.")
        ).html()
    }

    private var lead: Localized {
        Localized(
            fr: "La régie ne reçoit aucun enregistrement. Elle pose une question, votée ; le détenteur la vérifie, "
                + "compte chez lui, et n’envoie que des nombres bornés, coupés en deux moitiés qui ne disent rien "
                + "séparément. Il peut toujours refuser.",
            en:
                "The trust receives no record. It asks a question that was voted; the holder checks it, counts "
                + "at home, "
                + "and sends nothing but bounded numbers, split in two halves that say nothing alone. It may always "
                + "refuse.")
    }

    private var byline: Localized {
        .each { language in
            let day = language.day(day)
            return language == .fr
                ? "État au \(day), détenteur « \(holder.id) »" : "As of \(day), holder “\(holder.id)”"
        }
    }

    private var warnings: [Localized] {
        guard root.fictitious else { return [] }
        return [
            Localized(
                fr: "Régie de démonstration : les personnes et leurs données sont inventées.",
                en: "Demonstration trust: people and their data are invented.")
        ]
    }

    // MARK: By which rules

    private var ruled: Page.Section {
        let (floors, others) = (rules.filter(\.isFloor), rules.filter { !$0.isFloor })
        return Page.Section(
            id: "regles", heading: Localized(fr: "Selon quelles règles", en: "Under which rules"),
            blocks: [
                .paragraph(
                    Localized(
                        fr: "Ce qu’aucune règle ne permet est refusé. Le détenteur évalue lui-même les règles votées "
                            + "avant de répondre, recompte les votes, et tient son propre compte de ce qui est "
                            + "dépensé.",
                        en: "What no rule permits is refused. The holder evaluates the voted rules by itself before it "
                            + "answers, counts the votes again, and keeps its own account of what is spent.")),
                .subheading(
                    Localized(
                        fr: "Garde-fous, qu’aucun vote sur une étude ne lève",
                        en: "Floors, which no vote on a study lifts")),
                .facts(floors.map(fact)),
                .subheading(Localized(fr: "Règles de politique", en: "Rules of policy")),
                .paragraph(
                    Localized(
                        fr: "Telles qu’elles sont écrites ; elles valent une fois adoptées par un scrutin des trois "
                            + "collèges, et chaque permis d’étude porte le texte voté.",
                        en: "As they are written; they hold once a ballot of the three colleges adopted them, and each "
                            + "mandate carries the text that was voted.")),
                .facts(others.map(fact)),
            ])
    }

    private func fact(_ rule: Explanation.Rule) -> (term: Localized, text: Localized) {
        let text = Localized.each { language -> String in
            var parts = [rule.sentence[language]]
            if let basis = rule.legalBasis {
                parts.append(language == .fr ? "Base légale : \(basis)." : "Legal basis: \(basis).")
            }
            if rule.permits, let last = rule.lastDay {
                let day = language.day(last)
                parts.append(language == .fr ? "Valable jusqu’au \(day)." : "Good until \(day).")
            }
            return parts.joined(separator: " ")
        }
        return (Localized(rule.title), text)
    }

    // MARK: What was asked

    private var past: Page.Section {
        let rows = history.entries.compactMap { $0.row }
        let heading = Localized(fr: "Ce qui a été demandé jusqu’ici", en: "What was asked so far")
        guard !rows.isEmpty else {
            let nothing = Localized(fr: "Rien n’a encore été demandé.", en: "Nothing was asked yet.")
            return Page.Section(id: "historique", heading: heading, blocks: [.paragraph(nothing)])
        }
        let table = Page.Table(
            caption: Localized(
                fr: "Toutes les demandes reçues et toutes les décisions du détenteur, de la plus ancienne à la plus "
                    + "récente (temps universel)",
                en: "Every request received and every decision of the holder, the oldest first (universal time)"),
            columns: [
                (Localized(fr: "Quand", en: "When"), false), (Localized(fr: "Étude", en: "Study"), false),
                (Localized(fr: "Suite donnée", en: "What was done"), false),
            ], rows: rows)
        return Page.Section(id: "historique", heading: heading, blocks: [.table(table)])
    }

    // MARK: What the holder may do

    private var means: Page.Section {
        func command(_ text: String, _ fr: String, _ en: String) -> (term: Localized, text: Localized) {
            (Localized(text), Localized(fr: fr, en: en))
        }
        return Page.Section(
            id: "moyens", heading: Localized(fr: "Ce que le détenteur peut faire", en: "What the holder may do"),
            blocks: [
                .facts([
                    command(
                        "regie holder dry-run",
                        "Voir le texte exact de la requête d’une étude, les lignes qu’elle "
                            + "toucherait et la forme de ce qui partirait, sans rien envoyer.",
                        "See the very text of a study’s query, the rows it would touch and the form of what would "
                            + "leave, without sending anything."),
                    command(
                        "regie holder refuse",
                        "Refuser une étude : le refus est signé, motivé et public, et plus "
                            + "aucun permis de cette étude n’obtient de réponse.",
                        "Refuse a study: the refusal is signed, gives its reason and is public, and no mandate for "
                            + "this study is answered any more."),
                    command(
                        "regie holder history", "Relire tout ce qui a été demandé, répondu ou refusé.",
                        "Read again everything that was asked, answered or refused."),
                    command(
                        "regie holder map", "Relier ses propres tables au jeu de données, et mesurer leur qualité.",
                        "Map its own tables to the dataset, and measure their quality."),
                ])
            ])
    }
}

extension HolderHistory.Entry {
    /// Nil for what is no request and no decision about one.
    fileprivate var row: [Localized]? {
        let when = Localized(at.description.replacing("T", with: " ").replacing("Z", with: ""))
        let name = study.map { Localized($0) } ?? Localized(fr: "non nommée", en: "not named")
        guard let done else { return nil }
        return [when, name, done]
    }

    private var done: Localized? {
        switch event {
        case .answered(_, _, let rhoMicro, _, _, let failure):
            .each { language in
                let rho = "ρ\u{00A0}=\u{00A0}\(language.micro(rhoMicro))"
                guard failure == nil else {
                    return language == .fr
                        ? "Répondu par des zéros : la requête a échoué chez le détenteur. Dépensé : \(rho)."
                        : "Answered with zeros: the query failed at the holder. Spent: \(rho)."
                }
                return language == .fr ? "Répondu. Dépensé : \(rho)." : "Answered. Spent: \(rho)."
            }
        case .refusedMandate(_, let code, let sentence):
            Localized(
                fr: "Permis refusé par le logiciel du détenteur (\(code), message en anglais) : \(sentence).",
                en: "Mandate refused by the holder’s software (\(code)): \(sentence).")
        case .refusedStudy(let reason, _, let isSigned):
            Localized(
                fr: "Étude refusée par le détenteur, \(isSigned ? "refus signé" : "refus SANS signature valable") : "
                    + "« \(reason) »",
                en: "Study refused by the holder, \(isSigned ? "signed" : "WITHOUT a valid signature"): “\(reason)”")
        case .mapped, .policyAdopted: nil
        }
    }
}
