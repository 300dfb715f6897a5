// SPDX-License-Identifier: Apache-2.0
//
// What a party finds in its state directory: `party.json`, readable by its owner only because it holds
// keys, tokens and the database's password; `trust-root.json`, pinned at enrolment; `datasets/`, its own
// copy of the catalogue; `territory.geojson`.

import Foundation

struct PartyState: Codable, Sendable {
    /// `leader`, `helper`, `broker` or `holder`.
    let role: String
    let id: String
    /// Loopback port that it listens on; holders listen on none.
    let port: Int?
    /// postgresql:// with its own user, password and database.
    let database: String
    let brokerURL: String
    /// Ed25519, 32 bytes in base64.
    let signingKey: Data
    /// X25519, 32 bytes in base64; aggregators and the broker (as collector) have one.
    let hpkeKey: Data?
    /// HpkeConfig of the collector, encoded; aggregators have it.
    let collectorConfig: Data?
    let peerToken: String?
    let collectorToken: String?
    let operatorToken: String?
    /// Seconds between two looks at the broker.
    let pollSeconds: Double
    /// The broker's directory for publications.
    let publications: String?
    /// What pages say the records are.
    let sourceLabel: [String]?

    static func load(from directory: URL) throws -> PartyState {
        let file = directory.appending(path: "party.json")
        guard let data = try? Data(contentsOf: file) else {
            throw Refusal("no party.json in \(directory.path)", help: "give --state a directory that `regie demo --keep` left")
        }
        do {
            return try JSONDecoder().decode(PartyState.self, from: data)
        } catch {
            throw Refusal("\(file.path) isn't a party's state", help: "enrol the party again")
        }
    }

    func save(to directory: URL) throws {
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let file = directory.appending(path: "party.json")
        guard
            FileManager.default.createFile(
                atPath: file.path, contents: try encoder.encode(self), attributes: [.posixPermissions: 0o600])
        else { throw Refusal("\(file.path) can't be written", help: "give a directory that you may write to") }
    }
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
