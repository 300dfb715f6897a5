// SPDX-License-Identifier: Apache-2.0
//
// The nine criteria of the European guidelines on impact assessments (WP 248 rev.01, chapter III.B; CNIL
// deliberation 2018-326), counted from the facts of a plan. Two or more mean an assessment in principle.
// In doubt a criterion counts as met. What no plan can know (consent, the relation of power between holder
// and person) is left to the data protection officer.

import Studies

package struct Criterion: Hashable, Sendable {
    package enum Name: String, Hashable, Sendable, CaseIterable {
        case evaluation
        case automatedDecision = "automated_decision"
        case systematicMonitoring = "systematic_monitoring"
        case sensitiveData = "sensitive_data"
        case largeScale = "large_scale"
        case crossing
        case vulnerablePeople = "vulnerable_people"
        case innovativeUse = "innovative_use"
        case exclusion
    }

    package let name: Name
    package let title: Localized
    package let isMet: Bool
    /// The fact that decides.
    package let reason: Localized
}

package struct NineCriteria: Hashable, Sendable {
    /// All nine, in the order of the guidelines.
    package let criteria: [Criterion]

    package var metCount: Int { criteria.count { $0.isMet } }

    package init(_ plan: Plan, dataset: Dataset, isNoised: Bool) {
        let facts = PlanFacts(plan, dataset: dataset, isNoised: isNoised)
        criteria = Criterion.Name.allCases.map { name in
            let (isMet, reason) = facts.judge(name)
            return Criterion(name: name, title: NineCriteria.title(name), isMet: isMet, reason: reason)
        }
    }

    private static func title(_ name: Criterion.Name) -> Localized {
        switch name {
        case .evaluation: Localized(fr: "Évaluation ou notation", en: "Evaluation or scoring")
        case .automatedDecision:
            Localized(fr: "Décision automatique avec effet juridique", en: "Automated decision with legal effect")
        case .systematicMonitoring: Localized(fr: "Surveillance systématique", en: "Systematic monitoring")
        case .sensitiveData:
            Localized(fr: "Données sensibles ou très personnelles", en: "Sensitive or highly personal data")
        case .largeScale: Localized(fr: "Grande échelle", en: "Large scale")
        case .crossing: Localized(fr: "Croisement de données", en: "Crossing of datasets")
        case .vulnerablePeople: Localized(fr: "Personnes vulnérables", en: "Vulnerable people")
        case .innovativeUse: Localized(fr: "Usage innovant", en: "Innovative use")
        case .exclusion:
            Localized(fr: "Exclusion d’un droit, service ou contrat", en: "Exclusion from a right, service or contract")
        }
    }
}

/// What the criteria ask of a plan.
private struct PlanFacts {
    let plan: Plan
    let isNoised: Bool
    let zoneColumns: Int
    let hasTime: Bool
    /// Column and code of the first value read that points at people in a weak position.
    let vulnerable: (column: String, code: String)?

    /// Words in declared codes that speak of minors, age, disability or small means.
    static let vulnerableWords = [
        "student", "pupil", "school", "minor", "child", "young", "youth", "senior", "elder", "disab", "handicap",
        "reduced", "social", "solidar", "unemployed", "refugee", "patient", "precar", "etudiant", "scolaire", "enfant",
        "jeune", "mineur",
    ]

    init(_ plan: Plan, dataset: Dataset, isNoised: Bool) {
        self.plan = plan
        self.isNoised = isNoised
        let read = dataset.columns.filter { plan.columnsRead.contains($0.name) }
        zoneColumns = read.count { $0.kind == .zone }
        hasTime = plan.dimensions.contains { [.hour, .weekday, .month, .day, .week].contains($0.kind) }
        vulnerable = read.lazy.compactMap(PlanFacts.vulnerableValue).first
    }

    private static func vulnerableValue(_ column: Column) -> (column: String, code: String)? {
        guard case .enumeration(let values) = column.kind else { return nil }
        let value = values.first { value in vulnerableWords.contains { value.code.lowercased().contains($0) } }
        return value.map { (column.name, $0.code) }
    }

    func judge(_ name: Criterion.Name) -> (Bool, Localized) {
        switch name {
        case .evaluation:
            (
                false,
                Localized(
                    fr: "seuls des totaux sortent, aucune note par personne",
                    en: "only totals leave, no score of a person")
            )
        case .automatedDecision:
            (false, Localized(fr: "rien n’est décidé pour une personne", en: "nothing is decided about a person"))
        case .systematicMonitoring: monitoring
        case .sensitiveData: sensitive
        case .largeScale: scale
        case .crossing: crossing
        case .vulnerablePeople: vulnerability
        case .innovativeUse:
            (
                true,
                Localized(
                    fr: "addition sous partage de secret" + (isNoised ? " et confidentialité différentielle" : ""),
                    en: "addition under secret sharing" + (isNoised ? " and differential privacy" : ""))
            )
        case .exclusion:
            (
                false,
                Localized(
                    fr: "aucun droit ni service ne dépend de la réponse d’une personne",
                    en: "no right or service depends on a person’s answer")
            )
        }
    }

    private var monitoring: (Bool, Localized) {
        let follows = zoneColumns >= 2 || (zoneColumns >= 1 && hasTime)
        return follows
            ? (
                true,
                Localized(
                    fr: "les enregistrements suivent des déplacements ou des présences dans le temps",
                    en: "the records follow movements, or presence over time")
            )
            : (
                false,
                Localized(fr: "ni déplacement, ni suite de lieux dans le temps", en: "no movement, no places over time")
            )
    }

    private var sensitive: (Bool, Localized) {
        if zoneColumns > 0 {
            return (
                true, Localized(fr: "des données de localisation sont lues", en: "location data are read")
            )
        }
        let household = plan.unit.kind == .household
        return household
            ? (
                true,
                Localized(fr: "la vie du foyer se lit dans les données", en: "the data show the life of a household")
            )
            : (false, Localized(fr: "aucune localisation n’est lue", en: "no location is read"))
    }

    private var scale: (Bool, Localized) {
        let (sources, days) = (plan.study.sources.count, plan.study.period.dayCount)
        let (french, english) = (Language.fr, Language.en)
        return (
            true,
            Localized(
                fr: "toute la clientèle de \(french.count(sources, "source", "sources")), sur "
                    + french.count(days, "jour", "jours"),
                en: "all customers of \(english.count(sources, "source", "sources")), over "
                    + english.count(days, "day", "days"))
        )
    }

    private var crossing: (Bool, Localized) {
        let sources = plan.study.sources.count
        return sources > 1
            ? (
                true,
                Localized(
                    fr: "\(sources) sources sont additionnées (sans jamais relier leurs enregistrements)",
                    en: "\(sources) sources are added up (their records are never linked)")
            )
            : (false, Localized(fr: "une seule source", en: "one source only"))
    }

    private var vulnerability: (Bool, Localized) {
        guard let vulnerable else {
            return (
                false,
                Localized(
                    fr: "aucune catégorie de personnes vulnérables n’est lue",
                    en: "no category of vulnerable people is read")
            )
        }
        return (
            true,
            Localized(
                fr: "la colonne « \(vulnerable.column) » distingue « \(vulnerable.code) »",
                en: "column “\(vulnerable.column)” tells “\(vulnerable.code)” apart")
        )
    }
}
