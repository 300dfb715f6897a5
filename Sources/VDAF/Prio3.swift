// SPDX-License-Identifier: Apache-2.0
//
// The public door (VDAF, "Variants"): a closed set of instances, each with a concrete field and circuit, so
// that the optimiser sees every generic function of this module with its types. Prio3L1BoundSum is that of
// the L1-Bound-Sum draft; the variant with several proofs over Field64 is the draft's example for multiple
// proofs and has a private code point. Poplar1 and other XOFs are left out.

/// A verifiable distributed aggregation function (VDAF, "Prio3"). Clients split a measurement in shares with
/// ``shard(context:measurement:nonce:)``; aggregators verify and add up shares without seeing measurements; a
/// collector puts the sums together.
///
/// A value of this type is a set of parameters; it is cheap to copy and may be used from any thread.
public struct Prio3: Sendable, CustomStringConvertible {
    /// The instances, with their parameters (VDAF, "Variants"). Most take a chunk length, which decides how long
    /// the proof is and changes nothing else; leave it out to have the shortest proof.
    public enum Variant: Hashable, Sendable {
        /// Counts measurements that are true (VDAF, "Prio3Count").
        case count
        /// Sums integers of 0 ... maximum (VDAF, "Prio3Sum").
        case sum(maximum: UInt64)
        /// Sums vectors of integers of 0 ... maximum (VDAF, "Prio3SumVec").
        case sumVec(length: Int, maximum: UInt64, chunkLength: Int)
        /// Counts measurements by bucket (VDAF, "Prio3Histogram").
        case histogram(length: Int, chunkLength: Int)
        /// Counts flags, of which each measurement sets a few (VDAF, "Prio3MultihotCountVec").
        case multihotCountVec(length: Int, maximumWeight: UInt64, chunkLength: Int)
        /// Sums vectors of integers whose total is bounded (L1-Bound-Sum, "Prio3L1BoundSum Definition").
        case l1BoundSum(length: Int, maximumValue: UInt64, chunkLength: Int)
        /// `sumVec` over Field64 with 3 proofs or more (VDAF, "Multiple Proofs"). Private code point 0xFFFFFFFF:
        /// not for interoperation.
        case sumVecWithMultiproof(length: Int, maximum: UInt64, chunkLength: Int, proofs: Int)

        /// The code point that keeps the instances' randomness apart.
        public var algorithmID: UInt32 {
            switch self {
            case .count: 1
            case .sum: 2
            case .sumVec: 3
            case .histogram: 4
            case .multihotCountVec: 5
            case .l1BoundSum: 7
            case .sumVecWithMultiproof: 0xFFFF_FFFF
            }
        }
    }

    /// A measurement, of the case that the variant takes (VDAF, "Variants").
    public enum Measurement: Sendable, CustomStringConvertible {
        /// For ``Variant/count``.
        case flag(Bool)
        /// For ``Variant/sum(maximum:)``: 0 ... maximum.
        case integer(UInt64)
        /// For ``Variant/histogram(length:chunkLength:)``: 0 ..< length.
        case bucket(Int)
        /// For ``Variant/multihotCountVec(length:maximumWeight:chunkLength:)``.
        case flags([Bool])
        /// For the vector sums.
        case vector([UInt64])

        /// The case only: a measurement is secret.
        public var description: String {
            switch self {
            case .flag: "flag"
            case .integer: "integer"
            case .bucket: "bucket"
            case .flags: "flags"
            case .vector: "vector"
            }
        }
    }

    /// The parameters.
    public let variant: Variant
    /// The number of aggregators.
    public let shares: Int
    /// Lengths of all messages, in bytes.
    public let sizes: Prio3.MessageSizes
    let scheme: ConcreteScheme

    /// Bytes of a nonce (VDAF, "The Nonce").
    public static let nonceSize = 16
    /// Bytes of a verification key (VDAF, "The Verification Key").
    public static let verifyKeySize = 32

    /// Refuses parameters that make no sense or no secure instance: a length, chunk length, maximum or number of
    /// proofs of 0, a maximum that the field can't hold, a weight above the length, fewer than 2 or more than 255
    /// shares, shares of 2^32 bytes or more. Nothing that grows with the parameters is allocated before that.
    /// - Parameters:
    ///   - shares: the number of aggregators, 2 ... 255.
    ///   - inputShareLimit: for parameters that another party sent: the bytes of the longest input share that you
    ///     would take. The memory that an instance takes is a small multiple of its leader's input share.
    public init(_ variant: Variant, shares: Int = 2, inputShareLimit: Int = .max) throws(VDAFError) {
        self.variant = variant
        self.shares = shares
        scheme = try ConcreteScheme(variant, shares: shares, inputShareLimit: inputShareLimit)
        sizes = scheme.sizes
    }

    /// The variant and the number of shares.
    public var description: String { "Prio3(\(variant), shares: \(shares))" }
}

extension Prio3 {
    /// Lengths of the messages of an instance, in bytes (VDAF, "Message Serialization" of Prio3): decoders refuse any
    /// other length.
    public struct MessageSizes: Hashable, Sendable {
        /// The public share; 0 without joint randomness.
        public let publicShare: Int
        /// The leader's input share.
        public let leaderInputShare: Int
        /// A helper's input share.
        public let helperInputShare: Int
        /// A verifier share.
        public let verifierShare: Int
        /// The verifier message; 0 without joint randomness.
        public let verifierMessage: Int
        /// An aggregate share, or an output share.
        public let aggregateShare: Int
        /// The randomness that sharding takes.
        public let randomness: Int
        /// Elements of an encoded measurement.
        public let measurementElements: Int
        /// Elements of an aggregate.
        public let outputElements: Int

        init(_ scheme: Prio3Scheme<some ValidityCircuit>) {
            publicShare = scheme.publicShareSize
            leaderInputShare = scheme.inputShareSize(aggregatorID: 0)
            helperInputShare = scheme.inputShareSize(aggregatorID: 1)
            verifierShare = scheme.verifierShareSize
            verifierMessage = scheme.verifierMessageSize
            aggregateShare = scheme.aggregateShareSize
            randomness = scheme.randomnessSize
            measurementElements = scheme.circuit.measurementLength
            outputElements = scheme.circuit.outputLength
        }
    }
}

/// The instances with their types spelt out.
enum ConcreteScheme: Sendable {
    case count(Prio3Scheme<CountCircuit<Field64>>)
    case sum(Prio3Scheme<SumCircuit<Field64>>)
    case sumVec(Prio3Scheme<SumVecCircuit<Field128>>)
    case histogram(Prio3Scheme<HistogramCircuit<Field128>>)
    case multihotCountVec(Prio3Scheme<MultihotCountVecCircuit<Field128>>)
    case l1BoundSum(Prio3Scheme<L1BoundSumCircuit<Field128>>)
    case multiproof(Prio3Scheme<SumVecCircuit<Field64>>)

    init(_ variant: Prio3.Variant, shares: Int, inputShareLimit limit: Int) throws(VDAFError) {
        let id = variant.algorithmID
        switch variant {
        case .count:
            self = .count(try Prio3Scheme(CountCircuit(), algorithmID: id, shares: shares, inputShareLimit: limit))
        case .sum(let maximum):
            self = .sum(
                try Prio3Scheme(
                    try SumCircuit(maximum: maximum), algorithmID: id, shares: shares, inputShareLimit: limit))
        case .sumVec(let length, let maximum, let chunkLength):
            let circuit = try SumVecCircuit<Field128>(length: length, maximum: maximum, chunkLength: chunkLength)
            self = .sumVec(try Prio3Scheme(circuit, algorithmID: id, shares: shares, inputShareLimit: limit))
        case .histogram(let length, let chunkLength):
            let circuit = try HistogramCircuit<Field128>(length: length, chunkLength: chunkLength)
            self = .histogram(try Prio3Scheme(circuit, algorithmID: id, shares: shares, inputShareLimit: limit))
        case .multihotCountVec(let length, let maximumWeight, let chunkLength):
            let circuit = try MultihotCountVecCircuit<Field128>(
                length: length, maximumWeight: maximumWeight, chunkLength: chunkLength)
            self = .multihotCountVec(try Prio3Scheme(circuit, algorithmID: id, shares: shares, inputShareLimit: limit))
        case .l1BoundSum(let length, let maximumValue, let chunkLength):
            let circuit = try L1BoundSumCircuit<Field128>(
                length: length, maximumValue: maximumValue, chunkLength: chunkLength)
            self = .l1BoundSum(try Prio3Scheme(circuit, algorithmID: id, shares: shares, inputShareLimit: limit))
        case .sumVecWithMultiproof(let length, let maximum, let chunkLength, let proofs):
            let circuit = try SumVecCircuit<Field64>(length: length, maximum: maximum, chunkLength: chunkLength)
            self = .multiproof(
                try Prio3Scheme(circuit, algorithmID: id, shares: shares, proofs: proofs, inputShareLimit: limit))
        }
    }

    var sizes: Prio3.MessageSizes {
        switch self {
        case .count(let scheme): Prio3.MessageSizes(scheme)
        case .sum(let scheme): Prio3.MessageSizes(scheme)
        case .sumVec(let scheme): Prio3.MessageSizes(scheme)
        case .histogram(let scheme): Prio3.MessageSizes(scheme)
        case .multihotCountVec(let scheme): Prio3.MessageSizes(scheme)
        case .l1BoundSum(let scheme): Prio3.MessageSizes(scheme)
        case .multiproof(let scheme): Prio3.MessageSizes(scheme)
        }
    }
}
