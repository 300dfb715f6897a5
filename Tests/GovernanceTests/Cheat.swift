// SPDX-License-Identifier: Apache-2.0
//
// A broker that holds its own key and cheats: one way, what is done, and the name under which it is caught.

import Foundation
import Governance
import Studies
import Testing
import TrustFixture

/// One way to cheat, and the name under which it is caught.
struct Cheat: Sendable, CustomTestStringConvertible {
    let name: String
    /// A `Finding.Code` of the verifier, or a `GovernanceError.Code` of an edge.
    let caught: String
    /// From a policy in force, a study and its mandate: the names of what is found.
    let attempt: @Sendable (inout RegisterCase, Mandate) throws -> Set<String>

    var testDescription: String { name }

    init(
        _ name: String, _ caught: String,
        _ attempt: @escaping @Sendable (inout RegisterCase, Mandate) throws -> Set<String>
    ) {
        self.name = name
        self.caught = caught
        self.attempt = attempt
    }
}

extension RegisterCase {
    /// The names of what a reader of the whole register finds wrong.
    func found(_ records: [[UInt8]]? = nil, receipts: [Int: String] = [:]) throws -> Set<String> {
        Set(try verified(records: records, receipts: receipts).findings.filter(\.isFault).map(\.code.name))
    }

    /// The name under which an edge refuses.
    func refused(_ document: [UInt8], lastSeen: SeenCheckpoint? = nil, checkpoint: SeenCheckpoint? = nil) -> Set<String>
    {
        Set([refusalCode(document, checkpoint: checkpoint, lastSeen: lastSeen)?.name].compactMap { $0 })
    }

    /// What edges say of a document with one part replaced, signed anew.
    func refused(_ mandate: Mandate, replacing path: String, with value: JSONValue) throws -> Set<String> {
        let document = try JSONValue(parsing: mandate.document).replacing(path, with: value)
        return refused(try trust.forged(document))
    }

    /// The same mandate with a change in its study, logged and reserved by a broker that says it is the same.
    mutating func rewritten(_ mandate: Mandate, _ old: String, _ new: String) throws -> Set<String> {
        let text = TestStudy.flowMap.replacingFirst(old, with: new)
        let document = try JSONValue(parsing: mandate.document).replacing("body.study", with: .string(text))
        let body = try #require(document["body"])
        let entry = try #require(state.mandates[mandate.id]).entry
        _ = store(body.canonicalBytes)
        try log(.mandate(entry.renamed(TextHash.of(body.canonicalBytes), spent: entry.rhoMicro)))
        return refused(try trust.forged(document)).union(try found())
    }

    func index(of kind: Statement.Kind) throws -> Int {
        try #require(records.firstIndex { (try? RegisterRecord(bytes: $0))?.kind == kind })
    }

    /// A hash for each record so far, as somebody keeps them who was shown the register.
    var receipts: [Int: String] {
        Dictionary(uniqueKeysWithValues: records.enumerated().map { ($0, TextHash.of($1)) })
    }
}

extension RegisterCase {
    /// A ballot on some text, open now.
    mutating func opened() throws -> Ballot {
        try deposit("p", .policy, store(RegisterCase.shortPolicy() + "\n// Autre.\n"))
        return try open("p")
    }

    /// One more record, a while later.
    mutating func moved(_ seconds: Int64) throws {
        pass(seconds)
        try follow(.report(ReportEntry(year: 2026, hash: store("x"), at: now)))
    }

    /// The state that the records make as they are now.
    func rebuilt() throws -> RegisterCase {
        var scene = self
        scene.replay()
        return scene
    }
}
