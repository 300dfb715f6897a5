// SPDX-License-Identifier: Apache-2.0
//
// The steps of an instance, in the draft's order and under its names: shard, verify_init,
// verifier_shares_to_message, verify_next, unshard. Each switches over the closed set of schemes once.

extension Prio3 {
    /// A nonce for one report, from the system's randomness (VDAF, "The Nonce").
    public static func randomNonce() -> [UInt8] { systemRandomness(nonceSize) }

    /// A verification key for the aggregators of a task, from the system's randomness (VDAF, "The Verification
    /// Key").
    public static func randomVerifyKey() -> [UInt8] { systemRandomness(verifyKeySize) }

    private static func systemRandomness(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 7)
        while bytes.count < count {
            let word: UInt64 = generator.next()
            withUnsafeBytes(of: word) { bytes.append(contentsOf: $0) }
        }
        return Array(bytes.prefix(count))
    }

    /// Splits a measurement in input shares, with randomness of the system (VDAF, "Sharding").
    /// - Parameters:
    ///   - context: the application's name for what it does; aggregators must use the same.
    ///   - nonce: 16 random bytes, the report's identifier.
    public func shard(
        context: [UInt8], measurement: Measurement, nonce: [UInt8]
    ) throws(VDAFError) -> Prio3.Report {
        try shard(
            context: context, measurement: measurement, nonce: nonce,
            randomness: Self.systemRandomness(sizes.randomness))
    }

    /// The same with given randomness, for vectors and simulations.
    package func shard(
        context: [UInt8], measurement: Measurement, nonce: [UInt8], randomness: [UInt8]
    ) throws(VDAFError) -> Prio3.Report {
        switch (scheme, measurement) {
        case (.count(let scheme), .flag(let value)):
            try scheme.shard(context: context, measurement: value, nonce: nonce, randomness: randomness)
        case (.sum(let scheme), .integer(let value)):
            try scheme.shard(context: context, measurement: value, nonce: nonce, randomness: randomness)
        case (.sumVec(let scheme), .vector(let value)):
            try scheme.shard(context: context, measurement: value, nonce: nonce, randomness: randomness)
        case (.histogram(let scheme), .bucket(let value)):
            try scheme.shard(context: context, measurement: value, nonce: nonce, randomness: randomness)
        case (.multihotCountVec(let scheme), .flags(let value)):
            try scheme.shard(context: context, measurement: value, nonce: nonce, randomness: randomness)
        case (.l1BoundSum(let scheme), .vector(let value)):
            try scheme.shard(context: context, measurement: value, nonce: nonce, randomness: randomness)
        case (.multiproof(let scheme), .vector(let value)):
            try scheme.shard(context: context, measurement: value, nonce: nonce, randomness: randomness)
        default:
            throw VDAFError(
                .measurement, "a measurement of the kind `\(measurement)`",
                help: "give the kind that the variant takes")
        }
    }

    /// Shards an encoded measurement as it stands, valid or not: for tests of what aggregators refuse.
    /// - Parameter encoded: one integer an element, reduced modulo p.
    package func shard(
        context: [UInt8], encoded: [Int64], nonce: [UInt8], randomness: [UInt8]
    ) throws(VDAFError) -> Prio3.Report {
        guard encoded.count == sizes.measurementElements else {
            throw VDAFError(
                .measurement, "`\(encoded.count)` elements", help: "give `\(sizes.measurementElements)`")
        }
        let short = usesField64 ? encoded.map(Field64.init(signed:)) : []
        let long = usesField64 ? [] : encoded.map(Field128.init(signed:))
        return switch scheme {
        case .count(let scheme):
            try scheme.shard(context: context, encoded: short, nonce: nonce, randomness: randomness)
        case .sum(let scheme):
            try scheme.shard(context: context, encoded: short, nonce: nonce, randomness: randomness)
        case .sumVec(let scheme):
            try scheme.shard(context: context, encoded: long, nonce: nonce, randomness: randomness)
        case .histogram(let scheme):
            try scheme.shard(context: context, encoded: long, nonce: nonce, randomness: randomness)
        case .multihotCountVec(let scheme):
            try scheme.shard(context: context, encoded: long, nonce: nonce, randomness: randomness)
        case .l1BoundSum(let scheme):
            try scheme.shard(context: context, encoded: long, nonce: nonce, randomness: randomness)
        case .multiproof(let scheme):
            try scheme.shard(context: context, encoded: short, nonce: nonce, randomness: randomness)
        }
    }

    /// Starts the verification of a report (VDAF, "Verification"): what to keep, and the verifier share to send.
    /// - Parameters:
    ///   - verifyKey: 32 bytes that the aggregators share and no client knows.
    ///   - aggregatorID: 0 for the leader.
    public func verifyInit(
        verifyKey: [UInt8], context: [UInt8], aggregatorID: Int, nonce: [UInt8], publicShare: [UInt8],
        inputShare: [UInt8]
    ) throws(VDAFError) -> (state: Prio3.VerifyState, verifierShare: [UInt8]) {
        let input = VerifyInput(
            verifyKey: verifyKey, context: context, aggregatorID: aggregatorID, nonce: nonce,
            publicShare: publicShare, inputShare: inputShare)
        return switch scheme {
        case .count(let scheme): try input.start(scheme) { .field64($0) }
        case .sum(let scheme): try input.start(scheme) { .field64($0) }
        case .sumVec(let scheme): try input.start(scheme) { .field128($0) }
        case .histogram(let scheme): try input.start(scheme) { .field128($0) }
        case .multihotCountVec(let scheme): try input.start(scheme) { .field128($0) }
        case .l1BoundSum(let scheme): try input.start(scheme) { .field128($0) }
        case .multiproof(let scheme): try input.start(scheme) { .field64($0) }
        }
    }

    /// Combines the verifier shares of all aggregators, the leader's first, into the message to all of them
    /// (VDAF, "Verification"). Refuses the report when its proof doesn't verify.
    public func verifierSharesToMessage(
        context: [UInt8], verifierShares: [[UInt8]]
    ) throws(VDAFError) -> [UInt8] {
        switch scheme {
        case .count(let scheme):
            try scheme.verifierSharesToMessage(context: context, verifierShares: verifierShares)
        case .sum(let scheme):
            try scheme.verifierSharesToMessage(context: context, verifierShares: verifierShares)
        case .sumVec(let scheme):
            try scheme.verifierSharesToMessage(context: context, verifierShares: verifierShares)
        case .histogram(let scheme):
            try scheme.verifierSharesToMessage(context: context, verifierShares: verifierShares)
        case .multihotCountVec(let scheme):
            try scheme.verifierSharesToMessage(context: context, verifierShares: verifierShares)
        case .l1BoundSum(let scheme):
            try scheme.verifierSharesToMessage(context: context, verifierShares: verifierShares)
        case .multiproof(let scheme):
            try scheme.verifierSharesToMessage(context: context, verifierShares: verifierShares)
        }
    }

    /// Ends the verification: the output share of a report that verifies. A report may be aggregated once, ever;
    /// seeing to that is the caller's part (VDAF, "Validity of Aggregation Parameters").
    public func verifyNext(state: Prio3.VerifyState, message: [UInt8]) throws(VDAFError) -> Prio3.OutputShare {
        guard state.jointRandomnessSeed.count == sizes.verifierMessage,
            state.outputShare.count == sizes.outputElements
        else {
            throw VDAFError(.argument, "a state of another instance", help: "keep each task's states apart")
        }
        try checkJointRandomness(message: message, seed: state.jointRandomnessSeed)
        return OutputShare(vector: state.outputShare)
    }

    /// The aggregate of a batch, from the aggregate shares of all aggregators (VDAF, "Unsharding"): integers
    /// smaller than the modulus, in the order of the measurement's places.
    public func unshard(_ aggregateShares: [Prio3.AggregateShare]) throws(VDAFError) -> [UInt128] {
        switch try total(aggregateShares) {
        case .field64(let elements): elements.map(\.value)
        case .field128(let elements): elements.map(\.value)
        }
    }

    /// The same when noise was added: values in the upper half of the field are negative.
    public func unshardSigned(_ aggregateShares: [Prio3.AggregateShare]) throws(VDAFError) -> [Int128] {
        let modulus = usesField64 ? Field64.modulus : Field128.modulus
        return try unshard(aggregateShares).map { value in
            value > modulus / 2 ? -Int128(modulus - value) : Int128(value)
        }
    }

    private func total(_ aggregateShares: [Prio3.AggregateShare]) throws(VDAFError) -> FieldVector {
        guard aggregateShares.count == shares else {
            throw VDAFError(
                .argument, "`\(aggregateShares.count)` aggregate shares", help: "give `\(shares)`")
        }
        var total = emptyAggregateShare
        for share in aggregateShares { try total.merge(share) }
        return total.vector
    }
}

/// The arguments of `verifyInit`, for the schemes to share.
private struct VerifyInput {
    let verifyKey: [UInt8]
    let context: [UInt8]
    let aggregatorID: Int
    let nonce: [UInt8]
    let publicShare: [UInt8]
    let inputShare: [UInt8]

    func start<Circuit: ValidityCircuit>(
        _ scheme: Prio3Scheme<Circuit>, _ wrap: ([Circuit.Field]) -> FieldVector
    ) throws(VDAFError) -> (state: Prio3.VerifyState, verifierShare: [UInt8]) {
        let (state, share) = try scheme.verifyInit(
            verifyKey: verifyKey, context: context, aggregatorID: aggregatorID, nonce: nonce,
            publicShare: publicShare, inputShare: inputShare)
        let kept = Prio3.VerifyState(
            outputShare: wrap(state.outputShare), jointRandomnessSeed: state.jointRandomnessSeed)
        return (kept, share)
    }
}
