// SPDX-License-Identifier: Apache-2.0
//
// What a holder answers and what it refuses, looked at from what it keeps and from what leaves it (G5): a broker
// that cheats, forgets or is away, and aggregators that aren't the enrolled ones.

import DAP
import Governance
import HolderNode
import Studies
import Testing
import TrustFixture

@Suite struct AnsweringTests {
    @Test func `a good mandate is answered with what its plan counts here`() async throws {
        try await AskedHolder.with(records: Fixture.people(12)) { holder in
            let mandate = try holder.register.mandate()
            try await holder.poll()
            #expect(try await holder.answered == [mandate.id])
            let run = try await holder.node().run(mandate.plan)
            let uploads = holder.takeRequests().uploads
            #expect(uploads.count == 2)
            for (task, vector) in zip(try mandate.taskParameters(), run.vectors) {
                let upload = try #require(uploads.first { $0.url == "\(holder.leader)/tasks/\(task.id)/reports" })
                let sent = try holder.vector(in: Report(decoding: upload.body), of: task)
                #expect(sent == vector && sent.contains { $0 > 0 })
            }
        }
    }

    @Test func `G5 a mandate is answered once, however often it is looked at`() async throws {
        try await AskedHolder.with(records: Fixture.people(12)) { holder in
            let mandate = try holder.register.mandate()
            try await holder.poll()
            #expect(holder.takeRequests().uploads.count == 2)
            try await holder.poll(after: 5)
            #expect(holder.takeRequests().isEmpty)
            #expect(try await holder.answered == [mandate.id])
            #expect(try await holder.read("SELECT 'x' AS x FROM regie.reports").count == 2)
        }
    }

    @Test func `G5 a broker that forgets what was spent comes to the end of the holder's own account`() async throws {
        try await AskedHolder.with { holder in
            let mandate = try holder.register.mandate()
            // As if this holder had answered more than the register says was ever spent.
            let (account, budget) = (mandate.account, holder.trust.root.charter.budgetRhoMicro)
            try await holder.run(
                """
                INSERT INTO regie.answers VALUES ('other', 'other', '\(account.dataset)', '\(account.population)',
                    '\(account.period.start)', '\(account.period.end)', \(budget - mandate.rhoMicro + 1), 1, NULL)
                """)
            try await holder.poll()
            #expect(try await holder.refused == [mandate.id: "budget"])
            #expect(try await holder.answered == ["other"])
            #expect(holder.takeRequests().uploads.isEmpty)
        }
    }

    @Test func `G5 another mandate under a known name is neither answered nor remembered`() async throws {
        try await AskedHolder.with(records: Fixture.people(12)) { holder in
            let good = try holder.register.mandate()
            let other = try holder.register.scene.made(TestStudy.flowMap).mandate
            let refused = try holder.trust.forged(
                JSONValue(parsing: good.document).replacing("body.holders", with: ["bike"]))
            let altered = try JSONValue(parsing: good.document).replacing("body.spentRhoMicro", with: 1)
            for document in [other.document, refused, altered.canonicalBytes, Array("{}".utf8)] {
                holder.register.give(document, as: good.id)
                await #expect(throws: GovernanceError.self) { try await holder.poll(after: 5) }
                try await holder.expectNothing()
            }
            holder.register.give(good.document, as: good.id)
            try await holder.poll(after: 5)
            #expect(try await holder.answered == [good.id])
        }
    }

    @Test func `G5 a mandate that the broker's key did not sign is neither answered nor remembered`() async throws {
        try await AskedHolder.with { holder in
            let good = try holder.register.mandate()
            let signature = try SigningKey().signature(for: [1])
            let forged = try JSONValue(parsing: good.document).replacing(
                "signature", with: .string(base64URL(signature)))
            holder.register.give(forged.canonicalBytes, as: good.id)
            await #expect(throws: GovernanceError(.mandateSignature, "", help: "")) { try await holder.poll() }
            try await holder.expectNothing()
            holder.register.give(good.document, as: good.id)
            try await holder.poll()
            #expect(try await holder.answered == [good.id])
        }
    }

    private static let alterations: [(path: String, value: JSONValue, code: String)] = [
        ("body.tasks.0.rhoMicro", 1, "mandate-tasks"),
        ("body.aggregators.0.url", "https://elsewhere.example.org", "mandate-aggregators"),
        ("body.holders", ["bike"], "mandate-holders"), ("body.noised", false, "mandate-noise"),
        ("body.notAfter", "2199-01-01T00:00:00Z", "mandate-term"),
        ("body.planHash", .string(TextHash.of("x")), "mandate-plan"),
        ("body.decision.verdict", "refused", "mandate-decision"),
        ("body.policyBallot.record", 1, "mandate-old-policy"), ("body.ledger.rhoMicro", 1, "mandate-ledger"),
        ("body.spentRhoMicro", 7, "mandate-record"),
        ("body.preliminaryHash", .string(TextHash.of("x")), "mandate-assessment"),
    ]

    @Test(arguments: alterations)
    func `G5 a mandate altered in one field is refused for good, and no record is read`(
        path: String, value: JSONValue, code: String
    ) async throws {
        try await AskedHolder.with { holder in
            // Whoever reads a record fails.
            try await holder.run("DROP TABLE trips")
            let name = try holder.register.forgedMandate(path, with: value)
            try await holder.poll()
            #expect(try await holder.refused == [name: code])
            #expect(try await holder.answered.isEmpty)
            let requests = holder.takeRequests()
            #expect(requests.map(\.url) == ["\(holder.broker)/mandates/\(name)", "\(holder.broker)/records"])
            try await holder.poll()
            #expect(holder.takeRequests().isEmpty)
        }
    }

    @Test func `G9 a broker that goes away in the middle costs nothing`() async throws {
        try await AskedHolder.with(records: Fixture.people(12)) { holder in
            let first = try holder.register.mandate()
            let second = try holder.register.mandate(after: 1)
            holder.network.isUnreachable("\(holder.broker)/mandates/\(first.id)")
            await #expect(throws: Unreachable.self) { try await holder.poll(after: 5) }
            // The one that could be had was answered.
            #expect(try await holder.answered == [second.id])
            #expect(try await holder.refused.isEmpty)
            holder.register.give(first.document, as: first.id)
            try await holder.poll(after: 9)
            #expect(try await holder.answered == [second.id, first.id])
        }
    }

    @Test func `only mandates in the register that ask this holder are asked for`() async throws {
        try await AskedHolder.with { holder in
            _ = try holder.register.mandate(TestStudy.flowMap.replacing("[bus, bike]", with: "[bike]"))
            try await holder.poll()
            #expect(holder.takeRequests().isEmpty)
        }
    }

    @Test func `G2 an aggregator without its enrolled configuration is sent nothing`() async throws {
        try await AskedHolder.with(records: Fixture.people(12)) { holder in
            let mandate = try holder.register.mandate()
            let (leader, helper) = (holder.leaderKeys.config, holder.helperKeys.config)
            let strangerKey = SigningKey()
            let other = HpkeKeyPair(id: 1).config
            let wrong: [(String, [UInt8])] = [
                // Signed by the enrolled key, and not the one in the register.
                (holder.leader, try holder.signed(other, by: "leader").bytes),
                (holder.leader, try holder.signed(leader, by: "helper", as: "leader").bytes),
                (holder.leader, try holder.signed(helper, by: "helper").bytes),
                (holder.leader, try holder.signed(leader, by: "helper-next-door").bytes),
                (holder.helper, try holder.signed(helper, by: "leader").bytes),
                (
                    holder.helper,
                    try SignedHpkeConfig(config: helper.encoded(), aggregator: "helper", key: strangerKey).bytes
                ),
                (holder.helper, try helper.encoded()), (holder.helper, Array("{}".utf8)),
            ]
            for (url, answer) in wrong {
                try holder.serveConfigurations()
                holder.network.answer("\(url)/hpke_config/signed", answer)
                await #expect(throws: GovernanceError.self) { try await holder.poll() }
                try await holder.expectNothing()
            }
            try holder.serveConfigurations()
            holder.network.answer("\(holder.helper)/hpke_config/signed", [], status: 404)
            await #expect(throws: HolderError(.aggregatorUnreachable, "")) { try await holder.poll() }
            try await holder.expectNothing()
            try holder.serveConfigurations()
            try await holder.poll()
            #expect(try await holder.answered == [mandate.id])
        }
    }

    @Test func `a record that the statement can't take sends zeros, and only the holder knows why`() async throws {
        try await AskedHolder.with(records: Fixture.people(12)) { holder in
            // A rule that can't be evaluated on a record: the statement fails on data.
            try await holder.run(
                """
                UPDATE trips SET card_id = '' WHERE person_id = 'B-person-3';
                ALTER TABLE trips ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
                CREATE POLICY fails ON trips USING (1 / length(card_id) > 0);
                """)
            let mandate = try holder.register.mandate()
            try await holder.poll()
            #expect(try await holder.read("SELECT failure AS x FROM regie.answers") == ["22012"])
            let uploads = holder.takeRequests().uploads
            #expect(uploads.count == 2)
            for task in try mandate.taskParameters() {
                let upload = try #require(uploads.first { $0.url.contains(task.id.description) })
                #expect(try holder.vector(in: Report(decoding: upload.body), of: task).allSatisfy { $0 == 0 })
            }
        }
    }

    @Test func `G11 a table that is missing is no answer at all`() async throws {
        try await AskedHolder.with { holder in
            try await holder.run("DROP TABLE objections")
            try holder.register.mandate()
            await #expect(throws: (any Error).self) { try await holder.poll() }
            try await holder.expectNothing()
        }
    }
}
