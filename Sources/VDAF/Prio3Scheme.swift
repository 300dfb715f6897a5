// SPDX-License-Identifier: Apache-2.0
//
// Prio3 (VDAF, "Prio3", sections "Specification" and "Auxiliary Functions") for any circuit and any number of
// shares from 2 to 255: parameters, sizes, and the uses of the XOF. Sharding, verification and aggregation are
// in the files beside. `Prio3` is the public door, with the draft's instances.

extension Prio3 {
    /// What this module implements: the one place that names the drafts' numbers. Sections are cited elsewhere by
    /// their titles, as of VDAF and of L1-Bound-Sum.
    public static let drafts = ["draft-irtf-cfrg-vdaf-20", "draft-ietf-ppm-l1-bound-sum-02"]
    /// The version of the wire format, in every domain separation tag (VDAF, "The Domain Separation Tag and Binder
    /// String"). Parties with different ones can't work together.
    public static let wireVersion: UInt8 = 18
}

/// Prio3 with a given circuit.
package struct Prio3Scheme<Circuit: ValidityCircuit>: Sendable {
    package typealias Field = Circuit.Field
    package static var nonceSize: Int { 16 }
    package static var seedSize: Int { XofTurboShake128.seedSize }
    /// Bytes of an application context: a domain separation tag takes at most 65,535.
    package static var longestContext: Int { 65_535 - 8 }

    package let proof: FullyLinearProof<Circuit>
    package let algorithmID: UInt32
    package let shares: Int
    package let proofs: Int
    let inverseOfShares: Field

    package var circuit: Circuit { proof.circuit }
    package var usesJointRandomness: Bool { circuit.jointRandomnessLength > 0 }

    /// Refuses fewer than 2 or more than 255 shares, fewer than 1 or more than 255 proofs, fewer proofs than a
    /// circuit with joint randomness needs in its field (VDAF, "Choosing FLP Parameters"), and parameters with
    /// which an input share would take 2^32 bytes or more, or more than `inputShareLimit`. Nothing that grows with
    /// the parameters is allocated before.
    package init(
        _ circuit: Circuit, algorithmID: UInt32, shares: Int, proofs: Int = 1, inputShareLimit: Int = .max
    ) throws(VDAFError) {
        guard (2...255).contains(shares) else {
            throw VDAFError(.parameter, "`\(shares)` shares", help: "give 2 to 255")
        }
        let fewest = circuit.jointRandomnessLength > 0 && Field.encodedSize < 16 ? 3 : 1
        guard (fewest...255).contains(proofs) else {
            throw VDAFError(.parameter, "`\(proofs)` proofs", help: "give `\(fewest)` to 255")
        }
        try Self.checkSize(circuit, proofs: proofs, limit: inputShareLimit)
        self.algorithmID = algorithmID
        self.shares = shares
        self.proofs = proofs
        proof = FullyLinearProof(circuit)
        inverseOfShares = Field(UInt64(shares)).inverse
    }

    private static func checkSize(_ circuit: Circuit, proofs: Int, limit: Int) throws(VDAFError) {
        let wires = GadgetDomain<Field>.powerOfTwo(atLeast: 1 + circuit.gadgetCalls)
        let polynomial = circuit.gadget.degree * (wires - 1) + 1
        let elements = circuit.measurementLength + proofs * (circuit.gadget.arity + polynomial)
        let bytes = elements * Field.encodedSize + (circuit.jointRandomnessLength > 0 ? seedSize : 0)
        let largest = min(limit, (1 << 32) - 1)
        guard bytes <= largest else {
            throw VDAFError(
                .parameter, "an input share of `\(bytes)` bytes",
                help: "choose a smaller length or another chunk length: a share takes at most `\(largest)`")
        }
    }

    /// Bytes of randomness that sharding takes.
    package var randomnessSize: Int { shares * Self.seedSize * (usesJointRandomness ? 2 : 1) }
    package var publicShareSize: Int { usesJointRandomness ? shares * Self.seedSize : 0 }
    package var verifierShareSize: Int {
        proofs * proof.verifierLength * Field.encodedSize + verifierMessageSize
    }
    package var verifierMessageSize: Int { usesJointRandomness ? Self.seedSize : 0 }
    package var aggregateShareSize: Int { circuit.outputLength * Field.encodedSize }
    package func inputShareSize(aggregatorID: Int) -> Int {
        let blind = usesJointRandomness ? Self.seedSize : 0
        guard aggregatorID == 0 else { return Self.seedSize + blind }
        return (circuit.measurementLength + proofs * proof.proofLength) * Field.encodedSize + blind
    }

    @inline(__always)
    func checkContext(_ context: [UInt8]) throws(VDAFError) {
        guard context.count <= Self.longestContext else {
            throw VDAFError(
                .argument, "a context of `\(context.count)` bytes",
                help: "give at most `\(Self.longestContext)`")
        }
    }

    func checkSize(_ bytes: [UInt8], _ size: Int, _ code: VDAFError.Code, _ name: String) throws(VDAFError) {
        guard bytes.count == size else {
            throw VDAFError(code, "a \(name) of `\(bytes.count)` bytes", help: "give `\(size)`")
        }
    }
}

/// What an XOF is used for (VDAF, "The Domain Separation Tag and Binder String").
enum XofUsage: UInt8 {
    case measurementShare = 1
    case proofShare
    case jointRandomness
    case proveRandomness
    case queryRandomness
    case jointRandomnessSeed
    case jointRandomnessPart
}

extension Prio3Scheme {
    private func xof(
        _ usage: XofUsage, seed: some Collection<UInt8>, context: [UInt8], binder: [UInt8]
    ) -> XofTurboShake128 {
        let id = algorithmID
        let tag = [
            Prio3.wireVersion, 0,
            UInt8(truncatingIfNeeded: id >> 24), UInt8(truncatingIfNeeded: id >> 16),
            UInt8(truncatingIfNeeded: id >> 8), UInt8(truncatingIfNeeded: id),
            0, usage.rawValue,
        ]
        var xof = XofTurboShake128(seed: seed, tag: tag, context: context)
        xof.absorb(binder)
        return xof
    }

    private var proofsByte: UInt8 { UInt8(truncatingIfNeeded: proofs) }

    func helperMeasurementShare(
        _ seed: some Collection<UInt8>, context: [UInt8], aggregatorID: Int
    ) -> [Field] {
        var xof = xof(.measurementShare, seed: seed, context: context, binder: [UInt8(aggregatorID)])
        return xof.nextVector(Field.self, count: circuit.measurementLength)
    }

    func helperProofShares(_ seed: some Collection<UInt8>, context: [UInt8], aggregatorID: Int) -> [Field] {
        var xof = xof(.proofShare, seed: seed, context: context, binder: [proofsByte, UInt8(aggregatorID)])
        return xof.nextVector(Field.self, count: proofs * proof.proofLength)
    }

    func proveRandomness(_ seed: some Collection<UInt8>, context: [UInt8]) -> [Field] {
        var xof = xof(.proveRandomness, seed: seed, context: context, binder: [proofsByte])
        return xof.nextVector(Field.self, count: proofs * proof.proveRandomnessLength)
    }

    func queryRandomness(verifyKey: [UInt8], context: [UInt8], nonce: [UInt8]) -> [Field] {
        var xof = xof(.queryRandomness, seed: verifyKey, context: context, binder: [proofsByte] + nonce)
        return xof.nextVector(Field.self, count: proofs * proof.queryRandomnessLength)
    }

    func jointRandomnessPart(
        blind: some Collection<UInt8>, context: [UInt8], aggregatorID: Int, nonce: [UInt8],
        measurementShare: [Field]
    ) -> [UInt8] {
        let binder = [UInt8(aggregatorID)] + nonce
        var xof = xof(.jointRandomnessPart, seed: blind, context: context, binder: binder)
        xof.absorb(encodingOf: measurementShare)
        return xof.nextSeed()
    }

    func jointRandomnessSeed(parts: [UInt8], context: [UInt8]) -> [UInt8] {
        let zeros = [UInt8](repeating: 0, count: Self.seedSize)
        var xof = xof(.jointRandomnessSeed, seed: zeros, context: context, binder: parts)
        return xof.nextSeed()
    }

    func jointRandomness(_ seed: [UInt8], context: [UInt8]) -> [Field] {
        guard usesJointRandomness else { return [] }
        var xof = xof(.jointRandomness, seed: seed, context: context, binder: [proofsByte])
        return xof.nextVector(Field.self, count: proofs * circuit.jointRandomnessLength)
    }
}
