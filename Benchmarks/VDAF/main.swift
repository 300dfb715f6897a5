// SPDX-License-Identifier: Apache-2.0
//
// Sharding, verification and aggregation of the instances that people use, in processor time of one thread, beside
// two floors measured in the same run; peak memory of each, and of longer and longer batches; then the goals.
//
// Use: VDAFBench [seconds for each figure, default 1] [reports of the longest batch, default 10,000]

import Foundation
import VDAF

let arguments = CommandLine.arguments.dropFirst()
let budget = arguments.first.flatMap(Double.init) ?? 1
let longest = arguments.dropFirst().first.flatMap(Int.init) ?? 10_000

var speeds = KernelSpeeds()
var figures: [InstanceFigures] = []
for instance in Instance.all {
    figures.append(try InstanceFigures(instance, budget: budget))
    speeds.measureAgain()
}
speeds.report()

print("\nProcessor time of one thread, in microseconds. Bytes: both input shares and the public share.")
print("Peak memory: of the process, and of it what it took beyond an idle one.")
Table([
    "instance", "shard", "init leader", "init helper", "report", "reports/s", "bytes", "verifier", "peak KiB",
    "own KiB",
])
.print(
    figures.map { figures in
        [
            figures.name, microseconds(figures.shard), microseconds(figures.leader), microseconds(figures.helper),
            microseconds(figures.report), String(Int(1 / figures.report)), String(figures.bytes),
            String(figures.verifierBytes), String(figures.peak), String(figures.peak - figures.idle),
        ]
    })
print("\nA whole report at both aggregators, beside the XOF bytes that the draft forces and the field products at the")
print("C kernel's speed, in microseconds; then the report's time divided by each floor and by their sum.")
Table(["instance", "report", "XOF", "field", "/ XOF", "/ field", "/ both"]).print(
    figures.map { figures in
        let floors = Floors(figures.prio3, speeds)
        return beside(figures.name, figures.report, xof: floors.verifyXof, field: floors.verifyField)
    })
print("\nSharding beside the same floors.")
Table(["instance", "shard", "XOF", "field", "/ XOF", "/ field", "/ both"]).print(
    figures.map { figures in
        let floors = Floors(figures.prio3, speeds)
        return beside(figures.name, figures.shard, xof: floors.shardXof, field: floors.shardField)
    })
print(
    "\nPublished, on other machines: libprio-rs shards SumVec 1000 x 1 bit in 2500 microseconds (2024), and its change")
print("to the Lagrange basis, which this module has too, made verification 2.2 to 2.9 times faster.")

print("\nPeak memory of aggregating batches of Histogram 10000, report by report:")
var batches: [(count: Int, peak: Int)] = []
for count in [100, 1_000, 10_000] where count < longest || count == 100 {
    batches.append((count, try streamedPeak(count)))
}
if longest > 100 { batches.append((longest, try streamedPeak(longest))) }
for batch in batches { print("  \(column("\(batch.count)", 7)) reports: \(column("\(batch.peak)", 7)) KiB") }

print("\nGoals")
let goals = Goal.all(figures, speeds: speeds, batches: batches)
for goal in goals { print("  \(goal)") }
print(goals.allSatisfy(\.isMet) ? "All goals met." : "Goals missed: \(goals.count { !$0.isMet }).")
