// SPDX-License-Identifier: Apache-2.0
//
// Policies of whose cosignatures count (C2SP tlog-policy), and how old they may be.

import Testing
import TransparencyLog

@Suite struct PolicyTests {
    /// A log and six witnesses, as in the specification's example.
    private struct Parties {
        let log: NoteSigner
        let witnesses: [NoteSigner]
        let checkpoint: Checkpoint

        init() throws {
            log = try Fixture.logSigner()
            witnesses = try ["X1", "X2", "X3", "Y1", "Y2", "Y3"].map { try Fixture.witnessSigner("\($0).example") }
            checkpoint = try Checkpoint(origin: log.verifier.name, size: 1, root: MerkleTree.leaf([]))
        }

        func note(_ cosigned: [(Int, time: Int)]) throws -> SignedNote {
            try SignedNote(text: checkpoint.text, signers: [log])
                .adding(cosigned.map { try witnesses[$0.0].cosign(checkpoint, time: $0.time) })
        }

        func policy(_ rest: String) throws -> TrustPolicy {
            let names = ["X1", "X2", "X3", "Y1", "Y2", "Y3"]
            let lines = zip(names, witnesses).map { "witness \($0) \($1.verifier) https://\($0).example\n" }
            return try TrustPolicy(parsing: Array("log \(log.verifier)\n\(lines.joined())\(rest)".utf8))
        }
    }

    private static let example = """
        # two of X and one of Y
        group X-witnesses 2 X1 X2 X3
        \tgroup  Y-witnesses any Y1 Y2 Y3

        group X-and-Y all X-witnesses Y-witnesses
        quorum X-and-Y

        """

    @Test func `G11 the specification's example wants two of X and one of Y, whoever they are`() throws {
        let parties = try Parties()
        let policy = try parties.policy(Self.example)
        for mask in 0..<64 {
            let cosigned = (0..<6).filter { mask >> $0 & 1 == 1 }
            let isEnough = cosigned.count(where: { $0 < 3 }) >= 2 && cosigned.contains { $0 >= 3 }
            let note = try parties.note(cosigned.map { ($0, time: 100) })
            if isEnough {
                #expect(try policy.verify(note, freshness: nil).witnesses.count == cosigned.count)
            } else {
                #expect(throws: LogError(.quorum, "", help: "")) { try policy.verify(note, freshness: nil) }
            }
        }
    }

    @Test func `the quorum's time is the latest at which enough of them cosigned`() throws {
        let parties = try Parties()
        let policy = try parties.policy(Self.example)
        let note = try parties.note([(0, time: 100), (1, time: 300), (2, time: 200), (4, time: 250), (5, time: 50)])
        #expect(try policy.verify(note, freshness: nil).quorumTime == 200)
    }

    @Test func `G11 a checkpoint too old, too new or without witnesses is refused`() throws {
        let parties = try Parties()
        let policy = try parties.policy("group all3 all X1 X2 X3\nquorum all3\n")
        let note = try parties.note([(0, time: 1000), (1, time: 1010), (2, time: 1020)])
        func verify(_ now: Int, _ age: Int) throws {
            _ = try policy.verify(note, freshness: Freshness(now: now, maximumAge: age, clockTolerance: 10))
        }
        #expect(throws: Never.self) { try verify(1100, 100) }
        #expect(throws: LogError(.stale, "", help: "")) { try verify(1101, 100) }
        #expect(throws: Never.self) { try verify(1010, 100) }
        #expect(throws: LogError(.quorum, "", help: "")) { try verify(1009, 100) }
        let none = try parties.policy("quorum none\n")
        #expect(try none.verify(parties.note([]), freshness: nil).quorumTime == nil)
        #expect(throws: LogError(.policy, "", help: "")) {
            try none.verify(parties.note([]), freshness: Freshness(now: 1, maximumAge: 1))
        }
        for (now, age, tolerance) in [(0, 1, 0), (1, 0, 0), (1, 1, -1), (Int.max, 1, 0), (1, Int.max, 0)] {
            #expect(throws: LogError(.stale, "", help: "")) {
                try Freshness(now: now, maximumAge: age, clockTolerance: tolerance)
            }
        }
    }

    @Test func `G11 witnesses alone, another log and a witness that lies are refused`() throws {
        let parties = try Parties()
        let policy = try parties.policy("quorum X1\n")
        let signed = try parties.note([(0, time: 5)])
        let unsigned = try SignedNote(text: signed.text, signers: [Fixture.logSigner()])
            .adding([parties.witnesses[0].cosign(parties.checkpoint, time: 5)])
        #expect(throws: LogError(.unsigned, "", help: "")) { try policy.verify(unsigned, freshness: nil) }
        let other = try Checkpoint(origin: KeyName("other"), size: 1, root: parties.checkpoint.root)
        let foreign = try SignedNote(text: other.text, signers: [parties.log])
            .adding([parties.witnesses[0].cosign(other, time: 5)])
        #expect(throws: LogError(.unsigned, "", help: "")) { try policy.verify(foreign, freshness: nil) }
        let lie = signed.adding([try parties.witnesses[1].cosign(other, time: 5)])
        #expect(throws: LogError(.signature, "", help: "")) { try policy.verify(lie, freshness: nil) }
        #expect(throws: LogError(.stale, "", help: "")) { try parties.witnesses[0].cosign(other, time: 0) }
        #expect(throws: LogError(.key, "", help: "")) { try parties.log.cosign(other, time: 1) }
    }

    @Test func `one witness of each college, all of them, in one line of code`() throws {
        let parties = try Parties()
        let colleges = zip(["public", "private", "civil"], parties.witnesses).map { ($0, $1.verifier) }
        let policy = try TrustPolicy(log: parties.log.verifier, everyOneOf: colleges)
        let again = try TrustPolicy(parsing: policy.text)
        for policy in [policy, again] {
            #expect(throws: Never.self) {
                try policy.verify(parties.note([(0, 1), (1, 1), (2, 1)]), freshness: nil)
            }
            #expect(throws: LogError(.quorum, "", help: "")) {
                try policy.verify(parties.note([(0, 1), (1, 1), (3, 1)]), freshness: nil)
            }
        }
        #expect(throws: LogError(.policy, "", help: "")) { try TrustPolicy(log: parties.log.verifier, everyOneOf: []) }
    }

    @Test(arguments: [
        "", "quorum none", "quorum X9\n", "quorum X1 X2\n", "quorum X1\nquorum X1\n", "quorum\n",
        "nonsense\nquorum X1\n",
        "group g 0 X1\nquorum g\n", "group g 2 X1\nquorum g\n", "group g 01 X1\nquorum g\n", "group g all\nquorum g\n",
        "group X1 all X2\nquorum X1\n", "group none all X1\nquorum none\n", "group g all none\nquorum g\n",
        "group g all X1 X1\nquorum g\n", "group g all X1\ngroup h all X1\nquorum g\n", "group g all g\nquorum g\n",
        "group g all h\ngroup h all X1\nquorum g\n", "quorum X1\u{0}\n", "quorum X1\r\n", "log\nquorum X1\n",
        "witness W\nquorum X1\n", "log nokey\nquorum X1\n", "group \u{212A} all X1\ngroup K all X2\nquorum \u{2126}\n",
    ])
    func `G10 a policy that says nothing clear is refused`(_ rest: String) throws {
        let parties = try Parties()
        #expect(throws: LogError.self) { try parties.policy(rest) }
    }

    @Test func `G10 a policy's refusal names its line, and keys stand once and in their places`() throws {
        let parties = try Parties()
        let error = #expect(throws: LogError(.policy, "", help: "")) { try parties.policy("quorum X9\n") }
        #expect(error?.place == "line 8")
        let log = parties.log.verifier, witness = parties.witnesses[0].verifier
        let renamed = try VerifierKey(name: KeyName("z"), type: .cosignature, publicKey: witness.publicKey)
        for rest in ["log \(log)\n", "log \(witness)\n", "witness Z \(log)\n", "witness Z \(renamed)\n"] {
            #expect(throws: LogError(.policy, "", help: "")) { try parties.policy(rest + "quorum X1\n") }
        }
        func chain(_ count: Int) -> String {
            (0..<count).map { "group g\($0) all \($0 == 0 ? "X1" : "g\($0 - 1)")\n" }.joined()
        }
        #expect(throws: Never.self) { try parties.policy(chain(240) + "quorum g239\n") }
        #expect(throws: LogError(.policy, "", help: "")) { try parties.policy(chain(300) + "quorum X1\n") }
    }

    @Test func `names that Unicode takes for equal are two names`() throws {
        let parties = try Parties()
        let policy = try parties.policy("group \u{212A} all X1\ngroup K all X2\nquorum K\n")
        #expect(throws: Never.self) { try policy.verify(parties.note([(1, 1)]), freshness: nil) }
        #expect(throws: LogError(.quorum, "", help: "")) { try policy.verify(parties.note([(0, 1)]), freshness: nil) }
    }
}
