// SPDX-License-Identifier: Apache-2.0
//
// `datapackage.json`: Frictionless Data Package 1 with Table Schemas, titles in French and English, licence,
// sources, the plan's hash, the privacy, and how many cells were withheld.

import DisclosureControl
import ImpactAssessment
import Studies

struct DataPackageFile {
    let input: PublicationInput
    let table: PublishedTable
    let files: TableFiles

    static let licence: PublishedJSON = .object([
        "name": .string("etalab-2.0"), "title": .string("Licence Ouverte 2.0 / Open Licence 2.0"),
        "path": .string("https://www.etalab.gouv.fr/licence-ouverte-open-licence/"),
    ])

    func json() -> PublishedJSON {
        let study = input.plan.study
        let warnings = input.warnings.map(PublishedJSON.text)
        return .object([
            "profile": .string("tabular-data-package"),
            "name": .string(study.id),
            "title": .string(study.title.fr), "title_en": .string(study.title.en),
            "description": .string(description.fr), "description_en": .string(description.en),
            // A day alone is no date and time of RFC 3339, which the specification asks for.
            "created": .string("\(input.publishedAt)T00:00:00Z"),
            "licenses": .array([DataPackageFile.licence]),
            "sources": .array([
                .object(["title": .string(input.sourceLabel.fr), "title_en": .string(input.sourceLabel.en)])
            ]),
            "contributors": .array([
                .object(["title": .string(study.requester.name), "role": .string("requester")])
            ]),
            "temporal": .object([
                "start": .string(study.period.start.description),
                "end": .string((study.period.end + -1).description),
            ]),
            "is_fictitious": .bool(input.isFictitious), "is_protected": .bool(input.release.isNoised),
            "warnings": .array(warnings), "plan_hash": .string(input.plan.hash),
            "privacy": privacy, "cells": cells, "resources": .array(resources),
        ])
    }

    private var description: Localized {
        let warning = Localized(
            fr: input.warnings.map { $0.fr + ". " }.joined(), en: input.warnings.map { $0.en + ". " }.joined())
        let question = input.plan.study.question
        let withheld = WithheldWords.count(ReleaseRecord(input.release))
        return Localized(
            fr: "\(warning.fr)\(question.fr) \(withheld.fr)", en: "\(warning.en)\(question.en) \(withheld.en)")
    }

    private var privacy: PublishedJSON {
        let privacy = input.plan.study.privacy
        guard input.release.isNoised else {
            return .object([
                "unit": .string(input.plan.unit.kind.rawValue), "cells_per_unit": .int(input.plan.cellsPerUnit),
                "notice": .text(NoNoiseWords.notice),
            ])
        }
        return .object([
            "unit": .string(input.plan.unit.kind.rawValue), "epsilon_micro": .int(privacy.epsilonMicro),
            "delta_exponent": .int(privacy.deltaExponent), "cells_per_unit": .int(input.plan.cellsPerUnit),
            "rho_micro": .int(input.plan.rhoMicro),
        ])
    }

    private var cells: PublishedJSON {
        let record = ReleaseRecord(input.release)
        return .object([
            "total": .int(record.cellCount), "published": .int(record.publishedCount),
            "withheld": .int(record.withheldCount), "threshold": .int(record.threshold), "limit": .int(record.limit),
        ])
    }

    // MARK: Resources

    private var resources: [PublishedJSON] {
        let own = [
            resource("table", "table.csv", tableTitle, fields: tableFields, key: input.plan.dimensions.map(\.name))
        ]
        guard case .flows(let origin, let destination) = table.shape else {
            return table.shape == .plain ? own : own + averages + [locations]
        }
        let dimensions = [origin, destination].map { input.plan.dimensions[$0] }
        return own + [locations, flows(dimensions)]
    }

    /// Of a table that is read as averages by zone.
    private var averages: [PublishedJSON] {
        guard case .zones(let zone) = table.shape, input.plan.study.formats.contains(.choropleth) else { return [] }
        let axes = ([zone] + table.otherDimensions).map { input.plan.dimensions[$0] }
        let numbers = [
            ("average", Localized(fr: "moyenne par unité protégée", en: "average per unit of privacy")),
            ("low", Localized(fr: "bas de l’intervalle à 95 %", en: "low end of the 95% interval")),
            ("high", Localized(fr: "haut de l’intervalle à 95 %", en: "high end of the 95% interval")),
        ].map { field($0.0, "integer", $0.1) }
        let status = field(
            "status", "string", Localized(fr: "diffusée ou non", en: "published or withheld"),
            values: ["published", "withheld"])
        return [
            resource(
                "averages", "averages.csv", Localized(fr: "Moyennes par zone", en: "Averages by zone"),
                fields: axes.map(dimensionField) + [status] + numbers
                    + [field("unit", "string", Localized(fr: "unité de la moyenne", en: "unit of the average"))],
                key: axes.map(\.name))
        ]
    }

    private var tableTitle: Localized {
        Localized(fr: "Toutes les cellules, avec leur statut", en: "All cells, with their status")
    }

    private var tableFields: [PublishedJSON] {
        let status = field(
            "status", "string",
            Localized(
                fr: "published : diffusée ; withheld : non diffusée, valeurs vides",
                en: "published, or withheld: values are empty"),
            values: ["published", "withheld"])
        return input.plan.dimensions.map(dimensionField) + [status] + input.plan.measures.flatMap(measureFields)
    }

    private func dimensionField(_ dimension: Dimension) -> PublishedJSON {
        let column = input.dataset.column(dimension.column)?.title ?? Localized(dimension.name)
        return field(dimension.name, "string", column, values: dimension.cells.map(\.code))
    }

    private func measureFields(_ measure: Studies.Measure) -> [PublishedJSON] {
        let exact = Localized(fr: "nombre exact, sans bruit", en: "exact number, without noise")
        let words =
            input.release.isNoised
            ? [
                Localized(fr: "nombre, bruit compris", en: "number, noise included"),
                Localized(fr: "bas de l’intervalle à 95 %", en: "low end of the 95% interval"),
                Localized(fr: "haut de l’intervalle à 95 %", en: "high end of the 95% interval"),
            ] : [exact, exact, exact]
        return zip(["", "_low", "_high"], words).map { field(measure.name + $0, "integer", $1) }
    }

    private var locations: PublishedJSON {
        resource(
            "locations", "locations.csv",
            Localized(
                fr: "Les lieux ; « outside » est placé au bord droit de la carte",
                en: "The places; “outside” stands at the right edge of the map"),
            fields: [
                field("id", "string", Localized(fr: "code de la zone", en: "zone code")),
                field("name", "string", Localized(fr: "nom", en: "name")),
                field("lat", "number", Localized(fr: "latitude WGS 84", en: "WGS 84 latitude")),
                field("lon", "number", Localized(fr: "longitude WGS 84", en: "WGS 84 longitude")),
            ], key: ["id"])
    }

    private func flows(_ ends: [Dimension]) -> PublishedJSON {
        let unit = table.unitWords(records: input.recordWords)
        let time = files.timeDimension
        let others = table.otherDimensions.filter { $0 != time }.map { dimensionField(input.plan.dimensions[$0]) }
        let timeField = time == nil ? [] : [field("time", "string", Localized(fr: "période", en: "period"))]
        let fields = [
            field("origin", "string", Localized(fr: "origine", en: "origin"), values: ends[0].cells.map(\.code)),
            field("dest", "string", Localized(fr: "destination", en: "destination"), values: ends[1].cells.map(\.code)),
            field("count", "integer", unit),
        ]
        return resource(
            "flows", "flows.csv", Localized(fr: "Les flux publiés seulement", en: "The published flows only"),
            fields: fields + timeField + others, key: nil)
    }

    private func resource(
        _ name: String, _ path: String, _ title: Localized, fields: [PublishedJSON], key: [String]?
    ) -> PublishedJSON {
        var schema: [String: PublishedJSON] = ["fields": .array(fields), "missingValues": .strings([""])]
        if let key, !key.isEmpty { schema["primaryKey"] = .strings(key) }
        return .object([
            "profile": .string("tabular-data-resource"), "name": .string(name), "path": .string(path),
            "title": .string(title.fr), "title_en": .string(title.en), "format": .string("csv"),
            "mediatype": .string("text/csv"), "encoding": .string("utf-8"),
            "dialect": .object(["delimiter": .string(",")]), "schema": .object(schema),
        ])
    }

    private func field(
        _ name: String, _ type: String, _ title: Localized, values: [String]? = nil
    ) -> PublishedJSON {
        var field: [String: PublishedJSON] = [
            "name": .string(name), "type": .string(type), "title": .string(title.fr), "title_en": .string(title.en),
        ]
        if let values { field["constraints"] = .object(["enum": .strings(values)]) }
        return .object(field)
    }
}
