// SPDX-License-Identifier: Apache-2.0
//
// One record of the register: a statement, signed with Ed25519 over DSSE's pre-authentication encoding of
// its canonical JSON (RFC 8785), and the moment at which it was logged. It is stored as one canonical JSON
// object in which the statement stands readable beside its signature; nothing else than those bytes is
// that record. At most 65,535 bytes (C2SP tlog-tiles): larger documents are named by their SHA-256.

import DAP
import Studies

package struct RegisterRecord: Hashable, Sendable {
    package static let byteLimit = 65_535
    static let format = "regie/record/1"
    static let members = ["format", "kind", "loggedAt", "payload", "signature", "signer"]

    package let statement: Statement
    /// Who says to have signed. Whether the key is theirs is for the fold to say.
    package let signer: String
    /// 64 bytes.
    package let signature: [UInt8]
    /// When the broker put it into the register. Not signed by the signer: the log's checkpoint covers it.
    package let loggedAt: Moment

    package var kind: Statement.Kind { statement.kind }

    /// - Throws: `.record` when it would be larger than a register takes.
    package init(
        _ statement: Statement, signer: String, key: SigningKey, loggedAt: Moment
    ) throws(GovernanceError) {
        try self.init(
            statement, signer: signer,
            signature: key.signature(for: RegisterRecord.signedBytes(statement.kind, statement.json.canonicalBytes)),
            loggedAt: loggedAt)
    }

    init(
        _ statement: Statement, signer: String, signature: [UInt8], loggedAt: Moment
    ) throws(GovernanceError) {
        self.statement = statement
        self.signer = signer
        self.signature = signature
        self.loggedAt = loggedAt
        guard bytes.count <= RegisterRecord.byteLimit else {
            throw GovernanceError(
                .record, "a record of kind `\(kind.rawValue)` has \(bytes.count) bytes",
                help: "keep it under \(RegisterRecord.byteLimit) bytes: name larger documents by their SHA-256")
        }
    }

    /// What a seat signed about a ballot and sent in an envelope, as a record.
    package init(_ vote: SignedVote, loggedAt: Moment) throws(GovernanceError) {
        try self.init(envelope: vote.envelope, vote.statement.map(Statement.vote), loggedAt: loggedAt)
    }

    package init(_ proxy: SignedProxy, loggedAt: Moment) throws(GovernanceError) {
        try self.init(envelope: proxy.envelope, proxy.statement.map(Statement.proxy), loggedAt: loggedAt)
    }

    package init(_ recusal: SignedRecusal, loggedAt: Moment) throws(GovernanceError) {
        try self.init(envelope: recusal.envelope, recusal.statement.map(Statement.recusal), loggedAt: loggedAt)
    }

    private init(envelope: Envelope, _ statement: Statement?, loggedAt: Moment) throws(GovernanceError) {
        guard let statement else {
            throw GovernanceError(
                .record, "what was sent is not the canonical form of a statement", help: "ask its sender for it again")
        }
        try self.init(statement, signer: envelope.keyID, signature: envelope.signature, loggedAt: loggedAt)
    }

    package func isSigned(by key: VerificationKey) -> Bool {
        key.isValid(signature: signature, for: RegisterRecord.signedBytes(kind, statement.json.canonicalBytes))
    }

    /// The same in a DSSE envelope, as other tools read it.
    package var envelope: Envelope {
        Envelope(
            payloadType: RegisterRecord.type(kind), payload: statement.json.canonicalBytes, keyID: signer,
            signature: signature)
    }

    static func type(_ kind: Statement.Kind) -> String { "application/vnd.regie.\(kind.rawValue)+json" }

    private static func signedBytes(_ kind: Statement.Kind, _ payload: [UInt8]) -> [UInt8] {
        Envelope.preAuthenticationEncoding(type: type(kind), payload: payload)
    }
}

extension RegisterRecord {
    /// The one form that is stored and hashed.
    package var bytes: [UInt8] {
        JSONValue.object([
            "format": .string(RegisterRecord.format), "kind": .string(kind.rawValue),
            "loggedAt": .moment(loggedAt), "payload": statement.json,
            "signature": .string(Base64URL.encode(signature)), "signer": .string(signer),
        ]).canonicalBytes
    }

    /// Lowercase hex SHA-256 of the bytes: what a receipt names.
    package var hash: String { TextHash.of(bytes) }

    /// - Throws: `.record` for more bytes than a record has, `.malformedDocument` with the member's path.
    package init(bytes: [UInt8]) throws(GovernanceError) {
        guard bytes.count <= RegisterRecord.byteLimit, bytes.last != UInt8(ascii: "\n") else {
            throw GovernanceError(
                .record, "a record is at most \(RegisterRecord.byteLimit) bytes, without a line break at its end",
                help: "ask the register for it again")
        }
        let fields = try JSONFields(
            CanonicalDocument.parse(bytes, name: "record"), path: "", members: RegisterRecord.members)
        guard try fields.text("format") == RegisterRecord.format else {
            throw fields.error("format", "this is no record", help: "give a document `\(RegisterRecord.format)`")
        }
        statement = try Statement(fields.choice("kind", of: Statement.Kind.self), fields.value("payload"))
        signer = try fields.identifier("signer")
        signature = try fields.bytes("signature", atMost: 64)
        loggedAt = try fields.moment("loggedAt")
    }
}

extension GovernanceError.Code {
    /// Bytes that can't be a record of the register.
    package static let record = Self("record")
}
