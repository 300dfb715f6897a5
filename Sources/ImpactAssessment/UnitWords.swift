// SPDX-License-Identifier: Apache-2.0
//
// Units of privacy and measures in words, and plurals by count.

import Studies

package enum UnitWords {
    package static func one(_ kind: UnitOfPrivacy.Kind) -> Localized {
        switch kind {
        case .person: Localized(fr: "une personne", en: "one person")
        case .household: Localized(fr: "un foyer", en: "one household")
        }
    }

    /// After « de » or « par »: the French noun without its article.
    package static func bare(_ kind: UnitOfPrivacy.Kind) -> Localized {
        switch kind {
        case .person: Localized(fr: "personne", en: "person")
        case .household: Localized(fr: "foyer", en: "household")
        }
    }

    package static func many(_ kind: UnitOfPrivacy.Kind) -> Localized {
        switch kind {
        case .person: Localized(fr: "personnes", en: "people")
        case .household: Localized(fr: "foyers", en: "households")
        }
    }

    /// In the plural; a sum by the title of its column, with what it is counted in.
    package static func words(
        for measure: Measure, unit: UnitOfPrivacy.Kind, records: Localized, dataset: Dataset? = nil
    ) -> Localized {
        switch measure.kind {
        case .distinctUnits: return many(unit)
        case .records: return records
        case .sum(let name):
            guard let column = dataset?.column(name) else { return Localized(measure.name) }
            let counted = column.unit.map { " (\($0))" } ?? ""
            return Localized.each { language in
                let title = column.title[language]
                return title.prefix(1).lowercased() + title.dropFirst() + counted
            }
        }
    }
}

extension Language {
    /// `1 cellule`, `12 cellules`; French counts 0 as singular, English as plural.
    package func count(_ number: Int, _ one: String, _ many: String) -> String {
        let isOne = self == .fr ? number < 2 : number == 1
        return "\(integer(number)) \(isOne ? one : many)"
    }
}
