// SPDX-License-Identifier: Apache-2.0
//
// The nearest allowed study, by the costs that the vocabulary declares.

import Cedar
import CedarProver
import Policies
import Studies
import Testing

private let today = Day(year: 2026, month: 11, day: 22)

private func nearest(_ name: String) throws -> NearestStudy? {
    let folder = try PolicyFolder(files: Demonstration.files())
    let example = try #require(folder.examples.first { $0.name == name }, "\(name)")
    return try NearestStudy.search(from: example.request, folder, on: example.day, prover: folder.prover())
}

@Test func `a study above the epsilon allowed beforehand is told the bound`() throws {
    let found = try #require(try nearest("une association qui demande plus de précision"))
    #expect(found.changes.map(\.en) == ["privacy loss (epsilon): 2 instead of 3"])
    #expect(found.rules.map(\.id) == ["mobilites-debat-public"])
    #expect(found.sentence.fr.contains("2 au lieu de 3"))
}

@Test func `what a floor refuses comes back to the floor, and a ballot is the dearest way`() throws {
    let found = try #require(try nearest("six jours seulement"))
    #expect(found.nearest.changes.map(\.parameter) == [.fact("periodDays")])
    #expect(found.nearest.changes.first?.to == .long(28))
}

@Test func `a purpose that nobody allows has no nearest study`() throws {
    #expect(try nearest("pour de la publicité ciblée") == nil)
}

@Test func `every worked example that isn't allowed has a nearest study that is, or none`() throws {
    let folder = try PolicyFolder(files: Demonstration.files())
    for example in folder.examples where example.expect != "allowed" {
        guard
            let found = try NearestStudy.search(
                from: example.request, folder, on: example.day, prover: folder.prover())
        else { continue }
        let outcome = Authorizer.isAuthorized(found.nearest.request, folder.all.counting(on: example.day))
        #expect(outcome.failClosedDecision == .allow, "\(example.name)")
        #expect(found.nearest.changes.allSatisfy { $0.parameter != .fact("purpose") }, "\(example.name)")
    }
}
