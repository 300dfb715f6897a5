// SPDX-License-Identifier: Apache-2.0
//
// A page for each zone (arrivals and departures) and for each value of the axis of time, reached by plain
// links from the page of the publication and from one another.

import ImpactAssessment
import Studies

struct ViewPages {
    let input: PublicationInput
    let table: PublishedTable
    let maps: ViewMaps

    /// More values of time than this have a strip only.
    static let mostPeriods = 31
    private static let rows = 20

    struct Link: Sendable {
        let name: String
        let title: Localized

        /// The name without its ending.
        var stem: String { String(name.dropLast(".html".count)) }

        func picture(_ part: String, _ language: Language) -> String { "\(stem)-\(part).\(language.rawValue)" }
    }

    private var views: FlowViews { maps.views }
    private var unit: Localized { table.unitWords(records: input.recordWords) }

    // MARK: Names

    /// One page for each zone, named by its code where that makes a file name, else by its place.
    var zoneLinks: [Link] {
        let codes = views.territory.zones.map(\.code)
        return views.zones.map { zone in
            let isPlain = zone.code.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            }
            let place = (codes.firstIndex(of: zone.code) ?? 0) + 1
            let name = isPlain && zone.code.utf8.count <= 20 ? zone.code : "n-\(place)"
            return Link(name: "zone-\(name).html", title: Localized(zone.name))
        }
    }

    var periodLinks: [Link] {
        let periods = views.periods
        guard periods.count > 1, periods.count <= ViewPages.mostPeriods else { return [] }
        return periods.enumerated().map { Link(name: "time-\($0 + 1).html", title: $1.label) }
    }

    func files() throws -> [PublicationFile] {
        let (zones, periods) = (zoneLinks, periodLinks)
        var files: [PublicationFile] = []
        for (zone, link) in zip(views.zones, zones) {
            files.append(PublicationFile(link.name, link.title, try zonePage(zone, link, zones).html()))
        }
        for (value, link) in zip(views.periods, periods) {
            files.append(PublicationFile(link.name, link.title, try periodPage(value, link, periods).html()))
        }
        // There are hundreds of them: at the drawing's own size.
        return files + PictureFile.files(pictures(zones, periods), input.renderers, zoom: 1)
    }

    // MARK: Pictures

    /// Every map of a view in each language, as drawn on its page.
    private func pictures(_ zones: [Link], _ periods: [Link]) -> [PictureFile] {
        Language.allCases.flatMap { language -> [PictureFile] in
            let ofZones = zip(views.zones, zones).flatMap { zone, link -> [PictureFile] in
                let arrivals =
                    views.arrivals(in: zone).isEmpty ? nil : maps.arrivals(zone, language, identifier: "arrivals")
                let departures =
                    views.departures(from: zone).isEmpty
                    ? nil : maps.departures(zone, language, identifier: "departures")
                return [("arrivals", arrivals), ("departures", departures)].compactMap { part, svg in
                    svg.map { PictureFile(name: link.picture(part, language), title: link.title, svg: $0) }
                }
            }
            let ofPeriods = zip(views.periods, periods).compactMap { value, link -> PictureFile? in
                guard !views.flows(at: value).isEmpty else { return nil }
                let svg = maps.period(value, language, .wide, identifier: "map")
                return PictureFile(name: link.picture("map", language), title: link.title, svg: svg)
            }
            return ofZones + ofPeriods
        }
    }

    /// The links to the files of a picture.
    private func downloads(_ link: Link, _ part: String, _ title: Localized) -> Page.Block {
        let endings = ["svg"] + (input.renderers.hasPictures ? ["png"] : [])
        return .choices(
            endings.map { ending in
                (
                    href: "\(link.stem)-\(part).{language}.\(ending)",
                    text: Localized(
                        fr: "\(title.fr) : \(link.title.fr), en \(ending.uppercased())",
                        en: "\(title.en): \(link.title.en), as \(ending.uppercased())")
                )
            })
    }

    // MARK: Pages

    private func page(_ title: Localized, _ sections: [Page.Section]) -> Page {
        let study = input.plan.study
        let whole = Localized(
            fr: "Retour à la carte complète, aux méthodes et aux fichiers",
            en: "Back to the whole map, method and files")
        return Page(
            kind: Localized(fr: "Vue d’une carte de flux", en: "View of a flow map"), title: title,
            subtitle: study.title, lead: study.question,
            byline: Localized.each { language in
                let period = language.period(study.period)
                return ("Données \(period)", "Data of \(period)")
            },
            warnings: input.warnings,
            sections: sections + [
                Page.Section(
                    id: "back", heading: Localized(fr: "La publication", en: "The publication"),
                    blocks: [.links([(href: "index.html", text: study.title, detail: whole)])])
            ],
            colophon: Localized(
                fr: "Licence Ouverte 2.0. Empreinte du plan : \(input.plan.hash)",
                en: "Open Licence 2.0. Plan hash: \(input.plan.hash)"))
    }

    private func zonePage(_ zone: Zone, _ link: Link, _ links: [Link]) -> Page {
        let maps = maps
        func section(
            _ id: String, _ heading: Localized, _ flows: [FlowMap.Flow], _ other: Localized,
            _ end: @escaping (FlowMap.Flow) -> String, _ svg: @escaping @Sendable (Language, String) -> String
        ) -> Page.Section {
            let picture = Page.Figure(caption: nil, wide: { svg($0, "\(id)-\($0.rawValue)") })
            return Page.Section(
                id: id, heading: heading,
                blocks: flows.isEmpty
                    ? [.paragraph(ViewPages.nothing)]
                    : [.figure(picture), downloads(link, id, heading), .table(list(flows, other, end))])
        }
        let arrivals = section(
            "arrivals", Localized(fr: "D’où l’on vient", en: "Where people come from"), views.arrivals(in: zone),
            Localized(fr: "Origine", en: "Origin"), { $0.origin },
            { maps.arrivals(zone, $0, identifier: $1) })
        let departures = section(
            "departures", Localized(fr: "Où l’on va", en: "Where people go"), views.departures(from: zone),
            Localized(fr: "Destination", en: "Destination"), { $0.destination },
            { maps.departures(zone, $0, identifier: $1) })
        return page(
            Localized(zone.name),
            [
                arrivals, departures,
                others(
                    Localized(fr: "Les autres zones", en: "The other zones"),
                    links.filter { $0.title.fr != zone.name }),
            ])
    }

    private func periodPage(_ value: DomainValue, _ link: Link, _ links: [Link]) -> Page {
        let maps = maps
        let flows = views.flows(at: value)
        let figure = Page.Figure(
            caption: Localized(
                fr: "La même échelle vaut pour tous les moments.", en: "All times share one scale."),
            wide: { maps.period(value, $0, .wide, identifier: "wide-\($0.rawValue)") },
            narrow: { maps.period(value, $0, .narrow, identifier: "narrow-\($0.rawValue)") })
        let section = Page.Section(
            id: "map", heading: Localized(fr: "La carte", en: "The map"),
            blocks: flows.isEmpty
                ? [.paragraph(ViewPages.nothing)]
                : [.figure(figure), downloads(link, "map", Localized(fr: "La carte", en: "The map"))])
        return page(
            value.label,
            [
                section,
                others(
                    Localized(fr: "Les autres moments", en: "The other times"),
                    links.filter { $0.title != value.label }),
            ])
    }

    private static let nothing = Localized(
        fr: "Rien n’est diffusé ici : trop peu de monde, ou personne. On ne dit pas lequel des deux.",
        en: "Nothing is released here: too few people, or nobody. Which of the two is not said.")

    private func others(_ heading: Localized, _ links: [Link]) -> Page.Section {
        Page.Section(id: "others", heading: heading, blocks: [ViewPages.block(links)])
    }

    /// Links without more words, side by side.
    static func block(_ links: [Link]) -> Page.Block {
        .choices(links.map { (href: $0.name, text: $0.title) })
    }

    private func list(
        _ flows: [FlowMap.Flow], _ title: Localized, _ end: (FlowMap.Flow) -> String
    ) -> Page.Table {
        let shown = flows.prefix(ViewPages.rows)
        let half = table.release.measures[table.shownMeasure].halfWidth95
        let isSingle = table.otherDimensions.isEmpty
        let width = Localized.each { ", ±\u{00A0}\($0.integer(half))" }
        return Page.Table(
            caption: Localized.each { language in
                let (few, all) = (language.integer(shown.count), language.integer(flows.count))
                let spread = isSingle && input.release.isNoised ? width[language] : ""
                return (
                    "Les \(few) plus grands flux publiés sur \(all), en \(unit.fr)\(spread)",
                    "The \(few) largest of \(all) published flows, in \(unit.en)\(spread)"
                )
            },
            columns: [(title, false), (Localized(fr: "Nombre", en: "Number"), true)],
            rows: shown.map { flow in
                let code = end(flow)
                let name = views.territory.zone(code).map { Localized($0.name) } ?? views.territory.outside
                return [name, .each { $0.integer(flow.count) }]
            })
    }
}
