// SPDX-License-Identifier: Apache-2.0
//
// Field64 and Field128 against the slow version, and their codec.

import RegieTesting
import Testing
import VDAF

struct FieldTests {
    private func element128(_ value: UInt128) -> Field128 {
        Field128(UInt64(value >> 64)) * Field128(1 << 32) * Field128(1 << 32)
            + Field128(UInt64(truncatingIfNeeded: value))
    }

    @Test
    func `Field128 agrees with the slow version`() {
        let slow = SlowField(modulus: Field128.modulus)
        var generator = SeededGenerator(seed: 128)
        for _ in 0..<20_000 {
            let (a, b) = (slow.random(&generator), slow.random(&generator))
            let (x, y) = (element128(a), element128(b))
            #expect(x.value == a)
            #expect((x + y).value == slow.add(a, b))
            #expect((x - y).value == slow.subtract(a, b))
            #expect((x * y).value == slow.multiply(a, b))
        }
    }

    @Test
    func `Field64 agrees with the slow version`() {
        let slow = SlowField(modulus: Field64.modulus)
        var generator = SeededGenerator(seed: 64)
        for _ in 0..<20_000 {
            let (a, b) = (slow.random(&generator), slow.random(&generator))
            let (x, y) = (Field64(UInt64(a)), Field64(UInt64(b)))
            #expect(x.value == a)
            #expect((x + y).value == slow.add(a, b))
            #expect((x - y).value == slow.subtract(a, b))
            #expect((x * y).value == slow.multiply(a, b))
        }
        #expect(Field64(UInt64.max).value == UInt128(UInt64.max) - Field64.modulus)
    }

    @Test
    func `sums of products agree with the slow version`() {
        var generator = SeededGenerator(seed: 7)
        checkProductSum(Field64.self, &generator)
        checkProductSum(Field128.self, &generator)
    }

    private func checkProductSum<Field: NTTField>(_ type: Field.Type, _ generator: inout SeededGenerator) {
        let last = Field.zero - Field.one
        var sum = Field.ProductSum()
        var expected = Field.zero
        for _ in 0..<500 {
            let factor = Bool.random(using: &generator) ? last : randomElement(Field.self, &generator)
            let element = Bool.random(using: &generator) ? last : randomElement(Field.self, &generator)
            sum.add(Factor(factor), element)
            expected = expected + factor * element
        }
        #expect(sum.reduced == expected)
    }

    @Test
    func `inverses, powers and roots are what they say`() {
        var generator = SeededGenerator(seed: 3)
        checkInverses(Field64.self, &generator)
        checkInverses(Field128.self, &generator)
    }

    private func checkInverses<Field: NTTField>(_ type: Field.Type, _ generator: inout SeededGenerator) {
        for _ in 0..<20 {
            let x = randomElement(Field.self, &generator)
            #expect(x * x.inverse == Field.one)
            #expect(x.power(5) == x * x * x * x * x)
        }
        #expect(Field.zero.inverse == Field.zero)
        #expect(Field.zero.power(0) == Field.one)
        var root = Field.root(logOrder: 5)
        for _ in 0..<4 { root = root * root }
        #expect(root == Field.zero - Field.one)
        #expect(Field.generator == Field(7).power(Field.modulus >> UInt128(Field.generatorLogOrder)))
    }

    @Test(arguments: [0, 1, -1, 5, -123_456_789, Int64.max, Int64.min])
    func `signed integers come back`(_ value: Int64) {
        #expect(Field128(signed: value).signedValue == value)
        #expect(Field128(signed: value) + Field128(value.magnitude) == Field128(value < 0 ? 0 : 2 * value.magnitude))
        if value.magnitude < 1 << 62 { #expect(Field64(signed: value).signedValue == value) }
    }

    @Test
    func `a value that needs more than 64 bits has no signed value`() {
        let limit = Field128(UInt64(Int64.max)) + .one
        #expect(limit.signedValue == nil)
        #expect((Field128.zero - limit).signedValue == Int64.min)
        #expect((Field128.zero - limit - .one).signedValue == nil)
    }

    @Test
    func `encoding is little-endian and comes back`() throws {
        #expect(Field128.encode([Field128(0x0102)]) == [2, 1] + [UInt8](repeating: 0, count: 14))
        #expect(Field64.encode([Field64(0x0102)]) == [2, 1, 0, 0, 0, 0, 0, 0])
        var generator = SeededGenerator(seed: 1)
        let elements = (0..<40).map { _ in randomElement(Field128.self, &generator) }
        #expect(try Field128.decode(Field128.encode(elements), count: 40) == elements)
        let short = elements.map { Field64(UInt64(truncatingIfNeeded: $0.value)) }
        #expect(try Field64.decode(Field64.encode(short), count: 40) == short)
        #expect(try Field128.decode([], count: 0).isEmpty)
    }

    @Test
    func `G7 an element that isn't smaller than the modulus is refused`() throws {
        func bytes(_ value: UInt128, _ size: Int) -> [UInt8] {
            (0..<size).map { UInt8(truncatingIfNeeded: value >> UInt128(8 * $0)) }
        }
        let encoding = VDAFError.Code.encoding
        #expect(try Field128.decode(bytes(Field128.modulus - 1, 16), count: 1)[0] == Field128.zero - .one)
        #expect(try Field64.decode(bytes(Field64.modulus - 1, 8), count: 1)[0] == Field64.zero - .one)
        for value in [Field128.modulus, Field128.modulus + 1, UInt128.max] {
            let encoded = [UInt8](repeating: 0, count: 32) + bytes(value, 16) + [UInt8](repeating: 0, count: 16)
            #expect(refusal { try Field128.decode(encoded, count: 4) } == encoding)
        }
        for value in [Field64.modulus, UInt128(UInt64.max)] {
            #expect(refusal { try Field64.decode(bytes(value, 8), count: 1) } == encoding)
        }
    }

    @Test(arguments: [(15, 1), (17, 1), (16, 2), (16, 0), (32, 1), (16, -1)])
    func `G7 a vector of another length is refused`(_ size: Int, _ count: Int) {
        let bytes = [UInt8](repeating: 0, count: size)
        #expect(refusal { try Field128.decode(bytes, count: count) } == .encoding)
    }
}

/// The code with which `body` refuses, nil when it doesn't.
func refusal<Result>(_ body: () throws -> Result) -> VDAFError.Code? {
    do {
        _ = try body()
        return nil
    } catch {
        return (error as? VDAFError)?.code
    }
}
