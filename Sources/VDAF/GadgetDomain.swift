// SPDX-License-Identifier: Apache-2.0
//
// Where the polynomials of a proof are known (VDAF, "Lagrange Basis" and "Validity Circuits"): wire polynomials
// by their values at the p-th roots of unity, the gadget polynomial by its first degree · (p - 1) + 1 values at
// the n-th roots, n the next power of two. Evaluation at another point t is a sum of weighted values: all the
// weights, of both sets of roots, come from one inversion.

/// The two sets of evaluation points of a gadget that is called a given number of times.
package struct GadgetDomain<Field: NTTField>: Sendable {
    /// p: the number of values of a wire polynomial.
    package let wireLength: Int
    /// The number of values of a gadget polynomial that a proof carries.
    package let polynomialLength: Int
    /// n / p: gadget output `k` is value `k · step` of the gadget polynomial.
    package let step: Int
    package let wireTransform: NumberTheoreticTransform<Field>
    /// Of size n.
    package let polynomialTransform: NumberTheoreticTransform<Field>
    /// n.
    package var size: Int { wireLength * step }

    /// The n-th roots of unity.
    private let nodes: [Factor<Field>]
    /// One row for each value from `polynomialLength` to n - 1: its weights on the values before.
    private let extensionRows: [[Factor<Field>]]
    private let inverseOfSize: Factor<Field>
    private let inverseOfWireLength: Factor<Field>

    /// - Parameters: `calls` at least 1, `degree` at least 1.
    package init(calls: Int, degree: Int) {
        wireLength = Self.powerOfTwo(atLeast: 1 + calls)
        polynomialLength = degree * (wireLength - 1) + 1
        let size = Self.powerOfTwo(atLeast: polynomialLength)
        step = size / wireLength
        wireTransform = NumberTheoreticTransform(logSize: wireLength.trailingZeroBitCount)
        polynomialTransform = NumberTheoreticTransform(logSize: size.trailingZeroBitCount)
        nodes = Field.powers(of: Field.root(logOrder: size.trailingZeroBitCount), count: size)
        inverseOfSize = Factor(Field(UInt64(size)).inverse)
        inverseOfWireLength = Factor(Field(UInt64(wireLength)).inverse)
        extensionRows = Self.extensionRows(nodes: nodes, known: polynomialLength)
    }

    package static func powerOfTwo(atLeast count: Int) -> Int {
        count <= 1 ? 1 : 1 << (Int.bitWidth - (count - 1).leadingZeroBitCount)
    }

    /// Lagrange's weights of the missing values on the known ones. A single missing value follows from the
    /// coefficient of degree n - 1, which is zero: the sum of w^i · v[i] vanishes.
    private static func extensionRows(nodes: [Factor<Field>], known: Int) -> [[Factor<Field>]] {
        let zero = Factor(scaled: Field.zero)
        if known + 1 == nodes.count {
            return [(0..<known).map { zero - nodes[$0 + 1] }]
        }
        let denominators = (0..<known).map { i in
            (0..<known).reduce(Factor<Field>.one) { $1 == i ? $0 : $0 * (nodes[i] - nodes[$1]) }.inverse
        }
        return (known..<nodes.count).map { k in
            (0..<known).map { i in
                (0..<known).reduce(denominators[i]) { $1 == i ? $0 : $0 * (nodes[k] - nodes[$1]) }
            }
        }
    }

    /// All n values of the gadget polynomial, from those that a proof carries.
    package func extended(_ values: some Collection<Field>) -> [Field] {
        let known = Array(values)
        var result = known
        result.reserveCapacity(size)
        for row in extensionRows {
            var sum = Field.ProductSum()
            for index in known.indices { sum.add(row[index], known[index]) }
            result.append(sum.reduced)
        }
        return result
    }

    /// What a value weighs in the evaluation at t, for each set of roots.
    package struct Weights: Sendable {
        /// p weights.
        package let wire: [Factor<Field>]
        /// n weights.
        package let polynomial: [Factor<Field>]
    }

    /// The weights at t, which mustn't be a p-th root of unity: the evaluation would then give away a wire
    /// value (VDAF, "Querying the Proof").
    package func weights(at t: Field) throws(VDAFError) -> Weights {
        let point = Factor(t)
        let wirePower = point.power(UInt128(wireLength))
        guard wirePower.element != .one else {
            throw VDAFError(
                .proof, "the test point is a root of unity",
                help: "drop the report")
        }
        let power = point.power(UInt128(size))
        if power.element == .one { return weights(atNode: point, wirePower: wirePower) }
        let inverses = Self.inverses(of: nodes.map { point - $0 })
        let base = (power - .one) * inverseOfSize
        let wireBase = (wirePower - .one) * inverseOfWireLength
        return Weights(
            wire: (0..<wireLength).map { wireBase * nodes[$0 * step] * inverses[$0 * step] },
            polynomial: (0..<size).map { base * nodes[$0] * inverses[$0] })
    }

    /// The same when t happens to be one of the n-th roots, though none of the p-th: one value weighs all.
    private func weights(atNode point: Factor<Field>, wirePower: Factor<Field>) -> Weights {
        let wireNodes = (0..<wireLength).map { nodes[$0 * step] }
        let inverses = Self.inverses(of: wireNodes.map { point - $0 })
        let wireBase = (wirePower - .one) * inverseOfWireLength
        return Weights(
            wire: (0..<wireLength).map { wireBase * wireNodes[$0] * inverses[$0] },
            polynomial: nodes.map { $0.scaled == point.scaled ? .one : Factor(scaled: .zero) })
    }

    /// The inverses of non-zero factors, with one inversion and three products each.
    static func inverses(of factors: [Factor<Field>]) -> [Factor<Field>] {
        var prefixes: [Factor<Field>] = []
        prefixes.reserveCapacity(factors.count)
        var product = Factor<Field>.one
        for factor in factors {
            prefixes.append(product)
            product = product * factor
        }
        var inverse = product.inverse
        for index in factors.indices.reversed() {
            prefixes[index] = inverse * prefixes[index]
            inverse = inverse * factors[index]
        }
        return prefixes
    }
}
