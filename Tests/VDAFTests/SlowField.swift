// SPDX-License-Identifier: Apache-2.0
//
// Field arithmetic and polynomials the slow and obvious way, written apart from the module: addition with one
// subtraction, multiplication by doubling, polynomials by their definition.

import RegieTesting
import VDAF

/// Integers modulo `modulus`, above 2^63.
struct SlowField {
    let modulus: UInt128

    func add(_ a: UInt128, _ b: UInt128) -> UInt128 {
        let (sum, overflows) = a.addingReportingOverflow(b)
        return overflows || sum >= modulus ? sum &- modulus : sum
    }

    func subtract(_ a: UInt128, _ b: UInt128) -> UInt128 {
        a >= b ? a - b : a &- b &+ modulus
    }

    func multiply(_ a: UInt128, _ b: UInt128) -> UInt128 {
        var result: UInt128 = 0
        for bit in stride(from: 127, through: 0, by: -1) {
            result = add(result, result)
            if (b >> UInt128(bit)) & 1 == 1 { result = add(result, a) }
        }
        return result
    }

    /// Values where carries, borrows and folds meet.
    var edges: [UInt128] {
        let half = modulus / 2
        let near: [UInt128] = [0, 1, 2, 3, 27, 28, 29]
        let words = near.map { UInt128(UInt64.max) - $0 } + near.map { ((modulus >> 64) << 64) &+ $0 }
        let all = near + near.map { modulus - 1 - $0 } + near.map { half + $0 } + words
        return all.filter { $0 < modulus }
    }

    func random(_ generator: inout SeededGenerator) -> UInt128 {
        if Bool.random(using: &generator), let edge = edges.randomElement(using: &generator) { return edge }
        let value = UInt128(generator.next()) << 64 | UInt128(generator.next())
        return value % modulus
    }
}

/// The value at `x` of the polynomial of degree below `values.count` that takes `values` at `points`.
func interpolated<Field: NTTField>(_ values: [Field], at points: [Field], _ x: Field) -> Field {
    var sum = Field.zero
    for i in values.indices {
        var term = values[i]
        for j in points.indices where j != i {
            term = term * (x - points[j]) * (points[i] - points[j]).inverse
        }
        sum = sum + term
    }
    return sum
}

/// The first `count` powers of a root of unity of that order.
func rootsOfUnity<Field: NTTField>(_ type: Field.Type, count: Int) -> [Field] {
    let root = Field.root(logOrder: count.trailingZeroBitCount)
    var powers = [Field.one]
    while powers.count < count { powers.append(powers[powers.count - 1] * root) }
    return powers
}

/// A random element of the field.
func randomElement<Field: NTTField>(_ type: Field.Type, _ generator: inout SeededGenerator) -> Field {
    Field(generator.next()) * Field(generator.next()) + Field(generator.next())
}
