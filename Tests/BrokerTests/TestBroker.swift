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
    let clock: TestClock
    /// What the collector reaches.
    let leader = FalseNetwork()
    let collectorKeys = HpkeKeyPair(id: 3)
    let pool: ConnectionPool
    var publications: URL
    let state: BrokerState
    /// What the prover is taken to say; tests of the prover use the real one.
    var checks = PolicyChecks(floors: { _ in }, suspension: { _, _ in })
    var isNoised = false
    var site: Site.Trust?
    var assessments = AssessmentSettings()

    static func with(_ body: (TestBroker) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "regie-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await TestServer.withDatabase { parameters in
            let pool = try ConnectionPool(parameters, size: 4)
            let trust = try TestTrust()
            let clock = TestClock(TestTrust.opening)
            let broker = TestBroker(
                trust: trust, catalogue: try Catalogue(TestStudy.dataset()), clock: clock, pool: pool,
                publications: folder.appending(path: "publications"),
                state: try BrokerState(folder, trust: trust, now: { clock.now }))
            try FileManager.default.createDirectory(at: broker.publications, withIntermediateDirectories: true)
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

    /// A broker that has just been started, but for the register, which stays open until `state.restart()`.
    var node: BrokerNode {
        BrokerNode(
            settings: BrokerNode.Settings(
                key: trust.enrolment.brokerKey,
                collector: Collector(keys: collectorKeys, token: Self.collectorToken, network: leader.network),
                aggregators: .init(leader: "leader", helper: "helper"), operatorToken: Self.token,
                publications: publications, sourceLabel: Localized("fictitious trips"), isNoised: isNoised,
                site: site, assessments: assessments, witnesses: state.addresses,
                witnessNetwork: state.witnesses.network),
            register: state.register, catalogue: catalogue, pool: pool, checks: checks, now: { [clock] in clock.now },
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

    /// What somebody else signs, as it is sent.
    func send(
        _ statement: Statement, by signer: String, key: SigningKey? = nil, documents: [String] = []
    ) async throws -> Exchange.Response {
        let envelope = try statement.signed(
            by: signer, key: try key ?? trust.signingKey(of: signer), at: clock.now)
        var members = try #require(envelope.json.object)
        if !documents.isEmpty { members["documents"] = .array(documents.map { .string($0) }) }
        return try await ask(.post, "records", JSONValue.object(members).canonicalBytes, token: nil)
    }

    /// The same of what must be taken.
    func follow(_ statement: Statement, by signer: String, documents: [String] = []) async throws {
        let answer = try await send(statement, by: signer, documents: documents)
        #expect(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
    }

    func proposal(
        _ id: String, of text: String, evidence: String = "What the prover says.", by seat: String = "public-1"
    ) -> Statement {
        .proposal(
            Proposal(
                id: id, subject: .policy, textHash: TextHash.of(text), evidenceHash: TextHash.of(evidence),
                title: Localized("A policy"), proposer: .trustee, proposedBy: seat, at: clock.now))
    }

    /// Deposits a policy, lets it be deliberated and opens the ballot on it.
    func openBallot(_ id: String = "mobility-1", on text: String? = nil) async throws -> Ballot {
        let text = try text ?? TestTrust.policyText()
        try await follow(proposal(id, of: text), by: "public-1", documents: [text, "What the prover says."])
        clock.pass(trust.root.charter.deliberationSeconds)
        return try await open(id)
    }

    func open(_ id: String) async throws -> Ballot {
        let opened = try await ask(.put, "ballots/\(id)", Array("{\"proposal\":\"\(id)\"}".utf8))
        #expect(opened.status == 200, "\(String(decoding: opened.body, as: UTF8.self))")
        return try Ballot(json: JSONValue(parsing: opened.body))
    }

    func vote(
        _ ballot: Ballot, but silent: Set<String> = [], _ choice: (Seat) -> Vote.Choice = { _ in .inFavour }
    ) async throws {
        for seat in trust.root.seats.map(\.seat) where !silent.contains(seat.id) {
            let vote = Vote(on: ballot, seat: seat.id, choice: choice(seat), at: clock.now)
            try await follow(.vote(vote), by: seat.id)
        }
    }

    /// Has every seat vote for the mobility policy, and waits until the broker has closed the ballot.
    func adoptPolicy(_ id: String = "mobility-1", _ text: String? = nil) async throws {
        let ballot = try await openBallot(id, on: text)
        try await vote(ballot)
        clock.pass(trust.root.charter.openSeconds)
        try await node.tend()
    }

    /// The mandate made for the flow map.
    func submit(_ study: String = TestStudy.flowMap) async throws -> Mandate {
        let answer = try await ask(.post, "studies", Array(study.utf8))
        #expect(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
        let status = try JSONValue(parsing: answer.body).at("status.mandate")?.string
        let document = try await ask(.get, "mandates/\(#require(status))")
        let register = await state.register.state
        return try MandateCheck.check(
            document.body, register: register,
            checkpoint: SeenCheckpoint(size: register.size, cosignedAt: clock.now), lastSeen: nil,
            catalogue: catalogue, now: clock.now, ledger: Ledger(charter: trust.root.charter), edge: .holder("bus"))
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
