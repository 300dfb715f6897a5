// SPDX-License-Identifier: Apache-2.0
//
// The proof system (VDAF, "FLP Specification"), for circuits with one gadget. A proof is the wire seeds and
// the values of the gadget polynomial; a verifier is the circuit's reduced output, the wire polynomials and the
// gadget polynomial at the test point. Control flow depends on lengths alone, save for the final verdict.

/// Proves and checks that an encoded measurement satisfies `Circuit`.
package struct FullyLinearProof<Circuit: ValidityCircuit>: Sendable {
    package typealias Field = Circuit.Field
    package let circuit: Circuit
    package let domain: GadgetDomain<Field>

    package init(_ circuit: Circuit) {
        self.circuit = circuit
        domain = GadgetDomain(calls: circuit.gadgetCalls, degree: circuit.gadget.degree)
    }

    package var proveRandomnessLength: Int { circuit.gadget.arity }
    /// One random factor for each of several circuit outputs, then the test point.
    package var queryRandomnessLength: Int {
        1 + (circuit.evaluationOutputLength > 1 ? circuit.evaluationOutputLength : 0)
    }
    package var proofLength: Int { circuit.gadget.arity + domain.polynomialLength }
    package var verifierLength: Int { circuit.gadget.arity + 2 }

    /// A proof for an encoded measurement (VDAF, "Generating the Proof").
    package func prove(
        measurement: [Field], proveRandomness: ArraySlice<Field>, jointRandomness: [Field]
    ) -> [Field] {
        let length = domain.wireLength
        let arity = circuit.gadget.arity
        var wires = [Field](repeating: .zero, count: arity * length)
        for (wire, seed) in proveRandomness.enumerated() { wires[wire * length] = seed }
        var row = [Field](repeating: .zero, count: arity)
        measurement.withUnsafeBufferPointer { measurement in
            let evaluation = CircuitEvaluation(
                measurement: measurement, jointRandomness: jointRandomness, inverseOfShares: .one)
            for call in 0..<circuit.gadgetCalls {
                row.withUnsafeMutableBufferPointer { circuit.writeInputs(ofCall: call, evaluation, to: $0) }
                for wire in 0..<arity { wires[wire * length + call + 1] = row[wire] }
            }
        }
        var values = [Field](repeating: .zero, count: domain.size)
        wires.withUnsafeMutableBufferPointer { wires in
            values.withUnsafeMutableBufferPointer { values in
                circuit.gadget.addPolynomial(of: wires, on: domain, to: values)
            }
        }
        return Array(proveRandomness) + values[..<domain.polynomialLength]
    }

    /// A share of the verifier, from shares of a measurement and of its proof (VDAF, "Querying the Proof").
    package func query(
        measurement: [Field], proof: ArraySlice<Field>, queryRandomness: ArraySlice<Field>,
        jointRandomness: [Field], inverseOfShares: Field
    ) throws(VDAFError) -> [Field] {
        let arity = circuit.gadget.arity
        let polynomial = domain.extended(proof.dropFirst(arity))
        let outputs = (1...circuit.gadgetCalls).map { polynomial[$0 * domain.step] }
        let weights = try domain.weights(at: queryRandomness[queryRandomness.endIndex - 1])

        var sums = [Field.ProductSum](repeating: Field.ProductSum(), count: arity)
        let circuitOutputs = measurement.withUnsafeBufferPointer { measurement in
            let evaluation = CircuitEvaluation(
                measurement: measurement, jointRandomness: jointRandomness, inverseOfShares: inverseOfShares)
            sums.withUnsafeMutableBufferPointer { sums in
                for (wire, seed) in proof.prefix(arity).enumerated() { sums[wire].add(weights.wire[0], seed) }
                circuit.addWeightedInputs(evaluation, weights: weights.wire.dropFirst(), to: sums)
            }
            return circuit.outputs(evaluation, gadgetOutputs: outputs)
        }
        var verifier = [reduced(circuitOutputs, by: queryRandomness)]
        verifier.reserveCapacity(verifierLength)
        for sum in sums { verifier.append(sum.reduced) }
        var gadgetCheck = Field.ProductSum()
        for (weight, value) in zip(weights.polynomial, polynomial) { gadgetCheck.add(weight, value) }
        verifier.append(gadgetCheck.reduced)
        return verifier
    }

    /// The circuit's only output, or a random combination of several.
    @inline(__always)
    private func reduced(_ outputs: [Field], by randomness: ArraySlice<Field>) -> Field {
        guard outputs.count > 1 else { return outputs.first ?? .zero }
        var sum = Field.zero
        for (output, random) in zip(outputs, randomness) { sum = sum + output * random }
        return sum
    }

    /// Whether the verifier, summed over its shares, accepts (VDAF, "Deciding Validity").
    package func accepts(_ verifier: ArraySlice<Field>) -> Bool {
        let arity = circuit.gadget.arity
        let wires = Array(verifier.dropFirst().prefix(arity))
        let output = wires.withUnsafeBufferPointer { circuit.gadget.evaluate($0) }
        let isZero = verifier.first == Field.zero
        let isConsistent = verifier.dropFirst(1 + arity).first == output
        return isZero && isConsistent
    }
}
