// SPDX-License-Identifier: Apache-2.0
//
// The second half of a publication's page: how to read it, what to download, how it was made.

import ImpactAssessment
import Studies

extension IndexPage {
    // MARK: Reading, files, method

    var reading: Page.Section {
        Page.Section(
            id: "reading", heading: Localized(fr: "Comment lire", en: "How to read"),
            blocks: [
                .list(
                    intervalSentences + [
                        Localized(
                            fr: "Une cellule vide dans la table n’est pas un zéro : elle n’est pas diffusée.",
                            en: "An empty cell in the table is not a zero: it is withheld.")
                    ] + input.assessment.limits)
            ])
    }

    private var intervalSentences: [Localized] {
        guard input.release.isNoised else { return [NoNoiseWords.sentence] }
        let own =
            map.averages == nil && map.effects == nil
            ? []
            : [
                Localized(
                    fr: "Moyennes et effets sont calculés sur ces nombres ; chacun porte son propre ±, écrit à côté.",
                    en: "Averages and effects are worked out from these numbers; each has its own ±, beside it.")
            ]
        return [
            Localized.each { language in
                let spreads = spreads(language)
                return (
                    "Chaque nombre de la table porte un bruit voulu : le vrai se trouve, 95 fois sur 100, à "
                        + "\(spreads) près.",
                    "Each number of the table carries deliberate noise: 95 times in 100, the true one lies within "
                        + "\(spreads)."
                )
            }
        ] + own + [
            Localized(
                fr: "Deux nombres dont les intervalles se recouvrent largement ne se départagent pas.",
                en: "Two numbers whose intervals overlap widely cannot be ranked.")
        ]
    }

    /// The half-width of each measure's intervals, with the measure in words.
    private func spreads(_ language: Language) -> String {
        record.accuracies.map { accuracy in
            let measure = input.plan.measures.first { $0.name == accuracy.measure }
            let words = measure.map(input.assessment.words)?[language] ?? accuracy.measure
            return "±\u{A0}\(language.integer(accuracy.halfWidth95)) \(language == .fr ? "pour" : "for") \(words)"
        }.joined(separator: ", ")
    }

    var downloadSection: Page.Section {
        Page.Section(
            id: "downloads", heading: Localized(fr: "Télécharger", en: "Downloads"),
            blocks: [.links(downloads.map { (href: $0.name, text: Localized($0.name), detail: $0.title) })])
    }

    var method: Page.Section {
        let aggregators = input.assessment.nodes.aggregators.map(\.name)
        let people = Localized.each { language in
            let protection = PublicationMap.protection(input)[language]
            return protection + "."
        }
        return Page.Section(
            id: "method", heading: Localized(fr: "Méthode", en: "Method"),
            blocks: [
                .paragraph(
                    Localized(
                        fr:
                            "Chaque détenteur a compté chez lui, borné la part de chacun, et coupé ses totaux en "
                            + "deux parts chiffrées, "
                            + "envoyées à deux agrégateurs (\(aggregators.joined(separator: ", "))). Chacun a "
                            + "additionné des parts qu’il ne "
                            + "peut pas lire" + (input.release.isNoised ? ", puis ajouté du bruit. " : ". ")
                            + people.fr,
                        en:
                            "Each holder counted at home, bounded each one’s part, and split its totals into two "
                            + "encrypted parts "
                            + "sent to two aggregators (\(aggregators.joined(separator: ", "))). Each added up "
                            + "parts that it cannot read"
                            + (input.release.isNoised ? ", then added noise. " : ". ") + people.en)),
                .links([
                    (
                        href: "assessment.html", text: Localized(fr: "Analyse d’impact", en: "Impact assessment"),
                        detail: Localized(
                            fr:
                                "qui l’a permis, ce qu’il en coûte en vie privée, le pire cas, ce que l’étude ne "
                                + "peut pas dire",
                            en: "who allowed it, what it costs in privacy, the worst case, what the study cannot say")
                    )
                ]),
            ])
    }
}
