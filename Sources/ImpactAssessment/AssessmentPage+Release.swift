// SPDX-License-Identifier: Apache-2.0
//
// What a measured assessment says of the release: how much was withheld and why, and how accurate the rest
// is, with relative errors for small, middle and large published cells.

import Studies

extension AssessmentPage {
    func withheld(_ release: ReleaseRecord) -> Page.Section {
        Page.Section(
            id: "withheld", heading: Localized(fr: "Ce qui n’est pas diffusé", en: "What was withheld"),
            blocks: [.paragraph(WithheldWords.count(release)), .paragraph(WithheldWords.rule(release, plan.unit.kind))]
                + WithheldWords.totals(release, assessment).map(Page.Block.paragraph))
    }

    func accuracy(_ release: ReleaseRecord) -> Page.Section {
        Page.Section(
            id: "accuracy", heading: Localized(fr: "Précision", en: "Accuracy"),
            blocks: [
                .paragraph(explanation(release)), .table(intervals(release)),
            ] + bias(release).map(Page.Block.paragraph))
    }

    /// Only noise biases the cells near the threshold.
    private func bias(_ release: ReleaseRecord) -> [Localized] {
        guard release.isNoised else { return [] }
        return [
            Localized(
                fr: "Les cellules tout près du seuil sont un peu surestimées : celles que le bruit a tirées vers "
                    + "le bas n’ont pas été diffusées.",
                en: "Cells just above the threshold are slightly overestimated: those that noise pulled down were "
                    + "not released.")
        ]
    }

    private func explanation(_ release: ReleaseRecord) -> Localized {
        guard release.isNoised else {
            return Localized(
                fr: "\(NoNoiseWords.sentence.fr) Ils sont exactement ce que les bornes par "
                    + "\(plan.unit.kind == .person ? "personne" : "foyer") laissent passer.",
                en: "\(NoNoiseWords.sentence.en) They are exactly what the bounds per unit let through.")
        }
        return Localized(
            fr:
                "Le nombre vrai, une fois appliquées les bornes par "
                + "\(plan.unit.kind == .person ? "personne" : "foyer"), est dans "
                + "l’intervalle 95 fois sur 100. La largeur est la même pour toutes les cellules : les grands "
                + "nombres sont donc "
                + "plus sûrs que les petits.",
            en:
                "The true number, once the bounds per unit are applied, lies in the interval 95 times in 100. The "
                + "width is the "
                + "same for all cells, so large numbers are surer than small ones.")
    }

    private func intervals(_ release: ReleaseRecord) -> Page.Table {
        let titles = [
            Localized(fr: "Mesure", en: "Measure"),
            release.isNoised ? Localized(fr: "Intervalle à 95 %", en: "95% interval") : nil,
            Localized(fr: "Petite cellule publiée", en: "Small published cell"),
            Localized(fr: "Cellule médiane", en: "Median cell"), Localized(fr: "Grande cellule", en: "Large cell"),
        ].compactMap(\.self)
        return Page.Table(
            caption: Localized(
                fr: "Au premier quart, au milieu et au dernier quart des cellules publiées",
                en: "At the first quarter, the middle and the last quarter of the published cells"),
            columns: titles.enumerated().map { ($1, $0 > 0) },
            rows: release.accuracies.map { row($0, isNoised: release.isNoised) })
    }

    private func row(_ accuracy: ReleaseRecord.Accuracy, isNoised: Bool) -> [Localized] {
        let typical = (0..<3).map { index -> Localized in
            guard accuracy.quartiles.indices.contains(index) else { return Localized("—") }
            return Localized.each { language in
                let value = language.integer(accuracy.quartiles[index])
                guard isNoised, let error = accuracy.relativeErrors[index] else { return value }
                return "\(value) (±\u{00A0}\(language.percent(error)))"
            }
        }
        let words = plan.measures.first { $0.name == accuracy.measure }.map(assessment.words)
        let width: [Localized] = isNoised ? [.each { "±\u{00A0}\($0.integer(accuracy.halfWidth95))" }] : []
        return [words ?? Localized(accuracy.measure)] + width + typical
    }
}

/// Sentences on suppression, for the assessment and the publication's page.
package enum WithheldWords {
    package static func count(_ release: ReleaseRecord) -> Localized {
        let share = Double(release.withheldCount) / Double(max(release.cellCount, 1))
        return Localized.each { language in
            let (few, all) = (language.integer(release.withheldCount), language.integer(release.cellCount))
            let percent = language.percent(share)
            return (
                "\(few) cellules sur \(all) (\(percent)) ne sont pas diffusées. Une cellule non diffusée n’est pas "
                    + "un zéro.",
                "\(few) of \(all) cells (\(percent)) are withheld. A withheld cell is not a zero."
            )
        }
    }

    package static func rule(_ release: ReleaseRecord, _ kind: UnitOfPrivacy.Kind) -> Localized {
        let many = UnitWords.many(kind)
        return Localized.each { language in
            let (limit, threshold) = (language.integer(release.limit), language.integer(release.threshold))
            let margin = language.integer(release.limit - Int64(release.threshold * release.sourcesPerUnit))
            let times = release.sourcesPerUnit
            let taken = (
                fr: times > 1 ? ", compté \(times) fois parce qu’on peut figurer dans \(times) sources" : "",
                en: times > 1 ? ", taken \(times) times since one may be in \(times) sources" : ""
            )
            guard release.isNoised else {
                return (
                    """
                    Une cellule n’est diffusée que si son nombre de \(many.fr) atteint \(limit) : le seuil de la \
                    charte (\(threshold))\(taken.fr). \(NoNoiseWords.sentence.fr)
                    """,
                    """
                    A cell is released only if its count of \(many.en) reaches \(limit): the charter’s threshold \
                    (\(threshold))\(taken.en). \(NoNoiseWords.sentence.en)
                    """
                )
            }
            let beta = language.shortDecimal(Double(release.betaMicro) / 10_000, digits: 4)
            return (
                """
                Une cellule n’est diffusée que si son nombre de \(many.fr), bruit compris, atteint \(limit) : le \
                seuil de la charte (\(threshold))\(taken.fr), et une marge pour le bruit (\(margin)). Il y a moins \
                de \(beta)\u{202F}% de chances qu’une seule cellule de la table passe à tort.
                """,
                """
                A cell is released only if its count of \(many.en), noise included, reaches \(limit): the \
                charter’s threshold (\(threshold))\(taken.en), and a margin for the noise (\(margin)). The chance \
                that even one cell of the table passes wrongly is below \(beta)%.
                """
            )
        }
    }

    /// One sentence for each measure whose withheld total may be given.
    package static func totals(_ release: ReleaseRecord, _ assessment: Assessment) -> [Localized] {
        release.accuracies.compactMap { accuracy in
            guard let total = accuracy.withheldTotal, let width = accuracy.withheldTotalHalfWidth95,
                let share = accuracy.withheldShare
            else { return nil }
            let measure = assessment.plan.measures.first { $0.name == accuracy.measure }
            let words = measure.map(assessment.words) ?? Localized(accuracy.measure)
            return Localized.each { language in
                let (sum, spread) = (language.integer(total), language.integer(width))
                let percent = language.percent(share)
                guard release.isNoised else {
                    return (
                        """
                        En \(words.fr) : ensemble, les cellules non diffusées pèsent \(sum), soit \(percent) de \
                        tout ce qui a été compté.
                        """,
                        "In \(words.en): together the withheld cells weigh \(sum), \(percent) of all that was counted."
                    )
                }
                return (
                    """
                    En \(words.fr) : ensemble, les cellules non diffusées pèsent environ \(sum) (± \(spread)), \
                    soit \(percent) de tout ce qui a été compté.
                    """,
                    """
                    In \(words.en): together the withheld cells weigh about \(sum) (± \(spread)), \(percent) of \
                    all that was counted.
                    """
                )
            }
        }
    }
}
