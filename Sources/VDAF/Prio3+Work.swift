// SPDX-License-Identifier: Apache-2.0
//
// How much work an instance is, for benchmarks to compute floors from: the XOF bytes that the draft forces and
// the field products that the algorithms of this module need.

/// Counts of work for one report.
package struct InstanceWork: Sendable {
    package let elementSize: Int
    package let measurementLength: Int
    /// Elements of all proofs.
    package let proofElements: Int
    package let hasJointRandomness: Bool
    /// Products for one aggregator's query, sums of products included.
    package let queryProducts: Int
    /// Products for the client's proofs.
    package let proveProducts: Int

    init(_ scheme: Prio3Scheme<some ValidityCircuit>, elementSize: Int) {
        let domain = scheme.proof.domain
        let length = domain.wireLength
        let arity = scheme.circuit.gadget.arity
        self.elementSize = elementSize
        measurementLength = scheme.circuit.measurementLength
        proofElements = scheme.proofs * scheme.proof.proofLength
        hasJointRandomness = scheme.usesJointRandomness
        // One random power and two weighted sums an element; seven products a node for the weights, two for
        // the gadget polynomial's extension and evaluation; one inversion of 128 squarings and more.
        let inputs = hasJointRandomness ? 3 * measurementLength : scheme.circuit.gadgetCalls * arity
        queryProducts = scheme.proofs * (inputs + 9 * domain.size + 176)
        // Two transforms of p log(p) / 2 products, a scaling and the products at both sets of points a wire.
        let transform = length * domain.wireTransform.logSize + length
        proveProducts = scheme.proofs * (inputs + arity * (transform + length))
    }
}

extension Prio3 {
    /// The work of one report.
    package var work: InstanceWork {
        switch scheme {
        case .count(let scheme): InstanceWork(scheme, elementSize: 8)
        case .sum(let scheme): InstanceWork(scheme, elementSize: 8)
        case .sumVec(let scheme): InstanceWork(scheme, elementSize: 16)
        case .histogram(let scheme): InstanceWork(scheme, elementSize: 16)
        case .multihotCountVec(let scheme): InstanceWork(scheme, elementSize: 16)
        case .l1BoundSum(let scheme): InstanceWork(scheme, elementSize: 16)
        case .multiproof(let scheme): InstanceWork(scheme, elementSize: 8)
        }
    }
}

extension Field128 {
    /// Multiplies all elements by one, `rounds` times.
    package static func multiplyAll(_ elements: inout [Field128], by multiplier: Field128, rounds: Int) {
        elements.withUnsafeMutableBufferPointer { elements in
            for _ in 0..<rounds {
                for index in elements.indices { elements[index] = elements[index] * multiplier }
            }
        }
    }
}

extension Field64 {
    /// Multiplies all elements by one, `rounds` times.
    package static func multiplyAll(_ elements: inout [Field64], by multiplier: Field64, rounds: Int) {
        elements.withUnsafeMutableBufferPointer { elements in
            for _ in 0..<rounds {
                for index in elements.indices { elements[index] = elements[index] * multiplier }
            }
        }
    }
}
