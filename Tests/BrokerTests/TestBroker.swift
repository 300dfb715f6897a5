// SPDX-License-Identifier: Apache-2.0
//
// A broker with a database, a clock and a folder of publications of its own, reached through its routes, and a
// leader that answers its collector.

import Broker
import DAP
import DatabaseFixture
import Foundation
import Governance
import Logging
import PostgreSQL
import Publication
import RouterFixture
import Studies
import Synchronization
import Testing
import TrustFixture

final class TestClock: Sendable {
    private let moment: Mutex<Moment>

    init(_ moment: Moment) { self.moment = Mutex(moment) }

    var now: Moment { moment.withLock { $0 } }

    func pass(_ seconds: Int64) {
        moment.withLock { moment in
            if let later = moment.adding(seconds: seconds) { moment = later }
        }
    }
}

struct TestBroker: Sendable {
    static let token = "the operator's token"
    static let collectorToken = "the collector's token"

    let trust: TestTrust
    let catalogue: Catalogue
    let clock = TestClock(TestTrust.opening)
    /// What the collector reaches.
    let leader = FalseNetwork()
    let collectorKeys = HpkeKeyPair(id: 3)
    let pool: ConnectionPool
    let publications: URL
    var isNoised = false
    var site: Site.Trust?
    var assessments = AssessmentSettings()

    static func with(_ body: (TestBroker) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "regie-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await TestServer.withDatabase { parameters in
            let pool = try ConnectionPool(parameters, size: 4)
            let broker = TestBroker(
                trust: try TestTrust(), catalogue: try Catalogue(TestStudy.dataset()), pool: pool, publications: folder)
            do {
                try await pool.withConnection { try await Migrations.apply(BrokerSchema.migrations, to: $0) }
                try await body(broker)
            } catch {
                await pool.close()
                throw error
            }
            await pool.close()
        }
    }

    /// A broker that has just been started: it knows what its database and its folder know.
    var node: BrokerNode {
        BrokerNode(
            settings: BrokerNode.Settings(
                key: trust.enrolment.brokerKey,
                collector: Collector(keys: collectorKeys, token: Self.collectorToken, network: leader.network),
                aggregators: .init(leader: "leader", helper: "helper"), operatorToken: Self.token,
                publications: publications, sourceLabel: Localized("fictitious trips"), isNoised: isNoised,
                site: site, assessments: assessments),
            root: trust.root, catalogue: catalogue, pool: pool, now: { [clock] in clock.now },
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// - Parameter token: the operator's own, or nil to show none.
    func ask(
        _ method: Exchange.Request.Method, _ path: String, _ body: [UInt8] = [], token: String? = TestBroker.token
    ) async throws -> Exchange.Response {
        let headers = token.map { ["Authorization": "Bearer \($0)"] } ?? [:]
        return try await network(of: node.router())(
            Exchange.Request(method, "http://broker/\(path)", headers: headers, body: body))
    }

    func json(_ path: String) async throws -> JSONValue {
        try JSONValue(parsing: await ask(.get, path).body)
    }

    /// Opens a ballot on the mobility policy, has every seat vote for it, and waits for its end.
    func adoptPolicy() async throws {
        let opened = try await ask(.put, "ballots/mobility-1", Array(TestTrust.policyText().utf8))
        let ballot = try Ballot(json: JSONValue(parsing: opened.body))
        for seat in trust.root.seats {
            let vote = try trust.vote(ballot, seat.seat.id)
            let answer = try await ask(.post, "ballots/mobility-1/votes", vote.json.canonicalBytes, token: nil)
            #expect(answer.status == 200)
        }
        clock.pass(trust.root.charter.openSeconds)
    }

    /// The mandate made for the flow map.
    func submit(_ study: String = TestStudy.flowMap) async throws -> Mandate {
        let answer = try await ask(.post, "studies", Array(study.utf8))
        #expect(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
        let status = try JSONValue(parsing: answer.body).at("status.mandate")?.string
        let document = try await ask(.get, "mandates/\(#require(status))")
        return try MandateCheck.check(
            document.body, root: trust.root, catalogue: catalogue, now: clock.now,
            ledger: Ledger(charter: trust.root.charter), edge: .holder("bus"))
    }

    func state(of study: String) async throws -> String? {
        try await json("studies/\(study)").at("state")?.string
    }

    /// Every file below the publications, with its bytes.
    func published() -> [String: [UInt8]] {
        let paths = FileManager.default.enumerator(atPath: publications.path)?.compactMap { $0 as? String } ?? []
        return paths.reduce(into: [:]) { files, path in
            let file = publications.appending(path: path)
            if !file.hasDirectoryPath, let data = try? Data(contentsOf: file) { files[path] = Array(data) }
        }
    }

    /// The leader has these totals for each task, and both shares are sealed to the collector.
    func answerCollections(of mandate: Mandate, _ totals: [Int64], reportCount: UInt64 = 2) throws {
        for task in try mandate.taskParameters() {
            let context = AggregateShareContext(
                task: task.id, configuration: task.configuration,
                request: CollectionJobReq(batchInterval: task.batch))
            let halves = [totals, totals.map { _ in Int64(0) }]
            let sealed = try zip(halves, [Role.leader, .helper]).map { half, role in
                try context.seal(
                    task.configuration.aggregate([], noise: half), from: role, to: collectorKeys.config)
            }
            let answer = CollectionJobResp(
                reportCount: reportCount, interval: task.batch, leaderShare: sealed[0], helperShare: sealed[1])
            leader.answer(collection(task), try answer.encoded())
        }
    }

    func collection(_ task: TaskParameters) -> String {
        "\(task.configuration.leader)/tasks/\(task.id)/collection_jobs"
    }
}
