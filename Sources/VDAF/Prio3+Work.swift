// SPDX-License-Identifier: Apache-2.0
//
// How much work an instance is, for benchmarks to compute floors from: the XOF bytes that the draft forces and
// the field products that the algorithms of this module need.

/// Counts of work for one report.
package struct InstanceWork: Sendable {
    package let elementSize: Int
    /// Keccak permutations of the XOF calls that two aggregators can't do without, for an empty context.
    package let verifyPermutations: Int
    /// The same for the client of two aggregators.
    package let shardPermutations: Int
    /// Products for one aggregator's query, sums of products included.
    package let queryProducts: Int
    /// Products for the client's proofs.
    package let proveProducts: Int

    init(_ scheme: Prio3Scheme<some ValidityCircuit>, elementSize: Int) {
        let domain = scheme.proof.domain
        let length = domain.wireLength
        let arity = scheme.circuit.gadget.arity
        self.elementSize = elementSize
        (verifyPermutations, shardPermutations) = Self.permutations(scheme, elementSize: elementSize)
        // One random power and two weighted sums an element; seven products a node for the weights, two for
        // the gadget polynomial's extension and evaluation; one inversion of 128 squarings and more.
        let inputs =
            scheme.usesJointRandomness ? 3 * scheme.circuit.measurementLength : scheme.circuit.gadgetCalls * arity
        queryProducts = scheme.proofs * (inputs + 9 * domain.size + 176)
        // Two transforms of p log(p) / 2 products, a scaling and the products at both sets of points a wire.
        let transform = length * domain.wireTransform.logSize + length
        proveProducts = scheme.proofs * (inputs + arity * (transform + length))
    }

    /// Before the binder come 2 bytes of length, 8 of tag, 1 of length and 32 of seed.
    private static func permutations(
        _ scheme: Prio3Scheme<some ValidityCircuit>, elementSize: Int
    ) -> (verify: Int, shard: Int) {
        func blocks(binder: Int, output: Int) -> Int { (43 + binder) / 168 + max(1, (output + 167) / 168) }
        func vector(binder: Int, _ count: Int) -> Int { blocks(binder: binder, output: count * elementSize) }
        let proofs = scheme.proofs
        let measurement = scheme.circuit.measurementLength
        let expand = vector(binder: 1, measurement) + vector(binder: 2, proofs * scheme.proof.proofLength)
        let query = vector(binder: 17, proofs * scheme.proof.queryRandomnessLength)
        let prove = vector(binder: 1, proofs * scheme.proof.proveRandomnessLength)
        guard scheme.usesJointRandomness else { return (expand + 2 * query, expand + prove) }
        let part = blocks(binder: 17 + measurement * elementSize, output: 32)
        let seed = blocks(binder: 64, output: 32)
        let random = vector(binder: 1, proofs * scheme.circuit.jointRandomnessLength)
        return (expand + 2 * (query + part + seed + random) + seed, expand + prove + 2 * part + seed + random)
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
