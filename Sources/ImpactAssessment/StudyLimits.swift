// SPDX-License-Identifier: Apache-2.0
//
// What a study can't say, drawn from its plan: whom it doesn't see, what clipping and suppression cut off,
// who counts twice, and what no table of totals can tell.

import Studies

struct StudyLimits {
    let plan: Plan
    let dataset: Dataset
    let holders: [HolderRecord]
    let release: ReleaseRecord?
    let recordWords: Localized

    private var one: Localized { UnitWords.one(plan.unit.kind) }

    var sentences: [Localized] {
        let bounds = plan.measures.filter { $0.kind != .distinctUnits }.map(bound)
        return [population, clipping] + bounds + [doubleCount, suppression, outside].compactMap(\.self)
            + [cause, period, objection]
    }

    private var population: Localized {
        let french = holders.map(\.title.fr).joined(separator: ", ")
        let english = holders.map(\.title.en).joined(separator: ", ")
        return Localized(
            fr: "L’étude ne voit que la clientèle de : \(french). Qui se déplace ou vit autrement n’y figure pas.",
            en: "The study sees only the customers of: \(english). Whoever travels or lives otherwise is not in it.")
    }

    private var clipping: Localized {
        guard !plan.isNormed else { return scaling }
        return Localized.each { language in
            let french = language.count(
                plan.cellsPerUnit, "cellule de la table compte",
                "cellules de la table "
                    + "comptent")
            let english = language.count(plan.cellsPerUnit, "cell of the table counts", "cells of the table count")
            return (
                """
                Au plus \(french) pour \(one.fr) et par source : les totaux sont au-dessous de la réalité pour qui \
                en touche davantage.
                """,
                "At most \(english) for \(one.en) and source: totals are below the truth for those who touch more."
            )
        }
    }

    private var scaling: Localized {
        Localized(
            fr: """
                Toutes les cellules comptent pour \(one.fr), mais d’autant moins qu’il y en a : les totaux sont \
                au-dessous de la réalité pour qui en touche beaucoup.
                """,
            en: """
                All cells of the table count for \(one.en), but the less the more there are: totals are below the \
                truth for those who touch many.
                """)
    }

    private func bound(_ measure: Measure) -> Localized {
        let words = UnitWords.words(
            for: measure, unit: plan.unit.kind, records: recordWords, dataset: dataset)
        return Localized.each { language in
            let most = language.integer(measure.norm?.bound ?? measure.bound)
            return (
                "Mesure « \(words.fr) » : \(one.fr) ajoute au plus \(most) à une cellule ; le reste n’est pas compté.",
                "Measure “\(words.en)”: \(one.en) adds at most \(most) to a cell; the rest is not counted."
            )
        }
    }

    private var doubleCount: Localized? {
        guard plan.sourcesPerUnit > 1 else { return nil }
        let times = plan.sourcesPerUnit
        return Localized(
            fr: """
                Les sources ne se parlent pas : \(one.fr) que plusieurs connaissent peut compter jusqu’à \(times) \
                fois. Le seuil de diffusion en tient compte.
                """,
            en: """
                The sources do not talk to each other: a customer of several, \(one.en) may count up to \(times) \
                times. The threshold allows for it.
                """)
    }

    private var suppression: Localized {
        guard let release, release.withheldCount > 0 else {
            return Localized(
                fr: "Une cellule non diffusée n’est pas un zéro : on n’en dit rien.",
                en: "A withheld cell is not a zero: nothing is said of it.")
        }
        return Localized.each { language in
            let count = language.integer(release.withheldCount)
            return (
                "Une cellule non diffusée (\(count) ici) n’est pas un zéro : on n’en dit rien.",
                "A withheld cell (\(count) here) is not a zero: nothing is said of it."
            )
        }
    }

    private var outside: Localized? {
        guard plan.dimensions.contains(where: { $0.kind == .zone && $0.other != nil }) else { return nil }
        return Localized(
            fr: "Tout ce qui est hors du territoire tient dans un seul lieu : l’étude ne dit pas où.",
            en: "All that lies outside the territory is one place: the study does not say where.")
    }

    private var cause: Localized {
        Localized(
            fr: "L’étude compte, elle n’explique pas : ni motif, ni cause, ni ce que changerait une autre offre.",
            en: "The study counts, it does not explain: no motive, no cause, nothing of what another service would "
                + "change.")
    }

    private var period: Localized {
        Localized(
            fr: "Les nombres valent \(Language.fr.period(plan.study.period)) ; d’autres saisons peuvent différer.",
            en: "The numbers hold for \(Language.en.period(plan.study.period)); other seasons may differ.")
    }

    private var objection: Localized {
        Localized(
            fr: "Qui s’est opposé n’est pas compté ; le nombre d’oppositions n’est pas publié.",
            en: "Whoever objected is not counted; the number of objections is not published.")
    }
}
