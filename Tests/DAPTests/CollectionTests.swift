// SPDX-License-Identifier: Apache-2.0
//
// The collector's side: sealed aggregate shares add up, negative totals included, and nothing else opens.

import DAP
import Testing
import VDAF

@Suite struct CollectionTests {
    private let interval = Interval(start: 20_000, duration: 1)

    private func response(_ fixture: TaskFixture, leader: [Int64], helper: [Int64]) throws -> CollectionJobResp {
        let context = AggregateShareContext(
            task: fixture.task, configuration: fixture.configuration,
            request: CollectionJobReq(batchInterval: interval))
        return CollectionJobResp(
            reportCount: 2, interval: interval,
            leaderShare: try context.seal(
                Field128.encode(leader.map(Field128.init(signed:))), from: .leader, to: fixture.collector.config),
            helperShare: try context.seal(
                Field128.encode(helper.map(Field128.init(signed:))), from: .helper, to: fixture.collector.config))
    }

    @Test func `totals above half of the field are negative`() async throws {
        let fixture = try TaskFixture(length: 3)
        let answer = try response(fixture, leader: [100, -40, 0], helper: [-30, 10, 0])
        let body = try answer.encoded()
        let collector = Collector(keys: fixture.collector, token: "t") { request in
            #expect(request.headers["Authorization"] == "Bearer t")
            return Exchange.Response(status: 200, body: body)
        }
        let task = try TaskParameters(
            id: fixture.task, configuration: fixture.configuration, batch: interval, holders: ["bike", "bus"])
        #expect(try await collector.collect(task) == [70, -30, 0])
    }

    @Test func `an answer for another number of reports, or another batch, is refused`() async throws {
        let fixture = try TaskFixture(length: 3)
        let body = try response(fixture, leader: [1, 2, 3], helper: [0, 0, 0]).encoded()
        let collector = Collector(keys: fixture.collector, token: "t") { _ in
            Exchange.Response(status: 200, body: body)
        }
        for (batch, holders) in [(interval, ["bus"]), (Interval(start: 20_001, duration: 1), ["bus", "bike"])] {
            let task = try TaskParameters(
                id: fixture.task, configuration: fixture.configuration, batch: batch, holders: holders)
            await #expect(throws: DAPError(.batchMismatch, "")) { try await collector.collect(task) }
        }
    }

    @Test func `shares given in each other's place don't open`() throws {
        let fixture = try TaskFixture(length: 3)
        let answer = try response(fixture, leader: [1, 2, 3], helper: [4, 5, 6])
        let context = AggregateShareContext(
            task: fixture.task, configuration: fixture.configuration,
            request: CollectionJobReq(batchInterval: interval))
        let swapped = CollectionJobResp(
            reportCount: 2, interval: interval, leaderShare: answer.helperShare, helperShare: answer.leaderShare)
        #expect(throws: DAPError(.undecryptable, "")) { try context.unshard(swapped, with: fixture.collector) }
    }
}
