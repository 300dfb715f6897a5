// SPDX-License-Identifier: Apache-2.0
//
// What no implementation of the same draft can go below: the time of the XOF bytes that the draft forces, and
// the field multiplications that the algorithm needs at the speed of the C kernels. Measured in the same run.

import CVDAFFloor
import Foundation
import VDAF

/// Speeds of the kernels on this machine, measured once.
struct KernelSpeeds {
    /// Seconds a block of 168 bytes through the XOF.
    let permutation: Double
    /// Seconds a full Field128 product, in C and in Swift.
    let mulC: Double
    let mulSwift: Double
    /// Seconds a Field128 product by a prepared factor, in C.
    let redmulC: Double
    /// Seconds a Field64 product, in C and in Swift.
    let mul64C: Double
    let mul64Swift: Double

    init() {
        permutation = Self.xofSeconds()
        let words = 512
        let rounds = 500
        let products = Double(rounds * words / 2)
        var elements = [UInt64](repeating: 0x1234_5678_9ABC_DEF1, count: words)
        mulC = best { floor_f128_mul(&elements, words / 2, rounds) } / products
        mulSwift = Self.swiftSeconds(count: words / 2, rounds: rounds) / products
        redmulC = best { floor_f128_redmul(&elements, words / 2, rounds) } / products
        mul64C = best { floor_f64_mul(&elements, words / 2, rounds) } / products
        mul64Swift = Self.swiftSeconds64(count: words / 2, rounds: rounds) / products
    }

    private static func xofSeconds() -> Double {
        let blocks = 1_000
        return best {
            var xof = XofTurboShake128(seed: [UInt8](repeating: 1, count: 32), tag: [2])
            keep(xof.next(168 * blocks))
        } / Double(blocks)
    }

    private static func swiftSeconds(count: Int, rounds: Int) -> Double {
        let multiplier = Field128(0x9E37_79B9_7F4A_7C15) * Field128(0x2545_F491_4F6C_DD1D)
        var elements = (0..<count).map { Field128(UInt64($0) &* 0x9E37_79B9_7F4A_7C15) }
        return best { Field128.multiplyAll(&elements, by: multiplier, rounds: rounds) }
    }

    private static func swiftSeconds64(count: Int, rounds: Int) -> Double {
        let multiplier = Field64(0x9E37_79B9_7F4A_7C15)
        var elements = (0..<count).map { Field64(UInt64($0) &* 0x9E37_79B9_7F4A_7C15) }
        return best { Field64.multiplyAll(&elements, by: multiplier, rounds: rounds) }
    }
}

/// The floors of one instance, for both aggregators' verification together, or for sharding.
struct Floors {
    let verifyXof: Double
    let verifyField: Double
    let shardXof: Double
    let shardField: Double

    init(_ prio3: Prio3, _ speeds: KernelSpeeds) {
        let work = prio3.work
        let product = work.elementSize == 16 ? speeds.redmulC : speeds.mul64C
        verifyXof = Double(work.verifyPermutations) * speeds.permutation
        shardXof = Double(work.shardPermutations) * speeds.permutation
        verifyField = 2 * Double(work.queryProducts) * product
        shardField = Double(work.proveProducts) * product
    }
}

/// Seconds of processor time that this process took so far: what other processes do leaves it alone.
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

/// Keeps a result from being optimised away.
@inline(never)
func keep<Result>(_ result: Result) {}
