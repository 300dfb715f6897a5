// SPDX-License-Identifier: Apache-2.0
//
// The sections of a publication's page that read its table as averages by zone, or as a comparison.

import DisclosureControl
import ImpactAssessment
import Studies

extension IndexPage {
    /// Empty for a table that is read cell by cell.
    var analysis: [Page.Section] {
        if let averages = map.averages { return [averagesSection(averages)] }
        if let effects = map.effects { return [effectSection(effects)] }
        return []
    }

    // MARK: Averages

    private func averagesSection(_ averages: AverageTable) -> Page.Section {
        let threshold = input.dataset.legalThresholds.map { legal in
            Localized.each { language in
                let units = language.integer(legal.units)
                let limit = language.integer(record.limit)
                let comparison: (String, String) =
                    record.limit >= legal.units
                    ? ("ici au moins \(limit), bruit compris", "here at least \(limit), noise included")
                    : ("ici \(limit)", "here \(limit)")
                return (
                    "\(legal.title.fr) : au moins \(units) ; \(comparison.0). \(legal.reference).",
                    "\(legal.title.en): at least \(units); \(comparison.1). \(legal.reference)."
                )
            }
        }
        return Page.Section(
            id: "averages", heading: Localized(fr: "Zone par zone", en: "Zone by zone"),
            blocks: averagesTables(averages).map(Page.Block.table)
                + (threshold.isEmpty
                    ? []
                    : [
                        .subheading(Localized(fr: "Les seuils de la loi", en: "The thresholds of law")),
                        .list(threshold),
                    ]) + methods)
    }

    /// Few enough columns for a sheet of A4: three classes in each table, all of them together first.
    private func averagesTables(_ averages: AverageTable) -> [Page.Table] {
        let all = (title: Localized(fr: "Ensemble publié", en: "All published"), values: averages.together)
        let parts = averages.hasClasses ? averages.classes : []
        let columns = [all] + parts.map { (title: $0.label.capitalized, values: $0.averages) }
        let measured = ChoroplethMap(table: averages, unit: input.plan.unit.kind, caption: map.caption).measured
        let caption = Localized(
            fr: "\(measured.fr), avec ± la demi-largeur de l’intervalle à 95 % ; « – » : non diffusé",
            en: "\(measured.en), with ± half the width of the 95% interval; “–”: withheld")
        return stride(from: 0, to: columns.count, by: 4).map { start in
            let few = Array(columns[start..<min(start + 4, columns.count)])
            return Page.Table(
                caption: caption,
                columns: [(title: Localized(fr: "Zone", en: "Zone"), isNumeric: false)]
                    + few.map { (title: $0.title, isNumeric: true) },
                rows: averages.territory.zones.map { zone in
                    [Localized(zone.name)] + few.map { IndexPage.cell($0.values[zone.code]) }
                })
        }
    }

    private static let uncertain = Localized(fr: "trop incertain", en: "too uncertain")

    private static func cell(_ estimate: Estimate?) -> Localized {
        guard let estimate else { return Localized("–") }
        guard estimate.low > 0 || estimate.width == 0 else { return uncertain }
        let rounded = RoundedEstimate(estimate)
        let half = max(rounded.high - rounded.value, rounded.value - rounded.low)
        return .each { language in
            let value = language.integer(rounded.value)
            return half == 0 ? value : "\(value) ±\u{00A0}\(language.integer(half))"
        }
    }

    /// Of the columns that the study reads.
    private var methods: [Page.Block] {
        let read = Set(input.plan.columnsRead)
        let used = input.dataset.methods.filter { !read.isDisjoint(with: $0.columns) }
        guard !used.isEmpty else { return [] }
        return [
            .subheading(Localized(fr: "Comment ces valeurs sont établies", en: "How these values are made")),
            .facts(
                used.map { method in
                    (
                        term: method.title,
                        text: Localized.each { language in
                            let day = language.day(method.date)
                            return (
                                "\(method.description.fr) (méthode \(method.id), \(day))",
                                "\(method.description.en) (method \(method.id), \(day))"
                            )
                        }
                    )
                }),
        ]
    }

    // MARK: Comparison

    private func effectSection(_ effects: EffectTable) -> Page.Section {
        let heading = Localized(fr: "Ce qu’on peut dire", en: "What can be said")
        let silence = effects.silence.map { [Page.Block.note($0)] } ?? []
        guard !effects.groups.isEmpty else {
            return Page.Section(id: "effect", heading: heading, blocks: silence)
        }
        return Page.Section(
            id: "effect", heading: heading,
            blocks: [.list(effects.groups.flatMap(effects.sentences))] + silence
                + [.table(effectTable(effects))] + (effects.comparison.cost == nil ? [] : [.table(costTable(effects))])
                + [
                    .subheading(Localized(fr: "Comment l’effet est calculé", en: "How the effect is worked out")),
                    .list(effects.method),
                ] + methods)
    }

    private func effectTable(_ effects: EffectTable) -> Page.Table {
        let (before, after) = (effects.before, effects.after)
        return Page.Table(
            caption: Localized(
                fr: "Moyennes par an et par \(UnitWords.bare(effects.unit).fr), avec l’intervalle à 95 % de l’effet",
                en: "Averages per \(UnitWords.bare(effects.unit).en) and year, with the 95% interval of the effect"),
            columns: [
                (effects.axisTitle, false), (Localized(fr: "Grandeur", en: "Amount"), false),
                (UnitWords.many(effects.unit).capitalized, true), (before.capitalized, true),
                (after.capitalized, true), (Localized(fr: "Évolution", en: "Change"), true),
                (Localized(fr: "Semblables", en: "Similar ones"), true), (Localized(fr: "Effet", en: "Effect"), true),
                (Localized(fr: "Intervalle", en: "Interval"), true),
            ],
            rows: effects.groups.flatMap { group in
                group.amounts.map { amount in
                    let result = amount.result
                    let changes = [result.change, result.similarChange, result.effect].map { estimate in
                        Localized.each {
                            EffectTable.signed(RoundedEstimate(estimate).value, "", $0)
                        }
                    }
                    let unit = amount.unit.isEmpty ? "" : " (\(amount.unit))"
                    return [
                        group.label(effects.axisTitle),
                        Localized(fr: amount.title.fr + unit, en: amount.title.en + unit),
                        IndexPage.whole(result.units), IndexPage.whole(result.before), IndexPage.whole(result.after),
                    ] + changes + [.each { EffectTable.between(result.effect, $0) }]
                }
            })
    }

    private func costTable(_ effects: EffectTable) -> Page.Table {
        Page.Table(
            caption: Localized(
                fr: "Coût moyen des travaux, aide reçue et retour pour le foyer",
                en: "Average cost of the works, aid received, and payback for the household"),
            columns: [
                (effects.axisTitle, false), (Localized(fr: "Coût (€)", en: "Cost (€)"), true),
                (Localized(fr: "Aide (€)", en: "Aid (€)"), true),
                (Localized(fr: "Se rembourse en", en: "Pays back in"), true),
            ],
            rows: effects.groups.map { group in
                [
                    group.label(effects.axisTitle), IndexPage.cell(group.cost), IndexPage.cell(group.aid),
                    effects.payback(group),
                ]
            })
    }

    private static func whole(_ estimate: Estimate) -> Localized {
        .each { $0.integer(RoundedEstimate(estimate).value) }
    }
}
