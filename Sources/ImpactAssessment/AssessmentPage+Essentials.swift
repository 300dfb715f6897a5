// SPDX-License-Identifier: Apache-2.0
//
// The few sentences at the top of the page that answer what a reader asks first: who allowed it, what the worst is
// that could be learnt, what is held back, and in whose hands it lies.

import Studies

extension AssessmentPage {
    var essentials: [Localized] {
        [allowed, worst, heldBack, hands].compactMap(\.self)
    }

    private var allowed: Localized? {
        guard let governance = assessment.governance else {
            return assessment.release == nil
                ? Localized(
                    fr: "Rien n’est encore décidé : cette page est faite pour celles et ceux qui décident.",
                    en: "Nothing is decided yet: this page is made for those who decide.") : nil
        }
        let outcome = governance.ballot.outcome
        return Localized(
            fr: "Les régisseurs des trois collèges ont voté la politique qui décide. \(outcome.fr)",
            en: "The trustees of the three colleges voted the policy that decides. \(outcome.en)")
    }

    private var worst: Localized? {
        guard !assessment.isUnprotected else { return nil }
        let belief = assessment.worstCase.participation[0]
        return .each { language in
            let (before, after) = (language.percent(belief.before), language.percentRoundedUp(belief.after))
            return (
                """
                Au pire, cette étude ferait passer quelqu’un qui saurait déjà tout des autres de \(before) à \
                \(after) de certitude sur la présence d’\(one.fr) dans les données.
                """,
                """
                At worst, this study would take somebody who knew all about the others already from \(before) to \
                \(after) certainty that \(one.en) is in the data.
                """
            )
        }
    }

    private var heldBack: Localized? {
        assessment.release.map { release in
            .each { language in
                let (few, all) = (language.integer(release.withheldCount), language.integer(release.cellCount))
                return (
                    "\(few) cellules de la table sur \(all) ne sont pas publiées : trop peu de monde est derrière, ou "
                        + "l’on pourrait en déduire d’autres.",
                    "\(few) of \(all) cells of the table are not published: too few are behind them, or others could "
                        + "be worked out from them."
                )
            }
        }
    }

    private var hands: Localized? {
        guard assessment.nodes.sameAdministrator else { return nil }
        return Localized(
            fr: "À savoir : les deux serveurs qui additionnent sont dans les mêmes mains, et la protection en est "
                + "affaiblie.",
            en: "Note: the two servers that add up are in the same hands, which weakens the protection.")
    }
}
