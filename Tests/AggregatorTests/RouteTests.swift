// SPDX-License-Identifier: Apache-2.0
//
// The aggregators' resources over HTTP: who may use which, and the one problem document that a refusal is.

import Aggregator
import DAP
import RouterFixture
import Testing

@Suite struct RouteTests {
    private func ask(
        _ node: AggregatorNode, _ path: String, _ body: [UInt8], token: String? = nil
    ) async throws -> Exchange.Response {
        let headers = token.map { ["Authorization": "Bearer \($0)"] } ?? [:]
        return try await network(of: node.router())(
            Exchange.Request(.post, "http://aggregator/\(path)", headers: headers, body: body))
    }

    private func collection(_ trust: TwoAggregators) throws -> [UInt8] {
        try CollectionJobReq(batchInterval: trust.task.batch).encoded()
    }

    @Test func `G2 only the collector collects`() async throws {
        let trust = try await TwoAggregators(isNoised: false)
        for holder in TwoAggregators.holders {
            let report = try trust.report(of: [1, 2, 3, 4], from: holder)
            #expect(try await ask(trust.leader, "tasks/\(trust.task.id)/reports", report).status == 200)
        }
        let path = "tasks/\(trust.task.id)/collection_jobs"
        for token in [nil, "", "peer", "collecto", "collectors", "Collector"] {
            let answer = try await ask(trust.leader, path, collection(trust), token: token)
            #expect(answer.status == 401, "\(token ?? "none")")
            #expect(DAPError.Kind(problemDocument: answer.body) == .unauthorizedRequest)
            #expect(answer.headers["content-type"] == MediaType.problem)
        }
        let given = try await ask(trust.leader, path, collection(trust), token: "collector")
        #expect(given.status == 200)
    }

    @Test func `G2 only the leader asks the helper`() async throws {
        let trust = try await TwoAggregators()
        for resource in ["aggregation_jobs", "aggregate_shares"] {
            let path = "tasks/\(trust.task.id)/\(resource)"
            for token in [nil, "", "collector", "pee", "peers"] {
                let answer = try await ask(trust.helper, path, [], token: token)
                #expect(answer.status == 401, "\(token ?? "none")")
                #expect(DAPError.Kind(problemDocument: answer.body) == .unauthorizedRequest)
            }
            #expect(try await ask(trust.helper, path, [], token: "peer").status == 400)
        }
    }

    @Test func `G9 a collector that asks twice is given the same noised totals`() async throws {
        let trust = try await TwoAggregators(rhoMicro: 1)
        for holder in TwoAggregators.holders {
            let report = try trust.report(of: [10, 20, 30, 40], from: holder)
            for _ in 0..<2 {
                #expect(try await ask(trust.leader, "tasks/\(trust.task.id)/reports", report).status == 200)
            }
        }
        var totals: [[Int64]] = []
        for _ in 0..<2 {
            let answer = try await ask(
                trust.leader, "tasks/\(trust.task.id)/collection_jobs", collection(trust), token: "collector")
            let request = CollectionJobReq(batchInterval: trust.task.batch)
            totals.append(
                try AggregateShareContext(
                    task: trust.task.id, configuration: trust.task.configuration, request: request
                ).unshard(CollectionJobResp(decoding: answer.body), with: trust.collectorKeys))
        }
        #expect(totals[0] == totals[1] && totals[0] != [20, 40, 60, 80])
    }

    @Test func `a collector comes back until every holder has answered`() async throws {
        let trust = try await TwoAggregators()
        let path = "tasks/\(trust.task.id)/collection_jobs"
        let answer = try await ask(trust.leader, path, collection(trust), token: "collector")
        #expect(answer.status == 202 && answer.body.isEmpty && answer.headers["retry-after"] == "1")
    }

    @Test func `G10 what can't be taken is one problem document`() async throws {
        let trust = try await TwoAggregators()
        let report = try trust.report(of: [1, 1, 1, 1], from: "stranger")
        let known = "tasks/\(trust.task.id)"
        let unknown = "tasks/\(String(repeating: "A", count: 43))"
        let wrong: [(String, [UInt8], DAPError.Kind)] = [
            ("\(known)/reports", [], .invalidMessage), ("\(known)/reports", report, .untrustedReport),
            ("\(known)/reports", Array(report.dropLast()), .invalidMessage),
            ("\(known)/reports", report + [0], .invalidMessage),
            ("\(unknown)/reports", report, .unrecognizedTask), ("tasks/x/reports", report, .unrecognizedTask),
            ("\(known)/collection_jobs", [1], .invalidMessage),
        ]
        for (path, body, kind) in wrong {
            let answer = try await ask(trust.leader, path, body, token: "collector")
            #expect(DAPError.Kind(problemDocument: answer.body) == kind, "\(path)")
            #expect(answer.status == kind.status)
        }
        // A leader has no helper's resources, and the other way round.
        #expect(try await ask(trust.leader, "\(known)/aggregate_shares", [], token: "peer").status == 404)
        #expect(try await ask(trust.helper, "\(known)/reports", report).status == 404)
        #expect(try await ask(trust.helper, "\(known)/collection_jobs", [], token: "collector").status == 404)
    }
}
