// SPDX-License-Identifier: Apache-2.0
//
// The circuits without joint randomness: Count (VDAF, "Prio3Count") and Sum (VDAF, "Prio3Sum").

/// A measurement of 0 or 1: x · x - x is zero.
package struct CountCircuit<Field: NTTField>: ValidityCircuit {
    package let gadget = Mul<Field>()
    package let gadgetCalls = 1
    package let measurementLength = 1
    package let jointRandomnessLength = 0
    package let evaluationOutputLength = 1
    package let outputLength = 1

    package init() {}

    package func encode(_ measurement: Bool) throws(VDAFError) -> [Field] {
        [Field(ConstantTime.bit(measurement))]
    }

    package func writeInputs(
        ofCall call: Int, _ evaluation: CircuitEvaluation<Field>, to wires: UnsafeMutableBufferPointer<Field>
    ) {
        wires[0] = evaluation.measurement[0]
        wires[1] = evaluation.measurement[0]
    }

    package func outputs(_ evaluation: CircuitEvaluation<Field>, gadgetOutputs: [Field]) -> [Field] {
        [gadgetOutputs[0] - evaluation.measurement[0]]
    }
}

/// An integer up to a maximum: each element of its encoding is 0 or 1.
package struct SumCircuit<Field: NTTField>: ValidityCircuit {
    package let range: RangeCheckedInteger<Field>
    package let gadget: PolyEval<Field>
    package var gadgetCalls: Int { range.bits }
    package var measurementLength: Int { range.bits }
    package let jointRandomnessLength = 0
    package var evaluationOutputLength: Int { range.bits }
    package let outputLength = 1

    package init(maximum: UInt64) throws(VDAFError) {
        range = try RangeCheckedInteger(maximum: maximum)
        gadget = try PolyEval([0, -1, 1])
    }

    package func encode(_ measurement: UInt64) throws(VDAFError) -> [Field] {
        try range.check([measurement])
        var elements: [Field] = []
        range.encode(measurement, to: &elements)
        return elements
    }

    package func writeInputs(
        ofCall call: Int, _ evaluation: CircuitEvaluation<Field>, to wires: UnsafeMutableBufferPointer<Field>
    ) {
        wires[0] = evaluation.measurement[call]
    }

    package func outputs(_ evaluation: CircuitEvaluation<Field>, gadgetOutputs: [Field]) -> [Field] {
        gadgetOutputs
    }

    package func truncate(_ measurement: [Field]) -> [Field] {
        measurement.withUnsafeBufferPointer { range.decode($0, count: 1) }
    }
}
