// SPDX-License-Identifier: Apache-2.0
//
// What a party finds in its state directory: `party.json`, readable by its owner only because it holds
// keys, tokens and the database's password; `trust-root.json`, pinned at enrolment; and its own copy of
// the catalogue (PartyCatalogue.swift).

import Foundation
import Governance
import PostgreSQL

struct PartyState: Codable, Sendable {
    enum Role: String, Codable, Sendable { case broker, leader, helper, holder, witness }

    let role: Role
    let id: String
    /// Loopback port that it listens on; holders listen on none.
    var port: Int?
    /// libpq's keywords, with its own user, password and database; a witness has none.
    let database: String
    /// X25519, 32 bytes in base64; aggregators and the broker (as collector) have one.
    var hpkeKey: Data?
    /// HpkeConfig of the collector, encoded; aggregators have it.
    var collectorConfig: Data?
    /// What the leader shows the helper.
    var peerToken: String?
    /// 32 bytes in base64 that leader and helper share; verification keys derive from it.
    var verificationSecret: Data?
    /// What the collector shows the leader.
    var collectorToken: String?
    /// What whoever submits studies shows the broker.
    var operatorToken: String?
    /// Seconds between two looks at the broker.
    let pollSeconds: Double
    /// The broker's directory for publications.
    var publications: String?
    /// Where the register's witnesses answer, by identifier; the broker has it.
    var witnesses: [String: String]?
    /// What pages say the records are: French, English.
    var sourceLabel: [String]?
    /// The same for datasets that it isn't true of, by identifier.
    var sourceLabels: [String: [String]]?
    /// Where the publications will stand, ending in `/`.
    var siteAddress: String?
    /// The data protection officer's public key, base64url; the broker takes opinions that it signed.
    var officerKey: String?
    /// By dataset: units that its sources hold, where known better than the trust's terms say.
    var units: [String: Int64]?
    /// False only in a fictitious trust started without noise.
    var isNoised = true

    private static let fileName = "party.json"

    static func load(from directory: URL) throws -> PartyState {
        let file = directory.appending(path: fileName)
        guard let data = try? Data(contentsOf: file) else {
            throw Refusal(
                "there is no \(fileName) in \(directory.path)",
                help: "give --state a party's directory, such as one that `regie demo --keep` leaves")
        }
        do {
            return try JSONDecoder().decode(PartyState.self, from: data)
        } catch {
            throw Refusal("\(file.path) isn't a party's state", help: "enrol the party again")
        }
    }

    func save(to directory: URL) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let file = directory.appending(path: PartyState.fileName)
        guard
            FileManager.default.createFile(
                atPath: file.path, contents: try encoder.encode(self), attributes: [.posixPermissions: 0o600])
        else { throw Refusal("\(file.path) can't be written", help: "give a directory that you may write to") }
    }

    /// A member that the party's role can't do without.
    func need<Value>(_ value: Value?, _ name: String) throws -> Value {
        guard let value else {
            throw Refusal("party.json has no `\(name)`, which a \(role.rawValue) needs", help: "enrol the party again")
        }
        return value
    }
}

extension URL {
    var trustRoot: URL { appending(path: "trust-root.json") }
    var keyFile: URL { appending(path: "key.json") }
    /// What a trust says once for all its assessments; may be absent.
    var assessmentTerms: URL { appending(path: "assessment-terms.json") }
    /// The law that yearly reports answer to; may be absent.
    var legalReferences: URL { appending(path: "legal-references.json") }
}

/// Bad input, said in one sentence: what, where, how to mend it. The exit status is 2.
struct Refusal: Error, CustomStringConvertible {
    let message: String
    let help: String

    init(_ message: String, help: String) {
        self.message = message
        self.help = help
    }

    var description: String { "\(message); \(help)" }
}
