// SPDX-License-Identifier: Apache-2.0
//
// The assessment as a page: first what an elected official or a citizen asks (who, why, where the data
// stayed, who allowed it), then what it costs in privacy, in AssessmentPage+Privacy.swift.

import Studies

package struct AssessmentPage {
    let assessment: Assessment
    /// The day of publication.
    let publishedAt: Day

    package init(_ assessment: Assessment, publishedAt: Day) {
        self.assessment = assessment
        self.publishedAt = publishedAt
    }

    var plan: Plan { assessment.plan }
    var one: Localized { UnitWords.one(plan.unit.kind) }

    package var page: Page {
        let preliminary = assessment.release == nil
        return Page(
            kind: preliminary
                ? Localized(fr: "Analyse d’impact préliminaire", en: "Preliminary impact assessment")
                : Localized(fr: "Analyse d’impact", en: "Impact assessment"),
            title: plan.study.title, lead: plan.study.question,
            byline: Localized.each { language in
                let (name, day) = (plan.study.requester.name, language.day(publishedAt))
                return ("Demandée par \(name) · \(day)", "Requested by \(name) · \(day)")
            },
            warnings: assessment.warnings, sections: sections, colophon: colophon)
    }

    private var sections: [Page.Section] {
        let decided = assessment.governance.map { [decision($0)] } ?? []
        let released = assessment.release.map { [withheld($0), accuracy($0)] } ?? []
        let beforehand = [necessity, places, opinion].compactMap(\.self)
        let measured = [represented, audit, energy].compactMap(\.self)
        return [summary, request] + beforehand + [whereDataStayed] + decided + [cost, worstCase] + released
            + measured + [limits, criteria, risks, contest, method]
    }

    private var colophon: Localized {
        let law = assessment.particulars.law.assessment
        return Localized(
            fr: "Cette page est faite par le programme à partir \(made.fr)"
                + "\(law.map { " : \($0.fr)" } ?? ""). Les mêmes faits en JSON : \(assessment.documentName).",
            en: "This page is made by the program from \(made.en)"
                + "\(law.map { ": \($0.en)" } ?? ""). The same facts in JSON: \(assessment.documentName).")
    }

    private var made: Localized {
        assessment.release == nil
            ? Localized(fr: "du plan et du budget", en: "the plan and the budget")
            : Localized(
                fr: "du plan, du vote, du budget et de la diffusion",
                en: "the plan, the vote, the budget and the release")
    }

    // MARK: Summary and request

    private var summary: Page.Section {
        Page.Section(
            id: "summary", heading: Localized(fr: "En bref", en: "In short"),
            blocks: [.keyFigures(keyFigures), .paragraph(inOneParagraph), .list(essentials)])
    }

    private var keyFigures: [(value: Localized, label: Localized)] {
        var figures: [(value: Localized, label: Localized)] = []
        if let release = assessment.release {
            figures.append(
                (
                    .each { "\($0.integer(release.publishedCount)) / \($0.integer(release.cellCount))" },
                    Localized(fr: "cellules publiées sur le total prévu", en: "cells published of all planned")
                ))
        }
        figures.append(
            (
                assessment.isUnprotected
                    ? Localized(fr: "aucune", en: "none")
                    : .each { "ε\u{00A0}=\u{00A0}\($0.micro(assessment.budget.epsilonMicro))" },
                assessment.isUnprotected
                    ? Localized(
                        fr: "protection d’\(one.fr) dans cette étude", en: "protection of \(one.en) in this study")
                    : Localized(
                        fr: "protection d’\(one.fr) dans cette étude : plus ε est petit, plus elle est forte",
                        en: "protection of \(one.en) in this study: the smaller ε, the stronger")
            ))
        figures.append(
            (
                .each { "\($0.integer(assessment.criteria.metCount)) / 9" },
                Localized(fr: "critères européens de risque remplis", en: "European risk criteria met")
            ))
        figures.append(
            (
                .each { $0.percent(spentShare, digits: 1) },
                assessment.release == nil
                    ? Localized(
                        fr: "du budget de vie privée dépensé si elle est faite",
                        en: "of the privacy budget spent if it is made")
                    : Localized(
                        fr: "du budget de vie privée dépensé à ce jour", en: "of the privacy budget spent so far")
            ))
        return figures
    }

    var spentShare: Double {
        Double(assessment.budget.rhoSpentMicro) / Double(max(assessment.budget.rhoTotalMicro, 1))
    }

    private var inOneParagraph: Localized {
        let (sources, columns) = (plan.study.sources.count, plan.columnsRead.count)
        guard assessment.release != nil else {
            return Localized(
                fr: """
                    Aucun enregistrement ne quittera \(sources == 1 ? "le détenteur" : "les \(sources) détenteurs"). \
                    La question ne lirait que \(Language.fr.count(columns, "colonne", "colonnes")), ne sortirait que \
                    des totaux, et retiendrait les petits nombres.
                    """,
                en: """
                    No record will leave \(sources == 1 ? "the holder" : "the \(sources) holders"). The question would \
                    read only \(Language.en.count(columns, "column", "columns")), let only totals out, and withhold \
                    small numbers.
                    """)
        }
        return Localized(
            fr: """
                Aucun enregistrement n’a quitté \(sources == 1 ? "le détenteur" : "les \(sources) détenteurs"). La \
                question ne lit que \(Language.fr.count(columns, "colonne", "colonnes")), ne sort que des totaux, \
                et retient les petits nombres.
                """,
            en: """
                No record left \(sources == 1 ? "the holder" : "the \(sources) holders"). The question reads only \
                \(Language.en.count(columns, "column", "columns")), lets only totals out, and withholds small \
                numbers.
                """)
    }

    private var request: Page.Section {
        let study = plan.study
        return Page.Section(
            id: "request", heading: Localized(fr: "Qui demande quoi, et pourquoi", en: "Who asks what, and why"),
            blocks: [
                .facts([
                    (Localized(fr: "Demandeur", en: "Requester"), requester),
                    (Localized(fr: "Question", en: "Question"), study.question),
                    (Localized(fr: "Finalité", en: "Purpose"), PurposeWords.of(study.purpose)),
                    (Localized(fr: "Bénéfice attendu", en: "Expected benefit"), study.benefit),
                    (Localized(fr: "Données", en: "Data"), assessment.dataset.title),
                    (Localized(fr: "Source", en: "Source"), assessment.sourceLabel),
                    (Localized(fr: "Période", en: "Period"), .each { $0.period(study.period) }),
                    (Localized(fr: "Qui est protégé", en: "Who is protected"), protected),
                    (
                        Localized(fr: "Colonnes lues", en: "Columns read"),
                        Localized(plan.columnsRead.joined(separator: ", "))
                    ),
                    (Localized(fr: "Conservation", en: "Retention"), retention),
                ])
            ])
    }

    private var requester: Localized {
        let requester = plan.study.requester
        let kind = PurposeWords.kind(requester.kind)
        return Localized(fr: "\(requester.name) (\(kind.fr))", en: "\(requester.name) (\(kind.en))")
    }

    private var protected: Localized {
        guard !assessment.isUnprotected else { return NoNoiseWords.notice }
        return Localized(
            fr: "\(one.fr), avec tous ses enregistrements ; jamais seulement une carte ou un trajet",
            en: "\(one.en) with all its records; never just a card or a trip")
    }

    private var retention: Localized {
        Localized.each { language in
            let days = language.integer(plan.study.retentionDays)
            return (
                "\(days) jours pour les parts chiffrées et les totaux bruts",
                "\(days) days for encrypted parts and raw totals"
            )
        }
    }

    // MARK: Where the data stayed

    private var whereDataStayed: Page.Section {
        let assessment = assessment
        return Page.Section(
            id: "where",
            heading: assessment.release == nil
                ? Localized(fr: "Où les données resteraient", en: "Where the data would stay")
                : Localized(fr: "Où les données sont restées", en: "Where the data stayed"),
            blocks: [
                .figure(
                    Page.Figure(
                        caption: nil,
                        wide: {
                            DataDiagram(assessment, language: $0, identifier: "diagram-wide-\($0.rawValue)").wide()
                        },
                        narrow: {
                            DataDiagram(assessment, language: $0, identifier: "diagram-narrow-\($0.rawValue)").narrow()
                        })),
                .note(administrators),
            ])
    }

    private var administrators: Localized {
        let names = assessment.nodes.aggregators.map(\.administrator)
        if assessment.nodes.sameAdministrator {
            return Localized(
                fr:
                    "À savoir : un même administrateur, « \(names.first ?? "—") », tient les deux agrégateurs. Il "
                    + "pourrait réunir les "
                    + "parts et voir les totaux de chaque détenteur : la séparation ne vaut pas entre ses mains.",
                en:
                    "Note: one administrator, “\(names.first ?? "—")”, runs both aggregators and could join the "
                    + "parts and see each "
                    + "holder’s totals: there is no separation in those hands.")
        }
        return Localized(
            fr:
                "Les deux agrégateurs sont tenus par des administrateurs différents : "
                + "\(names.joined(separator: " et ")). "
                + "Il faudrait que tous deux s’entendent pour voir les totaux d’un détenteur.",
            en: "The two aggregators are run by different administrators: \(names.joined(separator: " and ")). "
                + "Both would have to collude to see the totals of a holder.")
    }

    // MARK: Decision

    private func decision(_ governance: GovernanceRecord) -> Page.Section {
        let clauses = governance.clauses.flatMap { clause -> [Page.Block] in
            [.subheading(clause.title), .paragraph(clause.sentence ?? Localized(clause.id)), .code(clause.text)]
        }
        return Page.Section(
            id: "decision", heading: Localized(fr: "Qui l’a permis", en: "Who allowed it"),
            blocks: [.paragraph(decided(governance)), .table(votes(governance.ballot))]
                + dissent(governance.ballot) + [.paragraph(ballotFacts(governance.ballot))] + clauses)
    }

    private func decided(_ governance: GovernanceRecord) -> Localized {
        let outcome = governance.ballot.outcome
        switch governance.decision {
        case .allowed:
            return Localized(
                fr: "Décision : étude permise par les politiques que les régisseurs ont votées. \(outcome.fr)",
                en: "Decision: study allowed under the policies that the trustees voted. \(outcome.en)")
        case .needsBallot:
            return Localized(
                fr: "Décision : cette étude demande un scrutin des régisseurs. \(outcome.fr)",
                en: "Decision: this study needs a ballot of the trustees. \(outcome.en)")
        case .refused:
            return Localized(
                fr: "Décision : étude refusée. \(outcome.fr)", en: "Decision: study refused. \(outcome.en)")
        }
    }

    private func votes(_ ballot: BallotRecord) -> Page.Table {
        func column(_ french: String, _ english: String) -> (title: Localized, isNumeric: Bool) {
            (Localized(fr: french, en: english), true)
        }
        return Page.Table(
            caption: Localized(fr: "Votes par collège, en sièges", en: "Votes by college, in seats"),
            columns: [
                (Localized(fr: "Collège", en: "College"), false), column("Sièges", "Seats"),
                column("Pour", "In favour"),
                column("Contre", "Against"), column("Abstention", "Abstained"), column("Blanc", "Blank"),
                column("Absent", "Absent"), column("Récusé", "Recused"),
            ],
            rows: ballot.colleges.map { count in
                [count.title]
                    + [
                        count.seats, count.inFavour, count.against, count.abstained, count.blank, count.absent,
                        count.recused,
                    ].map { number in .each { $0.integer(number) } }
            })
    }

    private func ballotFacts(_ ballot: BallotRecord) -> Localized {
        Localized(
            fr:
                "Scrutin \(ballot.id), ouvert \(ballot.openedAt), clos \(ballot.closedAt). Empreinte des "
                + "politiques votées : "
                + "\(ballot.policySetHash).",
            en:
                "Ballot \(ballot.id), opened \(ballot.openedAt), closed \(ballot.closedAt). Hash of the policies "
                + "voted on: "
                + "\(ballot.policySetHash).")
    }
}
