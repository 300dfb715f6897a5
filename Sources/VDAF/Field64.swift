// SPDX-License-Identifier: Apache-2.0
//
// Field64 of draft-irtf-cfrg-vdaf, "NTT-Friendly Fields": the integers modulo 2^32 * 4294967295 + 1, in
// canonical form. Arithmetic is in CVDAF/field64.h, without a branch or an index that depends on a value.

internal import CVDAF

/// An element of the field of 2^32 · 4294967295 + 1 elements (VDAF, "Finite Fields").
package struct Field64: Hashable, Sendable {
    /// The canonical value.
    var word: UInt64

    @inline(__always)
    init(word: UInt64) { self.word = word }

    /// The integer modulo p.
    package init(_ value: UInt64) {
        word = cvdaf_f64_reduce(value, 0)
    }

    /// The integer modulo p: a negative integer becomes p minus its magnitude.
    package init(signed value: Int64) {
        let (isNegative, absolute) = ConstantTime.parts(of: value)
        let magnitude = Field64(absolute)
        let opposite = Field64.zero - magnitude
        word = (opposite.word & isNegative) | (magnitude.word & ~isNegative)
    }

    /// The value as an integer of -(p - 1)/2 ... (p - 1)/2, which always fits. For results: it branches.
    package var signedValue: Int64? {
        word <= (Field64.modulusWord - 1) / 2 ? Int64(word) : -Int64(Field64.modulusWord - word)
    }

    /// The canonical value, smaller than p.
    package var value: UInt128 { UInt128(word) }

    static let modulusWord: UInt64 = 0xFFFF_FFFF_0000_0001
    /// p = 2^64 - 2^32 + 1.
    package static let modulus = UInt128(modulusWord)
    /// The neutral element of addition.
    @inline(__always)
    package static var zero: Field64 { Field64(word: 0) }
    /// The neutral element of multiplication.
    @inline(__always)
    package static var one: Field64 { Field64(word: 1) }
    /// Bytes of an encoded element.
    package static var encodedSize: Int { 8 }

    /// The sum modulo p.
    @inline(__always)
    package static func + (left: Field64, right: Field64) -> Field64 {
        Field64(word: cvdaf_f64_add(left.word, right.word))
    }

    /// The difference modulo p.
    @inline(__always)
    package static func - (left: Field64, right: Field64) -> Field64 {
        Field64(word: cvdaf_f64_sub(left.word, right.word))
    }

    /// The product modulo p.
    @inline(__always)
    package static func * (left: Field64, right: Field64) -> Field64 {
        Field64(word: cvdaf_f64_mul(left.word, right.word))
    }

    /// Compares all of both elements.
    @inline(__always)
    package static func == (left: Field64, right: Field64) -> Bool {
        left.word ^ right.word == 0
    }
}

extension Field64: NTTField {
    @inline(__always)
    package static var generator: Field64 { Field64(word: 0x1856_29DC_DA58_878C) }
    @inline(__always)
    package static var generatorLogOrder: Int { 32 }
    /// 1: a product of canonical elements is reduced by folding, nothing is divided.
    @inline(__always)
    package static var radix: Field64 { .one }
    @inline(__always)
    package static var radixSquared: Field64 { .one }

    @inline(__always)
    package static func reducedProduct(_ left: Field64, _ right: Field64) -> Field64 { left * right }

    @inline(__always)
    package static func load(_ bytes: UnsafeRawPointer, canonical: inout UInt64) -> Field64 {
        let word = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
        canonical &= cvdaf_f64_is_canonical(word)
        return Field64(word: word)
    }

    @inline(__always)
    package func store(_ bytes: UnsafeMutableRawPointer) {
        bytes.storeBytes(of: word.littleEndian, as: UInt64.self)
    }

    /// Three words: sums of up to 2^64 - 1 products.
    package struct ProductSum: FieldProductSum {
        var sum = cvdaf_f64_sum()

        @inline(__always)
        package init() {}

        @inline(__always)
        package mutating func add(_ factor: Factor<Field64>, _ element: Field64) {
            cvdaf_f64_sum_add(&sum, factor.scaled.word, element.word)
        }

        @inline(__always)
        package var reduced: Field64 {
            var copy = sum
            return Field64(word: cvdaf_f64_sum_reduce(&copy))
        }
    }
}
