// SPDX-License-Identifier: Apache-2.0
//
// Ballots in the register: deposited, deliberated, opened, voted while open, closed and counted again. What
// an adopted ballot changes is changed by the record that closes it.

import Studies

package struct DepositedProposal: Hashable, Sendable {
    package let proposal: Proposal
    /// When this text was logged: the deliberation runs from here.
    package let deposited: Moment
    /// Its first call, then its second.
    package internal(set) var ballots: [String] = []
}

package struct RegisteredBallot: Hashable, Sendable {
    package let ballot: Ballot
    package let proposal: String
    /// What was received; without the votes once it is closed.
    package internal(set) var record: BallotRecord
    /// Who may vote, as at its opening.
    let electorate: [EnrolledSeat]
    /// By college.
    package internal(set) var reasons: [String: Localized] = [:]
    /// The count and the record that closed it; nil while it is open.
    package internal(set) var closing: Closing?

    package struct Closing: Hashable, Sendable {
        /// Without the votes.
        package let count: Count
        package let record: Int
        package let at: Moment
    }
}

/// A policy set in force.
package struct PolicyPeriod: Hashable, Sendable {
    package let hash: String
    package let ballot: BallotReference
    package let count: Count
    /// When the record was logged that put it in force; until the next one's.
    package let from: Moment
}

extension RegisterState {
    /// The policy set in force.
    package var policy: PolicyPeriod? { policies.last }

    /// The policy set that was in force at a moment.
    package func policy(at moment: Moment) -> PolicyPeriod? { policies.last { $0.from <= moment } }

    /// A ballot's votes counted now, for whoever closes it and whoever looks.
    package func count(of id: String, now: Moment) -> Count? {
        guard let ballot = ballots[id] else { return nil }
        if let closing = ballot.closing { return closing.count }
        return Count(
            ballot.record,
            screening: Screening(
                ballot: ballot.ballot, seats: root.seats, electorate: ballot.electorate, isVerified: true),
            charter: root.charter, now: now)
    }

    mutating func take(_ statement: Proposal, _ record: RegisterRecord) throws(Misstep) {
        try checkDate(statement.at, record)
        guard root.charter.mayPropose.contains(statement.proposer) else {
            throw Misstep(
                .proposer, fr: "la charte ne donne pas l'initiative à « \(statement.proposer.rawValue) »",
                en: "the charter does not let a `\(statement.proposer.rawValue)` propose")
        }
        let isVoted = proposals[statement.id]?.ballots.contains { ballots[$0]?.closing == nil } ?? false
        guard !isVoted else {
            throw Misstep(
                .proposalFrozen, fr: "« \(statement.id) » est mise au vote", en: "“\(statement.id)” is being voted")
        }
        try checkEvidence(statement)
        proposals[statement.id] = DepositedProposal(proposal: statement, deposited: record.loggedAt)
    }

    private func checkEvidence(_ proposal: Proposal) throws(Misstep) {
        let stands =
            switch proposal.subject {
            case .study:
                studies.values.contains {
                    $0.isOpen && $0.submission.planHash == proposal.textHash
                        && $0.submission.preliminaryHash == proposal.evidenceHash
                }
            case .lifting:
                suspensions.values.contains { $0.hash == proposal.textHash && $0.isInForce }
            case .policy, .charter, .enrolment: true
            }
        guard stands else {
            throw Misstep(
                .evidence, fr: "ce qui est proposé n'est pas dans le registre avec cette analyse",
                en: "what is proposed does not stand in the register with this evidence")
        }
    }

    mutating func take(_ statement: BallotOpening, _ record: RegisterRecord) throws(Misstep) {
        let ballot = statement.ballot
        guard let deposited = proposals[statement.proposal], deposited.proposal.subject == ballot.subject,
            deposited.proposal.textHash == ballot.textHash, deposited.proposal.evidenceHash == ballot.evidenceHash
        else {
            throw Misstep(
                .ballotText, fr: "le scrutin « \(ballot.id) » n'est pas sur le texte et l'analyse déposés",
                en: "ballot “\(ballot.id)” is not on the text and evidence that were deposited")
        }
        try checkEvidence(deposited.proposal)
        guard ballots[ballot.id] == nil else {
            throw Misstep(
                .ballotTwice, fr: "un scrutin s'appelle déjà « \(ballot.id) »",
                en: "a ballot is called “\(ballot.id)” already")
        }
        try checkCall(ballot, of: deposited)
        do {
            try ballot.checkTerms(root: root)
        } catch {
            throw Misstep(.ballotTerms, fr: "le scrutin n'est pas tenu comme le veut la charte", en: error.message)
        }
        guard ballot.opensAt.secondsSinceEpoch >= record.loggedAt.secondsSinceEpoch - MandateCheck.clockSkewSeconds
        else {
            throw Misstep(
                .backDated, fr: "ouvert à \(ballot.opensAt), inscrit à \(record.loggedAt)",
                en: "opened at \(ballot.opensAt), logged at \(record.loggedAt)")
        }
        proposals[statement.proposal]?.ballots.append(ballot.id)
        ballots[ballot.id] = RegisteredBallot(
            ballot: ballot, proposal: statement.proposal, record: BallotRecord(ballot: ballot, votes: []),
            electorate: root.electorate(on: ballot.opensAt.day))
    }

    private func checkCall(_ ballot: Ballot, of deposited: DepositedProposal) throws(Misstep) {
        guard ballot.call == .second else {
            guard deposited.ballots.isEmpty else {
                throw Misstep(
                    .ballotTwice, fr: "ce texte a déjà été mis au vote", en: "this text was put to the vote already")
            }
            guard let earliest = deposited.deposited.adding(seconds: root.charter.deliberationSeconds),
                ballot.opensAt >= earliest
            else {
                throw Misstep(
                    .deliberation, fr: "ouvert à \(ballot.opensAt), le texte déposé à \(deposited.deposited)",
                    en: "opened at \(ballot.opensAt), the text deposited at \(deposited.deposited)")
            }
            return
        }
        guard deposited.ballots.count == 1, let first = ballots[deposited.ballots[0]]?.closing,
            first.count.outcome == .noQuorum,
            let latest = first.at.adding(seconds: root.charter.secondCall.withinSeconds), ballot.opensAt >= first.at,
            ballot.opensAt <= latest
        else {
            throw Misstep(
                .secondCall, fr: "pas de premier appel sans quorum dans le délai de la charte",
                en: "no first call without quorum within the charter's time")
        }
    }

    /// A vote, proxy or recusal, logged while its ballot is open. Whether it counts is for Count to say.
    mutating func takeOpen(
        _ statement: some SeatStatement, _ record: RegisterRecord, _ add: (inout RegisteredBallot) -> Void
    ) throws(Misstep) {
        guard let ballot = ballots[statement.ballot], ballot.ballot.hash == statement.ballotHash,
            ballot.electorate.contains(where: { $0.seat.id == statement.seat })
        else {
            throw Misstep(
                .ballotUnknown, fr: "aucun scrutin « \(statement.ballot) » de ce contenu où ce siège vote",
                en: "no ballot “\(statement.ballot)” of this content in which this seat votes")
        }
        guard ballot.closing == nil, record.loggedAt >= ballot.ballot.opensAt,
            record.loggedAt < ballot.ballot.closesAt
        else {
            throw Misstep(
                .ballotNotOpen, fr: "inscrit à \(record.loggedAt), hors du scrutin « \(statement.ballot) »",
                en: "logged at \(record.loggedAt), while ballot “\(statement.ballot)” was not open")
        }
        try checkDate(statement.at, record)
        add(&ballots[statement.ballot, default: ballot])
    }

    mutating func take(_ statement: CollegeReasons, _ record: RegisterRecord) throws(Misstep) {
        try checkDate(statement.at, record)
        guard let ballot = ballots[statement.ballot],
            ballot.electorate.contains(where: {
                $0.seat.id == record.signer && $0.seat.college == statement.college
            }),
            ballot.closing?.count.opposed.contains(where: { $0.id == statement.college }) == true
        else {
            throw Misstep(
                .reasons, fr: "ce n'est pas un siège d'un collège qui s'est opposé",
                en: "this is no seat of a college that voted against")
        }
        ballots[statement.ballot]?.reasons[statement.college] = statement.text
    }

    mutating func take(_ statement: BallotClosing, _ record: RegisterRecord, at index: Int) throws(Misstep) {
        try checkDate(statement.at, record)
        guard let ballot = ballots[statement.ballot], ballot.closing == nil,
            ballot.ballot.hash == statement.ballotHash, let count = count(of: statement.ballot, now: record.loggedAt)
        else {
            throw Misstep(
                .ballotUnknown, fr: "aucun scrutin « \(statement.ballot) » de ce contenu n'est ouvert",
                en: "no ballot “\(statement.ballot)” of this content is open")
        }
        guard count.outcome != .stillOpen else {
            throw Misstep(
                .closedEarly, fr: "clos à \(record.loggedAt), avant \(ballot.ballot.closesAt)",
                en: "closed at \(record.loggedAt), before \(ballot.ballot.closesAt)")
        }
        guard count.json == statement.count else {
            throw Misstep(
                .falseCount, fr: "recomptées, les voix donnent : \(count.sentence.fr)",
                en: "counted again, the votes give: \(count.sentence.en)")
        }
        let closing = RegisteredBallot.Closing(count: count.summary, record: index, at: record.loggedAt)
        ballots[statement.ballot]?.closing = closing
        ballots[statement.ballot]?.record = closing.count.record
        if count.outcome == .adopted { adopt(ballot.ballot, closing) }
    }

    private mutating func adopt(_ ballot: Ballot, _ closing: RegisteredBallot.Closing) {
        switch ballot.subject {
        case .policy:
            policies.append(
                PolicyPeriod(
                    hash: ballot.textHash, ballot: BallotReference(ballot: ballot.id, record: Int64(closing.record)),
                    count: closing.count, from: closing.at))
        case .charter: adoptedCharter = ballot.textHash
        case .lifting:
            for (id, suspension) in suspensions where suspension.hash == ballot.textHash {
                suspensions[id]?.lifted = closing.at
            }
        case .enrolment: adoptedEnrolments[ballot.id] = ballot.textHash
        case .study: break
        }
    }
}
