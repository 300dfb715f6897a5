// SPDX-License-Identifier: Apache-2.0
//
// The file that the CNIL's PIA tool imports (LINCnil/pia, `importData`): `pia`, `answers` to its 36
// questions, `measures`, `evaluations`, `comments`; in French, texts as HTML. Nothing is evaluated in it: the
// evaluator and the officer do that in the tool, so it opens as a work in progress.

import Foundation
import Studies

package struct PIAFile {
    let assessment: Assessment
    /// The day that the tool shows as its creation.
    let day: Day

    package init(_ assessment: Assessment, day: Day) {
        self.assessment = assessment
        self.day = day
    }

    private var date: PublishedJSON { .string("\(day)T00:00:00.000Z") }

    package func json() -> PublishedJSON {
        .object([
            "pia": pia, "answers": .array(texts.map(answer) + risks), "measures": .array(measures),
            "evaluations": .array([]), "comments": .array([]),
        ])
    }

    private var pia: PublishedJSON {
        let opinion = assessment.particulars.opinion
        let status = opinion.map { PublishedJSON.int($0.position == .unfavourable ? 0 : 1) } ?? .null
        return .object([
            "id": .int(1), "status": .int(0), "name": .string(assessment.plan.study.title.fr),
            "category": .string(PurposeWords.of(assessment.plan.study.purpose).fr),
            "author_name": .string("Régie de données"), "evaluator_name": .string(""),
            "validator_name": .string(""), "dpo_status": status,
            "dpo_opinion": .string(opinion.map { html([$0.text.fr]) } ?? ""),
            "dpos_names": .string(opinion?.officer ?? ""), "people_names": .string(""),
            "concerned_people_searched_opinion": .bool(false),
            "concerned_people_searched_content": .string(
                "Les collèges de la régie, dont celui de la société civile, votent les politiques."),
            "concerned_people_opinion": .string(""), "concerned_people_status": .null,
            "rejection_reason": .string(""), "applied_adjustments": .string(""),
            "is_example": .int(0), "is_archive": .int(0), "numberOfQuestions": .int(36),
            "created_at": date, "updated_at": date,
        ])
    }

    // MARK: Answers in words

    private func answer(_ reference: Int, _ lines: [String]) -> PublishedJSON {
        answer(reference, data: ["text": .string(html(lines)), "gauge": .null, "list": .array([])])
    }

    private func answer(_ reference: Int, data: [String: PublishedJSON]) -> PublishedJSON {
        .object([
            "id": .int(reference), "pia_id": .int(1), "reference_to": .int(reference), "data": .object(data),
            "created_at": date, "updated_at": date,
        ])
    }

    private func html(_ lines: [String]) -> String {
        lines.map { "<p>\(MarkupWriter.escaped($0))</p>" }.joined()
    }

    /// Sections 1 and 2 of the tool: context and principles.
    private var texts: [(Int, [String])] { context + principles }

    private var context: [(Int, [String])] {
        let (plan, study) = (assessment.plan, assessment.plan.study)
        let aggregators = assessment.nodes.aggregators.map { "\($0.name) (\($0.administrator))" }
        return [
            (111, [study.title.fr, study.question.fr, "Bénéfice attendu : \(study.benefit.fr)"]),
            (
                112,
                [
                    "Demandeur : \(study.requester.name).",
                    "Détenteurs : \(assessment.nodes.holders.map(\.title.fr).joined(separator: ", ")).",
                    "Agrégateurs : \(aggregators.joined(separator: ", ")).",
                ]
            ),
            (113, ["Charte de la régie et politiques votées par ses trois collèges."]),
            (
                121,
                [
                    "\(assessment.dataset.title.fr), \(Language.fr.period(study.period)).",
                    "Colonnes lues chez chaque détenteur : \(plan.columnsRead.joined(separator: ", ")).",
                    "Aucun enregistrement ne quitte le détenteur.",
                ]
            ),
            (
                122,
                [
                    "Chaque détenteur compte chez lui, borne la part de chacun, coupe ses totaux en deux envois "
                        + "chiffrés ; deux agrégateurs additionnent des parts qu’ils ne peuvent pas lire ; la régie "
                        + "réunit les deux sommes et ne diffuse que ce qui passe le seuil.",
                    "Conservation des envois chiffrés et des totaux bruts : \(study.retentionDays) jours.",
                ]
            ),
            (123, ["Bases PostgreSQL des détenteurs ; serveurs des agrégateurs ; serveur de la régie."]),
        ]
    }

    private var principles: [(Int, [String])] {
        let study = assessment.plan.study
        let unit = UnitWords.bare(assessment.plan.unit.kind).fr
        return [
            (211, ["\(PurposeWords.of(study.purpose).fr).", study.question.fr]),
            (212, ["À établir par le responsable de traitement ; la régie ne décide pas de la base légale."]),
            (
                213,
                [
                    "\(assessment.plan.columnsRead.count) colonnes lues, \(assessment.plan.cellCount) totaux au plus.",
                    "Au plus \(assessment.plan.cellsPerUnit) cellules par \(unit).",
                ] + coarser
            ),
            (214, assessment.limits.map(\.fr)),
            (215, ["\(study.retentionDays) jours."]),
            (221, ["Cette analyse, la politique et le résultat sont publiés en français et en anglais."]),
            (222, ["Les personnes opposées sont exclues dans la requête elle-même."]),
            (223, ["Auprès de chaque détenteur. La régie ne tient aucun enregistrement à rendre."]),
            (224, ["Auprès de chaque détenteur. Un total publié ne peut pas être repris."]),
            (225, ["Opposition auprès du détenteur : elle vaut pour toutes les études suivantes."]),
            (226, ["Agrégateurs : \(assessment.nodes.aggregators.map(\.administrator).joined(separator: ", "))."]),
            (227, ["Aucun transfert hors de l’Union européenne n’est prévu par le programme."]),
        ]
    }

    private var coarser: [String] {
        (assessment.particulars.forecast?.coarser ?? []).map {
            "Question moins fine envisagée, sans « \($0.without) » : \($0.expectation.cellCount) cellules, environ "
                + "\($0.expectation.publishedCells) diffusées."
        }
    }

    // MARK: Risks

    /// Section 3 of the tool: six questions for each of its three feared events.
    private var risks: [PublishedJSON] {
        [
            (320, ["recognition", "subtraction", "collusion", "theft", "misuse"]), (330, ["tampering"]),
            (340, ["disappearance"]),
        ].flatMap { base, identifiers in
            feared(base, assessment.risks.filter { identifiers.contains($0.id) })
        }
    }

    private static let impacts = [
        320: ["Un habitant reconnu dans un total", "Perte de confiance dans les services publics"],
        330: ["Décision publique fondée sur des nombres faux"], 340: ["Étude à refaire, ou perdue"],
    ]
    private static let sources = [
        320: ["Lecteur curieux de la publication", "Agrégateur curieux", "Intrus sur un serveur"],
        330: ["Détenteur ou intrus qui envoie des nombres faux"], 340: ["Panne d’un serveur"],
    ]

    private func feared(_ base: Int, _ risks: [Risk]) -> [PublishedJSON] {
        func list(_ values: [String]) -> [String: PublishedJSON] {
            ["text": .null, "gauge": .null, "list": .strings(values)]
        }
        func gauge(_ level: Int, _ text: String) -> [String: PublishedJSON] {
            ["text": .string(html([text])), "gauge": .int(level), "list": .array([])]
        }
        let severity = risks.map(\.severity.rawValue).max() ?? 1
        let likelihood = risks.map(\.likelihood.rawValue).max() ?? 1
        return [
            answer(base + 1, data: list(PIAFile.impacts[base] ?? [])),
            answer(base + 2, data: list(risks.map(\.title.fr))),
            answer(base + 3, data: list(PIAFile.sources[base] ?? [])),
            answer(base + 4, data: list(risks.flatMap { $0.measures.map(PIAFile.title) }.uniqued)),
            answer(base + 5, data: gauge(severity, "La gravité la plus haute des risques cités, après les mesures.")),
            answer(
                base + 6,
                data: gauge(likelihood, "La vraisemblance la plus haute des risques cités, après les mesures.")),
        ]
    }

    // MARK: Measures

    private static func title(_ measure: Risk.Safeguard) -> String {
        "\(measure.promise) : \(measure.text.fr)"
    }

    private var measures: [PublishedJSON] {
        var seen: Set<String> = []
        let all = assessment.risks.flatMap(\.measures).filter { seen.insert(PIAFile.title($0)).inserted }
        return all.enumerated().map { index, measure in
            .object([
                "id": .int(index + 1), "pia_id": .int(1), "title": .string(PIAFile.title(measure)),
                "content": .string(html([PromiseTests.sentence(measure.promise).fr])), "placeholder": .string(""),
                "created_at": date, "updated_at": date,
            ])
        }
    }
}

extension [String] {
    /// Each value once, in the order in which it comes first.
    fileprivate var uniqued: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
