// SPDX-License-Identifier: Apache-2.0
//
// Recusal, proxies, second calls and the rule for the charter: who is counted, and what the sentence says.

import Foundation
import Governance
import Studies
import Testing
import TrustFixture

@Suite struct BallotRuleTests {
    let trust: TestTrust
    let ballot: Ballot

    init() throws {
        trust = try TestTrust()
        ballot = try trust.ballot(on: TextHash.of("the text"))
    }

    private func votes(
        _ ballot: Ballot? = nil, but absent: Set<String> = [], against: Set<String> = []
    ) throws -> [SignedVote] {
        try trust.root.seats.map(\.seat.id).filter { !absent.contains($0) }
            .map { try trust.vote(ballot ?? self.ballot, $0, against.contains($0) ? .against : .inFavour) }
    }

    private func proxy(_ giver: String, _ receiver: String, at seconds: Int64 = 0, key: String? = nil) throws
        -> SignedProxy
    {
        let moment = try #require(ballot.opensAt.adding(seconds: seconds))
        return try SignedProxy(
            Proxy(on: ballot, from: giver, to: receiver, at: moment), key: trust.key(key ?? giver))
    }

    private func recusal(_ seat: String, key: String? = nil) throws -> SignedRecusal {
        try SignedRecusal(
            Recusal(on: ballot, seat: seat, interest: "runs the buses", at: ballot.opensAt),
            key: trust.key(key ?? seat))
    }

    private func count(
        _ votes: [SignedVote], proxies: [SignedProxy] = [], recusals: [SignedRecusal] = [], of ballot: Ballot? = nil
    ) -> Count {
        let ballot = ballot ?? self.ballot
        return Count(
            BallotRecord(ballot: ballot, votes: votes, proxies: proxies, recusals: recusals), root: trust.root,
            now: ballot.closesAt)
    }

    // MARK: Recusal

    @Test func `a recused seat is out of the vote and of the quorum's base, and both are shown`() throws {
        let count = try count(votes(but: ["private-2", "private-3"]), recusals: [recusal("private-2")])
        #expect(count.colleges[1].recused == 1 && count.colleges[1].quorum == 2)
        #expect(count.outcome == .noQuorum)
        let two = try self.count(
            votes(but: ["private-2", "private-3"]), recusals: [recusal("private-2"), recusal("private-3")])
        #expect(two.colleges[1].quorum == 1)
        #expect(two.outcome == .adopted)
        #expect(two.sentence.fr.contains("Récusé, hors vote et hors quorum : « private-2 » (runs the buses)."))
        #expect(two.sentence.en.contains("Recused, out of vote and quorum: “private-3” (runs the buses)."))
    }

    @Test func `a recused seat's vote does not count, nor a proxy from or to it`() throws {
        let count = try count(
            votes(but: ["private-1"], against: ["private-2"]), proxies: [proxy("private-1", "private-2")],
            recusals: [recusal("private-2")])
        #expect(count.counted.count == 7 && count.against == 0)
        #expect(Set(count.rejected.map(\.reason)) == [.recused])
        #expect(Set(count.rejected.map(\.what)) == ["vote", "proxy"])
    }

    @Test func `a college whose seats are all recused decides nothing and stops nothing`() throws {
        let all = ["private-1", "private-2", "private-3"]
        let count = try count(votes(but: Set(all)), recusals: all.map { try recusal($0) })
        #expect(count.colleges[1].quorum == 0 && count.outcome == .adopted)
    }

    @Test func `G6 nobody recuses another seat`() throws {
        let count = try count(votes(), recusals: [recusal("private-2", key: "public-1")])
        #expect(count.recusals.isEmpty && count.counted.count == 9)
        #expect(count.rejected.map(\.reason) == [.badSignature])
        #expect(
            count.rejected[0].sentence.en
                == "The recusal of seat “private-2” does not count: the signature is not the seat's.")
    }

    // MARK: Proxies

    @Test func `a proxy inside a college counts as its holder votes, towards quorum too`() throws {
        let count = try count(
            votes(but: ["public-2", "public-3"], against: ["public-1"]), proxies: [proxy("public-3", "public-1")])
        #expect(count.colleges[0].against == 2 && count.colleges[0].byProxy == 1 && count.colleges[0].hasQuorum)
        #expect(count.outcome == .rejected)
        #expect(count.sentence.en.hasSuffix("“public-1” voted for “public-3” too, by proxy."))
        #expect(count.sentence.fr.hasSuffix("« public-1 » a voté aussi pour « public-3 », par procuration."))
    }

    @Test func `a proxy is void across colleges, when its giver votes, when passed on, or when unused`() throws {
        let absent: Set = ["public-2", "public-3"]
        let cases: [(Set<String>, [SignedProxy], [RejectedVote.Reason])] = [
            (absent, [try proxy("public-3", "private-1")], [.otherCollege]),
            (absent, [try proxy("public-3", "public-3")], [.otherCollege]),
            ([], [try proxy("public-3", "public-1")], [.giverVoted]),
            (absent, [try proxy("public-3", "public-2")], [.unused]),
            (
                ["public-3"], [try proxy("public-3", "public-2"), try proxy("public-2", "public-1", at: 1)],
                [.chained, .giverVoted]
            ),
            (absent, [try proxy("public-3", "public-1", key: "public-1")], [.badSignature]),
            (
                absent, [try proxy("public-3", "public-1"), try proxy("public-2", "public-1", at: 1)], [.secondProxy]
            ),
        ]
        for (absent, proxies, reasons) in cases {
            for proxies in [proxies, proxies.reversed()] {
                let count = try count(votes(but: absent), proxies: proxies)
                #expect(count.rejected.map(\.reason) == reasons)
                #expect(count.colleges[0].byProxy == (reasons == [.secondProxy] ? 1 : 0))
            }
        }
    }

    // MARK: Second call, charter rule

    @Test func `a second call has its own duration and quorum`() throws {
        let second = try Ballot.open(
            id: "again", subject: .policy, textHash: TextHash.of("t"), call: .second, root: trust.root,
            at: TestTrust.opening)
        let charter = trust.root.charter
        #expect(second.closesAt == second.opensAt.adding(seconds: charter.secondCall.openSeconds))
        let votes = [try trust.vote(second, "public-1")]
        #expect(count(votes, of: second).outcome == .adopted)
        #expect(count([], of: second).outcome == .rejected)
        #expect(count([try trust.vote(ballot, "public-1")]).outcome == .noQuorum)
    }

    @Test func `the charter changes by a majority in each college`() throws {
        let change = try trust.ballot(on: TextHash.of("t"), subject: .charter)
        #expect(change.rule == .majorityInEachCollege)
        let even = try votes(change, but: ["private-3"], against: ["private-2"])
        #expect(count(even, of: change).outcome == .rejected)
        let adopted = try count(votes(change, against: ["private-2"]), of: change)
        #expect(adopted.outcome == .adopted)
        #expect(adopted.sentence.en == "Adopted: 8 for, 1 against, a majority in each college.")
        let ordinary = try votes(but: ["private-3"], against: ["private-2"])
        #expect(count(ordinary).outcome == .adopted)
    }
}
