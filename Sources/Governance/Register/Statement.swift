// SPDX-License-Identifier: Apache-2.0
//
// What a record of the register may say: a closed list of kinds. Each statement is a strict JSON object;
// what it may follow is for RegisterState to say.

import Studies

package enum Statement: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case founding = "trust-founded"
        case enrolment = "key-enrolled"
        case rotation = "key-rotated"
        case revocation = "key-revoked"
        case hpke = "hpke-configured"
        case proposal = "proposal-deposited"
        case opening = "ballot-opened"
        case vote
        case proxy
        case recusal
        case reasons = "college-reasons"
        case closing = "ballot-closed"
        case suspension = "rules-suspended"
        case submission = "study-submitted"
        case refusal = "study-refused"
        case withdrawal = "study-withdrawn"
        case mandate = "mandate-made"
        case holderRefusal = "holder-refused"
        case publication = "publication"
        case report = "yearly-report"
    }

    case founding(Founding)
    case enrolment(KeyEnrolment)
    case rotation(KeyRotation)
    case revocation(KeyRevocation)
    case hpke(HpkeEnrolment)
    case proposal(Proposal)
    case opening(BallotOpening)
    case vote(Vote)
    case proxy(Proxy)
    case recusal(Recusal)
    case reasons(CollegeReasons)
    case closing(BallotClosing)
    case suspension(Suspension)
    case submission(StudySubmission)
    case refusal(StudyRefusal)
    case withdrawal(StudyWithdrawal)
    case mandate(MandateEntry)
    case holderRefusal(HolderRefusal)
    case publication(PublicationEntry)
    case report(ReportEntry)

    package var kind: Kind {
        switch self {
        case .founding: .founding
        case .enrolment: .enrolment
        case .rotation: .rotation
        case .revocation: .revocation
        case .hpke: .hpke
        case .proposal: .proposal
        case .opening: .opening
        case .vote: .vote
        case .proxy: .proxy
        case .recusal: .recusal
        case .reasons: .reasons
        case .closing: .closing
        case .suspension: .suspension
        case .submission: .submission
        case .refusal: .refusal
        case .withdrawal: .withdrawal
        case .mandate: .mandate
        case .holderRefusal: .holderRefusal
        case .publication: .publication
        case .report: .report
        }
    }

    package var json: JSONValue {
        switch self {
        case .founding(let statement): statement.json
        case .enrolment(let statement): statement.json
        case .rotation(let statement): statement.json
        case .revocation(let statement): statement.json
        case .hpke(let statement): statement.json
        case .proposal(let statement): statement.json
        case .opening(let statement): statement.json
        case .vote(let statement): statement.json
        case .proxy(let statement): statement.json
        case .recusal(let statement): statement.json
        case .reasons(let statement): statement.json
        case .closing(let statement): statement.json
        case .suspension(let statement): statement.json
        case .submission(let statement): statement.json
        case .refusal(let statement): statement.json
        case .withdrawal(let statement): statement.json
        case .mandate(let statement): statement.json
        case .holderRefusal(let statement): statement.json
        case .publication(let statement): statement.json
        case .report(let statement): statement.json
        }
    }

    init(_ kind: Kind, _ json: JSONValue) throws(GovernanceError) {
        switch kind {
        case .founding: self = .founding(try Founding(json: json))
        case .enrolment: self = .enrolment(try KeyEnrolment(json: json))
        case .rotation: self = .rotation(try KeyRotation(json: json))
        case .revocation: self = .revocation(try KeyRevocation(json: json))
        case .hpke: self = .hpke(try HpkeEnrolment(json: json))
        case .proposal: self = .proposal(try Proposal(json: json))
        case .opening: self = .opening(try BallotOpening(json: json))
        case .vote: self = .vote(try Vote(json: json))
        case .proxy: self = .proxy(try Proxy(json: json))
        case .recusal: self = .recusal(try Recusal(json: json))
        case .reasons: self = .reasons(try CollegeReasons(json: json))
        case .closing: self = .closing(try BallotClosing(json: json))
        case .suspension: self = .suspension(try Suspension(json: json))
        case .submission: self = .submission(try StudySubmission(json: json))
        case .refusal: self = .refusal(try StudyRefusal(json: json))
        case .withdrawal: self = .withdrawal(try StudyWithdrawal(json: json))
        case .mandate: self = .mandate(try MandateEntry(json: json))
        case .holderRefusal: self = .holderRefusal(try HolderRefusal(json: json))
        case .publication: self = .publication(try PublicationEntry(json: json))
        case .report: self = .report(try ReportEntry(json: json))
        }
    }
}
