// SPDX-License-Identifier: Apache-2.0
//
// The instances, and what is measured of one: times, bytes and peak memory. Before each instance what is free
// goes back to the system and the peak starts anew, so that it is that instance's own.

import Foundation
import VDAF

/// An instance with a measurement.
struct Instance {
    let name: String
    let variant: Prio3.Variant
    let measurement: Prio3.Measurement

    static func histogram(_ length: Int) -> Instance {
        Instance(name: "Histogram \(length)", variant: .histogram(length: length), measurement: .bucket(length / 3))
    }

    static let all = [
        Instance(name: "Count", variant: .count, measurement: .flag(true)),
        Instance(name: "Sum 32 bits", variant: .sum(maximum: (1 << 32) - 1), measurement: .integer(123_456_789)),
        Instance(
            name: "SumVec 1000 x 1 bit", variant: .sumVec(length: 1_000, maximum: 1),
            measurement: .vector((0..<1_000).map { $0 % 2 })),
        Instance(
            name: "SumVec 1000 x 8 bits", variant: .sumVec(length: 1_000, maximum: 255),
            measurement: .vector((0..<1_000).map { $0 % 256 })),
        histogram(100), histogram(1_000), histogram(10_000), histogram(100_000),
        Instance(
            name: "Multihot 10000 weight 8", variant: .multihotCountVec(length: 10_000, maximumWeight: 8),
            measurement: .flags((0..<10_000).map { $0 % 2_000 == 0 })),
        Instance(
            name: "L1BoundSum 1000", variant: .l1BoundSum(length: 1_000, maximumValue: 15),
            measurement: .vector((0..<1_000).map { $0 < 10 ? 1 : 0 })),
    ]
}

/// What was measured of an instance: seconds, bytes, and KiB of peak memory.
struct InstanceFigures {
    let name: String
    let prio3: Prio3
    let shard: Double
    let leader: Double
    let helper: Double
    let report: Double
    let bytes: Int
    let verifierBytes: Int
    /// What was resident before.
    let idle: Int
    let peak: Int

    init(_ instance: Instance, budget: Double) throws {
        resetPeakMemory()
        idle = peakMemory()
        let prio3 = try Prio3(instance.variant)
        self.prio3 = prio3
        let aggregators = Aggregators(prio3)
        let nonce = Prio3.randomNonce()
        let report = try prio3.shard(context: [], measurement: instance.measurement, nonce: nonce)
        shard = try shortest(budget) {
            keep(try prio3.shard(context: [], measurement: instance.measurement, nonce: nonce))
        }
        leader = try shortest(budget / 2) { keep(try aggregators.start(0, report, nonce)) }
        helper = try shortest(budget / 2) { keep(try aggregators.start(1, report, nonce)) }
        var batch = aggregators
        self.report = try shortest(budget) { try batch.take(report, nonce) }
        name = instance.name
        bytes = report.publicShare.count + report.inputShares.reduce(0) { $0 + $1.count }
        verifierBytes = prio3.sizes.verifierShare
        peak = peakMemory()
    }
}

/// Two aggregators of one task, in one process.
struct Aggregators {
    let prio3: Prio3
    private let key = Prio3.randomVerifyKey()
    private(set) var totals: [Prio3.AggregateShare]

    init(_ prio3: Prio3) {
        self.prio3 = prio3
        totals = [prio3.emptyAggregateShare, prio3.emptyAggregateShare]
    }

    func start(
        _ aggregator: Int, _ report: Prio3.Report, _ nonce: [UInt8]
    ) throws -> (state: Prio3.VerifyState, verifierShare: [UInt8]) {
        try prio3.verifyInit(
            verifyKey: key, context: [], aggregatorID: aggregator, nonce: nonce, publicShare: report.publicShare,
            inputShare: report.inputShares[aggregator])
    }

    /// Verifies one report as both aggregators and adds both output shares.
    mutating func take(_ report: Prio3.Report, _ nonce: [UInt8]) throws {
        let (leader, helper) = (try start(0, report, nonce), try start(1, report, nonce))
        let message = try prio3.verifierSharesToMessage(
            context: [], verifierShares: [leader.verifierShare, helper.verifierShare])
        try totals[0].add(try prio3.verifyNext(state: leader.state, message: message))
        try totals[1].add(try prio3.verifyNext(state: helper.state, message: message))
    }
}

/// Peak memory, in KiB, of sharding, verifying and aggregating `count` reports of Histogram 10000 one by one.
func streamedPeak(_ count: Int) throws -> Int {
    resetPeakMemory()
    var aggregators = Aggregators(try Prio3(.histogram(length: 10_000)))
    for index in 0..<count {
        let nonce = Prio3.randomNonce()
        let report = try aggregators.prio3.shard(context: [], measurement: .bucket(index % 10_000), nonce: nonce)
        try aggregators.take(report, nonce)
    }
    let sum = try aggregators.prio3.unshard(aggregators.totals).reduce(0, +)
    guard sum == UInt128(count) else { throw WrongSum(expected: count, found: sum) }
    return peakMemory()
}

/// An aggregate that isn't the sum of what went in.
struct WrongSum: Error {
    let expected: Int
    let found: UInt128
}
