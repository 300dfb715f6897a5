// SPDX-License-Identifier: Apache-2.0
//
// A witness's answers (C2SP tlog-witness), its memory and its clock.

import Foundation
import Synchronization
import Testing
import TransparencyLog

@Suite struct WitnessTests {
    /// A log of which any size can be sent, and a witness of it.
    private struct Scene {
        let log: NoteSigner
        let signer: NoteSigner
        let directory: String
        let tree = PlainTree(leaves: Fixture.leaves(300))

        init(_ directory: String) throws {
            log = try Fixture.logSigner()
            signer = try Fixture.witnessSigner("w.example")
            self.directory = directory + "/witness"
        }

        func open(creating: Bool = false, _ operations: FileOperations = .real) throws -> Witness {
            try Witness(
                directory: directory, signer: signer, logs: [log.verifier], creating: creating, operations: operations)
        }

        func checkpoint(_ size: Int, _ signer: NoteSigner? = nil) throws -> SignedNote {
            let checkpoint = try Checkpoint(origin: log.verifier.name, size: size, root: tree.root(0..<size))
            return try SignedNote(text: checkpoint.text, signers: [signer ?? log])
        }

        func request(_ old: Int, _ size: Int) throws -> [UInt8] {
            let proof = old <= size ? try ConsistencyProof.make(from: old, to: size, read: tree.read) : []
            return try AddCheckpointRequest(oldSize: old, proof: proof, checkpoint: checkpoint(size)).bytes
        }

        func accepts(_ answer: WitnessAnswer, _ size: Int) throws -> Bool {
            guard case .cosigned(let lines) = answer else { return false }
            let note = try checkpoint(size).adding(lines, by: signer.verifier)
            return try TrustPolicy(log: log.verifier, everyOneOf: [("w", signer.verifier)])
                .verify(note, freshness: nil).size == size
        }
    }

    private static func withScene(_ body: (Scene) throws -> Void) throws {
        try Fixture.withDirectory { try body(Scene($0)) }
    }

    @Test func `a log that grows is cosigned, and its newest checkpoint is handed out`() throws {
        try Self.withScene { scene in
            let witness = try scene.open(creating: true)
            #expect(witness.checkpoint(of: scene.log.verifier.name) == nil)
            var old = 0
            for size in [0, 1, 1, 5, 8, 256, 300] {
                let answer = witness.addCheckpoint(try scene.request(old, size), now: 1000 + size)
                #expect(try scene.accepts(answer, size), "\(answer)")
                #expect(answer.status == 200)
                old = size
            }
            let note = try #require(witness.checkpoint(of: scene.log.verifier.name))
            #expect(try Checkpoint(text: note.text).size == 300)
            #expect(try note.verified(by: [scene.log.verifier, scene.signer.verifier]).count == 2)
            #expect(witness.checkpoint(originHash: "nothing") == nil)
        }
    }

    @Test func `each refusal has the protocol's status, and changes nothing`() throws {
        try Self.withScene { scene in
            let witness = try scene.open(creating: true)
            #expect(try scene.accepts(witness.addCheckpoint(scene.request(0, 10), now: 1000), 10))
            func status(_ body: [UInt8]) -> Int { witness.addCheckpoint(body, now: 1001).status }
            for text in [
                "", "old 10\n", "old 010\n\nx", "new 10\n\n", "old 10\nAAAA\n\n", "old -1\n\n", "old 10\n\nnone\n",
            ] {
                #expect(status(Array(text.utf8)) == 400, "\(text)")
            }
            let many = AddCheckpointRequest(
                oldSize: 10, proof: Array(repeating: MerkleTree.emptyRoot, count: 64),
                checkpoint: try scene.checkpoint(20))
            #expect(status(many.bytes) == 400)
            #expect(status(try scene.request(11, 10)) == 400)

            let stranger = try Fixture.logSigner("stranger.example")
            let foreign = try Checkpoint(origin: stranger.verifier.name, size: 10, root: scene.tree.root(0..<10))
            let unknown = try SignedNote(text: foreign.text, signers: [stranger])
            #expect(status(AddCheckpointRequest(oldSize: 0, proof: [], checkpoint: unknown).bytes) == 404)
            let namesake = try scene.checkpoint(20, Fixture.logSigner())
            #expect(status(AddCheckpointRequest(oldSize: 10, proof: [], checkpoint: namesake).bytes) == 403)
            let damaged = try scene.checkpoint(20).adding(scene.checkpoint(21).signatures)
            #expect(status(AddCheckpointRequest(oldSize: 10, proof: [], checkpoint: damaged).bytes) == 403)

            for old in [0, 9] {
                let answer = witness.addCheckpoint(try scene.request(old, 20), now: 1001)
                #expect(answer == .conflict(10) && answer.contentType == "text/x.tlog.size")
                #expect(answer.body == Array("10\n".utf8))
            }
            let unproved = AddCheckpointRequest(oldSize: 10, proof: [], checkpoint: try scene.checkpoint(20))
            #expect(status(unproved.bytes) == 422)
            let forked = try Checkpoint(origin: scene.log.verifier.name, size: 10, root: MerkleTree.leaf([1]))
            let fork = try SignedNote(text: forked.text, signers: [scene.log])
            #expect(status(AddCheckpointRequest(oldSize: 10, proof: [], checkpoint: fork).bytes) == 422)
            #expect(try scene.accepts(witness.addCheckpoint(scene.request(10, 20), now: 1001), 20))
        }
    }

    @Test func `a first checkpoint needs no proof and bears none, and an empty tree has one root`() throws {
        try Self.withScene { scene in
            let witness = try scene.open(creating: true)
            let proved = AddCheckpointRequest(
                oldSize: 0, proof: [MerkleTree.emptyRoot], checkpoint: try scene.checkpoint(3))
            #expect(witness.addCheckpoint(proved.bytes, now: 5).status == 422)
            let text = "\(Fixture.logName)\n0\n\(MerkleTree.leaf([]).base64)\n"
            let odd = try SignedNote(text: Array(text.utf8), signers: [scene.log])
            let request = AddCheckpointRequest(oldSize: 0, proof: [], checkpoint: odd)
            #expect(witness.addCheckpoint(request.bytes, now: 5).status == 422)
        }
    }

    @Test func `G11 a witness whose clock was set back signs nothing, also after it was started again`() throws {
        try Self.withScene { scene in
            try {
                let witness = try scene.open(creating: true)
                #expect(try scene.accepts(witness.addCheckpoint(scene.request(0, 5), now: 1000), 5))
                #expect(witness.addCheckpoint(try scene.request(5, 6), now: 999).status == 503)
            }()
            let witness = try scene.open()
            #expect(witness.addCheckpoint(try scene.request(5, 6), now: 999).status == 503)
            #expect(try scene.accepts(witness.addCheckpoint(scene.request(5, 6), now: 1000), 6))
        }
    }

    @Test func `G11 two witnesses on one state, and one that lost its state, are refused`() throws {
        try Self.withScene { scene in
            #expect(throws: LogError(.absent, "", help: "")) { try scene.open() }
            try {
                let witness = try scene.open(creating: true)
                #expect(try scene.accepts(witness.addCheckpoint(scene.request(0, 5), now: 1000), 5))
                #expect(throws: LogError(.locked, "", help: "")) { try scene.open() }
                #expect(try scene.accepts(witness.addCheckpoint(scene.request(5, 6), now: 1000), 6))
            }()
            let state = "\(scene.directory)/witness-state"
            let bytes = try Fixture.read(state)
            for bit in stride(from: 0, to: bytes.count * 8, by: 97) {
                try Fixture.write(state, Fixture.flipped(bytes, bit: bit))
                #expect(throws: LogError(.state, "", help: "")) { try scene.open(creating: true) }
            }
            try FileManager.default.removeItem(atPath: state)
            #expect(throws: LogError(.absent, "", help: "")) { try scene.open() }
        }
    }

    @Test func `G9 whichever file operation fails, no cosignature leaves before its tree is remembered`() throws {
        for fault in [FaultyFiles.Fault.once, .death, .tornDeath] {
            for step in 0..<20 {
                try Self.withScene { scene in
                    var cosigned = 0
                    do {
                        let witness = try scene.open(creating: true, FaultyFiles(at: step, fault).operations)
                        for size in [3, 7, 9] {
                            let answer = witness.addCheckpoint(try scene.request(cosigned, size), now: 1000)
                            if answer.status == 200 {
                                cosigned = size
                            } else {
                                #expect([503, 409].contains(answer.status))
                            }
                        }
                    } catch let error as LogError {
                        #expect(error.code == .storage)
                    }
                    let witness = try scene.open(creating: cosigned == 0)
                    let last = try witness.checkpoint(of: scene.log.verifier.name).map {
                        try Checkpoint(text: $0.text).size
                    }
                    #expect(last ?? 0 >= cosigned)
                }
            }
        }
    }

    @Test func `of many requests at once for one size, one is cosigned`() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "log-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let scene = try Scene(directory)
        let witness = try scene.open(creating: true)
        _ = witness.addCheckpoint(try scene.request(0, 10), now: 1)
        let requests = try (11...40).map { try scene.request(10, $0) }
        let statuses = await withTaskGroup(of: Int.self) { group in
            for request in requests { group.addTask { witness.addCheckpoint(request, now: 2).status } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses.count(where: { $0 == 200 }) == 1)
        #expect(statuses.count(where: { $0 == 409 }) == 29)
    }

    @Test func `answers are read from the network as they were written`() throws {
        try Self.withScene { scene in
            let line = try scene.signer.cosign(Checkpoint(text: scene.checkpoint(1).text), time: 3)
            for answer in [
                WitnessAnswer.cosigned([line]), .badRequest("a"), .forbidden("b"), .conflict(7), .unprocessable("c"),
                .unavailable("d"), .unknownLog,
            ] { #expect(try WitnessAnswer(status: answer.status, body: answer.body) == answer) }
            for (status, body) in [(200, ""), (200, "x\n"), (409, "x\n"), (409, "7"), (409, "")] {
                #expect(throws: LogError(.request, "", help: "")) {
                    try WitnessAnswer(status: status, body: Array(body.utf8))
                }
            }
            #expect(try WitnessAnswer(status: 302, body: []) == .unavailable(""))
            let note = try scene.checkpoint(1)
            let other = try Fixture.witnessSigner("w.example").verifier
            #expect(throws: LogError(.unsigned, "", help: "")) { try note.adding([line], by: other) }
            #expect(throws: LogError(.signature, "", help: "")) {
                try scene.checkpoint(2).adding([line], by: scene.signer.verifier)
            }
        }
    }

    @Test func `a witness needs a cosigner's key and logs with theirs`() throws {
        try Self.withScene { scene in
            for (signer, logs) in [
                (scene.log, [scene.log.verifier]), (scene.signer, []), (scene.signer, [scene.signer.verifier]),
            ] {
                #expect(throws: LogError(.key, "", help: "")) {
                    try Witness(directory: scene.directory, signer: signer, logs: logs, creating: true)
                }
            }
        }
    }
}
