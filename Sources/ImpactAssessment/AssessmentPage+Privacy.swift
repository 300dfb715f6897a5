// SPDX-License-Identifier: Apache-2.0
//
// The second half of the assessment's page: what the study costs in privacy, the worst case in words and
// numbers. What was withheld, accuracy, limits, criteria and risks have files of their own.

import Studies

extension AssessmentPage {
    // MARK: Cost

    var cost: Page.Section {
        let budget = assessment.budget
        func rho(_ micro: Int64) -> Localized {
            let share = Double(micro) / Double(max(budget.rhoTotalMicro, 1))
            return .each { language in
                let percent = language.percent(share, digits: 1)
                let whole = language == .fr ? "du budget" : "of the budget"
                return "\(percent) \(whole) (ρ\u{00A0}=\u{00A0}\(language.micro(micro)))"
            }
        }
        return Page.Section(
            id: "budget",
            heading: Localized(fr: "Ce que l’étude coûte en vie privée", en: "What the study costs in privacy"),
            blocks: [
                .facts([
                    (Localized(fr: "Promesse de cette étude", en: "Promise of this study"), promise),
                    (
                        assessment.release == nil
                            ? Localized(fr: "Coût de cette étude", en: "Cost of this study")
                            : Localized(fr: "Dépensé par cette étude", en: "Spent by this study"),
                        rho(plan.rhoMicro)
                    ),
                    (
                        assessment.release == nil
                            ? Localized(fr: "Dépensé en tout, si elle est faite", en: "Spent in all, if it is made")
                            : Localized(fr: "Dépensé à ce jour", en: "Spent so far"), rho(budget.rhoSpentMicro)
                    ),
                    (Localized(fr: "Reste", en: "Left"), rho(budget.rhoLeftMicro)),
                    (Localized(fr: "Budget total", en: "Whole budget"), rho(budget.rhoTotalMicro)),
                    (
                        Localized(
                            fr: "Dépensé sur toutes les données de la régie",
                            en: "Spent on all data of the trust"),
                        .each { "ρ\u{00A0}=\u{00A0}\($0.micro(budget.rhoSpentOverAllMicro))" }
                    ),
                    (
                        Localized(fr: "Pour les enregistrements", en: "For the records"),
                        .each { $0.period(budget.recordPeriod) }
                    ),
                ]),
                .paragraph(
                    Localized(
                        fr:
                            "Ce budget appartient aux enregistrements de cette période. Il ne se renouvelle jamais "
                            + ": une fois "
                            + "épuisé, plus aucune étude ne peut les lire.",
                        en:
                            "This budget belongs to the records of that period. It never renews: once it is used "
                            + "up, no study "
                            + "can read them any more.")),
            ])
    }

    private var promise: Localized {
        guard !assessment.isUnprotected else { return NoNoiseWords.notice }
        let budget = assessment.budget
        return .each {
            "ε\u{00A0}=\u{00A0}\($0.micro(budget.epsilonMicro)), "
                + "δ\u{00A0}=\u{00A0}\($0.power(ofTen: -budget.deltaExponent))"
        }
    }

    // MARK: Worst case

    var worstCase: Page.Section {
        let heading = Localized(fr: "Le pire cas", en: "The worst case")
        guard !assessment.isUnprotected else {
            return Page.Section(
                id: "worst-case", heading: heading,
                blocks: [
                    .note(
                        Localized(
                            fr:
                                "Cette diffusion est sans bruit. Rien n’y protège une personne, sauf que les "
                                + "données sont "
                                + "fictives : aucune personne réelle n’y figure.",
                            en: "This release has no noise. Nothing in it protects a person, except that the data are "
                                + "fictitious: no real person is in them."))
                ])
        }
        return Page.Section(
            id: "worst-case", heading: heading,
            blocks: [
                .paragraph(attacker), .table(beliefs), .note(verdict), .paragraph(delta), .paragraph(conditions),
            ])
    }

    private var attacker: Localized {
        let worst = assessment.worstCase
        return Localized.each { language in
            let (before, after) = (language.percent(0.5), language.percentRoundedUp(worst.participation[0].after))
            return (
                """
                Imaginons un curieux qui saurait tout de tout le monde, sauf d’\(one.fr) : a-t-elle, oui ou non, \
                des enregistrements ici ? Avant de lire cette publication, il hésite (\(before)). Après l’avoir \
                lue avec tout ce qu’il sait, il ne peut pas en être sûr à plus de \(after), quoi que la \
                publication contienne.
                """.replacingPronoun(plan.unit.kind),
                """
                Imagine somebody who knows everything about everyone, except about \(one.en): are there, yes or \
                no, records of it here? Before reading this publication the belief is \(before). After reading it \
                with all that is known, the belief cannot pass \(after), whatever the publication holds.
                """
            )
        }
    }

    private var beliefs: Page.Table {
        let worst = assessment.worstCase
        func row(_ what: Localized, _ belief: WorstCase.Belief) -> [Localized] {
            [what, .each { $0.percent(belief.before) }, .each { $0.percentRoundedUp(belief.after) }]
        }
        let takesPart = Localized(
            fr: "Figure-t-\(plan.unit.kind == .person ? "elle" : "il") dans les données ?",
            en: "Is it in the data at all?")
        let all = Localized(
            fr: "Avec toutes les études permises à ce jour, sur toutes les données de la régie",
            en: "With all studies permitted so far, on all data of the trust")
        let total = Localized.each { language in
            let epsilon = language.shortDecimal(worst.allStudiesEpsilon, digits: 2)
            return (
                "\(takesPart.fr) \(all.fr) (ε = \(epsilon))",
                "\(takesPart.en) \(all.en) (ε = \(epsilon))"
            )
        }
        let whole = Localized.each { language in
            let epsilon = language.shortDecimal(worst.wholeBudgetEpsilon, digits: 2)
            return (
                "\(takesPart.fr) Le jour où tout le budget de ces enregistrements sera dépensé (ε = \(epsilon))",
                "\(takesPart.en) On the day the whole budget of these records is spent (ε = \(epsilon))"
            )
        }
        let which = Localized(
            fr: "Laquelle de deux habitudes possibles est la sienne ?", en: "Which of two possible habits is its own?")
        return Page.Table(
            caption: Localized(
                fr: "Ce que le curieux peut croire, au pire", en: "What that person can believe, at worst"),
            columns: [
                (Localized(fr: "Question", en: "Question"), false), (Localized(fr: "Avant", en: "Before"), true),
                (Localized(fr: "Après, au plus", en: "After, at most"), true),
            ],
            rows: worst.participation.map { row(takesPart, $0) }
                + [row(which, worst.behaviour), row(total, worst.allStudies), row(whole, worst.wholeBudget)])
    }

    /// What the bound is worth, said as it is.
    private var verdict: Localized {
        switch assessment.worstCase.participation[0].after {
        case ..<0.63:
            Localized(
                fr: "Même au pire, le curieux n’apprend presque rien : c’est une protection forte.",
                en: "Even at worst almost nothing is learnt: this is strong protection.")
        case ..<0.76:
            Localized(
                fr: "Même au pire, un doute sérieux demeure : c’est une protection solide.",
                en: "Even at worst serious doubt remains: this is solid protection.")
        case ..<0.9:
            Localized(
                fr:
                    "Au pire, le curieux a de bons indices sans certitude : la protection est réelle, elle n’est "
                    + "pas absolue.",
                en: "At worst there are good hints without certainty: the protection is real, it is not absolute.")
        default:
            Localized(
                fr:
                    "Au pire, la borne laisse approcher de la certitude : dans ce cas extrême la protection est "
                    + "faible. Le cas "
                    + "extrême suppose un curieux qui sait déjà tout des autres.",
                en:
                    "At worst the bound lets belief come near certainty: in that extreme case the protection is "
                    + "weak. The "
                    + "extreme case assumes somebody who already knows all about the others.")
        }
    }

    private var delta: Localized {
        let exponent = assessment.budget.deltaExponent
        return Localized.each { language in
            let power = language.power(ofTen: -exponent)
            let chance =
                exponent <= 15
                ? language.decimal((0..<exponent).reduce(1.0) { value, _ in value * 10 }, digits: 0)
                : language.power(ofTen: exponent)
            return (
                """
                Ces bornes peuvent être dépassées avec une chance d’au plus une sur \(chance) (c’est δ = \
                \(power)). Elles valent pour chacun, quel que soit son comportement.
                """,
                """
                These bounds may fail with a chance of at most one in \(chance) (that is δ = \(power)). They hold \
                for everyone, however one behaves.
                """
            )
        }
    }

    private var conditions: Localized {
        let alone = Localized(
            fr:
                "Le bruit de chaque agrégateur suffit à lui seul : les bornes tiennent tant que l’un des deux est "
                + "honnête.",
            en: "The noise of each aggregator is enough alone: the bounds hold as long as one of the two is honest.")
        guard assessment.nodes.sameAdministrator else { return alone }
        return Localized(
            fr: alone.fr + " Ici un même administrateur tient les deux : face à lui seul, elles ne tiennent pas.",
            en: alone.en + " Here one administrator runs both: against that one alone they do not hold.")
    }
}

extension String {
    /// The French sentence is written for « une personne »; a household takes the masculine.
    fileprivate func replacingPronoun(_ kind: UnitOfPrivacy.Kind) -> String {
        kind == .person ? self : replacing("a-t-elle", with: "a-t-il")
    }
}
