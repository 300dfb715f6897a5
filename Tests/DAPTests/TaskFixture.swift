// SPDX-License-Identifier: Apache-2.0
//
// One task with two aggregators and one holder, for the tests of this folder.

import Crypto
import DAP
import Testing

struct TaskFixture {
    let task: TaskID
    let configuration: TaskConfiguration
    let leader = HpkeKeyPair(id: 1)
    let helper = HpkeKeyPair(id: 2)
    let collector = HpkeKeyPair(id: 3)
    let holderKey = Curve25519.Signing.PrivateKey()

    init(length: UInt32 = 5, maximum: UInt64 = 1_048_575, rhoMicro: UInt64 = 40_000, isNoised: Bool = true) throws {
        task = try #require(TaskID((0..<32).map { UInt8($0) }))
        configuration = try TaskConfiguration(
            taskInfo: Array("flows/people".utf8), leader: "http://127.0.0.1:1", helper: "http://127.0.0.1:2",
            timePrecision: 86_400, minBatchSize: 2, vdaf: .sumVec(length: length, maximum: maximum),
            noise: NoiseParameters(sensitivitySquared: 16, rhoMicro: rhoMicro, isNoised: isNoised),
            mandateHash: Array(repeating: 7, count: 32))
    }

    func report(of vector: [Int64]) throws -> Report {
        try HolderClient(
            task: task, configuration: configuration,
            recipients: Recipients(leader: leader.config, helper: helper.config)
        ).report(of: vector, holder: "bus", time: 20_000) { message in
            Array(try holderKey.signature(for: message))
        }
    }

    func opened(_ report: Report, by role: Role) throws -> OpenedShare {
        try opener(role).open(
            role == .leader ? report.leaderShare : report.helperShare, metadata: report.metadata,
            publicShare: report.publicShare, verify: isSigned)
    }

    func verifier(secret: [UInt8] = Array(repeating: 5, count: 32)) throws -> ReportVerifier {
        try ReportVerifier(task: task, configuration: configuration, secret: secret)
    }

    /// Both aggregators' output shares of a report, verified as over the network.
    func outputShares(of report: Report) throws -> (leader: [UInt8], helper: [UInt8]) {
        let started = try verifier().start(
            opened(report, by: .leader), metadata: report.metadata, publicShare: report.publicShare)
        let answer = try verifier().answer(
            opened(report, by: .helper), metadata: report.metadata, publicShare: report.publicShare,
            inbound: started.outbound)
        return (try verifier().finish(started, inbound: answer.outbound), answer.outputShare)
    }

    func opener(_ role: Role, configuration other: TaskConfiguration? = nil) -> ShareOpener {
        ShareOpener(
            task: task, configuration: other ?? configuration, role: role, keys: role == .leader ? leader : helper)
    }

    func isSigned(_ holder: String, _ message: [UInt8], _ signature: [UInt8]) -> Bool {
        holder == "bus" && holderKey.publicKey.isValidSignature(signature, for: message)
    }
}
