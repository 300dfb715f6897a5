// SPDX-License-Identifier: Apache-2.0
//
// The broker's register: what goes in before it is acknowledged, what is refused and changes nothing, who cosigns it,
// and that everything else follows from it (G5, G6, G9, G11).

import Broker
import DAP
import Foundation
import Governance
import Studies
import Testing
import TransparencyLog
import TrustFixture

@Suite struct RegisterTests {
    private let totals = [Int64](repeating: 40, count: 81)

    /// Whoever reads the served register from its beginning.
    private func reader(_ broker: TestBroker) throws -> RegisterFollower {
        let ask: Network = { request in
            try await broker.ask(
                .get, String(request.url.dropFirst(broker.trust.root.broker.url.count + 1)), token: nil)
        }
        return try RegisterFollower(
            root: broker.trust.root, network: ask,
            memory: RegisterFollower.Memory(load: { nil }, save: { _ in }))
    }

    private func look(_ broker: TestBroker) async throws -> RegisterState {
        try await reader(broker).look(now: broker.clock.now).state
    }

    /// Redoes the whole register from its files.
    private func verified(_ broker: TestBroker) throws -> RegisterReport {
        let source = DirectorySource(directory: broker.state.directory.path)
        let policy = try broker.trust.root.registerPolicy()
        let checkpoint = try policy.verify(source.checkpoint(), freshness: nil).checkpoint
        var verifier = try RegisterVerifier(root: broker.trust.root, catalogue: broker.catalogue) { hash in
            LogHash(hex: hash).flatMap { try? source.document($0) }
        }
        try LogReader(source, at: checkpoint).forEachEntry(in: 0..<checkpoint.size) { verifier.take(Array($1)) }
        return verifier.finish(now: broker.clock.now)
    }

    @Test func `G6 a study's whole way stands in the register, and verifies offline`() async throws {
        try await TestBroker.with { broker in
            try await broker.adoptPolicy()
            let mandate = try await broker.submit()
            try broker.answerCollections(of: mandate, totals)
            try await broker.node.advance()
            try await broker.node.tend()
            let state = try await look(broker)
            let ours = await broker.state.register.state
            #expect(state == ours)
            let publication = try #require(state.mandates[mandate.id]?.publication)
            #expect(publication.rhoMicro == mandate.rhoMicro && publication.lowestUnits == 40)
            let list = try await broker.ask(
                .get, "register/document/\(publication.filesHash.prefix(2))/\(publication.filesHash)")
            let prefix = "flow-map/"
            let files = broker.published().filter { $0.key.hasPrefix(prefix) }
            #expect(
                try PublishedFiles(bytes: list.body).differences(
                    from: Dictionary(uniqueKeysWithValues: files.map { (String($0.dropFirst(prefix.count)), $1) }))
                    == [])
            let report = try verified(broker)
            #expect(report.isSound, "\(report.findings.map(\.sentence.en))")
            #expect(report.sentences.contains { $0.en.hasPrefix("Publication of study “flow-map”") })
        }
    }

    @Test func `G6 what does not follow is refused with one sentence, and nothing is appended`() async throws {
        try await TestBroker.with { broker in
            let ballot = try await broker.openBallot()
            let size = await broker.state.register.state.size
            let vote = Vote(on: ballot, seat: "public-2", choice: .inFavour, at: broker.clock.now)
            let past = try #require(broker.clock.now.adding(seconds: -90))
            let refusals: [(Statement, String, SigningKey?, Int, String)] = [
                (.vote(vote), "public-2", SigningKey(), 409, "signature"),
                (.vote(vote), "public-1", nil, 409, "signature"),
                (
                    .vote(Vote(on: ballot, seat: "public-2", choice: .blank, at: past)), "public-2", nil, 409,
                    "back-dated"
                ),
                (
                    .reasons(
                        CollegeReasons(
                            ballot: ballot.id, college: "public", text: Localized("No."), at: broker.clock.now)),
                    "public-1", nil, 409, "reasons"
                ),
                (
                    .withdrawal(StudyWithdrawal(study: "x", reason: Localized("No."), at: broker.clock.now)),
                    "public-1",
                    nil, 403, "only the broker"
                ),
                (broker.proposal("mobility-2", of: "another text"), "public-1", nil, 400, "isn't here"),
            ]
            for (statement, signer, key, status, words) in refusals {
                let answer = try await broker.send(statement, by: signer, key: key)
                let text = String(decoding: answer.body, as: UTF8.self)
                #expect(answer.status == status && text.contains(words), "\(text)")
            }
            let unnamed = try await broker.send(.vote(vote), by: "public-2", documents: ["a document"])
            #expect(unnamed.status == 403)
            #expect(await broker.state.register.state.size == size)
            try await broker.follow(.vote(vote), by: "public-2")
            broker.clock.pass(broker.trust.root.charter.openSeconds)
            let late = Vote(on: ballot, seat: "public-3", choice: .inFavour, at: broker.clock.now)
            let answer = try await broker.send(.vote(late), by: "public-3")
            #expect(String(decoding: answer.body, as: UTF8.self).contains("ballot-not-open"))
            #expect(await broker.state.register.state.size == size + 1)
        }
    }

    @Test func `G11 a policy that is not proven to keep the floors is never put to the vote`() async throws {
        try await TestBroker.with { broker in
            var broker = broker
            broker.checks = .proven(broker.trust.root)
            let floors = broker.trust.root.floorsText
            #expect(floors.contains("forbid"))
            let wide = """
                @id("all") @titre("Tout") @base_legale("-") @expire("2030-12-31")
                permit (principal is Regie::Requester, action == Regie::Action::"run", resource)
                when { context.epsilonMicro + 9223372036854775807 > 0 };
                """
            let answer = try await broker.send(
                broker.proposal("wide", of: wide), by: "public-1", documents: [wide, "What the prover says."])
            #expect(answer.status == 403 || answer.status == 400, "\(String(decoding: answer.body, as: UTF8.self))")
            #expect(await broker.state.register.state.proposals.isEmpty)
        }
    }

    @Test func `a stranger doesn't keep the prover busy`() async throws {
        try await TestBroker.with { broker in
            var broker = broker
            broker.checks = PolicyChecks(
                floors: { _ in throw BrokerError(.damagedState, "the prover was asked") },
                suspension: { _, _ in throw BrokerError(.damagedState, "the prover was asked") })
            let text = try TestTrust.policyText()
            let proposal = broker.proposal("mobility-1", of: text)
            let documents = [text, "What the prover says."]
            let forged = try await broker.send(proposal, by: "public-1", key: SigningKey(), documents: documents)
            #expect(forged.status == 409)
            #expect(try await broker.send(proposal, by: "public-1", documents: documents).status == 500)
        }
    }

    @Test func `G5 a suspension holds at once, stops mandates, and ends by a ballot`() async throws {
        try await TestBroker.with { broker in
            try await broker.adoptPolicy()
            let state = await broker.state.register.state
            let officer = try #require(broker.trust.root.officer?.officer.id)
            let suspension = Suspension(
                id: "pause-1", policyHash: try #require(state.policy?.hash),
                rules: ["mobilites-autorite-organisatrice"], reason: Localized("A complaint."), signatory: officer,
                at: broker.clock.now)
            try await broker.follow(.suspension(suspension), by: officer)
            let refused = try await broker.ask(.post, "studies", Array(TestStudy.flowMap.utf8))
            #expect(try await broker.state(of: "flow-map") == "waiting", "\(refused.status)")
            #expect(try await broker.json("mandates").array == [])
            let note = "No harm was done."
            try await broker.follow(
                .proposal(
                    Proposal(
                        id: "lift-1", subject: .lifting, textHash: suspension.hash, evidenceHash: TextHash.of(note),
                        title: Localized("Lift it"), proposer: .trustee, proposedBy: "public-1", at: broker.clock.now)),
                by: "public-1", documents: [note])
            broker.clock.pass(broker.trust.root.charter.deliberationSeconds)
            let ballot = try await broker.open("lift-1")
            try await broker.vote(ballot)
            broker.clock.pass(broker.trust.root.charter.openSeconds)
            try await broker.node.tend()
            #expect(await broker.state.register.state.suspendedRules.isEmpty)
            _ = try await broker.submit(TestStudy.flowMap.replacing("id: flow-map", with: "id: again"))
        }
    }

    @Test func `a study that needs a ballot waits for it, and runs once it was adopted`() async throws {
        try await TestBroker.with { broker in
            try await broker.adoptPolicy()
            let text = TestStudy.flowMap.replacing("epsilon: 4", with: "epsilon: 6")
            let answer = try await broker.ask(.post, "studies", Array(text.utf8))
            #expect(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
            #expect(try await broker.state(of: "flow-map") == "waiting")
            let submission = try #require(await broker.state.register.state.studies["flow-map"]).submission
            try await broker.follow(
                .proposal(
                    Proposal(
                        id: "study-1", subject: .study, textHash: submission.planHash,
                        evidenceHash: submission.preliminaryHash, title: Localized("A finer study"),
                        proposer: .trustee, proposedBy: "public-1", at: broker.clock.now)), by: "public-1")
            broker.clock.pass(broker.trust.root.charter.deliberationSeconds)
            let ballot = try await broker.open("study-1")
            try await broker.vote(ballot)
            broker.clock.pass(broker.trust.root.charter.openSeconds)
            try await broker.node.tend()
            #expect(try await broker.state(of: "flow-map") == "running")
            #expect(try await broker.json("mandates").array?.count == 1)
        }
    }

    @Test func `G11 without every witness nothing new is shown, and once they are back all of it is`() async throws {
        try await TestBroker.with { broker in
            try await broker.node.tend()
            let before = try await broker.ask(.get, "register/checkpoint").body
            broker.state.isAway(1)
            _ = try await broker.openBallot()
            await #expect(throws: Unreachable.self) { try await broker.node.tend() }
            #expect(try await broker.ask(.get, "register/checkpoint").body == before)
            broker.state.returns(1)
            try await broker.node.tend()
            #expect(try await look(broker).ballots.count == 1)
            // In good time cosignatures are renewed, though nothing is new.
            let published = try await broker.ask(.get, "register/checkpoint").body
            try await broker.node.tend()
            #expect(try await broker.ask(.get, "register/checkpoint").body == published)
            broker.clock.pass(broker.trust.root.charter.checkpointSeconds / 4)
            try await broker.node.tend()
            #expect(try await broker.ask(.get, "register/checkpoint").body != published)
        }
    }

    @Test func `two brokers on one state: the second refuses in one sentence`() async throws {
        try await TestBroker.with { broker in
            let error = #expect(throws: LogError.self) { _ = try broker.state.another() }
            #expect(error?.code == .locked && error?.description.contains("another process already runs") == true)
        }
    }

    @Test func `a clock that was set back signs nothing`() async throws {
        try await TestBroker.with { broker in
            let ballot = try await broker.openBallot()
            let size = await broker.state.register.state.size
            broker.clock.pass(-10)
            let vote = Vote(on: ballot, seat: "public-1", choice: .inFavour, at: broker.clock.now)
            let answer = try await broker.send(.vote(vote), by: "public-1")
            #expect(answer.status == 503 && String(decoding: answer.body, as: UTF8.self).contains("clock"))
            #expect(await broker.state.register.state.size == size)
        }
    }

    @Test func `G9 a register opened again is the same, and the database is made from it anew`() async throws {
        try await TestBroker.with { broker in
            try await broker.adoptPolicy()
            let mandate = try await broker.submit()
            let state = await broker.state.register.state
            let paths = [
                "ballots", "ballots/mobility-1", "mandates", "ledger", "studies/flow-map", "mandates/\(mandate.id)",
            ]
            var before: [[UInt8]] = []
            for path in paths { before.append(try await broker.ask(.get, path).body) }
            try await broker.pool.withConnection { connection in
                try await connection.executeScript("TRUNCATE studies CASCADE; TRUNCATE mandates")
            }
            try broker.state.restart()
            try await broker.node.project()
            #expect(await broker.state.register.state == state)
            for (path, bytes) in zip(paths, before) {
                #expect(try await broker.ask(.get, path).body == bytes, "\(path)")
            }
            try broker.answerCollections(of: mandate, totals)
            try await broker.node.advance()
            #expect(try await broker.state(of: "flow-map") == "published")
            // What was withheld stands nowhere else: a database without it is none to go on with.
            try await broker.pool.withConnection { connection in
                try await connection.executeScript("TRUNCATE studies CASCADE; TRUNCATE mandates")
            }
            await #expect(throws: BrokerError(.damagedState, "")) { try await broker.node.project() }
        }
    }

    @Test func `G6 a holder's refusal stands in the register, and nothing is published`() async throws {
        try await TestBroker.with { broker in
            try await broker.adoptPolicy()
            let mandate = try await broker.submit()
            try await broker.follow(
                .holderRefusal(
                    HolderRefusal(
                        mandate: mandate.id, holder: "bike", reason: Localized("No."), at: broker.clock.now)),
                by: "bike")
            try broker.answerCollections(of: mandate, totals)
            try await broker.node.advance()
            #expect(try await broker.state(of: "flow-map") == "failed")
            #expect(broker.published().isEmpty)
            #expect(
                try await broker.json("studies/flow-map").at("sentence")?.string?.contains("`bike` refused") == true)
        }
    }

    @Test func `a study that its requester withdraws is collected no more`() async throws {
        try await TestBroker.with { broker in
            try await broker.adoptPolicy()
            let mandate = try await broker.submit()
            let reason = Array("{\"en\":\"not needed\",\"fr\":\"sans objet\"}".utf8)
            #expect(try await broker.ask(.post, "studies/flow-map/withdrawal", reason).status == 200)
            try broker.answerCollections(of: mandate, totals)
            try await broker.node.advance()
            #expect(try await broker.state(of: "flow-map") == "withdrawn")
            #expect(broker.published().isEmpty)
        }
    }
}
