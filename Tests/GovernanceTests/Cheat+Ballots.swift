// SPDX-License-Identifier: Apache-2.0
//
// Ways to cheat with votes, ballots, keys and the history of the register.

import Foundation
import Governance
import Studies
import Testing
import TrustFixture

extension Cheat {
    static let all: [Cheat] = votes + ballots + history + mandates + publications

    // MARK: Votes

    static let votes: [Cheat] = [
        Cheat("forge a vote", "signature") { scene, _ in
            let ballot = try scene.opened()
            try scene.log(
                .vote(Vote(on: ballot, seat: "public-1", choice: .inFavour, at: scene.now)), by: "public-1",
                key: scene.key("broker"))
            return try scene.found()
        },
        Cheat("drop a vote", "false-count") { scene, _ in
            scene.records.remove(at: try scene.index(of: .vote))
            return try scene.found()
        },
        Cheat("count a vote otherwise", "false-count") { scene, _ in
            let ballot = try scene.opened()
            try scene.vote(ballot) { $0.college == "public" ? .against : .inFavour }
            scene.pass(2)
            let closing = try scene.closing(ballot)
            let text = closing.count.canonicalText.replacingFirst("\"rejected\"", with: "\"adopted\"")
            try scene.log(
                .closing(
                    BallotClosing(
                        ballot: ballot.id, ballotHash: ballot.hash, count: JSONValue(parsing: text.utf8),
                        timestamp: nil, at: scene.now)))
            return try scene.found()
        },
        Cheat("drop a vote and count without it", "record-changed") { scene, _ in
            let ballot = try scene.opened()
            try scene.vote(ballot)
            let receipts = scene.receipts
            scene.records.removeLast()
            var rewritten = try scene.rebuilt()
            try rewritten.close(ballot)
            return try rewritten.found(receipts: receipts)
        },
        Cheat("take a vote after the closing", "ballot-not-open") { scene, _ in
            let ballot = try scene.opened()
            scene.pass(2)
            try scene.log(
                .vote(Vote(on: ballot, seat: "public-1", choice: .inFavour, at: ballot.opensAt)), by: "public-1")
            return try scene.found()
        },
        Cheat("take a vote of one ballot for another", "ballot-unknown") { scene, _ in
            let ballot = try scene.opened()
            let other = try Ballot.open(
                id: ballot.id, subject: .policy, textHash: TextHash.of("else"), evidenceHash: ballot.evidenceHash,
                root: scene.state.root, at: scene.now)
            try scene.log(
                .vote(Vote(on: other, seat: "public-1", choice: .inFavour, at: scene.now)), by: "public-1")
            return try scene.found()
        },
    ]

    // MARK: Ballots

    static let ballots: [Cheat] = [
        Cheat("vote without deliberation", "deliberation") { scene, _ in
            try scene.deposit("p", .policy, scene.store("x"))
            scene.pass(-1)
            try scene.log(.opening(BallotOpening(proposal: "p", ballot: scene.ballot("p"))))
            return try scene.found()
        },
        Cheat("change the text after its deposit", "ballot-text") { scene, _ in
            try scene.deposit("p", .policy, scene.store("x"))
            let ballot = try Ballot.open(
                id: "p", subject: .policy, textHash: scene.store("y"),
                evidenceHash: scene.state.proposals["p"]!
                    .proposal.evidenceHash, root: scene.state.root, at: scene.now)
            try scene.log(.opening(BallotOpening(proposal: "p", ballot: ballot)))
            return try scene.found()
        },
        Cheat("vote on other evidence than was shown", "ballot-text") { scene, _ in
            try scene.deposit("p", .policy, scene.store("x"))
            let ballot = try Ballot.open(
                id: "p", subject: .policy, textHash: TextHash.of("x"), evidenceHash: scene.store("nothing to see"),
                root: scene.state.root, at: scene.now)
            try scene.log(.opening(BallotOpening(proposal: "p", ballot: ballot)))
            return try scene.found()
        },
        Cheat("hold a ballot among its own seats", "ballot-terms") { scene, _ in
            try scene.deposit("p", .policy, scene.store("x"))
            let own = try TestTrust(fictitious: false)
            let ballot = try Ballot.open(
                id: "p", subject: .policy, textHash: TextHash.of("x"),
                evidenceHash: scene.state.proposals["p"]!.proposal.evidenceHash, root: own.root, at: scene.now)
            try scene.log(.opening(BallotOpening(proposal: "p", ballot: ballot)))
            return try scene.found()
        },
        Cheat("back-date a ballot", "back-dated") { scene, _ in
            try scene.deposit("p", .policy, scene.store("x"))
            let ballot = try scene.ballot("p")
            scene.pass(61)
            try scene.log(.opening(BallotOpening(proposal: "p", ballot: ballot)))
            return try scene.found()
        },
        Cheat("close a ballot early", "closed-early") { scene, _ in
            let ballot = try scene.opened()
            try scene.vote(ballot)
            try scene.log(.closing(scene.closing(ballot)))
            return try scene.found()
        },
        Cheat("put a policy in force that the prover does not pass", "policy-not-proven") {
            scene, _ in
            try scene.hold("p", .policy, scene.store("permit (principal, action, resource);"))
            return try scene.found()
        },
        Cheat("suspend a rule that forbids", "suspension-not-proven") { scene, _ in
            let forbid = """
                @id("interdit") @titre("x") @base_legale("x")
                forbid (principal, action == Regie::Action::"run", resource) when { context.cells > 10 };
                """
            let text = try RegisterCase.shortPolicy() + forbid
            try scene.adoptPolicy(text, id: "mobility-2")
            let officer = try #require(scene.trust.root.officer).officer.id
            let suspension = Suspension(
                id: "s", policyHash: TextHash.of(text), rules: ["interdit"], reason: Localized("x"),
                signatory: officer, at: scene.now)
            try scene.log(.suspension(suspension), by: officer)
            return try scene.found()
        },
        Cheat("enrol a key that nobody voted", "enrolment") { scene, _ in
            let own = EnrolledHolder(id: "own", title: Localized("Own"), key: SigningKey().verificationKey)
            try scene.log(.enrolment(KeyEnrolment(enrolled: .holder(own), ballot: "mobility-1", at: scene.now)))
            return try scene.found()
        },
        Cheat("swap a seat's key", "signature") { scene, _ in
            let own = SigningKey()
            let rotation = try KeyRotation(of: Party(.seat, "public-1"), to: own, at: scene.now)
            try scene.log(.rotation(rotation), by: "public-1", key: own)
            return try scene.found()
        },
        Cheat("swap an HPKE key", "signature") { scene, _ in
            try scene.log(
                .hpke(HpkeEnrolment(aggregator: "leader", config: [6, 6, 6], at: scene.now)), by: "leader",
                key: scene.key("broker"))
            return try scene.found()
        },
    ]
}

extension Cheat {
    // MARK: History

    static let history: [Cheat] = [
        Cheat("reorder records", "clock-set-back") { scene, _ in
            try scene.moved(1)
            scene.records.append(scene.records.remove(at: try scene.index(of: .submission)))
            return try scene.found()
        },
        Cheat("set the clock back", "clock-set-back") { scene, _ in
            scene.pass(-30)
            try scene.log(.report(ReportEntry(year: 2026, hash: scene.store("x"), at: scene.now)))
            return try scene.found()
        },
        Cheat("back-date a record", "back-dated") { scene, _ in
            let then = scene.now.adding(seconds: -3600)!
            try scene.log(.report(ReportEntry(year: 2026, hash: scene.store("x"), at: then)))
            return try scene.found()
        },
        Cheat("fork the log for one holder", "record-changed") { scene, _ in
            var shown = scene
            try shown.log(.report(ReportEntry(year: 2025, hash: shown.store("x"), at: scene.now)))
            try scene.log(.report(ReportEntry(year: 2026, hash: scene.store("x"), at: scene.now)))
            return try scene.found(receipts: shown.receipts)
        },
        Cheat("cut the end of the log off", "record-missing") { scene, _ in
            let receipts = scene.receipts
            scene.records.removeLast()
            return try scene.found(receipts: receipts)
        },
        Cheat("serve an old checkpoint to hide a suspension", "checkpoint-rolled-back") { scene, mandate in
            let old = scene
            let officer = try #require(scene.trust.root.officer).officer.id
            let suspension = Suspension(
                id: "s", policyHash: try #require(scene.state.policy).hash,
                rules: ["mobilites-autorite-organisatrice"], reason: Localized("x"), signatory: officer,
                at: scene.now)
            try scene.follow(.suspension(suspension), by: officer)
            return old.refused(mandate.document, lastSeen: scene.checkpoint)
        },
        Cheat("serve a checkpoint of yesterday", "checkpoint-stale") { scene, mandate in
            let old = SeenCheckpoint(size: scene.state.size, cosignedAt: scene.now.adding(seconds: -86_000)!)
            return scene.refused(mandate.document, checkpoint: old)
        },
        Cheat("change a document after its hash was logged", "document-altered") { scene, _ in
            let hash = try #require(scene.state.studies["flow-map"]).submission.preliminaryHash
            scene.documents[hash] = Array("No risk at all.".utf8)
            return try scene.found()
        },
        Cheat("keep the assessment that was voted to itself", "document-missing") { scene, _ in
            scene.documents[try #require(scene.state.proposals["mobility-1"]).proposal.evidenceHash] = nil
            return try scene.found()
        },
    ]
}
