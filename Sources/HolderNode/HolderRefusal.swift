// SPDX-License-Identifier: Apache-2.0
//
// A holder's refusal of a study: a DSSE envelope over canonical JSON (RFC 8785), signed with the holder's enrolled
// key, so that nobody can refuse in its name and nobody can hide that it refused. It names the study, the plan where
// the study's text was at hand, and the reason, which is meant for the public. Putting it in the register is left out.

import Governance
import Studies

package struct HolderRefusal: Sendable {
    package static let payloadType = "application/vnd.regie.holder-refusal+json"
    package static let longestReason = 500

    package let holder: String
    package let study: String
    /// The plan's hash; nil when only the study's name was given.
    package let plan: String?
    package let reason: String
    package let at: Moment
    package let envelope: Envelope

    /// - Throws: `.refusal` when the study has no name that a study may have, or the reason is none to read.
    package init(
        holder: String, study: String, plan: String?, reason: String, charterHash: String, at: Moment,
        key: SigningKey
    ) throws {
        guard study.isStudyName else {
            throw HolderError(
                .refusal, "`\(study.prefix(80))` is no study's name; give a study's file, or its `id`")
        }
        guard reason.isReadableLine(atMost: HolderRefusal.longestReason) else {
            throw HolderError(
                .refusal,
                "the reason is empty, has several lines or is longer than \(HolderRefusal.longestReason) characters; "
                    + "say in one line why the study is refused")
        }
        let payload = JSONValue.object([
            "at": .string(at.description), "charterHash": .string(charterHash), "holder": .string(holder),
            "planHash": plan.map(JSONValue.string) ?? .null, "reason": .string(reason), "study": .string(study),
        ])
        self.holder = holder
        self.study = study
        self.plan = plan
        self.reason = reason
        self.at = at
        envelope = try Envelope(
            signing: payload.canonicalBytes, type: HolderRefusal.payloadType, keyID: holder, key: key)
    }

    /// - Throws: `.refusal` unless the text is a refusal that this holder's key signed.
    package init(json text: String, by holder: EnrolledHolder) throws {
        let refused = HolderError(
            .refusal, "a stored refusal isn't one that `\(holder.id)` signed; restore it from a copy of the database")
        guard let json = try? JSONValue(parsing: text.utf8),
            let envelope = try? Envelope(json: json, path: "refusal"), envelope.keyID == holder.id,
            envelope.isSigned(by: holder.key, type: HolderRefusal.payloadType),
            let payload = try? JSONValue(parsing: envelope.payload), payload["holder"]?.string == holder.id,
            let study = payload["study"]?.string, let reason = payload["reason"]?.string,
            let at = payload["at"]?.string.flatMap({ Moment($0) })
        else { throw refused }
        self.holder = holder.id
        self.study = study
        plan = payload["planHash"]?.string
        self.reason = reason
        self.at = at
        self.envelope = envelope
    }
}
