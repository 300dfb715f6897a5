// SPDX-License-Identifier: Apache-2.0
//
// What the rest of the module needs of a field (VDAF, "Finite Fields" and "NTT-Friendly Fields"), and what
// follows from it alone: powers, inverses, roots of unity. Everything generic in the module is used inside it
// with a concrete field, so that the optimiser sees through; the public door names its fields.

/// A prime field with a multiplicative subgroup of order 2^`generatorLogOrder`.
package protocol NTTField: Hashable, Sendable {
    associatedtype ProductSum: FieldProductSum where ProductSum.Field == Self

    static var zero: Self { get }
    static var one: Self { get }
    /// Generates the subgroup of order 2^`generatorLogOrder`.
    static var generator: Self { get }
    static var generatorLogOrder: Int { get }
    /// Bytes of an encoded element.
    static var encodedSize: Int { get }
    static var modulus: UInt128 { get }
    /// R: the number that `reducedProduct` divides by.
    static var radix: Self { get }
    static var radixSquared: Self { get }

    init(_ value: UInt64)
    init(signed value: Int64)
    /// The canonical value.
    var value: UInt128 { get }

    static func + (left: Self, right: Self) -> Self
    static func - (left: Self, right: Self) -> Self
    static func * (left: Self, right: Self) -> Self
    /// left · right / R, the cheapest product.
    static func reducedProduct(_ left: Self, _ right: Self) -> Self

    /// Reads an encoded element; `canonical` stays 1 only if it is smaller than the modulus.
    static func load(_ bytes: UnsafeRawPointer, canonical: inout UInt64) -> Self
    /// Writes the encoded element.
    func store(_ bytes: UnsafeMutableRawPointer)
}

/// A sum of products, reduced once at its end.
package protocol FieldProductSum: Sendable {
    associatedtype Field
    init()
    /// Adds factor · element.
    mutating func add(_ factor: Factor<Field>, _ element: Field)
    var reduced: Field { get }
}

/// An element kept times R, so that multiplying by it costs one reduction.
package struct Factor<Field>: Sendable where Field: Sendable {
    package var scaled: Field

    @inline(__always)
    init(scaled: Field) { self.scaled = scaled }
}

extension Factor where Field: NTTField {
    @inline(__always)
    package init(_ element: Field) {
        scaled = Field.reducedProduct(element, Field.radixSquared)
    }

    @inline(__always)
    package static func * (left: Factor, right: Factor) -> Factor {
        Factor(scaled: Field.reducedProduct(left.scaled, right.scaled))
    }

    @inline(__always)
    package static func * (left: Field, right: Factor) -> Field {
        Field.reducedProduct(left, right.scaled)
    }

    @inline(__always)
    package static func - (left: Factor, right: Factor) -> Factor {
        Factor(scaled: left.scaled - right.scaled)
    }

    @inline(__always)
    package static func + (left: Factor, right: Factor) -> Factor {
        Factor(scaled: left.scaled + right.scaled)
    }

    @inline(__always)
    static var one: Factor { Factor(scaled: Field.radix) }

    /// The element itself.
    @inline(__always)
    package var element: Field { Field.reducedProduct(scaled, .one) }

    /// The power to a public exponent, four bits at a time.
    package func power(_ exponent: UInt128) -> Factor {
        var table = [Factor.one]
        for _ in 1..<16 { table.append(table[table.count - 1] * self) }
        var result = Factor.one
        for shift in stride(from: 124, through: 0, by: -4) {
            for _ in 0..<4 { result = result * result }
            result = result * table[Int(truncatingIfNeeded: exponent >> UInt128(shift)) & 15]
        }
        return result
    }

    /// The inverse, by Fermat: the (p - 2)-th power. Zero has none and gives zero.
    package var inverse: Factor { power(Field.modulus - 2) }
}

extension NTTField {
    /// The power to a public exponent.
    package func power(_ exponent: UInt128) -> Self { Factor(self).power(exponent).element }

    /// The multiplicative inverse; zero for zero.
    package var inverse: Self { Factor(self).inverse.element }

    /// A primitive root of unity of order 2^`logOrder`.
    package static func root(logOrder: Int) -> Self {
        generator.power(UInt128(1) << UInt128(generatorLogOrder - logOrder))
    }

    /// The first `count` powers of a root of unity, as factors.
    static func powers(of root: Self, count: Int) -> [Factor<Self>] {
        let factor = Factor(root)
        var powers: [Factor<Self>] = []
        powers.reserveCapacity(count)
        var power = Factor<Self>.one
        for _ in 0..<count {
            powers.append(power)
            power = power * factor
        }
        return powers
    }
}
