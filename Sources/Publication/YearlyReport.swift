// SPDX-License-Identifier: Apache-2.0
//
// The yearly report of a trust as a data altruism organisation: what was asked, by whom and what for, what was
// published and refused, with which techniques, for what money. Made from the summaries of the publications;
// the articles that it answers to are data (LegalReferences.swift).

import Foundation
import ImpactAssessment
import Studies

package struct YearlyReport: Sendable {
    /// Money in euros; nothing is invented when nobody gave it.
    package struct Accounts: Hashable, Sendable {
        package let revenue: Int64
        package let expenditure: Int64
        /// What requesters paid, in all.
        package let fees: Int64

        package init(revenue: Int64, expenditure: Int64, fees: Int64) {
            self.revenue = revenue
            self.expenditure = expenditure
            self.fees = fees
        }
    }

    let site: Site
    let year: Int
    let references: LegalReferences
    let accounts: Accounts?
    let published: [PublishedEntry]
    let refused: [RefusedStudy]

    package init(_ site: Site, year: Int, references: LegalReferences, accounts: Accounts? = nil) {
        self.site = site
        self.year = year
        self.references = references
        self.accounts = accounts
        published = site.entries.filter { $0.publishedAt.components.year == year }
        refused = site.refusals.filter { $0.refusedAt.components.year == year }
    }

    package var fileName: String { "report-\(year).html" }

    package var title: Localized { Localized(fr: "Rapport annuel \(year)", en: "Yearly report \(year)") }

    /// The page, and the same facts as JSON.
    func files() throws -> [PublicationFile] {
        [
            PublicationFile(fileName, title, try page.html()),
            PublicationFile("report-\(year).json", title, try json().bytes()),
        ]
    }

    /// Who asked, once each, in the order of their names.
    var requesters: [String] {
        Set(published.map(\.requester) + refused.map(\.study.requester.name)).sorted()
    }

    /// ρ spent by the year's publications, by dataset.
    var spent: [(dataset: String, rhoMicro: Int64)] {
        Dictionary(grouping: published, by: \.dataset).map { dataset, entries in
            (dataset, entries.reduce(0) { $0 + $1.rhoMicro })
        }.sorted { $0.dataset < $1.dataset }
    }

    // MARK: JSON

    package func json() -> PublishedJSON {
        .object([
            "schema": .string("regie-yearly-report/1"), "year": .int(year), "trust": .text(site.trust.name),
            "is_fictitious": .bool(site.trust.isFictitious),
            "published": .array(
                published.map {
                    .object([
                        "id": .string($0.id), "title": .text($0.title), "requester": .string($0.requester),
                        "requester_kind": .string($0.requesterKind), "purpose": .string($0.purpose),
                        "objective": .text($0.benefit), "dataset": .string($0.dataset),
                        "published_at": .string($0.publishedAt.description), "cell_count": .int($0.cellCount),
                        "withheld_count": .int($0.withheldCount), "rho_micro": .int($0.rhoMicro),
                    ])
                }),
            "refused": .array(
                refused.map {
                    .object([
                        "id": .string($0.study.id), "title": .text($0.study.title),
                        "requester": .string($0.study.requester.name), "purpose": .string($0.study.purpose),
                        "refused_at": .string($0.refusedAt.description),
                        "reasons": .array($0.reasons.map { .text($0.sentence) }),
                    ])
                }),
            "requesters": .strings(requesters),
            "spent": .array(spent.map { .object(["dataset": .string($0.dataset), "rho_micro": .int($0.rhoMicro)]) }),
            "accounts": .optional(accounts) {
                .object([
                    "revenue_euros": .int($0.revenue), "expenditure_euros": .int($0.expenditure),
                    "fees_euros": .int($0.fees),
                ])
            },
            "legal_references": .array(
                references.references.map {
                    .object([
                        "id": .string($0.id), "article": .text($0.article), "asks": .text($0.asks),
                        "note": .optional($0.note, PublishedJSON.text),
                    ])
                }),
            "legal_references_reviewed_at": .string(references.reviewedAt.description),
        ])
    }
}
