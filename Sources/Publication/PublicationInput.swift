// SPDX-License-Identifier: Apache-2.0
//
// All that a publication is made from. Numbers come from a Release and from nowhere else (promise G4).

import DisclosureControl
import ImpactAssessment
import Studies

package struct PublicationInput: Sendable {
    package let plan: Plan
    package let dataset: Dataset
    package let release: Release
    package let assessment: Assessment
    /// Where the records came from, in words: it stands in every title.
    package let sourceLabel: Localized
    /// The trust or its data are made up: every page says so.
    package let isFictitious: Bool
    package let publishedAt: Day
    /// Documents of the decision, and the commands that check them.
    package let evidence: Evidence
    /// What makes PNG and PDF files.
    package let renderers: Renderers

    package init(
        plan: Plan, dataset: Dataset, release: Release, assessment: Assessment, sourceLabel: Localized,
        isFictitious: Bool, publishedAt: Day, evidence: Evidence = .none, renderers: Renderers = .none
    ) {
        self.plan = plan
        self.dataset = dataset
        self.release = release
        self.assessment = assessment
        self.sourceLabel = sourceLabel
        self.isFictitious = isFictitious
        self.publishedAt = publishedAt
        self.evidence = evidence
        self.renderers = renderers
    }

    /// What one record is, in the plural.
    var recordWords: Localized { assessment.recordWords }

    /// What every page must say before anything else.
    var warnings: [Localized] { assessment.warnings }

    /// - Throws: `.mismatch` when the parts tell different stories, `.unprotected` when a release without noise
    ///   is not marked fictitious.
    func check() throws(PublicationError) {
        guard release.isNoised || isFictitious else {
            throw PublicationError(
                .unprotected, "this release has no noise and its trust is not marked fictitious",
                help: "run the study again with noise")
        }
        let names = plan.measures.map(\.name)
        guard release.cells.count == plan.cellCount, release.measures.map(\.name) == names else {
            throw PublicationError(
                .mismatch, "the release of `\(plan.study.id)` has other cells or measures than its plan",
                help: "publish the release that was made from this plan")
        }
        guard assessment.plan == plan, assessment.release == ReleaseRecord(release),
            assessment.isFictitious == isFictitious, assessment.sourceLabel == sourceLabel,
            assessment.dataset.id == plan.study.dataset
        else {
            throw PublicationError(
                .mismatch, "the impact assessment of `\(plan.study.id)` speaks of another plan or release",
                help: "make the assessment from this plan and this release")
        }
    }
}
