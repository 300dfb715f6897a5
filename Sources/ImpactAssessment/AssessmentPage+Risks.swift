// SPDX-License-Identifier: Apache-2.0
//
// The end of the assessment's page: what the study can't say, the nine criteria, risks with their measures,
// and the exact question.

import Studies

extension AssessmentPage {
    // MARK: Limits, criteria, risks

    var limits: Page.Section {
        Page.Section(
            id: "limits", heading: Localized(fr: "Ce que l’étude ne peut pas dire", en: "What the study cannot say"),
            blocks: [.list(assessment.limits)])
    }

    var criteria: Page.Section {
        let met = assessment.criteria.metCount
        let yes = Localized(fr: "oui", en: "yes")
        let no = Localized(fr: "non", en: "no")
        return Page.Section(
            id: "criteria", heading: Localized(fr: "Les neuf critères européens", en: "The nine European criteria"),
            blocks: [
                .paragraph(
                    Localized.each { language in
                        let count = language.integer(met)
                        return met >= 2
                            ? (
                                "\(count) critères sur neuf sont remplis. À partir de deux, une analyse d’impact "
                                    + "est due en principe.",
                                "\(count) of nine criteria are met. From two on, an impact assessment is due in "
                                    + "principle."
                            )
                            : (
                                "\(count) critère sur neuf est rempli. Une analyse est faite pour chaque demande, "
                                    + "même ainsi.",
                                "\(count) of nine criteria is met. An assessment is made for each request all the same."
                            )
                    }),
                .table(
                    Page.Table(
                        caption: Localized(fr: "Comptés à partir du plan", en: "Counted from the plan"),
                        columns: [
                            (Localized(fr: "Critère", en: "Criterion"), false),
                            (Localized(fr: "Rempli", en: "Met"), false),
                            (Localized(fr: "Pourquoi", en: "Why"), false),
                        ],
                        rows: assessment.criteria.criteria.map { [$0.title, $0.isMet ? yes : no, $0.reason] })),
            ])
    }

    var risks: Page.Section {
        Page.Section(
            id: "risks", heading: Localized(fr: "Risques et mesures", en: "Risks and measures"),
            blocks: [
                .table(
                    Page.Table(
                        caption: Localized(
                            fr: "Après les mesures ; niveaux de la méthode de la CNIL",
                            en: "After the measures; levels of the CNIL’s method"),
                        columns: [
                            (Localized(fr: "Risque", en: "Risk"), false),
                            (Localized(fr: "Gravité", en: "Severity"), false),
                            (Localized(fr: "Vraisemblance", en: "Likelihood"), false),
                            (Localized(fr: "Mesures et promesses tenues", en: "Measures and promises kept"), false),
                        ],
                        rows: assessment.risks.map { risk in
                            [
                                risk.title, risk.severity.title, risk.likelihood.title,
                                measures(of: risk),
                            ]
                        })),
                .subheading(Localized(fr: "Qui vérifie ces mesures", en: "Who checks these measures")),
                .list(promises.map(PromiseTests.sentence)),
            ])
    }

    /// Each promise that a measure names, once, by number.
    private var promises: [String] {
        Set(assessment.risks.flatMap { $0.measures.map(\.promise) }).sorted {
            (Int($0.dropFirst()) ?? 0) < (Int($1.dropFirst()) ?? 0)
        }
    }

    private func measures(of risk: Risk) -> Localized {
        Localized(
            fr: risk.measures.map { "\($0.promise) : \($0.text.fr)" }.joined(separator: " ; "),
            en: risk.measures.map { "\($0.promise): \($0.text.en)" }.joined(separator: "; "))
    }

    // MARK: Method

    var method: Page.Section {
        Page.Section(
            id: "method", heading: Localized(fr: "La question exacte", en: "The exact question"),
            blocks: [
                .paragraph(
                    Localized(
                        fr: "La requête soumise, et ce que chaque détenteur exécute chez lui.",
                        en: "The query as submitted, and what each holder runs at home.")),
                .code(plan.study.query), .code(plan.statement.records),
                .paragraph(
                    Localized(fr: "Empreinte du plan : \(plan.hash)", en: "Plan hash: \(plan.hash)")),
            ] + hashes.map(Page.Block.paragraph) + before)
    }

    /// The way from the measured assessment to the one that was read before the decision.
    private var before: [Page.Block] {
        guard assessment.release != nil, assessment.particulars.preliminaryHash != nil else { return [] }
        return [
            .links([
                (
                    href: "preliminary.html#{language}",
                    text: Localized(fr: "L’analyse d’impact préliminaire", en: "The preliminary impact assessment"),
                    detail: Localized(
                        fr: "ce qui était prévu avant la décision : à comparer avec cette page",
                        en: "what was foreseen before the decision: to be compared with this page")
                )
            ])
        ]
    }

    /// What a ballot votes on: the hash of the preliminary assessment.
    private var hashes: [Localized] {
        guard assessment.release == nil else {
            return assessment.particulars.preliminaryHash.map {
                [
                    Localized(
                        fr: "Empreinte de l’analyse d’impact préliminaire, faite avant la décision : \($0)",
                        en: "Hash of the preliminary impact assessment, made before the decision: \($0)")
                ]
            } ?? []
        }
        let hash = assessment.preliminaryHash
        return [
            Localized(
                fr: "Empreinte de cette analyse, sur laquelle on vote : \(hash). C’est le SHA-256 du fichier "
                    + "\(assessment.documentName).",
                en: "Hash of this assessment, which a ballot votes on: \(hash). It is the SHA-256 of the file "
                    + "\(assessment.documentName).")
        ]
    }
}
