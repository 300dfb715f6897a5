// SPDX-License-Identifier: Apache-2.0
//
// Field128 of draft-irtf-cfrg-vdaf, "NTT-Friendly Fields": the integers modulo 2^66 * 4611686018427387897 + 1.
// Elements are kept in canonical form, so memory holds the wire encoding; arithmetic is in CVDAF/field128.h,
// without a branch or an index that depends on a value, and is inlined here.

internal import CVDAF

/// An element of the field of 2^66 · 4611686018427387897 + 1 elements (VDAF, "Finite Fields").
package struct Field128: Hashable, Sendable {
    /// The low half of the canonical value.
    var low: UInt64
    /// The high half of the canonical value, at most 2^64 - 28.
    var high: UInt64

    @inline(__always)
    init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    @inline(__always)
    init(_ element: cvdaf_f128) {
        self.init(low: element.low, high: element.high)
    }

    @inline(__always)
    var element: cvdaf_f128 { cvdaf_f128(low: low, high: high) }

    /// The integer itself: every 64-bit integer is smaller than the modulus.
    package init(_ value: UInt64) {
        self.init(low: value, high: 0)
    }

    /// The integer modulo p: a negative integer becomes p minus its magnitude.
    package init(signed value: Int64) {
        let (isNegative, absolute) = ConstantTime.parts(of: value)
        let magnitude = Field128(absolute)
        let opposite = Field128.zero - magnitude
        self.init(
            low: (opposite.low & isNegative) | (magnitude.low & ~isNegative),
            high: (opposite.high & isNegative) | (magnitude.high & ~isNegative))
    }

    /// The value as an integer of -(p - 1)/2 ... (p - 1)/2; nil when that needs more than 64 bits. For
    /// results: it branches.
    package var signedValue: Int64? {
        let opposite = Field128.zero - self
        if high == 0, low <= UInt64(Int64.max) { return Int64(low) }
        guard opposite.high == 0, opposite.low <= UInt64(Int64.max) + 1 else { return nil }
        return Int64(truncatingIfNeeded: 0 &- opposite.low)
    }

    /// The canonical value, smaller than p.
    package var value: UInt128 { UInt128(high) << 64 | UInt128(low) }

    /// The neutral element of addition.
    @inline(__always)
    package static var zero: Field128 { Field128(low: 0, high: 0) }
    /// The neutral element of multiplication.
    @inline(__always)
    package static var one: Field128 { Field128(low: 1, high: 0) }
    /// p = 2^128 - 28 · 2^64 + 1.
    package static let modulus: UInt128 = UInt128(0xFFFF_FFFF_FFFF_FFE4) << 64 | 1
    /// Bytes of an encoded element.
    package static var encodedSize: Int { 16 }

    /// The sum modulo p.
    @inline(__always)
    package static func + (left: Field128, right: Field128) -> Field128 {
        Field128(cvdaf_f128_add(left.element, right.element))
    }

    /// The difference modulo p.
    @inline(__always)
    package static func - (left: Field128, right: Field128) -> Field128 {
        Field128(cvdaf_f128_sub(left.element, right.element))
    }

    /// The product modulo p.
    @inline(__always)
    package static func * (left: Field128, right: Field128) -> Field128 {
        Field128(cvdaf_f128_mul(left.element, right.element))
    }

    /// Compares all of both elements.
    @inline(__always)
    package static func == (left: Field128, right: Field128) -> Bool {
        (left.low ^ right.low) | (left.high ^ right.high) == 0
    }
}

extension Field128: NTTField {
    @inline(__always)
    package static var generator: Field128 { Field128(low: 0x1F9B_2759_C510_9F06, high: 0x6D27_8FBF_4F60_228B) }
    @inline(__always)
    package static var generatorLogOrder: Int { 66 }
    /// 2^128 mod p = 28 · 2^64 - 1.
    @inline(__always)
    package static var radix: Field128 { Field128(low: UInt64.max, high: 27) }
    @inline(__always)
    package static var radixSquared: Field128 { Field128(cvdaf_f128_radix_squared()) }

    @inline(__always)
    package static func reducedProduct(_ left: Field128, _ right: Field128) -> Field128 {
        Field128(cvdaf_f128_redmul(left.element, right.element))
    }

    @inline(__always)
    package static func load(_ bytes: UnsafeRawPointer, canonical: inout UInt64) -> Field128 {
        let low = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
        let high = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        canonical &= cvdaf_f128_is_canonical(low, high)
        return Field128(low: low, high: high)
    }

    @inline(__always)
    package func store(_ bytes: UnsafeMutableRawPointer) {
        bytes.storeBytes(of: low.littleEndian, as: UInt64.self)
        bytes.storeBytes(of: high.littleEndian, toByteOffset: 8, as: UInt64.self)
    }

    /// Five words: sums of up to 2^64 - 1 products.
    package struct ProductSum: FieldProductSum {
        var sum = cvdaf_f128_sum()

        @inline(__always)
        package init() {}

        @inline(__always)
        package mutating func add(_ factor: Factor<Field128>, _ element: Field128) {
            cvdaf_f128_sum_add(&sum, factor.scaled.element, element.element)
        }

        @inline(__always)
        package var reduced: Field128 {
            var copy = sum
            return Field128(cvdaf_f128_sum_redc(&copy))
        }
    }
}
