// SPDX-License-Identifier: Apache-2.0
//
// What can be said only after the run: who is over- and under-represented, what an attack could show, the
// energy used, what the minority said, and how to contest.

import Studies

extension AssessmentPage {
    // MARK: Representation

    var represented: Page.Section? {
        guard assessment.release != nil, let representation = assessment.particulars.representation else { return nil }
        return Page.Section(
            id: "represented",
            heading: Localized(fr: "Qui est trop ou trop peu compté", en: "Who is counted too much or too little"),
            blocks: [
                .paragraph(comparison(representation)), .list(verdicts(representation)), .table(shares(representation)),
            ])
    }

    private func comparison(_ representation: Representation) -> Localized {
        Localized(
            fr: "La part de chaque zone dans ce qui est publié, comparée à sa part des habitants "
                + "(\(representation.population.fr)). Ce n’est pas une faute de l’étude : c’est ce qu’elle ne "
                + "voit pas.",
            en: "Each zone’s share of what is published, compared with its share of the residents "
                + "(\(representation.population.en)). It is no fault of the study: it is what it does not see.")
    }

    private func verdicts(_ representation: Representation) -> [Localized] {
        func names(_ verdict: Representation.Verdict, _ none: String) -> String {
            let names = representation.zones(verdict).map(\.name)
            return names.isEmpty ? none : names.joined(separator: ", ")
        }
        let absent = representation.absent
        return [
            Localized(
                fr: "Nettement plus comptées que leur population : \(names(.over, "aucune zone")).",
                en: "Clearly more counted than their population: \(names(.over, "no zone"))."),
            Localized(
                fr: "Nettement moins comptées : \(names(.under, "aucune zone")).",
                en: "Clearly less counted: \(names(.under, "no zone"))."),
            Localized(
                fr: "Sans aucun nombre diffusé : \(absent.isEmpty ? "aucune zone" : absent.joined(separator: ", ")).",
                en: "Without any released number: \(absent.isEmpty ? "no zone" : absent.joined(separator: ", "))."),
        ]
    }

    private func shares(_ representation: Representation) -> Page.Table {
        func share(_ permille: Int) -> Localized { .each { $0.percent(Double(permille) / 1000, digits: 1) } }
        return Page.Table(
            caption: Localized(
                fr: "Parts par zone, cellules non diffusées exclues", en: "Shares by zone, withheld cells left out"),
            columns: [
                (Localized(fr: "Zone", en: "Zone"), false), (Localized(fr: "Part comptée", en: "Share counted"), true),
                (Localized(fr: "Part des habitants", en: "Share of residents"), true),
            ],
            rows: representation.zones.map {
                [Localized($0.name), share($0.countedPermille), share($0.residentsPermille)]
            })
    }

    // MARK: Audit and energy

    var audit: Page.Section? {
        guard assessment.release != nil, !assessment.isUnprotected else { return nil }
        let heading = Localized(fr: "L’attaque d’essai", en: "The trial attack")
        guard let audit = assessment.particulars.audit else {
            return Page.Section(
                id: "audit", heading: heading,
                blocks: [
                    .note(
                        Localized(
                            fr: "Aucune attaque d’essai n’a été menée pour cette étude.",
                            en: "No trial attack was run for this study."))
                ])
        }
        return Page.Section(
            id: "audit", heading: heading, blocks: [.paragraph(attack(audit)), .paragraph(outcome(of: audit))])
    }

    private func attack(_ audit: AuditBound) -> Localized {
        .each { language in
            let runs = language.integer(audit.runs)
            return (
                """
                Avant de publier, la régie attaque une simulation du calcul de cette étude : \(runs) fois avec \
                \(one.fr) et \(runs) fois sans, sur des populations fictives, en sachant tout des autres et le bruit \
                de l’un des deux agrégateurs. Aucune attaque ne distingue mieux les deux cas.
                """,
                """
                Before it publishes, the trust attacks a simulation of this study’s computation: \(runs) times with \
                \(one.en) and \(runs) times without, on fictitious populations, knowing all of the others and the \
                noise of one of the two aggregators. No attack tells the two cases apart better.
                """
            )
        }
    }

    /// As it is: an attack may show more than was promised.
    private func outcome(of audit: AuditBound) -> Localized {
        let claimed = assessment.budget.epsilonMicro
        return .each { language in
            let shown = Double(audit.epsilonLowerMicro) / 1_000_000
            let lower = language.shortDecimal((shown * 100).rounded(.down) / 100, digits: 2)
            let promise = language.micro(claimed)
            let belief = language.percent(WorstCase.belief(0.5, epsilon: shown).after)
            let confidence = language.shortDecimal(audit.confidencePercent, digits: 4)
            let this = plan.unit.kind == .person ? "cette personne" : "ce foyer"
            let isKept = audit.epsilonLowerMicro <= claimed
            return (
                """
                Elle fait passer de 50\u{202F}% à \(belief) la certitude que \(this) est là. C’est une fuite d’au \
                moins ε = \(lower) (confiance : \(confidence)\u{202F}%), \
                \(isKept ? "sous la promesse de" : "au-dessus de la promesse, qui n’est donc pas tenue :") ε = \
                \(promise).
                """,
                """
                It takes the belief that this one is there from 50% to \(belief). That is a leak of at least \
                ε = \(lower) (confidence \(confidence)%), \
                \(isKept ? "below the promise of" : "above the promise, which is not kept:") ε = \(promise).
                """
            )
        }
    }

    var energy: Page.Section? {
        guard assessment.release != nil, let energy = assessment.particulars.energy else { return nil }
        return Page.Section(
            id: "energy", heading: Localized(fr: "L’énergie du calcul", en: "The energy of the computation"),
            blocks: [
                .paragraph(
                    Localized.each { language in
                        let hours = language.shortDecimal(energy.wattHours, digits: energy.wattHours < 0.1 ? 4 : 2)
                        let seconds = language.shortDecimal(energy.cpuSeconds, digits: 1)
                        let watts = language.shortDecimal(energy.wattsPerCore, digits: 1)
                        return (
                            """
                            Environ \(hours) wattheures : \(seconds) secondes de processeur, à \(watts) watts par cœur \
                            (facteur convenu, non mesuré). Mesuré : \(energy.measured.fr).
                            """,
                            """
                            About \(hours) watt hours: \(seconds) processor seconds at \(watts) watts a core (an \
                            assumed factor, not measured). Measured: \(energy.measured.en).
                            """
                        )
                    })
            ])
    }

    // MARK: Dissent and contesting

    /// The votes against and abstentions in words, and the reasons that were given.
    func dissent(_ ballot: BallotRecord) -> [Page.Block] {
        let against = ballot.colleges.filter { $0.against > 0 }
        let abstained = ballot.colleges.reduce(0) { $0 + $1.abstained }
        var sentences = against.map { count in
            Localized.each { language in
                let seats = language.integer(count.against)
                return (
                    "\(seats) voix contre au \(count.title.fr).",
                    "\(seats) \(count.against == 1 ? "vote" : "votes") against in the \(count.title.en)."
                )
            }
        }
        if abstained > 0 {
            sentences.append(
                Localized.each { language in
                    (
                        language.count(abstained, "abstention.", "abstentions."),
                        language.count(abstained, "abstention.", "abstentions.")
                    )
                })
        }
        let reasons = assessment.particulars.dissent
        guard !sentences.isEmpty || !reasons.isEmpty else { return [] }
        let silent =
            reasons.isEmpty && !against.isEmpty
            ? [Localized(fr: "Aucun motif n’a été déposé.", en: "No reason was filed.")] : []
        return [
            .subheading(Localized(fr: "L’avis minoritaire", en: "The minority view")),
            .list(sentences + reasons + silent),
        ]
    }

    var contest: Page.Section {
        let contact = assessment.particulars.contact
        let write = contact.map { contact in
            Localized(
                fr: "Écrire à : \(contact.name.fr), \(contact.address).",
                en: "Write to: \(contact.name.en), \(contact.address).")
        }
        return Page.Section(
            id: "contest", heading: Localized(fr: "Contester ou s’opposer", en: "To contest or to object"),
            blocks: [
                .list(
                    [write].compactMap(\.self) + [
                        Localized(
                            fr: "S’opposer : auprès du détenteur qui garde vos données. Vos enregistrements ne seront "
                                + "plus lus par aucune étude à venir.",
                            en: "To object: with the holder that keeps your data. No later study will read your "
                                + "records."),
                        Localized(
                            fr:
                                "Contester cette étude : tout régisseur peut demander une nouvelle délibération ; "
                                + "citer le nom de l’étude, \(plan.study.id).",
                            en: "To contest this study: any trustee may ask for a new deliberation; name the study, "
                                + "\(plan.study.id)."),
                        Localized(
                            fr: "Réclamer : auprès de la CNIL, cnil.fr/plaintes.",
                            en: "To complain: to the French authority, the CNIL, cnil.fr/plaintes."),
                        Localized(
                            fr: "Ce qui est déjà publié est copié ailleurs et ne peut plus être repris.",
                            en: "What is published already is copied elsewhere and cannot be taken back."),
                    ])
            ])
    }
}
