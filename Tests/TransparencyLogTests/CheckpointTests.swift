// SPDX-License-Identifier: Apache-2.0
//
// Checkpoints and cosignatures (C2SP tlog-checkpoint, tlog-cosignature), with the specifications' own examples.

import Testing
import TransparencyLog

@Suite struct CheckpointTests {
    private static let example = """
        example.com/behind-the-sofa
        20852163
        CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

        \u{2014} example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurm\
        RDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
        \u{2014} witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWX\
        EhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==

        """

    @Test func `the specification's checkpoint is read and written the same`() throws {
        let note = try SignedNote(parsing: Array(Self.example.utf8))
        let checkpoint = try Checkpoint(text: note.text)
        #expect(checkpoint.origin == "example.com/behind-the-sofa")
        #expect(checkpoint.size == 20_852_163)
        #expect(checkpoint.root.base64 == "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")
        #expect(checkpoint.text == note.text)
        #expect(note.bytes == Array(Self.example.utf8))
        #expect(note.signatures.map(\.signature.count) == [64, 72])
        #expect(note.signatures.last?.signature.prefix(8).reduce(0) { $0 << 8 | Int($1) } == 1_679_315_147)
    }

    @Test func `extension lines are kept`() throws {
        let text = Array("log\n0\n\(MerkleTree.emptyRoot.base64)\nmore\n".utf8)
        #expect(try Checkpoint(text: text).text == text)
    }

    @Test(arguments: [
        "", "log\n", "log\n1\n", "log\n01\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "log\n-1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n", "log\n1\n47DE\n",
        "log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n", "\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "log\n9223372036854775808\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        "log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n",
        "log\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
    ])
    func `G10 what is no checkpoint is refused`(_ text: String) {
        #expect(throws: LogError(.checkpoint, "", help: "")) { try Checkpoint(text: Array(text.utf8)) }
    }

    @Test func `a checkpoint of nothing has the root of nothing`() throws {
        let name = try KeyName("log")
        let leaf = MerkleTree.leaf([])
        #expect(throws: LogError(.checkpoint, "", help: "")) { try Checkpoint(origin: name, size: 0, root: leaf) }
        #expect(throws: LogError(.checkpoint, "", help: "")) { try Checkpoint(origin: name, size: -1, root: leaf) }
        #expect(MerkleTree.emptyRoot.base64 == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
    }

    @Test func `G11 every flipped bit of a cosigned checkpoint is refused`() throws {
        let log = try Fixture.logSigner(), witness = try Fixture.witnessSigner("w.example")
        let checkpoint = try Checkpoint(origin: log.verifier.name, size: 1, root: MerkleTree.leaf([]))
        let note = try SignedNote(text: checkpoint.text, signers: [log])
            .adding([witness.cosign(checkpoint, time: 1_700_000_000)])
        let policy = try TrustPolicy(log: log.verifier, everyOneOf: [("w", witness.verifier)])
        #expect(try policy.verify(note, freshness: nil).quorumTime == 1_700_000_000)
        for bit in 0..<note.bytes.count * 8 {
            #expect(throws: LogError.self, "bit \(bit)") {
                try policy.verify(SignedNote(parsing: Fixture.flipped(note.bytes, bit: bit)), freshness: nil)
            }
        }
    }

    @Test func `G11 a smaller tree, a fork and another log are each refused by name`() throws {
        let name = try KeyName("log")
        let tree = PlainTree(leaves: Fixture.leaves(9))
        let five = try Checkpoint(origin: name, size: 5, root: tree.root(0..<5))
        let nine = try Checkpoint(origin: name, size: 9, root: tree.root(0..<9))
        let proof = try ConsistencyProof.make(from: 5, to: 9, read: tree.read)
        #expect(throws: Never.self) { try nine.checkFollows(five, proof: proof) }
        #expect(throws: Never.self) { try nine.checkFollows(nine, proof: []) }
        #expect(throws: LogError(.rollback, "", help: "")) { try five.checkFollows(nine, proof: proof) }
        #expect(throws: LogError(.fork, "", help: "")) { try nine.checkFollows(five, proof: []) }
        let forked = try Checkpoint(origin: name, size: 9, root: MerkleTree.leaf([1]))
        #expect(throws: LogError(.fork, "", help: "")) { try forked.checkFollows(nine, proof: []) }
        #expect(throws: LogError(.fork, "", help: "")) { try forked.checkFollows(five, proof: proof) }
        let other = try Checkpoint(origin: KeyName("other"), size: 9, root: nine.root)
        #expect(throws: LogError(.checkpoint, "", help: "")) { try other.checkFollows(five, proof: proof) }
    }
}
