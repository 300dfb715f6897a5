// SPDX-License-Identifier: Apache-2.0
//
// What a vector file asks for, behind one interface for the instances of the public door and for the circuit
// that only the vectors know.

import Testing
import VDAF

/// The operations of a vector file, on bytes.
protocol Replayed {
    associatedtype State
    func shard(context: [UInt8], report: VectorObject) throws -> Prio3.Report
    func verifyInit(
        verifyKey: [UInt8], context: [UInt8], aggregatorID: Int, nonce: [UInt8], publicShare: [UInt8],
        inputShare: [UInt8]
    ) throws -> (State, [UInt8])
    func message(context: [UInt8], verifierShares: [[UInt8]]) throws -> [UInt8]
    func verifyNext(_ state: State, message: [UInt8]) throws -> [UInt8]
    func aggregate(_ outputShares: [[UInt8]]) throws -> [UInt8]
    func unshard(_ aggregateShares: [[UInt8]]) throws -> [UInt128]
}

/// An instance of the public door.
struct ReplayedInstance: Replayed {
    let prio3: Prio3

    init(algorithm: String, parameters: VectorObject) throws {
        let shares = try parameters.integer("shares")
        prio3 = try Prio3(try Self.variant(algorithm, parameters), shares: shares)
    }

    private static func variant(_ algorithm: String, _ parameters: VectorObject) throws -> Prio3.Variant {
        func length() throws -> Int { try parameters.integer("length") }
        func chunk() throws -> Int { try parameters.integer("chunk_length") }
        func maximum(_ key: String = "max_measurement") throws -> UInt64 { try parameters.integers(key)[0] }
        switch algorithm {
        case "Prio3Count": return .count
        case "Prio3Sum": return .sum(maximum: try maximum())
        case "Prio3SumVec":
            return .sumVec(length: try length(), maximum: try maximum(), chunkLength: try chunk())
        case "Prio3SumVecWithMultiproof":
            return .sumVecWithMultiproof(
                length: try length(), maximum: try maximum(), chunkLength: try chunk(),
                proofs: parameters.has("proofs") ? try parameters.integer("proofs") : 3)
        case "Prio3Histogram": return .histogram(length: try length(), chunkLength: try chunk())
        case "Prio3MultihotCountVec":
            return .multihotCountVec(
                length: try length(), maximumWeight: try maximum("max_weight"), chunkLength: try chunk())
        case "Prio3L1BoundSum":
            return .l1BoundSum(
                length: try length(), maximumValue: try maximum("max_value"), chunkLength: try chunk())
        default:
            throw UnknownAlgorithm(name: algorithm)
        }
    }

    func shard(context: [UInt8], report: VectorObject) throws -> Prio3.Report {
        let measurement: Prio3.Measurement
        switch prio3.variant {
        case .count: measurement = .flag(try report.integers("measurement") == [1])
        case .sum: measurement = .integer(try report.integers("measurement")[0])
        case .histogram: measurement = .bucket(try report.integer("measurement"))
        case .multihotCountVec: measurement = .flags(try report.integers("measurement").map { $0 == 1 })
        case .sumVec, .l1BoundSum, .sumVecWithMultiproof: measurement = .vector(try report.integers("measurement"))
        }
        return try prio3.shard(
            context: context, measurement: measurement, nonce: try report.bytes("nonce"),
            randomness: try report.bytes("rand"))
    }

    func verifyInit(
        verifyKey: [UInt8], context: [UInt8], aggregatorID: Int, nonce: [UInt8], publicShare: [UInt8],
        inputShare: [UInt8]
    ) throws -> (Prio3.VerifyState, [UInt8]) {
        let (state, share) = try prio3.verifyInit(
            verifyKey: verifyKey, context: context, aggregatorID: aggregatorID, nonce: nonce,
            publicShare: publicShare, inputShare: inputShare)
        return (try prio3.decodeVerifyState(state.encoded), share)
    }

    func message(context: [UInt8], verifierShares: [[UInt8]]) throws -> [UInt8] {
        try prio3.verifierSharesToMessage(context: context, verifierShares: verifierShares)
    }

    func verifyNext(_ state: Prio3.VerifyState, message: [UInt8]) throws -> [UInt8] {
        try prio3.verifyNext(state: state, message: message).encoded
    }

    func aggregate(_ outputShares: [[UInt8]]) throws -> [UInt8] {
        var share = prio3.emptyAggregateShare
        for output in outputShares { try share.add(prio3.decodeOutputShare(output)) }
        return share.encoded
    }

    func unshard(_ aggregateShares: [[UInt8]]) throws -> [UInt128] {
        try prio3.unshard(aggregateShares.map { try prio3.decodeAggregateShare($0) })
    }
}

struct UnknownAlgorithm: Error {
    let name: String
}

/// The circuit of degree 3.
struct ReplayedHigherDegree: Replayed {
    let scheme: Prio3Scheme<HigherDegree>

    init(shares: Int) throws {
        scheme = try Prio3Scheme(try HigherDegree(), algorithmID: 0xFFFF_FFFF, shares: shares)
    }

    func shard(context: [UInt8], report: VectorObject) throws -> Prio3.Report {
        try scheme.shard(
            context: context, measurement: try report.integers("measurement"), nonce: try report.bytes("nonce"),
            randomness: try report.bytes("rand"))
    }

    func verifyInit(
        verifyKey: [UInt8], context: [UInt8], aggregatorID: Int, nonce: [UInt8], publicShare: [UInt8],
        inputShare: [UInt8]
    ) throws -> (SchemeVerifyState<Field64>, [UInt8]) {
        try scheme.verifyInit(
            verifyKey: verifyKey, context: context, aggregatorID: aggregatorID, nonce: nonce,
            publicShare: publicShare, inputShare: inputShare)
    }

    func message(context: [UInt8], verifierShares: [[UInt8]]) throws -> [UInt8] {
        try scheme.verifierSharesToMessage(context: context, verifierShares: verifierShares)
    }

    func verifyNext(_ state: SchemeVerifyState<Field64>, message: [UInt8]) throws -> [UInt8] {
        Field64.encode(try scheme.verifyNext(state: state, message: message))
    }

    func aggregate(_ outputShares: [[UInt8]]) throws -> [UInt8] {
        let vectors = try outputShares.map { try Field64.decode($0, count: 1) }
        return Field64.encode([vectors.reduce(Field64.zero) { $0 + $1[0] }])
    }

    func unshard(_ aggregateShares: [[UInt8]]) throws -> [UInt128] {
        let total = try scheme.unshard(aggregateShares.map { try Field64.decode($0, count: 1) })
        return total.map(\.value)
    }
}
