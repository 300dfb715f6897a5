// SPDX-License-Identifier: Apache-2.0
//
// The impact assessment of one request (GDPR article 35(7)): made from the plan that was decided and run,
// the ledger, the ballot, the nodes and the release, so that it can't tell another story than theirs.
// Without a release it is preliminary: made at submission, hashed, and read by those who vote
// (PreliminaryDocument.swift). Its page is in AssessmentPage.swift, its JSON in AssessmentDocument.swift, the
// file for the CNIL's tool in PIAFile.swift.

import DisclosureControl
import Studies

package struct Assessment: Hashable, Sendable {
    package let plan: Plan
    package let dataset: Dataset
    /// Nil before anything was decided.
    package let governance: GovernanceRecord?
    package let budget: BudgetRecord
    package let nodes: NodeRecord
    /// Nil in a preliminary assessment.
    package let release: ReleaseRecord?
    /// The trust and the people are made up, though counts by zone may be real: every page says so.
    package let isFictitious: Bool
    /// Where the records came from, in words.
    package let sourceLabel: Localized
    /// What one record is, in the plural: trips.
    package let recordWords: Localized
    /// What others add: forecast, opinion, audit, census.
    package let particulars: Particulars
    /// As released; before that, as it would be.
    package let isNoised: Bool

    package let criteria: NineCriteria
    package let worstCase: WorstCase
    package let risks: [Risk]
    /// What the study can't say, in plain sentences.
    package let limits: [Localized]

    package init(
        plan: Plan, dataset: Dataset, governance: GovernanceRecord?, budget: BudgetRecord, nodes: NodeRecord,
        release: ReleaseRecord?, sourceLabel: Localized, isFictitious: Bool,
        recordWords: Localized = Localized(fr: "enregistrements", en: "records"),
        particulars: Particulars = Particulars(), isNoised: Bool = true
    ) {
        let isNoised = release?.isNoised ?? isNoised
        self.isNoised = isNoised
        self.plan = plan
        self.dataset = dataset
        self.governance = governance
        self.budget = budget
        self.nodes = nodes
        self.release = release
        self.sourceLabel = sourceLabel
        self.isFictitious = isFictitious
        self.recordWords = recordWords
        self.particulars = particulars
        criteria = NineCriteria(plan, dataset: dataset, isNoised: isNoised)
        worstCase = WorstCase(budget)
        risks = Risk.all(
            RiskFacts(
                unit: plan.unit.kind, epsilon: worstCase.epsilon, sameAdministrator: nodes.sameAdministrator,
                isNoised: isNoised, hasRelease: release != nil))
        limits =
            StudyLimits(
                plan: plan, dataset: dataset, holders: nodes.holders, release: release, recordWords: recordWords
            ).sentences
    }

    /// The assessment at submission: nothing is decided or measured yet.
    /// - Parameter budget: with this study's ρ in what is spent.
    package static func preliminary(
        plan: Plan, dataset: Dataset, budget: BudgetRecord, nodes: NodeRecord, sourceLabel: Localized,
        isFictitious: Bool, isNoised: Bool = true, particulars: Particulars
    ) -> Assessment {
        Assessment(
            plan: plan, dataset: dataset, governance: nil, budget: budget, nodes: nodes, release: nil,
            sourceLabel: sourceLabel, isFictitious: isFictitious, recordWords: dataset.recordWords,
            particulars: particulars, isNoised: isNoised)
    }

    /// A measure in words, in the plural: people, trips, or a sum by its column.
    package func words(for measure: Measure) -> Localized {
        UnitWords.words(for: measure, unit: plan.unit.kind, records: recordWords, dataset: dataset)
    }

    /// Nothing protects the numbers but their being made up.
    package var isUnprotected: Bool { !isNoised }

    /// What every page must say before anything else, strongest first.
    package var warnings: [Localized] {
        var warnings: [Localized] = []
        if isUnprotected {
            warnings.append(
                Localized(fr: "Non protégé : données fictives", en: "Not private: fictitious data"))
        }
        if isFictitious {
            warnings.append(
                Localized(
                    fr: "Démonstration : la régie et les personnes sont fictives",
                    en: "Demonstration: the trust and the people are fictitious"))
        }
        return warnings
    }
}
