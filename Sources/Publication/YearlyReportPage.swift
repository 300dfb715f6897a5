// SPDX-License-Identifier: Apache-2.0
//
// The yearly report as a page: activities, who asked and what for, results, refusals, techniques, money, and
// the articles that each part answers to.

import ImpactAssessment
import Studies

extension YearlyReport {
    var page: Page {
        Page(
            kind: Localized(fr: "Rapport annuel", en: "Yearly report"), title: title, subtitle: site.trust.name,
            lead: Localized(
                fr:
                    "Ce que la régie a fait dans l’année : les études demandées, publiées et refusées, pour qui, pour "
                    + "quoi et comment.",
                en:
                    "What the trust did in the year: studies asked for, published and refused, for whom, what for "
                    + "and how."
            ),
            byline: Localized.each { language in
                let day = language.day(references.reviewedAt)
                return ("Références légales relues le \(day)", "Legal references read through on \(day)")
            },
            warnings: site.warnings,
            sections: [activities, results, refusals, techniques, money, law, back],
            colophon: Localized(
                fr: "Les mêmes faits en JSON : report-\(year).json.", en: "The same facts in JSON: report-\(year).json."
            ))
    }

    private var activities: Page.Section {
        Page.Section(
            id: "activities", heading: Localized(fr: "Activités", en: "Activities"),
            blocks: [
                .keyFigures([
                    YearlyReport.figure(
                        published.count, fr: ("étude publiée", "études publiées"),
                        en: ("study published", "studies published")),
                    YearlyReport.figure(
                        refused.count, fr: ("étude refusée", "études refusées"),
                        en: ("study refused", "studies refused")),
                    YearlyReport.figure(
                        requesters.count, fr: ("demandeur", "demandeurs"), en: ("requester", "requesters")),
                    YearlyReport.figure(
                        Set(published.map(\.dataset)).count, fr: ("jeu de données lu", "jeux de données lus"),
                        en: ("dataset read", "datasets read")),
                ])
            ]
                + (spent.isEmpty
                    ? []
                    : [
                        .list(
                            spent.map { account in
                                .each { language in
                                    let rho = language.micro(account.rhoMicro)
                                    return (
                                        "Budget de vie privée dépensé sur « \(account.dataset) » : ρ = \(rho).",
                                        "Privacy budget spent on “\(account.dataset)”: ρ = \(rho)."
                                    )
                                }
                            })
                    ]))
    }

    /// A number and its words, singular or plural as each language has it.
    private static func figure(
        _ count: Int, fr: (one: String, many: String), en: (one: String, many: String)
    ) -> (value: Localized, label: Localized) {
        (
            .each { $0.integer(count) },
            Localized(fr: count < 2 ? fr.one : fr.many, en: count == 1 ? en.one : en.many)
        )
    }

    private var results: Page.Section {
        let heading = Localized(fr: "Demandeurs, finalités et résultats", en: "Requesters, purposes and results")
        guard !published.isEmpty else {
            return Page.Section(id: "results", heading: heading, blocks: [.paragraph(YearlyReport.none)])
        }
        return Page.Section(
            id: "results", heading: heading,
            blocks: [
                .table(
                    Page.Table(
                        caption: Localized(fr: "Ce qui a été publié", en: "What was published"),
                        columns: [
                            (Localized(fr: "Étude", en: "Study"), false),
                            (Localized(fr: "Demandeur", en: "Requester"), false),
                            (Localized(fr: "Finalité", en: "Purpose"), false),
                            (Localized(fr: "Objectif d’intérêt général", en: "Objective of general interest"), false),
                            (Localized(fr: "Cellules publiées", en: "Cells published"), true),
                        ],
                        rows: published.map { entry in
                            [
                                entry.title, Localized(entry.requester), PurposeWords.of(entry.purpose), entry.benefit,
                                .each { language in
                                    let few = language.integer(entry.cellCount - entry.withheldCount)
                                    return "\(few) / \(language.integer(entry.cellCount))"
                                },
                            ]
                        })),
                .choices(published.map { (href: "\($0.id)/index.html", text: $0.title) }),
            ])
    }

    private static let none = Localized(fr: "Aucune cette année.", en: "None this year.")

    private var refusals: Page.Section {
        Page.Section(
            id: "refusals", heading: Localized(fr: "Refus", en: "Refusals"),
            blocks: refused.isEmpty
                ? [.paragraph(YearlyReport.none)]
                : [
                    .links(
                        refused.map { refusal in
                            (
                                href: refusal.fileName, text: refusal.study.title,
                                detail: refusal.reasons.first?.sentence ?? Localized("")
                            )
                        })
                ])
    }

    private var techniques: Page.Section {
        Page.Section(
            id: "techniques", heading: Localized(fr: "Techniques de protection", en: "Privacy techniques"),
            blocks: [
                .list([
                    Localized(
                        fr: "Les enregistrements restent chez leurs détenteurs ; il n’en sort que des parts de totaux.",
                        en: "Records stay with their holders; only parts of totals leave."),
                    Localized(
                        fr: "Addition sous partage de secret par deux agrégateurs de deux collèges (Prio3, DAP).",
                        en: "Addition under secret sharing by two aggregators of two colleges (Prio3, DAP)."),
                    noise,
                    Localized(
                        fr: "Seuil de diffusion : les petites cellules sont retenues, zéro compris.",
                        en: "A threshold: small cells are withheld, zero included."),
                ])
            ])
    }

    /// Said of the year's publications, not of the program.
    private var noise: Localized {
        published.allSatisfy(\.isProtected)
            ? Localized(
                fr: "Confidentialité différentielle : un bruit mesuré, un budget qui ne se renouvelle jamais.",
                en: "Differential privacy: measured noise, a budget that never renews.")
            : Localized(
                fr:
                    "Des publications de l’année n’ont aucun bruit : leurs données sont fictives et ne "
                    + "protègent personne.",
                en: "Some publications of the year have no noise: their data are fictitious and protect nobody.")
    }

    private var money: Page.Section {
        let heading = Localized(fr: "Recettes et dépenses", en: "Revenue and expenditure")
        guard let accounts else {
            return Page.Section(
                id: "money", heading: heading,
                blocks: [
                    .note(
                        Localized(
                            fr: "Les comptes de l’année n’ont pas été donnés au programme.",
                            en: "The year’s accounts were not given to the program."))
                ])
        }
        func euros(_ value: Int64) -> Localized {
            .each { $0 == .fr ? "\($0.integer(value))\u{202F}€" : "€\($0.integer(value))" }
        }
        return Page.Section(
            id: "money", heading: heading,
            blocks: [
                .facts([
                    (Localized(fr: "Recettes", en: "Revenue"), euros(accounts.revenue)),
                    (Localized(fr: "Dépenses", en: "Expenditure"), euros(accounts.expenditure)),
                    (Localized(fr: "Payé par les demandeurs", en: "Paid by requesters"), euros(accounts.fees)),
                ])
            ])
    }

    private var law: Page.Section {
        Page.Section(
            id: "law", heading: Localized(fr: "À quoi ce rapport répond", en: "What this report answers to"),
            blocks: [
                .facts(
                    references.references.map { reference in
                        let note = reference.note ?? Localized("")
                        return (
                            reference.article,
                            Localized(
                                fr: "\(reference.asks.fr). \(note.fr)", en: "\(reference.asks.en). \(note.en)")
                        )
                    })
            ])
    }

    private var back: Page.Section {
        Page.Section(
            id: "back", heading: Localized(fr: "Tout voir", en: "See everything"),
            blocks: [
                .choices([(href: "index.html", text: Localized(fr: "Toutes les publications", en: "All publications"))])
            ])
    }
}
