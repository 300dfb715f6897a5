// SPDX-License-Identifier: Apache-2.0
//
// The site's datasets as a DCAT-AP 3 catalogue in JSON-LD: what data portals harvest. Only files of data are
// distributions; pages and notes are not. Themes, languages and file types are those of the EU's vocabularies.

import ImpactAssessment
import Studies

struct Catalogue {
    static let fileName = "catalogue.jsonld"
    private static let authority = "http://publications.europa.eu/resource/authority"
    private static let licence = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"

    private let site: Site

    init(_ site: Site) {
        self.site = site
    }

    func json() -> PublishedJSON {
        let publisher = identified(
            "\(site.trust.address)#publisher", "foaf:Agent", ["foaf:name": words(site.trust.name)])
        return identified(
            site.trust.address + Catalogue.fileName, "dcat:Catalog",
            [
                "@context": context, "dct:title": words(site.trust.name),
                "dct:description": words(
                    Localized(
                        fr: "Études faites sur des données personnelles qui ne quittent pas leurs détenteurs.",
                        en: "Studies of personal data that do not leave their holders.")),
                "dct:publisher": publisher, "dct:language": languages, "foaf:homepage": reference(site.trust.address),
                "dct:license": reference(Catalogue.licence), "dcat:dataset": .array(site.entries.map(dataset)),
            ])
    }

    private var context: PublishedJSON {
        .object([
            "dcat": .string("http://www.w3.org/ns/dcat#"), "dct": .string("http://purl.org/dc/terms/"),
            "foaf": .string("http://xmlns.com/foaf/0.1/"), "xsd": .string("http://www.w3.org/2001/XMLSchema#"),
            "spdx": .string("http://spdx.org/rdf/terms#"),
            "locn": .string("http://www.w3.org/ns/locn#"),
        ])
    }

    private var languages: PublishedJSON {
        .array(["FRA", "ENG"].map { reference("\(Catalogue.authority)/language/\($0)") })
    }

    private func dataset(_ entry: PublishedEntry) -> PublishedJSON {
        let page = "\(site.trust.address)\(entry.id)/"
        return identified(
            page + "#dataset", "dcat:Dataset",
            [
                "dct:title": words(entry.title), "dct:description": words(description(entry)),
                "dct:identifier": .string(entry.id), "dct:issued": typed(entry.publishedAt.description, "xsd:date"),
                "dct:language": languages, "dcat:landingPage": reference(page),
                "dct:creator": .object(["@type": .string("foaf:Agent"), "foaf:name": .string(entry.requester)]),
                "dct:publisher": reference("\(site.trust.address)#publisher"),
                "dct:accessRights": reference("\(Catalogue.authority)/access-right/PUBLIC"),
                "dcat:theme": reference("\(Catalogue.authority)/data-theme/\(theme(entry.purpose))"),
                "dct:temporal": .object([
                    "@type": .string("dct:PeriodOfTime"),
                    "dcat:startDate": typed(entry.period.start.description, "xsd:date"),
                    "dcat:endDate": typed((entry.period.end + -1).description, "xsd:date"),
                ]),
                "dct:spatial": .object([
                    "@type": .string("dct:Location"),
                    "dcat:bbox": typed(polygon(entry.box), "http://www.opengis.net/ont/geosparql#wktLiteral"),
                ]),
                "dcat:distribution": .array(entry.files.filter(isData).map { distribution($0, page) }),
            ])
    }

    /// What is fictitious or unprotected is said first, here as everywhere.
    private func description(_ entry: PublishedEntry) -> Localized {
        let warnings = [
            entry.isProtected
                ? nil : Localized(fr: "Non protégé : données fictives. ", en: "Not private: fictitious data. "),
            entry.isFictitious ? Localized(fr: "Données fictives. ", en: "Fictitious data. ") : nil,
        ].compactMap(\.self)
        return Localized(
            fr: warnings.map(\.fr).joined() + entry.question.fr, en: warnings.map(\.en).joined() + entry.question.en)
    }

    private func theme(_ purpose: String) -> String {
        if purpose.contains("Transport") || purpose.contains("Mobility") { return "TRAN" }
        return purpose.contains("Climate") || purpose.contains("Energy") ? "ENVI" : "SOCI"
    }

    private func polygon(_ box: [Int64]) -> String {
        let degrees = box.map(Catalogue.degrees)
        let corners = [(0, 1), (2, 1), (2, 3), (0, 3), (0, 1)].map { "\(degrees[$0.0]) \(degrees[$0.1])" }
        return "POLYGON((\(corners.joined(separator: ", "))))"
    }

    private static func degrees(_ micro: Int64) -> String {
        let rest = String(micro.magnitude % 1_000_000)
        let padded = String(repeating: "0", count: 6 - rest.count) + rest
        return (micro < 0 ? "-" : "") + "\(micro.magnitude / 1_000_000).\(padded)"
    }

    // MARK: Distributions

    private func isData(_ file: PublishedEntry.File) -> Bool {
        ["text/csv", "application/zstd", "application/geo+json"].contains(file.mediaType)
            || file.name == "datapackage.json"
    }

    private func distribution(_ file: PublishedEntry.File, _ page: String) -> PublishedJSON {
        let type = file.name.hasSuffix(".csv.zst") ? "text/csv" : file.mediaType
        var properties: [String: PublishedJSON] = [
            "dct:title": words(file.title), "dcat:accessURL": reference(page),
            "dcat:downloadURL": reference(page + file.name), "dct:license": reference(Catalogue.licence),
            "dcat:byteSize": typed(String(file.bytes), "xsd:nonNegativeInteger"),
            "dcat:mediaType": reference("https://www.iana.org/assignments/media-types/\(type)"),
            "spdx:checksum": .object([
                "@type": .string("spdx:Checksum"), "spdx:algorithm": reference("spdx:checksumAlgorithm_sha256"),
                "spdx:checksumValue": typed(file.sha256, "xsd:hexBinary"),
            ]),
        ]
        let format = ["text/csv": "CSV", "application/geo+json": "GEOJSON", "application/json": "JSON"][type]
        properties["dct:format"] = format.map { reference("\(Catalogue.authority)/file-type/\($0)") }
        if file.name.hasSuffix(".zst") {
            properties["dcat:compressFormat"] = reference(
                "https://www.iana.org/assignments/media-types/application/zstd")
        }
        return identified(page + file.name + "#distribution", "dcat:Distribution", properties)
    }

    // MARK: JSON-LD

    private func identified(_ id: String, _ type: String, _ properties: [String: PublishedJSON]) -> PublishedJSON {
        .object(properties.merging(["@id": .string(id), "@type": .string(type)]) { kept, _ in kept })
    }

    private func reference(_ iri: String) -> PublishedJSON { .object(["@id": .string(iri)]) }

    private func typed(_ value: String, _ type: String) -> PublishedJSON {
        .object(["@value": .string(value), "@type": .string(type)])
    }

    private func words(_ text: Localized) -> PublishedJSON {
        .array(
            Language.allCases.map {
                .object(["@value": .string(text[$0]), "@language": .string($0.rawValue)])
            })
    }
}
