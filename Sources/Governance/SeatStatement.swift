// SPDX-License-Identifier: Apache-2.0
//
// What a seat signs about one ballot: its vote (Ballot.swift), a proxy to another seat of its college, or
// that it stays out for an interest it declares. Each binds the ballot's hash. Whether one counts is for
// Count to say.

import Studies

/// Signed by one seat, about one ballot.
protocol SeatStatement: Hashable, Sendable {
    /// `vote`, as in its media type and its kind of record.
    static var name: String { get }
    /// Who says it.
    var seat: String { get }
    var ballot: String { get }
    var ballotHash: String { get }
    var at: Moment { get }
    var json: JSONValue { get }
    init(json: JSONValue) throws(GovernanceError)
}

/// For one ballot, another seat of the same college votes in the giver's place.
package struct Proxy: SeatStatement {
    static let name = "proxy"

    package let ballot: String
    package let ballotHash: String
    /// The giver, who signs.
    package let seat: String
    package let receiver: String
    package let at: Moment

    package init(on ballot: Ballot, from giver: String, to receiver: String, at moment: Moment) {
        self.ballot = ballot.id
        ballotHash = ballot.hash
        seat = giver
        self.receiver = receiver
        at = moment
    }

    package var json: JSONValue {
        .object([
            "at": .moment(at), "ballot": .string(ballot), "ballotHash": .string(ballotHash),
            "receiver": .string(receiver), "seat": .string(seat),
        ])
    }

    package init(json: JSONValue) throws(GovernanceError) {
        let fields = try JSONFields(json, path: "proxy", members: ["at", "ballot", "ballotHash", "receiver", "seat"])
        ballot = try fields.identifier("ballot")
        ballotHash = try fields.hash("ballotHash")
        seat = try fields.identifier("seat")
        receiver = try fields.identifier("receiver")
        at = try fields.moment("at")
    }
}

/// For one ballot, a seat stays out of the vote and of the quorum's base.
package struct Recusal: SeatStatement {
    static let name = "recusal"

    package let ballot: String
    package let ballotHash: String
    package let seat: String
    /// What the seat declares: its employer asks for the study, it holds the data, ...
    package let interest: String
    package let at: Moment

    package init(on ballot: Ballot, seat: String, interest: String, at moment: Moment) {
        self.ballot = ballot.id
        ballotHash = ballot.hash
        self.seat = seat
        self.interest = interest
        at = moment
    }

    package var json: JSONValue {
        .object([
            "at": .moment(at), "ballot": .string(ballot), "ballotHash": .string(ballotHash),
            "interest": .string(interest), "seat": .string(seat),
        ])
    }

    package init(json: JSONValue) throws(GovernanceError) {
        let fields = try JSONFields(json, path: "recusal", members: ["at", "ballot", "ballotHash", "interest", "seat"])
        ballot = try fields.identifier("ballot")
        ballotHash = try fields.hash("ballotHash")
        seat = try fields.identifier("seat")
        interest = try fields.text("interest")
        at = try fields.moment("at")
    }
}

/// A statement in its envelope, as it is sent, kept and counted.
package struct Signed<Statement>: Hashable, Sendable where Statement: Hashable & Sendable {
    package let envelope: Envelope
    package var json: JSONValue { envelope.json }
}

package typealias SignedVote = Signed<Vote>
package typealias SignedProxy = Signed<Proxy>
package typealias SignedRecusal = Signed<Recusal>

extension Signed where Statement: SeatStatement {
    static var payloadType: String { "application/vnd.regie.\(Statement.name)+json" }

    /// What the envelope says, unchecked; nil when it is not the canonical form of such a statement.
    var statement: Statement? {
        guard envelope.payload.count <= 4_096,
            let json = try? CanonicalDocument.parse(envelope.payload, name: Statement.name),
            let statement = try? Statement(json: json), statement.json.canonicalBytes == envelope.payload
        else { return nil }
        return statement
    }

    init(signing statement: Statement, key: SigningKey) throws(GovernanceError) {
        envelope = try Envelope(
            signing: statement.json.canonicalBytes, type: Self.payloadType, keyID: statement.seat, key: key)
    }

    init(json: JSONValue, path: String) throws(GovernanceError) {
        envelope = try Envelope(json: json, path: path)
    }
}

extension Signed<Vote> {
    package init(_ vote: Vote, key: SigningKey) throws(GovernanceError) { try self.init(signing: vote, key: key) }

    package init(json: JSONValue) throws(GovernanceError) { try self.init(json: json, path: "vote") }

    package var claimed: Vote? { statement }
}

extension Signed<Proxy> {
    package init(_ proxy: Proxy, key: SigningKey) throws(GovernanceError) { try self.init(signing: proxy, key: key) }

    package init(json: JSONValue) throws(GovernanceError) { try self.init(json: json, path: "proxy") }
}

extension Signed<Recusal> {
    package init(_ recusal: Recusal, key: SigningKey) throws(GovernanceError) {
        try self.init(signing: recusal, key: key)
    }

    package init(json: JSONValue) throws(GovernanceError) { try self.init(json: json, path: "recusal") }
}
