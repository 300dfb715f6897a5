// SPDX-License-Identifier: Apache-2.0
//
// From a broker's append to an edge's check: three witnesses, proof files (C2SP tlog-proof), and every bit of them.

import Testing
import TransparencyLog

@Suite struct LogProofTests {
    private static func withProof(
        _ body: (LogProof, TrustPolicy, _ entry: [UInt8], _ reader: LogReader) throws -> Void
    ) throws {
        try Fixture.withLog(20) { log, signer in
            try Fixture.withDirectory { directory in
                let names = ["public", "private", "civil"]
                let witnesses = try names.map { name in
                    try Witness(
                        directory: "\(directory)/\(name)", signer: Fixture.witnessSigner("\(name).example"),
                        logs: [signer.verifier], creating: true)
                }
                var note = try log.checkpoint(signedBy: signer)
                let reader = try log.reader()
                for witness in witnesses {
                    let request = try AddCheckpointRequest(of: note, in: reader, from: 0)
                    let answer = witness.addCheckpoint(request.bytes, now: 1000)
                    guard case .cosigned(let lines) = answer else {
                        Issue.record("\(answer)")
                        return
                    }
                    note = try note.adding(lines, by: witness.key)
                }
                try log.publish(note)
                let policy = try TrustPolicy(
                    log: signer.verifier, everyOneOf: zip(names, witnesses).map { ($0, $1.key) })
                let proof = try LogProof(of: 13, in: reader, checkpoint: note, extra: [1, 2])
                try body(proof, policy, Fixture.entry(13), reader)
            }
        }
    }

    @Test func `G6 a proof file is enough to check an entry offline`() throws {
        try Self.withProof { proof, policy, entry, reader in
            let read = try LogProof(parsing: proof.bytes)
            #expect(read == proof && read.bytes == proof.bytes)
            let fresh = try Freshness(now: 1500, maximumAge: 3600)
            let verified = try read.verify(entry: entry, by: policy, freshness: fresh)
            #expect(verified.size == 20 && verified.quorumTime == 1000 && verified.witnesses.count == 3)
            #expect(throws: LogError(.proof, "", help: "")) {
                try read.verify(entry: Fixture.entry(14), by: policy, freshness: fresh)
            }
            let five = try Checkpoint(origin: KeyName(Fixture.logName), size: 5, root: reader.root(at: 5))
            #expect(throws: Never.self) { try verified.checkFollows(five, proof: reader.consistencyProof(from: 5)) }
            let older = try SignedNote(text: five.text, signers: [Fixture.logSigner()])
            #expect(throws: LogError(.proof, "", help: "")) { try LogProof(of: 1, in: reader, checkpoint: older) }
            #expect(throws: LogError(.proof, "", help: "")) { try AddCheckpointRequest(of: older, in: reader, from: 0) }
        }
    }

    @Test func `G11 every flipped bit of a proof file is refused, but in what it doesn't authenticate`() throws {
        try Self.withProof { proof, policy, entry, _ in
            let bytes = LogProof(index: proof.index, hashes: proof.hashes, checkpoint: proof.checkpoint).bytes
            for bit in 0..<bytes.count * 8 {
                #expect(throws: LogError.self, "bit \(bit)") {
                    try LogProof(parsing: Fixture.flipped(bytes, bit: bit))
                        .verify(entry: entry, by: policy, freshness: nil)
                }
            }
        }
    }

    @Test func `the specification's example is read as it says`() throws {
        let hashes = [
            "gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=", "B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=",
            "EKNzoDWG8LGC0Yp9o+sv3qllpMP9uHQ9B20KNL+Q1zs=", "RoopEkOdqkqYMB4MJXrbt/hMjOxsVn0IrWjpz1ZMMes=",
            "AHCioX9nLjsrse6YhjRRmk1WUEirVOLLRoOQ6vfO5vk=",
        ]
        let log = try Fixture.logSigner("example.com/fancylog")
        let text = "example.com/fancylog\n109482\nsFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=\n"
        let note = try SignedNote(text: Array(text.utf8), signers: [log])
        let head = "c2sp.org/tlog-proof@v1\nextra YWdl\nindex 73894\n" + hashes.joined(separator: "\n") + "\n\n"
        let proof = try LogProof(parsing: Array(head.utf8) + note.bytes)
        #expect(proof.index == 73_894 && proof.hashes.map(\.base64) == hashes && proof.extra == Array("age".utf8))
        #expect(try Checkpoint(text: proof.checkpoint.text).size == 109_482)
    }

    @Test(arguments: [
        "", "\n\n", "c2sp.org/tlog-proof@v1\n\n", "c2sp.org/tlog-proof@v2\nindex 0\n\n",
        "c2sp.org/tlog-proof@v1\nindex 00\n\n",
        "c2sp.org/tlog-proof@v1\nindex -1\n\n", "c2sp.org/tlog-proof@v1\nextra !\nindex 0\n\n",
        "c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\n", "c2sp.org/tlog-proof@v1\nindex 0\nextra AAAA\n\n",
    ])
    func `G10 what is no proof is refused`(_ text: String) throws {
        try Self.withProof { proof, _, _, _ in
            #expect(throws: LogError(.proof, "", help: "")) {
                try LogProof(parsing: Array(text.utf8) + proof.checkpoint.bytes)
            }
        }
    }
}
