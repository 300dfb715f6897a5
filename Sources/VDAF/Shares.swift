// SPDX-License-Identifier: Apache-2.0
//
// What an aggregator holds of a batch (VDAF, "Aggregation"): the state of a verification under way, the output
// share of a verified report, and the aggregate share that takes output shares one by one, in constant memory.

/// A vector over one of the two fields.
enum FieldVector: Sendable {
    case field64([Field64])
    case field128([Field128])

    var count: Int {
        switch self {
        case .field64(let elements): elements.count
        case .field128(let elements): elements.count
        }
    }

    var encoded: [UInt8] {
        switch self {
        case .field64(let elements): Field64.encoded(elements)
        case .field128(let elements): Field128.encoded(elements)
        }
    }

    /// Adds a vector of the same field and length; false when it is another one.
    mutating func add(_ other: FieldVector) -> Bool {
        guard count == other.count else { return false }
        switch (self, other) {
        case (.field64(var total), .field64(let elements)):
            self = .field64([])
            Field64.add(elements, to: &total)
            self = .field64(total)
        case (.field128(var total), .field128(let elements)):
            self = .field128([])
            Field128.add(elements, to: &total)
            self = .field128(total)
        default:
            return false
        }
        return true
    }
}

extension Prio3 {
    /// What an aggregator keeps of a report between its verifier share and the verifier message (VDAF,
    /// "Verification").
    public struct VerifyState: Sendable, CustomStringConvertible {
        let outputShare: FieldVector
        let jointRandomnessSeed: [UInt8]

        /// The output share, then the joint randomness seed if there is one. Secret.
        public var encoded: [UInt8] { outputShare.encoded + jointRandomnessSeed }

        /// The name of the type only.
        public var description: String { "VerifyState" }
    }

    /// A share of what a verified report adds to the aggregate (VDAF, "Verification"). Secret.
    public struct OutputShare: Sendable, CustomStringConvertible {
        let vector: FieldVector

        /// The elements, little-endian.
        public var encoded: [UInt8] { vector.encoded }

        /// The name of the type only.
        public var description: String { "OutputShare" }
    }

    /// A share of the sum of a batch (VDAF, "Aggregation"). It takes each output share as it comes.
    public struct AggregateShare: Sendable, CustomStringConvertible {
        var vector: FieldVector

        /// The elements, little-endian.
        public var encoded: [UInt8] { vector.encoded }

        /// The name of the type only.
        public var description: String { "AggregateShare" }

        /// Adds the output share of one more report; refuses one of another instance.
        public mutating func add(_ share: OutputShare) throws(VDAFError) {
            try add(share.vector)
        }

        /// Adds what another worker aggregated of the same task.
        public mutating func merge(_ share: AggregateShare) throws(VDAFError) {
            try add(share.vector)
        }

        /// Adds one signed integer to each element, modulo p: noise, drawn once for this batch.
        public mutating func add(noise: [Int64]) throws(VDAFError) {
            guard noise.count == vector.count else {
                throw VDAFError(
                    .argument, "noise of `\(noise.count)` values",
                    help: "give one for each of `\(vector.count)` elements")
            }
            switch vector {
            case .field64: try add(.field64(noise.map(Field64.init(signed:))))
            case .field128: try add(.field128(noise.map(Field128.init(signed:))))
            }
        }

        private mutating func add(_ other: FieldVector) throws(VDAFError) {
            guard vector.add(other) else {
                throw VDAFError(
                    .argument, "a share of another instance", help: "add up shares of one task only")
            }
        }
    }
}

extension Prio3 {
    /// The aggregate share of an empty batch.
    public var emptyAggregateShare: AggregateShare {
        AggregateShare(vector: usesField64 ? .field64(zeros()) : .field128(zeros()))
    }

    private func zeros<Field: NTTField>() -> [Field] {
        [Field](repeating: .zero, count: sizes.outputElements)
    }

    var usesField64: Bool {
        switch scheme {
        case .count, .sum, .multiproof: true
        case .sumVec, .histogram, .multihotCountVec, .l1BoundSum: false
        }
    }

    /// Reads an aggregate share; refuses another length and elements that aren't smaller than the modulus.
    public func decodeAggregateShare(_ bytes: [UInt8]) throws(VDAFError) -> AggregateShare {
        AggregateShare(vector: try decodeVector(bytes[...]))
    }

    /// Reads an output share that was stored encoded.
    public func decodeOutputShare(_ bytes: [UInt8]) throws(VDAFError) -> OutputShare {
        OutputShare(vector: try decodeVector(bytes[...]))
    }

    /// Reads a verification state that was stored encoded.
    public func decodeVerifyState(_ bytes: [UInt8]) throws(VDAFError) -> VerifyState {
        guard bytes.count == sizes.aggregateShare + sizes.verifierMessage else {
            throw VDAFError(
                .encoding, "a verification state of `\(bytes.count)` bytes",
                help: "give `\(sizes.aggregateShare + sizes.verifierMessage)`")
        }
        let vector = try decodeVector(bytes.prefix(sizes.aggregateShare))
        return VerifyState(outputShare: vector, jointRandomnessSeed: Array(bytes.suffix(sizes.verifierMessage)))
    }

    private func decodeVector(_ bytes: ArraySlice<UInt8>) throws(VDAFError) -> FieldVector {
        let count = sizes.outputElements
        return usesField64
            ? .field64(try Field64.decoded(bytes, count: count))
            : .field128(try Field128.decoded(bytes, count: count))
    }
}
