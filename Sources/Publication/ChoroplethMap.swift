// SPDX-License-Identifier: Apache-2.0
//
// A choropleth of averages: one large map over all published classes, and a small one for each class beside it, all
// on one scale. Five or six steps of one blue that also order in grey; hatching for withheld, dots for
// what is too uncertain for a class. The drawing is in ChoroplethMap+Drawing.swift.

import DisclosureControl
import ImpactAssessment
import Studies

struct ChoroplethMap: Sendable {
    let table: AverageTable
    let caption: FlowMap.Caption
    /// Households, people.
    let unitWords: (one: Localized, many: Localized)
    let classes: ValueClasses?

    init(table: AverageTable, unit: UnitOfPrivacy.Kind, caption: FlowMap.Caption) {
        self.table = table
        self.caption = caption
        unitWords = (UnitWords.bare(unit), UnitWords.many(unit))
        classes = ValueClasses(table.shown)
    }

    /// What a zone is filled with.
    enum Fill: Hashable, Sendable {
        case shade(Int)
        case uncertain
        case withheld
    }

    func fill(_ estimate: Estimate?) -> Fill {
        guard let estimate, let classes else { return .withheld }
        return classes.index(of: estimate).map(Fill.shade) ?? .uncertain
    }

    /// From pale to dark; luminance falls by about a fifth at each step, so that grey print keeps the order.
    static let shades = ["#e3edf5", "#b9d2e6", "#86b0d2", "#4f88b6", "#235d8f", "#0c3358"]

    /// Spread over the whole ramp when there are fewer classes than shades.
    func shade(_ index: Int) -> String {
        guard let classes, classes.count > 1 else { return ChoroplethMap.shades[2] }
        let last = ChoroplethMap.shades.count - 1
        return ChoroplethMap.shades[min(last, index * last / (classes.count - 1))]
    }

    struct Panel: Sendable {
        let title: Localized
        let averages: [String: Estimate]
    }

    var lead: Panel {
        let all = Localized(fr: "Toutes catégories publiées", en: "All published classes")
        return Panel(title: table.hasClasses ? all : table.quantity, averages: table.together)
    }

    var multiples: [Panel] {
        table.hasClasses ? table.classes.map { Panel(title: $0.label.capitalized, averages: $0.averages) } : []
    }

    // MARK: Words

    var measured: Localized {
        let unit = table.unit.isEmpty ? "" : " (\(table.unit))"
        return Localized(
            fr: "\(table.quantity.fr) par \(unitWords.one.fr)\(unit)",
            en: "\(table.quantity.en) per \(unitWords.one.en)\(unit)")
    }

    func range(_ index: Int, _ language: Language) -> String {
        guard let range = classes?.range(index) else { return "" }
        let (low, high) = (language.integer(Int64(range.low)), language.integer(Int64(range.high)))
        return language == .fr ? "\(low) à \(high)" : "\(low) to \(high)"
    }

    static let withheld = Localized(fr: "non diffusé", en: "withheld")
    static let uncertain = Localized(fr: "trop incertain pour une classe", en: "too uncertain for a class")

    var statements: [Localized] {
        var statements = [
            Localized(
                fr: "Une classe est au moins aussi large que l’intervalle à 95 % de chaque zone colorée : le bruit ne "
                    + "déplace pas une couleur de plus d’un cran.",
                en: "A class is at least as wide as the 95% interval of every coloured zone: noise moves a colour by "
                    + "one step at most."),
            bound,
        ]
        if table.hasClasses, !table.incomplete.isEmpty {
            let count = table.incomplete.count
            statements.append(
                Localized.each { language in
                    (
                        "Grande carte : dans \(language.count(count, "zone", "zones")), une catégorie au moins n’est "
                            + "pas diffusée et n’entre pas dans la moyenne.",
                        "Large map: in \(language.count(count, "zone", "zones")), at least one class is withheld and "
                            + "not part of the average."
                    )
                })
        }
        return statements
    }

    /// What the clipping does, in one sentence.
    var bound: Localized {
        Localized.each { language in
            let most = language.integer(table.bound)
            return (
                "Chaque \(unitWords.one.fr) compte pour \(most) \(table.unit) au plus : ce qui dépasse n’est pas "
                    + "compté, et abaisse un peu les moyennes les plus hautes.",
                "Each \(unitWords.one.en) counts for \(most) \(table.unit) at most: what is beyond is not counted and "
                    + "lowers the highest averages a little."
            )
        }
    }

    var description: Localized {
        let ranked = table.together.sorted { ($0.value.value, $0.key) < ($1.value.value, $1.key) }
        guard let least = ranked.first, let most = ranked.last else {
            return Localized(fr: "Carte de zones, rien n’est diffusé.", en: "Map of zones; nothing is published.")
        }
        return Localized.each { language in
            let names = [least, most].map { table.territory.zone($0.key)?.name ?? $0.key }
            let values = [least, most].map { language.integer(RoundedEstimate($0.value).value) }
            return (
                "Carte de zones colorées : \(measured.fr), de \(values[0]) (\(names[0])) à \(values[1]) (\(names[1])).",
                "Map of coloured zones: \(measured.en), from \(values[0]) (\(names[0])) to \(values[1]) (\(names[1]))."
            )
        }
    }
}

extension Localized {
    /// The first letter of each text as a capital.
    var capitalized: Localized {
        Localized(fr: fr.prefix(1).uppercased() + fr.dropFirst(), en: en.prefix(1).uppercased() + en.dropFirst())
    }
}
