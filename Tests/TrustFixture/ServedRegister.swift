// SPDX-License-Identifier: Apache-2.0
//
// A register that grows during a test, with its files served by a false network: as the broker would, or otherwise.

import DAP
import Foundation
import Governance
import Studies
import Synchronization
import Testing
import TransparencyLog

package final class ServedRegister: Sendable {
    private let state: Mutex<RegisterCase>
    private let log: LogWriter
    private let signer: NoteSigner
    private let directory: URL
    package let network: FalseNetwork
    package let root: TrustRoot
    private let witnesses: [NoteSigner]

    /// - Parameter network: serves the register's files and mandates from now on.
    package init(_ scene: RegisterCase, over network: FalseNetwork) throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "regie-register-\(UUID().uuidString)")
        let enrolment = scene.trust.enrolment
        root = scene.trust.root
        signer = try enrolment.brokerKey.registerSigner(of: root)
        witnesses = try root.witnesses.map { [root] in
            try #require(enrolment.witnessKeys[$0.id]).witnessSigner($0, of: root)
        }
        log = try LogWriter(directory: directory.path, key: signer.verifier, creating: true)
        state = Mutex(scene)
        self.network = network
        try publish()
        serve()
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    /// As it is now.
    package var scene: RegisterCase { state.withLock { $0 } }

    /// Adds records, and publishes them under a checkpoint that every witness cosigned then.
    package func grow<Result: Sendable>(_ body: (inout RegisterCase) throws -> Result) throws -> Result {
        let result = try state.withLock { scene in
            var changed = scene
            let result = try body(&changed)
            scene = changed
            return result
        }
        try publish()
        return result
    }

    // MARK: Checkpoints

    /// All records, cosigned.
    /// - Parameters:
    ///   - absent: how many of the witnesses don't cosign.
    ///   - moment: when they cosign; now, unless another is given.
    package func publish(absent: Int = 0, at moment: Moment? = nil) throws {
        let scene = scene
        let new = scene.records.dropFirst(log.size)
        if !new.isEmpty { try log.append(Array(new)) }
        let note = try log.checkpoint(signedBy: signer)
        let checkpoint = try Checkpoint(text: note.text)
        let time = Int((moment ?? scene.now).secondsSinceEpoch)
        let lines = try witnesses.dropFirst(absent).map { try $0.cosign(checkpoint, time: time) }
        try log.publish(note.adding(lines))
        serveCheckpoint(note.adding(lines).bytes)
    }

    /// The newest one, as it is served.
    package var checkpoint: [UInt8] { log.published?.bytes ?? [] }

    package var address: String { root.registerURL }

    /// Whatever it is, instead of the newest checkpoint.
    package func serveCheckpoint(_ bytes: [UInt8]) { network.answer("\(address)/checkpoint", bytes) }

    /// Another register's files in place of this one's, until something is published here.
    package func serveFiles(of other: ServedRegister) {
        other.serve(over: network)
        serveCheckpoint(other.checkpoint)
    }

    private func serve() { serve(over: network) }

    private func serve(over network: FalseNetwork) {
        let (address, source) = (address, log.source)
        for part in ["tile", "document"] {
            network.answer("\(address)/\(part)/") { request in
                let path = String(request.url.dropFirst(address.count + 1))
                guard let bytes = try source.read(path, limit: 1 << 24) else { return Exchange.Response(status: 404) }
                return Exchange.Response(status: 200, body: bytes)
            }
        }
    }

    // MARK: Mandates

    /// The broker gives this document when it is asked for that mandate.
    package func give(_ document: [UInt8], as mandate: String) {
        network.answer("\(root.broker.url)/mandates/\(mandate)", document)
    }

    /// A mandate in the register, whose document the broker gives.
    /// - Parameter seconds: how much later than the last one.
    @discardableResult
    package func mandate(_ text: String = TestStudy.flowMap, after seconds: Int64 = 0) throws -> Mandate {
        let mandate = try grow { scene in
            scene.pass(seconds)
            let study = try TestStudy.plan(text).study.id
            if scene.state.studies[study] == nil { try scene.submit(text) }
            return try scene.mandate(text)
        }
        give(mandate.document, as: mandate.id)
        return mandate
    }

    /// A mandate that the broker changed in one member, signed and logged.
    /// - Returns: its name.
    package func forgedMandate(_ path: String, with value: JSONValue) throws -> String {
        let (name, document) = try grow { scene in
            if scene.state.studies.isEmpty { try scene.submit() }
            let (mandate, record) = try scene.made()
            let document = try scene.trust.forged(JSONValue(parsing: mandate.document).replacing(path, with: value))
            let name = TextHash.of(try #require(try JSONValue(parsing: document)["body"]).canonicalBytes)
            guard case .mandate(let entry) = record.statement else { return (name, document) }
            try scene.follow(.mandate(entry.named(name)))
            return (name, document)
        }
        give(document, as: name)
        return name
    }
}

extension MandateEntry {
    /// The same record of another body.
    fileprivate func named(_ name: String) -> MandateEntry {
        MandateEntry(
            mandate: name, study: study, planHash: planHash, preliminaryHash: preliminaryHash, policyHash: policyHash,
            policyBallot: policyBallot, studyBallot: studyBallot, rules: rules, account: account, rhoMicro: rhoMicro,
            spentRhoMicro: spentRhoMicro, leader: leader, helper: helper, holders: holders, made: made,
            notAfter: notAfter)
    }
}

extension RegisterCase {
    /// A trust whose policy is in force.
    package static func adopted(
        fictitious: Bool = false, charter: (String) -> String = { $0 }
    ) throws -> RegisterCase {
        var scene = try RegisterCase(fictitious: fictitious, charter: charter)
        try scene.adoptPolicy()
        scene.pass(60)
        return scene
    }

    /// An HPKE configuration, enrolled by its aggregator.
    package mutating func enrol(_ config: [UInt8], of aggregator: String) throws {
        try follow(.hpke(HpkeEnrolment(aggregator: aggregator, config: config, at: now)), by: aggregator)
    }
}
