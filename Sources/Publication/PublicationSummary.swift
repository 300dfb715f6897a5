// SPDX-License-Identifier: Apache-2.0
//
// `publication.json`, `regie-publication/1`: what the index, the feed, the catalogue and the yearly report must
// know of a publication, in canonical JSON. No cell's number is in it. Read back by PublishedEntry.swift.

import ImpactAssessment
import Studies

struct PublicationSummary {
    static let schema = "regie-publication/1"
    static let fileName = "publication.json"

    private let input: PublicationInput
    private let table: PublishedTable
    private let files: [PublicationFile]

    init(_ input: PublicationInput, _ table: PublishedTable, files: [PublicationFile]) {
        self.input = input
        self.table = table
        self.files = files
    }

    func file() throws -> PublicationFile {
        PublicationFile(
            PublicationSummary.fileName,
            Localized(fr: "le résumé de cette publication", en: "the summary of this publication"),
            json.canonicalBytes)
    }

    private var json: JSONValue {
        let study = input.plan.study
        return .object([
            "schema": .string(PublicationSummary.schema), "id": .string(study.id), "title": study.title.json,
            "question": study.question.json, "benefit": study.benefit.json, "purpose": .string(study.purpose),
            "requester": .object([
                "id": .string(study.requester.id), "name": .string(study.requester.name),
                "kind": .string(study.requester.kind.rawValue),
            ]),
            "dataset": .string(study.dataset), "source": input.sourceLabel.json,
            "period_start": .string(study.period.start.description),
            "period_end_excluded": .string(study.period.end.description),
            "published_at": .string(input.publishedAt.description), "kind": .string(kind),
            "is_fictitious": .bool(input.isFictitious), "is_protected": .bool(input.release.isNoised),
            "cell_count": .int(Int64(input.release.cells.count)),
            "withheld_count": .int(Int64(input.release.withheldCount)), "rho_micro": .int(input.plan.rhoMicro),
            "privacy": privacy,
            "unit_of_privacy": .string(input.plan.unit.kind.rawValue), "plan_sha256": .string(input.plan.hash),
            "ballot": (input.assessment.governance?.ballot.id).map(JSONValue.string) ?? .null,
            "preliminary_sha256": input.assessment.particulars.preliminaryHash.map(JSONValue.string) ?? .null,
            "bounding_box_microdegrees": .array(box.map(JSONValue.int)),
            "files": .array(files.map(\.summary)),
        ])
    }

    /// Null without noise: nothing is promised then.
    private var privacy: JSONValue {
        let privacy = input.plan.study.privacy
        return input.release.isNoised
            ? .object([
                "epsilon_micro": .int(privacy.epsilonMicro), "delta_exponent": .int(Int64(privacy.deltaExponent)),
            ]) : .null
    }

    private var kind: String {
        switch table.shape {
        case .flows: "flows"
        case .zones: "zones"
        case .plain: "table"
        }
    }

    /// West, south, east, north.
    private var box: [Int64] {
        let positions = input.dataset.territory.zones.flatMap { $0.polygons.joined().joined() }
        func micro(_ degrees: Double?) -> Int64 { Int64(((degrees ?? 0) * 1e6).rounded()) }
        let (longitudes, latitudes) = (positions.map(\.longitude), positions.map(\.latitude))
        return [longitudes.min(), latitudes.min(), longitudes.max(), latitudes.max()].map(micro)
    }
}

extension PublicationFile {
    fileprivate var summary: JSONValue {
        .object([
            "name": .string(name), "title": title.json, "bytes": .int(Int64(bytes.count)),
            "sha256": .string(ContentHash.hex(of: bytes)), "media_type": .string(MediaType.of(name)),
        ])
    }
}

/// Registered media types of the files of a publication, by the end of the name.
enum MediaType {
    static func of(_ name: String) -> String {
        let known = [
            ".csv": "text/csv", ".csv.zst": "application/zstd", ".geojson": "application/geo+json",
            ".html": "text/html", ".json": "application/json", ".jsonld": "application/ld+json",
            ".pdf": "application/pdf", ".png": "image/png", ".svg": "image/svg+xml",
        ]
        return known.filter { name.hasSuffix($0.key) }.max { $0.key.count < $1.key.count }?.value
            ?? "application/octet-stream"
    }
}
