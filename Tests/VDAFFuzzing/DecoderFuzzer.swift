// SPDX-License-Identifier: Apache-2.0
//
// Every decoder of VDAF on mutated messages, from a seed. A decoder must refuse with a `VDAFError`, or give a
// value whose encoding is the very input (there is one encoding of each value); it must never trap. Verification
// itself is called with mutated messages too: there, anything but a trap or another error will do.

import VDAF

/// A decoder that took a message and writes it back differently.
package struct FuzzFailure: Error, CustomStringConvertible {
    package let decoder: String
    package let input: [UInt8]
    package var description: String { "\(decoder) takes \(input) but writes it back differently" }
}

/// One decoder, with valid messages to start from.
private struct Target {
    let name: String
    let corpus: [[UInt8]]
    /// One call in so many, for those that compute.
    var rarity = 1
    /// The message written back; nil when only the absence of a trap matters.
    let decode: ([UInt8]) throws(VDAFError) -> [UInt8]?
}

/// Runs mutated messages through all decoders.
package struct DecoderFuzzer {
    private var state: UInt64
    private var targets: [Target] = []
    /// Messages that a decoder took: a fuzzer that never gets one through tests nothing.
    package private(set) var accepted = 0

    /// - Parameter seed: the same seed gives the same cases.
    package init(seed: UInt64) throws {
        state = seed
        let instances: [(Prio3.Variant, Prio3.Measurement)] = [
            (.count, .flag(true)), (.sum(maximum: 9), .integer(3)),
            (.sumVec(length: 2, maximum: 3, chunkLength: 2), .vector([1, 3])),
            (.histogram(length: 3, chunkLength: 2), .bucket(1)),
            (.multihotCountVec(length: 3, maximumWeight: 2, chunkLength: 2), .flags([true, false, true])),
            (.l1BoundSum(length: 2, maximumValue: 3, chunkLength: 2), .vector([1, 1])),
        ]
        targets = Self.codecTargets
        for (variant, measurement) in instances {
            targets += try instanceTargets(try Prio3(variant), measurement)
        }
    }

    /// Runs `count` cases; throws the first failure.
    package mutating func run(cases count: Int) throws {
        for _ in 0..<count {
            let target = targets[below(targets.count)]
            if target.rarity > 1, below(target.rarity) > 0 { continue }
            let input = mutated(target.corpus[below(target.corpus.count)])
            guard let output = Self.output(of: target, input) else { continue }
            accepted += 1
            guard output == input else { throw FuzzFailure(decoder: target.name, input: input) }
        }
    }

    /// What the decoder writes back, or the input where that doesn't matter; nil when it refuses.
    private static func output(of target: Target, _ input: [UInt8]) -> [UInt8]? {
        do throws(VDAFError) {
            return try target.decode(input) ?? input
        } catch {
            return nil
        }
    }

    // MARK: Randomness (xorshift64*, Vigna 2016)

    private mutating func next() -> UInt64 {
        state = state == 0 ? 1 : state
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_F491_4F6C_DD1D
    }

    private mutating func below(_ bound: Int) -> Int {
        Int(truncatingIfNeeded: (next() >> 33) % UInt64(max(1, bound)))
    }

    private mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next() >> 40) }
    }

    // MARK: Mutation

    private mutating func mutated(_ message: [UInt8]) -> [UInt8] {
        var copy = message
        for _ in 0..<below(4) { mutate(&copy) }
        return copy
    }

    private mutating func mutate(_ message: inout [UInt8]) {
        let place = below(message.count)
        switch below(8) {
        case 0 where !message.isEmpty: message[place] ^= 1 << below(8)
        case 1 where !message.isEmpty: message[place] = [0, 1, 2, 3, 127, 128, 228, 255][below(8)]
        case 2: message.removeLast(min(message.count, 1 + below(20)))
        case 3: message += bytes(1 + below(40))
        case 4: message.insert(contentsOf: bytes(1 + below(4)), at: place)
        case 5 where message.count >= 16:
            // An element of all ones, or one around the modulus.
            let start = below(message.count - 15)
            let high: [UInt8] = [228, 255, 255, 255, 255, 255, 255, 255]
            message.replaceSubrange(start..<(start + 16), with: [UInt8(below(3)), 0, 0, 0, 0, 0, 0, 0] + high)
        case 6 where message.count >= 5:
            let length = [0, 1, message.count - 5, message.count, 1 << 24, 1 << 31, (1 << 32) - 1][below(7)]
            for index in 0..<4 { message[1 + index] = UInt8(truncatingIfNeeded: length >> (24 - 8 * index)) }
        case 7: message = bytes(below(64))
        default: break
        }
    }

    // MARK: Decoders

    private static var codecTargets: [Target] {
        [
            Target(
                name: "PingPongMessage",
                corpus: [
                    PingPongMessage.initialize(verifierShare: Array(0..<40)).encoded,
                    PingPongMessage.continue(verifierMessage: [1], verifierShare: [2, 3]).encoded,
                    PingPongMessage.finish(verifierMessage: []).encoded,
                ]
            ) { bytes throws(VDAFError) in try PingPongMessage(decoding: bytes, limit: 64).encoded },
            Target(name: "Field64.decode", corpus: [Field64.encode([Field64(5), Field64(1 << 60)])]) {
                bytes throws(VDAFError) in Field64.encode(try Field64.decode(bytes, count: 2))
            },
            Target(name: "Field128.decode", corpus: [Field128.encode([Field128(5), Field128(signed: -7)])]) {
                bytes throws(VDAFError) in Field128.encode(try Field128.decode(bytes, count: 2))
            },
        ]
    }

    private mutating func instanceTargets(
        _ prio3: Prio3, _ measurement: Prio3.Measurement
    ) throws -> [Target] {
        let nonce = bytes(16)
        let key = bytes(32)
        let report = try prio3.shard(
            context: [], measurement: measurement, nonce: nonce, randomness: bytes(prio3.sizes.randomness))
        let starts = try (0..<2).map {
            try prio3.verifyInit(
                verifyKey: key, context: [], aggregatorID: $0, nonce: nonce, publicShare: report.publicShare,
                inputShare: report.inputShares[$0])
        }
        let shares = starts.map(\.verifierShare)
        let message = try prio3.verifierSharesToMessage(context: [], verifierShares: shares)
        let state = starts[0].state
        let output = try prio3.verifyNext(state: state, message: message)
        let name = "\(prio3.variant)"
        return [
            Target(name: name + " VerifyState", corpus: [state.encoded]) { bytes throws(VDAFError) in
                try prio3.decodeVerifyState(bytes).encoded
            },
            Target(name: name + " OutputShare", corpus: [output.encoded]) { bytes throws(VDAFError) in
                try prio3.decodeOutputShare(bytes).encoded
            },
            Target(name: name + " AggregateShare", corpus: [output.encoded]) { bytes throws(VDAFError) in
                try prio3.decodeAggregateShare(bytes).encoded
            },
            Target(name: name + " verifier message", corpus: [message]) { bytes throws(VDAFError) in
                _ = try prio3.verifyNext(state: state, message: bytes)
                return message
            },
            Target(name: name + " verifier share", corpus: shares) { bytes throws(VDAFError) in
                _ = try prio3.verifierSharesToMessage(context: [], verifierShares: [bytes, shares[1]])
                return nil
            },
            Target(name: name + " leader input share", corpus: [report.inputShares[0]], rarity: 16) {
                bytes throws(VDAFError) in
                _ = try prio3.verifyInit(
                    verifyKey: key, context: [], aggregatorID: 0, nonce: nonce, publicShare: report.publicShare,
                    inputShare: bytes)
                return nil
            },
            Target(name: name + " public share", corpus: [report.publicShare], rarity: 16) {
                bytes throws(VDAFError) in
                _ = try prio3.verifyInit(
                    verifyKey: key, context: [], aggregatorID: 1, nonce: nonce, publicShare: bytes,
                    inputShare: report.inputShares[1])
                return nil
            },
        ]
    }
}
