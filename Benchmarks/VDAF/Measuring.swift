// SPDX-License-Identifier: Apache-2.0
//
// Processor time, which what other processes do leaves alone; peak memory, which Linux lets a process reset; tables.

import CVDAFFloor
import Foundation

/// Seconds of processor time that this process took so far.
func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// The shortest of a few runs, in seconds of processor time.
func best(of runs: Int = 40, _ body: () -> Void) -> Double {
    var shortest = Double.infinity
    for _ in 0..<runs {
        let start = processorTime()
        body()
        shortest = min(shortest, processorTime() - start)
    }
    return shortest
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

/// Keeps a result from being optimised away.
@inline(never)
func keep<Result>(_ result: Result) {}

/// Peak resident memory in KiB since the last reset; 0 where the system doesn't say.
func peakMemory() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
}

/// Gives back to the system what is free, and has the peak start again from what is resident then.
func resetPeakMemory() {
    floor_trim_memory()
    try? Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))
}

func column(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
}

func microseconds(_ seconds: Double) -> String { String(format: "%.1f", seconds * 1e6) }
func nanoseconds(_ seconds: Double) -> String { String(format: "%.2f ns", seconds * 1e9) }
func ratio(_ value: Double, _ floor: Double) -> String { String(format: "%.2f", value / floor) }

/// A row: a time beside two floors.
func beside(_ name: String, _ time: Double, xof: Double, field: Double) -> [String] {
    [
        name, microseconds(time), microseconds(xof), microseconds(field), ratio(time, xof), ratio(time, field),
        ratio(time, xof + field),
    ]
}

/// Rows under titles, the first column wider.
struct Table {
    private let titles: [String]

    init(_ titles: [String]) { self.titles = titles }

    func print(_ rows: [[String]]) {
        for row in [titles] + rows {
            Swift.print(column(row.first ?? "", 24) + row.dropFirst().map { column($0, 12) }.joined())
        }
    }
}
