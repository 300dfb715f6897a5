// SPDX-License-Identifier: Apache-2.0
//
// The ping-pong topology (VDAF, "The Ping-Pong Topology"), for two aggregators: the leader sends its verifier
// share, the helper decides and answers with the verifier message. Prio3 has one round, so the helper is never
// left waiting and `continue` is never sent; a peer that sends it is refused.

/// A message between two aggregators (VDAF, "The Ping-Pong Topology").
public enum PingPongMessage: Hashable, Sendable {
    /// The leader's verifier share.
    case initialize(verifierShare: [UInt8])
    /// The message of one round and the share of the next, for VDAFs with several rounds.
    case `continue`(verifierMessage: [UInt8], verifierShare: [UInt8])
    /// The message of the last round.
    case finish(verifierMessage: [UInt8])

    /// The message in the TLS presentation language; refuses strings of 2^32 bytes or more.
    public var encoded: [UInt8] {
        get throws(VDAFError) {
            var writer = MessageWriter()
            switch self {
            case .initialize(let share):
                writer.writeByte(0)
                try writer.writeOpaque32(share)
            case .continue(let message, let share):
                writer.writeByte(1)
                try writer.writeOpaque32(message)
                try writer.writeOpaque32(share)
            case .finish(let message):
                writer.writeByte(2)
                try writer.writeOpaque32(message)
            }
            return writer.bytes
        }
    }

    /// Reads a message; refuses an unknown type, strings longer than `limit`, and bytes after the message.
    public init(decoding bytes: [UInt8], limit: Int) throws(VDAFError) {
        var reader = MessageReader(bytes)
        switch try reader.readByte() {
        case 0:
            self = .initialize(verifierShare: try reader.readOpaque32(limit: limit))
        case 1:
            let message = try reader.readOpaque32(limit: limit)
            self = .continue(verifierMessage: message, verifierShare: try reader.readOpaque32(limit: limit))
        case 2:
            self = .finish(verifierMessage: try reader.readOpaque32(limit: limit))
        case let type:
            throw VDAFError(.encoding, "a message of type `\(type)`", help: "send type 0, 1 or 2")
        }
        try reader.finish()
    }
}

/// Where the verification of one report stands (VDAF, "VDAF Verification State").
public enum PingPongState: Sendable {
    /// Waiting for the peer's answer to `outbound`.
    case continued(Prio3.VerifyState, round: Int, outbound: [UInt8])
    /// Done.
    case finished(Prio3.OutputShare)
    /// Done, once `outbound` is sent.
    case finishedWithOutbound(Prio3.OutputShare, outbound: [UInt8])
    /// The report must be dropped.
    case rejected(VDAFError)
}

extension Prio3 {
    /// The leader's first step: continued, with its initialize message, or rejected.
    public func pingPongLeaderInit(
        verifyKey: [UInt8], context: [UInt8], nonce: [UInt8], publicShare: [UInt8], inputShare: [UInt8]
    ) -> PingPongState {
        do throws(VDAFError) {
            try checkPingPong()
            let (state, share) = try verifyInit(
                verifyKey: verifyKey, context: context, aggregatorID: 0, nonce: nonce, publicShare: publicShare,
                inputShare: inputShare)
            let outbound = try PingPongMessage.initialize(verifierShare: share).encoded
            return .continued(state, round: 0, outbound: outbound)
        } catch {
            return .rejected(error)
        }
    }

    /// The helper's only step, with the leader's message: finished, with its answer, or rejected.
    public func pingPongHelperInit(
        verifyKey: [UInt8], context: [UInt8], nonce: [UInt8], publicShare: [UInt8], inputShare: [UInt8],
        inbound: [UInt8]
    ) -> PingPongState {
        do throws(VDAFError) {
            try checkPingPong()
            guard case .initialize(let leaderShare) = try decodePingPong(inbound) else {
                throw unexpectedMessage("`initialize`")
            }
            let (state, share) = try verifyInit(
                verifyKey: verifyKey, context: context, aggregatorID: 1, nonce: nonce, publicShare: publicShare,
                inputShare: inputShare)
            let message = try verifierSharesToMessage(context: context, verifierShares: [leaderShare, share])
            let outputShare = try verifyNext(state: state, message: message)
            let outbound = try PingPongMessage.finish(verifierMessage: message).encoded
            return .finishedWithOutbound(outputShare, outbound: outbound)
        } catch {
            return .rejected(error)
        }
    }

    /// The leader's last step, with the helper's answer: finished or rejected.
    public func pingPongLeaderContinued(state: Prio3.VerifyState, inbound: [UInt8]) -> PingPongState {
        do throws(VDAFError) {
            guard case .finish(let message) = try decodePingPong(inbound) else {
                throw unexpectedMessage("`finish`")
            }
            return .finished(try verifyNext(state: state, message: message))
        } catch {
            return .rejected(error)
        }
    }

    private func decodePingPong(_ bytes: [UInt8]) throws(VDAFError) -> PingPongMessage {
        try PingPongMessage(decoding: bytes, limit: max(sizes.verifierShare, sizes.verifierMessage))
    }

    private func unexpectedMessage(_ expected: String) -> VDAFError {
        VDAFError(.argument, "a ping-pong message out of turn", help: "send \(expected)")
    }

    private func checkPingPong() throws(VDAFError) {
        guard shares == 2 else {
            throw VDAFError(
                .parameter, "ping-pong among `\(shares)` aggregators", help: "use `StarLeader` for more than two")
        }
    }
}

/// The leader of a star (VDAF, "The Star Topology"), for any number of aggregators: it gathers the verifier
/// shares of one report and makes the message to all.
public struct StarLeader: Sendable {
    private let prio3: Prio3
    private let context: [UInt8]
    private var verifierShares: [[UInt8]?]

    /// Gathers the verifier shares of one report, the leader's own included.
    public init(_ prio3: Prio3, context: [UInt8]) {
        self.prio3 = prio3
        self.context = context
        verifierShares = Array(repeating: nil, count: prio3.shares)
    }

    /// Takes one aggregator's share, in any order. The message once all are there, nil before; refuses a second
    /// share of the same aggregator, a share of another length, and the report when its proof doesn't verify.
    public mutating func receive(_ share: [UInt8], from aggregatorID: Int) throws(VDAFError) -> [UInt8]? {
        guard verifierShares.indices.contains(aggregatorID) else {
            throw VDAFError(
                .argument, "an aggregator `\(aggregatorID)`", help: "give 0 to `\(prio3.shares - 1)`")
        }
        guard verifierShares[aggregatorID] == nil else {
            throw VDAFError(
                .argument, "a second verifier share of aggregator `\(aggregatorID)`", help: "send one each")
        }
        guard share.count == prio3.sizes.verifierShare else {
            throw VDAFError(
                .encoding, "a verifier share of `\(share.count)` bytes", help: "give `\(prio3.sizes.verifierShare)`")
        }
        verifierShares[aggregatorID] = share
        let shares = verifierShares.compactMap { $0 }
        guard shares.count == prio3.shares else { return nil }
        return try prio3.verifierSharesToMessage(context: context, verifierShares: shares)
    }
}
