// SPDX-License-Identifier: Apache-2.0
//
// `regie witness`: a college's witness of the register (C2SP tlog-witness). It cosigns nothing but checkpoints of the
// one log that its trust root names, each proved to contain the one before; its memory is a file that a person can
// read. It knows no record, no vote and no data.

import ArgumentParser
import Dispatch
import Foundation
import Governance
import Hummingbird
import Logging
import TransparencyLog

struct WitnessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "witness", abstract: "Run a college's witness: cosign the register, and never two histories of it."
    )

    @Option(help: "The witness's state directory.", completion: .directory)
    var state: String

    @Flag(help: "Begin a new witness; without it a state that lost its memory is refused.")
    var new = false

    func run() async throws {
        try await Failure.reported {
            let directory = URL(fileURLWithPath: state)
            let party = try PartyState.load(from: directory)
            guard party.role == .witness else {
                throw Refusal(
                    "\(directory.path) is the state of a \(party.role.rawValue)", help: "give --state another directory"
                )
            }
            let witness = try witness(party, directory)
            var logger = Logger(label: "witness \(party.id)")
            logger.logLevel = .info
            try await PartyRunner.run(
                [
                    PartyRunner.application(
                        WitnessRoutes(witness: witness, logger: logger).router(),
                        port: try party.need(party.port, "port"), logger: logger)
                ], logger: logger)
        }
    }

    private func witness(_ party: PartyState, _ directory: URL) throws -> Witness {
        let root = try TrustRoot.pinned(in: directory)
        guard let enrolled = root.witnesses.first(where: { $0.id == party.id }) else {
            throw Refusal("the trust root enrols no witness `\(party.id)`", help: "enrol it, or give its own state")
        }
        let key = try SigningKey.load(from: directory.keyFile.path).key
        return try Witness(
            directory: directory.appending(path: "memory").path, signer: key.witnessSigner(enrolled, of: root),
            logs: [root.registerKey()], creating: new)
    }
}

/// "add-checkpoint" and "Monitor Retrieval Mechanism".
struct WitnessRoutes: Sendable {
    let witness: Witness
    let logger: Logger

    func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.get("health") { _, _ in "ok\n" }
        router.post("\(AddCheckpointRequest.path)") { request, _ in
            var request = request
            let body = try await request.collectBody(upTo: AddCheckpointRequest.sizeLimit)
            let answer = await cosign(Array(body.readableBytesView))
            if answer.status != 200 {
                logger.notice("refused a checkpoint", metadata: ["status": "\(answer.status)"])
            }
            return WitnessRoutes.response(answer.status, answer.contentType, answer.body)
        }
        router.get(":origin/checkpoint") { _, context in
            guard let note = witness.checkpoint(originHash: context.parameters.get("origin") ?? "") else {
                return WitnessRoutes.response(404, "text/plain; charset=utf-8", Array("no such log\n".utf8))
            }
            return WitnessRoutes.response(200, "text/plain; charset=utf-8", note.bytes)
        }
        return router
    }

    /// Its memory is on the disk before it answers, which blocks: off the pool.
    private func cosign(_ body: [UInt8]) async -> WitnessAnswer {
        let now = Int(PartyRunner.now().secondsSinceEpoch)
        return await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: witness.addCheckpoint(body, now: now)) }
        }
    }

    private static func response(_ status: Int, _ type: String, _ body: [UInt8]) -> Response {
        Response(
            status: .init(code: status), headers: [.contentType: type],
            body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }
}

extension TrustRoot {
    /// What a party pinned at its enrolment.
    static func pinned(in directory: URL) throws -> TrustRoot {
        guard let pinned = try? Data(contentsOf: directory.trustRoot) else {
            throw Refusal("there is no trust-root.json in \(directory.path)", help: "enrol the party again")
        }
        return try TrustRoot(bytes: Array(pinned))
    }
}
