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

/// A drawing that is a file of its own: as SVG, and as PNG where it can be drawn.
struct PictureFile: Sendable {
    /// Without the ending.
    let name: String
    let title: Localized
    let svg: String

    static func files(_ pictures: [PictureFile], _ renderers: Renderers, zoom: Double = 2) -> [PublicationFile] {
        zip(pictures, renderers.pngs(pictures.map(\.svg), zoom: zoom)).flatMap { picture, png in
            [PublicationFile(picture.name + ".svg", picture.title, picture.svg)]
                + (png.map { [PublicationFile(picture.name + ".png", picture.title, $0)] } ?? [])
        }
    }
}

struct PublicationFiles {
    let input: PublicationInput
    private let table: PublishedTable
    private let map: PublicationMap
    private let views: ViewPages?

    init(_ input: PublicationInput) throws(PublicationError) {
        try input.check()
        self.input = input
        let table = PublishedTable(input.plan, input.release)
        self.table = table
        map = PublicationMap(input, table)
        views = ViewMaps(input, table).map { ViewPages(input: input, table: table, maps: $0) }
    }

    /// In the order in which the page offers them; `index.html`, the summary and the checksums come last.
    func all() throws(PublicationError) -> [PublicationFile] {
        do {
            let pictures = pictures
            let data =
                try dataFiles(pictures) + assessmentFiles() + evidenceFiles() + notes(pictures)
            let pages = try views?.files() ?? []
            let index = IndexPage(
                input: input, table: table, map: map, views: views,
                downloads: data.map { ($0.name, $0.title) })
            let made =
                data + pages + [
                    PublicationFile("index.html", Localized(fr: "la page", en: "the page"), try index.page.html())
                ]
            let summary = try PublicationSummary(input, table, files: made).file()
            return made + [summary, PublicationFiles.checksums(of: made + [summary])]
        } catch let error as PublicationError {
            throw error
        } catch {
            throw PublicationError(
                .write, "the pages of `\(input.plan.study.id)` could not be made",
                help: "report this: a template of the program is broken")
        }
    }

    /// As `sha256sum` writes and checks them.
    private static func checksums(of files: [PublicationFile]) -> PublicationFile {
        let lines = files.sorted { $0.name < $1.name }.map { "\(ContentHash.hex(of: $0.bytes))  \($0.name)\n" }
        return PublicationFile(
            "SHA256SUMS", Localized(fr: "les empreintes de tous les fichiers", en: "the hashes of all files"),
            lines.joined())
    }

    // MARK: Assessment, evidence, note

    private func assessmentFiles() throws -> [PublicationFile] {
        let (assessment, day) = (input.assessment, input.publishedAt)
        return [
            PublicationFile(
                "assessment.html", Localized(fr: "l’analyse d’impact", en: "the impact assessment"),
                try AssessmentPage(assessment, publishedAt: day).page.html()),
            PublicationFile(
                "assessment.json",
                Localized(fr: "l’analyse d’impact, pour les machines", en: "the impact assessment, for machines"),
                try assessment.json().bytes()),
            PublicationFile(
                "pia.json",
                Localized(
                    fr: "l’analyse d’impact, à importer dans l’outil PIA de la CNIL",
                    en: "the impact assessment, for import into the CNIL’s PIA tool"),
                try PIAFile(assessment, day: day).json().bytes()),
        ]
    }

    private func evidenceFiles() throws(PublicationError) -> [PublicationFile] {
        input.evidence.documents.map { PublicationFile($0.name, $0.title, $0.bytes) }
    }

    /// The note of one page, as HTML always, as PDF where it can be set.
    private func notes(_ pictures: [PublicationFile]) -> [PublicationFile] {
        Language.allCases.flatMap { language -> [PublicationFile] in
            let suffix = language == .fr ? "" : ".en"
            let note = CouncilNote(input, table, language: language)
            let title = Localized(
                fr: language == .fr ? "la note d’une page pour le conseil" : "la note d’une page, en anglais",
                en: language == .fr ? "the one-page council note, in French" : "the one-page council note")
            let page = PublicationFile(
                "note\(suffix).html", title,
                note.html(
                    picture: .drawing(
                        map.svg(
                            language: language, layout: .wide, identifier: "note"))))
            guard let png = pictures.first(where: { $0.name == "map\(suffix).png" }),
                let pdf = note.pdf(png.bytes, input.renderers)
            else { return [page] }
            return [page, PublicationFile("note\(suffix).pdf", title, pdf)]
        }
    }

    // MARK: Data

    private func dataFiles(_ pictures: [PublicationFile]) throws -> [PublicationFile] {
        let territory = input.dataset.territory
        let tables = TableFiles(table: table, territory: territory)
        let whole = PublicationFile(
            "table.csv",
            input.release.isNoised
                ? Localized(
                    fr: "toutes les cellules, avec leur statut et l’intervalle à 95 %",
                    en: "all cells, with their status and 95% interval")
                : Localized(fr: "toutes les cellules, avec leur statut", en: "all cells, with their status"),
            tables.cells())
        let package = PublicationFile(
            "datapackage.json", Localized(fr: "la description des tables", en: "the description of the tables"),
            try DataPackageFile(input: input, table: table, files: tables).json().bytes())
        let spatial = try spatialFiles(tables, territory)
        let written = [whole] + averageFiles + spatial
        return written + compressed(written) + pictures + [package]
    }

    /// Each CSV once more, smaller.
    private func compressed(_ files: [PublicationFile]) -> [PublicationFile] {
        files.filter { $0.name.hasSuffix(".csv") }.compactMap { file in
            Zstandard.compressed(file.bytes).map {
                PublicationFile(
                    file.name + ".zst",
                    Localized(fr: "\(file.name), compressé (Zstandard)", en: "\(file.name), compressed (Zstandard)"), $0
                )
            }
        }
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

    private var averageFiles: [PublicationFile] {
        guard let averages = map.averages, case .zones(let zone) = table.shape else { return [] }
        let names = input.plan.dimensions.map(\.name)
        return [
            PublicationFile(
                "averages.csv",
                Localized(
                    fr: "les moyennes par zone, avec leur intervalle à 95 %",
                    en: "the averages by zone, with their 95% interval"),
                averages.csv(dimensions: table.otherDimensions.map { names[$0] }, zone: names[zone]))
        ]
    }

    // MARK: Pictures

    /// Those of the page and of the assessment; the views' own are made with their pages.
    private var pictures: [PublicationFile] {
        PictureFile.files(Language.allCases.flatMap(pictures), input.renderers)
    }

    private func pictures(_ language: Language) -> [PictureFile] {
        let (suffix, words) =
            language == .fr
            ? ("", Localized(fr: "en français", en: "in French"))
            : (".en", Localized(fr: "en anglais", en: "in English"))
        let drawn: [(name: String, title: Localized, svg: String?)] = [
            (
                "map", Localized(fr: "l’image", en: "the picture"),
                map.svg(language: language, layout: .wide, identifier: "map")
            ),
            (
                "map-groups", Localized(fr: "les groupes de zones", en: "the groups of zones"),
                views?.maps.groups(language, .wide, identifier: "groups")
            ),
            (
                "time", Localized(fr: "la bande du temps", en: "the strip of time"),
                strip?.svg(language: language, layout: .wide, identifier: "time")
            ),
            (
                "where", Localized(fr: "où les données sont restées", en: "where the data stayed"),
                input.assessment.diagram(language, identifier: "where")
            ),
        ]
        return drawn.compactMap { name, title, svg in
            svg.map {
                PictureFile(
                    name: name + suffix,
                    title: Localized(fr: "\(title.fr), \(words.fr)", en: "\(title.en), \(words.en)"), svg: $0)
            }
        }
    }

    private var strip: TimeStrip? {
        table.shape == .plain ? nil : TimeStrip(input, table)
    }
}
