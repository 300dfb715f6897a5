// SPDX-License-Identifier: Apache-2.0
//
// What is wrong with a register, by name: the record it was found at, and a sentence in French and English.
// A record that doesn't follow from those before it is not applied. Never carries personal data.

import Studies

package struct Finding: Error, Hashable, Sendable {
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        package let name: String
        package init(_ name: String) { self.name = name }
        package var description: String { name }
    }

    package let code: Code
    /// The record's place in the register; nil when the register as a whole is meant.
    package let index: Int?
    package let sentence: Localized
    /// False for what a reader should know and nobody did wrong.
    package let isFault: Bool

    package init(_ code: Code, at index: Int?, isFault: Bool = true, fr: String, en: String) {
        self.code = code
        self.index = index
        self.isFault = isFault
        sentence =
            index.map {
                Localized(fr: "Enregistrement \($0) : \(fr).", en: "Record \($0): \(en).")
            } ?? Localized(fr: "\(fr).", en: "\(en).")
    }
}

/// Why a record isn't applied.
struct Misstep: Error {
    let code: Finding.Code
    let fr: String
    let en: String

    init(_ code: Finding.Code, fr: String, en: String) {
        self.code = code
        self.fr = fr
        self.en = en
    }
}

extension Finding.Code {
    /// Not the canonical form of a record.
    package static let unreadable = Self("unreadable")
    package static let outOfOrder = Self("out-of-order")
    /// Logged before the record before it.
    package static let clockSetBack = Self("clock-set-back")
    /// Dated far from when it was logged.
    package static let backDated = Self("back-dated")
    /// The first record is not this trust's founding, or there is a second one.
    package static let founding = Self("founding")
    /// Not signed with the key that its kind wants, as it was then.
    package static let signature = Self("signature")
    package static let revokedKey = Self("revoked-key")
    /// A key without an adopted ballot, or one that can't stand beside the others.
    package static let enrolment = Self("enrolment")

    /// Whoever proposes may not.
    package static let proposer = Self("proposer")
    /// Deposited anew while it is put to the vote.
    package static let proposalFrozen = Self("proposal-frozen")
    /// A ballot on a text or evidence other than what was deposited.
    package static let ballotText = Self("ballot-text")
    /// The evidence is not the study's preliminary assessment, or there is no such study or suspension.
    package static let evidence = Self("evidence")
    package static let deliberation = Self("deliberation")
    package static let secondCall = Self("second-call")
    package static let ballotTwice = Self("ballot-twice")
    /// Not held as the charter wants, or among others than the enrolled seats.
    package static let ballotTerms = Self("ballot-terms")
    package static let ballotUnknown = Self("ballot-unknown")
    /// A vote, proxy or recusal that was not logged while the ballot was open.
    package static let ballotNotOpen = Self("ballot-not-open")
    package static let closedEarly = Self("closed-early")
    /// Counted again, the votes are others.
    package static let falseCount = Self("false-count")
    /// Reasons for a vote against that the college did not give.
    package static let reasons = Self("reasons")
    package static let suspension = Self("suspension")

    /// Whoever asks may not.
    package static let requester = Self("requester")
    package static let studyUnknown = Self("study-unknown")
    package static let studyTwice = Self("study-twice")
    package static let policyNotInForce = Self("policy-not-in-force")
    /// The mandate counts on a ballot that did not adopt this study.
    package static let studyBallot = Self("study-ballot")
    /// It is another plan or another assessment than the one submitted.
    package static let mandatePlan = Self("mandate-plan")
    package static let mandateSuspended = Self("mandate-suspended")
    package static let mandateTwice = Self("mandate-twice")
    package static let mandateTerm = Self("mandate-term")
    package static let aggregators = Self("aggregators")
    package static let holders = Self("holders")
    /// What the mandate says was spent before is not so.
    package static let falseBalance = Self("false-balance")
    package static let overspent = Self("overspent")
    package static let mandateUnknown = Self("mandate-unknown")
    package static let publicationTwice = Self("publication-twice")
    package static let publicationBudget = Self("publication-budget")
    package static let publicationThreshold = Self("publication-threshold")
    /// The list of published files is another mandate's, or none.
    package static let publicationFiles = Self("publication-files")
    /// A table that needs every source was published although one refused.
    package static let publicationRefused = Self("publication-refused")
    /// A document that the register names and that isn't beside it, or isn't what the register names.
    package static let documentMissing = Self("document-missing")
    package static let documentAltered = Self("document-altered")
    /// Not proven to keep the floors.
    package static let policyNotProven = Self("policy-not-proven")
    /// Not proven to permit nothing more.
    package static let suspensionNotProven = Self("suspension-not-proven")
    /// The mandate's document says something else than its record, or does not follow from policies and plan.
    package static let mandateDocument = Self("mandate-document")
    /// A study that can't be planned again here: its dataset is unknown.
    package static let notReplanned = Self("not-replanned")
    /// A record that somebody holds a receipt of is another one, or is not there.
    package static let recordChanged = Self("record-changed")
    package static let recordMissing = Self("record-missing")
    package static let ballotNotClosed = Self("ballot-not-closed")
    package static let reasonsMissing = Self("reasons-missing")
    package static let timestampUnchecked = Self("timestamp-unchecked")
    package static let reportTwice = Self("report-twice")
}
