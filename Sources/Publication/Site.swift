// SPDX-License-Identifier: Apache-2.0
//
// The static site of a trust: an index of all publications and refusals, a page for each refusal, an Atom
// feed and a DCAT-AP catalogue, made again from the summaries on disk whenever something was published. Every
// file takes its place by one rename; the publications themselves are never touched.

import Foundation
import ImpactAssessment
import Studies

/// A study that the policies did not allow, published like the others.
package struct RefusedStudy: Hashable, Sendable {
    package struct Reason: Hashable, Sendable {
        package let title: String
        package let sentence: Localized
        /// The clause as written, in Cedar.
        package let text: String

        package init(title: String, sentence: Localized, text: String) {
            self.title = title
            self.sentence = sentence
            self.text = text
        }

        package var json: JSONValue {
            .object(["title": .string(title), "sentence": sentence.json, "text": .string(text)])
        }

        /// Nil unless it is what `json` writes.
        package init?(_ json: JSONValue) {
            guard let title = json["title"]?.string, let sentence = Localized(summary: json["sentence"]),
                let text = json["text"]?.string
            else { return nil }
            self.init(title: title, sentence: sentence, text: text)
        }
    }

    package let study: Study
    package let refusedAt: Day
    package let reasons: [Reason]
    /// What was made of the request before it was refused: its preliminary assessment.
    package let documents: [Evidence.Document]

    package init(study: Study, refusedAt: Day, reasons: [Reason], documents: [Evidence.Document] = []) {
        self.study = study
        self.refusedAt = refusedAt
        self.reasons = reasons
        self.documents = documents
    }

    /// Its page in the site.
    var fileName: String { "refused-\(study.id).html" }

    /// A document of it beside that page.
    func fileName(of document: Evidence.Document) -> String { "refused-\(study.id)-\(document.name)" }
}

package struct Site: Sendable {
    /// What is said of the trust itself.
    package struct Trust: Hashable, Sendable {
        package let name: Localized
        package let isFictitious: Bool
        /// Where the site will stand, ending in `/`: feeds and catalogues need whole addresses.
        package let address: String

        /// Nil unless the address begins with `https://` or `http://` and ends with `/`.
        package init?(name: Localized, isFictitious: Bool, address: String) {
            guard address.hasPrefix("https://") || address.hasPrefix("http://"), address.hasSuffix("/"),
                address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && ![0x22, 0x3C, 0x3E].contains($0) })
            else { return nil }
            self.name = name
            self.isFictitious = isFictitious
            self.address = address
        }
    }

    let trust: Trust
    let entries: [PublishedEntry]
    let refusals: [RefusedStudy]
    /// What yearly reports answer to; without it none is written.
    let references: LegalReferences?
    private let accounts: [Int: YearlyReport.Accounts]

    /// - Parameters:
    ///   - directory: holds one folder for each publication.
    ///   - refusals: in any order.
    ///   - accounts: the trust's money, by year.
    /// - Throws: `.summary` when a publication's summary is broken.
    package init(
        _ trust: Trust, publications directory: URL, refusals: [RefusedStudy] = [],
        references: LegalReferences? = nil, accounts: [Int: YearlyReport.Accounts] = [:]
    ) throws(PublicationError) {
        self.trust = trust
        entries = try PublishedEntry.all(in: directory)
        self.refusals = refusals.sorted { ($1.refusedAt, $0.study.id) < ($0.refusedAt, $1.study.id) }
        self.references = references
        self.accounts = accounts
    }

    /// One for each year in which something was published or refused, the newest first.
    var reports: [YearlyReport] {
        guard let references else { return [] }
        let years = entries.map(\.publishedAt.components.year) + refusals.map(\.refusedAt.components.year)
        return Set(years).sorted(by: >).map {
            YearlyReport(self, year: $0, references: references, accounts: accounts[$0])
        }
    }

    /// All files of the root, by name.
    func files() throws -> [PublicationFile] {
        var files = try refusals.flatMap { refusal in
            let page = PublicationFile(
                refusal.fileName, refusal.study.title, try RefusalPage(self, refusal).page.html())
            return [page]
                + refusal.documents.map { PublicationFile(refusal.fileName(of: $0), $0.title, $0.bytes) }
        }
        files += try reports.flatMap { try $0.files() }
        for language in Language.allCases {
            files.append(
                PublicationFile(AtomFeed.fileName(language), Localized("Atom"), AtomFeed(self, language).xml()))
        }
        files.append(
            PublicationFile(Catalogue.fileName, Localized("DCAT-AP"), try Catalogue(self).json().bytes()))
        files.append(PublicationFile("index.html", Localized("index"), try SitePage(self).page.html()))
        return files
    }

    /// Writes the site's own files beside the publications.
    /// - Throws: `.write`; a reader then finds the file before or the file after, never half of one.
    package func write(to directory: URL) throws(PublicationError) {
        do {
            for file in try files() { try Site.replace(file, in: directory) }
        } catch {
            throw PublicationError(
                .write, "the index of the publications could not be written", at: directory.path,
                help: "check free space and permissions, then publish again")
        }
    }

    static func replace(_ file: PublicationFile, in directory: URL) throws {
        try Data(file.bytes).write(to: directory.appendingPathComponent(file.name), options: .atomic)
    }

    var warnings: [Localized] {
        trust.isFictitious
            ? [
                Localized(
                    fr: "Démonstration : la régie et les personnes sont fictives",
                    en: "Demonstration: the trust and the people are fictitious")
            ] : []
    }
}
