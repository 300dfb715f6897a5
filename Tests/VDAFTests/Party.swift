// SPDX-License-Identifier: Apache-2.0
//
// One report through all aggregators, and the small instances that tests run it with.

import RegieTesting
import VDAF

/// The instances that tests go through, with valid measurements.
struct Sample: CustomStringConvertible, Sendable {
    let variant: Prio3.Variant
    let measurements: [Prio3.Measurement]
    let total: [UInt128]

    var description: String { "\(variant)" }

    static let all = [
        Sample(variant: .count, measurements: [.flag(true), .flag(false), .flag(true)], total: [2]),
        Sample(
            variant: .sum(maximum: 1337), measurements: [.integer(0), .integer(1337), .integer(700)], total: [2037]),
        Sample(
            variant: .sumVec(length: 3, maximum: 5, chunkLength: 2),
            measurements: [.vector([0, 5, 4]), .vector([5, 5, 5]), .vector([0, 0, 1])], total: [5, 10, 10]),
        Sample(
            variant: .histogram(length: 5, chunkLength: 2), measurements: [.bucket(0), .bucket(4), .bucket(4)],
            total: [1, 0, 0, 0, 2]),
        Sample(
            variant: .multihotCountVec(length: 4, maximumWeight: 3, chunkLength: 3),
            measurements: [.flags([true, true, false, true]), .flags([false, false, false, false])],
            total: [1, 1, 0, 1]),
        Sample(
            variant: .l1BoundSum(length: 3, maximumValue: 6, chunkLength: 4),
            measurements: [.vector([6, 0, 0]), .vector([1, 2, 3]), .vector([0, 0, 0])], total: [7, 2, 3]),
        Sample(
            variant: .sumVecWithMultiproof(length: 2, maximum: 9, chunkLength: 3, proofs: 3),
            measurements: [.vector([9, 8]), .vector([0, 1])], total: [9, 9]),
    ]
}

/// What all aggregators of a report are given.
struct Party {
    let prio3: Prio3
    var keys: [[UInt8]]
    var nonces: [[UInt8]]
    var publicShares: [[UInt8]]
    var inputShares: [[UInt8]]
    static let context = Array("test".utf8)

    init(_ prio3: Prio3, _ report: Prio3.Report, key: [UInt8], nonce: [UInt8]) {
        self.prio3 = prio3
        keys = Array(repeating: key, count: prio3.shares)
        nonces = Array(repeating: nonce, count: prio3.shares)
        publicShares = Array(repeating: report.publicShare, count: prio3.shares)
        inputShares = report.inputShares
    }

    func start() throws -> (states: [Prio3.VerifyState], shares: [[UInt8]]) {
        var states: [Prio3.VerifyState] = []
        var shares: [[UInt8]] = []
        for aggregator in 0..<prio3.shares {
            let (state, share) = try prio3.verifyInit(
                verifyKey: keys[aggregator], context: Self.context, aggregatorID: aggregator,
                nonce: nonces[aggregator], publicShare: publicShares[aggregator],
                inputShare: inputShares[aggregator])
            states.append(state)
            shares.append(share)
        }
        return (states, shares)
    }

    /// The output shares of all aggregators.
    func verified() throws -> [Prio3.OutputShare] {
        let (states, shares) = try start()
        let message = try prio3.verifierSharesToMessage(context: Self.context, verifierShares: shares)
        return try states.map { try prio3.verifyNext(state: $0, message: message) }
    }

    /// Whether every aggregator takes the report.
    var isAccepted: Bool { (try? verified()) != nil }
}

func randomBytes(_ count: Int, _ generator: inout SeededGenerator) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
}

/// A report of a valid measurement, with the parties that verify it.
func party(
    _ prio3: Prio3, _ measurement: Prio3.Measurement, _ generator: inout SeededGenerator
) throws -> Party {
    let nonce = randomBytes(16, &generator)
    let report = try prio3.shard(
        context: Party.context, measurement: measurement, nonce: nonce,
        randomness: randomBytes(prio3.sizes.randomness, &generator))
    return Party(prio3, report, key: randomBytes(32, &generator), nonce: nonce)
}

/// A report of an encoding that nothing checked.
func forgedParty(_ prio3: Prio3, _ encoded: [Int64], _ generator: inout SeededGenerator) throws -> Party {
    let nonce = randomBytes(16, &generator)
    let report = try prio3.shard(
        context: Party.context, encoded: encoded, nonce: nonce,
        randomness: randomBytes(prio3.sizes.randomness, &generator))
    return Party(prio3, report, key: randomBytes(32, &generator), nonce: nonce)
}
