// SPDX-License-Identifier: Apache-2.0
//
// A circuit that is in no draft, only in the vectors: one call of x(x - 1)(x - 2), of degree 3, whose gadget
// polynomial takes the general way of extension.

import VDAF

/// Accepts 0, 1 and 2.
struct HigherDegree: ValidityCircuit {
    typealias Field = Field64
    let gadget: PolyEval<Field64>
    let gadgetCalls: Int
    var measurementLength: Int { gadgetCalls }
    let jointRandomnessLength = 0
    var evaluationOutputLength: Int { gadgetCalls }
    var outputLength: Int { gadgetCalls }

    init(calls: Int = 1) throws {
        gadgetCalls = calls
        gadget = try PolyEval([0, 2, -3, 1])
    }

    func encode(_ measurement: [UInt64]) throws(VDAFError) -> [Field64] { measurement.map { Field64($0) } }

    func writeInputs(
        ofCall call: Int, _ evaluation: CircuitEvaluation<Field64>, to wires: UnsafeMutableBufferPointer<Field64>
    ) {
        wires[0] = evaluation.measurement[call]
    }

    func outputs(_ evaluation: CircuitEvaluation<Field64>, gadgetOutputs: [Field64]) -> [Field64] {
        gadgetOutputs
    }
}
