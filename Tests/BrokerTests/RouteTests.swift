// SPDX-License-Identifier: Apache-2.0
//
// The broker's routes: who may use which, and what bad input gets.

import Broker
import DAP
import Foundation
import Governance
import RouterFixture
import Studies
import Testing
import TrustFixture

@Suite struct RouteTests {
    /// `code` of the problem document that an answer is, or nil.
    private func problem(_ answer: Exchange.Response) throws -> String? {
        guard answer.headers["content-type"] == "application/problem+json" else { return nil }
        let document = try JSONValue(parsing: answer.body)
        #expect(document.at("status")?.int == Int64(answer.status))
        #expect(document.at("detail")?.string?.isEmpty == false)
        return document.at("title")?.string
    }

    /// What anybody can see of the broker's state.
    private func visible(_ broker: TestBroker) async throws -> [[UInt8]] {
        var answers: [[UInt8]] = []
        for path in ["ballots", "ballots/mobility-1", "mandates", "ledger", "studies/flow-map"] {
            answers.append(try await broker.ask(.get, path).body)
        }
        return answers
    }

    private static let otherTokens: [String?] = [
        nil, "", " ", "the operator's tokem", "the operator's toke", "the operator's tokens", "The operator's token",
        "the collector's token",
    ]

    @Test func `G5 without the operator's token no ballot opens and no study is taken`() async throws {
        try await TestBroker.with { broker in
            try await broker.adoptPolicy()
            let before = try await visible(broker)
            let proposal = Array("{\"proposal\":\"mobility-1\"}".utf8)
            let study = Array(TestStudy.flowMap.utf8)
            let requests: [(Exchange.Request.Method, String, [UInt8])] = [
                (.put, "ballots/mobility-2", proposal), (.post, "studies", study),
                // What is wrong with the rest isn't told either.
                (.put, "ballots/Not An Identifier", []), (.post, "studies", []), (.post, "studies/x/withdrawal", []),
            ]
            for token in Self.otherTokens {
                for (method, path, body) in requests {
                    let answer = try await broker.ask(method, path, body, token: token)
                    #expect(answer.status == 401, "\(token ?? "none")")
                    #expect(try problem(answer) == "unauthorized")
                }
            }
            #expect(try await visible(broker) == before)
            #expect(try await broker.ask(.post, "studies", study).status == 200)
        }
    }

    @Test func `G5 the token is a bearer token and nothing else`() async throws {
        try await TestBroker.with { broker in
            for header in [TestBroker.token, "Basic \(TestBroker.token)", "Bearer  \(TestBroker.token)"] {
                let answer = try await network(of: broker.node.router())(
                    Exchange.Request(
                        .post, "http://broker/studies", headers: ["Authorization": header],
                        body: Array(TestStudy.flowMap.utf8)))
                #expect(answer.status == 401, "\(header)")
            }
        }
    }

    @Test func `a study goes from a ballot to a mandate that edges accept`() async throws {
        try await TestBroker.with { broker in
            let early = try await broker.ask(.post, "studies", Array(TestStudy.flowMap.utf8))
            #expect(try problem(early) == "no-policy" && early.status == 409)
            try await broker.adoptPolicy()
            #expect(try await broker.json("ballots").array == ["mobility-1"])
            #expect(try await broker.json("ballots/mobility-1").at("count.outcome") == "adopted")
            let mandate = try await broker.submit()
            #expect(mandate.policies.hash == TextHash.of(try TestTrust.policyText()))
            #expect(try await broker.json("mandates").array == [.string(mandate.id)])
            #expect(try await broker.state(of: "flow-map") == "running")
            #expect(try await broker.json("ledger").at("accounts.0.spentRhoMicro")?.int == mandate.rhoMicro)
        }
    }

    @Test func `G3 a study is taken once, and its budget with it`() async throws {
        try await TestBroker.with { broker in
            try await broker.adoptPolicy()
            _ = try await broker.submit()
            let before = try await visible(broker)
            broker.clock.pass(60)
            for text in [TestStudy.flowMap, TestStudy.flowMap.replacing("epsilon: 4", with: "epsilon: 3")] {
                let again = try await broker.ask(.post, "studies", Array(text.utf8))
                #expect(try problem(again) == "already-there" && again.status == 409)
            }
            #expect(try await visible(broker) == before)
        }
    }

    @Test func `G10 bad input gets one problem document at every route, and changes nothing`() async throws {
        try await TestBroker.with { broker in
            try await broker.adoptPolicy()
            let before = try await visible(broker)
            let latin = Array("title: caf".utf8) + [0xE9]
            let long = [UInt8](repeating: UInt8(ascii: "a"), count: (1 << 20) + 1)
            let broken = Array(TestStudy.flowMap.replacing("dataset: mobility-trips", with: "dataset: x").utf8)
            let wrong: [(Exchange.Request.Method, String, [UInt8], Int, String)] = [
                (.put, "ballots/mobility-2", Array("{\"proposal\":\"nothing\"}".utf8), 404, "not-found"),
                (
                    .put, "ballots/mobility-2", Array("{\"proposal\":\"mobility-1\",\"call\":\"x\"}".utf8), 400,
                    "malformed"
                ),
                (.put, "ballots/mobility-2", Array("{\"proposal\":\"mobility-1\",\"x\":1}".utf8), 400, "malformed"),
                (.put, "ballots/mobility-2", Array("permit (".utf8), 400, "malformed"),
                (.put, "ballots/mobility-2", latin, 400, "malformed"),
                (.put, "ballots/mobility-2", long, 413, "too-large"),
                (.put, "ballots/Mobility", Array("{\"proposal\":\"mobility-1\"}".utf8), 400, "malformed"),
                (.put, "ballots/mobility-1", Array("{\"proposal\":\"mobility-1\"}".utf8), 409, "does-not-follow"),
                (.post, "records", [], 400, "malformed"), (.post, "records", Array("[]".utf8), 400, "malformed"),
                (.post, "records", Array("{}".utf8), 400, "malformed"), (.post, "records", latin, 400, "malformed"),
                (.post, "records", Array("{\"documents\":1}".utf8), 400, "malformed"),
                (.post, "records", long, 413, "too-large"),
                (.post, "studies/x/withdrawal", Array("{}".utf8), 400, "malformed"),
                (.post, "studies/x/withdrawal", Array("{\"en\":\"a\",\"fr\":\"b\"}".utf8), 409, "does-not-follow"),
                (.get, "register/.state/journal", [], 404, "not-found"),
                (.get, "register/nothing", [], 404, "not-found"),
                (.get, "ballots/nothing", [], 404, "not-found"), (.get, "studies/nothing", [], 404, "not-found"),
                (.get, "mandates/nothing", [], 404, "not-found"),
                (.post, "studies", [], 422, "bad-study"), (.post, "studies", Array("a: [".utf8), 422, "bad-study"),
                (.post, "studies", broken, 422, "bad-study"), (.post, "studies", latin, 400, "malformed"),
                (.post, "studies", long, 413, "too-large"),
            ]
            for (method, path, body, status, code) in wrong {
                let answer = try await broker.ask(method, path, body)
                #expect(answer.status == status, "\(path) \(code)")
                #expect(try problem(answer) == code, "\(path) \(status)")
            }
            #expect(try await visible(broker) == before)
        }
    }

    @Test func `a study that the policy forbids is kept with the reason and takes no budget`() async throws {
        try await TestBroker.with { broker in
            try await broker.adoptPolicy()
            let text = TestStudy.flowMap.replacing("dpv:ImproveTransportMobility", with: "dpv:Marketing")
            let answer = try await broker.ask(.post, "studies", Array(text.utf8))
            #expect(try problem(answer) == "refused" && answer.status == 403)
            #expect(try await broker.state(of: "flow-map") == "refused")
            #expect(try await broker.json("mandates").array == [])
            #expect(try await broker.json("ledger").at("accounts")?.array == [])
        }
    }

    @Test func `what no route takes is not found`() async throws {
        try await TestBroker.with { broker in
            for path in ["", "reports", "tasks/x/reports", "studies", "mandates/a/b"] {
                let answer = try await broker.ask(.get, path)
                #expect(answer.status == 404, "\(path)")
            }
        }
    }
}
