// SPDX-License-Identifier: Apache-2.0
//
// The circuits that check a long vector of zeros and ones: SumVec, Histogram and MultihotCountVec (VDAF,
// "Prio3SumVec", "Prio3Histogram", "Prio3MultihotCountVec") and L1BoundSum (L1-Bound-Sum, "Prio3L1BoundSum
// Definition"). All share one gadget, `BitCheck`; each adds at most one linear check.

/// A circuit whose gadget checks that all its elements are 0 or 1.
package protocol BitCheckedCircuit<Field>: ValidityCircuit where CircuitGadget == ParallelSum<Mul<Field>> {
    var bitCheck: BitCheck<Field> { get }
    /// Zero when the vector as a whole is valid; nil where there is nothing more to check.
    func linearCheck(_ evaluation: CircuitEvaluation<Field>) -> Field?
}

extension BitCheckedCircuit {
    package var gadget: ParallelSum<Mul<Field>> { bitCheck.gadget }
    package var gadgetCalls: Int { bitCheck.calls }
    package var measurementLength: Int { bitCheck.length }
    package var jointRandomnessLength: Int { bitCheck.calls }

    package func writeInputs(
        ofCall call: Int, _ evaluation: CircuitEvaluation<Field>, to wires: UnsafeMutableBufferPointer<Field>
    ) {
        bitCheck.writeInputs(ofCall: call, evaluation, to: wires)
    }

    package func addWeightedInputs(
        _ evaluation: CircuitEvaluation<Field>, weights: ArraySlice<Factor<Field>>,
        to sums: UnsafeMutableBufferPointer<Field.ProductSum>
    ) {
        bitCheck.addWeightedInputs(evaluation, weights: weights, to: sums)
    }

    package func outputs(_ evaluation: CircuitEvaluation<Field>, gadgetOutputs: [Field]) -> [Field] {
        let rangeCheck = gadgetOutputs.reduce(Field.zero, +)
        return [rangeCheck] + (linearCheck(evaluation).map { [$0] } ?? [])
    }
}

/// Refuses a length below 1, one that a share couldn't carry, and a measurement of another length.
func checkLength(_ length: Int, elementsEach: Int, limit: Int) throws(VDAFError) {
    guard length > 0 else {
        throw VDAFError(.parameter, "a length of `\(length)`", help: "give at least 1")
    }
    guard length <= limit / elementsEach - 1 else {
        throw VDAFError(
            .parameter, "a length of `\(length)`",
            help: "give less than `\(limit / elementsEach)`, so that an input share fits in 2^32 bytes")
    }
}

func checkMeasurement(_ count: Int, length: Int) throws(VDAFError) {
    guard count == length else {
        throw VDAFError(
            .measurement, "a measurement of `\(count)` values", help: "give `\(length)` values")
    }
}

/// `length` integers of 0 ... maximum, summed place by place.
package struct SumVecCircuit<Field: NTTField>: BitCheckedCircuit {
    package let range: RangeCheckedInteger<Field>
    package let bitCheck: BitCheck<Field>
    package let outputLength: Int
    package let evaluationOutputLength = 1

    package init(length: Int, maximum: UInt64, chunkLength: Int) throws(VDAFError) {
        range = try RangeCheckedInteger(maximum: maximum)
        try checkLength(length, elementsEach: range.bits, limit: BitCheck<Field>.longest)
        bitCheck = try BitCheck(length: length * range.bits, chunkLength: chunkLength)
        outputLength = length
    }

    package func encode(_ measurement: [UInt64]) throws(VDAFError) -> [Field] {
        try checkMeasurement(measurement.count, length: outputLength)
        try range.check(measurement)
        var elements: [Field] = []
        elements.reserveCapacity(measurementLength)
        for value in measurement { range.encode(value, to: &elements) }
        return elements
    }

    package func linearCheck(_ evaluation: CircuitEvaluation<Field>) -> Field? { nil }

    package func truncate(_ measurement: [Field]) -> [Field] {
        measurement.withUnsafeBufferPointer { range.decode($0, count: outputLength) }
    }
}

/// One of `length` buckets: the elements are bits and sum to 1.
package struct HistogramCircuit<Field: NTTField>: BitCheckedCircuit {
    package let bitCheck: BitCheck<Field>
    package var outputLength: Int { bitCheck.length }
    package let evaluationOutputLength = 2

    package init(length: Int, chunkLength: Int) throws(VDAFError) {
        try checkLength(length, elementsEach: 1, limit: BitCheck<Field>.longest)
        bitCheck = try BitCheck(length: length, chunkLength: chunkLength)
    }

    /// Touches every bucket alike: the index of the chosen one is secret.
    package func encode(_ measurement: Int) throws(VDAFError) -> [Field] {
        guard measurement >= 0, measurement < outputLength else {
            throw VDAFError(
                .measurement, "a bucket that doesn't exist", help: "give 0 to `\(outputLength - 1)`")
        }
        return (0..<outputLength).map { bucket in
            Field(ConstantTime.isEqual(UInt64(bitPattern: Int64(bucket)), UInt64(bitPattern: Int64(measurement))))
        }
    }

    package func linearCheck(_ evaluation: CircuitEvaluation<Field>) -> Field? {
        evaluation.measurement.reduce(Field.zero, +) - evaluation.inverseOfShares
    }
}

/// A vector of `length` flags of which at most `maximumWeight` are true.
package struct MultihotCountVecCircuit<Field: NTTField>: BitCheckedCircuit {
    package let weight: RangeCheckedInteger<Field>
    package let bitCheck: BitCheck<Field>
    package let outputLength: Int
    package let evaluationOutputLength = 2

    package init(length: Int, maximumWeight: UInt64, chunkLength: Int) throws(VDAFError) {
        try checkLength(length, elementsEach: 1, limit: BitCheck<Field>.longest - UInt64.bitWidth)
        guard maximumWeight <= UInt64(length) else {
            throw VDAFError(
                .parameter, "a maximum weight of `\(maximumWeight)` for `\(length)` flags",
                help: "give at most the length")
        }
        weight = try RangeCheckedInteger(maximum: maximumWeight)
        bitCheck = try BitCheck(length: length + weight.bits, chunkLength: chunkLength)
        outputLength = length
    }

    package func encode(_ measurement: [Bool]) throws(VDAFError) -> [Field] {
        try checkMeasurement(measurement.count, length: outputLength)
        let flags = measurement.map(ConstantTime.bit)
        let count = flags.reduce(0, &+)
        try weight.check([count])
        var elements = flags.map { Field($0) }
        weight.encode(count, to: &elements)
        return elements
    }

    package func linearCheck(_ evaluation: CircuitEvaluation<Field>) -> Field? {
        let counted = evaluation.measurement[..<outputLength].reduce(Field.zero, +)
        return counted - weight.decode(evaluation.measurement, at: outputLength)
    }

    package func truncate(_ measurement: [Field]) -> [Field] { Array(measurement[..<outputLength]) }
}

/// `length` integers whose sum is at most `maximumValue` (L1-Bound-Sum, "Validity Circuit").
package struct L1BoundSumCircuit<Field: NTTField>: BitCheckedCircuit {
    package let range: RangeCheckedInteger<Field>
    package let bitCheck: BitCheck<Field>
    package let outputLength: Int
    package let evaluationOutputLength = 2

    package init(length: Int, maximumValue: UInt64, chunkLength: Int) throws(VDAFError) {
        range = try RangeCheckedInteger(maximum: maximumValue)
        try checkLength(length, elementsEach: range.bits, limit: BitCheck<Field>.longest)
        bitCheck = try BitCheck(length: (length + 1) * range.bits, chunkLength: chunkLength)
        outputLength = length
    }

    package func encode(_ measurement: [UInt64]) throws(VDAFError) -> [Field] {
        try checkMeasurement(measurement.count, length: outputLength)
        try range.check(measurement)
        let norm = measurement.reduce(UInt128(0)) { $0 &+ UInt128($1) }
        guard norm <= UInt128(range.maximum) else {
            throw VDAFError(
                .measurement, "values whose sum is above the maximum",
                help: "keep the sum within 0 and `\(range.maximum)`")
        }
        var elements: [Field] = []
        elements.reserveCapacity(measurementLength)
        for value in measurement { range.encode(value, to: &elements) }
        range.encode(UInt64(truncatingIfNeeded: norm), to: &elements)
        return elements
    }

    package func linearCheck(_ evaluation: CircuitEvaluation<Field>) -> Field? {
        let values = range.decode(evaluation.measurement, count: outputLength + 1)
        return values[..<outputLength].reduce(Field.zero, +) - values[outputLength]
    }

    package func truncate(_ measurement: [Field]) -> [Field] {
        measurement.withUnsafeBufferPointer { range.decode($0, count: outputLength) }
    }
}
