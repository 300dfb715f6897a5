// SPDX-License-Identifier: Apache-2.0
//
// What others sign and send to the broker (DSSE 1.0 envelopes), as records: votes, proxies, recusals, a college's
// reasons, proposals, suspensions, keys, a holder's refusal. What only the broker says isn't among them.

import Studies

extension Statement.Kind {
    /// Signed by whom they are about, not by the broker.
    package var isOthers: Bool {
        switch self {
        case .rotation, .revocation, .hpke, .proposal, .vote, .proxy, .recusal, .reasons, .suspension, .holderRefusal:
            true
        case .founding, .enrolment, .opening, .closing, .submission, .refusal, .withdrawal, .mandate, .publication,
            .report:
            false
        }
    }
}

extension Statement {
    /// Signed, as it is sent.
    package func signed(by signer: String, key: SigningKey, at moment: Moment) throws(GovernanceError) -> Envelope {
        try RegisterRecord(self, signer: signer, key: key, loggedAt: moment).envelope
    }

    /// Its own date: what a record of it may be read without.
    package init(envelope: Envelope) throws(GovernanceError) {
        let kind = Kind.allCases.first { RegisterRecord.type($0) == envelope.payloadType }
        guard let kind else {
            throw GovernanceError(
                .record, "no record has the type `\(envelope.payloadType.prefix(80))`",
                help:
                    "send one of \(Kind.allCases.filter(\.isOthers).map { "`\($0.rawValue)`" }.joined(separator: ", "))"
            )
        }
        let json = try CanonicalDocument.parse(envelope.payload, name: kind.rawValue)
        try self.init(kind, json)
        guard self.json.canonicalBytes == envelope.payload else {
            throw GovernanceError(
                .record, "the statement is not in its canonical form", at: "payload",
                help: "write it as canonical JSON (RFC 8785)")
        }
    }
}

extension RegisterRecord {
    /// - Throws: `.record` for an envelope that no record can be made of.
    package init(_ envelope: Envelope, loggedAt: Moment) throws(GovernanceError) {
        try self.init(
            Statement(envelope: envelope), signer: envelope.keyID, signature: envelope.signature, loggedAt: loggedAt)
    }
}

extension Envelope {
    /// As it arrives.
    package init(json: JSONValue) throws(GovernanceError) { try self.init(json: json, path: "") }
}

extension PolicyInForce {
    /// The policy set that the register has in force.
    /// - Parameter text: of the document that the register names.
    /// - Throws: `.ballot` when there is none, or when this is another text.
    package init(text: String, register: RegisterState) throws(GovernanceError) {
        guard let period = register.policy else {
            throw GovernanceError(
                .ballot, "no policy is in force: no ballot on one was adopted", help: "hold a ballot first")
        }
        try self.init(text: text, file: "policy.cedar", adopted: period.count, root: register.root)
    }
}
