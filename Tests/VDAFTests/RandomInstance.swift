// SPDX-License-Identifier: Apache-2.0
//
// Instances with random parameters and random measurements, and the sum that a collector must find, computed in clear.

import RegieTesting
import VDAF

/// The kinds of instances.
enum InstanceKind: CaseIterable, Sendable {
    case count, sum, sumVec, histogram, multihotCountVec, l1BoundSum, multiproof

    func variant(_ generator: inout SeededGenerator) -> Prio3.Variant {
        let length = Int.random(in: 1...20, using: &generator)
        let chunk = Int.random(in: 1...9, using: &generator)
        let maximum = UInt64.random(in: 1...(1 << UInt64.random(in: 1...20, using: &generator)), using: &generator)
        return switch self {
        case .count: .count
        case .sum: .sum(maximum: maximum)
        case .sumVec: .sumVec(length: length, maximum: maximum, chunkLength: chunk)
        case .histogram: .histogram(length: length, chunkLength: chunk)
        case .multihotCountVec:
            .multihotCountVec(
                length: length, maximumWeight: UInt64.random(in: 1...UInt64(length), using: &generator),
                chunkLength: chunk)
        case .l1BoundSum: .l1BoundSum(length: length, maximumValue: maximum, chunkLength: chunk)
        case .multiproof:
            .sumVecWithMultiproof(
                length: length, maximum: maximum, chunkLength: chunk,
                proofs: Int.random(in: 3...5, using: &generator))
        }
    }
}

/// A valid measurement of a variant.
func randomMeasurement(_ variant: Prio3.Variant, _ generator: inout SeededGenerator) -> Prio3.Measurement {
    switch variant {
    case .count: return .flag(Bool.random(using: &generator))
    case .sum(let maximum): return .integer(UInt64.random(in: 0...maximum, using: &generator))
    case .sumVec(let length, let maximum, _), .sumVecWithMultiproof(let length, let maximum, _, _):
        return .vector((0..<length).map { _ in UInt64.random(in: 0...maximum, using: &generator) })
    case .histogram(let length, _): return .bucket(Int.random(in: 0..<length, using: &generator))
    case .multihotCountVec(let length, let maximumWeight, _):
        let weight = Int.random(in: 0...Int(maximumWeight), using: &generator)
        return .flags((0..<length).map { $0 < weight }.shuffled(using: &generator))
    case .l1BoundSum(let length, let maximumValue, _):
        var rest = maximumValue
        return .vector(
            (0..<length).map { _ in
                let value = UInt64.random(in: 0...rest, using: &generator)
                rest -= value
                return value
            })
    }
}

/// What the measurements add up to.
func plainSum(_ measurements: [Prio3.Measurement], _ prio3: Prio3) -> [UInt128] {
    var sum = [UInt128](repeating: 0, count: prio3.sizes.outputElements)
    for measurement in measurements {
        switch measurement {
        case .flag(let flag): sum[0] += flag ? 1 : 0
        case .integer(let value): sum[0] += UInt128(value)
        case .bucket(let bucket): sum[bucket] += 1
        case .flags(let flags): for (index, flag) in flags.enumerated() where flag { sum[index] += 1 }
        case .vector(let values): for (index, value) in values.enumerated() { sum[index] += UInt128(value) }
        }
    }
    return sum
}
