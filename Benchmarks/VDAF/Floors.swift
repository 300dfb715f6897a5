// SPDX-License-Identifier: Apache-2.0
//
// What no implementation of the same draft can go below: the time of the XOF bytes that the draft forces, and
// the field multiplications that the algorithm needs at the speed of the C kernels. Measured in the same run, beside
// plain C that shares no line with the kernels: the faster of the two is the floor, so that a kernel which became
// slower doesn't lower its own.

import CVDAFFloor
import Foundation
import VDAF

/// Speeds of the kernels on this machine: the best that was seen in this run. They are measured beside each instance,
/// since a machine that others use is faster in one minute than in the next, and a floor must not move above.
struct KernelSpeeds {
    /// Seconds a block of 168 bytes through the XOF, and of Keccak's permutation in plain C.
    private(set) var xofBlock: Double
    private(set) var plainKeccak: Double
    /// Seconds a full Field128 product, by the kernel compiled as C, in plain C and in Swift.
    private(set) var mulC: Double
    private(set) var plainMul: Double
    private(set) var mulSwift: Double
    /// Seconds a Field128 product by a prepared factor, in C.
    private(set) var redmulC: Double
    /// Seconds a Field64 product, in C and in Swift.
    private(set) var mul64C: Double
    private(set) var mul64Swift: Double

    /// What a block costs at least.
    var permutation: Double { min(xofBlock, plainKeccak) }
    /// What a full Field128 product costs at least.
    var product: Double { min(mulC, plainMul) }

    init() {
        xofBlock = Self.xofSeconds()
        plainKeccak = Self.keccakSeconds()
        let words = 512
        let rounds = 500
        let products = Double(rounds * words / 2)
        var elements = [UInt64](repeating: 0x1234_5678_9ABC_DEF1, count: words)
        mulC = best { floor_f128_mul(&elements, words / 2, rounds) } / products
        plainMul = best { floor_plain_f128_mul(&elements, words / 2, rounds) } / products
        mulSwift = Self.swiftSeconds(count: words / 2, rounds: rounds) / products
        redmulC = best { floor_f128_redmul(&elements, words / 2, rounds) } / products
        mul64C = best { floor_f64_mul(&elements, words / 2, rounds) } / products
        mul64Swift = Self.swiftSeconds64(count: words / 2, rounds: rounds) / products
    }

    /// Measures once more and keeps the better ones.
    mutating func measureAgain() {
        let other = KernelSpeeds()
        xofBlock = min(xofBlock, other.xofBlock)
        plainKeccak = min(plainKeccak, other.plainKeccak)
        mulC = min(mulC, other.mulC)
        plainMul = min(plainMul, other.plainMul)
        mulSwift = min(mulSwift, other.mulSwift)
        redmulC = min(redmulC, other.redmulC)
        mul64C = min(mul64C, other.mul64C)
        mul64Swift = min(mul64Swift, other.mul64Swift)
    }

    /// Prints them.
    func report() {
        print("XOF: \(nanoseconds(xofBlock)) a block of 168 bytes; Keccak in plain C: \(nanoseconds(plainKeccak))")
        print(
            "Field128 product: Swift \(nanoseconds(mulSwift)), C \(nanoseconds(mulC)), plain C",
            "\(nanoseconds(plainMul)), ratio to the faster \(ratio(mulSwift, product));",
            "by a prepared factor, C: \(nanoseconds(redmulC))")
        print(
            "Field64 product: Swift \(nanoseconds(mul64Swift)), C \(nanoseconds(mul64C)),",
            "ratio \(ratio(mul64Swift, mul64C))")
    }

    private static func xofSeconds() -> Double {
        let blocks = 1_000
        return best {
            var xof = XofTurboShake128(seed: [UInt8](repeating: 1, count: 32), tag: [2])
            keep(xof.next(168 * blocks))
        } / Double(blocks)
    }

    private static func keccakSeconds() -> Double {
        let permutations = 1_000
        var lanes = [UInt64](repeating: 1, count: 25)
        return best { floor_keccak(&lanes, permutations) } / Double(permutations)
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
