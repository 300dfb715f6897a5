// SPDX-License-Identifier: Apache-2.0
//
// What a comparison says, in sentences that the intervals support, and what it doesn't say.

import DisclosureControl
import ImpactAssessment
import Studies

extension EffectTable {
    /// `−2 400 kWh`, with its sign.
    static func signed(_ value: Int64, _ unit: String, _ language: Language) -> String {
        (value > 0 ? "+" : "") + language.integer(value) + (unit.isEmpty ? "" : "\u{00A0}\(unit)")
    }

    /// `entre −3 100 et −1 700`.
    static func between(_ estimate: Estimate, _ language: Language) -> String {
        let rounded = RoundedEstimate(estimate)
        let (low, high) = (language.integer(rounded.low), language.integer(rounded.high))
        return language == .fr ? "entre \(low) et \(high)" : "between \(low) and \(high)"
    }

    private static func whole(_ estimate: Estimate, _ unit: String, _ language: Language) -> String {
        language.integer(RoundedEstimate(estimate).value) + (unit.isEmpty ? "" : "\u{00A0}\(unit)")
    }

    /// One sentence for each amount of a group.
    func sentences(_ group: Group) -> [Localized] {
        group.amounts.map { amount in
            Localized.each { language in
                let effect = amount.result.effect
                let (name, title) = (group.label(axisTitle)[language], amount.title[language].lowercased())
                let one = UnitWords.bare(unit)[language]
                let range = EffectTable.between(effect.high < 0 ? effect.negated : effect, language)
                guard !effect.includesZero else {
                    return language == .fr
                        ? "\(name) : on ne peut pas dire si « \(title) » change (effet \(range) \(amount.unit) par "
                            + "\(one) et par an)."
                        : "\(name): whether “\(title)” changes can't be told (effect \(range) \(amount.unit) per "
                            + "\(one) and year)."
                }
                let size = EffectTable.whole(effect.high < 0 ? effect.negated : effect, amount.unit, language)
                if language == .fr {
                    let less = effect.high < 0 ? "de moins" : "de plus"
                    return "\(name) : \(size) \(less) par \(one) et par an que sans les travaux, \(range) (\(title))."
                }
                let less = effect.high < 0 ? "less" : "more"
                return "\(name): \(size) \(less) per \(one) and year than without the works, \(range) (\(title))."
            }
        }
    }

    /// Years as a range; what can't be told is said.
    func payback(_ group: Group) -> Localized {
        guard let payback = group.payback else {
            return Localized(fr: "ne peut être dit", en: "can't be told")
        }
        return Localized.each { language in
            let low = language.integer(Int64(min(payback.low.rounded(.down), 1e6)))
            let high = language.integer(Int64(min(payback.high.rounded(.up), 1e6)))
            return ("\(low) à \(high) ans", "\(low) to \(high) years")
        }
    }

    /// How the effect is made, and what it leaves out.
    var method: [Localized] {
        let many = UnitWords.many(unit)
        var lines = [
            Localized(
                fr: "L’effet est l’évolution de \(before.fr) à \(after.fr) moins celle des \(many.fr) semblables à "
                    + "qui rien n’est arrivé (mêmes : \(strataTitle.fr)). Météo, prix et efforts de tous s’annulent.",
                en: "The effect is the change from \(before.en) to \(after.en) less that of similar \(many.en) to "
                    + "whom nothing happened (same: \(strataTitle.en)). Weather, prices and everyone’s efforts "
                    + "cancel out."),
            Localized(
                fr: "Une moyenne est une somme bruitée divisée par un compte bruité ; l’intervalle contient la vraie "
                    + "moyenne 95 fois sur 100, bruit seul. Il ne dit rien des différences qui restent entre "
                    + "\(many.fr) semblables.",
                en: "An average is a noised sum over a noised count; its interval holds the true average 95 times in "
                    + "100, as far as noise goes. It says nothing of differences that remain between similar "
                    + "\(many.en)."),
        ]
        let one = UnitWords.bare(unit)
        lines += bounds.map { bound in
            Localized.each { language in
                let most = language.integer(bound.bound)
                return (
                    "\(bound.title.fr) : chaque \(one.fr) compte pour \(most) \(bound.unit) au plus dans une cellule ; "
                        + "au-delà, une baisse n’est pas vue, et un effet est plutôt sous-estimé.",
                    "\(bound.title.en): each \(one.en) counts for \(most) \(bound.unit) at most in a cell; beyond "
                        + "that, a decrease isn’t seen, and an effect is rather underestimated."
                )
            }
        }
        if groups.contains(where: { $0.payback != nil }) {
            lines.append(
                Localized(
                    fr: "Le retour compare ce que le foyer a payé lui-même à la dépense économisée chaque année, à "
                        + "prix constants ; la fourchette contient la vraie valeur au moins 90 fois sur 100.",
                    en: "Payback compares what the household paid itself with what it saves each year, at constant "
                        + "prices; the range holds the true value at least 90 times in 100."))
        }
        return lines
    }

    var silence: Localized? {
        guard !silent.isEmpty else { return nil }
        return Localized(
            fr: "Rien ne peut être dit de : \(silent.map(\.label.fr).joined(separator: ", ")) (trop peu de cas).",
            en: "Nothing can be said of: \(silent.map(\.label.en).joined(separator: ", ")) (too few cases).")
    }
}

extension EffectTable.Group {
    /// A bare yes takes the name of its axis.
    func label(_ axis: Localized) -> Localized {
        value.code == "true" ? axis : value.label.capitalized
    }

    /// Those to whom it happened, after.
    var units: Estimate? { amounts.first?.result.units }
}
