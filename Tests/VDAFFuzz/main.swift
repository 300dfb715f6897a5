// SPDX-License-Identifier: Apache-2.0
//
// The long run of the decoder fuzzer: VDAFFuzz [cases, default 10 million] [seed, default drawn and printed].
// Fails when a decoder fails, when none ever takes a message, or when memory grows with the number of cases.

import Foundation
import VDAFFuzzing

/// Peak resident memory of this process, in KiB; 0 where the system doesn't say.
func peakMemory() -> Int {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return 0 }
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
}

let arguments = CommandLine.arguments.dropFirst()
let cases = arguments.first.flatMap(Int.init) ?? 10_000_000
let seed = arguments.dropFirst().first.flatMap(UInt64.init) ?? UInt64.random(in: 1...UInt64.max)
print("seed \(seed), \(cases) cases")

var fuzzer = try DecoderFuzzer(seed: seed)
try fuzzer.run(cases: min(cases, 10_000))
let early = peakMemory()
try fuzzer.run(cases: max(0, cases - 10_000))
let growth = peakMemory() - early
print("\(fuzzer.accepted) messages taken, all written back as they came; peak memory grew by \(growth) KiB")
guard fuzzer.accepted > 0 else {
    print("no message was taken: the corpus no longer fits the decoders")
    exit(1)
}
guard growth < 16 * 1_024 else {
    print("memory grew by more than 16 MiB: a decoder allocates more than its input implies")
    exit(1)
}
