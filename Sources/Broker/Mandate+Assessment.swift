// SPDX-License-Identifier: Apache-2.0
//
// What governance knows, in the words of an impact assessment. Everything is read from the mandate that
// was checked and from the ledger; nothing is told twice by hand.

import DisclosureControl
import Governance
import ImpactAssessment
import Studies

extension Mandate {
    func assessment(
        release: Release, dataset: Dataset, ledger: Ledger, sourceLabel: Localized, isFictitious: Bool,
        particulars: Particulars
    ) -> Assessment {
        Assessment(
            plan: plan, dataset: dataset, governance: governanceRecord, budget: budgetRecord(ledger),
            nodes: nodeRecord, release: ReleaseRecord(release), sourceLabel: sourceLabel, isFictitious: isFictitious,
            recordWords: dataset.recordWords, particulars: particulars)
    }

    package var governanceRecord: GovernanceRecord {
        GovernanceRecord(
            decision: .allowed,
            clauses: decision.clauses.map { clause in
                GovernanceRecord.Clause(
                    id: clause.rule, title: Localized(clause.title), text: clause.source, sentence: clause.sentence)
            },
            ballot: ballotRecord)
    }

    private var ballotRecord: ImpactAssessment.BallotRecord {
        let count = policies.count
        return ImpactAssessment.BallotRecord(
            id: count.record.ballot.id, policySetHash: policies.hash,
            openedAt: count.record.ballot.opensAt.minuteText, closedAt: count.record.ballot.closesAt.minuteText,
            colleges: count.colleges.map { college in
                CollegeCount(
                    college: college.college.id, seats: college.college.seats, inFavour: college.inFavour,
                    against: college.against, abstained: college.abstain, blank: college.blank,
                    absent: max(0, college.college.seats - college.recused - college.present),
                    recused: college.recused)
            },
            outcome: count.sentence)
    }

    /// - Parameter ledger: with or without this mandate in it.
    package func budgetRecord(_ ledger: Ledger) -> BudgetRecord {
        BudgetRecord(
            rhoSpentMicro: spentBeforeRhoMicro + rhoMicro,
            rhoSpentOverAllMicro: ledger.spentOverAll + (ledger.holds(mandate: id) ? 0 : rhoMicro),
            rhoLeftMicro: ledger.limitRhoMicro - spentBeforeRhoMicro - rhoMicro,
            rhoTotalMicro: ledger.limitRhoMicro, epsilonMicro: study.privacy.epsilonMicro,
            deltaExponent: study.privacy.deltaExponent, recordPeriod: account.period)
    }

    private var nodeRecord: NodeRecord {
        NodeRecord(
            holders: holders.map { HolderRecord(id: $0.id, title: $0.title) },
            aggregators: [
                AggregatorRecord(
                    name: leader.name, role: .leader, college: leader.college, administrator: leader.administrator),
                AggregatorRecord(
                    name: helper.name, role: .helper, college: helper.college, administrator: helper.administrator),
            ])
    }
}

extension Moment {
    /// Such as `2026-02-10 18:00 UTC`.
    fileprivate var minuteText: String { description.prefix(16).replacing("T", with: " ") + " UTC" }
}
