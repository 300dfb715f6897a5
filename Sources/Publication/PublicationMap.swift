// SPDX-License-Identifier: Apache-2.0
//
// The picture of a publication, chosen by the table's shape: flows, circles on zones, or bars. Its caption
// carries source, period, unit, privacy and what was withheld, so that it can be pasted alone.

import ImpactAssessment
import Studies

struct PublicationMap: Sendable {
    private enum Picture: Sendable {
        case map(FlowMap)
        case bars(BarChart)
        case choropleth(ChoroplethMap)
        case effects(EffectChart)
    }

    private let picture: Picture
    let caption: FlowMap.Caption
    /// When the table is read as averages by zone.
    let averages: AverageTable?
    /// When it is read as a comparison.
    let effects: EffectTable?

    init(_ input: PublicationInput, _ table: PublishedTable) {
        let averages = AverageTable(input, table)
        let effects = EffectTable(input, table)
        let caption = PublicationMap.caption(input, table, isSummed: averages == nil && effects == nil)
        self.caption = caption
        self.averages = averages
        self.effects = effects
        if let averages {
            picture = .choropleth(ChoroplethMap(table: averages, unit: input.plan.unit.kind, caption: caption))
            return
        }
        if let effects {
            picture = .effects(EffectChart(table: effects, caption: caption))
            return
        }
        let unit = table.unitWords(records: input.recordWords)
        let territory = input.dataset.territory
        switch table.shape {
        case .flows(let origin, let destination):
            let flows = table.flows(origin: origin, destination: destination)
            picture = .map(FlowMap(territory: territory, flows: flows, unit: unit, caption: caption))
        case .zones(let zone):
            let counts = table.counts(zone: zone)
            picture = .map(FlowMap(territory: territory, counts: counts, unit: unit, caption: caption))
        case .plain:
            picture = .bars(PublicationMap.bars(table, unit: unit, caption: caption))
        }
    }

    func svg(language: Language, layout: MapLayout, identifier: String) -> String {
        switch picture {
        case .map(let map): map.svg(language: language, layout: layout, identifier: identifier)
        case .bars(let chart): chart.svg(language: language, layout: layout, identifier: identifier)
        case .choropleth(let map): map.svg(language: language, layout: layout, identifier: identifier)
        case .effects(let chart): chart.svg(language: language, layout: layout, identifier: identifier)
        }
    }

    private static func bars(_ table: PublishedTable, unit: Localized, caption: FlowMap.Caption) -> BarChart {
        let ranked = table.ranked.prefix(BarChart.mostBars)
        let bars = ranked.map { entry in
            let (low, high) = table.interval(entry.count, measure: table.shownMeasure)
            let words = entry.row.values.map(\.label)
            let label =
                words.isEmpty
                ? Localized(fr: "Total", en: "Total")
                : Localized.each { language in words.map { $0[language] }.joined(separator: " · ") }
            return BarChart.Bar(label: label, count: entry.count, low: low, high: high)
        }
        return BarChart(
            bars: bars, publishedCount: table.published.count, unit: unit, caption: caption,
            hasIntervals: table.release.isNoised)
    }

    // MARK: Caption

    /// - Parameters:
    ///   - axis: one of which the picture shows a single value, or each apart; it is not added up then.
    ///   - isSummed: what the picture shows is counts added up over the axes it doesn't show.
    static func caption(
        _ input: PublicationInput, _ table: PublishedTable, without axis: Int? = nil, isSummed: Bool = true
    ) -> FlowMap.Caption {
        let sum = isSummed ? sum(input, table, without: axis) : nil
        let lines = [source(input, table, hasUnit: isSummed), privacy(input), sum].compactMap(\.self)
        return FlowMap.Caption(title: input.plan.study.title, lines: lines, warnings: input.warnings)
    }

    /// A picture of averages or effects says itself what it shows.
    private static func source(
        _ input: PublicationInput, _ table: PublishedTable, hasUnit: Bool
    ) -> Localized {
        let words = table.unitWords(records: input.recordWords)
        let unit =
            hasUnit ? Localized(fr: " · Unité : \(words.fr)", en: " · Unit: \(words.en)") : Localized("")
        return Localized.each { language in
            let period = language.period(input.plan.study.period)
            return (
                "Source : \(input.sourceLabel.fr) · Période : \(period)\(unit.fr)",
                "Source: \(input.sourceLabel.en) · Period: \(period)\(unit.en)"
            )
        }
    }

    private static func privacy(_ input: PublicationInput) -> Localized {
        let record = ReleaseRecord(input.release)
        return Localized.each { language in
            let (few, all) = (language.integer(record.withheldCount), language.integer(record.cellCount))
            let share = language.percent(Double(record.withheldCount) / Double(max(record.cellCount, 1)))
            let protection = protection(input)[language]
            return (
                "\(protection) · Non diffusé : \(few) cellules sur \(all) (\(share))",
                "\(protection) · Withheld: \(few) of \(all) cells (\(share))"
            )
        }
    }

    static func protection(_ input: PublicationInput) -> Localized {
        guard input.release.isNoised else {
            return Localized(fr: "Protection : aucune, sans bruit", en: "Protection: none, without noise")
        }
        let privacy = input.plan.study.privacy
        return Localized.each { language in
            let epsilon = language.micro(privacy.epsilonMicro)
            let delta = language.power(ofTen: -privacy.deltaExponent)
            let one = input.plan.unit.kind == .person ? ("personne", "person") : ("foyer", "household")
            return (
                "Protection par \(one.0) : ε = \(epsilon), δ = \(delta)",
                "Protection per \(one.1): ε = \(epsilon), δ = \(delta)"
            )
        }
    }

    /// Said when the picture adds up what the table keeps apart.
    static func sum(_ input: PublicationInput, _ table: PublishedTable, without axis: Int? = nil) -> Localized? {
        let others = table.otherDimensions.filter { $0 != axis }.map { input.plan.dimensions[$0] }
        guard !others.isEmpty, table.shape != .plain else { return nil }
        let titles = others.map { input.dataset.column($0.column)?.title ?? Localized($0.name) }
        return Localized(
            fr: "La carte additionne les cellules publiées selon : \(titles.map(\.fr).joined(separator: ", "))",
            en: "The map adds up the published cells over: \(titles.map(\.en).joined(separator: ", "))")
    }
}
