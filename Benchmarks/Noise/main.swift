// SPDX-License-Identifier: Apache-2.0
//
// Exact draws of noise from the system's generator, in processor time of one thread, beside two floors of the same
// run: the random bytes alone (one word a draw), and a normal number by Box and Muller rounded to a whole one,
// which is what a library without exactness does. Rounds are interleaved; each figure is a median. Then the goal.
//
// Use: NoiseBench [draws of each figure, default 1,000,000] [rounds, default 5]

import DisclosureControl
import Foundation

let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
let draws = max(1_000, arguments.first ?? 1_000_000)
let rounds = max(1, arguments.dropFirst().first ?? 5)

/// One thing that is timed; what it gives is added up, so that no work can be left out.
struct Contender {
    let name: String
    let run: () -> Int64
}

let gaussians = try [
    ("σ = 1", 2, 1_000_000), ("σ = 12", 288, 1_000_000), ("σ = 12.8", 16, 48_710), ("σ = 3000", 18, 1),
]
.map { name, squared, rho in
    let sampler = try DiscreteGaussian(
        variance: NoiseVariance(sensitivitySquared: Int64(squared), rhoMicro: Int64(rho)))
    return Contender(name: "exact Gaussian, \(name)") { sampler.sampleVector(count: draws).reduce(0, &+) }
}
let laplace = try DiscreteLaplace(sensitivity: 12, epsilonMicro: 1_000_000)
let floors = [
    Contender(name: "random bytes alone") { Floor.words(draws).reduce(0) { $0 &+ Int64(truncatingIfNeeded: $1) } },
    Contender(name: "rounded Box-Muller, not exact") { Floor.boxMuller(draws, sigma: 12).reduce(0, &+) },
]
let contenders =
    floors + gaussians
    + [Contender(name: "exact Laplace, scale 12") { laplace.sampleVector(count: draws).reduce(0, &+) }]

var times = contenders.map { _ in [Double]() }
var sum: Int64 = 0
for round in 0...rounds {
    for (index, contender) in contenders.enumerated() {
        let start = processorTime()
        sum &+= contender.run()
        if round > 0 { times[index].append(processorTime() - start) }
    }
}
let seconds = times.map { $0.sorted()[$0.count / 2] }
print("\(draws) draws, median of \(rounds) rounds, processor time of one thread")
print("(checksum, so that no draw can be left out: \(UInt8(truncatingIfNeeded: sum)))")
for (contender, time) in zip(contenders, seconds) {
    let rate = String(format: "%7.2f", Double(draws) / time / 1e6)
    let ratios = seconds.prefix(floors.count).map { String(format: "%6.2f", time / $0) }
    print(
        "  \(contender.name.padding(toLength: 32, withPad: " ", startingAt: 0)) \(rate) million a second;"
            + " \(ratios[0]) × the bytes, \(ratios[1]) × Box-Muller")
}
let slowest = seconds[floors.count..<floors.count + gaussians.count].max() ?? .infinity
let rate = Double(draws) / slowest
print(
    "\(rate >= 1e6 ? "met    " : "not met") at least 1 million exact Gaussian draws a second on one core, at every"
        + " scale: \(String(format: "%.2f", rate / 1e6)) million at the slowest")

/// Seconds of processor that this process has used.
func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

enum Floor {
    /// Words of the system's generator, by calls of 256 bytes as the samplers ask for them.
    static func words(_ count: Int) -> [UInt64] {
        var words = [UInt64](repeating: 0, count: count)
        words.withUnsafeMutableBytes { bytes in
            for start in stride(from: 0, to: bytes.count, by: 256) {
                let piece = UnsafeMutableRawBufferPointer(rebasing: bytes[start..<min(start + 256, bytes.count)])
                if let address = piece.baseAddress, getentropy(address, piece.count) != 0 {
                    print("the system gives no random bytes: the floor is too low")
                }
            }
        }
        return words
    }

    static func boxMuller(_ count: Int, sigma: Double) -> [Int64] {
        let uniform = words(count + count % 2).map { (Double($0 >> 11) + 0.5) * 0x1p-53 }
        var result: [Int64] = []
        result.reserveCapacity(count + 1)
        for index in stride(from: 0, to: uniform.count, by: 2) {
            let radius = sigma * (-2 * log(uniform[index])).squareRoot()
            result.append(Int64((radius * cos(2 * .pi * uniform[index + 1])).rounded()))
            result.append(Int64((radius * sin(2 * .pi * uniform[index + 1])).rounded()))
        }
        return result
    }
}
