// SPDX-License-Identifier: Apache-2.0
//
// The client's part of Prio3 (VDAF, "Sharding" of Prio3): an encoded measurement becomes the leader's share, in
// full, and one seed for each helper, with a proof shared in the same way. Randomness is an argument.

extension Prio3 {
    /// What a client sends: the public share to all, one input share to each aggregator, encoded (VDAF, "Message
    /// Serialization" of Prio3).
    public struct Report: Sendable, CustomStringConvertible {
        /// Empty for instances without joint randomness.
        public let publicShare: [UInt8]
        /// One input share for each aggregator, the leader's first.
        public let inputShares: [[UInt8]]

        /// Sizes only.
        public var description: String { "Report(\(inputShares.count) input shares)" }
    }
}

extension Prio3Scheme {
    package func shard(
        context: [UInt8], measurement: Circuit.Measurement, nonce: [UInt8], randomness: [UInt8]
    ) throws(VDAFError) -> Prio3.Report {
        let encoded = try circuit.encode(measurement)
        return try shard(context: context, encoded: encoded, nonce: nonce, randomness: randomness)
    }

    /// Shards an encoded measurement as it is: nothing checks it here, and a wrong one won't verify.
    package func shard(
        context: [UInt8], encoded measurement: [Field], nonce: [UInt8], randomness: [UInt8]
    ) throws(VDAFError) -> Prio3.Report {
        try checkContext(context)
        try checkSize(nonce, Self.nonceSize, .argument, "nonce")
        try checkSize(randomness, randomnessSize, .argument, "randomness")
        let seeds = ShardingSeeds(randomness, shares: shares, hasBlinds: usesJointRandomness)

        var leaderShare = measurement
        var parts: [UInt8] = []
        for (helper, seed) in seeds.helpers.enumerated() {
            let share = helperMeasurementShare(seed.share, context: context, aggregatorID: helper + 1)
            Field.subtract(share, from: &leaderShare)
            if usesJointRandomness {
                parts += jointRandomnessPart(
                    blind: seed.blind, context: context, aggregatorID: helper + 1, nonce: nonce,
                    measurementShare: share)
            }
        }
        if usesJointRandomness {
            parts =
                jointRandomnessPart(
                    blind: seeds.leaderBlind, context: context, aggregatorID: 0, nonce: nonce,
                    measurementShare: leaderShare) + parts
        }
        let proofShare = leaderProofShares(measurement, seeds: seeds, parts: parts, context: context)
        var leader: [UInt8] = []
        leader.reserveCapacity(inputShareSize(aggregatorID: 0))
        Field.encode(leaderShare, to: &leader)
        Field.encode(proofShare, to: &leader)
        leader += seeds.leaderBlind
        return Prio3.Report(
            publicShare: parts, inputShares: [leader] + seeds.helpers.map { Array($0.share + $0.blind) })
    }

    /// The proofs, less the helpers' shares of them.
    private func leaderProofShares(
        _ measurement: [Field], seeds: ShardingSeeds, parts: [UInt8], context: [UInt8]
    ) -> [Field] {
        let proveRandomness = proveRandomness(seeds.prove, context: context)
        let seed = usesJointRandomness ? jointRandomnessSeed(parts: parts, context: context) : []
        let jointRandomness = jointRandomness(seed, context: context)
        var result: [Field] = []
        result.reserveCapacity(proofs * proof.proofLength)
        for index in 0..<proofs {
            result += proof.prove(
                measurement: measurement,
                proveRandomness: part(index, of: proveRandomness, proof.proveRandomnessLength),
                jointRandomness: Array(part(index, of: jointRandomness, circuit.jointRandomnessLength)))
        }
        for (helper, seed) in seeds.helpers.enumerated() {
            let share = helperProofShares(seed.share, context: context, aggregatorID: helper + 1)
            Field.subtract(share, from: &result)
        }
        return result
    }

    /// Part `index` of a vector of parts of the same length.
    func part(_ index: Int, of vector: [Field], _ length: Int) -> ArraySlice<Field> {
        vector[(index * length)..<((index + 1) * length)]
    }
}

/// The parts of the sharding randomness, in the draft's order: each helper's share seed (and blind), the
/// leader's blind, the seed of the proof.
private struct ShardingSeeds {
    var helpers: [(share: ArraySlice<UInt8>, blind: ArraySlice<UInt8>)] = []
    let leaderBlind: ArraySlice<UInt8>
    let prove: ArraySlice<UInt8>

    init(_ randomness: [UInt8], shares: Int, hasBlinds: Bool) {
        var rest = randomness[...]
        func next(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
            defer { rest = rest.dropFirst(XofTurboShake128.seedSize) }
            return rest.prefix(XofTurboShake128.seedSize)
        }
        for _ in 1..<shares {
            let share = next(&rest)
            helpers.append((share, hasBlinds ? next(&rest) : []))
        }
        leaderBlind = hasBlinds ? next(&rest) : []
        prove = next(&rest)
    }
}
