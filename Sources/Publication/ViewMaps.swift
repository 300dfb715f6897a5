// SPDX-License-Identifier: Apache-2.0
//
// The maps of parts of the published flows, each with the caption of the whole, so that it can be pasted
// alone. Maps of zones share one scale, maps of periods another.

import ImpactAssessment
import Studies

struct ViewMaps: Sendable {
    let views: FlowViews
    private let unit: Localized
    private let caption: FlowMap.Caption
    /// Of a map of one period only.
    private let periodCaption: FlowMap.Caption
    private let grouped: FlowViews.Grouped?

    init?(_ input: PublicationInput, _ table: PublishedTable) {
        guard let views = FlowViews(table, territory: input.dataset.territory) else { return nil }
        self.views = views
        unit = table.unitWords(records: input.recordWords)
        caption = PublicationMap.caption(input, table)
        periodCaption = PublicationMap.caption(input, table, without: views.time)
        grouped = views.grouped(by: input.dataset)
    }

    var hasGroups: Bool { grouped != nil }

    /// Between groups of zones.
    func groups(_ language: Language, _ layout: MapLayout, identifier: String) -> String? {
        guard let grouped, let territory = grouped.territory(language) else { return nil }
        let title = ViewMaps.titled(
            caption,
            Localized(fr: "Entre groupes de zones", en: "Between groups of zones"),
            note: Localized(
                fr: "Somme des cellules publiées. Un cercle : ce qui reste à l’intérieur d’un groupe.",
                en: "Sum of the published cells. A circle: what stays inside a group."))
        return FlowMap(territory: territory, flows: grouped.flows, unit: unit, caption: title)
            .svg(language: language, layout: layout, identifier: identifier)
    }

    func arrivals(_ zone: Zone, _ language: Language, identifier: String) -> String {
        let words = Localized(fr: "Arrivées : \(zone.name)", en: "Arrivals: \(zone.name)")
        return map(views.arrivals(in: zone), words, views.scale)
            .svg(language: language, layout: .narrow, identifier: identifier)
    }

    func departures(_ zone: Zone, _ language: Language, identifier: String) -> String {
        let words = Localized(fr: "Départs : \(zone.name)", en: "Departures: \(zone.name)")
        return map(views.departures(from: zone), words, views.scale)
            .svg(language: language, layout: .narrow, identifier: identifier)
    }

    func period(_ value: DomainValue, _ language: Language, _ layout: MapLayout, identifier: String) -> String {
        FlowMap(
            territory: views.territory, flows: views.flows(at: value), unit: unit,
            caption: ViewMaps.titled(periodCaption, value.label), scale: views.periodScale
        ).svg(language: language, layout: layout, identifier: identifier)
    }

    private func map(_ flows: [FlowMap.Flow], _ words: Localized, _ scale: FlowMap.Scale) -> FlowMap {
        FlowMap(
            territory: views.territory, flows: flows, unit: unit, caption: ViewMaps.titled(caption, words), scale: scale
        )
    }

    private static func titled(
        _ caption: FlowMap.Caption, _ words: Localized, note: Localized? = nil
    ) -> FlowMap.Caption {
        FlowMap.Caption(
            title: Localized(fr: "\(caption.title.fr) — \(words.fr)", en: "\(caption.title.en) — \(words.en)"),
            lines: caption.lines + [note].compactMap(\.self), warnings: caption.warnings)
    }
}
