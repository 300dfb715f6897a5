// SPDX-License-Identifier: Apache-2.0
//
// Times of sharding, verification and aggregation for the instances that people use, beside two floors measured
// in the same run; all in processor time of one thread. Published figures to hold beside (other machines):
// libprio-rs shards SumVec 1 bit x 1,000 in 2.5 ms (2024); its change to the Lagrange basis made verification 2.2
// to 2.9 times faster.
//
// Use: VDAFBench [seconds for each line, default 1] [number of reports aggregated for the memory line]

import Foundation
import VDAF

struct Case {
    let name: String
    let variant: Prio3.Variant
    let measurement: Prio3.Measurement
}

func histogram(_ length: Int) -> Case {
    Case(
        name: "Histogram \(length)", variant: .histogram(length: length, chunkLength: ChunkLength.optimal(for: length)),
        measurement: .bucket(length / 3))
}

let cases = [
    Case(name: "Count", variant: .count, measurement: .flag(true)),
    Case(name: "Sum 32 bits", variant: .sum(maximum: (1 << 32) - 1), measurement: .integer(123_456_789)),
    Case(
        name: "SumVec 1000 x 1",
        variant: .sumVec(length: 1_000, maximum: 1, chunkLength: ChunkLength.optimal(for: 1_000)),
        measurement: .vector((0..<1_000).map { $0 % 2 })),
    Case(
        name: "SumVec 1000 x 8",
        variant: .sumVec(length: 1_000, maximum: 255, chunkLength: ChunkLength.optimal(for: 8_000)),
        measurement: .vector((0..<1_000).map { $0 % 256 })),
    histogram(100), histogram(1_000), histogram(10_000), histogram(100_000),
    Case(
        name: "Multihot 10000 w 8",
        variant: .multihotCountVec(
            length: 10_000, maximumWeight: 8, chunkLength: ChunkLength.optimal(for: 10_004)),
        measurement: .flags((0..<10_000).map { $0 % 2_000 == 0 })),
    Case(
        name: "L1BoundSum 1000",
        variant: .l1BoundSum(length: 1_000, maximumValue: 15, chunkLength: ChunkLength.optimal(for: 4_004)),
        measurement: .vector((0..<1_000).map { $0 < 10 ? 1 : 0 })),
]

/// Peak resident memory of this process, in KiB; 0 where the system doesn't say.
func peakMemory() -> Int {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return 0 }
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
}

func column(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
}

func microseconds(_ seconds: Double) -> String { String(format: "%.1f", seconds * 1e6) }
func ratio(_ value: Double, _ floor: Double) -> String { String(format: "%.2f", value / floor) }

/// Verifies one report as both aggregators and adds both output shares.
func verify(
    _ prio3: Prio3, _ report: Prio3.Report, _ key: [UInt8], _ nonce: [UInt8], _ totals: inout [Prio3.AggregateShare]
) throws {
    var states: [Prio3.VerifyState] = []
    var shares: [[UInt8]] = []
    for aggregator in 0..<2 {
        let (state, share) = try prio3.verifyInit(
            verifyKey: key, context: [], aggregatorID: aggregator, nonce: nonce, publicShare: report.publicShare,
            inputShare: report.inputShares[aggregator])
        states.append(state)
        shares.append(share)
    }
    let message = try prio3.verifierSharesToMessage(context: [], verifierShares: shares)
    for aggregator in 0..<2 {
        try totals[aggregator].add(try prio3.verifyNext(state: states[aggregator], message: message))
    }
}

/// The shortest processor time of `body` within a budget of seconds, at least five runs. Short bodies are
/// repeated to fill a fifth of a millisecond.
func shortest(_ budget: Double, _ body: () throws -> Void) throws -> Double {
    func time(_ repetitions: Int) throws -> Double {
        let start = processorTime()
        for _ in 0..<repetitions { try body() }
        return processorTime() - start
    }
    let repetitions = max(1, Int(2e-4 / max(try time(1), 1e-7)))
    var result = Double.infinity
    var spent = 0.0
    var runs = 0
    while spent < budget || runs < 5 {
        let seconds = try time(repetitions)
        result = min(result, seconds / Double(repetitions))
        spent += seconds
        runs += 1
    }
    return result
}

func run(_ item: Case, budget: Double, speeds: KernelSpeeds, key: [UInt8], nonce: [UInt8]) throws {
    let prio3 = try Prio3(item.variant)
    let floors = Floors(prio3, speeds)
    let report = try prio3.shard(context: [], measurement: item.measurement, nonce: nonce)
    let shard = try shortest(budget) {
        keep(try prio3.shard(context: [], measurement: item.measurement, nonce: nonce))
    }
    var inits: [Double] = []
    for aggregator in 0..<2 {
        inits.append(
            try shortest(budget / 2) {
                keep(
                    try prio3.verifyInit(
                        verifyKey: key, context: [], aggregatorID: aggregator, nonce: nonce,
                        publicShare: report.publicShare, inputShare: report.inputShares[aggregator]))
            })
    }
    var totals = [prio3.emptyAggregateShare, prio3.emptyAggregateShare]
    let whole = try shortest(budget) { try verify(prio3, report, key, nonce, &totals) }
    let size = report.publicShare.count + report.inputShares.reduce(0) { $0 + $1.count }
    let fields = [
        microseconds(shard), microseconds(inits[0]), microseconds(inits[1]), microseconds(whole),
        microseconds(floors.verifyXof), ratio(whole, floors.verifyXof), ratio(whole, floors.verifyField),
        ratio(whole, floors.verifyXof + floors.verifyField), ratio(shard, floors.shardXof + floors.shardField),
        String(Int(1 / whole)), String(size), String(prio3.sizes.verifierShare), String(peakMemory()),
    ]
    print(column(item.name, 20) + fields.map { column($0, 12) }.joined())
}

/// Aggregates `count` reports one by one and says how much memory that took beyond the first ten.
func streamed(_ count: Int, key: [UInt8]) throws {
    let item = histogram(10_000)
    let prio3 = try Prio3(item.variant)
    var totals = [prio3.emptyAggregateShare, prio3.emptyAggregateShare]
    var early = 0
    for index in 0..<count {
        let nonce = (0..<16).map { UInt8(truncatingIfNeeded: index >> ($0 * 4)) }
        let report = try prio3.shard(context: [], measurement: .bucket(index % 10_000), nonce: nonce)
        try verify(prio3, report, key, nonce, &totals)
        if index == 9 { early = peakMemory() }
    }
    let sum = try prio3.unshard(totals).reduce(0, +)
    print(
        "streamed \(sum) reports of Histogram 10000: peak memory \(early) KiB after 10, \(peakMemory()) KiB after all")
}

let arguments = CommandLine.arguments.dropFirst()
let budget = arguments.first.flatMap(Double.init) ?? 1
let streamedCount = arguments.dropFirst().first.flatMap(Int.init) ?? 1_000
let speeds = KernelSpeeds()
let nanoseconds = { (seconds: Double) in String(format: "%.2f ns", seconds * 1e9) }
print("XOF: \(nanoseconds(speeds.permutation)) a block of 168 bytes")
print(
    "Field128 product: Swift \(nanoseconds(speeds.mulSwift)), C \(nanoseconds(speeds.mulC)),",
    "ratio \(ratio(speeds.mulSwift, speeds.mulC)); by a factor, C: \(nanoseconds(speeds.redmulC))")
print(
    "Field64 product: Swift \(nanoseconds(speeds.mul64Swift)), C \(nanoseconds(speeds.mul64C)),",
    "ratio \(ratio(speeds.mul64Swift, speeds.mul64C))")
let titles = [
    "shard us", "leader us", "helper us", "report us", "XOF us", "/XOF", "/field", "/both", "shard/both",
    "reports/s", "bytes", "verifier B", "peak KiB",
]
print(column("instance", 20) + titles.map { column($0, 12) }.joined())
var generator = SystemRandomNumberGenerator()
let key = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
try streamed(streamedCount, key: key)
for item in cases {
    let nonce = (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }
    try run(item, budget: budget, speeds: speeds, key: key, nonce: nonce)
}
