// SPDX-License-Identifier: Apache-2.0
//
// A publication as its summary tells it, read strictly: what an index may say of it. It holds no number of any
// cell, so reading it makes nothing publishable that a Release didn't (promise G4).

import Foundation
import Studies

package struct PublishedEntry: Hashable, Sendable {
    package struct File: Hashable, Sendable {
        package let name: String
        package let title: Localized
        package let bytes: Int64
        package let sha256: String
        package let mediaType: String
    }

    package let id: String
    package let title: Localized
    package let question: Localized
    package let benefit: Localized
    package let purpose: String
    package let requester: String
    package let requesterKind: String
    package let dataset: String
    package let source: Localized
    package let period: Period
    package let publishedAt: Day
    /// `flows`, `zones` or `table`.
    package let kind: String
    package let isFictitious: Bool
    package let isProtected: Bool
    package let cellCount: Int64
    package let withheldCount: Int64
    package let rhoMicro: Int64
    package let planHash: String
    /// Micro-degrees: west, south, east, north.
    package let box: [Int64]
    package let files: [File]

    /// - Parameter directory: a publication's own, with its `publication.json`.
    /// - Throws: `.summary` when the file can't be read or isn't one of these.
    package init(directory: URL) throws(PublicationError) {
        let file = directory.appendingPathComponent(PublicationSummary.fileName)
        guard let data = try? Data(contentsOf: file) else {
            throw PublishedEntry.error("can't be read", file)
        }
        guard let json = try? JSONValue(parsing: data), let entry = PublishedEntry(json),
            entry.id == directory.lastPathComponent
        else { throw PublishedEntry.error("is no summary of the publication in its folder", file) }
        self = entry
    }

    private static func error(_ what: String, _ file: URL) -> PublicationError {
        PublicationError(
            .summary, "the summary \(what)", at: file.path, help: "publish the study again, or remove its folder")
    }

    private init?(_ json: JSONValue) {
        guard json["schema"]?.string == PublicationSummary.schema, let id = json["id"]?.string,
            PublishedEntry.isSlug(id), let title = Localized(summary: json["title"]),
            let question = Localized(summary: json["question"]),
            let benefit = Localized(summary: json["benefit"]), let source = Localized(summary: json["source"]),
            let purpose = json["purpose"]?.string, let requester = json["requester"]?["name"]?.string,
            let requesterKind = json["requester"]?["kind"]?.string, let dataset = json["dataset"]?.string,
            let start = json["period_start"]?.string.flatMap({ Day($0) }),
            let end = json["period_end_excluded"]?.string.flatMap({ Day($0) }),
            let period = Period(start: start, end: end),
            let publishedAt = json["published_at"]?.string.flatMap({ Day($0) }), let kind = json["kind"]?.string,
            let isFictitious = json["is_fictitious"]?.bool, let isProtected = json["is_protected"]?.bool,
            let cellCount = json["cell_count"]?.int, let withheldCount = json["withheld_count"]?.int,
            let rhoMicro = json["rho_micro"]?.int, let planHash = json["plan_sha256"]?.string,
            let box = json["bounding_box_microdegrees"]?.array?.compactMap(\.int), box.count == 4,
            let listed = json["files"]?.array
        else { return nil }
        let files = listed.compactMap(File.init)
        guard files.count == listed.count else { return nil }
        (self.id, self.title, self.question, self.benefit) = (id, title, question, benefit)
        (self.purpose, self.requester, self.requesterKind) = (purpose, requester, requesterKind)
        (self.dataset, self.source, self.period, self.publishedAt) = (dataset, source, period, publishedAt)
        (self.kind, self.isFictitious, self.isProtected) = (kind, isFictitious, isProtected)
        (self.cellCount, self.withheldCount, self.rhoMicro) = (cellCount, withheldCount, rhoMicro)
        (self.planHash, self.box, self.files) = (planHash, box, files)
    }

    /// As studies are named: what stands in an address as it is.
    private static func isSlug(_ id: String) -> Bool {
        (1...63).contains(id.utf8.count)
            && id.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
    }

    /// Every publication below a directory, newest first; equal days by identifier.
    /// - Throws: `.summary` when one of them has a broken summary: an index that silently forgets is no index.
    package static func all(in directory: URL) throws(PublicationError) -> [PublishedEntry] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        var entries: [PublishedEntry] = []
        for name in names.sorted() where !name.hasPrefix(".") {
            let folder = directory.appendingPathComponent(name)
            let summary = folder.appendingPathComponent(PublicationSummary.fileName)
            guard FileManager.default.fileExists(atPath: summary.path) else { continue }
            entries.append(try PublishedEntry(directory: folder))
        }
        return entries.sorted { ($1.publishedAt, $0.id) < ($0.publishedAt, $1.id) }
    }
}

extension PublishedEntry.File {
    fileprivate init?(_ json: JSONValue) {
        guard let name = json["name"]?.string, let title = Localized(summary: json["title"]),
            let bytes = json["bytes"]?.int,
            let sha256 = json["sha256"]?.string, let mediaType = json["media_type"]?.string,
            !name.contains("/"), !name.hasPrefix("."), sha256.utf8.count == 64
        else { return nil }
        self.init(name: name, title: title, bytes: bytes, sha256: sha256, mediaType: mediaType)
    }
}

extension Localized {
    init?(summary json: JSONValue?) {
        guard let french = json?["fr"]?.string, let english = json?["en"]?.string else { return nil }
        self.init(fr: french, en: english)
    }
}

extension PublicationError.Code {
    /// A publication's summary that can't be read back.
    package static let summary = Self("publication-summary")
}
