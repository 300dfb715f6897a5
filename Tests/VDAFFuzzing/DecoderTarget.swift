// SPDX-License-Identifier: Apache-2.0
//
// Every decoder of VDAF, with valid messages to start from, what a message that it takes must fulfil, and how much
// it may ask of the allocator in all, freed or not: a few times the input's length for what only reads, and for what
// computes on a message of the right length a multiple of the instance's own messages; 4 KiB more for the sentence
// of an error. A message of the wrong length must not get beyond those 4 KiB and its own length.

import RegieTesting
import VDAF

/// One decoder.
package struct DecoderTarget: Sendable {
    /// Whether what was decoded is right; called when the decoder is done.
    typealias Check = @Sendable () -> Bool

    /// The decoder with one instance.
    struct Seat: Sendable {
        let name: String
        let corpus: [[UInt8]]
        /// Bytes that it may ask for, given the input's.
        let bound: @Sendable (Int) -> Int
        let decode: @Sendable ([UInt8]) throws(VDAFError) -> Check
    }

    package let name: String
    let seats: [Seat]

    /// What an error's sentence, a closure and an array's header take.
    static let margin = 4_096

    /// All decoders of the module.
    package static func all() throws -> [DecoderTarget] {
        let exchanges = try Exchange.samples()
        let ofInstances: [(String, (Exchange) -> [Seat])] = [
            ("decodeVerifyState", { [$0.verifyState] }), ("decodeOutputShare", { [$0.outputShare] }),
            ("decodeAggregateShare", { [$0.aggregateShare] }), ("verifyNext: message", { [$0.verifierMessage] }),
            ("verifierSharesToMessage: share", { [$0.verifierShare] }),
            ("StarLeader.receive: share", { [$0.starShare] }),
            ("verifyInit: leader's input share", { [$0.inputShare(of: 0)] }),
            ("verifyInit: helper's input share", { [$0.inputShare(of: 1)] }),
            ("verifyInit: public share", { [$0.publicShare(to: 0), $0.publicShare(to: 1)] }),
            ("pingPongHelperInit: inbound", { [$0.request] }), ("pingPongLeaderContinued: inbound", { [$0.answer] }),
        ]
        return try codec + ofInstances.map { name, seats in DecoderTarget(name: name, seats: exchanges.flatMap(seats)) }
    }

    /// The decoders that need no instance.
    private static var codec: [DecoderTarget] {
        get throws {
            try [
                DecoderTarget(name: "PingPongMessage, short limits", seats: [pingPong(limit: 64), pingPong(limit: 0)]),
                DecoderTarget(
                    name: "PingPongMessage, long limits",
                    seats: [pingPong(limit: 4_096), pingPong(limit: Int(UInt32.max)), pingPong(limit: Int.max)]),
                DecoderTarget(name: "Field64.decode", seats: [0, 1, 2, 9].map { elements(Field64.self, $0) }),
                DecoderTarget(name: "Field128.decode", seats: [0, 1, 2, 9].map { elements(Field128.self, $0) }),
            ]
        }
    }

    private static func pingPong(limit: Int) throws -> Seat {
        let long = (0..<700).map { UInt8(truncatingIfNeeded: $0) }
        let messages: [PingPongMessage] = [
            .initialize(verifierShare: Array(0..<40)), .continue(verifierMessage: [1], verifierShare: [2, 3]),
            .finish(verifierMessage: []), .initialize(verifierShare: []), .initialize(verifierShare: long),
            .continue(verifierMessage: long, verifierShare: Array(long.prefix(300))),
        ]
        return Seat(name: "limit \(limit)", corpus: try messages.map { try $0.encoded }, bound: { $0 + margin }) {
            input throws(VDAFError) in
            let message = try PingPongMessage(decoding: input, limit: limit)
            return { (try? message.encoded) == input }
        }
    }

    private static func elements<Field: NTTField>(_ type: Field.Type, _ count: Int) -> Seat {
        let last = Field.zero - .one
        let elements = (0..<count).map { $0 % 3 == 0 ? last : Field(UInt64($0) << 60) }
        return Seat(name: "\(count) elements", corpus: [Field.encode(elements)], bound: { $0 + margin }) {
            input throws(VDAFError) in
            let elements = try Field.decode(input, count: count)
            return { Field.encode(elements) == input }
        }
    }
}
