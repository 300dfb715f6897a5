// SPDX-License-Identifier: Apache-2.0
//
// Where an aggregator's tasks come from: mandates in the register that name it, checked here (G5), under checkpoints
// that may be acted on (G11); and its own HPKE configuration, which it puts there (G2).

import Aggregator
import Crypto
import DAP
import DatabaseFixture
import Governance
import Logging
import PostgreSQL
import Studies
import Testing
import TransparencyLog
import TrustFixture

@Suite struct MandateWatchTests {
    private let network = FalseNetwork()
    private let register: ServedRegister
    private let keys = HpkeKeyPair(id: 1)

    init() throws {
        register = try ServedRegister(RegisterCase.adopted(), over: network)
        network.answer("\(register.root.broker.url)/records", [])
    }

    private func pool() async throws -> ConnectionPool {
        let pool = try ConnectionPool(await TestServer.database(), size: 2)
        try await pool.withConnection { try await Migrations.apply(AggregatorSchema.migrations, to: $0) }
        return pool
    }

    /// An aggregator that has just been started: it knows what its database knows.
    private func started(_ pool: ConnectionPool, as id: String = "leader") throws -> (MandateWatch, AggregatorNode) {
        let follower = try RegisterFollower(
            root: register.root, network: network.network, memory: RegisterFollower.Memory(pool: pool))
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let node = AggregatorNode(
            settings: AggregatorNode.Settings(
                id: id, role: id == "leader" ? .leader : .helper, keys: keys, signedConfig: [],
                collector: HpkeKeyPair(id: 3).config, peerToken: "peer", collectorToken: "collector",
                verificationSecret: TwoAggregators.secret),
            pool: pool, network: network.network, verifier: HolderVerifier(follower), logger: logger)
        let key = try #require(register.scene.trust.enrolment.aggregatorKeys[id])
        let watch = MandateWatch(
            of: node, follower: follower, root: register.root, catalogue: register.scene.catalogue, key: key)
        return (watch, node)
    }

    private func knows(_ node: AggregatorNode, _ mandate: String) async throws -> Bool {
        try await node.knows(mandate: #require(ContentHash.bytes(ofHex: mandate)))
    }

    @Test func `G5 the tasks of a mandate in the register are accepted by those whom it names`() async throws {
        let mandate = try register.mandate()
        for (id, isAsked) in [("leader", true), ("helper", true), ("helper-next-door", false)] {
            let (watch, node) = try await started(pool(), as: id)
            try await watch.look(now: register.scene.now)
            #expect(try await knows(node, mandate.id) == isAsked, "\(id)")
        }
    }

    @Test func `G5 a mandate that the broker changed is refused, though it logged and signed it`() async throws {
        let name = try register.forgedMandate("body.tasks.0.rhoMicro", with: 1)
        let (watch, node) = try await started(pool())
        try await watch.look(now: register.scene.now)
        #expect(try await !knows(node, name))
        #expect(network.takeRequests().contains { $0.url.hasSuffix(name) })
        // What was refused isn't asked for again.
        try await watch.look(now: register.scene.now)
        #expect(!network.takeRequests().contains { $0.url.hasSuffix(name) })
    }

    @Test func `G11 a stale, older or forked register gives no task`() async throws {
        let pool = try await pool()
        let old = register.checkpoint
        let scene = register.scene
        let (first, _) = try started(pool)
        try register.grow { try $0.deposit("one", .policy, $0.store("one text")) }
        try await first.look(now: register.scene.now)
        let mandate = try register.mandate()
        let (watch, node) = try started(pool)
        let age = register.root.charter.checkpointSeconds
        let late = try #require(register.scene.now.adding(seconds: age + 1))
        await #expect(throws: LogError(.stale, "", help: "")) { try await watch.look(now: late) }
        register.serveCheckpoint(old)
        await #expect(throws: LogError(.rollback, "", help: "")) { try await watch.look(now: register.scene.now) }
        let other = try ServedRegister(scene, over: FalseNetwork())
        while other.scene.records.count <= register.scene.records.count {
            try other.grow { try $0.deposit("other-\($0.records.count)", .policy, $0.store("another text")) }
        }
        register.serveFiles(of: other)
        await #expect(throws: LogError(.fork, "", help: "")) { try await watch.look(now: other.scene.now) }
        try register.publish(absent: 1)
        await #expect(throws: LogError(.quorum, "", help: "")) { try await watch.look(now: register.scene.now) }
        #expect(try await !knows(node, mandate.id))
    }

    @Test func `G2 an aggregator puts its HPKE configuration into the register, signed, and once`() async throws {
        let (watch, _) = try await started(pool())
        for _ in 0..<2 { try await watch.look(now: register.scene.now) }
        let sent = network.takeRequests().filter { $0.method == .post }
        #expect(sent.count == 1)
        let envelope = try Envelope(json: JSONValue(parsing: try #require(sent.first).body))
        let findings = try register.grow { scene in
            scene.log(try RegisterRecord(envelope, loggedAt: scene.now))
        }
        #expect(findings.isEmpty)
        #expect(try register.scene.state.hpkeConfigurations["leader"] == keys.config.encoded())
        let (restarted, _) = try await started(pool())
        try await restarted.look(now: register.scene.now)
        #expect(!network.takeRequests().contains { $0.method == .post })
    }

    @Test func `a holder's signature is checked with the key that the register says is its own`() async throws {
        let pool = try await pool()
        let follower = try RegisterFollower(
            root: register.root, network: network.network, memory: RegisterFollower.Memory(pool: pool))
        let verifier = HolderVerifier(follower)
        let key = try #require(register.scene.trust.enrolment.holderKeys["bus"])
        let signature = try key.signature(for: [1])
        #expect(!verifier.isSigned("bus", [1], signature))
        _ = try await follower.look(now: register.scene.now)
        #expect(verifier.isSigned("bus", [1], signature) && !verifier.isSigned("bike", [1], signature))
    }
}
