// SPDX-License-Identifier: Apache-2.0
//
// One honest report with all its messages, and each decoder that takes one of them. What a client or an aggregator
// sends is right only if it is the very message: a report of which anything was changed must not verify.

import RegieTesting
import VDAF

/// The messages of one report.
struct Exchange: Sendable {
    private static let context = Array("fuzz".utf8)
    let prio3: Prio3
    let key: [UInt8]
    let nonce: [UInt8]
    let report: Prio3.Report
    let states: [Prio3.VerifyState]
    let shares: [[UInt8]]
    let message: [UInt8]
    let output: Prio3.OutputShare

    /// One report of each variant, the first two also among three aggregators.
    static func samples() throws -> [Exchange] {
        let instances: [(Prio3.Variant, Prio3.Measurement, Int)] = [
            (.count, .flag(true), 2), (.count, .flag(false), 3), (.sum(maximum: 9), .integer(3), 2),
            (.sumVec(length: 2, maximum: 3, chunkLength: 2), .vector([1, 3]), 2),
            (.histogram(length: 3, chunkLength: 2), .bucket(1), 2),
            (.histogram(length: 3, chunkLength: 2), .bucket(2), 3),
            (.multihotCountVec(length: 3, maximumWeight: 2, chunkLength: 2), .flags([true, false, true]), 2),
            (.l1BoundSum(length: 2, maximumValue: 3, chunkLength: 2), .vector([1, 1]), 2),
            (.sumVecWithMultiproof(length: 2, maximum: 3, chunkLength: 2, proofs: 3), .vector([2, 0]), 2),
        ]
        return try instances.enumerated().map { index, instance in
            try Exchange(Prio3(instance.0, shares: instance.2), instance.1, seed: UInt64(index))
        }
    }

    private init(_ prio3: Prio3, _ measurement: Prio3.Measurement, seed: UInt64) throws {
        var mutator = Mutator(seed: seed)
        let (key, nonce) = (mutator.bytes(32), mutator.bytes(16))
        let report = try prio3.shard(
            context: Self.context, measurement: measurement, nonce: nonce,
            randomness: mutator.bytes(prio3.sizes.randomness))
        let starts = try (0..<prio3.shares).map {
            try prio3.verifyInit(
                verifyKey: key, context: Self.context, aggregatorID: $0, nonce: nonce,
                publicShare: report.publicShare, inputShare: report.inputShares[$0])
        }
        states = starts.map(\.state)
        shares = starts.map(\.verifierShare)
        message = try prio3.verifierSharesToMessage(context: Self.context, verifierShares: shares)
        output = try prio3.verifyNext(state: states[0], message: message)
        (self.prio3, self.key, self.nonce, self.report) = (prio3, key, nonce, report)
    }

    private var name: String { prio3.description }
    private var sizes: Prio3.MessageSizes { prio3.sizes }

    /// What a verification may ask for: tables of powers and weights besides the shares.
    private var verification: Int { 24 * sizes.leaderInputShare + 16 * 1_024 }
    /// What combining verifier shares may ask for.
    private var combination: Int { 6 * prio3.shares * sizes.verifierShare + DecoderTarget.margin }

    // MARK: What is only read

    private func reader(
        _ corpus: [UInt8], _ decode: @escaping @Sendable ([UInt8]) throws(VDAFError) -> @Sendable () -> [UInt8]
    ) -> DecoderTarget.Seat {
        DecoderTarget.Seat(name: name, corpus: [corpus], bound: { 2 * $0 + DecoderTarget.margin }) {
            input throws(VDAFError) in
            let encoded = try decode(input)
            return { encoded() == input }
        }
    }

    var verifyState: DecoderTarget.Seat {
        reader(states[0].encoded) { [prio3] input throws(VDAFError) in
            let state = try prio3.decodeVerifyState(input)
            return { state.encoded }
        }
    }

    var outputShare: DecoderTarget.Seat {
        reader(output.encoded) { [prio3] input throws(VDAFError) in
            let share = try prio3.decodeOutputShare(input)
            return { share.encoded }
        }
    }

    var aggregateShare: DecoderTarget.Seat {
        reader(output.encoded) { [prio3] input throws(VDAFError) in
            let share = try prio3.decodeAggregateShare(input)
            return { share.encoded }
        }
    }

    var verifierMessage: DecoderTarget.Seat {
        reader(message) { [self] input throws(VDAFError) in
            _ = try prio3.verifyNext(state: states[0], message: input)
            return { message }
        }
    }

    // MARK: What is verified

    /// Whether all aggregators would take the report with these states and shares.
    private func accepts(_ changed: Int, _ state: Prio3.VerifyState, _ share: [UInt8]) -> Bool {
        var (states, shares) = (states, shares)
        (states[changed], shares[changed]) = (state, share)
        do throws(VDAFError) {
            let message = try prio3.verifierSharesToMessage(context: Self.context, verifierShares: shares)
            for state in states { _ = try prio3.verifyNext(state: state, message: message) }
            return true
        } catch {
            return false
        }
    }

    var verifierShare: DecoderTarget.Seat {
        DecoderTarget.Seat(name: name, corpus: [shares[0]], bound: { [combination] _ in combination }) {
            [self] input throws(VDAFError) in
            var changed = shares
            changed[0] = input
            let result = try prio3.verifierSharesToMessage(context: Self.context, verifierShares: changed)
            return { input == shares[0] || result != message }
        }
    }

    var starShare: DecoderTarget.Seat {
        DecoderTarget.Seat(name: name, corpus: shares, bound: { [combination] in $0 + 2 * combination }) {
            [self] input throws(VDAFError) in
            var star = StarLeader(prio3, context: Self.context)
            for aggregator in 1..<prio3.shares { _ = try star.receive(shares[aggregator], from: aggregator) }
            let result = try star.receive(input, from: 0)
            return { input == shares[0] || result != message }
        }
    }

    private func bound(_ aggregator: Int) -> @Sendable (Int) -> Int {
        let expected = aggregator == 0 ? sizes.leaderInputShare : sizes.helperInputShare
        return { [verification] in $0 == expected ? verification : DecoderTarget.margin }
    }

    private func start(
        _ aggregator: Int, publicShare: [UInt8], inputShare: [UInt8]
    ) throws(VDAFError) -> (state: Prio3.VerifyState, verifierShare: [UInt8]) {
        try prio3.verifyInit(
            verifyKey: key, context: Self.context, aggregatorID: aggregator, nonce: nonce, publicShare: publicShare,
            inputShare: inputShare)
    }

    func inputShare(of aggregator: Int) -> DecoderTarget.Seat {
        DecoderTarget.Seat(name: name, corpus: [report.inputShares[aggregator]], bound: bound(aggregator)) {
            [self] input throws(VDAFError) in
            let (state, share) = try start(aggregator, publicShare: report.publicShare, inputShare: input)
            return { input == report.inputShares[aggregator] || !accepts(aggregator, state, share) }
        }
    }

    /// An aggregator replaces its own part of the public share, so that changes there are none.
    func publicShare(to aggregator: Int) -> DecoderTarget.Seat {
        let own = (32 * aggregator)..<(32 * aggregator + 32)
        let expected = report.publicShare
        let bound: @Sendable (Int) -> Int = { [verification] in
            $0 == expected.count ? verification : DecoderTarget.margin
        }
        return DecoderTarget.Seat(name: name, corpus: [expected], bound: bound) { [self] input throws(VDAFError) in
            let (state, share) = try start(
                aggregator, publicShare: input, inputShare: report.inputShares[aggregator])
            return {
                let isSame = input.indices.allSatisfy { own.contains($0) || input[$0] == expected[$0] }
                return isSame || !accepts(aggregator, state, share)
            }
        }
    }

    // MARK: Ping-pong, for two aggregators

    var request: DecoderTarget.Seat {
        let request = (try? PingPongMessage.initialize(verifierShare: shares[0]).encoded) ?? []
        let answer = try? PingPongMessage.finish(verifierMessage: message).encoded
        let bound: @Sendable (Int) -> Int = { [verification, combination] in 2 * $0 + verification + combination }
        return DecoderTarget.Seat(name: name, corpus: [request], bound: bound) { [self] input throws(VDAFError) in
            let state = prio3.pingPongHelperInit(
                verifyKey: key, context: Self.context, nonce: nonce, publicShare: report.publicShare,
                inputShare: report.inputShares[1], inbound: input)
            if case .rejected(let error) = state { throw error }
            return {
                guard case .finishedWithOutbound(_, let outbound) = state else { return false }
                return input == request || outbound != answer
            }
        }
    }

    var answer: DecoderTarget.Seat {
        let answer = (try? PingPongMessage.finish(verifierMessage: message).encoded) ?? []
        return DecoderTarget.Seat(name: name, corpus: [answer], bound: { 2 * $0 + DecoderTarget.margin }) {
            [self] input throws(VDAFError) in
            let state = prio3.pingPongLeaderContinued(state: states[0], inbound: input)
            if case .rejected(let error) = state { throw error }
            return {
                guard case .finished = state else { return false }
                return input == answer
            }
        }
    }
}
