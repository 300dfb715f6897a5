// SPDX-License-Identifier: Apache-2.0
//
// The data protection officer's opinion on one plan (GDPR article 35(2)), signed with Ed25519 over canonical JSON.
// It can be given as soon as the plan is known, before anything is submitted. The signature is checked where the
// officer's key is known (Governance's keys, in the broker); here are the signed bytes and the two JSON forms.

import Foundation
import Studies

package struct OfficerOpinion: Hashable, Sendable {
    package enum Position: String, Hashable, Sendable, CaseIterable {
        case favourable
        case reserved
        case unfavourable
    }

    package static let type = "regie-officer-opinion/1"
    private static let mostLetters = 4_000

    package let officer: String
    package let day: Day
    package let position: Position
    package let text: Localized
    /// Ed25519, 64 bytes.
    package let signature: [UInt8]

    /// Nil unless the signature has 64 bytes.
    package init?(officer: String, day: Day, position: Position, text: Localized, signature: [UInt8]) {
        guard signature.count == 64 else { return nil }
        self.officer = officer
        self.day = day
        self.position = position
        self.text = text
        self.signature = signature
    }

    /// What the officer signs: the opinion on one plan, in canonical JSON.
    package static func signedBytes(
        officer: String, day: Day, position: Position, text: Localized, planHash: String
    ) -> [UInt8] {
        JSONValue.object(members(officer, day, position, text, planHash)).canonicalBytes
    }

    package func signedBytes(planHash: String) -> [UInt8] {
        OfficerOpinion.signedBytes(officer: officer, day: day, position: position, text: text, planHash: planHash)
    }

    private static func members(
        _ officer: String, _ day: Day, _ position: Position, _ text: Localized, _ planHash: String
    ) -> [String: JSONValue] {
        [
            "type": .string(type), "plan_hash": .string(planHash), "officer": .string(officer),
            "day": .string(day.description), "position": .string(position.rawValue), "text": text.json,
        ]
    }
}

extension OfficerOpinion {
    /// What travels to the trust: the signed members and `signature`, base64.
    package func travelling(planHash: String) -> JSONValue {
        var members = OfficerOpinion.members(officer, day, position, text, planHash)
        members["signature"] = .string(signatureText)
        return .object(members)
    }

    /// - Parameter planHash: of the plan that it must speak of.
    /// - Throws: `.opinion` when the JSON is no opinion on that plan.
    package init(travelling json: JSONValue, planHash: String) throws(AssessmentError) {
        guard json["type"]?.string == OfficerOpinion.type, json["plan_hash"]?.string == planHash,
            let officer = json["officer"]?.string, let day = json["day"]?.string.flatMap({ Day($0) }),
            let position = json["position"]?.string.flatMap({ Position(rawValue: $0) }),
            let text = Localized(terms: json["text"]),
            [officer, text.fr, text.en].allSatisfy({ (1...OfficerOpinion.mostLetters).contains($0.count) }),
            let signature = json["signature"]?.string.flatMap({ Data(base64Encoded: $0) }),
            let opinion = OfficerOpinion(
                officer: officer, day: day, position: position, text: text, signature: Array(signature))
        else {
            throw AssessmentError(
                .opinion, "this is no signed opinion on plan `\(planHash)`",
                help: "send `type`, `plan_hash`, `officer`, `day`, `position`, `text` and `signature`")
        }
        self = opinion
    }

    var signatureText: String { Data(signature).base64EncodedString() }

    /// As it stands in an assessment, which names the plan itself.
    var json: JSONValue {
        .object([
            "officer": .string(officer), "day": .string(day.description), "position": .string(position.rawValue),
            "text": text.json, "signature": .string(signatureText),
        ])
    }
}
