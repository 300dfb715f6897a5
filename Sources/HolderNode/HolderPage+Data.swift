// SPDX-License-Identifier: Apache-2.0
//
// The page's part about data: what can be asked of each dataset, column by column, and what it is read from in the
// holder's own tables.

import ImpactAssessment
import Studies

extension HolderPage {
    var asked: Page.Section {
        Page.Section(
            id: "demandes", heading: Localized(fr: "Ce qui peut être demandé", en: "What can be asked"),
            blocks: [
                .paragraph(
                    Localized(
                        fr: "Une étude est une requête qui ne rend que des totaux : des comptes ou des sommes, rangés "
                            + "par valeurs déclarées d’avance (zones, listes, tranches, heures, mois). Elle ne peut "
                            + "rendre ni une ligne, ni un identifiant, ni une valeur libre ; elle est refusée avant "
                            + "d’être exécutée si elle l’essaie.",
                        en: "A study is a query that gives totals only: counts or sums, laid out by values that are "
                            + "declared beforehand (zones, lists, bands, hours, months). It can give neither a "
                            + "row, nor "
                            + "an identifier, nor a free value; it is refused before it runs if it tries to."))
            ] + datasets.flatMap(blocks))
    }

    private func blocks(_ dataset: Dataset) -> [Page.Block] {
        [
            .subheading(dataset.title),
            .facts(facts(dataset)),
            .paragraph(
                Localized(
                    fr: "Les colonnes que les études peuvent connaître ; aucune autre n’est lue.",
                    en: "The columns that studies can know of; no other is read.")),
            .facts(columns(dataset)),
        ] + (mappings[dataset.id].map { [.table(sources($0))] } ?? [])
    }

    private func facts(_ dataset: Dataset) -> [(term: Localized, text: Localized)] {
        var facts: [(term: Localized, text: Localized)] = [
            (
                Localized(fr: "Qui est protégé", en: "Who is protected"),
                Localized(
                    fr: "\(UnitWords.one(dataset.unit.kind).fr) (colonne \(dataset.unit.column)), jamais une carte ni "
                        + "une ligne",
                    en: "\(UnitWords.one(dataset.unit.kind).en) (column \(dataset.unit.column)), never a card or a row")
            ),
            (Localized(fr: "Enregistrements", en: "Records"), dataset.recordWords),
            (
                Localized(fr: "Période", en: "Period"),
                .each { $0.period(dataset.recordPeriod) }
            ),
            (
                Localized(fr: "Autres détenteurs possibles", en: "Other holders that may be asked"),
                others(dataset)
            ),
        ]
        if let sensitivity = dataset.sensitivity {
            facts.append((Localized(fr: "Pourquoi c’est sensible", en: "Why it is sensitive"), sensitivity.reason))
        }
        let table =
            mappings[dataset.id].map { Localized($0.table.description) } ?? Localized(dataset.table)
        facts.append((Localized(fr: "Table lue chez le détenteur", en: "The holder’s table that is read"), table))
        return facts
    }

    private func others(_ dataset: Dataset) -> Localized {
        let others = dataset.sources.filter { $0.id != holder.id }.map(\.title)
        guard !others.isEmpty else { return Localized(fr: "aucun", en: "none") }
        return Localized(
            fr: others.map(\.fr).joined(separator: " ; "), en: others.map(\.en).joined(separator: "; "))
    }

    private func columns(_ dataset: Dataset) -> [(term: Localized, text: Localized)] {
        dataset.columns.map { column in
            let (domain, use) = (domain(of: column, dataset), HolderPage.use(of: column, dataset))
            return (
                Localized(fr: "\(column.title.fr) (\(column.name))", en: "\(column.title.en) (\(column.name))"),
                Localized(
                    fr: "Valeurs : \(domain.fr). Une étude \(use.fr).",
                    en: "Values: \(domain.en). A study \(use.en).")
            )
        }
    }

    private func domain(of column: Column, _ dataset: Dataset) -> Localized {
        switch column.kind {
        case .enumeration(let values):
            Localized(
                fr: values.map(\.label.fr).joined(separator: ", "), en: values.map(\.label.en).joined(separator: ", "))
        case .zone:
            .each { language in
                let count = language.count(dataset.territory.zones.count, "zone", "zones")
                let (name, outside) = (dataset.territory.name[language], dataset.territory.outside[language])
                return language == .fr
                    ? "\(count) (\(name)), ou « \(outside) »" : "\(count) (\(name)), or “\(outside)”"
            }
        case .integer(let range):
            .each { language in
                let (low, high) = (language.integer(range.lowerBound), language.integer(range.upperBound))
                let unit = column.unit.map { "\u{00A0}\($0)" } ?? ""
                return language == .fr ? "de \(low) à \(high)\(unit)" : "\(low) to \(high)\(unit)"
            }
        case .boolean: Localized(fr: "oui ou non", en: "yes or no")
        case .date: Localized(fr: "un jour", en: "a day")
        case .timestamp: Localized(fr: "un jour et une heure locale", en: "a day and a local time")
        case .identifier: Localized(fr: "libres", en: "free")
        }
    }

    private static func use(of column: Column, _ dataset: Dataset) -> Localized {
        guard column.name != dataset.unit.column else {
            return Localized(
                fr:
                    "peut compter des \(UnitWords.many(dataset.unit.kind).fr) différentes, sans jamais les "
                    + "montrer ni les "
                    + "choisir",
                en: "may count different \(UnitWords.many(dataset.unit.kind).en), without ever showing or choosing them"
            )
        }
        return switch column.kind {
        case .enumeration, .zone, .boolean:
            Localized(
                fr: "peut ranger les totaux par elle et choisir les lignes comptées",
                en: "may lay totals out by it and choose what is counted")
        case .integer:
            Localized(
                fr: "peut ranger par tranches, choisir, et additionner avec un plafond par unité protégée",
                en: "may lay out in bands, choose, and add up with a bound for each protected unit")
        case .date, .timestamp:
            Localized(
                fr: "peut ranger par heure, jour, semaine ou mois", en: "may lay totals out by hour, day, week or month"
            )
        case .identifier: Localized(fr: "ne peut rien en faire", en: "can do nothing with it")
        }
    }

    /// What the holder's own columns become.
    private func sources(_ mapping: Mapping) -> Page.Table {
        let nothing = Localized(fr: "rien (toujours vide)", en: "nothing (always empty)")
        return Page.Table(
            caption: Localized(
                fr: "D’où chaque colonne est tirée dans « \(mapping.table) », selon la correspondance en vigueur",
                en: "What each column is read from in “\(mapping.table)”, by the mapping in force"),
            columns: [
                (Localized(fr: "Colonne du jeu de données", en: "Column of the dataset"), false),
                (Localized(fr: "Colonne ou expression du détenteur", en: "The holder’s column or expression"), false),
            ],
            rows: mapping.columns.map { column in
                [Localized(column.column.name), column.source.map { Localized($0) } ?? nothing]
            })
    }
}
