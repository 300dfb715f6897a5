// SPDX-License-Identifier: Apache-2.0
//
// Integers of 0 ... maximum as zeros and ones (VDAF, "Prio3Sum"): weights 1, 2, 4, ... and a last weight that
// makes the sum of all weights the maximum, so that no encoding exceeds it. Encoding uses masks where the
// draft's listing has a condition on the secret value.

/// The encoding of integers up to a maximum.
package struct RangeCheckedInteger<Field: NTTField>: Sendable {
    package let maximum: UInt64
    /// Elements of an encoding: the bits of `maximum`.
    package let bits: Int
    /// 2^(bits - 1) - 1: what the regular weights reach.
    private let regularMaximum: UInt64
    private let lastWeight: UInt64
    private let weights: [Factor<Field>]

    /// Refuses a maximum of 0, and one with as many bits as the field.
    package init(maximum: UInt64) throws(VDAFError) {
        let bits = UInt64.bitWidth - maximum.leadingZeroBitCount
        guard maximum > 0 else {
            throw VDAFError(.parameter, "a maximum of `0`", help: "give a maximum of at least 1")
        }
        guard UInt128(1) << UInt128(bits) < Field.modulus else {
            throw VDAFError(
                .parameter, "a maximum of `\(maximum)`, which the field can't hold",
                help: "give a maximum of fewer bits than the field's modulus")
        }
        self.maximum = maximum
        self.bits = bits
        let regularMaximum = (UInt64(1) << UInt64(bits - 1)) - 1
        let lastWeight = maximum - regularMaximum
        self.regularMaximum = regularMaximum
        self.lastWeight = lastWeight
        weights = (0..<bits).map { bit in
            Factor(Field(bit < bits - 1 ? UInt64(1) << UInt64(bit) : lastWeight))
        }
    }

    /// Appends the encoding of `value`, which callers keep within 0 ... maximum.
    func encode(_ value: UInt64, to elements: inout [Field]) {
        let isLast = ConstantTime.isLess(regularMaximum, value)
        let rest = value &- (lastWeight & ConstantTime.mask(isLast))
        for bit in 0..<(bits - 1) {
            elements.append(Field((rest >> UInt64(bit)) & 1))
        }
        elements.append(Field(isLast))
    }

    /// The integer, or a share of it, from `bits` elements (or shares of them) at `start`.
    @inline(__always)
    func decode(_ elements: UnsafeBufferPointer<Field>, at start: Int) -> Field {
        var sum = Field.ProductSum()
        for bit in 0..<bits { sum.add(weights[bit], elements[start + bit]) }
        return sum.reduced
    }

    /// The integers of `count` encodings that follow each other.
    func decode(_ elements: UnsafeBufferPointer<Field>, count: Int) -> [Field] {
        (0..<count).map { decode(elements, at: $0 * bits) }
    }

    /// Refuses values above the maximum, after having looked at all.
    func check(_ values: [UInt64]) throws(VDAFError) {
        let excess = values.reduce(UInt64(0)) { $0 | ConstantTime.isLess(maximum, $1) }
        guard excess == 0 else {
            throw VDAFError(
                .measurement, "a value above the maximum", help: "keep values within 0 and `\(maximum)`")
        }
    }
}
