// SPDX-License-Identifier: Apache-2.0
//
// All files of a publication, made in memory before anything touches the disk: the same input gives the
// same bytes.

import ImpactAssessment
import Studies

struct PublicationFile: Sendable {
    let name: String
    let title: Localized
    let bytes: [UInt8]

    init(_ name: String, _ title: Localized, _ bytes: [UInt8]) {
        self.name = name
        self.title = title
        self.bytes = bytes
    }

    init(_ name: String, _ title: Localized, _ text: String) {
        self.init(name, title, Array(text.utf8))
    }
}

struct PublicationFiles {
    let input: PublicationInput
    private let table: PublishedTable
    private let map: PublicationMap

    init(_ input: PublicationInput) throws(PublicationError) {
        try input.check()
        self.input = input
        table = PublishedTable(input.plan, input.release)
        map = PublicationMap(input, table)
    }

    /// In the order in which the page offers them; `index.html` comes last.
    func all() throws(PublicationError) -> [PublicationFile] {
        do {
            let data = try dataFiles() + [assessmentJSON()]
            let pages = [assessmentPage(try assessmentHTML())]
            let index = IndexPage(
                input: input, table: table, map: map,
                downloads: data.map { ($0.name, $0.title) })
            return data + pages + [PublicationFile("index.html", Localized("index"), try index.page.html())]
        } catch {
            throw PublicationError(
                .write, "the pages of `\(input.plan.study.id)` could not be made",
                help: "report this: a template of the program is broken")
        }
    }

    private func assessmentHTML() throws -> String {
        try AssessmentPage(input.assessment, publishedAt: input.publishedAt).page.html()
    }

    private func assessmentPage(_ html: String) -> PublicationFile {
        PublicationFile("assessment.html", Localized(fr: "l’analyse d’impact", en: "the impact assessment"), html)
    }

    private func assessmentJSON() throws -> PublicationFile {
        PublicationFile(
            "assessment.json",
            Localized(fr: "l’analyse d’impact, pour les machines", en: "the impact assessment, for machines"),
            try input.assessment.json().bytes())
    }

    private func dataFiles() throws -> [PublicationFile] {
        let territory = input.dataset.territory
        let tables = TableFiles(table: table, territory: territory)
        let whole = PublicationFile(
            "table.csv",
            Localized(
                fr: "toutes les cellules, avec leur statut et l’intervalle à 95 %",
                en: "all cells, with their status and 95% interval"),
            tables.cells())
        let package = PublicationFile(
            "datapackage.json", Localized(fr: "la description des tables", en: "the description of the tables"),
            try DataPackageFile(input: input, table: table, files: tables).json().bytes())
        return [whole] + (try spatialFiles(tables, territory)) + pictures + [package]
    }

    private func spatialFiles(_ tables: TableFiles, _ territory: Territory) throws -> [PublicationFile] {
        guard table.shape != .plain else { return [] }
        let places = [
            PublicationFile(
                "locations.csv", Localized(fr: "les lieux, au format flowmap", en: "the places, in flowmap form"),
                tables.locations()),
            PublicationFile(
                "zones.geojson", Localized(fr: "les contours des zones", en: "the outlines of the zones"),
                territory.geoJSON()),
        ]
        guard case .flows(let origin, let destination) = table.shape else { return places }
        let unit = table.unitWords(records: input.recordWords)
        let lines = try GeoJSONFiles(territory: territory).flows(
            table.flows(origin: origin, destination: destination), unit: unit)
        return [
            PublicationFile(
                "flows.csv",
                Localized(fr: "les flux publiés, au format flowmap", en: "the published flows, in flowmap form"),
                tables.flows(origin: origin, destination: destination))
        ] + places + [
            PublicationFile(
                "flows.geojson",
                Localized(fr: "les flux publiés, en lignes", en: "the published flows, as lines"), lines)
        ]
    }

    private var pictures: [PublicationFile] {
        [
            PublicationFile(
                "map.svg", Localized(fr: "l’image, en français", en: "the picture, in French"),
                map.svg(language: .fr, layout: .wide, identifier: "map")),
            PublicationFile(
                "map.en.svg", Localized(fr: "l’image, en anglais", en: "the picture, in English"),
                map.svg(language: .en, layout: .wide, identifier: "map")),
        ]
    }
}
