// SPDX-License-Identifier: Apache-2.0
//
// The index of a trust: what was published, what was refused, and the feeds for those who want to follow.

import ImpactAssessment
import Studies

struct SitePage {
    private let site: Site

    init(_ site: Site) {
        self.site = site
    }

    var page: Page {
        Page(
            kind: Localized(fr: "Toutes les publications", en: "All publications"), title: site.trust.name,
            lead: Localized(
                fr:
                    "Ce que le territoire apprend de données personnelles qui restent là où elles sont : chaque étude, "
                    + "sa décision, ses nombres, et celles qui ont été refusées.",
                en:
                    "What the territory learns from personal data that stay where they lie: each study, its "
                    + "decision, its numbers, and those that were refused."),
            byline: counted, warnings: site.warnings, sections: [published, refused, follow],
            colophon: Localized(
                fr: "Licence Ouverte 2.0. Pages sans script ni ressource distante.",
                en: "Open Licence 2.0. Pages without scripts or remote resources."))
    }

    private var counted: Localized {
        Localized.each { language in
            let (published, refused) = (site.entries.count, site.refusals.count)
            return (
                language.count(published, "publication", "publications") + ", "
                    + language.count(refused, "refus", "refus"),
                language.count(published, "publication", "publications") + ", "
                    + language.count(refused, "refusal", "refusals")
            )
        }
    }

    private var published: Page.Section {
        let heading = Localized(fr: "Publications", en: "Publications")
        guard !site.entries.isEmpty else {
            return Page.Section(
                id: "published", heading: heading,
                blocks: [.paragraph(Localized(fr: "Rien encore.", en: "Nothing yet."))])
        }
        return Page.Section(id: "published", heading: heading, blocks: site.entries.flatMap(blocks))
    }

    private func blocks(_ entry: PublishedEntry) -> [Page.Block] {
        [
            .subheading(entry.title), .paragraph(entry.question), .paragraph(facts(entry)),
            .choices([
                (href: "\(entry.id)/index.html", text: named(entry.title, fr: words(entry).fr, en: words(entry).en)),
                (
                    href: "\(entry.id)/assessment.html",
                    text: named(entry.title, fr: "Analyse d’impact", en: "Impact assessment")
                ),
                (
                    href: "\(entry.id)/assessment.html#decision-{language}",
                    text: named(entry.title, fr: "Décision", en: "Decision")
                ),
            ]),
        ]
    }

    /// A link says what it leads to also when it is read alone.
    private func named(_ title: Localized, fr: String, en: String) -> Localized {
        Localized(fr: "\(fr) : \(title.fr)", en: "\(en): \(title.en)")
    }

    private func words(_ entry: PublishedEntry) -> Localized {
        switch entry.kind {
        case "flows": Localized(fr: "Carte de flux et tables", en: "Flow map and tables")
        case "zones": Localized(fr: "Carte et tables", en: "Map and tables")
        default: Localized(fr: "Tables", en: "Tables")
        }
    }

    private func facts(_ entry: PublishedEntry) -> Localized {
        Localized.each { language in
            let (period, day) = (language.period(entry.period), language.day(entry.publishedAt))
            let published = language.integer(entry.cellCount - entry.withheldCount)
            let all = language.integer(entry.cellCount)
            let exact = entry.isProtected ? Localized("") : Localized(fr: " Sans protection.", en: " Not private.")
            return (
                "Demandé par \(entry.requester). Données \(period), publiées le \(day). \(published) cellules sur "
                    + "\(all).\(exact.fr)",
                "Requested by \(entry.requester). Data of \(period), published on \(day). \(published) of \(all) "
                    + "cells.\(exact.en)"
            )
        }
    }

    private var refused: Page.Section {
        let heading = Localized(fr: "Études refusées", en: "Refused studies")
        guard !site.refusals.isEmpty else {
            return Page.Section(
                id: "refused", heading: heading,
                blocks: [.paragraph(Localized(fr: "Aucune à ce jour.", en: "None so far."))])
        }
        return Page.Section(
            id: "refused", heading: heading,
            blocks: [
                .links(
                    site.refusals.map { refusal in
                        let reason = refusal.reasons.first?.sentence ?? Localized("")
                        return (
                            href: refusal.fileName, text: refusal.study.title,
                            detail: Localized.each { "\($0.day(refusal.refusedAt)). \(reason[$0])" }
                        )
                    })
            ])
    }

    private var follow: Page.Section {
        let own: [(href: String, text: Localized, detail: Localized)] = [
            (
                href: AtomFeed.fileName(.fr), text: Localized(fr: "Fil Atom en français", en: "Atom feed in French"),
                detail: Localized(fr: "les nouveautés, pour un lecteur de fils", en: "what is new, for a feed reader")
            ),
            (
                href: AtomFeed.fileName(.en), text: Localized(fr: "Fil Atom en anglais", en: "Atom feed in English"),
                detail: Localized(fr: "les nouveautés, pour un lecteur de fils", en: "what is new, for a feed reader")
            ),
            (
                href: Catalogue.fileName, text: Localized(fr: "Catalogue DCAT-AP", en: "DCAT-AP catalogue"),
                detail: Localized(
                    fr: "en JSON-LD, pour moissonner les jeux de données", en: "in JSON-LD, to harvest the datasets")
            ),
        ]
        return Page.Section(
            id: "follow", heading: Localized(fr: "Suivre et réutiliser", en: "Follow and reuse"),
            blocks: [
                .links(
                    own
                        + site.reports.map {
                            (
                                href: $0.fileName, text: $0.title,
                                detail: Localized(
                                    fr: "ce que la régie a fait : études, demandeurs, finalités, refus",
                                    en: "what the trust did: studies, requesters, purposes, refusals")
                            )
                        })
            ])
    }
}

/// A refusal, with the question and the clauses that refused it.
struct RefusalPage {
    private let site: Site
    private let refusal: RefusedStudy

    init(_ site: Site, _ refusal: RefusedStudy) {
        self.site = site
        self.refusal = refusal
    }

    var page: Page {
        let study = refusal.study
        return Page(
            kind: Localized(fr: "Étude refusée", en: "Refused study"), title: study.title, lead: study.question,
            byline: Localized.each { language in
                let day = language.day(refusal.refusedAt)
                return (
                    "Demandée par \(study.requester.name) · refusée le \(day)",
                    "Requested by \(study.requester.name) · refused on \(day)"
                )
            },
            warnings: site.warnings, sections: [why, asked] + documents + [back],
            colophon: Localized(
                fr: "Un refus se publie comme un résultat : rien n’a été lu chez aucun détenteur.",
                en: "A refusal is published like a result: nothing was read at any holder."))
    }

    private var why: Page.Section {
        Page.Section(
            id: "decision", heading: Localized(fr: "Pourquoi ce refus", en: "Why it was refused"),
            blocks: refusal.reasons.flatMap { reason -> [Page.Block] in
                [.subheading(Localized(reason.title)), .paragraph(reason.sentence), .code(reason.text)]
            })
    }

    private var asked: Page.Section {
        let study = refusal.study
        return Page.Section(
            id: "asked", heading: Localized(fr: "Ce qui était demandé", en: "What was asked"),
            blocks: [
                .facts([
                    (Localized(fr: "Bénéfice attendu", en: "Expected benefit"), study.benefit),
                    (Localized(fr: "Finalité", en: "Purpose"), PurposeWords.of(study.purpose)),
                    (Localized(fr: "Sources", en: "Sources"), Localized(study.sources.joined(separator: ", "))),
                    (Localized(fr: "Période", en: "Period"), .each { $0.period(study.period) }),
                ]), .code(study.query),
            ])
    }

    private var documents: [Page.Section] {
        guard !refusal.documents.isEmpty else { return [] }
        return [
            Page.Section(
                id: "documents", heading: Localized(fr: "Ce qui a été examiné", en: "What was examined"),
                blocks: [
                    .links(
                        refusal.documents.map {
                            let name = refusal.fileName(of: $0)
                            return (href: name, text: Localized(name), detail: $0.title)
                        })
                ])
        ]
    }

    private var back: Page.Section {
        Page.Section(
            id: "back", heading: Localized(fr: "Les autres études", en: "The other studies"),
            blocks: [
                .choices([(href: "index.html", text: Localized(fr: "Toutes les publications", en: "All publications"))])
            ])
    }
}
