// SPDX-License-Identifier: Apache-2.0
//
// The risks to people that remain to be weighed for a study, each with the measure against it and the
// promise (G1 to G11) that the measure keeps. Levels are those of the CNIL's method (1 negligible to
// 4 maximal), after the measures; they follow from the facts of the run, not from taste.

import Studies

package struct Risk: Hashable, Sendable {
    package enum Level: Int, Hashable, Sendable, CaseIterable {
        case negligible = 1
        case limited, significant, maximal

        package var title: Localized {
            switch self {
            case .negligible: Localized(fr: "négligeable", en: "negligible")
            case .limited: Localized(fr: "limitée", en: "limited")
            case .significant: Localized(fr: "importante", en: "significant")
            case .maximal: Localized(fr: "maximale", en: "maximal")
            }
        }
    }

    package struct Safeguard: Hashable, Sendable {
        /// Such as `G4`.
        package let promise: String
        package let text: Localized
    }

    package let id: String
    package let title: Localized
    package let severity: Level
    package let likelihood: Level
    package let measures: [Safeguard]
}

/// What the levels depend on.
struct RiskFacts {
    let unit: UnitOfPrivacy.Kind
    let epsilon: Double
    let sameAdministrator: Bool
    let isNoised: Bool
    let hasRelease: Bool
}

extension Risk {
    /// All risks that every study carries, in a fixed order.
    static func all(_ facts: RiskFacts) -> [Risk] {
        [recognition(facts), subtraction(facts), collusion(facts), theft, misuse, tampering, disappearance(facts)]
    }

    private static func recognition(_ facts: RiskFacts) -> Risk {
        let household = facts.unit == .household
        let likelihood: Level =
            !facts.isNoised ? .maximal : facts.epsilon <= 1 ? .negligible : facts.epsilon <= 4 ? .limited : .significant
        return Risk(
            id: "recognition",
            title: Localized(
                fr: household
                    ? "Reconnaître un foyer dans la table publiée" : "Reconnaître une personne dans la table publiée",
                en: household
                    ? "Recognising a household in the published table" : "Recognising a person in the published table"),
            severity: .significant, likelihood: likelihood,
            measures: measures(
                facts,
                byNoise: Localized(
                    fr: "un bruit mesuré couvre la part de chacun, dans toutes les cellules",
                    en: "measured noise covers each one’s part, in every cell"),
                byThreshold: Localized(
                    fr: "les petites cellules ne sont pas diffusées, zéro compris",
                    en: "small cells are withheld, zero included")))
    }

    /// G3 with noise; without it the threshold alone, and the notice that it protects nobody.
    private static func measures(_ facts: RiskFacts, byNoise: Localized, byThreshold: Localized) -> [Safeguard] {
        guard facts.isNoised else {
            let notice = NoNoiseWords.notice
            return [
                Safeguard(
                    promise: "G4",
                    text: Localized(
                        fr: "\(byThreshold.fr) ; mais \(notice.fr)", en: "\(byThreshold.en); but \(notice.en)"))
            ]
        }
        return [Safeguard(promise: "G3", text: byNoise), Safeguard(promise: "G4", text: byThreshold)]
    }

    private static func subtraction(_ facts: RiskFacts) -> Risk {
        Risk(
            id: "subtraction",
            title: Localized(
                fr: "Soustraire deux études pour isoler quelqu’un", en: "Subtracting two studies to isolate somebody"),
            severity: .significant, likelihood: facts.isNoised ? .limited : .maximal,
            measures: measures(
                facts,
                byNoise: Localized(
                    fr: "les études s’additionnent dans un budget qui ne se renouvelle jamais",
                    en: "studies add up in a budget that never renews"),
                byThreshold: Localized(
                    fr: "rien de ce qui est retenu ne se déduit des totaux de la même étude",
                    en: "nothing withheld follows from the totals of the same study")))
    }

    private static func collusion(_ facts: RiskFacts) -> Risk {
        Risk(
            id: "collusion",
            title: Localized(
                fr: "Entente des deux agrégateurs, qui verraient alors la contribution de chaque détenteur",
                en: "Collusion of the two aggregators, who would then see each holder’s contribution"),
            severity: .significant, likelihood: facts.sameAdministrator ? .maximal : .limited,
            measures: [
                Safeguard(
                    promise: "G2",
                    text: facts.sameAdministrator
                        ? Localized(
                            fr:
                                "les deux collèges sont distincts, mais un même administrateur tient les deux "
                                + "machines : "
                                + "la séparation ne vaut pas entre ses mains",
                            en: "the colleges differ, but one administrator runs both machines: "
                                + "there is no separation in those hands")
                        : Localized(
                            fr: "chaque agrégateur relève d’un autre collège et d’un autre administrateur",
                            en: "each aggregator belongs to another college and another administrator")),
                Safeguard(
                    promise: "G1",
                    text: Localized(
                        fr: "même ensemble, ils ne verraient que des totaux par détenteur, jamais un enregistrement",
                        en: "even together they would see totals of each holder only, never a record")),
            ])
    }

    private static let theft = Risk(
        id: "theft",
        title: Localized(
            fr: "Vol ou curiosité sur un serveur de la régie", en: "Theft or curiosity on a server of the trust"),
        severity: .limited, likelihood: .negligible,
        measures: [
            Safeguard(
                promise: "G1",
                text: Localized(
                    fr: "les enregistrements ne quittent pas le détenteur", en: "records never leave the holder")),
            Safeguard(
                promise: "G2",
                text: Localized(
                    fr: "aucun serveur ne tient une contribution en clair",
                    en: "no server holds a contribution in clear")),
        ])

    private static let misuse = Risk(
        id: "misuse",
        title: Localized(
            fr: "Étude lancée sans autorisation, ou pour une autre finalité",
            en: "A study run without permission, or for another purpose"),
        severity: .limited, likelihood: .limited,
        measures: [
            Safeguard(
                promise: "G5",
                text: Localized(
                    fr: """
                        chaque détenteur recompte les votes et réévalue la politique en vigueur, l’un et l’autre \
                        lus dans le registre public, avant de lire ses données
                        """,
                    en: """
                        each holder recounts the votes and evaluates the policy in force again, both as they stand \
                        in the public register, before it reads its data
                        """)),
            Safeguard(
                promise: "G6",
                text: Localized(
                    fr: """
                        détenteurs et agrégateurs suivent ce registre, que des témoins contresignent : un émetteur \
                        de permis qui ôterait des votes inscrits, ou ressortirait une politique plus ancienne, \
                        n’obtient rien d’eux, et chacun peut le constater hors ligne ; un vote qui n’y est jamais \
                        entré ne manque qu’à qui l’a envoyé
                        """,
                    en: """
                        holders and aggregators follow that register, which witnesses cosign: a broker that takes \
                        out votes that stand in it, or brings back an older policy, gets nothing from them, and \
                        anyone can see it offline; a vote that never got in is missed only by who sent it
                        """)),
            Safeguard(
                promise: "G11",
                text: Localized(fr: "dans le doute, la machine refuse", en: "when in doubt the machine refuses")),
        ])

    private static let tampering = Risk(
        id: "tampering",
        title: Localized(
            fr: "Résultat faussé par un envoi hors bornes ou compté deux fois",
            en: "A result falsified by a report out of bounds or counted twice"),
        severity: .limited, likelihood: .limited,
        measures: [
            Safeguard(
                promise: "G7",
                text: Localized(
                    fr: "un envoi chiffré malformé ou hors bornes est refusé sans être lu",
                    en: "a malformed or out-of-bounds report is refused without being seen")),
            Safeguard(
                promise: "G8",
                text: Localized(
                    fr: "chacun compte une fois par tâche et par source",
                    en: "each unit counts once per task and source")),
        ])

    private static func disappearance(_ facts: RiskFacts) -> Risk {
        let noised = facts.isNoised
        return Risk(
            id: "disappearance",
            title: noised
                ? Localized(
                    fr: "Panne au milieu du calcul : perte, double compte ou double bruit",
                    en: "Failure in the middle: loss, double counting or double noise")
                : Localized(
                    fr: "Panne au milieu du calcul : perte ou double compte",
                    en: "Failure in the middle: loss or double counting"),
            severity: .negligible, likelihood: .limited,
            measures: [
                Safeguard(
                    promise: "G9",
                    text: noised
                        ? Localized(
                            fr: "après un arrêt, rien n’est perdu, compté ni bruité deux fois",
                            en: "after a stop nothing is lost, counted twice or noised twice")
                        : Localized(
                            fr: "après un arrêt, rien n’est perdu ni compté deux fois",
                            en: "after a stop nothing is lost or counted twice"))
            ])
    }
}
