// SPDX-License-Identifier: Apache-2.0
//
// What a study can't say, drawn from its plan: whom it doesn't see, what clipping and suppression cut off,
// who counts twice, and what no table of totals can tell.

import Studies

enum StudyLimits {
    static func of(
        _ plan: Plan, dataset: Dataset, holders: [HolderRecord], release: ReleaseRecord?
    ) -> [Localized] {
        [population(holders), clipping(plan)] + measureBounds(plan) + [doubleCount(plan)].compactMap(\.self)
            + [suppression(plan, release), outside(plan), cause, period(plan), objection]
            .compactMap(\.self)
    }

    private static func unit(_ plan: Plan) -> Localized {
        UnitWords.one(plan.unit.kind)
    }

    private static func population(_ holders: [HolderRecord]) -> Localized {
        let french = holders.map(\.title.fr).joined(separator: ", ")
        let english = holders.map(\.title.en).joined(separator: ", ")
        return Localized(
            fr: "Elle ne voit que la clientèle de : \(french). Qui se déplace ou vit autrement n’y figure pas.",
            en: "It sees only the customers of: \(english). Whoever travels or lives otherwise is not in it.")
    }

    private static func clipping(_ plan: Plan) -> Localized {
        let cells = plan.cellsPerUnit
        let one = unit(plan)
        return Localized(
            fr: """
                Au plus \(cells) cellule(s) comptent pour \(one.fr) et par source : les totaux sont en dessous de la \
                réalité pour qui en touche davantage.
                """,
            en: """
                At most \(cells) cell(s) count for \(one.en) and source: totals are below the truth for those who touch \
                more.
                """)
    }

    private static func measureBounds(_ plan: Plan) -> [Localized] {
        plan.measures.filter { $0.kind != .distinctUnits }.map { measure in
            Localized.each { language in
                let bound = language.integer(measure.bound)
                let one = unit(plan)
                return (
                    "« \(measure.name) » : \(one.fr) ajoute au plus \(bound) à une cellule ; le surplus n’est pas compté.",
                    "“\(measure.name)”: \(one.en) adds at most \(bound) to a cell; the rest is not counted."
                )
            }
        }
    }

    private static func doubleCount(_ plan: Plan) -> Localized? {
        guard plan.sourcesPerUnit > 1 else { return nil }
        let (times, one) = (plan.sourcesPerUnit, unit(plan))
        return Localized(
            fr: """
                Les sources ne se parlent pas : \(one.fr) présente chez plusieurs peut compter jusqu’à \(times) fois. Le \
                seuil de diffusion en tient compte.
                """,
            en: """
                The sources do not talk to each other: \(one.en) known to several may count up to \(times) times. The \
                threshold allows for it.
                """)
    }

    private static func suppression(_ plan: Plan, _ release: ReleaseRecord?) -> Localized {
        let few = release.map { $0.withheldCount } ?? 0
        return Localized.each { language in
            let count = language.integer(few)
            return few > 0
                ? (
                    "Une cellule non diffusée (\(count) ici) n’est pas un zéro : on n’en dit rien.",
                    "A withheld cell (\(count) here) is not a zero: nothing is said of it."
                )
                : (
                    "Une cellule absente ne serait pas un zéro : on n’en dirait rien.",
                    "A missing cell would not be a zero: nothing would be said of it."
                )
        }
    }

    private static func outside(_ plan: Plan) -> Localized? {
        guard plan.dimensions.contains(where: { $0.kind == .zone && $0.other != nil }) else { return nil }
        return Localized(
            fr: "Tout ce qui est hors du territoire tient dans une seule cellule : l’étude ne dit pas où.",
            en: "All that lies outside the territory falls into one cell: the study does not say where.")
    }

    private static let cause = Localized(
        fr: "Elle compte, elle n’explique pas : ni motif, ni cause, ni ce que ferait une autre offre.",
        en: "It counts, it does not explain: no motive, no cause, nothing of what another service would change.")

    private static func period(_ plan: Plan) -> Localized {
        Localized(
            fr: "Elle vaut \(Language.fr.period(plan.study.period)) ; d’autres saisons peuvent différer.",
            en: "It holds for \(Language.en.period(plan.study.period)); other seasons may differ.")
    }

    private static let objection = Localized(
        fr: "Les personnes qui se sont opposées ne sont pas comptées ; leur nombre n’est pas publié.",
        en: "People who objected are not counted; their number is not published.")
}

/// The unit of privacy in words.
package enum UnitWords {
    package static func one(_ kind: UnitOfPrivacy.Kind) -> Localized {
        switch kind {
        case .person: Localized(fr: "une personne", en: "one person")
        case .household: Localized(fr: "un foyer", en: "one household")
        }
    }

    package static func many(_ kind: UnitOfPrivacy.Kind) -> Localized {
        switch kind {
        case .person: Localized(fr: "personnes", en: "people")
        case .household: Localized(fr: "foyers", en: "households")
        }
    }
}
