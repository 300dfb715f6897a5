// SPDX-License-Identifier: Apache-2.0
//
// A register as the demonstration trust would write it, record after record, with the documents beside it;
// and what a broker that cheats would write instead.

import Foundation
import Governance
import Studies
import Testing

package struct RegisterCase: Sendable {
    package let trust: TestTrust
    package let catalogue: Catalogue
    package var now = TestTrust.opening
    package private(set) var state: RegisterState
    /// The bytes of each record, in their order.
    package var records: [[UInt8]] = []
    /// By SHA-256.
    package var documents: [String: [UInt8]] = [:]

    /// - Parameter charter: changes `trustees/charter.yaml`.
    package init(fictitious: Bool = false, charter: (String) -> String = { $0 }) throws {
        trust = try TestTrust(fictitious: fictitious, charter: charter)
        catalogue = try Catalogue(TestStudy.dataset())
        state = RegisterState(root: trust.root)
        try follow(.founding(Founding(of: trust.root, at: now)))
    }

    package mutating func pass(_ seconds: Int64) { now = now.adding(seconds: seconds)! }

    package mutating func store(_ bytes: [UInt8]) -> String {
        documents[TextHash.of(bytes)] = bytes
        return TextHash.of(bytes)
    }

    package mutating func store(_ text: String) -> String { store(Array(text.utf8)) }

    // MARK: Records

    /// Whose key a signer has.
    package func key(_ signer: String) throws -> SigningKey {
        let enrolment = trust.enrolment
        if signer == "broker" { return enrolment.brokerKey }
        if signer == trust.root.officer?.officer.id { return enrolment.officerKey }
        return try #require(
            enrolment.seatKeys[signer] ?? enrolment.aggregatorKeys[signer] ?? enrolment.holderKeys[signer])
    }

    package func record(
        _ statement: Statement, by signer: String = "broker", key: SigningKey? = nil, loggedAt: Moment? = nil
    ) throws -> RegisterRecord {
        try RegisterRecord(
            statement, signer: signer, key: key ?? self.key(signer), loggedAt: loggedAt ?? now)
    }

    /// - Returns: why it doesn't follow.
    @discardableResult
    package mutating func log(_ record: RegisterRecord) -> [Finding] {
        records.append(record.bytes)
        return state.apply(record, at: records.count - 1)
    }

    @discardableResult
    package mutating func log(
        _ statement: Statement, by signer: String = "broker", key: SigningKey? = nil, loggedAt: Moment? = nil
    ) throws -> [Finding] {
        log(try record(statement, by: signer, key: key, loggedAt: loggedAt))
    }

    /// Makes the state anew from the records as they are now.
    package mutating func replay() {
        state = RegisterState(root: trust.root)
        for (index, bytes) in records.enumerated() { _ = state.apply(bytes: bytes, at: index) }
    }

    /// The same, of a record that must follow.
    package mutating func follow(_ statement: Statement, by signer: String = "broker") throws {
        let findings = try log(statement, by: signer)
        #expect(findings.isEmpty, "\(findings.map(\.sentence.en))")
    }

    // MARK: Ballots

    package mutating func deposit(
        _ id: String, _ subject: Ballot.SubjectKind, _ textHash: String, evidence: String? = nil,
        by seat: String = "public-1"
    ) throws {
        let evidence = evidence ?? store("What the prover says of \(textHash).")
        try follow(
            .proposal(
                Proposal(
                    id: id, subject: subject, textHash: textHash, evidenceHash: evidence,
                    title: Localized("Proposal \(id)"), proposer: .trustee, proposedBy: seat, at: now)),
            by: seat)
        pass(trust.root.charter.deliberationSeconds)
    }

    package func ballot(_ proposal: String, id: String? = nil, call: Ballot.Call = .first) throws -> Ballot {
        let proposed = try #require(state.proposals[proposal]).proposal
        return try Ballot.open(
            id: id ?? proposal, subject: proposed.subject, textHash: proposed.textHash,
            evidenceHash: proposed.evidenceHash, call: call, root: state.root, at: now)
    }

    package mutating func open(_ proposal: String, id: String? = nil, call: Ballot.Call = .first) throws -> Ballot {
        let ballot = try ballot(proposal, id: id, call: call)
        try follow(.opening(BallotOpening(proposal: proposal, ballot: ballot)))
        return ballot
    }

    package mutating func vote(_ ballot: Ballot, _ choice: (Seat) -> Vote.Choice? = { _ in .inFavour }) throws {
        for seat in trust.root.seats.map(\.seat) {
            guard let choice = choice(seat) else { continue }
            try follow(.vote(Vote(on: ballot, seat: seat.id, choice: choice, at: now)), by: seat.id)
        }
    }

    /// The record that closes a ballot as the votes want it.
    package func closing(_ ballot: Ballot, at moment: Moment? = nil) throws -> BallotClosing {
        let count = try #require(state.count(of: ballot.id, now: moment ?? now))
        return BallotClosing(
            ballot: ballot.id, ballotHash: ballot.hash, count: count.json, timestamp: nil, at: moment ?? now)
    }

    package mutating func close(_ ballot: Ballot) throws {
        while now < ballot.closesAt { pass(1) }
        try follow(.closing(closing(ballot)))
    }

    /// Deposits, deliberates, votes and closes.
    package mutating func hold(
        _ id: String, _ subject: Ballot.SubjectKind, _ textHash: String, evidence: String? = nil,
        _ choice: (Seat) -> Vote.Choice? = { _ in .inFavour }
    ) throws {
        try deposit(id, subject, textHash, evidence: evidence)
        let ballot = try open(id)
        try vote(ballot, choice)
        try close(ballot)
    }

    package mutating func adoptPolicy(_ text: String? = nil, id: String = "mobility-1") throws {
        try hold(id, .policy, store(text ?? TestTrust.policyText()))
    }

    // MARK: Studies

    package func submission(_ text: String, preliminaryHash: String) throws -> StudySubmission {
        let plan = try TestStudy.plan(text)
        return StudySubmission(
            study: plan.study.id, requester: plan.study.requester.name, requesterKind: plan.study.requester.kind,
            dataset: plan.study.dataset, purpose: plan.study.purpose, textHash: TextHash.of(text),
            planHash: plan.hash, preliminaryHash: preliminaryHash, at: now)
    }

    package mutating func submit(_ text: String = TestStudy.flowMap) throws {
        _ = store(text)
        let preliminary = store("A preliminary assessment of \(TextHash.of(text)).")
        try follow(.submission(submission(text, preliminaryHash: preliminary)))
    }

    package func made(
        _ text: String = TestStudy.flowMap, leader: String = "leader", helper: String = "helper", isNoised: Bool = true
    ) throws -> (mandate: Mandate, record: RegisterRecord) {
        let hash = try #require(state.policy).hash
        let policy = String(decoding: try #require(documents[hash]), as: UTF8.self)
        return try MandateMaker.make(
            studyText: text, catalogue: catalogue, policyText: policy, register: state,
            aggregators: .init(leader: leader, helper: helper), isNoised: isNoised, key: trust.enrolment.brokerKey,
            now: now)
    }

    /// Makes a mandate and logs it.
    package mutating func mandate(_ text: String = TestStudy.flowMap) throws -> Mandate {
        let (mandate, record) = try made(text)
        let body = try #require(try JSONValue(parsing: mandate.document)["body"])
        #expect(store(body.canonicalBytes) == mandate.id)
        let findings = log(record)
        #expect(findings.isEmpty, "\(findings.map(\.sentence.en))")
        return mandate
    }

    package mutating func publication(
        _ mandate: Mandate, files: String = "a table", lowestUnits: Int64? = 40
    ) -> PublicationEntry {
        let list = PublishedFiles(mandate: mandate.id, files: ["flows.csv": Array(files.utf8)])
        return PublicationEntry(
            mandate: mandate.id, filesHash: store(list.bytes), rhoMicro: mandate.rhoMicro, lowestUnits: lowestUnits,
            at: now)
    }

    /// The mobility policy's first rule alone, which permits the flow map: little to prove.
    package static func shortPolicy() throws -> String {
        let text = try TestTrust.file("policies/mobility.cedar")
        let second = try #require(text.range(of: "@id(\"mobilites-debat-public\")"))
        let end = try #require(text.range(of: ";", options: .backwards, range: text.startIndex..<second.lowerBound))
        return String(text[..<end.upperBound]) + "\n"
    }

    /// A policy, a study, its mandate.
    package static func mandated(policy: String? = nil) throws -> (RegisterCase, Mandate) {
        var scene = try RegisterCase()
        try scene.adoptPolicy(policy)
        try scene.submit()
        let mandate = try scene.mandate()
        return (scene, mandate)
    }

    // MARK: Who checks

    package var checkpoint: SeenCheckpoint { SeenCheckpoint(size: state.size, cosignedAt: now) }

    package func check(
        _ document: [UInt8], checkpoint: SeenCheckpoint? = nil, lastSeen: SeenCheckpoint? = nil, now: Moment? = nil,
        ledger: Ledger? = nil, edge: MandateCheck.Edge = .holder("bus")
    ) throws -> Mandate {
        try MandateCheck.check(
            document, register: state, checkpoint: checkpoint ?? self.checkpoint, lastSeen: lastSeen,
            catalogue: catalogue, now: now ?? self.now, ledger: ledger ?? Ledger(charter: trust.root.charter),
            edge: edge)
    }

    /// The code with which an edge refuses, or nil.
    package func refusalCode(
        _ document: [UInt8], checkpoint: SeenCheckpoint? = nil, lastSeen: SeenCheckpoint? = nil, now: Moment? = nil,
        ledger: Ledger? = nil, edge: MandateCheck.Edge = .holder("bus")
    ) -> GovernanceError.Code? {
        refusal {
            _ = try check(
                document, checkpoint: checkpoint, lastSeen: lastSeen, now: now, ledger: ledger, edge: edge)
        }?.code
    }

    /// What anyone finds who reads the whole again.
    package func verified(
        records: [[UInt8]]? = nil, receipts: [Int: String] = [:], catalogue: Catalogue? = nil,
        proofs: PolicyProofs? = nil
    ) throws -> RegisterReport {
        let documents = documents
        var verifier = try RegisterVerifier(
            root: trust.root, catalogue: catalogue ?? self.catalogue, receipts: receipts, proofs: proofs
        ) { documents[$0] }
        for record in records ?? self.records { verifier.take(record) }
        return verifier.finish(now: now)
    }
}
