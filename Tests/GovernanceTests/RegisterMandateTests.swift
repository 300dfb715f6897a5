// SPDX-License-Identifier: Apache-2.0
//
// Mandates under the register: what an edge makes of a good one and each of its refusals, and every field
// changed by a broker that holds its own key and writes what it likes.

import Foundation
import Governance
import Studies
import Testing
import TrustFixture

@Suite struct RegisterMandateTests {
    let scene: RegisterCase
    let mandate: Mandate
    let document: JSONValue

    init() throws {
        (scene, mandate) = try RegisterCase.mandated()
        document = try JSONValue(parsing: mandate.document)
    }

    private func forged(_ document: JSONValue) throws -> [UInt8] { try scene.trust.forged(document) }

    @Test func `G5 an edge makes of the document and the register the mandate that the broker made`() throws {
        for edge: MandateCheck.Edge in [.holder("bus"), .holder("bike"), .aggregator("leader"), .reader] {
            let checked = try scene.check(mandate.document, edge: edge)
            #expect(checked.id == mandate.id && checked.tasks == mandate.tasks)
            #expect(checked.policies.count.outcome == .adopted)
        }
        #expect(document.at("body.format") == "regie/mandate/2")
        #expect(document.at("body.policyBallot.record") == .int(scene.state.policy!.ballot.record))
        let preliminary = try #require(scene.state.studies["flow-map"]).submission.preliminaryHash
        #expect(document.at("body.preliminaryHash") == .string(preliminary))
    }

    @Test func `G5 without the register, such a mandate is refused, and with it the other kind is`() throws {
        let dataset = try TestStudy.dataset()
        let error = refusal {
            _ = try MandateCheck.check(
                mandate.document, root: scene.trust.root, dataset: dataset, now: scene.now,
                ledger: Ledger(charter: scene.trust.root.charter), edge: .reader)
        }
        #expect(error?.code == .mandateRegister)
        var ledger = Ledger(charter: scene.trust.root.charter)
        let carried = try MandateMaker.make(
            studyText: TestStudy.flowMap, dataset: dataset, policies: scene.trust.policies(),
            aggregators: .init(leader: "leader", helper: "helper"), root: scene.trust.root, ledger: &ledger,
            key: scene.trust.enrolment.brokerKey, now: scene.now)
        #expect(scene.refusalCode(carried.document) == .mandateRegister)
    }

    @Test func `G11 an old, rolled back or unread checkpoint is a refusal`() throws {
        let size = scene.state.size
        func code(_ size: Int, _ age: Int64, lastSeen: SeenCheckpoint? = nil) -> GovernanceError.Code? {
            let checkpoint = SeenCheckpoint(size: size, cosignedAt: scene.now.adding(seconds: -age)!)
            return scene.refusalCode(mandate.document, checkpoint: checkpoint, lastSeen: lastSeen)
        }
        #expect(code(size, 3600) == nil && code(size, -60) == nil)
        #expect(code(size, 3601) == .checkpointStale && code(size, -61) == .checkpointStale)
        #expect(code(size - 1, 0) == .checkpointSize && code(size + 1, 0) == .checkpointSize)
        let newer = SeenCheckpoint(size: size + 1, cosignedAt: scene.now)
        #expect(code(size, 0, lastSeen: newer) == .checkpointRolledBack)
        let later = SeenCheckpoint(size: size, cosignedAt: scene.now)
        #expect(code(size, 1, lastSeen: later) == .checkpointRolledBack)
        #expect(code(size, 0, lastSeen: later) == nil)
    }

    @Test func `G5 a mandate that the register does not hold is refused`() throws {
        var before = try RegisterCase()
        try before.adoptPolicy()
        try before.submit()
        let unlogged = try before.made().mandate
        #expect(before.refusalCode(unlogged.document) == .mandateNotLogged)
        #expect(scene.refusalCode(unlogged.document) == .mandateSignature)
    }

    @Test func `G5 a suspended rule permits nothing until a ballot lifts the suspension`() throws {
        var scene = scene
        let rule = "mobilites-autorite-organisatrice"
        func suspension(_ seat: String, _ rules: [String]? = nil) throws -> Statement {
            .suspension(
                try Suspension.proven(
                    id: "stop", rules: rules ?? [rule], policyText: TestTrust.policyText(),
                    reason: Localized("A leak."), signatory: seat, proofs: PolicyProofs(root: scene.trust.root),
                    at: scene.now))
        }
        #expect(try scene.log(suspension("private-1"), by: "private-1").isEmpty)
        #expect(try scene.log(suspension("private-1"), by: "private-1").map(\.code) == [.suspension])
        #expect(try scene.log(suspension("public-1"), by: "public-1").isEmpty)
        #expect(
            try scene.log(suspension("public-2", ["mobilites-recherche"]), by: "public-2").map(\.code) == [.suspension])
        #expect(scene.refusalCode(mandate.document) == nil, "one seat of two colleges is not one college")
        #expect(try scene.log(suspension("public-3"), by: "public-3").isEmpty)
        #expect(scene.state.suspendedRules == [rule])
        #expect(scene.refusalCode(mandate.document) == .mandateSuspended)
        #expect(refusal { _ = try scene.made() }?.code == .mandateNotAllowed)
        #expect(try scene.verified().findings.map(\.code) == [.suspension, .suspension])

        let hash = try #require(scene.state.suspensions["stop"]).suspension.hash
        try scene.hold("lift", .lifting, hash) { $0.college == "public" ? .against : .inFavour }
        #expect(scene.refusalCode(mandate.document) == .mandateSuspended)
        try scene.hold("lift-2", .lifting, hash)
        #expect(scene.refusalCode(mandate.document) == nil)
        #expect(scene.state.suspendedRules.isEmpty)
        #expect(try scene.verified().findings.map(\.code) == [.suspension, .suspension, .reasonsMissing])
    }

    @Test func `the data-protection officer suspends alone and at once`() throws {
        var scene = scene
        let officer = try #require(scene.trust.root.officer).officer.id
        let suspension = try Suspension.proven(
            id: "stop", rules: ["mobilites-autorite-organisatrice"], policyText: TestTrust.policyText(),
            reason: Localized("A leak."), signatory: officer, proofs: PolicyProofs(root: scene.trust.root),
            at: scene.now)
        #expect(try scene.log(.suspension(suspension), by: officer, key: SigningKey()).map(\.code) == [.signature])
        try scene.follow(.suspension(suspension), by: officer)
        #expect(scene.refusalCode(mandate.document) == .mandateSuspended)
    }

    @Test func `G5 a mandate is refused once its policy, study or holder's answer is over`() throws {
        var replaced = scene
        try replaced.adoptPolicy(TestTrust.policyText() + "\n// Relue.\n", id: "mobility-2")
        #expect(replaced.refusalCode(mandate.document) == .mandateOldPolicy)
        var withdrawn = scene
        try withdrawn.follow(
            .withdrawal(StudyWithdrawal(study: "flow-map", reason: Localized("Enough."), at: scene.now)))
        #expect(withdrawn.refusalCode(mandate.document) == .mandateWithdrawn)
        var refused = scene
        try refused.follow(
            .holderRefusal(
                HolderRefusal(mandate: mandate.id, holder: "bus", reason: Localized("No."), at: scene.now)), by: "bus")
        #expect(refused.refusalCode(mandate.document) == .mandateOver)
        #expect(refused.refusalCode(mandate.document, edge: .holder("bike")) == nil)
        var published = scene
        try published.follow(.publication(published.publication(mandate)))
        #expect(published.refusalCode(mandate.document) == .mandateOver)
        #expect(published.refusalCode(mandate.document, edge: .reader) == nil)
        var revoked = scene
        try revoked.follow(.revocation(KeyRevocation(party: .broker, reason: Localized("Lost."), at: scene.now)))
        #expect(revoked.refusalCode(mandate.document) == .mandateSignature)
    }

    @Test func `G5 an expired, replayed or unasked mandate is refused under the register too`() throws {
        let term = scene.trust.root.charter.mandateSeconds
        let later = try #require(scene.now.adding(seconds: term))
        let fresh = SeenCheckpoint(size: scene.state.size, cosignedAt: later)
        #expect(scene.refusalCode(mandate.document, checkpoint: fresh, now: later) == .mandateExpired)
        var own = Ledger(charter: scene.trust.root.charter)
        try own.reserve(mandate.ledgerEntry)
        #expect(scene.refusalCode(mandate.document, ledger: own) == .mandateReplayed)
        #expect(scene.refusalCode(mandate.document, edge: .holder("carpool")) == .mandateNotAsked)
    }

    @Test func `a study above the standing limits runs once it was voted with its assessment`() throws {
        let text = TestStudy.flowMap.replacingFirst("epsilon: 4", with: "epsilon: 5")
            .replacingFirst("id: flow-map", with: "id: flow-map-5")
        var scene = scene
        try scene.submit(text)
        #expect(refusal { _ = try scene.made(text) }?.code == .mandateNotAllowed)
        let submission = try #require(scene.state.studies["flow-map-5"]).submission
        let proposal = Statement.proposal(
            Proposal(
                id: "flows-5", subject: .study, textHash: submission.planHash, evidenceHash: TextHash.of("else"),
                title: Localized("x"), proposer: .trustee, proposedBy: "public-1", at: scene.now))
        #expect(try scene.log(proposal, by: "public-1").map(\.code) == [.evidence])
        try scene.hold("flows-5", .study, submission.planHash, evidence: submission.preliminaryHash)
        let voted = try scene.mandate(text)
        #expect(voted.decision.approvedByBallot)
        #expect(try scene.check(voted.document).studyBallot?.outcome == .adopted)
        let document = try JSONValue(parsing: voted.document)
        let index = try #require(document.at("body.studyBallot.record")?.int)
        #expect(index == Int64(try #require(scene.state.ballots["flows-5"]?.closing).record))
        #expect(try scene.verified().findings.map(\.code) == [.evidence])
    }

    @Test func `G2 what an aggregator serves must be the configuration that the register holds`() throws {
        var scene = scene
        let leader = try #require(scene.trust.root.aggregator("leader"))
        let key = try scene.key("leader")
        func served(_ config: [UInt8]) throws -> SignedHpkeConfig {
            try SignedHpkeConfig(config: config, aggregator: "leader", key: key)
        }
        #expect(throws: GovernanceError.self) { try scene.state.checkServed(served([1]), by: leader) }
        try scene.follow(.hpke(HpkeEnrolment(aggregator: "leader", config: [1], at: scene.now)), by: "leader")
        try scene.state.checkServed(served([1]), by: leader)
        let error = refusal { try scene.state.checkServed(served([2]), by: leader) }
        #expect(error?.code == .hpkeNotRegistered)
    }

    // MARK: Every field

    @Test func `G5 a mandate of the register changed on the way is refused, whatever field it is`() throws {
        let changes = Change.all(of: document)
        #expect(changes.count > 200)
        let refusals: Set<GovernanceError.Code> = [.mandateSignature, .malformedDocument, .mandatePolicyText]
        for change in changes {
            let code = scene.refusalCode(change.value.canonicalBytes)
            #expect(code.map(refusals.contains) == true, "\(change.path)")
        }
    }

    /// Without the register's record no forged body is ever accepted, so here the broker logs what it forged, as far
    /// as the register takes it.
    @Test func `G5 a mandate changed, signed and logged anew by the broker is refused, whatever field it is`() throws {
        var before = try RegisterCase()
        try before.adoptPolicy()
        try before.submit()
        let (made, record) = try before.made()
        let document = try JSONValue(parsing: made.document)
        guard case .mandate(let entry) = record.statement else {
            Issue.record("no mandate's record")
            return
        }
        var accepted: Set<String> = []
        for change in Change.all(of: document) where !change.path.hasPrefix(".signature") {
            guard let body = change.value["body"] else { continue }
            var scene = before
            let forged = entry.renamed(TextHash.of(body.canonicalBytes))
            #expect(try scene.log(.mandate(forged)).isEmpty)
            let bytes = try scene.trust.forged(change.value)
            if scene.refusalCode(bytes) == nil { accepted.insert(change.path) }
        }
        #expect(accepted.isEmpty)
        before.log(record)
        #expect(before.refusalCode(made.document) == nil)
    }
}

extension MandateEntry {
    /// The same record about another body.
    func renamed(
        _ mandate: String, rules: [String]? = nil, spent: Int64? = nil, leader: String? = nil, helper: String? = nil,
        rho: Int64? = nil, holders: [String]? = nil
    ) -> MandateEntry {
        MandateEntry(
            mandate: mandate, study: study, planHash: planHash, preliminaryHash: preliminaryHash,
            policyHash: policyHash, policyBallot: policyBallot, studyBallot: studyBallot, rules: rules ?? self.rules,
            account: account, rhoMicro: rho ?? rhoMicro, spentRhoMicro: spent ?? spentRhoMicro,
            leader: leader ?? self.leader, helper: helper ?? self.helper, holders: holders ?? self.holders, made: made,
            notAfter: notAfter)
    }
}
