// SPDX-License-Identifier: Apache-2.0
//
// The long run of the fuzzer: VDAFFuzz [cases for each decoder, default 10 million] [seed, default drawn and
// printed]. Fails when a decoder fails, asks the allocator for more than its bound, or never takes a message.

import CAllocationMeter
import Foundation
import VDAFFuzzing

/// A fuzzer that cannot count allocations would check nothing of them.
func meterCounts() -> Bool {
    let before = allocation_meter_total()
    let array = [UInt8](repeating: 1, count: 1 << 20)
    return allocation_meter_total() &- before >= UInt64(array.count)
}

func column(_ value: some CustomStringConvertible, _ width: Int) -> String {
    let text = value.description
    return String(repeating: " ", count: max(1, width - text.count)) + text
}

let arguments = CommandLine.arguments.dropFirst()
let cases = arguments.first.flatMap(Int.init) ?? 10_000_000
let seed = arguments.dropFirst().first.flatMap(UInt64.init) ?? UInt64.random(in: 1...UInt64.max)
guard meterCounts() else {
    print("allocations aren't counted here: that takes glibc")
    exit(1)
}
let targets = try DecoderTarget.all()
print("\(targets.count) decoders, \(cases) cases each, seed \(seed)")
print(
    "decoder".padding(toLength: 36, withPad: " ", startingAt: 0), column("cases", 12), column("taken", 12),
    "  most bytes asked for")

let total = await withTaskGroup(of: Result<DecoderFuzzer, any Error>.self) { group in
    for (index, target) in targets.enumerated() {
        group.addTask {
            Result {
                var fuzzer = DecoderFuzzer(target, seed: seed &+ UInt64(index), allocated: allocation_meter_total)
                try fuzzer.run(cases: cases)
                return fuzzer
            }
        }
    }
    var total = 0
    for await result in group {
        switch result {
        case .failure(let error):
            print(error)
            exit(1)
        case .success(let fuzzer):
            let name = fuzzer.target.name.padding(toLength: 36, withPad: " ", startingAt: 0)
            print(name, column(fuzzer.cases, 12), column(fuzzer.taken, 12), column(fuzzer.largest, 12))
            guard fuzzer.taken > 0 else {
                print("no message was taken: the corpus no longer fits this decoder")
                exit(1)
            }
            total += fuzzer.cases
        }
    }
    return total
}
print("\(total) cases: none trapped, was read wrong, or asked for more than its bound")
