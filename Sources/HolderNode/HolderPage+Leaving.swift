// SPDX-License-Identifier: Apache-2.0
//
// The page's part about what leaves the holder, what cannot (the promises that concern a holder), and who is left out
// of every count.

import Governance
import ImpactAssessment
import Studies

extension HolderPage {
    var leaves: Page.Section {
        Page.Section(
            id: "sort", heading: Localized(fr: "Ce qui sort", en: "What leaves"),
            blocks: [
                .paragraph(
                    Localized(
                        fr: "Pour chaque mesure d’une étude, une liste de nombres entiers : un par case du tableau, et "
                            + "toutes les cases sont connues d’avance. Sa longueur est la même qu’il y ait un million "
                            + "d’enregistrements ou aucun. La liste est coupée en deux moitiés tirées au hasard ; "
                            + "chacune est chiffrée pour un seul agrégateur. C’est tout ce qui part.",
                        en: "For each measure of a study, a list of whole numbers: one for each cell of the table, and "
                            + "all cells are known beforehand. Its length is the same whether there are a million "
                            + "records or none. The list is split in two random halves; each is encrypted to one "
                            + "aggregator only. This is all that leaves.")),
                .facts(recipients + bounds),
            ])
    }

    private var recipients: [(term: Localized, text: Localized)] {
        root.aggregators.map { aggregator in
            let college = root.charter.college(aggregator.college)?.name ?? Localized(aggregator.college)
            return (
                Localized(
                    fr: aggregator.role == .leader ? "Première moitié" : "Seconde moitié",
                    en: aggregator.role == .leader ? "First half" : "Second half"),
                Localized(
                    fr: "à « \(aggregator.name) », inscrit sous : \(college.fr) ; administré par : "
                        + aggregator.administrator,
                    en: "to “\(aggregator.name)”, enrolled under: \(college.en); run by: \(aggregator.administrator)")
            )
        }
    }

    private var bounds: [(term: Localized, text: Localized)] {
        let charter = root.charter
        return [
            (
                Localized(fr: "Ce que pèse une unité", en: "What one unit weighs"),
                Localized(
                    fr: "dans tout ce qui sort, une personne ou un foyer ne compte que dans un nombre limité de cases, "
                        + "ou jusqu’à un plafond, fixé par l’étude avant le vote",
                    en: "in all that leaves, a person or a household counts in a limited number of cells, or up to a "
                        + "bound, that the study sets before the vote")
            ),
            (
                Localized(fr: "Bruit", en: "Noise"),
                .each { language in
                    let epsilon = language.micro(charter.maximumEpsilonMicro)
                    return language == .fr
                        ? "chaque agrégateur en ajoute avant que rien ne soit lisible ; ε vaut au plus \(epsilon) pour "
                            + "une étude"
                        : "each aggregator adds some before anything can be read; ε is at most \(epsilon) for a study"
                }
            ),
            (
                Localized(fr: "Ce qui est publié", en: "What is published"),
                .each { language in
                    let units = language.integer(charter.threshold)
                    return language == .fr
                        ? "des cases qui réunissent au moins \(units) unités différentes par source, bruit compris ; "
                            + "les autres sont retenues"
                        : "cells behind which there are at least \(units) different units for each source, noise "
                            + "included; the others are withheld"
                }
            ),
        ] + datasets.map { (Localized(fr: "Budget", en: "Budget"), budget($0)) }
    }

    private func budget(_ dataset: Dataset) -> Localized {
        let spent = history.entries.reduce(Int64(0)) { sum, entry in
            guard case .answered(_, dataset.id, let rhoMicro, _, _, _) = entry.event else { return sum }
            return sum + rhoMicro
        }
        return .each { language in
            let (used, all) = (language.micro(spent), language.micro(root.charter.budgetRhoMicro))
            return language == .fr
                ? "\(dataset.title.fr) : \(used) dépensé sur \(all) (ρ), pour toujours ; épuisé, plus aucune étude ne "
                    + "reçoit de réponse"
                : "\(dataset.title.en): \(used) spent of \(all) (ρ), for good; once it is used up, no study is answered"
        }
    }

    // MARK: What cannot leave

    var cannotLeave: Page.Section {
        Page.Section(
            id: "ne-sort-pas", heading: Localized(fr: "Ce qui ne peut pas sortir", en: "What cannot leave"),
            blocks: [
                .list(withheld + HolderPage.promises),
                .note(
                    Localized(
                        fr: "Deux limites à connaître. Deux agrégateurs qui s’entendraient verraient les totaux du "
                            + "détenteur (jamais ses enregistrements) : c’est pourquoi des collèges différents les "
                            + "tiennent. Et quand une étude n’a que deux détenteurs, chacun peut ôter son propre total "
                            + "du résultat bruité.",
                        en: "Two limits to know. Two aggregators that agreed to cheat would see the holder’s totals "
                            + "(never its records): that is why different colleges run them. And where a study has two "
                            + "holders only, each can take its own total away from the noised result.")),
            ])
    }

    /// What no study can name, by dataset.
    private var withheld: [Localized] {
        datasets.map { dataset in
            let hidden = dataset.columns.filter { $0.kind == .identifier || $0.name == dataset.unit.column }
            return Localized(
                fr: "\(dataset.title.fr) : aucun enregistrement, et aucune valeur de "
                    + hidden.map(\.name).joined(separator: ", ") + ", ni d’une colonne qui n’est pas listée plus haut.",
                en: "\(dataset.title.en): no record, and no value of " + hidden.map(\.name).joined(separator: ", ")
                    + ", or of a column that isn’t listed above.")
        }
    }

    private static let promises: [Localized] = [
        Localized(
            fr: "Rien ne sort sans permis d’étude valable, que le logiciel du détenteur vérifie lui-même : votes, "
                + "règles, budget, durée, signataires. Le serveur de la régie ne peut pas le forcer (G5).",
            en: "Nothing leaves without a valid mandate, which the holder’s software checks by itself: votes, rules, "
                + "budget, term, signers. The trust’s server cannot force it (G5)."),
        Localized(
            fr:
                "Aucun serveur seul, pas même celui de la régie, n’a jamais la contribution du détenteur en "
                + "clair (G2).",
            en: "No single server, not even the trust’s, ever has the holder’s contribution in clear (G2)."),
        Localized(
            fr: "Un permis reçoit une seule réponse ; le poser à nouveau n’apprend rien de plus (G5).",
            en: "A mandate is answered once; asking it again teaches nothing more (G5)."),
        Localized(
            fr: "Dans le doute (erreur, règle expirée, table d’opposition absente), le logiciel refuse (G11).",
            en: "When in doubt (an error, an expired rule, a missing list of objections), the software refuses (G11)."),
        Localized(
            fr: "Les messages d’erreur et les journaux ne citent aucune valeur d’un enregistrement (G10).",
            en: "Error messages and logs quote no value of a record (G10)."),
    ]

    // MARK: Who is left out

    var leftOut: Page.Section {
        let sentences = datasets.map { dataset in
            Localized(
                fr: "\(dataset.title.fr) : "
                    + (dataset.needsConsent
                        ? "seules sont comptées les unités inscrites sur "
                            + "la liste des consentements et absentes de celle des oppositions."
                        : "toute unité inscrite sur la liste des oppositions est laissée de côté ; la "
                            + "description du jeu "
                            + "de données ne demande pas de consentement."),
                en: "\(dataset.title.en): "
                    + (dataset.needsConsent
                        ? "only units on the list of consents that are not "
                            + "on the list of objections are counted."
                        : "every unit on the list of objections is left out; the dataset’s description asks for "
                            + "no consent.")
            )
        }
        return Page.Section(
            id: "ecartes", heading: Localized(fr: "Qui n’est pas compté", en: "Who is not counted"),
            blocks: [
                .paragraph(
                    Localized(
                        fr: "Les listes restent chez le détenteur et sont lues dans la requête elle-même, à chaque "
                            + "étude : une opposition vaut dès l’étude suivante. Ce qui a été compté avant ne peut "
                            + "pas être repris. Sans liste, rien n’est compté.",
                        en: "The lists stay with the holder and are read in the query itself, for every study: an "
                            + "objection holds from the next study on. What was counted before can’t be taken back. "
                            + "Without a list, nothing is counted.")),
                .list(sentences),
            ])
    }
}
