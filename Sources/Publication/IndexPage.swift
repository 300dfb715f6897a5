// SPDX-License-Identifier: Apache-2.0
//
// The page of a publication: the map, what is hidden and why, the key figures, the largest cells with their
// intervals, how to read them, files, method, and the way to the assessment.

import DisclosureControl
import ImpactAssessment
import Studies

struct IndexPage {
    let input: PublicationInput
    let table: PublishedTable
    let map: PublicationMap
    let views: ViewPages?
    /// Name and title of each file offered for download.
    let downloads: [(name: String, title: Localized)]

    /// Rows of the table on the page.
    static let largestCells = 15

    var record: ReleaseRecord { ReleaseRecord(input.release) }
    var unit: Localized { table.unitWords(records: input.recordWords) }

    var page: Page {
        let study = input.plan.study
        return Page(
            kind: kind, title: study.title, subtitle: source, lead: study.question,
            byline: Localized.each { language in
                let (period, day) = (language.period(study.period), language.day(input.publishedAt))
                return (
                    "Demandé par \(study.requester.name) · données \(period) · publié le \(day)",
                    "Requested by \(study.requester.name) · data of \(period) · published on \(day)"
                )
            },
            warnings: input.warnings,
            sections: [mapSection] + viewSections + analysis + [figuresSection, hidden]
                + (analysis.isEmpty ? [largest] : []) + [reading, downloadSection, decision, method],
            colophon: Localized(
                fr:
                    "Licence Ouverte 2.0. Page sans script ni ressource distante. Empreinte du plan : "
                    + "\(input.plan.hash)",
                en: "Open Licence 2.0. A page without scripts or remote resources. Plan hash: \(input.plan.hash)"))
    }

    private var kind: Localized {
        if map.averages != nil { return Localized(fr: "Carte de moyennes", en: "Map of averages") }
        if map.effects != nil { return Localized(fr: "Avant et après", en: "Before and after") }
        switch table.shape {
        case .flows: return Localized(fr: "Carte de flux", en: "Flow map")
        case .zones: return Localized(fr: "Carte", en: "Map")
        case .plain: return Localized(fr: "Table", en: "Table")
        }
    }

    private var source: Localized {
        Localized(fr: "Source : \(input.sourceLabel.fr)", en: "Source: \(input.sourceLabel.en)")
    }

    // MARK: Map and figures

    private var mapSection: Page.Section {
        let map = map
        return Page.Section(
            id: "map",
            heading: table.shape == .plain
                ? Localized(fr: "Le graphique", en: "The chart") : Localized(fr: "La carte", en: "The map"),
            blocks: [
                .figure(
                    Page.Figure(
                        caption: figureCaption,
                        wide: { map.svg(language: $0, layout: .wide, identifier: "map-wide-\($0.rawValue)") },
                        narrow: { map.svg(language: $0, layout: .narrow, identifier: "map-narrow-\($0.rawValue)") }))
            ])
    }

    private var figureCaption: Localized {
        let sum = PublicationMap.sum(input, table)
        if map.averages != nil {
            return Localized(
                fr: "Plus une zone est sombre, plus la moyenne est haute ; toutes les cartes ont la même échelle.",
                en: "The darker a zone, the higher the average; all maps have the same scale.")
        }
        if map.effects != nil {
            return Localized(
                fr: "À gauche de zéro, une baisse. L’effet est l’évolution avec travaux, moins celle des semblables.",
                en: "Left of zero, a decrease. The effect is the change with works, less that of similar ones.")
        }
        switch table.shape {
        case .flows:
            return Localized(
                fr:
                    "Une flèche va de l’origine à la destination ; plus elle est large et sombre, plus il y a de "
                    + "\(unit.fr). "
                    + (sum.map { $0.fr + "." } ?? ""),
                en: "An arrow goes from origin to destination; the wider and darker, the more \(unit.en). "
                    + (sum.map { $0.en + "." } ?? ""))
        case .zones:
            return Localized(
                fr: "La surface d’un cercle suit le nombre de \(unit.fr). " + (sum.map { $0.fr + "." } ?? ""),
                en: "The area of a circle follows the number of \(unit.en). " + (sum.map { $0.en + "." } ?? ""))
        case .plain:
            return Localized(
                fr: "En \(unit.fr), les plus grandes cellules d’abord.", en: "In \(unit.en), largest cells first.")
        }
    }

    private var figuresSection: Page.Section {
        Page.Section(
            id: "figures", heading: Localized(fr: "En chiffres", en: "Key figures"), blocks: [.keyFigures(keyFigures)])
    }

    /// A sum of people over cells is no number of people: whoever is in several cells is in it several times.
    private var oncePerCell: Localized {
        guard input.plan.measures[table.shownMeasure].kind == .distinctUnits else { return Localized("") }
        return Localized(
            fr: " (qui figure dans plusieurs cellules y compte plusieurs fois)",
            en: " (whoever is in several cells counts in each)")
    }

    private var keyFigures: [(value: Localized, label: Localized)] {
        let accuracy = record.accuracies[table.shownMeasure]
        var figures: [(value: Localized, label: Localized)] = [
            (
                .each { $0.integer(accuracy.publishedTotal) },
                Localized(
                    fr: "\(unit.fr) dans les cellules publiées\(oncePerCell.fr)",
                    en: "\(unit.en) in the published cells\(oncePerCell.en)")
            ),
            (
                .each { "\($0.integer(record.publishedCount)) / \($0.integer(record.cellCount))" },
                Localized(fr: "cellules publiées sur le total prévu", en: "cells published of all planned")
            ),
        ]
        if let share = accuracy.withheldShare {
            figures.append(
                (
                    .each { ($0 == .fr ? "environ " : "about ") + $0.percent(share) },
                    Localized(
                        fr: "des \(unit.fr) dans les cellules non diffusées", en: "of \(unit.en) in the withheld cells")
                ))
        }
        guard input.release.isNoised else { return figures }
        figures.append(
            (
                .each { "±\u{00A0}\($0.integer(accuracy.halfWidth95))" },
                Localized(
                    fr: "\(unit.fr) : incertitude de chaque cellule, à 95 %",
                    en: "\(unit.en): uncertainty of each cell, at 95%")
            ))
        return figures
    }

    // MARK: Hidden

    private var hidden: Page.Section {
        let many = UnitWords.many(input.plan.unit.kind)
        let count = WithheldWords.count(record)
        let why = Localized(
            fr:
                "Là où il y a peu de \(many.fr), un nombre pourrait trahir quelqu’un : il n’est pas diffusé, et "
                + "rien d’autre ici "
                + "ne permet de le retrouver.",
            en:
                "Where there are few \(many.en), a number could give somebody away: it is withheld, and nothing "
                + "else here lets "
                + "one find it.")
        let rule = WithheldWords.rule(record, input.plan.unit.kind)
        let paragraph = Localized(
            fr: [count.fr, why.fr, rule.fr].joined(separator: " "),
            en: [count.en, why.en, rule.en].joined(separator: " "))
        return Page.Section(
            id: "hidden",
            heading: Localized(fr: "Ce qui n’est pas montré, et pourquoi", en: "What is not shown, and why"),
            blocks: [.paragraph(paragraph)])
    }

    // MARK: Largest cells

    private var largest: Page.Section {
        let rows = table.ranked.prefix(IndexPage.largestCells)
        let heading: Localized =
            if case .flows = table.shape {
                Localized(fr: "Les plus grands flux", en: "The largest flows")
            } else {
                Localized(fr: "Les plus grandes cellules", en: "The largest cells")
            }
        guard !rows.isEmpty else {
            return Page.Section(
                id: "largest", heading: heading,
                blocks: [
                    .note(
                        Localized(
                            fr:
                                "Aucune cellule n’a pu être diffusée : la question est trop fine pour ces données. "
                                + "Il faut des zones "
                                + "plus larges, moins de périodes, ou plus de participants.",
                            en:
                                "No cell could be released: the question is too fine for these data. Coarser "
                                + "zones, fewer "
                                + "periods or more participants are needed."))
                ])
        }
        return Page.Section(id: "largest", heading: heading, blocks: [.table(largestTable(Array(rows)))])
    }

    private func largestTable(_ rows: [(row: PublishedTable.Row, count: Int64)]) -> Page.Table {
        let dimensions = input.plan.dimensions.map { dimension in
            (title: input.dataset.column(dimension.column)?.title ?? Localized(dimension.name), isNumeric: false)
        }
        let number = (title: Localized(fr: unit.fr.capitalizedFirst, en: unit.en.capitalizedFirst), isNumeric: true)
        let interval = (title: Localized(fr: "Intervalle à 95 %", en: "95% interval"), isNumeric: true)
        let numbers = input.release.isNoised ? [number, interval] : [number]
        let label = (title: Localized(fr: "Cellule", en: "Cell"), isNumeric: false)
        return Page.Table(
            caption: Localized.each { language in
                let (few, all) = (language.integer(rows.count), language.integer(record.publishedCount))
                return (
                    "Les \(few) plus grandes cellules sur \(all) publiées",
                    "The \(few) largest of \(all) published cells"
                )
            },
            columns: (dimensions.isEmpty ? [label] : dimensions) + numbers,
            rows: rows.map { entry in
                let (low, high) = table.interval(entry.count, measure: table.shownMeasure)
                let words =
                    entry.row.values.isEmpty ? [Localized(fr: "Total", en: "Total")] : entry.row.values.map(\.label)
                let cells: [Localized] = [
                    .each { $0.integer(entry.count) },
                    .each {
                        $0 == .fr
                            ? "\($0.integer(low)) à \($0.integer(high))" : "\($0.integer(low)) to \($0.integer(high))"
                    },
                ]
                return words + cells.prefix(numbers.count)
            })
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
