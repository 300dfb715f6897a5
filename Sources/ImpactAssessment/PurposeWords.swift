// SPDX-License-Identifier: Apache-2.0
//
// Purposes of the Data Privacy Vocabulary and kinds of requester, in words. An unknown purpose is shown by
// its identifier.

import Studies

package enum PurposeWords {
    package static func of(_ identifier: String) -> Localized {
        guard let words = titles[identifier.split(separator: ":").last.map(String.init) ?? ""] else {
            return Localized(identifier)
        }
        return Localized(fr: "\(words.fr) (\(identifier))", en: "\(words.en) (\(identifier))")
    }

    private static let titles: [String: Localized] = [
        "ImproveTransportMobility": Localized(
            fr: "Améliorer les transports et la mobilité", en: "Improve transport and mobility"),
        "ImprovePublicServices": Localized(fr: "Améliorer les services publics", en: "Improve public services"),
        "CombatClimateChange": Localized(
            fr: "Lutter contre le changement climatique", en: "Combat climate change"),
        "PublicPolicyMaking": Localized(fr: "Préparer des politiques publiques", en: "Public policy making"),
        "ProvideOfficialStatistics": Localized(
            fr: "Produire des statistiques publiques", en: "Provide official statistics"),
        "ScientificResearch": Localized(fr: "Recherche scientifique", en: "Scientific research"),
        "AcademicResearch": Localized(fr: "Recherche universitaire", en: "Academic research"),
        "NonCommercialResearch": Localized(fr: "Recherche non commerciale", en: "Non-commercial research"),
        "ImproveHealthcare": Localized(fr: "Améliorer les soins", en: "Improve healthcare"),
        "DataAltruism": Localized(fr: "Altruisme des données", en: "Data altruism"),
        "PublicBenefit": Localized(fr: "Intérêt général", en: "Public benefit"),
    ]

    static func kind(_ kind: Study.RequesterKind) -> Localized {
        switch kind {
        case .transportAuthority: Localized(fr: "autorité organisatrice de la mobilité", en: "transport authority")
        case .energyAuthority: Localized(fr: "autorité organisatrice de l’énergie", en: "energy authority")
        case .association: Localized(fr: "association", en: "association")
        case .citizensGroup: Localized(fr: "groupe de citoyens", en: "citizens’ group")
        case .research: Localized(fr: "recherche", en: "research")
        }
    }
}
