// SPDX-License-Identifier: Apache-2.0
//
// What the assessment says before anything is decided: whether the question is necessary and proportionate
// (the coarser ones beside it), small communities and sensitive places, the officer's opinion.

import Studies

extension AssessmentPage {
    // MARK: Necessity

    var necessity: Page.Section? {
        let heading = Localized(
            fr: "Est-ce nécessaire, et pas trop fin ?", en: "Is it necessary, and not too fine?")
        // A forecast of noise says nothing of a run without any.
        guard let forecast = assessment.particulars.forecast, !assessment.isUnprotected else {
            guard assessment.release == nil else { return nil }
            return Page.Section(id: "necessity", heading: heading, blocks: [.paragraph(columns), .note(unforeseen)])
        }
        return Page.Section(
            id: "necessity", heading: heading,
            blocks: [.paragraph(columns), .paragraph(expectation(forecast)), .paragraph(noise(forecast))]
                + alternatives(forecast))
    }

    private var unforeseen: Localized {
        assessment.isUnprotected
            ? Localized(
                fr: "Sans bruit, il n’y a rien à prévoir : ce que le seuil laisse passer serait publié tel quel.",
                en: "Without noise there is nothing to forecast: what passes the threshold would be published as it is."
            )
            : Localized(
                fr: "Personne n’a dit combien d’unités les sources réunissent : il n’y a pas de prévision.",
                en: "Nobody stated how many units the sources hold: there is no forecast.")
    }

    /// Necessity in columns: what is read of what there is.
    private var columns: Localized {
        .each { language in
            let few = language.integer(plan.columnsRead.count)
            let all = language.integer(assessment.dataset.columns.count)
            return (
                "Pour répondre, la question lit \(few) des \(all) colonnes du jeu de données ; il n’en sort que des "
                    + "totaux.",
                "To be answered, the question reads \(few) of the \(all) columns of the dataset; only totals leave."
            )
        }
    }

    private func expectation(_ forecast: ForecastRecord) -> Localized {
        let many = UnitWords.many(plan.unit.kind)
        let expected = forecast.expectation
        return Localized.each { language in
            let (units, limit) = (language.integer(forecast.units), language.integer(forecast.limit))
            let (few, all) = (language.integer(expected.publishedCells), language.integer(expected.cellCount))
            guard expected.publishedCells > 0 else {
                return (
                    """
                    Avec \(units) \(many.fr) dans les sources, aucune cellule ne serait sans doute diffusée : il en \
                    faut au moins \(limit) par cellule, bruit compris. La question est trop fine.
                    """,
                    """
                    With \(units) \(many.en) in the sources, likely no cell would be released: it takes at least \
                    \(limit) in a cell, noise included. The question is too fine.
                    """
                )
            }
            let error = expected.medianErrorPermille.map { language.percent(Double($0) / 1000, digits: 1) } ?? "—"
            return (
                """
                Avec \(units) \(many.fr) dans les sources, environ \(few) cellules sur \(all) seraient diffusées, la \
                moitié d’entre elles à \(error) près. Une cellule doit réunir au moins \(limit) \(many.fr), bruit \
                compris.
                """,
                """
                With \(units) \(many.en) in the sources, about \(few) of \(all) cells would be released, half of them \
                within \(error). A cell must hold at least \(limit) \(many.en), noise included.
                """
            )
        }
    }

    private func noise(_ forecast: ForecastRecord) -> Localized {
        func list(_ language: Language) -> String {
            forecast.noise.map { noise in
                let measure = plan.measures.first { $0.name == noise.measure }
                let words = measure.map(assessment.words) ?? Localized(noise.measure)
                return "±\u{00A0}\(language.integer(noise.halfWidth95)) \(words[language])"
            }.joined(separator: ", ")
        }
        return Localized(
            fr: "Le bruit prévu dans chaque cellule, 95 fois sur 100 : \(list(.fr)).",
            en: "The noise foreseen in each cell, 95 times in 100: \(list(.en)).")
    }

    private func alternatives(_ forecast: ForecastRecord) -> [Page.Block] {
        guard !forecast.coarser.isEmpty || !forecast.advice.isEmpty else { return [] }
        func row(_ name: Localized, _ expected: ForecastRecord.Expectation) -> [Localized] {
            [
                name, .each { $0.integer(expected.cellCount) }, .each { $0.integer(expected.publishedCells) },
                .each { language in
                    expected.medianErrorPermille.map { "±\u{00A0}\(language.percent(Double($0) / 1000, digits: 1))" }
                        ?? "—"
                },
            ]
        }
        let asked = Localized(fr: "La question posée", en: "The question as asked")
        return [
            .table(
                Page.Table(
                    caption: Localized(
                        fr: "Les autres façons de poser la question, envisagées par le planificateur",
                        en: "The other ways of asking that the planner considered"),
                    columns: [
                        (Localized(fr: "Question", en: "Question"), false),
                        (Localized(fr: "Cellules", en: "Cells"), true),
                        (Localized(fr: "Diffusées, prévision", en: "Released, forecast"), true),
                        (Localized(fr: "Erreur médiane", en: "Median error"), true),
                    ],
                    rows: [row(asked, forecast.expectation)]
                        + forecast.coarser.map {
                            row(StudyChangeWords.without($0.without, plan, assessment.dataset), $0.expectation)
                        } + advised(forecast).map { row($0.words, $0.expectation) })),
            .paragraph(
                Localized(
                    fr: "Si une question moins fine suffit à décider, c’est elle qu’il faut poser : elle dit moins de "
                        + "chacun et se trompe moins.",
                    en: "If a coarser question is enough to decide, it is the one to ask: it says less of each one "
                        + "and errs less.")),
        ]
    }

    /// The planner's changes that are no question above.
    private func advised(_ forecast: ForecastRecord) -> [(words: Localized, expectation: ForecastRecord.Expectation)] {
        let asked = Set(forecast.coarser.map { StudyChange.without($0.without) })
        return forecast.advice.filter { !asked.contains($0.change) }.map {
            (StudyChangeWords.of($0.change, plan: plan, dataset: assessment.dataset), $0.expectation)
        }
    }

    // MARK: Small communities and sensitive places

    /// Only where the question names places.
    var places: Page.Section? {
        let asksPlaces = plan.dimensions.contains { $0.kind == .zone }
        let isKnown = assessment.particulars.population != nil || assessment.particulars.sensitiveZones != nil
        guard asksPlaces, assessment.release == nil || isKnown else { return nil }
        return Page.Section(
            id: "places",
            heading: Localized(fr: "Petites communes et lieux sensibles", en: "Small communities and sensitive places"),
            blocks: [.paragraph(communities)] + sensitive)
    }

    private var communities: Localized {
        guard let names = assessment.smallCommunities, let population = assessment.particulars.population else {
            return Localized(
                fr: "Aucune population de référence n’a été donnée : les petites communes ne sont pas repérées ici.",
                en: "No reference population was given: small communities are not identified here.")
        }
        return Localized.each { language in
            let limit = language.integer(population.smallBelow)
            guard !names.isEmpty else {
                return (
                    "Aucune zone n’a moins de \(limit) habitants (\(population.title.fr)).",
                    "No zone has fewer than \(limit) residents (\(population.title.en))."
                )
            }
            let list = names.joined(separator: ", ")
            return (
                """
                Moins de \(limit) habitants (\(population.title.fr)) : \(list). On s’y reconnaît vite ; le seuil de \
                diffusion y retiendra presque tout.
                """,
                """
                Fewer than \(limit) residents (\(population.title.en)): \(list). People recognise each other there; \
                the threshold will withhold almost everything.
                """
            )
        }
    }

    private var sensitive: [Page.Block] {
        guard let zones = assessment.particulars.sensitiveZones else {
            return [
                .note(
                    Localized(
                        fr: "La régie n’a pas de liste de lieux sensibles (soins, culte, hébergement d’urgence) pour "
                            + "ce territoire. Le délégué à la protection des données doit s’en assurer avant le vote.",
                        en: "The trust has no list of sensitive places (care, worship, emergency shelter) for this "
                            + "territory. The data protection officer must look into it before the vote."))
            ]
        }
        guard !zones.isEmpty else {
            return [
                .paragraph(
                    Localized(
                        fr: "Aucune zone n’est connue de la régie comme lieu sensible.",
                        en: "The trust knows of no zone that is a sensitive place."))
            ]
        }
        let territory = assessment.dataset.territory
        return [
            .paragraph(
                Localized(
                    fr: "Lieux où le seul fait d’être compté pourrait nuire, et que rien ici ne doit désigner :",
                    en: "Places where merely being counted could do harm, and that nothing here may single out:")),
            .list(
                zones.map { zone in
                    let name = territory.zone(zone.code)?.name ?? zone.code
                    return Localized(fr: "\(name) : \(zone.reason.fr)", en: "\(name): \(zone.reason.en)")
                }),
        ]
    }

    // MARK: Opinion

    /// Always in a preliminary assessment; in a measured one when it was given.
    var opinion: Page.Section? {
        let given = assessment.particulars.opinion
        guard given != nil || assessment.release == nil else { return nil }
        return Page.Section(
            id: "opinion",
            heading: Localized(
                fr: "L’avis du délégué à la protection des données", en: "The data protection officer’s opinion"),
            blocks: given.map { [.facts(facts($0))] } ?? [.note(notGiven)])
    }

    private var notGiven: Localized {
        guard let law = assessment.particulars.law.opinion else {
            return Localized(fr: "Pas encore rendu.", en: "Not given yet.")
        }
        return Localized(
            fr: "Pas encore rendu. La loi demande cet avis : \(law.fr).",
            en: "Not given yet. The law asks for it: \(law.en).")
    }

    private func facts(_ opinion: OfficerOpinion) -> [(term: Localized, text: Localized)] {
        let position =
            switch opinion.position {
            case .favourable: Localized(fr: "favorable", en: "favourable")
            case .reserved: Localized(fr: "favorable avec réserves", en: "favourable with reservations")
            case .unfavourable: Localized(fr: "défavorable", en: "unfavourable")
            }
        return [
            (Localized(fr: "Avis", en: "Opinion"), position),
            (Localized(fr: "Motifs", en: "Reasons"), opinion.text),
            (Localized(fr: "Rendu par", en: "Given by"), .each { "\(opinion.officer), \($0.day(opinion.day))" }),
            (
                Localized(fr: "Signature", en: "Signature"),
                Localized(PublishedJSON(opinion.json).member("signature") ?? "")
            ),
        ]
    }
}
