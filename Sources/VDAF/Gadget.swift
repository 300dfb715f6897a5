// SPDX-License-Identifier: Apache-2.0
//
// The non-affine parts of validity circuits (VDAF, "FLP Gadgets"): Mul, PolyEval and ParallelSum, evaluated on
// field elements and on wire polynomials given by their values.

/// A non-affine arithmetic circuit (VDAF, "Validity Circuits").
package protocol Gadget<Field>: Sendable {
    associatedtype Field: NTTField
    /// The number of input wires.
    var arity: Int { get }
    /// The degree of the polynomial that it computes.
    var degree: Int { get }
    /// The output for `arity` inputs.
    func evaluate(_ inputs: UnsafeBufferPointer<Field>) -> Field
    /// Adds the gadget polynomial's n values to `values`. `wires` holds the p values of each wire polynomial,
    /// wire after wire, and is overwritten.
    func addPolynomial(
        of wires: UnsafeMutableBufferPointer<Field>, on domain: GadgetDomain<Field>,
        to values: UnsafeMutableBufferPointer<Field>)
}

/// The product of two inputs (VDAF, "Multiplication").
package struct Mul<Field: NTTField>: Gadget {
    package let arity = 2
    package let degree = 2

    package init() {}

    @inline(__always)
    package func evaluate(_ inputs: UnsafeBufferPointer<Field>) -> Field {
        inputs[0] * inputs[1]
    }

    /// The values at the p-th roots are products of what is known; those in between need both wires there.
    package func addPolynomial(
        of wires: UnsafeMutableBufferPointer<Field>, on domain: GadgetDomain<Field>,
        to values: UnsafeMutableBufferPointer<Field>
    ) {
        let length = domain.wireLength
        let left = UnsafeMutableBufferPointer(rebasing: wires[..<length])
        let right = UnsafeMutableBufferPointer(rebasing: wires[length..<(2 * length)])
        for index in 0..<length {
            values[2 * index] = values[2 * index] + left[index] * right[index]
        }
        domain.wireTransform.moveToOddPowers(left)
        domain.wireTransform.moveToOddPowers(right)
        for index in 0..<length {
            values[2 * index + 1] = values[2 * index + 1] + left[index] * right[index]
        }
    }
}

/// A polynomial in one input (VDAF, "Polynomial Evaluation").
package struct PolyEval<Field: NTTField>: Gadget {
    package let arity = 1
    package let degree: Int
    /// Coefficients of x^0, x^1, ...; the last one isn't zero.
    private let coefficients: [Field]

    /// Refuses a polynomial without a non-zero coefficient beyond the constant.
    package init(_ coefficients: [Int64]) throws(VDAFError) {
        guard let last = coefficients.lastIndex(where: { $0 != 0 }), last > 0 else {
            throw VDAFError(
                .parameter, "a constant polynomial as a gadget", help: "give a coefficient of `x` or beyond")
        }
        degree = last
        self.coefficients = coefficients[...last].map(Field.init(signed:))
    }

    package func evaluate(_ inputs: UnsafeBufferPointer<Field>) -> Field {
        evaluate(at: inputs[0])
    }

    private func evaluate(at x: Field) -> Field {
        let factor = Factor(x)
        return coefficients.reversed().reduce(Field.zero) { $0 * factor + $1 }
    }

    package func addPolynomial(
        of wires: UnsafeMutableBufferPointer<Field>, on domain: GadgetDomain<Field>,
        to values: UnsafeMutableBufferPointer<Field>
    ) {
        domain.wireTransform.interpolate(wires)
        var points = [Field](repeating: .zero, count: domain.size)
        // Coefficient c of p stands at place reversed(c), which is reversed(c) · n / p among n places.
        for index in wires.indices { points[index * domain.step] = wires[index] }
        points.withUnsafeMutableBufferPointer { domain.polynomialTransform.evaluate($0) }
        for index in values.indices { values[index] = values[index] + evaluate(at: points[index]) }
    }
}

/// The sum of the same gadget over several groups of inputs (VDAF, "Parallel Sum").
package struct ParallelSum<Inner: Gadget>: Gadget {
    package typealias Field = Inner.Field
    package let inner: Inner
    package let count: Int
    package var arity: Int { inner.arity * count }
    package var degree: Int { inner.degree }

    /// - Parameter count: at least 1.
    package init(_ inner: Inner, count: Int) {
        self.inner = inner
        self.count = count
    }

    package func evaluate(_ inputs: UnsafeBufferPointer<Field>) -> Field {
        var sum = Field.zero
        for index in 0..<count {
            let range = (index * inner.arity)..<((index + 1) * inner.arity)
            sum = sum + inner.evaluate(UnsafeBufferPointer(rebasing: inputs[range]))
        }
        return sum
    }

    package func addPolynomial(
        of wires: UnsafeMutableBufferPointer<Field>, on domain: GadgetDomain<Field>,
        to values: UnsafeMutableBufferPointer<Field>
    ) {
        let stride = inner.arity * domain.wireLength
        for index in 0..<count {
            let group = UnsafeMutableBufferPointer(rebasing: wires[(index * stride)..<((index + 1) * stride)])
            inner.addPolynomial(of: group, on: domain, to: values)
        }
    }
}
