// SPDX-License-Identifier: Apache-2.0
//
// A question put to the vote, and what a seat says on it (Vote; proxies and recusals are in
// SeatStatement.swift). Votes are nominal: a seat is an office and answers for its vote; secrecy would
// need other cryptography and is left out. A vote signs the hash of the whole ballot, so it counts for
// this text, this evidence, this electorate and these dates only.

import Studies

package struct Ballot: Hashable, Sendable {
    package enum SubjectKind: String, Hashable, Sendable {
        /// A policy text, by its hash.
        case policy
        /// One study, by its plan hash.
        case study
        /// Another text of the charter, by its hash.
        case charter
        /// The end of an emergency suspension, by the suspension's hash.
        case lifting
        /// A party's enrolment, by the hash of what is enrolled.
        case enrolment
    }

    /// A second call is made when the first one had no quorum.
    package enum Call: String, Hashable, Sendable {
        case first, second
    }

    package let id: String
    package let subject: SubjectKind
    /// Lowercase hex SHA-256 of what is voted.
    package let textHash: String
    /// Lowercase hex SHA-256 of what was shown beside it: the prover's report with its examples, or a study's
    /// preliminary impact assessment. Nil outside the register.
    package let evidenceHash: String?
    package let call: Call
    /// Lowercase hex SHA-256 of the seats that may vote and their keys.
    package let electorateHash: String
    package let charterHash: String
    package let rule: Charter.Rule
    package let revote: Charter.Revote
    package let opensAt: Moment
    /// The first moment at which no vote counts any more.
    package let closesAt: Moment

    /// The ballot as the trust's charter wants it, for the seats whose term holds its first day.
    /// - Throws: `.ballot` for an identifier or hash that is none, or a closing past the year 2199.
    package static func open(
        id: String, subject: SubjectKind, textHash: String, evidenceHash: String? = nil, call: Call = .first,
        root: TrustRoot, at opensAt: Moment
    ) throws(GovernanceError) -> Ballot {
        guard Identifier.isValid(id) else {
            throw GovernanceError(.ballot, "`\(id)` is not a ballot's identifier", help: Identifier.help)
        }
        guard TextHash.isValid(textHash), evidenceHash.map(TextHash.isValid) != false,
            let closesAt = opensAt.adding(seconds: root.charter.openSeconds(call))
        else {
            throw GovernanceError(
                .ballot, "ballot `\(id)` has no text hash or no closing", help: "give the SHA-256 of what is voted")
        }
        return Ballot(
            id: id, subject: subject, textHash: textHash, evidenceHash: evidenceHash, call: call,
            electorateHash: root.electorateHash(on: opensAt.day), charterHash: root.charter.hash,
            rule: root.charter.rule(for: subject), revote: root.charter.revote, opensAt: opensAt, closesAt: closesAt)
    }

    /// Lowercase hex SHA-256 of the canonical JSON: what every vote signs.
    package var hash: String { TextHash.of(json.canonicalBytes) }

    package var json: JSONValue {
        .object([
            "call": .string(call.rawValue),
            "charterHash": .string(charterHash),
            "closesAt": .moment(closesAt),
            "electorateHash": .string(electorateHash),
            "evidenceHash": evidenceHash.map { .string($0) } ?? .null,
            "id": .string(id),
            "opensAt": .moment(opensAt),
            "revote": .string(revote.rawValue),
            "rule": .string(rule.rawValue),
            "subject": .string(subject.rawValue),
            "textHash": .string(textHash),
        ])
    }

    /// What somebody says is a ballot; whether it was held as the charter wants is checked when it is counted on.
    package init(json: JSONValue) throws(GovernanceError) {
        try self.init(json: json, path: "ballot")
    }

    init(json: JSONValue, path: String) throws(GovernanceError) {
        let fields = try JSONFields(
            json, path: path,
            members: [
                "call", "charterHash", "closesAt", "electorateHash", "evidenceHash", "id", "opensAt", "revote", "rule",
                "subject", "textHash",
            ])
        id = try fields.identifier("id")
        subject = try fields.choice("subject", of: SubjectKind.self)
        textHash = try fields.hash("textHash")
        evidenceHash = try fields.isNull("evidenceHash") ? nil : fields.hash("evidenceHash")
        call = try fields.choice("call", of: Call.self)
        electorateHash = try fields.hash("electorateHash")
        charterHash = try fields.hash("charterHash")
        rule = try fields.choice("rule", of: Charter.Rule.self)
        revote = try fields.choice("revote", of: Charter.Revote.self)
        opensAt = try fields.moment("opensAt")
        closesAt = try fields.moment("closesAt")
    }

    private init(
        id: String, subject: SubjectKind, textHash: String, evidenceHash: String?, call: Call, electorateHash: String,
        charterHash: String, rule: Charter.Rule, revote: Charter.Revote, opensAt: Moment, closesAt: Moment
    ) {
        self.id = id
        self.subject = subject
        self.textHash = textHash
        self.evidenceHash = evidenceHash
        self.call = call
        self.electorateHash = electorateHash
        self.charterHash = charterHash
        self.rule = rule
        self.revote = revote
        self.opensAt = opensAt
        self.closesAt = closesAt
    }
}

extension Charter {
    func rule(for subject: Ballot.SubjectKind) -> Rule { subject == .charter ? charterRule : rule }

    func openSeconds(_ call: Ballot.Call) -> Int64 { call == .first ? openSeconds : secondCall.openSeconds }
}

extension TrustRoot {
    /// The snapshot that a ballot fixes at its opening: who may vote, in which college, with which key.
    package func electorateHash(on day: Day) -> String {
        let seats = electorate(on: day).map { seat in
            JSONValue.object([
                "college": .string(seat.seat.college), "id": .string(seat.seat.id),
                "key": .string(seat.key.description),
            ])
        }
        return TextHash.of(JSONValue.array(seats).canonicalBytes)
    }
}

/// What a seat says on a ballot.
package struct Vote: SeatStatement {
    static let name = "vote"

    package enum Choice: String, Hashable, Sendable, CaseIterable {
        case inFavour = "for"
        case against
        case abstain
        case blank
    }

    package let ballot: String
    package let ballotHash: String
    package let textHash: String
    package let seat: String
    package let choice: Choice
    package let at: Moment

    package init(on ballot: Ballot, seat: String, choice: Choice, at moment: Moment) {
        self.ballot = ballot.id
        ballotHash = ballot.hash
        textHash = ballot.textHash
        self.seat = seat
        self.choice = choice
        at = moment
    }

    var json: JSONValue {
        .object([
            "at": .moment(at), "ballot": .string(ballot), "ballotHash": .string(ballotHash),
            "choice": .string(choice.rawValue), "seat": .string(seat), "textHash": .string(textHash),
        ])
    }

    init(json: JSONValue) throws(GovernanceError) {
        let fields = try JSONFields(
            json, path: "vote", members: ["at", "ballot", "ballotHash", "choice", "seat", "textHash"])
        ballot = try fields.identifier("ballot")
        ballotHash = try fields.hash("ballotHash")
        textHash = try fields.hash("textHash")
        seat = try fields.identifier("seat")
        choice = try fields.choice("choice", of: Choice.self)
        at = try fields.moment("at")
    }
}
