// SPDX-License-Identifier: Apache-2.0
//
// Transforms, evaluation and extension in the Lagrange basis against polynomials by their definition.

import RegieTesting
import Testing
import VDAF

struct PolynomialTests {
    private func value<Field: NTTField>(_ coefficients: [Field], _ x: Field) -> Field {
        coefficients.reversed().reduce(Field.zero) { $0 * x + $1 }
    }

    private func checkTransform<Field: NTTField>(_ type: Field.Type, logSize: Int) {
        var generator = SeededGenerator(seed: UInt64(logSize))
        let size = 1 << logSize
        let coefficients = (0..<size).map { _ in randomElement(Field.self, &generator) }
        let reversed = (0..<size).map {
            coefficients[NumberTheoreticTransform<Field>.reversed($0, bits: logSize)]
        }
        let transform = NumberTheoreticTransform<Field>(logSize: logSize)
        let nodes = rootsOfUnity(Field.self, count: size)

        var values = reversed
        values.withUnsafeMutableBufferPointer { transform.evaluate($0) }
        #expect(values == nodes.map { value(coefficients, $0) })

        var back = values
        back.withUnsafeMutableBufferPointer { transform.interpolate($0) }
        #expect(back == reversed)

        var odd = values
        odd.withUnsafeMutableBufferPointer { transform.moveToOddPowers($0) }
        let fine = rootsOfUnity(Field.self, count: 2 * size)
        #expect(odd == (0..<size).map { value(coefficients, fine[2 * $0 + 1]) })
    }

    @Test(arguments: 0...6)
    func `transforms agree with evaluation by definition`(_ logSize: Int) {
        checkTransform(Field64.self, logSize: logSize)
        checkTransform(Field128.self, logSize: logSize)
    }

    private func checkDomain<Field: NTTField>(_ type: Field.Type, calls: Int, degree: Int) throws {
        var generator = SeededGenerator(seed: UInt64(calls * 10 + degree))
        let domain = GadgetDomain<Field>(calls: calls, degree: degree)
        let nodes = rootsOfUnity(Field.self, count: domain.size)
        let coefficients = (0..<domain.polynomialLength).map { _ in randomElement(Field.self, &generator) }
        let values = nodes.map { value(coefficients, $0) }
        #expect(domain.extended(values.prefix(domain.polynomialLength)) == values)

        let t = randomElement(Field.self, &generator)
        let weights = try domain.weights(at: t)
        let polynomial = zip(weights.polynomial, values).reduce(Field.zero) { $0 + $1.1 * $1.0 }
        #expect(polynomial == value(coefficients, t))

        let wireNodes = rootsOfUnity(Field.self, count: domain.wireLength)
        let wire = wireNodes.map { _ in randomElement(Field.self, &generator) }
        let sum = zip(weights.wire, wire).reduce(Field.zero) { $0 + $1.1 * $1.0 }
        #expect(sum == interpolated(wire, at: wireNodes, t))
    }

    @Test(arguments: [(1, 2), (2, 2), (3, 2), (7, 2), (9, 2), (1, 3), (3, 3), (6, 3), (3, 4), (2, 5)])
    func `evaluation and extension agree with polynomials by definition`(_ calls: Int, _ degree: Int) throws {
        try checkDomain(Field64.self, calls: calls, degree: degree)
        try checkDomain(Field128.self, calls: calls, degree: degree)
    }

    @Test
    func `a test point that is a root of unity of the wires is refused`() {
        let domain = GadgetDomain<Field128>(calls: 5, degree: 2)
        for node in rootsOfUnity(Field128.self, count: domain.wireLength) {
            #expect(refusal { try domain.weights(at: node) } == .proof)
        }
    }

    @Test
    func `a test point among the other roots gives that root's value`() throws {
        let domain = GadgetDomain<Field64>(calls: 3, degree: 2)
        let nodes = rootsOfUnity(Field64.self, count: domain.size)
        let wireNodes = rootsOfUnity(Field64.self, count: domain.wireLength)
        var generator = SeededGenerator(seed: 5)
        let values = nodes.map { _ in randomElement(Field64.self, &generator) }
        for index in stride(from: 1, to: domain.size, by: 2) {
            let weights = try domain.weights(at: nodes[index])
            #expect(zip(weights.polynomial, values).reduce(Field64.zero) { $0 + $1.1 * $1.0 } == values[index])
            let wire = Array(values.prefix(domain.wireLength))
            let sum = zip(weights.wire, wire).reduce(Field64.zero) { $0 + $1.1 * $1.0 }
            #expect(sum == interpolated(wire, at: wireNodes, nodes[index]))
        }
    }

    @Test
    func `a constant polynomial is no gadget`() {
        #expect(refusal { try PolyEval<Field64>([]) } == .parameter)
        #expect(refusal { try PolyEval<Field64>([0, 0]) } == .parameter)
        #expect(refusal { try PolyEval<Field64>([5, 0]) } == .parameter)
        #expect((try? PolyEval<Field64>([0, -1, 1, 0]))?.degree == 2)
    }
}
