// SPDX-License-Identifier: Apache-2.0
//
// Mandates: what an edge makes of a good one, and each of its refusals, against a broker that holds its
// own key and may write whatever it likes.

import Foundation
import Governance
import Studies
import Testing
import TrustFixture

@Suite struct MandateTests {
    let scene: MandateCase
    let mandate: Mandate
    /// The good document, to be forged.
    let document: JSONValue

    init() throws {
        scene = try MandateCase()
        mandate = try scene.make()
        document = try JSONValue(parsing: mandate.document)
    }

    private func code(replacing path: String, with value: JSONValue?) throws -> GovernanceError.Code? {
        scene.refusalCode(try scene.forged(document.replacing(path, with: value)))
    }

    @Test func `G5 an edge makes of the document the mandate that the broker made`() throws {
        for edge: MandateCheck.Edge in [
            .holder("bus"), .holder("bike"), .aggregator("leader"), .aggregator("helper"), .reader,
        ] {
            let checked = try scene.check(mandate.document, edge: edge)
            #expect(checked.id == mandate.id)
            #expect(checked.plan == mandate.plan)
            #expect(checked.tasks == mandate.tasks)
            #expect(checked.decision.verdict == .allowed)
            #expect(checked.policies.hash == scene.policies.hash)
            #expect(checked.leader.id == "leader" && checked.helper.id == "helper")
            #expect(checked.holders.map(\.id) == ["bus", "bike"])
            #expect(checked.rhoMicro == checked.plan.rhoMicro)
            #expect(checked.isNoised)
            #expect(!checked.oneAdministrator)
            #expect(checked.document == mandate.document)
        }
        #expect(mandate.id == TextHash.of(try #require(document.at("body")).canonicalBytes))
    }

    @Test func `task identifiers derive from the body, and no two are alike`() throws {
        #expect(mandate.tasks.map(\.planned) == mandate.plan.tasks)
        #expect(mandate.tasks.count == 2)
        let body = try #require(document.at("body")).canonicalBytes
        for task in mandate.tasks {
            let bytes = ContentHash.digest(of: body) + [0, 0, 0, UInt8(task.planned.index)]
            #expect(task.id == ContentHash.digest(of: bytes))
            #expect(task.idText.count == 43)
        }
        let again = try scene.make(now: scene.now.adding(seconds: 1))
        #expect(Set(again.tasks.map(\.id)).isDisjoint(with: mandate.tasks.map(\.id)))
    }

    @Test func `G5 a document that the enrolled broker did not sign is refused`() throws {
        let other = try TestTrust(fictitious: false).enrolment.brokerKey
        let signature = try other.signature(for: [1])
        let forged = document.replacing("signature", with: .string(base64URL(signature)))
        #expect(scene.refusalCode(forged.canonicalBytes) == .mandateSignature)
        #expect(scene.refusalCode(document.replacing("signature", with: "AA").canonicalBytes) == .mandateSignature)
        #expect(scene.refusalCode(document.replacing("body.noised", with: false).canonicalBytes) == .mandateSignature)
    }

    @Test func `G5 a document that is not canonical is refused`() throws {
        let text = String(decoding: mandate.document, as: UTF8.self)
        for broken in [
            "", "{}", "[]", " " + text, text.replacingFirst("{\"body\"", with: "{ \"body\""), String(text.dropLast()),
        ] {
            #expect(scene.refusalCode(Array(broken.utf8)) == .malformedDocument)
        }
        #expect(scene.refusalCode(mandate.document + [0x0A]) == nil)
    }

    @Test func `G5 a mandate is refused before its making and from its end on`() throws {
        func at(_ seconds: Int64) -> GovernanceError.Code? {
            scene.refusalCode(mandate.document, now: scene.now.adding(seconds: seconds))
        }
        let term = scene.trust.root.charter.mandateSeconds
        #expect(at(-61) == .mandateNotYet)
        #expect(at(-60) == nil)
        #expect(at(term - 1) == nil)
        #expect(at(term) == .mandateExpired)
        #expect(try code(replacing: "body.notAfter", with: "2199-01-01T00:00:00Z") == .mandateTerm)
    }

    @Test(arguments: ["charterHash", "schemaHash", "floorsHash"])
    func `G5 a mandate that rests on other texts than the pinned ones is refused`(_ name: String) throws {
        #expect(try code(replacing: "body.\(name)", with: .string(TextHash.of("x"))) == .mandateTrust)
    }

    @Test func `G5 another policy text than the voted one is refused`() throws {
        let laxer = try TestTrust.policyText().replacingFirst(
            "context.epsilonMicro <= 4000000", with: "context.epsilonMicro <= 7000000")
        let swapped = document.replacing("policy", with: .string(laxer))
        #expect(scene.refusalCode(try scene.forged(swapped)) == .mandatePolicyText)
        let renamed = swapped.replacing("body.policyHash", with: .string(TextHash.of(laxer)))
        #expect(scene.refusalCode(try scene.forged(renamed)) == .ballot)
        let reballoted = renamed.replacing("body.policyBallot.ballot.textHash", with: .string(TextHash.of(laxer)))
        #expect(scene.refusalCode(try scene.forged(reballoted)) == .ballot)
    }

    @Test func `G6 votes that are dropped, doubled or forged are noticed`() throws {
        let first = try #require(document.at("body.policyBallot.votes.0"))
        #expect(try code(replacing: "body.policyBallot.votes.8", with: nil) == .mandateCount)
        let doubled = try #require(document.at("body.policyBallot.votes")?.array) + [first]
        #expect(try code(replacing: "body.policyBallot.votes", with: .array(doubled)) == .mandateCount)
        #expect(try code(replacing: "body.policyBallot.votes.8", with: first) == .mandateCount)
        let stranger = try TestTrust(fictitious: false)
        let ballot = try scene.trust.ballot(on: scene.policies.hash)
        let forged = try stranger.vote(ballot, "public-1").json
        #expect(try code(replacing: "body.policyBallot.votes.0", with: forged) == .mandateCount)
        #expect(try code(replacing: "body.policyBallot.votes", with: []) == .ballot)
    }

    @Test func `G5 another plan than the study's, here, is refused`() throws {
        #expect(try code(replacing: "body.planHash", with: .string(TextHash.of("x"))) == .mandatePlan)
        let study = TestStudy.flowMap
        let changes = [
            ("epsilon: 4", "epsilon: 3.9"), ("to: 2026-06-01", "to: 2026-05-31"),
            ("FROM trips", "FROM trips WHERE mode = 'bus'"),
            ("trips: 12", "trips: 13"), ("cells_per_unit: 6", "cells_per_unit: 7"),
            ("retention_days: 1095", "retention_days: 1096"),
        ]
        for (old, new) in changes {
            let changed = study.replacingFirst(old, with: new)
            #expect(try code(replacing: "body.study", with: .string(changed)) == .mandatePlan, "\(new)")
        }
        #expect(try code(replacing: "body.study", with: "id: x") == .mandateStudy)
        #expect(try code(replacing: "body.study", with: .string(study + "more: 1\n")) == .mandateStudy)
        let mine = try TestStudy.dataset { $0.replacingFirst("\"version\": \"1.0.0\"", with: "\"version\": \"1.0.1\"") }
        #expect(scene.refusalCode(mandate.document, dataset: mine) == .mandatePlan)
    }

    @Test func `G5 a decision that is not what comes out here is refused`() throws {
        #expect(try code(replacing: "body.decision.verdict", with: "refused") == .mandateDecision)
        #expect(try code(replacing: "body.decision.clauses", with: []) == .mandateDecision)
        #expect(try code(replacing: "body.decision.facts.context.epsilonMicro", with: 1) == .mandateDecision)
    }

    @Test func `G5 a study that the policies do not allow gets no mandate, from no broker`() throws {
        let study = TestStudy.flowMap.replacingFirst("epsilon: 4", with: "epsilon: 5")
        var ledger = scene.ledger
        let error = try #require(refusal { _ = try scene.make(study, ledger: &ledger) })
        #expect(error.code == .mandateNotAllowed)
        #expect(error.help == "hold a ballot on the study's plan")
        #expect(ledger == scene.ledger)
        let forged = document.replacing("body.study", with: .string(study))
            .replacing("body.planHash", with: .string(try TestStudy.plan(study).hash))
        #expect(scene.refusalCode(try scene.forged(forged)) == .mandateNotAllowed)
        for name in try TestStudy.names(in: "studies/refused") {
            let text = try TestStudy.text("refused/\(name)")
            #expect(refusal { _ = try scene.make(text) }?.code == .mandateNotAllowed, "\(name)")
        }
    }

    @Test func `G11 a mandate ends with the rule that permits it`() throws {
        let text = try TestTrust.policyText().replacingOccurrences(of: "2030-12-31", with: "2026-07-15")
        let scene = try MandateCase(policy: text)
        let mandate = try scene.make()
        let evening = TestTrust.moment("2026-07-15T23:59:59Z")
        #expect(scene.refusalCode(mandate.document, now: evening) == nil)
        let midnight = TestTrust.moment("2026-07-16T00:00:00Z")
        #expect(scene.refusalCode(mandate.document, now: midnight) == .mandateNotAllowed)
    }

    @Test func `a study above the standing limits runs once the trustees voted its very plan`() throws {
        let study = TestStudy.flowMap.replacingFirst("epsilon: 4", with: "epsilon: 5")
        let hash = try TestStudy.plan(study).hash
        let ballot = try scene.trust.ballot(on: hash, subject: .study, id: "flows-5")
        let mandate = try scene.make(study, studyBallot: scene.trust.record(ballot))
        #expect(mandate.decision.approvedByBallot)
        #expect(try scene.check(mandate.document).studyBallot?.outcome == .adopted)
        let other = study.replacingFirst("epsilon: 5", with: "epsilon: 5.5")
        #expect(refusal { _ = try scene.make(other, studyBallot: scene.trust.record(ballot)) }?.code == .ballot)
        #expect(
            refusal { _ = try scene.make(study, studyBallot: scene.trust.record(ballot, against: "public")) }?.code
                == .ballot)
        let voted = try JSONValue(parsing: mandate.document)
        #expect(
            scene.refusalCode(try scene.forged(voted.replacing("body.studyBallot", with: .null))) == .mandateNotAllowed)
        let dropped = voted.replacing("body.studyBallot.votes.0", with: nil)
        #expect(scene.refusalCode(try scene.forged(dropped)) == .mandateCount)
    }

    @Test func `G3 without noise there is no mandate outside a fictitious trust`() throws {
        var ledger = scene.ledger
        #expect(refusal { _ = try scene.make(isNoised: false, ledger: &ledger) }?.code == .mandateNoise)
        #expect(try code(replacing: "body.noised", with: false) == .mandateNoise)
        let fictitious = try MandateCase(fictitious: true)
        let mandate = try fictitious.make(isNoised: false, ledger: &ledger)
        #expect(try !fictitious.check(mandate.document).isNoised)
    }

    @Test func `G5 tasks other than the plan's are refused`() throws {
        for name in ["length", "rhoMicro", "sensitivitySquared", "index"] {
            #expect(try code(replacing: "body.tasks.0.\(name)", with: 12345) == .mandateTasks)
        }
        #expect(try code(replacing: "body.tasks.0.measure", with: "trips") == .mandateTasks)
        #expect(try code(replacing: "body.tasks.1", with: nil) == .mandateTasks)
    }

    @Test func `G2 aggregators must be enrolled as named, under two different colleges`() throws {
        var ledger = scene.ledger
        #expect(refusal { _ = try scene.make(helper: "helper-next-door", ledger: &ledger) }?.code == .mandateOneCollege)
        #expect(refusal { _ = try scene.make(helper: "nobody", ledger: &ledger) }?.code == .mandateAggregators)
        #expect(
            refusal { _ = try scene.make(leader: "helper", helper: "leader", ledger: &ledger) }?.code
                == .mandateAggregators)
        #expect(refusal { _ = try scene.make(helper: "leader", ledger: &ledger) }?.code == .mandateAggregators)
        for (name, value) in [("url", "https://elsewhere.example.org"), ("college", "private"), ("id", "helper-2")] {
            let path = "body.aggregators.1.\(name)"
            #expect(try code(replacing: path, with: .string(value)) == .mandateAggregators, "\(name)")
        }
        let near = try #require(scene.trust.root.aggregator("helper-next-door"))
        let named: JSONValue = .object([
            "college": .string(near.college), "id": .string(near.id), "role": "helper", "url": .string(near.url),
        ])
        #expect(try code(replacing: "body.aggregators.1", with: named) == .mandateOneCollege)
        #expect(try code(replacing: "body.aggregators.1", with: nil) == .mandateAggregators)
    }

    @Test func `G5 exactly the study's sources are asked, and only who is asked answers`() throws {
        #expect(try code(replacing: "body.holders", with: ["bus"]) == .mandateHolders)
        #expect(try code(replacing: "body.holders", with: ["bike", "bus"]) == .mandateHolders)
        #expect(scene.refusalCode(mandate.document, edge: .holder("carpool")) == .mandateNotAsked)
        #expect(scene.refusalCode(mandate.document, edge: .holder("")) == .mandateNotAsked)
        #expect(scene.refusalCode(mandate.document, edge: .holder("leader")) == .mandateNotAsked)
        #expect(scene.refusalCode(mandate.document, edge: .aggregator("helper-next-door")) == .mandateNotAsked)
        let carpool = TestStudy.flowMap.replacingFirst("sources: [bus, bike]", with: "sources: [bus, carpool]")
        #expect(refusal { _ = try scene.make(carpool) }?.code == .mandateHolders)
    }

    @Test func `G3 the reservation is what the plan spends, out of the charter's budget`() throws {
        for (name, value) in [
            ("rhoMicro", JSONValue.int(1)), ("limitRhoMicro", 9_000_000), ("dataset", "other"),
            ("population", "nobody"),
            ("periodStart", "2026-03-01"), ("periodEnd", "2026-06-02"),
        ] {
            #expect(try code(replacing: "body.ledger.\(name)", with: value) == .mandateLedger, "\(name)")
        }
        #expect(try code(replacing: "body.spentRhoMicro", with: 6_000_000) == .budget)
    }

    @Test func `G3 mandates are made until the budget is spent, and an edge counts for itself`() throws {
        var broker = scene.ledger
        var edge = scene.ledger
        var made = 0
        var last: GovernanceError?
        while last == nil, made < 1000 {
            last = refusal {
                let now = try #require(scene.now.adding(seconds: Int64(made)))
                let mandate = try scene.make(ledger: &broker, now: now)
                try edge.reserve(scene.check(mandate.document, now: now, ledger: edge).ledgerEntry)
                made += 1
            }
        }
        #expect(last?.code == .budget)
        #expect(made == Int(6_000_000 / mandate.rhoMicro))
        #expect(broker == edge)
        #expect(broker.spent(mandate.account) <= 6_000_000)
        #expect(scene.refusalCode(mandate.document, ledger: edge) == .mandateReplayed)
        let late = try scene.make(now: scene.now.adding(seconds: 5000))
        #expect(scene.refusalCode(late.document, now: late.made, ledger: edge) == .budget)
    }

    @Test func `G5 a mandate that was answered is refused`() throws {
        var own = scene.ledger
        try own.reserve(try scene.check(mandate.document).ledgerEntry)
        #expect(scene.refusalCode(mandate.document, ledger: own) == .mandateReplayed)
    }

    @Test func `G5 a mandate under an older policy than the newest seen is refused`() throws {
        let root = scene.trust.root
        let closing = try MandateCheck.policyClosing(of: mandate.document, root: root, now: scene.now)
        #expect(closing == scene.trust.closing)
        _ = try scene.check(mandate.document, newestPolicy: closing)
        _ = try scene.check(mandate.document, newestPolicy: closing.adding(seconds: -1))
        let error = refusal { _ = try scene.check(mandate.document, newestPolicy: closing.adding(seconds: 1)) }
        #expect(error?.code == .mandateOldPolicy && error?.place == "body.policyBallot")
    }

    @Test func `G5 no policy is taken for adopted that wasn't`() throws {
        func code(_ document: [UInt8], at moment: Moment) -> GovernanceError.Code? {
            refusal { _ = try MandateCheck.policyClosing(of: document, root: scene.trust.root, now: moment) }?.code
        }
        #expect(code(mandate.document, at: scene.trust.closing) == nil)
        let before = try #require(scene.trust.closing.adding(seconds: -1))
        #expect(code(mandate.document, at: before) == .ballot)
        let unvoted = try scene.forged(document.replacing("body.policyBallot.votes", with: []))
        #expect(code(unvoted, at: scene.now) == .ballot)
        let later = document.replacing("body.policyBallot.ballot.closesAt", with: "2199-01-01T00:00:00Z")
        #expect(code(try scene.forged(later), at: scene.now) == .ballot)
        #expect(code(later.canonicalBytes, at: scene.now) == .mandateSignature)
    }

    @Test func `G5 another trust's mandate is refused`() throws {
        let other = try TestTrust(fictitious: false)
        #expect(scene.refusalCode(mandate.document, root: other.root) == .mandateSignature)
    }
}
