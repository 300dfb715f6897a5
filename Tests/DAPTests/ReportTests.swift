// SPDX-License-Identifier: Apache-2.0
//
// A holder's report: what each aggregator can open, and everything that must make it fail.

import Crypto
import DAP
import RegieTesting
import Testing
import VDAF

@Suite struct ReportTests {
    @Test func `the two opened shares add up to the holder's vector`() throws {
        let fixture = try TaskFixture()
        let vector: [Int64] = [0, 1, 250_000, 7, 3]
        let report = try Report(decoding: fixture.report(of: vector).encoded())
        let leader = try fixture.opener(.leader).open(
            report.leaderShare, metadata: report.metadata, publicShare: report.publicShare, verify: fixture.isSigned)
        let helper = try fixture.opener(.helper).open(
            report.helperShare, metadata: report.metadata, publicShare: report.publicShare, verify: fixture.isSigned)
        let sums = zip(leader.outputShare, helper.outputShare).map { ($0 + $1).signedValue }
        #expect(sums == vector)
        #expect(leader.holder == "bus")
    }

    @Test func `G2 one share alone says nothing: it is never the vector, and differs each time`() throws {
        let fixture = try TaskFixture()
        let vector: [Int64] = [0, 1, 250_000, 7, 3]
        let shares = try (0..<8).map { _ in
            let report = try fixture.report(of: vector)
            return try fixture.opener(.leader).open(
                report.leaderShare, metadata: report.metadata, publicShare: [], verify: fixture.isSigned
            ).outputShare
        }
        #expect(Set(shares).count == shares.count)
        #expect(shares.allSatisfy { $0.map(\.signedValue) != vector })
    }

    @Test func `G2 an aggregator can't open the other one's share`() throws {
        let fixture = try TaskFixture()
        let report = try fixture.report(of: [1, 2, 3, 4, 5])
        #expect(throws: DAPError(.unrecognizedHpkeConfig, "")) {
            try fixture.opener(.leader).open(
                report.helperShare, metadata: report.metadata, publicShare: [], verify: fixture.isSigned)
        }
        let relabelled = HpkeCiphertext(
            configID: fixture.leader.config.id, encapsulatedKey: report.helperShare.encapsulatedKey,
            payload: report.helperShare.payload)
        #expect(throws: DAPError(.undecryptable, "")) {
            try fixture.opener(.leader).open(
                relabelled, metadata: report.metadata, publicShare: [], verify: fixture.isSigned)
        }
    }

    @Test func `a task that differs in its noise alone opens nothing`() throws {
        let fixture = try TaskFixture()
        let report = try fixture.report(of: [1, 2, 3, 4, 5])
        for other in [try TaskFixture(rhoMicro: 40_001), try TaskFixture(isNoised: false), try TaskFixture(length: 6)] {
            #expect(throws: DAPError(.undecryptable, "")) {
                try fixture.opener(.leader, configuration: other.configuration).open(
                    report.leaderShare, metadata: report.metadata, publicShare: [], verify: fixture.isSigned)
            }
        }
    }

    @Test func `a report of a stranger, or with another holder's signature, is refused`() throws {
        let fixture = try TaskFixture()
        let report = try fixture.report(of: [1, 2, 3, 4, 5])
        let stranger = Curve25519.Signing.PrivateKey()
        #expect(throws: DAPError(.untrustedReport, "")) {
            try fixture.opener(.leader).open(report.leaderShare, metadata: report.metadata, publicShare: []) {
                stranger.publicKey.isValidSignature($2, for: $1)
            }
        }
        let forged = try HolderClient(
            task: fixture.task, configuration: fixture.configuration,
            recipients: Recipients(leader: fixture.leader.config, helper: fixture.helper.config)
        ).report(of: [9, 9, 9, 9, 9], holder: "bus", time: 20_000) { Array(try stranger.signature(for: $0)) }
        #expect(throws: DAPError(.untrustedReport, "")) {
            try fixture.opener(.helper).open(
                forged.helperShare, metadata: forged.metadata, publicShare: [], verify: fixture.isSigned)
        }
    }

    @Test func `a share moved to another report's metadata is refused`() throws {
        let fixture = try TaskFixture()
        let (first, second) = (try fixture.report(of: [1, 2, 3, 4, 5]), try fixture.report(of: [1, 2, 3, 4, 5]))
        #expect(throws: DAPError(.undecryptable, "")) {
            try fixture.opener(.leader).open(
                first.leaderShare, metadata: second.metadata, publicShare: [], verify: fixture.isSigned)
        }
    }

    @Test func `a vector of the wrong length isn't sealed`() throws {
        let fixture = try TaskFixture()
        #expect(throws: DAPError(.invalidMessage, "")) { try fixture.report(of: [1, 2, 3]) }
    }

    @Test func `any flipped bit of a report is refused by the aggregator that it concerns`() throws {
        let fixture = try TaskFixture()
        let bytes = try fixture.report(of: [1, 2, 3, 4, 5]).encoded()
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<300 {
            var altered = bytes
            altered[Int.random(in: 0..<bytes.count, using: &generator)] ^= 1 << Int.random(in: 0..<8, using: &generator)
            let accepted = (try? Report(decoding: altered)).map { report in
                [(Role.leader, report.leaderShare), (Role.helper, report.helperShare)].allSatisfy { role, share in
                    (try? fixture.opener(role).open(
                        share, metadata: report.metadata, publicShare: report.publicShare, verify: fixture.isSigned))
                        != nil
                }
            }
            #expect(accepted != true)
        }
    }
}
