// SPDX-License-Identifier: Apache-2.0
//
// Wall-clock times in interleaved rounds, and this process's peak memory, which Linux lets a process reset.

import Foundation

struct BenchFailure: Error, CustomStringConvertible {
    let message: String
    var description: String { message }
}

/// One thing that is timed, by name.
struct Contender {
    let name: String
    let run: () async throws -> Void
}

enum Measurement {
    /// Seconds of each run, by contender; one warming round comes first and isn't kept. What the machine does in one
    /// minute and not in the next hits all contenders alike.
    static func rounds(_ count: Int, _ contenders: [Contender]) async throws -> [[Double]] {
        var times = contenders.map { _ in [Double]() }
        for round in 0...count {
            for (index, contender) in contenders.enumerated() {
                let seconds = try await time(contender.run)
                if round > 0 { times[index].append(seconds) }
            }
        }
        return times
    }

    static func time(_ body: () async throws -> Void) async rethrows -> Double {
        let start = ContinuousClock.now
        try await body()
        return (ContinuousClock.now - start) / .seconds(1)
    }

    static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        guard let upper = sorted.dropFirst(sorted.count / 2).first else { return .nan }
        return sorted.count % 2 == 1 ? upper : (upper + sorted[sorted.count / 2 - 1]) / 2
    }

    /// Peak resident memory in KiB since the last reset; 0 where the system doesn't say.
    static func peakMemory() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
    }

    /// Has the peak start again from what is resident now, once what earlier work freed went back to the system.
    static func resetPeakMemory() {
        typealias Trim = @convention(c) (Int) -> CInt
        if let trim = dlsym(nil, "malloc_trim") { _ = unsafeBitCast(trim, to: Trim.self)(0) }
        try? Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))
    }

    static func text(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }
}
