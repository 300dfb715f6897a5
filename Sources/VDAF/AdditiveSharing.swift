// SPDX-License-Identifier: Apache-2.0
//
// Additive sharing of a vector between two parties (VDAF, "Overview"): the helper's share is uniform, the
// leader's is what is missing. Either share alone says nothing of the vector.

/// Splits vectors of ``Field128`` in two additive shares, and adds vectors up (VDAF, "Overview").
public enum AdditiveSharing {
    /// Two shares of `vector`, with the system's randomness.
    public static func split(_ vector: [Field128]) -> (leader: [Field128], helper: [Field128]) {
        var generator = SystemRandomNumberGenerator()
        return split(vector, using: &generator)
    }

    /// Two shares of `vector`: the helper's is drawn uniformly (by rejection) from `generator`.
    public static func split(
        _ vector: [Field128], using generator: inout some RandomNumberGenerator
    ) -> (leader: [Field128], helper: [Field128]) {
        var leader: [Field128] = []
        var helper: [Field128] = []
        leader.reserveCapacity(vector.count)
        helper.reserveCapacity(vector.count)
        for element in vector {
            let mask = Field128.random(using: &generator)
            helper.append(mask)
            leader.append(element - mask)
        }
        return (leader, helper)
    }

    /// Adds `share` to `total`, element by element; refuses vectors of different lengths.
    public static func add(_ share: [Field128], into total: inout [Field128]) throws(VDAFError) {
        guard share.count == total.count else {
            throw VDAFError(
                .argument, "a share of `\(share.count)` elements for a total of `\(total.count)`",
                help: "add up shares of one task only")
        }
        for index in total.indices {
            total[index] = total[index] + share[index]
        }
    }
}

extension Field128 {
    /// A uniform element: 128 random bits, drawn anew in the rare case that they aren't smaller than p.
    public static func random(using generator: inout some RandomNumberGenerator) -> Field128 {
        while true {
            let low = generator.next()
            let high = generator.next()
            if UInt128(high) << 64 | UInt128(low) < modulus {
                return Field128(low: low, high: high)
            }
        }
    }
}
