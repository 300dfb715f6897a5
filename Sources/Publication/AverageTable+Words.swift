// SPDX-License-Identifier: Apache-2.0
//
// What a table of averages lets one say: which zones and classes are surely above or below the others. Two averages
// are ranked only when their intervals don't touch.

import DisclosureControl
import ImpactAssessment
import Studies

extension AverageTable {
    func sentences(_ kind: UnitOfPrivacy.Kind) -> [Localized] {
        let zones = territory.zones.compactMap { zone in together[zone.code].map { (Localized(zone.name), $0) } }
        let parts = hasClasses ? classes.compactMap { each in over(each).map { (each.label, $0) } } : []
        return [
            extremes(zones, kind, among: Localized(fr: "les communes publiées", en: "the published communes")),
            extremes(parts, kind, among: Localized(fr: "les catégories publiées", en: "the published classes")),
        ].compactMap(\.self)
    }

    /// Of a class, the mean of its zones' averages, zone by zone: zones differ in size, so this ranks places.
    private func over(_ part: Class) -> Estimate? {
        let averages = territory.zones.compactMap { part.averages[$0.code] }
        guard !averages.isEmpty else { return nil }
        return Estimate.sum(averages.map { (weight: 1 / Double(averages.count), estimate: $0) })
    }

    private func extremes(
        _ entries: [(label: Localized, estimate: Estimate)], _ kind: UnitOfPrivacy.Kind, among: Localized
    ) -> Localized? {
        let ranked = entries.sorted { $0.estimate.value > $1.estimate.value }
        guard let first = ranked.first, let last = ranked.last, ranked.count > 1 else { return nil }
        let one = UnitWords.bare(kind)
        guard first.estimate.low > last.estimate.high else {
            return Localized(
                fr: "Parmi \(among.fr), aucune ne se distingue sûrement des autres (\(quantity.fr) par \(one.fr)).",
                en: "Among \(among.en), none surely differs from the others (\(quantity.en) per \(one.en)).")
        }
        return Localized.each { language in
            let (most, least) = (said(first.estimate, language), said(last.estimate, language))
            return (
                "\(quantity.fr) par \(one.fr), parmi \(among.fr) : de \(least) (\(last.label.fr)) à \(most) "
                    + "(\(first.label.fr)).",
                "\(quantity.en) per \(one.en), among \(among.en): from \(least) (\(last.label.en)) to \(most) "
                    + "(\(first.label.en))."
            )
        }
    }

    /// `8 200 kWh ± 300`.
    private func said(_ estimate: Estimate, _ language: Language) -> String {
        let rounded = RoundedEstimate(estimate)
        let half = max(rounded.high - rounded.value, rounded.value - rounded.low)
        let value = "\(language.integer(rounded.value))\u{00A0}\(unit)"
        return half == 0 ? value : "\(value) ±\u{00A0}\(language.integer(half))"
    }
}
