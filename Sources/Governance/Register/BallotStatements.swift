// SPDX-License-Identifier: Apache-2.0
//
// Records about what is put to the vote: proposals, openings and closings, a college's reasons, emergency
// suspensions. Votes, proxies and recusals are SeatStatements.

import Studies

/// A text put forward. Its hash is frozen from here to the opening; depositing another under the same identifier
/// starts the deliberation again. Signed by a seat, or by the broker for whoever else may propose.
package struct Proposal: Hashable, Sendable {
    package let id: String
    package let subject: Ballot.SubjectKind
    /// Of what will be voted.
    package let textHash: String
    /// Of what is shown beside it: the prover's report with its examples, or the preliminary impact assessment.
    package let evidenceHash: String
    package let title: Localized
    package let proposer: Charter.Proposer
    /// The seat, or the name of the association, group or authority.
    package let proposedBy: String
    package let at: Moment

    package init(
        id: String, subject: Ballot.SubjectKind, textHash: String, evidenceHash: String, title: Localized,
        proposer: Charter.Proposer, proposedBy: String, at: Moment
    ) {
        self.id = id
        self.subject = subject
        self.textHash = textHash
        self.evidenceHash = evidenceHash
        self.title = title
        self.proposer = proposer
        self.proposedBy = proposedBy
        self.at = at
    }

    package var json: JSONValue {
        .object([
            "at": .moment(at),
            "evidenceHash": .string(evidenceHash),
            "id": .string(id),
            "proposedBy": .string(proposedBy),
            "proposer": .string(proposer.rawValue),
            "subject": .string(subject.rawValue),
            "textHash": .string(textHash),
            "title": .localized(title),
        ])
    }

    init(json: JSONValue) throws(GovernanceError) {
        let fields = try JSONFields(
            json, path: "payload",
            members: ["at", "evidenceHash", "id", "proposedBy", "proposer", "subject", "textHash", "title"])
        id = try fields.identifier("id")
        subject = try fields.choice("subject", of: Ballot.SubjectKind.self)
        textHash = try fields.hash("textHash")
        evidenceHash = try fields.hash("evidenceHash")
        title = try fields.localized("title")
        proposer = try fields.choice("proposer", of: Charter.Proposer.self)
        proposedBy = try fields.text("proposedBy")
        at = try fields.moment("at")
    }
}

/// A ballot on a proposal. Signed by the broker.
package struct BallotOpening: Hashable, Sendable {
    package let proposal: String
    package let ballot: Ballot

    package init(proposal: String, ballot: Ballot) {
        self.proposal = proposal
        self.ballot = ballot
    }

    package var json: JSONValue {
        .object([
            "ballot": ballot.json,
            "proposal": .string(proposal),
        ])
    }

    init(json: JSONValue) throws(GovernanceError) {
        let fields = try JSONFields(json, path: "payload", members: ["ballot", "proposal"])
        proposal = try fields.identifier("proposal")
        ballot = try Ballot(json: fields.value("ballot"), path: "payload.ballot")
    }
}

/// Why a college voted against. Signed by one of its seats.
package struct CollegeReasons: Hashable, Sendable {
    package let ballot: String
    package let college: String
    package let text: Localized
    package let at: Moment

    package init(ballot: String, college: String, text: Localized, at: Moment) {
        self.ballot = ballot
        self.college = college
        self.text = text
        self.at = at
    }

    package var json: JSONValue {
        .object([
            "at": .moment(at),
            "ballot": .string(ballot),
            "college": .string(college),
            "text": .localized(text),
        ])
    }

    init(json: JSONValue) throws(GovernanceError) {
        let fields = try JSONFields(json, path: "payload", members: ["at", "ballot", "college", "text"])
        ballot = try fields.identifier("ballot")
        college = try fields.identifier("college")
        text = try fields.localized("text")
        at = try fields.moment("at")
    }
}

/// What came of a ballot. Signed by the broker; the fold counts again.
package struct BallotClosing: Hashable, Sendable {
    package let ballot: String
    package let ballotHash: String
    /// `Count.json`.
    package let count: JSONValue
    /// A timestamp token (RFC 3161) in base64 over the count, where an authority is configured; not looked at here.
    package let timestamp: String?
    package let at: Moment

    package init(ballot: String, ballotHash: String, count: JSONValue, timestamp: String?, at: Moment) {
        self.ballot = ballot
        self.ballotHash = ballotHash
        self.count = count
        self.timestamp = timestamp
        self.at = at
    }

    package var json: JSONValue {
        .object([
            "at": .moment(at),
            "ballot": .string(ballot),
            "ballotHash": .string(ballotHash),
            "count": count,
            "timestamp": timestamp.map { .string($0) } ?? .null,
        ])
    }

    init(json: JSONValue) throws(GovernanceError) {
        let fields = try JSONFields(
            json, path: "payload",
            members: ["at", "ballot", "ballotHash", "count", "timestamp"])
        ballot = try fields.identifier("ballot")
        ballotHash = try fields.hash("ballotHash")
        count = try fields.value("count")
        timestamp = try fields.optional("timestamp") { name throws(GovernanceError) in
            try fields.text(name, atMost: 20_000)
        }
        at = try fields.moment("at")
    }
}

/// Rules that permit no more until a ballot lifts this, at once. In force when the data-protection officer signed it,
/// or as many seats of one college as the charter says.
package struct Suspension: Hashable, Sendable {
    package let id: String
    /// Of the policy set in force.
    package let policyHash: String
    /// The `@id` of each.
    package let rules: [String]
    package let reason: Localized
    /// The seat or the officer.
    package let signatory: String
    package let at: Moment

    package init(id: String, policyHash: String, rules: [String], reason: Localized, signatory: String, at: Moment) {
        self.id = id
        self.policyHash = policyHash
        self.rules = rules
        self.reason = reason
        self.signatory = signatory
        self.at = at
    }

    package var json: JSONValue {
        .object([
            "at": .moment(at),
            "id": .string(id),
            "policyHash": .string(policyHash),
            "reason": .localized(reason),
            "rules": .strings(rules),
            "signatory": .string(signatory),
        ])
    }

    init(json: JSONValue) throws(GovernanceError) {
        let fields = try JSONFields(
            json, path: "payload",
            members: ["at", "id", "policyHash", "reason", "rules", "signatory"])
        id = try fields.identifier("id")
        policyHash = try fields.hash("policyHash")
        rules = try fields.texts("rules")
        reason = try fields.localized("reason")
        signatory = try fields.identifier("signatory")
        at = try fields.moment("at")
    }
}

extension Suspension {
    /// What all who sign it agree on, and what a ballot lifts: lowercase hex SHA-256.
    package var hash: String {
        TextHash.of(
            JSONValue.object([
                "id": .string(id), "policyHash": .string(policyHash), "reason": .localized(reason),
                "rules": .strings(rules),
            ]).canonicalBytes)
    }
}
