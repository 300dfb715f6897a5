// SPDX-License-Identifier: Apache-2.0
//
// A holder's report: what each aggregator can open, and everything that must make it fail.

import Crypto
import DAP
import RegieTesting
import Testing
import VDAF

@Suite struct ReportTests {
    @Test func `the two verified shares add up to the holder's vector`() throws {
        let fixture = try TaskFixture()
        let vector: [Int64] = [0, 1, 250_000, 7, 1_048_575]
        let report = try Report(decoding: fixture.report(of: vector).encoded())
        let shares = try fixture.outputShares(of: report)
        let sums = zip(try Field128.decode(shares.leader, count: 5), try Field128.decode(shares.helper, count: 5))
            .map { ($0 + $1).signedValue }
        #expect(sums == vector)
    }

    @Test func `G2 one share alone says nothing: it is never the vector, and differs each time`() throws {
        let fixture = try TaskFixture()
        let vector: [Int64] = [0, 1, 250_000, 7, 3]
        let shares = try (0..<8).map { _ in
            try Field128.decode(fixture.outputShares(of: fixture.report(of: vector)).leader, count: 5)
        }
        #expect(Set(shares).count == shares.count)
        #expect(shares.allSatisfy { $0.map(\.signedValue) != vector })
    }

    @Test func `G7 a vector out of bounds can't be made into a report`() throws {
        let fixture = try TaskFixture()
        for value in [-1, 1_048_576, Int64.max] {
            #expect(throws: DAPError(.invalidMessage, "")) { try fixture.report(of: [0, 0, value, 0, 0]) }
        }
    }

    @Test func `G7 a report for wider bounds than the task's doesn't verify`() throws {
        let (narrow, wide) = (try TaskFixture(), try TaskFixture(length: 5, maximum: 1 << 40))
        let sharded = try wide.report(of: [0, 0, 1 << 30, 0, 0])
        #expect(throws: DAPError(.undecryptable, "")) { try narrow.opened(sharded, by: .leader) }
    }

    @Test func `G7 aggregators with different secrets verify nothing`() throws {
        let fixture = try TaskFixture()
        let report = try fixture.report(of: [1, 2, 3, 4, 5])
        let started = try fixture.verifier().start(
            fixture.opened(report, by: .leader), metadata: report.metadata, publicShare: report.publicShare)
        #expect(throws: DAPError(.untrustedReport, "")) {
            try fixture.verifier(secret: Array(repeating: 6, count: 32)).answer(
                fixture.opened(report, by: .helper), metadata: report.metadata, publicShare: report.publicShare,
                inbound: started.outbound)
        }
        #expect(throws: DAPError(.invalidMessage, "")) { try fixture.verifier(secret: [1, 2, 3]) }
    }

    @Test func `G7 an altered message between aggregators verifies nothing`() throws {
        let fixture = try TaskFixture()
        let report = try fixture.report(of: [1, 2, 3, 4, 5])
        let started = try fixture.verifier().start(
            fixture.opened(report, by: .leader), metadata: report.metadata, publicShare: report.publicShare)
        for position in [0, 5, 20, started.outbound.count - 1] {
            var altered = started.outbound
            altered[position] ^= 1
            #expect(throws: DAPError(.untrustedReport, "")) {
                try fixture.verifier().answer(
                    fixture.opened(report, by: .helper), metadata: report.metadata, publicShare: report.publicShare,
                    inbound: altered)
            }
        }
    }

    @Test func `G2 an aggregator can't open the other one's share`() throws {
        let fixture = try TaskFixture()
        let report = try fixture.report(of: [1, 2, 3, 4, 5])
        #expect(throws: DAPError(.unrecognizedHpkeConfig, "")) {
            try fixture.opener(.leader).open(
                report.helperShare, metadata: report.metadata, publicShare: report.publicShare, verify: fixture.isSigned
            )
        }
        let relabelled = HpkeCiphertext(
            configID: fixture.leader.config.id, encapsulatedKey: report.helperShare.encapsulatedKey,
            payload: report.helperShare.payload)
        #expect(throws: DAPError(.undecryptable, "")) {
            try fixture.opener(.leader).open(
                relabelled, metadata: report.metadata, publicShare: report.publicShare, verify: fixture.isSigned)
        }
    }

    @Test func `a task that differs in its noise alone opens nothing`() throws {
        let fixture = try TaskFixture()
        let report = try fixture.report(of: [1, 2, 3, 4, 5])
        for other in [try TaskFixture(rhoMicro: 40_001), try TaskFixture(isNoised: false), try TaskFixture(length: 6)] {
            #expect(throws: DAPError(.undecryptable, "")) {
                try fixture.opener(.leader, configuration: other.configuration).open(
                    report.leaderShare, metadata: report.metadata, publicShare: report.publicShare,
                    verify: fixture.isSigned)
            }
        }
    }

    @Test func `a report of a stranger, or with another holder's signature, is refused`() throws {
        let fixture = try TaskFixture()
        let report = try fixture.report(of: [1, 2, 3, 4, 5])
        let stranger = Curve25519.Signing.PrivateKey()
        #expect(throws: DAPError(.untrustedReport, "")) {
            try fixture.opener(.leader).open(
                report.leaderShare, metadata: report.metadata, publicShare: report.publicShare
            ) {
                stranger.publicKey.isValidSignature($2, for: $1)
            }
        }
        let forged = try HolderClient(
            task: fixture.task, configuration: fixture.configuration,
            recipients: Recipients(leader: fixture.leader.config, helper: fixture.helper.config)
        ).report(of: [9, 9, 9, 9, 9], holder: "bus", time: 20_000) { Array(try stranger.signature(for: $0)) }
        #expect(throws: DAPError(.untrustedReport, "")) {
            try fixture.opener(.helper).open(
                forged.helperShare, metadata: forged.metadata, publicShare: forged.publicShare, verify: fixture.isSigned
            )
        }
    }

    @Test func `a share moved to another report's metadata is refused`() throws {
        let fixture = try TaskFixture()
        let (first, second) = (try fixture.report(of: [1, 2, 3, 4, 5]), try fixture.report(of: [1, 2, 3, 4, 5]))
        #expect(throws: DAPError(.undecryptable, "")) {
            try fixture.opener(.leader).open(
                first.leaderShare, metadata: second.metadata, publicShare: first.publicShare, verify: fixture.isSigned)
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
