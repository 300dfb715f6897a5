// SPDX-License-Identifier: Apache-2.0
//
// The aggregators' part of Prio3 (VDAF, "Verification", "Aggregation" and "Unsharding" of Prio3). Messages come
// and go as bytes; each is checked for its exact length before anything is allocated for it.

/// What an aggregator keeps between its verifier share and the verifier message.
package struct SchemeVerifyState<Field: NTTField>: Sendable {
    package let outputShare: [Field]
    /// The joint randomness seed that the public share implies; empty without joint randomness.
    package let jointRandomnessSeed: [UInt8]
}

extension Prio3Scheme {
    package func verifyInit(
        verifyKey: [UInt8], context: [UInt8], aggregatorID: Int, nonce: [UInt8], publicShare: [UInt8],
        inputShare: [UInt8]
    ) throws(VDAFError) -> (state: SchemeVerifyState<Field>, verifierShare: [UInt8]) {
        try checkContext(context)
        try checkSize(verifyKey, Self.seedSize, .argument, "verification key")
        try checkSize(nonce, Self.nonceSize, .argument, "nonce")
        try checkSize(publicShare, publicShareSize, .encoding, "public share")
        let share = try expand(inputShare, aggregatorID: aggregatorID, context: context)

        var ownPart: [UInt8] = []
        var seed: [UInt8] = []
        if usesJointRandomness {
            ownPart = jointRandomnessPart(
                blind: share.blind, context: context, aggregatorID: aggregatorID, nonce: nonce,
                measurementShare: share.measurement)
            var parts = publicShare
            let start = aggregatorID * Self.seedSize
            parts.replaceSubrange(start..<(start + Self.seedSize), with: ownPart)
            seed = jointRandomnessSeed(parts: parts, context: context)
        }
        let queryRandomness = queryRandomness(verifyKey: verifyKey, context: context, nonce: nonce)
        let verifiers = try query(
            share, queryRandomness: queryRandomness, jointRandomness: jointRandomness(seed, context: context))
        let state = SchemeVerifyState(
            outputShare: circuit.truncate(share.measurement), jointRandomnessSeed: seed)
        return (state, Field.encoded(verifiers) + ownPart)
    }

    private func query(
        _ share: ExpandedShare<Field>, queryRandomness: [Field], jointRandomness: [Field]
    ) throws(VDAFError) -> [Field] {
        var verifiers: [Field] = []
        for index in 0..<proofs {
            verifiers += try proof.query(
                measurement: share.measurement,
                proof: part(index, of: share.proofs, proof.proofLength),
                queryRandomness: part(index, of: queryRandomness, proof.queryRandomnessLength),
                jointRandomness: Array(part(index, of: jointRandomness, circuit.jointRandomnessLength)),
                inverseOfShares: inverseOfShares)
        }
        return verifiers
    }

    /// The leader's share is in full; a helper's is drawn from its seed.
    private func expand(
        _ share: [UInt8], aggregatorID: Int, context: [UInt8]
    ) throws(VDAFError) -> ExpandedShare<Field> {
        guard (0..<shares).contains(aggregatorID) else {
            throw VDAFError(
                .argument, "an aggregator `\(aggregatorID)`", help: "give 0 to `\(shares - 1)`")
        }
        try checkSize(share, inputShareSize(aggregatorID: aggregatorID), .encoding, "input share")
        let blind = share.suffix(usesJointRandomness ? Self.seedSize : 0)
        let body = share.dropLast(blind.count)
        if aggregatorID > 0 {
            return ExpandedShare(
                measurement: helperMeasurementShare(body, context: context, aggregatorID: aggregatorID),
                proofs: helperProofShares(body, context: context, aggregatorID: aggregatorID), blind: blind)
        }
        let split = circuit.measurementLength * Field.encodedSize
        return ExpandedShare(
            measurement: try Field.decoded(body.prefix(split), count: circuit.measurementLength),
            proofs: try Field.decoded(body.dropFirst(split), count: proofs * proof.proofLength), blind: blind)
    }

    /// Combines one verifier share of each aggregator, in the aggregators' order; refuses the report when a
    /// proof doesn't verify.
    package func verifierSharesToMessage(
        context: [UInt8], verifierShares: [[UInt8]]
    ) throws(VDAFError) -> [UInt8] {
        try checkContext(context)
        guard verifierShares.count == shares else {
            throw VDAFError(
                .argument, "`\(verifierShares.count)` verifier shares", help: "give `\(shares)`")
        }
        let length = proofs * proof.verifierLength
        var verifiers = [Field](repeating: .zero, count: length)
        var parts: [UInt8] = []
        for share in verifierShares {
            try checkSize(share, verifierShareSize, .encoding, "verifier share")
            let elements = share.dropLast(verifierMessageSize)
            Field.add(try Field.decoded(elements, count: length), to: &verifiers)
            parts += share.suffix(verifierMessageSize)
        }
        var areValid = true
        for index in 0..<proofs {
            let isValid = proof.accepts(part(index, of: verifiers, proof.verifierLength))
            areValid = areValid && isValid
        }
        guard areValid else {
            throw VDAFError(.proof, "the report's proof doesn't verify", help: "drop the report")
        }
        return usesJointRandomness ? jointRandomnessSeed(parts: parts, context: context) : []
    }

    /// The output share, once the message shows that all aggregators used the same joint randomness.
    package func verifyNext(
        state: SchemeVerifyState<Field>, message: [UInt8]
    ) throws(VDAFError) -> [Field] {
        try checkJointRandomness(message: message, seed: state.jointRandomnessSeed)
        return state.outputShare
    }

    /// The sum of the aggregate shares of all aggregators, as integers smaller than the modulus.
    package func unshard(_ aggregateShares: [[Field]]) throws(VDAFError) -> [Field] {
        guard aggregateShares.count == shares else {
            throw VDAFError(
                .argument, "`\(aggregateShares.count)` aggregate shares", help: "give `\(shares)`")
        }
        var total = [Field](repeating: .zero, count: circuit.outputLength)
        for share in aggregateShares {
            guard share.count == circuit.outputLength else {
                throw VDAFError(
                    .argument, "an aggregate share of `\(share.count)` elements",
                    help: "give `\(circuit.outputLength)`")
            }
            Field.add(share, to: &total)
        }
        return total
    }
}

/// Refuses a message that isn't the seed an aggregator computed, after having looked at all of it.
func checkJointRandomness(message: [UInt8], seed: [UInt8]) throws(VDAFError) {
    guard message.count == seed.count else {
        throw VDAFError(
            .encoding, "a verifier message of `\(message.count)` bytes", help: "give `\(seed.count)`")
    }
    let difference = zip(message, seed).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
    guard difference == 0 else {
        throw VDAFError(
            .jointRandomness, "the report's joint randomness doesn't verify", help: "drop the report")
    }
}

/// An input share in full.
private struct ExpandedShare<Field: NTTField> {
    let measurement: [Field]
    let proofs: [Field]
    let blind: ArraySlice<UInt8>
}
