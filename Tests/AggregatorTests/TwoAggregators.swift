// SPDX-License-Identifier: Apache-2.0
//
// A leader and a helper over databases of their own, joined by a network without sockets, and two holders
// with keys.

import Aggregator
import Crypto
import DAP
import DatabaseFixture
import Logging
import PostgreSQL
import Testing

struct TwoAggregators: Sendable {
    static let holders = ["bike", "bus"]
    static let secret = [UInt8](repeating: 9, count: 32)

    let task: TaskParameters
    let leader: AggregatorNode
    let helper: AggregatorNode
    let leaderPool: ConnectionPool
    let helperPool: ConnectionPool
    let collectorKeys = HpkeKeyPair(id: 3)
    private let leaderKeys = HpkeKeyPair(id: 1)
    private let helperKeys = HpkeKeyPair(id: 2)
    private let holderKeys: [String: Curve25519.Signing.PrivateKey]

    /// - Parameters:
    ///   - rhoMicro: small for much noise.
    ///   - helperSecret: another one than the leader's must make every report fail.
    init(
        isNoised: Bool = true, rhoMicro: UInt64 = 50_000, helperSecret: [UInt8] = TwoAggregators.secret
    ) async throws {
        let configuration = try TaskConfiguration(
            taskInfo: Array("flows/people".utf8), leader: "http://leader", helper: "http://helper",
            timePrecision: 86_400, minBatchSize: 2, vdaf: .sumVec(length: 4, maximum: 1_000),
            noise: NoiseParameters(sensitivitySquared: 16, rhoMicro: rhoMicro, isNoised: isNoised),
            mandateHash: Array(repeating: 1, count: 32))
        let id = try #require(TaskID((0..<32).map { _ in UInt8.random(in: 0...255) }))
        task = try TaskParameters(
            id: id, configuration: configuration, batch: Interval(start: 20_000, duration: 1),
            holders: TwoAggregators.holders)
        let keys = Dictionary(
            uniqueKeysWithValues: (TwoAggregators.holders + ["stranger"]).map {
                ($0, Curve25519.Signing.PrivateKey())
            })
        holderKeys = keys
        let verifier = HolderVerifier { holder, message, signature in
            keys[holder]?.publicKey.isValidSignature(signature, for: message) ?? false
        }
        leaderPool = try await TwoAggregators.pool()
        helperPool = try await TwoAggregators.pool()
        let collector = collectorKeys.config
        func node(
            _ role: Role, _ pool: ConnectionPool, _ keys: HpkeKeyPair, _ secret: [UInt8], _ network: @escaping Network
        )
            -> AggregatorNode
        {
            AggregatorNode(
                settings: AggregatorNode.Settings(
                    id: "\(role)", role: role, keys: keys, signedConfig: [], collector: collector, peerToken: "peer",
                    collectorToken: "collector", verificationSecret: secret),
                pool: pool, network: network, verifier: verifier, logger: Logger(label: "test"))
        }
        let helper = node(.helper, helperPool, helperKeys, helperSecret) { _ in Exchange.Response(status: 404) }
        self.helper = helper
        leader = node(.leader, leaderPool, leaderKeys, TwoAggregators.secret) { request in
            do {
                let body =
                    request.url.hasSuffix("aggregation_jobs")
                    ? try await helper.helper.aggregate(request.body, in: id).encoded()
                    : try await helper.helper.aggregateShare(request.body, of: id).encoded()
                return Exchange.Response(status: 200, body: body)
            } catch let error as DAPError {
                return Exchange.Response(status: error.kind.status, body: error.problemDocument)
            }
        }
        for node in [leader, helper] { try await node.accept([task], mandate: Array(id.bytes), document: [1]) }
    }

    /// Over a database of its own, with an aggregator's tables.
    private static func pool() async throws -> ConnectionPool {
        let pool = try ConnectionPool(await TestServer.database(), size: 4)
        try await pool.withConnection { try await Migrations.apply(AggregatorSchema.migrations, to: $0) }
        return pool
    }

    func report(of vector: [Int64], from holder: String, time: UInt64 = 20_000) throws -> [UInt8] {
        let key = try #require(holderKeys[holder])
        return try HolderClient(
            task: task.id, configuration: task.configuration,
            recipients: Recipients(leader: leaderKeys.config, helper: helperKeys.config)
        ).report(of: vector, holder: holder, time: time) { Array(try key.signature(for: $0)) }.encoded()
    }

    /// The noised totals as the collector reads them.
    func collect() async throws -> [Int64] {
        let request = CollectionJobReq(batchInterval: task.batch)
        let answer = try await leader.leader.collect(request.encoded(), of: task.id)
        return try AggregateShareContext(task: task.id, configuration: task.configuration, request: request)
            .unshard(answer, with: collectorKeys)
    }
}
