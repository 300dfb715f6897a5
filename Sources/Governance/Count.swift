// SPDX-License-Identifier: Apache-2.0
//
// The count of a ballot by college, redone by whoever holds the trust root and the signed votes. A vote
// that doesn't count says why. The count is the same whatever the order in which votes are listed.

import Studies

/// A ballot with the votes received on it.
package struct BallotRecord: Hashable, Sendable {
    package let ballot: Ballot
    package let votes: [SignedVote]

    package init(ballot: Ballot, votes: [SignedVote]) {
        self.ballot = ballot
        self.votes = votes
    }

    /// The record with one more vote, as long as the receiver's own clock says that the ballot is open: a vote
    /// that comes late isn't taken, whatever moment it claims. Whether it counts is for Count to say.
    /// - Throws: `.ballot` before the opening and from the closing on.
    package func receiving(_ vote: SignedVote, now: Moment) throws(GovernanceError) -> BallotRecord {
        guard ballot.opensAt <= now, now < ballot.closesAt else {
            throw GovernanceError(
                .ballot, "ballot `\(ballot.id)` is not open",
                help: "vote between \(ballot.opensAt) and \(ballot.closesAt)")
        }
        return BallotRecord(ballot: ballot, votes: votes + [vote])
    }
}

/// A vote that doesn't count, and why.
package struct RejectedVote: Hashable, Sendable {
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        case unreadable
        case otherBallot = "other-ballot"
        case otherText = "other-text"
        case stranger
        case outOfTerm = "out-of-term"
        case badSignature = "bad-signature"
        case beforeOpening = "before-opening"
        case afterClosing = "after-closing"
        /// The seat's first vote counts and this is another (revote `first`).
        case secondVote = "second-vote"
        /// A later vote of the seat took its place (revote `last`).
        case replaced
    }

    package let vote: SignedVote
    /// Who says to have voted.
    package let seat: String
    package let reason: Reason

    package var sentence: Localized {
        let (fr, en) = reason.words
        return Localized(
            fr: "Le vote du siège « \(seat) » ne compte pas : \(fr).",
            en: "The vote of seat “\(seat)” does not count: \(en).")
    }
}

extension RejectedVote.Reason {
    fileprivate var words: (fr: String, en: String) {
        switch self {
        case .unreadable: ("son contenu n'est pas celui d'un vote", "its content is not that of a vote")
        case .otherBallot: ("il porte sur un autre scrutin", "it is on another ballot")
        case .otherText: ("il porte sur un autre texte", "it is on another text")
        case .stranger: ("ce siège n'existe pas", "there is no such seat")
        case .outOfTerm: ("le mandat du siège ne couvre pas le scrutin", "the seat's term does not cover the ballot")
        case .badSignature: ("la signature n'est pas celle du siège", "the signature is not the seat's")
        case .beforeOpening: ("il est daté d'avant l'ouverture", "it is dated before the opening")
        case .afterClosing: ("il est daté d'après la clôture", "it is dated after the closing")
        case .secondVote: ("le siège avait déjà voté", "the seat had already voted")
        case .replaced: ("le siège a voté de nouveau avant la clôture", "the seat voted again before the closing")
        }
    }
}

package struct Count: Hashable, Sendable {
    package struct College: Hashable, Sendable {
        package let college: Charter.College
        package fileprivate(set) var inFavour = 0
        package fileprivate(set) var against = 0
        package fileprivate(set) var abstain = 0
        package fileprivate(set) var blank = 0

        /// Seats whose vote counts, abstentions and blanks included.
        package var present: Int { inFavour + against + abstain + blank }
        package var hasQuorum: Bool { present >= college.quorum }
        package var isAgainst: Bool { against > inFavour }
    }

    package enum Outcome: String, Hashable, Sendable {
        case stillOpen = "still-open"
        case noQuorum = "no-quorum"
        case rejected
        case adopted
    }

    package let record: BallotRecord
    /// In the order of the charter.
    package let colleges: [College]
    /// In the order of their seats in the trust root.
    package let counted: [Vote]
    package let rejected: [RejectedVote]
    package let outcome: Outcome

    package init(_ record: BallotRecord, root: TrustRoot, now: Moment) {
        self.record = record
        var screening = Screening(ballot: record.ballot, root: root)
        for vote in record.votes { screening.take(vote) }
        (counted, rejected) = screening.finish()
        var colleges = root.charter.colleges.map { College(college: $0) }
        for vote in counted {
            guard let college = root.seat(vote.seat)?.seat.college,
                let index = colleges.firstIndex(where: { $0.college.id == college })
            else { continue }
            colleges[index].add(vote.choice)
        }
        self.colleges = colleges
        outcome = now < record.ballot.closesAt ? .stillOpen : Count.outcome(colleges)
    }

    package var inFavour: Int { colleges.reduce(0) { $0 + $1.inFavour } }
    package var against: Int { colleges.reduce(0) { $0 + $1.against } }

    private static func outcome(_ colleges: [College]) -> Outcome {
        guard colleges.allSatisfy(\.hasQuorum) else { return .noQuorum }
        let inFavour = colleges.reduce(0) { $0 + $1.inFavour }
        let against = colleges.reduce(0) { $0 + $1.against }
        return inFavour > against && !colleges.contains(where: \.isAgainst) ? .adopted : .rejected
    }
}

extension Count.College {
    fileprivate mutating func add(_ choice: Vote.Choice) {
        switch choice {
        case .inFavour: inFavour += 1
        case .against: against += 1
        case .abstain: abstain += 1
        case .blank: blank += 1
        }
    }
}

/// Sorts votes into those that count and those that don't.
private struct Screening {
    let ballot: Ballot
    let root: TrustRoot
    private let ballotHash: String
    private let electorate: Set<String>
    private var valid: [(signed: SignedVote, vote: Vote)] = []
    private var rejected: [RejectedVote] = []

    init(ballot: Ballot, root: TrustRoot) {
        self.ballot = ballot
        self.root = root
        ballotHash = ballot.hash
        electorate = Set(root.electorate(on: ballot.opensAt.day).map(\.seat.id))
    }

    mutating func take(_ signed: SignedVote) {
        guard let vote = signed.claimed, signed.envelope.keyID == vote.seat else {
            rejected.append(RejectedVote(vote: signed, seat: signed.envelope.keyID, reason: .unreadable))
            return
        }
        if let reason = reason(against: vote, signed) {
            rejected.append(RejectedVote(vote: signed, seat: vote.seat, reason: reason))
        } else {
            valid.append((signed, vote))
        }
    }

    private func reason(against vote: Vote, _ signed: SignedVote) -> RejectedVote.Reason? {
        guard let seat = root.seat(vote.seat) else { return .stranger }
        guard signed.envelope.isSigned(by: seat.key, type: SignedVote.payloadType) else { return .badSignature }
        guard electorate.contains(vote.seat) else { return .outOfTerm }
        guard vote.ballot == ballot.id else { return .otherBallot }
        guard vote.textHash == ballot.textHash else { return .otherText }
        guard vote.ballotHash == ballotHash else { return .otherBallot }
        guard vote.at >= ballot.opensAt else { return .beforeOpening }
        guard vote.at < ballot.closesAt else { return .afterClosing }
        return nil
    }

    /// One vote a seat, by the ballot's rule; votes of one second in the order of their bytes.
    mutating func finish() -> (counted: [Vote], rejected: [RejectedVote]) {
        var counted: [Vote] = []
        for seat in root.seats {
            let votes = valid.filter { $0.vote.seat == seat.seat.id }.sorted { left, right in
                left.vote.at != right.vote.at
                    ? left.vote.at < right.vote.at
                    : left.signed.envelope.payload.lexicographicallyPrecedes(right.signed.envelope.payload)
            }
            let kept = ballot.revote == .first ? votes.indices.first : votes.indices.last
            for (index, entry) in votes.enumerated() where index != kept {
                let reason: RejectedVote.Reason = ballot.revote == .first ? .secondVote : .replaced
                rejected.append(RejectedVote(vote: entry.signed, seat: entry.vote.seat, reason: reason))
            }
            if let kept { counted.append(votes[kept].vote) }
        }
        return (counted, rejected)
    }
}
