// SPDX-License-Identifier: Apache-2.0
//
// The count of a ballot by college, redone by whoever holds the trust root and the signed votes, proxies
// and recusals. What doesn't count says why (Screening.swift). The count is the same whatever the order in
// which statements are listed.

import Studies

/// A ballot with what was received on it.
package struct BallotRecord: Hashable, Sendable {
    package let ballot: Ballot
    package private(set) var votes: [SignedVote]
    package private(set) var proxies: [SignedProxy]
    package private(set) var recusals: [SignedRecusal]

    package init(
        ballot: Ballot, votes: [SignedVote], proxies: [SignedProxy] = [], recusals: [SignedRecusal] = []
    ) {
        self.ballot = ballot
        self.votes = votes
        self.proxies = proxies
        self.recusals = recusals
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
        return BallotRecord(ballot: ballot, votes: votes + [vote], proxies: proxies, recusals: recusals)
    }

    mutating func add(_ vote: SignedVote) { votes.append(vote) }
    mutating func add(_ proxy: SignedProxy) { proxies.append(proxy) }
    mutating func add(_ recusal: SignedRecusal) { recusals.append(recusal) }
}

package struct Count: Hashable, Sendable {
    package struct College: Hashable, Sendable {
        package let college: Charter.College
        /// How many of its seats must have cast a vote: the charter's quorum for this call, in proportion to the
        /// seats that are not recused, rounded up.
        package let quorum: Int
        package let recused: Int
        package fileprivate(set) var inFavour = 0
        package fileprivate(set) var against = 0
        package fileprivate(set) var abstain = 0
        package fileprivate(set) var blank = 0
        /// How many of them were cast by proxy.
        package fileprivate(set) var byProxy = 0

        /// Seats whose vote counts, abstentions, blanks and proxies included.
        package var present: Int { inFavour + against + abstain + blank }
        package var hasQuorum: Bool { present >= quorum }
        package var isAgainst: Bool { against > inFavour }
    }

    package enum Outcome: String, Hashable, Sendable {
        case stillOpen = "still-open"
        case noQuorum = "no-quorum"
        case rejected
        case adopted
    }

    package private(set) var record: BallotRecord
    /// In the order of the charter.
    package let colleges: [College]
    /// In the order of their seats in the trust root. A proxy's vote is not among them.
    package private(set) var counted: [Vote]
    /// Those that were used, in the order of the receivers' seats.
    package let proxies: [Proxy]
    package let recusals: [Recusal]
    package private(set) var rejected: [RejectedVote]
    package let outcome: Outcome

    package init(_ record: BallotRecord, root: TrustRoot, now: Moment) {
        self.init(
            record,
            screening: Screening(
                ballot: record.ballot, seats: root.seats,
                electorate: root.electorate(on: record.ballot.opensAt.day), isVerified: false),
            charter: root.charter, now: now)
    }

    /// - Parameter screening: says who may vote and whether signatures were looked at before.
    init(_ record: BallotRecord, screening: Screening, charter: Charter, now: Moment) {
        var screening = screening
        self.record = record
        screening.screen(record)
        counted = screening.counted
        proxies = screening.used
        recusals = screening.recusals
        rejected = screening.rejected
        let recusedSeats = recusals.map(\.seat)
        var colleges = charter.colleges.map { college in
            let recused = screening.electorate.count {
                $0.seat.college == college.id && recusedSeats.contains($0.seat.id)
            }
            return College(
                college: college, quorum: charter.quorum(of: college, recused: recused, call: record.ballot.call),
                recused: recused)
        }
        for vote in counted {
            guard let college = screening.college(of: vote.seat),
                let index = colleges.firstIndex(where: { $0.college.id == college })
            else { continue }
            let isDoubled = screening.used.contains { $0.receiver == vote.seat }
            colleges[index].add(vote.choice, isDoubled ? 2 : 1)
        }
        self.colleges = colleges
        outcome =
            now < record.ballot.closesAt ? .stillOpen : Count.outcome(colleges, rule: record.ballot.rule)
    }

    package var inFavour: Int { colleges.reduce(0) { $0 + $1.inFavour } }
    package var against: Int { colleges.reduce(0) { $0 + $1.against } }

    /// The colleges whose votes against stopped it.
    package var opposed: [Charter.College] {
        outcome == .rejected ? colleges.filter(\.isAgainst).map(\.college) : []
    }

    /// The same without the votes: what the register's fold keeps of a closed ballot.
    var summary: Count {
        var summary = self
        summary.record = BallotRecord(ballot: record.ballot, votes: [])
        summary.counted = []
        summary.rejected = []
        return summary
    }

    private static func outcome(_ colleges: [College], rule: Charter.Rule) -> Outcome {
        guard colleges.allSatisfy(\.hasQuorum) else { return .noQuorum }
        let inFavour = colleges.reduce(0) { $0 + $1.inFavour }
        let against = colleges.reduce(0) { $0 + $1.against }
        let isAdopted =
            switch rule {
            case .overallMajorityWithoutCollegeVeto: inFavour > against && !colleges.contains(where: \.isAgainst)
            case .majorityInEachCollege: colleges.allSatisfy { $0.inFavour > $0.against }
            }
        return isAdopted ? .adopted : .rejected
    }
}

extension Count.College {
    /// One vote, or two when the seat holds a proxy.
    fileprivate mutating func add(_ choice: Vote.Choice, _ votes: Int) {
        byProxy += votes - 1
        switch choice {
        case .inFavour: inFavour += votes
        case .against: against += votes
        case .abstain: abstain += votes
        case .blank: blank += votes
        }
    }
}

extension Charter {
    /// The quorum of a college in one call, when so many of its seats are recused.
    func quorum(of college: College, recused: Int, call: Ballot.Call) -> Int {
        let whole = call == .first ? college.quorum : secondCall.quorum
        let base = max(0, college.seats - recused)
        return (whole * base + college.seats - 1) / college.seats
    }
}
