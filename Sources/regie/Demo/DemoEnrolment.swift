// SPDX-License-Identifier: Apache-2.0
//
// Enrolment for a demonstration: fresh keys for everyone, a trust root that all pin, and a state
// directory for each party that holds its own keys and nobody else's.

import DAP
import Foundation
import Governance
import PostgreSQL
import Sandbox
import Studies

struct DemoEnrolment: Sendable {
    private static let pollSeconds = 0.1

    let trust: Enrolment
    let operatorToken: String
    let brokerURL: String
    let leaderURL: String
    let helperURL: String

    private let ports: [Int]
    /// By witness.
    let witnessURLs: [String: String]
    /// Where each trustee's key file lies: nobody else's state holds it.
    private let trustees: URL
    private let collector = HpkeKeyPair(id: 1)
    private let peerToken = DemoEnrolment.token()
    private let collectorToken = DemoEnrolment.token()
    private let verificationSecret = DemoEnrolment.secret()

    init(texts: Enrolment.Texts, holders: [SourceDescription], state: URL) throws {
        ports = try FreePorts.take(3 + texts.charter.colleges.count)
        let urls = ports.map { "http://127.0.0.1:\($0)" }
        (brokerURL, leaderURL, helperURL) = (urls[0], urls[1], urls[2])
        trustees = state.appending(path: "trustees")
        operatorToken = DemoEnrolment.token()
        trust = try Enrolment(
            fictitious: true, texts: texts,
            aggregators: [
                Enrolment.Aggregator(
                    id: "aggregator-public", name: "Agrégateur du collège public", role: .leader, college: "public",
                    administrator: "Démonstration (une seule machine)", url: leaderURL),
                Enrolment.Aggregator(
                    id: "aggregator-civil-society", name: "Agrégateur de la société civile", role: .helper,
                    college: "civil-society", administrator: "Démonstration (une seule machine)", url: helperURL),
            ],
            holders: holders, brokerURL: brokerURL)
        witnessURLs = Dictionary(zip(trust.root.witnesses.map(\.id), urls.dropFirst(3))) { first, _ in first }
    }

    private static func token() -> String {
        var generator = SystemRandomNumberGenerator()
        return Secret(using: &generator).revealed
    }

    private static func secret() -> Data {
        var generator = SystemRandomNumberGenerator()
        return Data((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }

    /// What differs from one demonstration to another in the broker's state.
    struct Publishing {
        let publications: URL
        let sourceLabel: Localized
        /// By dataset.
        let sourceLabels: [String: Localized]
        let isNoised: Bool
        /// By dataset.
        let units: [String: Int64]
        let files: (terms: Data, references: Data)
    }

    func writeStates(
        to state: URL, catalogue: PartyCatalogue, databases: [String: ConnectionParameters], publishing: Publishing
    ) throws {
        let collectorConfig = Data(try collector.config.encoded())
        var broker = party(.broker, "broker", port: ports[0], databases)
        broker.hpkeKey = Data(collector.rawPrivateKey)
        broker.collectorToken = collectorToken
        broker.operatorToken = operatorToken
        broker.publications = publishing.publications.path
        broker.sourceLabel = [publishing.sourceLabel.fr, publishing.sourceLabel.en]
        broker.sourceLabels = publishing.sourceLabels.mapValues { [$0.fr, $0.en] }
        broker.isNoised = publishing.isNoised
        broker.units = publishing.units
        broker.officerKey = trust.officerKey.verificationKey.description
        broker.witnesses = witnessURLs
        let directory = state.appending(path: "broker")
        try write(broker, key: trust.brokerKey, to: directory, catalogue)
        try publishing.files.terms.write(to: directory.assessmentTerms)
        try publishing.files.references.write(to: directory.legalReferences)

        for (role, port) in [(PartyState.Role.leader, ports[1]), (.helper, ports[2])] {
            guard let aggregator = trust.root.aggregators.first(where: { $0.role.rawValue == role.rawValue }),
                let key = trust.aggregatorKeys[aggregator.id]
            else { throw DemoFailure("the trust enrols no \(role.rawValue)") }
            var party = party(role, aggregator.id, port: port, databases)
            party.hpkeKey = Data(HpkeKeyPair(id: 1).rawPrivateKey)
            party.collectorConfig = collectorConfig
            party.peerToken = peerToken
            party.verificationSecret = verificationSecret
            party.collectorToken = role == .leader ? collectorToken : nil
            try write(party, key: key, to: state.appending(path: role.rawValue), catalogue)
        }
        for holder in trust.root.holders {
            guard let key = trust.holderKeys[holder.id] else { continue }
            try write(
                party(.holder, holder.id, port: nil, databases), key: key, to: state.appending(path: holder.id),
                catalogue)
        }
        for (witness, port) in zip(trust.root.witnesses, ports.dropFirst(3)) {
            guard let key = trust.witnessKeys[witness.id] else { continue }
            try write(
                party(.witness, witness.id, port: port, [:]), key: key, to: state.appending(path: witness.id), nil)
        }
        try writeTrustees()
    }

    /// One key file for each seat, in its college's folder, and the officer's.
    private func writeTrustees() throws {
        let seats = trust.root.seats.map { (id: $0.seat.id, college: $0.seat.college, key: trust.seatKeys[$0.seat.id]) }
        let officer = trust.root.officer.map { (id: $0.officer.id, college: "", key: Optional(trust.officerKey)) }
        for (id, college, key) in seats + (officer.map { [$0] } ?? []) {
            let folder = trustees.appending(path: college)
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try key?.save(to: folder.appending(path: "\(id).json").path, id: id)
        }
    }

    /// What a trustee, or the officer, signs with: read from the key file each time, as on a machine of their own.
    func key(of signatory: String) throws -> SigningKey {
        let college = trust.root.seat(signatory)?.seat.college ?? ""
        let file = trustees.appending(path: college).appending(path: "\(signatory).json")
        return try SigningKey.load(from: file.path).key
    }

    private func party(
        _ role: PartyState.Role, _ id: String, port: Int?, _ databases: [String: ConnectionParameters]
    ) -> PartyState {
        PartyState(
            role: role, id: id, port: port, database: databases[role == .holder ? id : role.rawValue]?.keywords ?? "",
            pollSeconds: DemoEnrolment.pollSeconds)
    }

    private func write(_ party: PartyState, key: SigningKey, to directory: URL, _ catalogue: PartyCatalogue?)
        throws
    {
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try party.save(to: directory)
        try key.save(to: directory.keyFile.path, id: party.id)
        try Data(trust.root.bytes).write(to: directory.trustRoot)
        try Data(trust.root.registerPolicy().text).write(to: directory.appending(path: "register-policy"))
        try catalogue?.save(to: directory)
    }
}

extension ConnectionParameters {
    /// libpq's keywords, for a party's own state file, which only its owner reads.
    var keywords: String {
        let values = [
            ("host", host), ("port", String(port)), ("dbname", database), ("user", user),
            ("password", password?.revealed ?? ""),
        ]
        return values.map { keyword, value in
            let escaped = value.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "'", with: "\\'")
            return "\(keyword)='\(escaped)'"
        }.joined(separator: " ")
    }
}
