// SPDX-License-Identifier: Apache-2.0
//
// The preliminary assessment of a plan from what is known at submission: the dataset, what the charter fixes, what
// the ledger has spent, who would compute, and the trust's own terms. Every part follows from these; nobody writes
// it by hand. Its bytes and hash are in PreliminaryDocument.swift.

import DisclosureControl
import Studies

/// What the charter fixes for every release and budget.
package struct CharterFacts: Hashable, Sendable {
    /// `k`.
    package let threshold: Int
    package let betaMicro: Int64
    package let budgetRhoMicro: Int64

    package init(threshold: Int, betaMicro: Int64, budgetRhoMicro: Int64) {
        self.threshold = threshold
        self.betaMicro = betaMicro
        self.budgetRhoMicro = budgetRhoMicro
    }
}

extension BudgetRecord {
    /// With this plan's ρ in what is spent.
    /// - Parameters:
    ///   - spentBeforeRhoMicro: from the account that the plan spends from.
    ///   - spentOverAllBeforeRhoMicro: from all accounts together.
    package init(
        plan: Plan, dataset: Dataset, spentBeforeRhoMicro: Int64, spentOverAllBeforeRhoMicro: Int64,
        charter: CharterFacts
    ) {
        let spent = spentBeforeRhoMicro + plan.rhoMicro
        self.init(
            rhoSpentMicro: spent, rhoSpentOverAllMicro: spentOverAllBeforeRhoMicro + plan.rhoMicro,
            rhoLeftMicro: max(0, charter.budgetRhoMicro - spent), rhoTotalMicro: charter.budgetRhoMicro,
            epsilonMicro: plan.study.privacy.epsilonMicro,
            deltaExponent: plan.study.privacy.deltaExponent, recordPeriod: dataset.recordPeriod)
    }
}

extension Particulars {
    /// What can be known before a decision.
    /// - Parameters:
    ///   - units: how many units the sources are taken to hold, counted at each; nil when nobody stated it.
    ///   - isNoised: without noise there is nothing to forecast.
    /// - Throws: when the charter's parameters are out of range.
    package init(
        plan: Plan, dataset: Dataset, charter: CharterFacts, terms: AssessmentTerms?, units: Int64?, isNoised: Bool,
        opinion: OfficerOpinion?, law: AssessmentLaw
    ) throws(DisclosureError) {
        self.init()
        if isNoised, let units = units ?? terms?.units[dataset.id] {
            forecast = try ForecastRecord(
                plan: plan, threshold: charter.threshold, betaMicro: charter.betaMicro, units: units)
        }
        self.opinion = opinion
        self.law = law
        contact = terms?.contact
        population = terms?.populations[dataset.territory.id]
        sensitiveZones = terms?.sensitiveZones[dataset.territory.id]
    }
}

extension Assessment {
    /// - Throws: when the charter's parameters are out of range.
    package static func preliminary(
        plan: Plan, dataset: Dataset, charter: CharterFacts, spentBeforeRhoMicro: Int64,
        spentOverAllBeforeRhoMicro: Int64, nodes: NodeRecord, sourceLabel: Localized, isFictitious: Bool,
        isNoised: Bool = true, terms: AssessmentTerms? = nil, units: Int64? = nil, opinion: OfficerOpinion? = nil,
        law: AssessmentLaw = AssessmentLaw()
    ) throws(DisclosureError) -> Assessment {
        Assessment.preliminary(
            plan: plan, dataset: dataset,
            budget: BudgetRecord(
                plan: plan, dataset: dataset, spentBeforeRhoMicro: spentBeforeRhoMicro,
                spentOverAllBeforeRhoMicro: spentOverAllBeforeRhoMicro, charter: charter),
            nodes: nodes, sourceLabel: sourceLabel, isFictitious: isFictitious, isNoised: isNoised,
            particulars: try Particulars(
                plan: plan, dataset: dataset, charter: charter, terms: terms, units: units, isNoised: isNoised,
                opinion: opinion, law: law))
    }
}
