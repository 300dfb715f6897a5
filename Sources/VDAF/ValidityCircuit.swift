// SPDX-License-Identifier: Apache-2.0
//
// What Prio3 needs of a validity circuit (VDAF, "Validity Circuits"). Every circuit of the draft calls a single
// gadget, on inputs that are affine in the measurement and never on another call's output; the interface says
// so: inputs first, then outputs. Constants in a circuit are multiplied by the inverse of the number of shares.

/// A circuit whose outputs are all zero exactly when the encoded measurement is valid.
package protocol ValidityCircuit<Field>: Sendable {
    associatedtype Field: NTTField
    associatedtype CircuitGadget: Gadget<Field>
    associatedtype Measurement

    var gadget: CircuitGadget { get }
    /// How many times the gadget is called, at least 1.
    var gadgetCalls: Int { get }
    /// Elements of an encoded measurement.
    var measurementLength: Int { get }
    /// Elements of joint randomness; 0 when the circuit takes none.
    var jointRandomnessLength: Int { get }
    /// Outputs of the circuit, at least 1.
    var evaluationOutputLength: Int { get }
    /// Elements of an output share.
    var outputLength: Int { get }

    /// Encodes a measurement; refuses one that is out of range.
    func encode(_ measurement: Measurement) throws(VDAFError) -> [Field]

    /// The inputs of gadget call `call`, from 0, on all its wires.
    func writeInputs(
        ofCall call: Int, _ evaluation: CircuitEvaluation<Field>, to wires: UnsafeMutableBufferPointer<Field>)

    /// Adds, to each wire's sum, its input in call k times `weights[k]`, over all calls.
    func addWeightedInputs(
        _ evaluation: CircuitEvaluation<Field>, weights: ArraySlice<Factor<Field>>,
        to sums: UnsafeMutableBufferPointer<Field.ProductSum>)

    /// The circuit's outputs, given the gadget's.
    func outputs(_ evaluation: CircuitEvaluation<Field>, gadgetOutputs: [Field]) -> [Field]

    /// (A share of) what is aggregated, from (a share of) an encoded measurement.
    func truncate(_ measurement: [Field]) -> [Field]
}

/// What a circuit is evaluated on.
package struct CircuitEvaluation<Field: NTTField> {
    /// (A share of) an encoded measurement.
    package let measurement: UnsafeBufferPointer<Field>
    package let jointRandomness: [Field]
    /// 1 / shares, or 1 when the measurement isn't shared.
    package let inverseOfShares: Field

    package init(measurement: UnsafeBufferPointer<Field>, jointRandomness: [Field], inverseOfShares: Field) {
        self.measurement = measurement
        self.jointRandomness = jointRandomness
        self.inverseOfShares = inverseOfShares
    }
}

extension ValidityCircuit {
    package func addWeightedInputs(
        _ evaluation: CircuitEvaluation<Field>, weights: ArraySlice<Factor<Field>>,
        to sums: UnsafeMutableBufferPointer<Field.ProductSum>
    ) {
        var inputs = [Field](repeating: .zero, count: gadget.arity)
        inputs.withUnsafeMutableBufferPointer { inputs in
            for call in 0..<gadgetCalls {
                writeInputs(ofCall: call, evaluation, to: inputs)
                for wire in inputs.indices { sums[wire].add(weights[weights.startIndex + call], inputs[wire]) }
            }
        }
    }

    package func truncate(_ measurement: [Field]) -> [Field] { measurement }
}
