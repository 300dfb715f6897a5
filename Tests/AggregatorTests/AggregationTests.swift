// SPDX-License-Identifier: Apache-2.0
//
// Leader and helper together: what they add up, what they refuse, and what they never do twice.

import Aggregator
import DAP
import PostgreSQL
import Testing

@Suite struct AggregationTests {
    @Test func `two holders' vectors add up, and without noise exactly`() async throws {
        let trust = try await TwoAggregators(isNoised: false)
        try await trust.leader.leader.upload(trust.report(of: [1, 0, 1_000, 7], from: "bus"), to: trust.task.id)
        try await trust.leader.leader.upload(trust.report(of: [2, 0, 5, 1], from: "bike"), to: trust.task.id)
        #expect(try await trust.collect() == [3, 0, 1_005, 8])
    }

    @Test func `G9 noise is drawn once: collecting again gives the same totals`() async throws {
        let trust = try await TwoAggregators(rhoMicro: 1)
        for holder in TwoAggregators.holders {
            try await trust.leader.leader.upload(trust.report(of: [10, 20, 30, 40], from: holder), to: trust.task.id)
        }
        let first = try await trust.collect()
        #expect(try await trust.collect() == first)
        #expect(try await trust.collect() == first)
        // A standard deviation of 4,000 in four cells: exact totals would mean that no noise was added.
        #expect(first != [20, 40, 60, 80])
    }

    @Test func `G3 each aggregator adds noise of its own`() async throws {
        let trust = try await TwoAggregators(rhoMicro: 1)
        for holder in TwoAggregators.holders {
            try await trust.leader.leader.upload(trust.report(of: [0, 0, 0, 0], from: holder), to: trust.task.id)
        }
        _ = try await trust.collect()
        for pool in [trust.leaderPool, trust.helperPool] {
            let kept = try await pool.withConnection { connection in
                try await connection.execute("SELECT share FROM aggregate_shares", format: .binary).only().bytes(
                    "share")
            }
            let left = try await pool.withConnection { connection in
                try await connection.execute("SELECT count(*) AS n FROM reports WHERE output_share IS NOT NULL").only()
                    .int("n")
            }
            #expect(kept.count == 64)
            #expect(left == 0, "single shares are forgotten once they are added up")
        }
    }

    @Test func `G8 a holder counts once: a retry is the same report, another one is refused`() async throws {
        let trust = try await TwoAggregators(isNoised: false)
        let report = try trust.report(of: [1, 1, 1, 1], from: "bus")
        try await trust.leader.leader.upload(report, to: trust.task.id)
        try await trust.leader.leader.upload(report, to: trust.task.id)
        let another = try trust.report(of: [5, 5, 5, 5], from: "bus")
        await #expect(throws: DAPError(.untrustedReport, "")) {
            try await trust.leader.leader.upload(another, to: trust.task.id)
        }
        try await trust.leader.leader.upload(trust.report(of: [0, 0, 0, 0], from: "bike"), to: trust.task.id)
        #expect(try await trust.collect() == [1, 1, 1, 1])
        try await trust.leader.leader.upload(report, to: trust.task.id)
    }

    @Test func `nothing is given before every holder has answered`() async throws {
        let trust = try await TwoAggregators()
        try await trust.leader.leader.upload(trust.report(of: [1, 1, 1, 1], from: "bus"), to: trust.task.id)
        await #expect(throws: DAPError(.batchIncomplete, "")) { try await trust.collect() }
    }

    @Test func `a stranger's report, one outside the batch and one for an unknown task are refused`() async throws {
        let trust = try await TwoAggregators()
        let stranger = try trust.report(of: [1, 1, 1, 1], from: "stranger")
        await #expect(throws: DAPError(.untrustedReport, "")) {
            try await trust.leader.leader.upload(stranger, to: trust.task.id)
        }
        let late = try trust.report(of: [1, 1, 1, 1], from: "bus", time: 20_001)
        await #expect(throws: DAPError(.invalidMessage, "")) {
            try await trust.leader.leader.upload(late, to: trust.task.id)
        }
        let unknown = try #require(TaskID(Array(repeating: 0, count: 32)))
        await #expect(throws: DAPError(.unrecognizedTask, "")) {
            try await trust.leader.leader.upload(stranger, to: unknown)
        }
    }

    @Test func `G7 aggregators that don't share their secret verify no report`() async throws {
        let trust = try await TwoAggregators(helperSecret: Array(repeating: 8, count: 32))
        for holder in TwoAggregators.holders {
            try await trust.leader.leader.upload(trust.report(of: [1, 1, 1, 1], from: holder), to: trust.task.id)
        }
        await #expect(throws: DAPError(.untrustedReport, "")) { try await trust.collect() }
    }

    @Test func `another interval than the mandate's is refused`() async throws {
        let trust = try await TwoAggregators()
        let request = try CollectionJobReq(batchInterval: Interval(start: 20_000, duration: 2)).encoded()
        await #expect(throws: DAPError(.batchInvalid, "")) {
            try await trust.leader.leader.collect(request, of: trust.task.id)
        }
    }

    @Test func `a helper that added up other reports gives nothing`() async throws {
        let trust = try await TwoAggregators()
        for holder in TwoAggregators.holders {
            try await trust.leader.leader.upload(trust.report(of: [1, 1, 1, 1], from: holder), to: trust.task.id)
        }
        _ = try await trust.collect()
        let request = AggregateShareReq(
            collection: CollectionJobReq(batchInterval: trust.task.batch), reportCount: 2,
            checksum: Array(repeating: 0, count: 32))
        await #expect(throws: DAPError(.batchMismatch, "")) {
            try await trust.helper.helper.aggregateShare(request.encoded(), of: trust.task.id)
        }
    }
}
