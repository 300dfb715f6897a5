// SPDX-License-Identifier: Apache-2.0
//
// The mandate (permis d'étude): all that an edge needs to check by itself that a study may run. Only
// MandateCheck makes one, from the travelling document, so whoever has a Mandate has checked it; what
// MandateMaker writes goes through the same check. Inclusion in the register is left out here.

import DAP
import Studies

/// One task of a mandate.
package struct MandatedTask: Hashable, Sendable {
    /// 32 bytes, derived from the mandate's body hash and the task's index.
    package let id: [UInt8]
    /// Measure, length, sensitivity and ρ, as planned.
    package let planned: PlannedTask

    /// base64url without padding, as in addresses.
    package var idText: String { Base64URL.encode(id) }
}

package struct Mandate: Sendable {
    /// Lowercase hex SHA-256 of the canonical body.
    package let id: String
    package let plan: Plan
    package let decision: Decision
    package let policies: PolicyInForce
    /// The count of the ballot on this very study, if it needed one.
    package let studyBallot: Count?
    /// In the order of the plan's tasks.
    package let tasks: [MandatedTask]
    package let leader: EnrolledAggregator
    package let helper: EnrolledAggregator
    /// Who is asked, in the order of the study's sources.
    package let holders: [EnrolledHolder]
    package let account: LedgerAccount
    /// False only under a trust root marked fictitious: the aggregators add no noise, and every page says so.
    package let isNoised: Bool
    /// What the broker's ledger said was spent before.
    package let spentBeforeRhoMicro: Int64
    package let made: Moment
    /// The first moment at which it is refused.
    package let notAfter: Moment
    /// The travelling document that it was checked from: `mandate.json`.
    package let document: [UInt8]

    package var study: Study { plan.study }
    package var rhoMicro: Int64 { plan.rhoMicro }

    /// What running it takes from a ledger.
    package var ledgerEntry: LedgerEntry {
        LedgerEntry(account: account, mandate: id, rhoMicro: rhoMicro, at: made)
    }

    package var oneAdministrator: Bool { leader.administrator == helper.administrator }

    init(
        id: String, plan: Plan, decision: Decision, policies: PolicyInForce, studyBallot: Count?,
        tasks: [MandatedTask], leader: EnrolledAggregator, helper: EnrolledAggregator, holders: [EnrolledHolder],
        account: LedgerAccount, isNoised: Bool, spentBeforeRhoMicro: Int64, made: Moment, notAfter: Moment,
        document: [UInt8]
    ) {
        self.id = id
        self.plan = plan
        self.decision = decision
        self.policies = policies
        self.studyBallot = studyBallot
        self.tasks = tasks
        self.leader = leader
        self.helper = helper
        self.holders = holders
        self.account = account
        self.isNoised = isNoised
        self.spentBeforeRhoMicro = spentBeforeRhoMicro
        self.made = made
        self.notAfter = notAfter
        self.document = document
    }

    /// SHA-256 of the 32 bytes of the body hash and the index as 4 bytes, the highest first.
    static func taskID(bodyHash: [UInt8], index: Int) -> [UInt8] {
        let index = UInt32(truncatingIfNeeded: index)
        let bytes = (0..<4).map { UInt8(truncatingIfNeeded: index >> (24 - 8 * UInt32($0))) }
        return ContentHash.digest(of: bodyHash + bytes)
    }
}
