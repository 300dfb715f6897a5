// SPDX-License-Identifier: Apache-2.0
//
// Each way to cheat is caught by name, by an edge (G5) or by whoever reads the register again (G6); and what a
// register without a fault says.

import Foundation
import Governance
import Studies
import Testing
import TrustFixture

@Suite struct CheatTests {
    @Test func `there are ways enough to cheat, each under a name of its own`() {
        #expect(Cheat.all.count >= 25)
        #expect(Set(Cheat.all.map(\.name)).count == Cheat.all.count)
    }

    @Test(arguments: Cheat.all)
    func `G5 G6 a broker that cheats is caught by name`(_ cheat: Cheat) throws {
        var (scene, mandate) = try RegisterCase.mandated(policy: RegisterCase.shortPolicy())
        let found = try cheat.attempt(&scene, mandate)
        #expect(found.contains(cheat.caught), "\(cheat.name): \(found.sorted())")
    }

    @Test func `G6 a register without a fault says how each publication followed from votes and budget`() throws {
        var (scene, mandate) = try RegisterCase.mandated()
        try scene.follow(.publication(scene.publication(mandate)))
        let report = try scene.verified()
        #expect(report.isSound, "\(report.findings.map(\.sentence.en))")
        #expect(report.findings.isEmpty)
        let (fr, en) = (report.sentences.map(\.fr), report.sentences.map(\.en))
        #expect(fr.first == "\(scene.records.count) enregistrements relus, aucune faute.")
        #expect(en.first == "\(scene.records.count) records read again, nothing wrong.")
        #expect(en.contains { $0.contains("by ballot “mobility-1”. Adopted: 9 for, 0 against") })
        #expect(en.contains { $0.contains("Rules of it expire: 2031-01-01.") })
        #expect(en.contains { $0.hasPrefix("Publication of study “flow-map” (The authority): mandate ") })
        #expect(en.contains { $0.hasPrefix("Budget of mobility-trips (holders, ") })
        #expect(en.last?.hasPrefix("Somebody who is in all of them would bear ") == true)
    }

    @Test func `G11 a prover that gives up is no proof`() throws {
        let (scene, _) = try RegisterCase.mandated()
        let hurried = try PolicyProofs(root: scene.trust.root, stepLimit: 1)
        let found = try scene.verified(proofs: hurried).findings.map(\.code)
        #expect(found == [.policyNotProven])
        #expect(
            refusal { try hurried.checkSuspension(of: ["mobilites-recherche"], in: TestTrust.policyText()) }?.code
                == .proof)
    }

    @Test func `G11 only a suspension that is proven to permit nothing more may be signed`() throws {
        let proofs = try PolicyProofs(root: TestTrust().root)
        let text = try TestTrust.policyText()
        func code(_ rules: [String], in text: String) -> GovernanceError.Code? {
            refusal { try proofs.checkSuspension(of: rules, in: text) }?.code
        }
        #expect(code(["mobilites-recherche", "mobilites-etude-votee"], in: text) == nil)
        #expect(code(["garde-fou-seuil"], in: text) == .proof, "a floor")
        #expect(code([], in: text) == .proof)
        let forbid = """
            @id("interdit") @titre("x") @base_legale("x")
            forbid (principal, action == Regie::Action::"run", resource) when { context.cells > 10 };
            """
        #expect(code(["interdit"], in: text + forbid) == .proof)
        #expect(code(["interdit", "mobilites-recherche"], in: text + forbid) == .proof)
    }

    @Test func `what can't be planned again here is said, and is nobody's fault`() throws {
        let (scene, _) = try RegisterCase.mandated()
        var verifier = try RegisterVerifier(root: scene.trust.root, catalogue: nil) { scene.documents[$0] }
        for record in scene.records { verifier.take(record) }
        let report = verifier.finish(now: scene.now)
        #expect(report.findings.map(\.code) == [.notReplanned] && report.isSound)
    }

    @Test func `published files are held against the list that the register names`() throws {
        let mandate = TextHash.of("a mandate")
        let files: [String: [UInt8]] = ["a.csv": [1], "b/c.html": [2]]
        let list = PublishedFiles(mandate: mandate, files: files)
        #expect(try PublishedFiles(bytes: list.bytes) == list)
        #expect(list.differences(from: files).isEmpty)
        #expect(list.differences(from: ["a.csv": [1], "b/c.html": [3], "d": []]) == ["b/c.html", "d"])
        let empty = PublishedFiles(mandate: mandate, files: [:])
        #expect(refusal { _ = try PublishedFiles(bytes: empty.bytes) }?.code == .malformedDocument)
    }
}
