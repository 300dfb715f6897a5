// SPDX-License-Identifier: Apache-2.0
//
// A question put to the vote, and one signed vote on it. Votes are nominal: a seat is an office and
// answers for its vote; secrecy would need other cryptography and is left out. A vote signs the hash of
// the whole ballot, so it counts for this text, this electorate and these dates only. Proxies, recusal
// and second calls are left out.

import Studies

package struct Ballot: Hashable, Sendable {
    package enum SubjectKind: String, Hashable, Sendable {
        /// A policy text, by its hash.
        case policy
        /// One study, by its plan hash.
        case study
    }

    package let id: String
    package let subject: SubjectKind
    /// Lowercase hex SHA-256 of what is voted.
    package let textHash: String
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
        id: String, subject: SubjectKind, textHash: String, root: TrustRoot, at opensAt: Moment
    ) throws(GovernanceError) -> Ballot {
        guard Identifier.isValid(id) else {
            throw GovernanceError(.ballot, "`\(id)` is not a ballot's identifier", help: Identifier.help)
        }
        guard TextHash.isValid(textHash), let closesAt = opensAt.adding(seconds: root.charter.openSeconds) else {
            throw GovernanceError(
                .ballot, "ballot `\(id)` has no text hash or no closing", help: "give the SHA-256 of what is voted")
        }
        return Ballot(
            id: id, subject: subject, textHash: textHash, electorateHash: root.electorateHash(on: opensAt.day),
            charterHash: root.charter.hash, rule: root.charter.rule, revote: root.charter.revote, opensAt: opensAt,
            closesAt: closesAt)
    }

    /// Lowercase hex SHA-256 of the canonical JSON: what every vote signs.
    package var hash: String { TextHash.of(json.canonicalBytes) }

    package var json: JSONValue {
        .object([
            "charterHash": .string(charterHash),
            "closesAt": .moment(closesAt),
            "electorateHash": .string(electorateHash),
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
                "charterHash", "closesAt", "electorateHash", "id", "opensAt", "revote", "rule", "subject", "textHash",
            ])
        id = try fields.identifier("id")
        subject = try fields.choice("subject", of: SubjectKind.self)
        textHash = try fields.hash("textHash")
        electorateHash = try fields.hash("electorateHash")
        charterHash = try fields.hash("charterHash")
        rule = try fields.choice("rule", of: Charter.Rule.self)
        revote = try fields.choice("revote", of: Charter.Revote.self)
        opensAt = try fields.moment("opensAt")
        closesAt = try fields.moment("closesAt")
    }

    private init(
        id: String, subject: SubjectKind, textHash: String, electorateHash: String, charterHash: String,
        rule: Charter.Rule, revote: Charter.Revote, opensAt: Moment, closesAt: Moment
    ) {
        self.id = id
        self.subject = subject
        self.textHash = textHash
        self.electorateHash = electorateHash
        self.charterHash = charterHash
        self.rule = rule
        self.revote = revote
        self.opensAt = opensAt
        self.closesAt = closesAt
    }
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
package struct Vote: Hashable, Sendable {
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

/// A vote in its envelope, as it is sent, kept and counted. Whether it counts is for Count to say.
package struct SignedVote: Hashable, Sendable {
    static let payloadType = "application/vnd.regie.vote+json"

    package let envelope: Envelope

    package init(_ vote: Vote, key: SigningKey) throws(GovernanceError) {
        envelope = try Envelope(
            signing: vote.json.canonicalBytes, type: SignedVote.payloadType, keyID: vote.seat, key: key)
    }

    package init(json: JSONValue) throws(GovernanceError) {
        try self.init(json: json, path: "vote")
    }

    init(json: JSONValue, path: String) throws(GovernanceError) {
        envelope = try Envelope(json: json, path: path)
    }

    package var json: JSONValue { envelope.json }

    /// What the envelope says, unchecked; nil when it is not the canonical form of a vote.
    package var claimed: Vote? {
        guard let json = try? CanonicalDocument.parse(envelope.payload, name: "vote"),
            let vote = try? Vote(json: json), vote.json.canonicalBytes == envelope.payload
        else { return nil }
        return vote
    }
}
