// SPDX-License-Identifier: Apache-2.0
//
// The chunk length that makes the proof shortest (VDAF, "Selection of `ParallelSum` Chunk Length", made exact), and
// the variants that take it of themselves.

/// The rule for chunk lengths (VDAF, "Selection of `ParallelSum` Chunk Length", made exact; L1-Bound-Sum, "Chunk
/// Length Selection").
public enum ChunkLength {
    /// The chunk length that makes the proof of `length` elements shortest: with 2^k - 1 calls, chunks of
    /// ceil(length / calls) cost 2 · chunk + 2 · calls elements; the first minimum from the largest k down.
    /// - Parameter length: elements of an encoded measurement; 1 is returned below 1.
    public static func optimal(for length: Int) -> Int {
        guard length > 1, length < Int.max else { return 1 }
        let largest = Int.bitWidth - 1 - (length + 1).leadingZeroBitCount
        var best = (cost: Int.max, chunk: 1)
        for k in stride(from: largest, through: 1, by: -1) {
            let calls = (1 << k) - 1
            let chunk = (length - 1) / calls + 1
            let (cost, overflows) = chunk.addingReportingOverflow(calls)
            if !overflows, cost < best.cost { best = (cost, chunk) }
        }
        return best.chunk
    }
}

extension Prio3.Variant {
    /// `sumVec` with the shortest proof.
    public static func sumVec(length: Int, maximum: UInt64) -> Self {
        .sumVec(length: length, maximum: maximum, chunkLength: shortest(length, bits: bits(maximum)))
    }

    /// `histogram` with the shortest proof.
    public static func histogram(length: Int) -> Self {
        .histogram(length: length, chunkLength: ChunkLength.optimal(for: length))
    }

    /// `multihotCountVec` with the shortest proof.
    public static func multihotCountVec(length: Int, maximumWeight: UInt64) -> Self {
        let (elements, overflows) = length.addingReportingOverflow(bits(maximumWeight))
        return .multihotCountVec(
            length: length, maximumWeight: maximumWeight,
            chunkLength: ChunkLength.optimal(for: overflows ? Int.max : elements))
    }

    /// `l1BoundSum` with the shortest proof.
    public static func l1BoundSum(length: Int, maximumValue: UInt64) -> Self {
        let (values, overflows) = length.addingReportingOverflow(1)
        return .l1BoundSum(
            length: length, maximumValue: maximumValue,
            chunkLength: shortest(overflows ? Int.max : values, bits: bits(maximumValue)))
    }

    /// Bits of an encoded integer of 0 ... maximum.
    private static func bits(_ maximum: UInt64) -> Int { UInt64.bitWidth - maximum.leadingZeroBitCount }

    /// The chunk length for `values` integers; 1 where there are more bits than integers can count, for `Prio3`
    /// to refuse.
    private static func shortest(_ values: Int, bits: Int) -> Int {
        let (elements, overflows) = values.multipliedReportingOverflow(by: bits)
        return ChunkLength.optimal(for: overflows ? Int.max : elements)
    }
}
