// SPDX-License-Identifier: Apache-2.0
//
// Ballots: which votes count, why the others don't, and what comes of the count.

import Foundation
import Governance
import Studies
import Testing
import TrustFixture

@Suite struct CountTests {
    let trust: TestTrust
    let ballot: Ballot

    init() throws {
        trust = try TestTrust()
        ballot = try trust.ballot(on: TextHash.of("the text"))
    }

    private func count(_ votes: [SignedVote], now: Moment? = nil) -> Count {
        Count(BallotRecord(ballot: ballot, votes: votes), root: trust.root, now: now ?? trust.closing)
    }

    private func votes(_ choices: [Vote.Choice], in college: String) throws -> [SignedVote] {
        try choices.enumerated().map { try trust.vote(ballot, "\(college)-\($0 + 1)", $1) }
    }

    @Test func `a ballot is adopted by a majority with no college against`() throws {
        let count = Count(try trust.record(ballot), root: trust.root, now: trust.closing)
        #expect(count.outcome == .adopted)
        #expect(count.colleges.map(\.inFavour) == [3, 3, 3])
        #expect(count.counted.count == 9)
        #expect(count.rejected.isEmpty)
        #expect(count.sentence.fr == "Adopté : 9 pour, 0 contre, aucun collège contre.")
        #expect(count.sentence.en == "Adopted: 9 for, 0 against, no college against.")
    }

    @Test(arguments: ["public", "private", "civil-society"])
    func `one college against is enough to reject`(_ college: String) throws {
        let count = Count(try trust.record(ballot, against: college), root: trust.root, now: trust.closing)
        #expect(count.outcome == .rejected)
        #expect(count.inFavour == 6)
        let name = try #require(trust.root.charter.college(college)).name
        #expect(count.sentence.fr == "Rejeté : 6 pour, 3 contre ; opposition de \(name.fr).")
        #expect(count.sentence.en == "Rejected: 6 for, 3 against; opposed by \(name.en).")
    }

    @Test func `a tie is no majority, and a college in a tie is not against`() throws {
        let tie: [Vote.Choice] = [.inFavour, .against]
        let tied = try votes(tie, in: "public") + votes(tie, in: "private") + votes(tie, in: "civil-society")
        #expect(count(tied).outcome == .rejected)
        #expect(count(tied).sentence.en == "Rejected: 3 for, 3 against, no majority.")
        let one = try trust.vote(ballot, "public-3")
        #expect(count(tied + [one]).outcome == .adopted)
    }

    @Test func `abstentions and blanks make quorum and no majority`() throws {
        let present = try votes([.abstain, .blank], in: "public") + votes([.blank, .abstain], in: "private")
        let adopted = try count(present + votes([.inFavour, .abstain], in: "civil-society"))
        #expect(adopted.outcome == .adopted)
        #expect(adopted.colleges[0].abstain == 1 && adopted.colleges[0].blank == 1)
        #expect(try count(present + votes([.abstain, .abstain], in: "civil-society")).outcome == .rejected)
    }

    @Test(arguments: ["public", "private", "civil-society"])
    func `without the quorum of one college nothing is decided`(_ college: String) throws {
        let votes = try trust.root.seats.filter { $0.seat.college != college || $0.seat.id.hasSuffix("1") }
            .map { try trust.vote(ballot, $0.seat.id) }
        let count = count(votes)
        #expect(count.outcome == .noQuorum)
        let name = try #require(trust.root.charter.college(college)).name
        #expect(count.sentence.en == "No quorum: \(name.en), 1 of the 2 seats needed.")
    }

    @Test func `nothing is decided before closing`() throws {
        let record = try trust.record(ballot)
        let before = try #require(Moment(secondsSinceEpoch: trust.closing.secondsSinceEpoch - 1))
        #expect(Count(record, root: trust.root, now: before).outcome == .stillOpen)
        #expect(Count(record, root: trust.root, now: trust.closing).outcome == .adopted)
    }

    @Test func `G6 a vote counts only when its seat signed it on this very ballot while it was open`() throws {
        let other = try trust.ballot(on: TextHash.of("the text"), id: "mobility-2")
        let otherText = try trust.ballot(on: TextHash.of("another text"))
        let sameIDLater = try trust.ballot(
            on: TextHash.of("the text"), at: try #require(TestTrust.opening.adding(seconds: 1)))
        let before = try #require(Moment(secondsSinceEpoch: TestTrust.opening.secondsSinceEpoch - 1))
        let stranger = Vote(on: ballot, seat: "public-4", choice: .against, at: ballot.opensAt)
        let good = try trust.vote(ballot, "public-1")
        let cases: [(SignedVote, RejectedVote.Reason)] = [
            (try trust.vote(other, "public-1"), .otherBallot),
            (try trust.vote(otherText, "public-1"), .otherText),
            (try trust.vote(sameIDLater, "public-1"), .otherBallot),
            (try SignedVote(stranger, key: trust.key("public-1")), .stranger),
            (try trust.vote(ballot, "public-1", key: SigningKey()), .badSignature),
            (try trust.vote(ballot, "public-1", key: trust.key("public-2")), .badSignature),
            (try trust.vote(ballot, "public-1", at: before), .beforeOpening),
            (try trust.vote(ballot, "public-1", at: trust.closing), .afterClosing),
            (try altered(good) { $0.replacingFirst("\"for\"", with: "\"against\"") }, .badSignature),
            (try altered(good) { $0 + " " }, .unreadable),
            (try altered(good) { $0.replacingFirst("\"for\"", with: "\"maybe\"") }, .unreadable),
            (try altered(good) { _ in "" }, .unreadable),
        ]
        for (vote, reason) in cases {
            let count = count([vote])
            #expect(count.counted.isEmpty)
            #expect(count.rejected.map(\.reason) == [reason])
            #expect(count.rejected.first?.sentence.en.hasPrefix("The vote of seat “public-") == true)
        }
        #expect(count([good]).counted.map(\.seat) == ["public-1"])
    }

    /// The envelope with another payload under the same signature.
    private func altered(_ vote: SignedVote, _ change: (String) -> String) throws -> SignedVote {
        let payload = try #require(vote.json["payload"]?.string.flatMap { Data(base64Encoded: $0) })
        let text = change(String(decoding: payload, as: UTF8.self))
        let encoded = text.isEmpty ? "e30=" : Data(text.utf8).base64EncodedString()
        var members = try #require(vote.json.object)
        members["payload"] = .string(encoded)
        return try SignedVote(json: .object(members))
    }

    @Test func `a type or a signer that the envelope only claims does not count`() throws {
        let good = try trust.vote(ballot, "public-1")
        var members = try #require(good.json.object)
        members["payloadType"] = "application/vnd.regie.mandate+json"
        #expect(count([try SignedVote(json: .object(members))]).rejected.map(\.reason) == [.badSignature])
        let text = good.json.canonicalText.replacingFirst("\"keyid\":\"public-1\"", with: "\"keyid\":\"public-2\"")
        let renamed = try SignedVote(json: JSONValue(parsing: text.utf8))
        #expect(count([renamed]).rejected.map(\.reason) == [.unreadable])
    }

    @Test(arguments: [Charter.Revote.first, .last])
    func `one vote of a seat counts, by the charter's rule, whatever the order of the list`(
        _ rule: Charter.Revote
    ) throws {
        let trust = try TestTrust { $0.replacingFirst("revote: last", with: "revote: \(rule.rawValue)") }
        let ballot = try trust.ballot(on: TextHash.of("the text"))
        let later = try #require(ballot.opensAt.adding(seconds: 1))
        let first = try trust.vote(ballot, "public-1", .against)
        let second = try trust.vote(ballot, "public-1", .inFavour, at: later)
        for votes in [[first, second], [second, first]] {
            let count = Count(BallotRecord(ballot: ballot, votes: votes), root: trust.root, now: trust.closing)
            #expect(count.counted.map(\.choice) == [rule == .first ? .against : .inFavour])
            #expect(count.rejected.map(\.reason) == [rule == .first ? .secondVote : .replaced])
            #expect(count.rejected.map(\.envelope) == [(rule == .first ? second : first).envelope])
        }
        let twice = Count(BallotRecord(ballot: ballot, votes: [first, first]), root: trust.root, now: trust.closing)
        #expect(twice.counted.count == 1 && twice.rejected.count == 1)
    }

    @Test func `a seat votes within its term only`() throws {
        let ended = try #require(
            Period(start: Day(year: 2020, month: 1, day: 1), end: Day(year: 2026, month: 7, day: 15)))
        let seats = trust.root.seats.map { seat in
            guard seat.seat.id == "public-1" else { return seat }
            return EnrolledSeat(
                seat: Seat(id: "public-1", college: "public", appointedBy: "x", term: ended), key: seat.key)
        }
        let root = try TrustRoot(
            fictitious: true, charter: trust.root.charter, schemaText: trust.root.schemaText,
            floorsText: trust.root.floorsText, seats: seats, aggregators: trust.root.aggregators,
            holders: trust.root.holders, broker: trust.root.broker)
        let ballot = try Ballot.open(
            id: "b", subject: .policy, textHash: TextHash.of("t"), root: root, at: TestTrust.opening)
        let vote = try trust.vote(ballot, "public-1")
        let count = Count(BallotRecord(ballot: ballot, votes: [vote]), root: root, now: trust.closing)
        #expect(count.rejected.map(\.reason) == [.outOfTerm])
    }

    @Test func `a ballot takes votes while it is open, by the receiver's clock`() throws {
        let vote = try trust.vote(ballot, "public-1")
        let empty = BallotRecord(ballot: ballot, votes: [])
        let before = try #require(Moment(secondsSinceEpoch: TestTrust.opening.secondsSinceEpoch - 1))
        #expect(try empty.receiving(vote, now: TestTrust.opening).votes == [vote])
        #expect(refusal { _ = try empty.receiving(vote, now: before) }?.code == .ballot)
        #expect(refusal { _ = try empty.receiving(vote, now: trust.closing) }?.code == .ballot)
    }

    @Test func `a ballot needs an identifier and a hash`() throws {
        #expect(refusal { _ = try trust.ballot(on: TextHash.of("x"), id: "Été") }?.code == .ballot)
        #expect(refusal { _ = try trust.ballot(on: "x") }?.code == .ballot)
    }
}
