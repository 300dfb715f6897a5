// SPDX-License-Identifier: Apache-2.0
//
// The catalogue's dataset over a territory of eight zones, its studies, and mandates made for them.

import Foundation
import Governance
import Studies
import Testing

enum TestStudy {
    static func dataset(_ change: (String) -> String = { $0 }) throws -> Dataset {
        let codes = ["A", "B", "C", "D", "E", "F", "G", "H"]
        let zones = codes.enumerated().map { index, code in
            let west = Double(index)
            let ring = [(west, 0.0), (west + 1, 0), (west + 1, 1), (west, 1), (west, 0)].map {
                Coordinate(longitude: $0.0, latitude: $0.1)
            }
            return Zone(
                code: code, name: code, polygons: [[ring]],
                anchor: Coordinate(longitude: west + 0.5, latitude: 0.5))
        }
        let territory = try Territory(
            id: "eight-zones", name: Localized("Eight zones"), zones: zones, outside: Localized("Outside"))
        let package = change(try TestTrust.file("datasets/mobility-trips/datapackage.json"))
        return try Dataset(
            dataPackage: package.utf8, territory: territory,
            referenceRows: ["zone_groups": codes.map { [$0, $0 == "A" ? "centre" : "coast"] }])
    }

    /// A flow map within the standing limits of the policy.
    static let flowMap = """
        id: flow-map
        title: Trips between zones
        requester: { id: authority, name: The authority, kind: transport-authority }
        purpose: dpv:ImproveTransportMobility
        question: Between which zones do people travel?
        benefit: Buses where they are needed.
        dataset: mobility-trips
        sources: [bus, bike]
        period: { from: 2026-03-02, to: 2026-06-01 }
        query: |
          SELECT origin_zone, destination_zone, count(DISTINCT person_id) AS people, count(*) AS trips
          FROM trips
          GROUP BY origin_zone, destination_zone
        privacy: { epsilon: 4, delta_exponent: 6, cells_per_unit: 6, per_cell: { trips: 12 } }
        formats: [table, flow-map]
        retention_days: 1095

        """

    /// A study of the catalogue.
    static func text(_ name: String) throws -> String {
        try TestTrust.file("datasets/mobility-trips/studies/\(name).yaml")
    }

    static func names(in folder: String) throws -> [String] {
        let place = TestTrust.repository.appending(path: "datasets/mobility-trips/\(folder)").path
        return try FileManager.default.contentsOfDirectory(atPath: place).filter { $0.hasSuffix(".yaml") }
            .map { String($0.dropLast(".yaml".count)) }.sorted()
    }

    static func plan(_ text: String) throws -> Plan {
        try Planner.plan(Study(yaml: text, file: "study.yaml"), dataset: dataset(), file: "study.yaml")
    }
}

/// A trust with a policy in force and a dataset, and the mandates it makes.
struct MandateCase {
    let trust: TestTrust
    let dataset: Dataset
    let policies: PolicyInForce
    /// When mandates are made: a minute after the ballot on the policy closed.
    let now: Moment

    init(fictitious: Bool = false, policy: String? = nil) throws {
        trust = try TestTrust(fictitious: fictitious)
        dataset = try TestStudy.dataset()
        policies = try trust.policies(policy)
        now = try #require(trust.closing.adding(seconds: 60))
    }

    var ledger: Ledger { Ledger(charter: trust.root.charter) }

    func make(
        _ text: String? = nil, studyBallot: BallotRecord? = nil, leader: String = "leader", helper: String = "helper",
        isNoised: Bool = true, ledger: inout Ledger, now: Moment? = nil
    ) throws -> Mandate {
        try MandateMaker.make(
            studyText: text ?? TestStudy.flowMap, dataset: dataset, policies: policies, studyBallot: studyBallot,
            aggregators: .init(leader: leader, helper: helper), isNoised: isNoised, root: trust.root, ledger: &ledger,
            key: trust.enrolment.brokerKey, now: now ?? self.now)
    }

    func make(_ text: String? = nil, studyBallot: BallotRecord? = nil) throws -> Mandate {
        var ledger = ledger
        return try make(text, studyBallot: studyBallot, ledger: &ledger)
    }

    func check(
        _ document: [UInt8], dataset: Dataset? = nil, now: Moment? = nil, ledger: Ledger? = nil,
        edge: MandateCheck.Edge = .holder("bus"), root: TrustRoot? = nil
    ) throws -> Mandate {
        try MandateCheck.check(
            document, root: root ?? trust.root, dataset: dataset ?? self.dataset, now: now ?? self.now,
            ledger: ledger ?? self.ledger, edge: edge)
    }

    /// The code with which an edge refuses a document, or nil.
    func refusalCode(
        _ document: [UInt8], dataset: Dataset? = nil, now: Moment? = nil, ledger: Ledger? = nil,
        edge: MandateCheck.Edge = .holder("bus"), root: TrustRoot? = nil
    ) -> GovernanceError.Code? {
        refusal {
            _ = try check(document, dataset: dataset, now: now, ledger: ledger, edge: edge, root: root)
        }?.code
    }

    /// A document as a broker that cheats would send it: any body under its own valid signature.
    func forged(_ document: JSONValue) throws -> [UInt8] {
        var members = try #require(document.object)
        let body = try #require(members["body"]).canonicalBytes
        let encoding = Array("DSSEv1 34 application/vnd.regie.mandate+json \(body.count) ".utf8) + body
        let signature = try trust.enrolment.brokerKey.signature(for: encoding)
        members["signature"] = .string(base64URL(signature))
        return JSONValue.object(members).canonicalBytes
    }
}

func base64URL(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString().replacingOccurrences(of: "+", with: "-")
        .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
}

extension JSONValue {
    /// With the value at a path (`body.tasks.0.length`) replaced; nil takes the member or element away.
    func replacing(_ path: String, with value: JSONValue?) -> JSONValue {
        replacing(path.split(separator: ".").map(String.init)[...], with: value)
    }

    private func replacing(_ path: ArraySlice<String>, with value: JSONValue?) -> JSONValue {
        guard let name = path.first else { return value ?? .null }
        let rest = path.dropFirst()
        switch self {
        case .object(var members):
            members[name] = rest.isEmpty ? value : members[name]?.replacing(rest, with: value)
            return .object(members)
        case .array(var elements):
            guard let index = Int(name), elements.indices.contains(index) else { break }
            if rest.isEmpty, value == nil {
                elements.remove(at: index)
            } else {
                elements[index] = elements[index].replacing(rest, with: value)
            }
            return .array(elements)
        default: break
        }
        Issue.record("no `\(name)` to replace")
        return self
    }

    func at(_ path: String) -> JSONValue? {
        path.split(separator: ".").reduce(Optional(self)) { value, name in
            switch value {
            case .object(let members): members[String(name)]
            case .array(let elements): Int(name).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
            default: nil
            }
        }
    }
}
