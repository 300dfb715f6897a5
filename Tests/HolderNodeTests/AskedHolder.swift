// SPDX-License-Identifier: Apache-2.0
//
// A holder with a database of its own, that follows the register of a trust over a false network.

import DAP
import DatabaseFixture
import Governance
import HolderNode
import Logging
import PostgreSQL
import Studies
import Testing
import TrustFixture

struct AskedHolder: Sendable {
    let register: ServedRegister
    let catalogue: Catalogue
    let network: FalseNetwork
    let parameters: ConnectionParameters
    let pool: ConnectionPool
    let leaderKeys = HpkeKeyPair(id: 1)
    let helperKeys = HpkeKeyPair(id: 2)

    var trust: TestTrust { register.scene.trust }
    /// Of the register, as it is.
    var now: Moment { register.scene.now }

    /// A node that has just been started: it knows what its database knows.
    func node(_ id: String = "bus") throws -> HolderNode {
        try HolderNode(
            id: id, catalogue: catalogue, root: trust.root, key: trust.enrolment.holderKeys[id] ?? SigningKey(),
            database: parameters, pool: pool, network: network.network,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Both aggregators give the configurations that the register holds, the leader takes all reports, and the broker
    /// all records.
    static func with(
        _ scene: RegisterCase? = nil, records: String = "", _ body: (AskedHolder) async throws -> Void
    ) async throws {
        let scene = try scene ?? RegisterCase.adopted()
        try await TestServer.withDatabase { parameters in
            let pool = try ConnectionPool(parameters, size: 4)
            let network = FalseNetwork()
            let holder = AskedHolder(
                register: try ServedRegister(scene, over: network), catalogue: scene.catalogue, network: network,
                parameters: parameters, pool: pool)
            try await pool.withConnection { connection in
                try await connection.executeScript(HolderDatabases.schema + records)
                try await Migrations.apply(HolderSchema.migrations, to: connection)
            }
            try holder.enrolConfigurations()
            try holder.serveConfigurations()
            network.answer("\(holder.leader)/tasks/") { _ in Exchange.Response(status: 200) }
            network.answer("\(holder.broker)/records") { _ in Exchange.Response(status: 200) }
            do {
                try await body(holder)
            } catch {
                await pool.close()
                throw error
            }
            await pool.close()
        }
    }

    var broker: String { trust.root.broker.url }
    var leader: String { url("leader") }
    var helper: String { url("helper") }

    private func url(_ aggregator: String) -> String { trust.root.aggregator(aggregator)?.url ?? "" }

    private func enrolConfigurations() throws {
        let configs = [("leader", try leaderKeys.config.encoded()), ("helper", try helperKeys.config.encoded())]
        try register.grow { scene in
            for (id, config) in configs { try scene.enrol(config, of: id) }
        }
    }

    func serveConfigurations() throws {
        for (id, keys) in [("leader", leaderKeys), ("helper", helperKeys)] {
            network.answer("\(url(id))/hpke_config/signed", try signed(keys.config, by: id).bytes)
        }
    }

    func signed(_ config: HpkeConfig, by aggregator: String, as name: String? = nil) throws -> SignedHpkeConfig {
        let key = try #require(trust.enrolment.aggregatorKeys[aggregator])
        return try SignedHpkeConfig(config: config.encoded(), aggregator: name ?? aggregator, key: key)
    }

    func poll(_ id: String = "bus", after seconds: Int64 = 0) async throws {
        try await node(id).poll(now: #require(register.scene.now.adding(seconds: seconds)))
    }

    /// What was asked since this was last called, but for files of the register.
    func takeRequests() -> [Exchange.Request] {
        network.takeRequests().filter { !$0.url.hasPrefix(register.address + "/") }
    }

    /// The single column of what a query gives, as text.
    func read(_ sql: String) async throws -> [String] {
        try await pool.withConnection { try await $0.execute(sql).map { try $0.text("x") } }
    }

    func run(_ script: String) async throws {
        try await pool.withConnection { _ = try await $0.executeScript(script) }
    }

    var answered: [String] {
        get async throws { try await read("SELECT mandate AS x FROM regie.answers ORDER BY answered_at, mandate") }
    }

    /// Code by mandate.
    var refused: [String: String] {
        get async throws {
            let lines = try await read("SELECT mandate || ' ' || code AS x FROM regie.refusals")
            let pairs = lines.map { $0.split(separator: " ").map(String.init) }
            return Dictionary(uniqueKeysWithValues: pairs.map { ($0[0], $0[1]) })
        }
    }

    /// Nothing was answered, nothing refused for good, and nothing left the holder.
    func expectNothing(_ sourceLocation: SourceLocation = #_sourceLocation) async throws {
        #expect(try await answered.isEmpty, sourceLocation: sourceLocation)
        #expect(try await refused.isEmpty, sourceLocation: sourceLocation)
        #expect(try await read("SELECT 'x' AS x FROM regie.reports").isEmpty, sourceLocation: sourceLocation)
        #expect(takeRequests().uploads.isEmpty, sourceLocation: sourceLocation)
    }

    /// What one report of a task says once its two shares are put together, as both aggregators can't do alone.
    func vector(in report: Report, of task: TaskParameters) throws -> [Int64] {
        let key = try #require(trust.root.holder("bus")?.key)
        let secret = [UInt8](repeating: 7, count: 32)
        func open(_ role: Role, _ sealed: HpkeCiphertext, _ keys: HpkeKeyPair) throws -> OpenedShare {
            try ShareOpener(task: task.id, configuration: task.configuration, role: role, keys: keys).open(
                sealed, metadata: report.metadata, publicShare: report.publicShare
            ) { holder, message, signature in holder == "bus" && key.isValid(signature: signature, for: message) }
        }
        let verifier = try ReportVerifier(task: task.id, configuration: task.configuration, secret: secret)
        let (metadata, publicShare) = (report.metadata, report.publicShare)
        let started = try verifier.start(
            open(.leader, report.leaderShare, leaderKeys), metadata: metadata, publicShare: publicShare)
        let helper = try verifier.answer(
            open(.helper, report.helperShare, helperKeys), metadata: metadata, publicShare: publicShare,
            inbound: started.outbound)
        let shares = [try verifier.finish(started, inbound: helper.outbound), helper.outputShare]
        return try unshard(shares, of: task)
    }

    private func unshard(_ shares: [[UInt8]], of task: TaskParameters) throws -> [Int64] {
        let collector = HpkeKeyPair(id: 3)
        let context = AggregateShareContext(
            task: task.id, configuration: task.configuration, request: CollectionJobReq(batchInterval: task.batch))
        let none = [Int64](repeating: 0, count: task.configuration.vdaf.length)
        let sealed = try zip(shares, [Role.leader, .helper]).map { share, role in
            try context.seal(
                task.configuration.aggregate([share], noise: none), from: role, to: collector.config)
        }
        return try context.unshard(
            CollectionJobResp(reportCount: 1, interval: task.batch, leaderShare: sealed[0], helperShare: sealed[1]),
            with: collector)
    }
}
