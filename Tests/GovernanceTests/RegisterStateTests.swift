// SPDX-License-Identifier: Apache-2.0
//
// The fold: what a register says, then and now, and which records don't follow.

import Foundation
import Governance
import Studies
import Testing
import TrustFixture

@Suite struct RegisterStateTests {
    // MARK: The whole

    @Test func `the projection thrown away is rebuilt identical`() throws {
        var (scene, mandate) = try RegisterCase.mandated()
        try scene.log(.publication(scene.publication(mandate)))
        var again = RegisterState(root: scene.trust.root)
        for (index, bytes) in scene.records.enumerated() {
            #expect(again.apply(bytes: bytes, at: index).isEmpty)
        }
        #expect(again == scene.state)
        #expect(again.size == scene.records.count)
        #expect(again.mandates[mandate.id]?.publication != nil)
        let other = try RegisterCase()
        #expect(other.state.head != scene.state.head)
    }

    @Test func `G6 a register begins with the founding of the trust that is pinned`() throws {
        let (scene, other) = (try RegisterCase(), try RegisterCase())
        var state = RegisterState(root: other.trust.root)
        #expect(state.apply(bytes: scene.records[0], at: 0).map(\.code) == [.founding])
        state = RegisterState(root: scene.trust.root)
        let report = try scene.record(.report(ReportEntry(year: 2026, hash: TextHash.of("x"), at: scene.now)))
        #expect(state.apply(report, at: 0).map(\.code) == [.founding])
        var twice = scene
        #expect(try twice.log(.founding(Founding(of: scene.trust.root, at: scene.now))).map(\.code) == [.founding])
    }

    @Test func `a record that doesn't follow changes nothing but the size`() throws {
        var scene = try RegisterCase()
        try scene.adoptPolicy()
        let before = scene.state
        let findings = try scene.log(
            .report(ReportEntry(year: 2026, hash: TextHash.of("x"), at: scene.now)), key: SigningKey())
        #expect(findings.map(\.code) == [.signature] && findings[0].isFault)
        #expect(findings[0].sentence.fr.hasPrefix("Enregistrement \(before.size) : "))
        #expect(findings[0].sentence.en.hasPrefix("Record \(before.size): "))
        #expect(scene.state.reports.isEmpty && scene.state.size == before.size + 1)
        var broken = scene.state
        #expect(broken.apply(bytes: Array("{}".utf8), at: broken.size).map(\.code) == [.unreadable])
        #expect(broken.apply(bytes: scene.records[1], at: 1).map(\.code) == [.outOfOrder])
    }

    // MARK: Ballots

    @Test func `a policy is in force from the record that closes its ballot, until the next one`() throws {
        var scene = try RegisterCase()
        #expect(scene.state.policy == nil)
        try scene.adoptPolicy()
        let first = try #require(scene.state.policy)
        #expect(first.hash == TextHash.of(try TestTrust.policyText()))
        #expect(scene.state.policy(at: first.from) == first)
        #expect(scene.state.policy(at: first.from.adding(seconds: -1)!) == nil)
        scene.pass(60)
        try scene.adoptPolicy(TestTrust.policyText() + "\n// Relue.\n", id: "mobility-2")
        let second = try #require(scene.state.policy)
        #expect(second.from > first.from)
        #expect(scene.state.policy(at: second.from.adding(seconds: -1)!) == first)
    }

    @Test func `a contested ballot adopts nothing, and the college publishes its reasons`() throws {
        var scene = try RegisterCase()
        let hash = try scene.store(TestTrust.policyText())
        try scene.hold("mobility-1", .policy, hash) { $0.college == "private" ? .against : .inFavour }
        #expect(scene.state.policy == nil)
        #expect(try scene.verified().findings.map(\.code) == [.reasonsMissing])
        #expect(try scene.verified().isSound)
        func reasons(_ college: String) -> Statement {
            .reasons(
                CollegeReasons(
                    ballot: "mobility-1", college: college, text: Localized("Too costly."), at: scene.now))
        }
        #expect(try scene.log(reasons("private"), by: "public-1").map(\.code) == [.reasons])
        #expect(try scene.log(reasons("public"), by: "public-1").map(\.code) == [.reasons])
        #expect(try scene.log(reasons("private"), by: "private-3").isEmpty)
        #expect(scene.state.ballots["mobility-1"]?.reasons["private"]?.en == "Too costly.")
        #expect(try !scene.verified().findings.map(\.code).contains(.reasonsMissing))
    }

    @Test func `a text is deliberated as long as the charter says, and any change starts that again`() throws {
        var scene = try RegisterCase { $0.replacingFirst("deliberation_seconds: 1", with: "deliberation_seconds: 100") }
        let (hash, other) = (scene.store("one"), scene.store("other"))
        try scene.deposit("p", .policy, hash)
        scene.pass(-1)
        #expect(try scene.log(opening(scene, "p")).map(\.code) == [.deliberation])
        try scene.deposit("p", .policy, other)
        scene.pass(-1)
        #expect(try scene.log(opening(scene, "p")).map(\.code) == [.deliberation])
        scene.pass(1)
        #expect(try scene.log(opening(scene, "p")).isEmpty)
    }

    private func opening(_ scene: RegisterCase, _ proposal: String) throws -> Statement {
        .opening(BallotOpening(proposal: proposal, ballot: try scene.ballot(proposal)))
    }

    @Test func `a second call follows a first one without quorum, once and in time`() throws {
        var scene = try RegisterCase()
        let hash = try scene.store(TestTrust.policyText())
        func second(_ scene: RegisterCase, _ id: String = "again") throws -> Statement {
            .opening(
                BallotOpening(proposal: "p", ballot: try scene.ballot("p", id: id, call: .second)))
        }
        try scene.deposit("p", .policy, hash)
        #expect(try scene.log(second(scene)).map(\.code) == [.secondCall])
        let first = try scene.open("p")
        #expect(try scene.log(second(scene)).map(\.code) == [.secondCall])
        try scene.vote(first) { $0.college == "public" ? .inFavour : nil }
        try scene.close(first)
        #expect(scene.state.ballots["p"]?.closing?.count.outcome == .noQuorum)
        var late = scene
        late.pass(3601)
        #expect(try late.log(second(late)).map(\.code) == [.secondCall])
        let again = try scene.open("p", id: "again", call: .second)
        try scene.vote(again) { $0.college == "public" ? .inFavour : nil }
        try scene.close(again)
        #expect(scene.state.policy?.ballot.ballot == "again")
        #expect(try scene.log(second(scene, "third")).map(\.code) == [.secondCall])
    }

    @Test func `recusals and proxies in the register are counted and shown`() throws {
        var scene = try RegisterCase()
        try scene.deposit("p", .policy, scene.store(TestTrust.policyText()))
        let ballot = try scene.open("p")
        try scene.follow(
            .recusal(Recusal(on: ballot, seat: "private-1", interest: "runs the buses", at: scene.now)),
            by: "private-1")
        try scene.follow(.proxy(Proxy(on: ballot, from: "public-3", to: "public-1", at: scene.now)), by: "public-3")
        try scene.vote(ballot) { ["private-1", "public-3"].contains($0.id) ? nil : .inFavour }
        try scene.close(ballot)
        let count = try #require(scene.state.policy).count
        #expect(count.colleges.map(\.inFavour) == [3, 2, 3])
        #expect(count.sentence.en.contains("by proxy") && count.sentence.en.contains("runs the buses"))
        #expect(count.record.votes.isEmpty)
    }

    @Test func `associations and groups of citizens may ask and propose, if the charter says so`() throws {
        func proposal(_ scene: RegisterCase, _ proposer: Charter.Proposer) -> Statement {
            let hash = TextHash.of("x")
            return .proposal(
                Proposal(
                    id: "p", subject: .policy, textHash: hash, evidenceHash: hash, title: Localized("x"),
                    proposer: proposer, proposedBy: "Usagers", at: scene.now))
        }
        func submission(_ scene: RegisterCase) throws -> Statement {
            let text = TestStudy.flowMap.replacingFirst("kind: transport-authority", with: "kind: citizens-group")
            return .submission(try scene.submission(text, preliminaryHash: TextHash.of("x")))
        }
        var open = try RegisterCase()
        #expect(try open.log(proposal(open, .citizensGroup)).isEmpty)
        #expect(try open.log(submission(open)).isEmpty)
        #expect(try open.log(proposal(open, .research)).map(\.code) == [.proposer])
        var closed = try RegisterCase {
            $0.replacingFirst(
                "may_request: [transport-authority, energy-authority, association, citizens-group,",
                with: "may_request: [transport-authority,")
        }
        #expect(try closed.log(submission(closed)).map(\.code) == [.requester])
    }

    @Test func `another charter is adopted by a majority in each college`() throws {
        var scene = try RegisterCase()
        let hash = scene.store("another charter")
        try scene.hold("charter-2", .charter, hash) { $0.college == "public" ? .abstain : .inFavour }
        #expect(scene.state.adoptedCharter == nil)
        try scene.hold("charter-3", .charter, hash)
        #expect(scene.state.adoptedCharter == hash)
    }

    // MARK: Keys

    @Test func `a rotated key takes the old one's place, from its record on`() throws {
        var scene = try RegisterCase()
        let (fresh, other) = (SigningKey(), SigningKey())
        let party = Party(.seat, "public-1")
        let old = try #require(scene.state.root.key(of: party))
        let rotation = try KeyRotation(of: party, to: fresh, at: scene.now)
        let unproven = KeyRotation(party: party, newKey: other.verificationKey, proof: rotation.proof, at: scene.now)
        #expect(try scene.log(.rotation(unproven), by: "public-1").map(\.code) == [.enrolment])
        let taken = try KeyRotation(of: party, to: scene.key("public-2"), at: scene.now)
        #expect(try scene.log(.rotation(taken), by: "public-1").map(\.code) == [.enrolment])
        #expect(try scene.log(.rotation(rotation), by: "public-1").isEmpty)
        let index = scene.state.size - 1
        #expect(scene.state.key(of: party, before: index) == old)
        #expect(scene.state.key(of: party, before: index + 1) == fresh.verificationKey)
        try scene.deposit("p", .policy, scene.store("x"), by: "public-2")
        let ballot = try scene.open("p")
        let vote = Statement.vote(Vote(on: ballot, seat: "public-1", choice: .inFavour, at: scene.now))
        #expect(try scene.log(vote, by: "public-1").map(\.code) == [.signature])
        #expect(try scene.log(vote, by: "public-1", key: fresh).isEmpty)
    }

    @Test func `nothing rests on a revoked key`() throws {
        var scene = try RegisterCase()
        func revocation(_ party: Party) -> Statement {
            .revocation(KeyRevocation(party: party, reason: Localized("Lost."), at: scene.now))
        }
        let officer = try #require(scene.trust.root.officer).officer.id
        #expect(try scene.log(revocation(Party(.seat, "public-1")), by: "public-2").map(\.code) == [.signature])
        #expect(try scene.log(revocation(.broker), by: officer).map(\.code) == [.enrolment])
        #expect(try scene.log(revocation(Party(.aggregator, "helper")), by: officer).isEmpty)
        let config = Statement.hpke(HpkeEnrolment(aggregator: "helper", config: [1], at: scene.now))
        #expect(try scene.log(config, by: "helper").map(\.code) == [.revokedKey])
        #expect(scene.state.key(of: Party(.aggregator, "helper"), before: scene.state.size) == nil)
        try scene.adoptPolicy()
        try scene.submit()
        #expect(refusal { _ = try scene.made() }?.code == .mandateRegister)
    }

    @Test func `somebody takes a seat over by a ballot, for the rest of the term`() throws {
        var scene = try RegisterCase()
        let (seat, fresh) = (scene.trust.root.seats[0], SigningKey())
        func taking(_ term: Period) -> EnrolledParty {
            .seat(
                EnrolledSeat(
                    seat: Seat(
                        id: seat.seat.id, college: seat.seat.college, appointedBy: seat.seat.appointedBy, term: term),
                    key: fresh.verificationKey))
        }
        let rest = try #require(Period(start: scene.now.day, end: seat.seat.term.end))
        let shorter = try #require(Period(start: scene.now.day, end: scene.now.day + 30))
        for (id, term, code) in [("seat-1", shorter, Finding.Code.enrolment), ("seat-2", rest, nil)] {
            let enrolled = taking(term)
            let statement = Statement.enrolment(KeyEnrolment(enrolled: enrolled, ballot: id, at: scene.now))
            #expect(try scene.log(statement).map(\.code) == [.enrolment])
            try scene.hold(id, .enrolment, enrolled.hash)
            let voted = Statement.enrolment(KeyEnrolment(enrolled: enrolled, ballot: id, at: scene.now))
            #expect(try scene.log(voted).map(\.code) == (code.map { [$0] } ?? []))
        }
        #expect(scene.state.root.seats[0].key == fresh.verificationKey)
    }

    // MARK: Budgets

    @Test func `G3 budgets in the register are what its mandates reserved, and add up for one person`() throws {
        var (scene, mandate) = try RegisterCase.mandated()
        #expect(scene.state.ledger.spentByAccount == [mandate.account: mandate.rhoMicro])
        scene.pass(1)
        let second = try scene.mandate()
        #expect(second.spentBeforeRhoMicro == mandate.rhoMicro)
        #expect(scene.state.ledger.spent(mandate.account) == 2 * mandate.rhoMicro)
        #expect(scene.state.ledger.spentOverAll == 2 * mandate.rhoMicro)
    }

    @Test func `a holder's refusal and a yearly report are kept`() throws {
        var (scene, mandate) = try RegisterCase.mandated()
        let refusal = Statement.holderRefusal(
            HolderRefusal(mandate: mandate.id, holder: "bike", reason: Localized("No."), at: scene.now))
        #expect(try scene.log(refusal, by: "bus").map(\.code) == [.signature])
        #expect(try scene.log(refusal, by: "bike").isEmpty)
        #expect(scene.state.mandates[mandate.id]?.refusals["bike"]?.en == "No.")
        let report = Statement.report(ReportEntry(year: 2026, hash: scene.store("a report"), at: scene.now))
        #expect(try scene.log(report).isEmpty)
        #expect(try scene.log(report).map(\.code) == [.reportTwice])
        #expect(scene.state.reports == [2026: TextHash.of("a report")])
    }
}
