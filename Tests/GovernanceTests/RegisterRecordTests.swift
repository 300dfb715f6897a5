// SPDX-License-Identifier: Apache-2.0
//
// One record: one form, readable in a text editor, small enough for a register.

import Foundation
import Governance
import Studies
import Testing
import TrustFixture

@Suite struct RegisterRecordTests {
    let trust: TestTrust
    let ballot: Ballot
    let record: RegisterRecord

    init() throws {
        trust = try TestTrust()
        ballot = try trust.ballot(on: TextHash.of("the text"), id: "mobility-1")
        record = try RegisterRecord(
            .vote(Vote(on: ballot, seat: "public-1", choice: .against, at: ballot.opensAt)), signer: "public-1",
            key: trust.key("public-1"), loggedAt: ballot.opensAt)
    }

    @Test func `a trustee reads in the record what was said, by whom and when`() {
        let text = String(decoding: record.bytes, as: UTF8.self)
        for words in [
            "\"kind\":\"vote\"", "\"ballot\":\"mobility-1\"", "\"choice\":\"against\"", "\"signer\":\"public-1\"",
            "\"loggedAt\":\"2026-07-15T10:00:00Z\"",
        ] {
            #expect(text.contains(words), "\(words)")
        }
    }

    @Test func `a record is read back as it was written, in one form only`() throws {
        let text = String(decoding: record.bytes, as: UTF8.self)
        #expect(try RegisterRecord(bytes: record.bytes) == record)
        for broken in [
            text + "\n", " " + text, text.replacingFirst("{\"format\"", with: "{ \"format\""),
            text.replacingFirst("regie/record/1", with: "regie/record/2"),
            text.replacingFirst("\"kind\":\"vote\"", with: "\"kind\":\"voted\""),
            text.replacingFirst("\"kind\":\"vote\"", with: "\"kind\":\"proxy\""),
            text.replacingFirst("\"choice\":\"against\",", with: ""),
            text.replacingFirst("\"choice\":\"against\"", with: "\"choice\":\"against\",\"comment\":\"x\""), "", "{}",
        ] {
            #expect(refusal { _ = try RegisterRecord(bytes: Array(broken.utf8)) } != nil, "\(broken.prefix(40))")
        }
    }

    @Test func `G6 the signature holds for this kind and these words only`() throws {
        let key = try trust.key("public-1").verificationKey
        #expect(record.isSigned(by: key))
        #expect(!record.isSigned(by: try trust.key("public-2").verificationKey))
        let text = String(decoding: record.bytes, as: UTF8.self)
        let changed = text.replacingFirst("\"choice\":\"against\"", with: "\"choice\":\"for\"")
        #expect(try !RegisterRecord(bytes: Array(changed.utf8)).isSigned(by: key))
    }

    @Test func `the record is a DSSE envelope, and what a seat sent is a record`() throws {
        let envelope = record.envelope
        #expect(envelope.payloadType == "application/vnd.regie.vote+json")
        #expect(envelope.isSigned(by: try trust.key("public-1").verificationKey, type: envelope.payloadType))
        let vote = try trust.vote(ballot, "public-1", .against)
        #expect(try RegisterRecord(vote, loggedAt: ballot.opensAt).statement == record.statement)
        let other = try SignedProxy(json: vote.json)
        #expect(refusal { _ = try RegisterRecord(other, loggedAt: ballot.opensAt) }?.code == .record)
    }

    @Test func `a record larger than a register takes is refused`() throws {
        let clauses = (0..<40).map { _ in String(repeating: "x", count: 2_000) }
        func refused(_ clauses: [String]) -> GovernanceError.Code? {
            refusal {
                let hash = TextHash.of("x")
                _ = try RegisterRecord(
                    .refusal(
                        StudyRefusal(
                            study: "flows", planHash: hash, policyHash: hash, clauses: clauses, at: ballot.opensAt)),
                    signer: "broker", key: trust.enrolment.brokerKey, loggedAt: ballot.opensAt)
            }?.code
        }
        #expect(refused(clauses) == .record)
        #expect(refused(Array(clauses.prefix(30))) == nil)
        #expect(
            refusal { _ = try RegisterRecord(bytes: [UInt8](repeating: 32, count: 65_536)) }?.code == .record)
    }

    @Test func `every kind of record is read back as it was written`() throws {
        let hash = TextHash.of("x")
        let (now, text) = (ballot.opensAt, Localized(fr: "Parce que.", en: "Because."))
        let period = try #require(Period(start: now.day, end: now.day + 1))
        let reference = BallotReference(ballot: "b", record: 3)
        let seat = trust.root.seats[0]
        let statements: [Statement] = [
            .founding(Founding(of: trust.root, at: now)),
            .enrolment(KeyEnrolment(enrolled: .seat(seat), ballot: "b", at: now)),
            .enrolment(KeyEnrolment(enrolled: .aggregator(trust.root.aggregators[0]), ballot: "b", at: now)),
            .enrolment(KeyEnrolment(enrolled: .holder(trust.root.holders[0]), ballot: "b", at: now)),
            .enrolment(KeyEnrolment(enrolled: .witness(trust.root.witnesses[0]), ballot: "b", at: now)),
            .rotation(try KeyRotation(of: Party(.seat, "public-1"), to: SigningKey(), at: now)),
            .revocation(KeyRevocation(party: Party(.holder, "bus"), reason: text, at: now)),
            .hpke(HpkeEnrolment(aggregator: "leader", config: [1, 2, 3], at: now)),
            .proposal(
                Proposal(
                    id: "b", subject: .study, textHash: hash, evidenceHash: hash, title: text, proposer: .association,
                    proposedBy: "Usagers", at: now)),
            .opening(BallotOpening(proposal: "b", ballot: ballot)),
            .vote(Vote(on: ballot, seat: "public-1", choice: .blank, at: now)),
            .proxy(Proxy(on: ballot, from: "public-1", to: "public-2", at: now)),
            .recusal(Recusal(on: ballot, seat: "public-1", interest: "x", at: now)),
            .reasons(CollegeReasons(ballot: "b", college: "public", text: text, at: now)),
            .closing(BallotClosing(ballot: "b", ballotHash: hash, count: [], timestamp: "AAAA", at: now)),
            .suspension(
                Suspension(id: "s", policyHash: hash, rules: ["r"], reason: text, signatory: "public-1", at: now)),
            .submission(
                StudySubmission(
                    study: "flows", requester: "x", requesterKind: .citizensGroup, dataset: "d", purpose: "p",
                    textHash: hash, planHash: hash, preliminaryHash: hash, at: now)),
            .refusal(StudyRefusal(study: "flows", planHash: hash, policyHash: hash, clauses: ["c"], at: now)),
            .withdrawal(StudyWithdrawal(study: "flows", reason: text, at: now)),
            .mandate(
                MandateEntry(
                    mandate: hash, study: "flows", planHash: hash, preliminaryHash: hash, policyHash: hash,
                    policyBallot: reference, studyBallot: reference, rules: ["r"],
                    account: LedgerAccount(dataset: "d", population: "holders", period: period), rhoMicro: 1,
                    spentRhoMicro: 0, leader: "l", helper: "h", holders: ["bus"], made: now, notAfter: now)),
            .holderRefusal(HolderRefusal(mandate: hash, holder: "bus", reason: text, at: now)),
            .publication(
                PublicationEntry(mandate: hash, filesHash: hash, rhoMicro: 1, lowestUnits: nil, at: now)),
            .report(ReportEntry(year: 2026, hash: hash, at: now)),
        ]
        #expect(Set(statements.map(\.kind)).count == Statement.Kind.allCases.count)
        for statement in statements {
            let record = try RegisterRecord(
                statement, signer: "broker", key: trust.enrolment.brokerKey, loggedAt: now)
            #expect(try RegisterRecord(bytes: record.bytes) == record, "\(statement.kind)")
        }
    }
}
