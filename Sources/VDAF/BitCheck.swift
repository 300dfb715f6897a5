// SPDX-License-Identifier: Apache-2.0
//
// The range check that SumVec, Histogram, MultihotCountVec and L1BoundSum share (VDAF, "Prio3SumVec"): that all
// elements are 0 or 1, by one call of ParallelSum(Mul) a chunk, on r^(j+1) · m[j] and m[j] - 1, with one random
// r a chunk.

/// Checks that each of `length` elements is 0 or 1, `chunkLength` at a time.
package struct BitCheck<Field: NTTField>: Sendable {
    package let length: Int
    package let chunkLength: Int
    package let gadget: ParallelSum<Mul<Field>>
    package let calls: Int

    /// - Parameter length: at least 1, checked by the circuits.
    package init(length: Int, chunkLength: Int) throws(VDAFError) {
        guard chunkLength > 0 else {
            throw VDAFError(.parameter, "a chunk length of `\(chunkLength)`", help: "give at least 1")
        }
        guard length <= Self.longest, chunkLength <= Self.longest else {
            throw VDAFError(
                .parameter, "`\(length)` elements in chunks of `\(chunkLength)`",
                help: "keep both at or below `\(Self.longest)`, so that an input share fits in 2^32 bytes")
        }
        self.length = length
        self.chunkLength = chunkLength
        gadget = ParallelSum(Mul(), count: chunkLength)
        calls = (length + chunkLength - 1) / chunkLength
    }

    /// A vector of a quarter of 2^32 bytes: a share of it and of its proof is shorter than 2^32 bytes.
    static var longest: Int { (1 << 30) / Field.encodedSize }

    /// Inputs of call `call`: elements past the end are zero.
    package func writeInputs(
        ofCall call: Int, _ evaluation: CircuitEvaluation<Field>, to wires: UnsafeMutableBufferPointer<Field>
    ) {
        let r = Factor(evaluation.jointRandomness[call])
        var power = evaluation.jointRandomness[call]
        for j in 0..<chunkLength {
            let index = call * chunkLength + j
            let element = index < length ? evaluation.measurement[index] : .zero
            wires[2 * j] = power * element
            wires[2 * j + 1] = element - evaluation.inverseOfShares
            power = power * r
        }
    }

    /// The same inputs, weighted and summed over the calls, at one product and two sums of products an element.
    /// The constant of the odd wires is the same in each: it is summed once.
    package func addWeightedInputs(
        _ evaluation: CircuitEvaluation<Field>, weights: ArraySlice<Factor<Field>>,
        to sums: UnsafeMutableBufferPointer<Field.ProductSum>
    ) {
        var constant = Field.ProductSum()
        weights.withUnsafeBufferPointer { weights in
            for call in 0..<calls {
                let start = call * chunkLength
                let weight = weights[call]
                let r = Factor(evaluation.jointRandomness[call])
                var power = weight * r
                for j in 0..<min(chunkLength, length - start) {
                    let element = evaluation.measurement[start + j]
                    sums[2 * j].add(power, element)
                    sums[2 * j + 1].add(weight, element)
                    power = power * r
                }
                constant.add(weight, .zero - evaluation.inverseOfShares)
            }
        }
        let shared = constant.reduced
        for j in 0..<chunkLength { sums[2 * j + 1].add(.one, shared) }
    }
}
