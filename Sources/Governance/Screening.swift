// SPDX-License-Identifier: Apache-2.0
//
// Which votes, proxies and recusals of a ballot count. A recused seat is out of vote and quorum; one vote a
// seat, by the ballot's rule of re-vote; a proxy counts only inside a college, once given and once held, not
// passed on, and is void when the giver votes. Whatever the order of the lists, the outcome is the same.

import Studies

struct Screening {
    let ballot: Ballot
    /// Every seat, to say whether a stranger or a seat out of its term signed.
    let seats: [EnrolledSeat]
    /// The seats that may vote, with the keys of the opening.
    let electorate: [EnrolledSeat]
    /// The register has looked at the signatures already.
    let isVerified: Bool
    private let ballotHash: String

    private(set) var counted: [Vote] = []
    private(set) var used: [Proxy] = []
    private(set) var recusals: [Recusal] = []
    private(set) var rejected: [RejectedVote] = []

    init(ballot: Ballot, seats: [EnrolledSeat], electorate: [EnrolledSeat], isVerified: Bool) {
        self.ballot = ballot
        self.seats = seats
        self.electorate = electorate
        self.isVerified = isVerified
        ballotHash = ballot.hash
    }

    func college(of seat: String) -> String? { electorate.first { $0.seat.id == seat }?.seat.college }

    mutating func screen(_ record: BallotRecord) {
        screenRecusals(record.recusals)
        screenVotes(record.votes)
        screenProxies(record.proxies)
    }

    // MARK: What all statements have in common

    /// The statement, when it is well formed, signed by a seat that may vote, on this ballot and in its time.
    private mutating func valid<Statement: SeatStatement>(_ signed: Signed<Statement>) -> Statement? {
        guard let statement = signed.statement, signed.envelope.keyID == statement.seat else {
            reject(signed, signed.envelope.keyID, .unreadable)
            return nil
        }
        if let reason = reason(against: statement, signed) {
            reject(signed, statement.seat, reason)
            return nil
        }
        return statement
    }

    private func reason<Statement: SeatStatement>(
        against statement: Statement, _ signed: Signed<Statement>
    ) -> RejectedVote.Reason? {
        guard let seat = electorate.first(where: { $0.seat.id == statement.seat }) else {
            guard let seat = seats.first(where: { $0.seat.id == statement.seat }) else { return .stranger }
            return signed.envelope.isSigned(by: seat.key, type: Signed<Statement>.payloadType)
                ? .outOfTerm : .badSignature
        }
        guard isVerified || signed.envelope.isSigned(by: seat.key, type: Signed<Statement>.payloadType) else {
            return .badSignature
        }
        guard statement.ballot == ballot.id else { return .otherBallot }
        if let vote = statement as? Vote, vote.textHash != ballot.textHash { return .otherText }
        guard statement.ballotHash == ballotHash else { return .otherBallot }
        guard statement.at >= ballot.opensAt else { return .beforeOpening }
        guard statement.at < ballot.closesAt else { return .afterClosing }
        return nil
    }

    private mutating func reject<Statement: SeatStatement>(
        _ signed: Signed<Statement>, _ seat: String, _ reason: RejectedVote.Reason
    ) {
        rejected.append(
            RejectedVote(envelope: signed.envelope, what: Statement.name, seat: seat, reason: reason))
    }

    /// By the moment of signing, those of one second in the order of their bytes.
    private func sorted<Statement: SeatStatement>(
        _ entries: [(signed: Signed<Statement>, statement: Statement)]
    ) -> [(signed: Signed<Statement>, statement: Statement)] {
        entries.sorted { left, right in
            left.statement.at != right.statement.at
                ? left.statement.at < right.statement.at
                : left.signed.envelope.payload.lexicographicallyPrecedes(right.signed.envelope.payload)
        }
    }

    // MARK: Recusals, votes, proxies

    private mutating func screenRecusals(_ signed: [SignedRecusal]) {
        var valid: [(signed: SignedRecusal, statement: Recusal)] = []
        for recusal in signed {
            if let statement = self.valid(recusal) { valid.append((recusal, statement)) }
        }
        for seat in electorate {
            recusals += sorted(valid.filter { $0.statement.seat == seat.seat.id }).prefix(1).map(\.statement)
        }
    }

    private func isRecused(_ seat: String) -> Bool { recusals.contains { $0.seat == seat } }

    private mutating func screenVotes(_ signed: [SignedVote]) {
        var valid: [(signed: SignedVote, statement: Vote)] = []
        for vote in signed {
            guard let statement = self.valid(vote) else { continue }
            if isRecused(statement.seat) {
                reject(vote, statement.seat, .recused)
            } else {
                valid.append((vote, statement))
            }
        }
        for seat in electorate {
            let votes = sorted(valid.filter { $0.statement.seat == seat.seat.id })
            let kept = ballot.revote == .first ? votes.indices.first : votes.indices.last
            for (index, entry) in votes.enumerated() where index != kept {
                reject(entry.signed, entry.statement.seat, ballot.revote == .first ? .secondVote : .replaced)
            }
            if let kept { counted.append(votes[kept].statement) }
        }
    }

    private mutating func screenProxies(_ signed: [SignedProxy]) {
        var valid: [(signed: SignedProxy, statement: Proxy)] = []
        for proxy in signed {
            if let statement = self.valid(proxy) { valid.append((proxy, statement)) }
        }
        let givers = Set(valid.map(\.statement.seat))
        for (proxy, statement) in sorted(valid) {
            if let reason = reason(against: statement, givers: givers) {
                reject(proxy, statement.seat, reason)
            } else {
                used.append(statement)
            }
        }
        let order = electorate.map(\.seat.id)
        used.sort { left, right in
            (order.firstIndex(of: left.receiver) ?? 0) < (order.firstIndex(of: right.receiver) ?? 0)
        }
    }

    private func reason(against proxy: Proxy, givers: Set<String>) -> RejectedVote.Reason? {
        guard proxy.seat != proxy.receiver, let college = college(of: proxy.receiver),
            college == self.college(of: proxy.seat)
        else { return .otherCollege }
        if isRecused(proxy.seat) || isRecused(proxy.receiver) { return .recused }
        if counted.contains(where: { $0.seat == proxy.seat }) { return .giverVoted }
        if givers.contains(proxy.receiver) { return .chained }
        if used.contains(where: { $0.seat == proxy.seat || $0.receiver == proxy.receiver }) { return .secondProxy }
        return counted.contains { $0.seat == proxy.receiver } ? nil : .unused
    }
}
