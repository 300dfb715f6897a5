// SPDX-License-Identifier: Apache-2.0
//
// The number theoretic transform (VDAF, "Polynomial Representation"), in place, over a power of two of values.
// The inverse transform leaves its coefficients in bit-reversed order and the forward one takes them so: what
// needs both never permutes. Loops and indices depend on the size alone.

/// Transforms of one size, with their roots of unity.
package struct NumberTheoreticTransform<Field: NTTField>: Sendable {
    package let logSize: Int
    package var size: Int { 1 << logSize }
    /// w^i for i < size / 2.
    private let roots: [Factor<Field>]
    /// w^-i for i < size / 2.
    private let inverseRoots: [Factor<Field>]
    /// 1 / size.
    private let scale: Factor<Field>
    /// s^c / size, s a root of order 2 · size, where c is the coefficient at this bit-reversed place.
    private let cosetScales: [Factor<Field>]

    /// - Parameter logSize: at most `Field.generatorLogOrder - 1`.
    package init(logSize: Int) {
        self.logSize = logSize
        let size = 1 << logSize
        let root = Field.root(logOrder: logSize)
        roots = Field.powers(of: root, count: size / 2)
        inverseRoots = Field.powers(of: root.inverse, count: size / 2)
        let scale = Factor(Field(UInt64(size)).inverse)
        self.scale = scale
        let shifts = Field.powers(of: Field.root(logOrder: logSize + 1), count: size)
        cosetScales = (0..<size).map { scale * shifts[Self.reversed($0, bits: logSize)] }
    }

    /// The integer with its lowest `bits` bits in the opposite order.
    package static func reversed(_ index: Int, bits: Int) -> Int {
        var result = 0
        for bit in 0..<bits { result |= ((index >> bit) & 1) << (bits - 1 - bit) }
        return result
    }

    /// Values at the powers of w, from coefficients in bit-reversed order.
    package func evaluate(_ values: UnsafeMutableBufferPointer<Field>) {
        roots.withUnsafeBufferPointer { roots in
            var half = 1
            while half < values.count {
                let step = values.count / (2 * half)
                var start = 0
                while start < values.count {
                    for offset in 0..<half {
                        let upper = values[start + offset]
                        let lower = values[start + offset + half] * roots[offset * step]
                        values[start + offset] = upper + lower
                        values[start + offset + half] = upper - lower
                    }
                    start += 2 * half
                }
                half *= 2
            }
        }
    }

    /// Coefficients times the size, in bit-reversed order, from values at the powers of w.
    private func interpolateUnscaled(_ values: UnsafeMutableBufferPointer<Field>) {
        inverseRoots.withUnsafeBufferPointer { roots in
            var half = values.count / 2
            while half > 0 {
                let step = values.count / (2 * half)
                var start = 0
                while start < values.count {
                    for offset in 0..<half {
                        let upper = values[start + offset]
                        let lower = values[start + offset + half]
                        values[start + offset] = upper + lower
                        values[start + offset + half] = (upper - lower) * roots[offset * step]
                    }
                    start += 2 * half
                }
                half /= 2
            }
        }
    }

    /// Coefficients in bit-reversed order, from values at the powers of w.
    package func interpolate(_ values: UnsafeMutableBufferPointer<Field>) {
        interpolateUnscaled(values)
        for index in values.indices { values[index] = values[index] * scale }
    }

    /// Values at the odd powers of s, a root of order 2 · size, from values at its even powers
    /// (VDAF, "Lagrange Basis", doubling of evaluations).
    package func moveToOddPowers(_ values: UnsafeMutableBufferPointer<Field>) {
        interpolateUnscaled(values)
        for index in values.indices { values[index] = values[index] * cosetScales[index] }
        evaluate(values)
    }
}
