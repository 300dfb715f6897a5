// SPDX-License-Identifier: Apache-2.0
//
// A trust with a policy in force and a dataset, the mandates it makes, and what a broker that holds its own key
// but cheats would make of them.

import Foundation
import Governance
import Studies
import Testing

/// A trust with a policy in force and a dataset, and the mandates it makes.
package struct MandateCase: Sendable {
    package let trust: TestTrust
    package let dataset: Dataset
    package let policies: PolicyInForce
    /// When mandates are made: a minute after the ballot on the policy closed.
    package let now: Moment

    package init(
        fictitious: Bool = false, policy: String? = nil, charter: (String) -> String = { $0 }
    ) throws {
        trust = try TestTrust(fictitious: fictitious, charter: charter)
        dataset = try TestStudy.dataset()
        policies = try trust.policies(policy)
        now = try #require(trust.closing.adding(seconds: 60))
    }

    package var ledger: Ledger { Ledger(charter: trust.root.charter) }

    package func make(
        _ text: String? = nil, studyBallot: BallotRecord? = nil, leader: String = "leader", helper: String = "helper",
        isNoised: Bool = true, ledger: inout Ledger, policies: PolicyInForce? = nil, now: Moment? = nil
    ) throws -> Mandate {
        try MandateMaker.make(
            studyText: text ?? TestStudy.flowMap, dataset: dataset, policies: policies ?? self.policies,
            studyBallot: studyBallot,
            aggregators: .init(leader: leader, helper: helper), isNoised: isNoised, root: trust.root, ledger: &ledger,
            key: trust.enrolment.brokerKey, now: now ?? self.now)
    }

    package func make(
        _ text: String? = nil, studyBallot: BallotRecord? = nil, policies: PolicyInForce? = nil, now: Moment? = nil
    ) throws -> Mandate {
        var ledger = ledger
        return try make(text, studyBallot: studyBallot, ledger: &ledger, policies: policies, now: now)
    }

    package func check(
        _ document: [UInt8], dataset: Dataset? = nil, now: Moment? = nil, ledger: Ledger? = nil,
        edge: MandateCheck.Edge = .holder("bus"), root: TrustRoot? = nil, newestPolicy: Moment? = nil
    ) throws -> Mandate {
        try MandateCheck.check(
            document, root: root ?? trust.root, dataset: dataset ?? self.dataset, now: now ?? self.now,
            ledger: ledger ?? self.ledger, edge: edge, newestPolicy: newestPolicy)
    }

    /// The code with which an edge refuses a document, or nil.
    package func refusalCode(
        _ document: [UInt8], dataset: Dataset? = nil, now: Moment? = nil, ledger: Ledger? = nil,
        edge: MandateCheck.Edge = .holder("bus"), root: TrustRoot? = nil
    ) -> GovernanceError.Code? {
        refusal {
            _ = try check(document, dataset: dataset, now: now, ledger: ledger, edge: edge, root: root)
        }?.code
    }

    package func forged(_ document: JSONValue) throws -> [UInt8] { try trust.forged(document) }
}

extension TestTrust {
    /// A document as a broker that cheats would send it: any body under its own valid signature.
    package func forged(_ document: JSONValue) throws -> [UInt8] {
        var members = try #require(document.object)
        let body = try #require(members["body"]).canonicalBytes
        let encoding = Array("DSSEv1 34 application/vnd.regie.mandate+json \(body.count) ".utf8) + body
        let signature = try enrolment.brokerKey.signature(for: encoding)
        members["signature"] = .string(base64URL(signature))
        return JSONValue.object(members).canonicalBytes
    }
}

package func base64URL(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString().replacingOccurrences(of: "+", with: "-")
        .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
}

extension JSONValue {
    /// With the value at a path (`body.tasks.0.length`) replaced; nil takes the member or element away.
    package func replacing(_ path: String, with value: JSONValue?) -> JSONValue {
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

    package func at(_ path: String) -> JSONValue? {
        path.split(separator: ".").reduce(Optional(self)) { value, name in
            switch value {
            case .object(let members): members[String(name)]
            case .array(let elements): Int(name).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
            default: nil
            }
        }
    }
}
