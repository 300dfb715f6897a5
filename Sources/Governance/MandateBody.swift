// SPDX-License-Identifier: Apache-2.0
//
// What a mandate says, before anything in it is believed: the body as canonical JSON, whose SHA-256 is
// the mandate's identifier, and the travelling document around it with the policy text and the broker's
// signature over the body (DSSE pre-authentication encoding).

import DAP
import Studies

/// An aggregator as a mandate names it.
struct NamedAggregator: Hashable {
    let id: String
    let role: EnrolledAggregator.Role
    let college: String
    let url: String

    init(_ aggregator: EnrolledAggregator) {
        id = aggregator.id
        role = aggregator.role
        college = aggregator.college
        url = aggregator.url
    }

    init(_ fields: JSONFields) throws(GovernanceError) {
        id = try fields.identifier("id")
        role = try fields.choice("role", of: EnrolledAggregator.Role.self)
        college = try fields.identifier("college")
        url = try fields.text("url")
    }

    var json: JSONValue {
        .object([
            "college": .string(college), "id": .string(id), "role": .string(role.rawValue), "url": .string(url),
        ])
    }

    static let members = ["college", "id", "role", "url"]
}

/// A ballot as a mandate carries it: the votes, and what the broker says their count is.
struct CarriedBallot {
    let record: BallotRecord
    let count: JSONValue

    init(_ count: Count) {
        record = count.record
        self.count = count.json
    }

    init(_ fields: JSONFields) throws(GovernanceError) {
        let ballot = try Ballot(json: fields.value("ballot"), path: JSONFields.join(fields.path, "ballot"))
        var votes: [SignedVote] = []
        for (element, path) in try fields.elements("votes") {
            votes.append(try SignedVote(json: element, path: path))
        }
        record = BallotRecord(ballot: ballot, votes: votes)
        count = try fields.value("count")
    }

    var json: JSONValue {
        .object([
            "ballot": record.ballot.json, "count": count, "votes": .array(record.votes.map(\.json)),
        ])
    }

    static let members = ["ballot", "count", "votes"]
}

struct MandateBody {
    static let format = "regie/mandate/1"
    static let payloadType = "application/vnd.regie.mandate+json"

    let studyText: String
    let planHash: String
    let decision: JSONValue
    let charterHash: String
    let schemaHash: String
    let floorsHash: String
    let policyHash: String
    let policyBallot: CarriedBallot
    let studyBallot: CarriedBallot?
    let ledger: JSONValue
    let spentRhoMicro: Int64
    let tasks: JSONValue
    let aggregators: [NamedAggregator]
    let holders: [String]
    let isNoised: Bool
    let made: Moment
    let notAfter: Moment

    var json: JSONValue {
        .object([
            "aggregators": .array(aggregators.map(\.json)),
            "charterHash": .string(charterHash),
            "decision": decision,
            "floorsHash": .string(floorsHash),
            "format": .string(MandateBody.format),
            "holders": .strings(holders),
            "ledger": ledger,
            "made": .moment(made),
            "noised": .bool(isNoised),
            "notAfter": .moment(notAfter),
            "planHash": .string(planHash),
            "policyBallot": policyBallot.json,
            "policyHash": .string(policyHash),
            "schemaHash": .string(schemaHash),
            "spentRhoMicro": .int(spentRhoMicro),
            "study": .string(studyText),
            "studyBallot": studyBallot?.json ?? .null,
            "tasks": tasks,
        ])
    }

    static func json(of tasks: [PlannedTask]) -> JSONValue {
        .array(
            tasks.map {
                .object([
                    "index": .int(Int64($0.index)), "length": .int(Int64($0.length)), "measure": .string($0.measure),
                    "rhoMicro": .int($0.rhoMicro), "sensitivitySquared": .int($0.sensitivitySquared),
                ])
            })
    }

    /// What is reserved, where, and out of which budget.
    static func json(of account: LedgerAccount, rhoMicro: Int64, charter: Charter) -> JSONValue {
        .object([
            "dataset": .string(account.dataset),
            "limitRhoMicro": .int(charter.budgetRhoMicro),
            "periodEnd": .string(account.period.end.description),
            "periodStart": .string(account.period.start.description),
            "population": .string(account.population),
            "rhoMicro": .int(rhoMicro),
        ])
    }
}

extension MandateBody {
    init(json: JSONValue) throws(GovernanceError) {
        let body = try JSONFields(
            json, path: "body",
            members: [
                "aggregators", "charterHash", "decision", "floorsHash", "format", "holders", "ledger", "made",
                "noised", "notAfter", "planHash", "policyBallot", "policyHash", "schemaHash", "spentRhoMicro", "study",
                "studyBallot", "tasks",
            ])
        guard try body.text("format") == MandateBody.format else {
            throw body.error("format", "this is no mandate", help: "give a document `\(MandateBody.format)`")
        }
        var aggregators: [NamedAggregator] = []
        for entry in try body.objects("aggregators", members: NamedAggregator.members) {
            aggregators.append(try NamedAggregator(entry))
        }
        self.init(
            studyText: try body.text("study", atMost: 100_000), planHash: try body.hash("planHash"),
            decision: try body.value("decision"), charterHash: try body.hash("charterHash"),
            schemaHash: try body.hash("schemaHash"), floorsHash: try body.hash("floorsHash"),
            policyHash: try body.hash("policyHash"),
            policyBallot: try CarriedBallot(body.object("policyBallot", members: CarriedBallot.members)),
            studyBallot: try MandateBody.studyBallot(body), ledger: try body.value("ledger"),
            spentRhoMicro: try body.integer("spentRhoMicro", in: 0...JSONValue.integers.upperBound),
            tasks: try body.value("tasks"), aggregators: aggregators, holders: try body.identifiers("holders"),
            isNoised: try body.bool("noised"), made: try body.moment("made"), notAfter: try body.moment("notAfter"))
    }

    private static func studyBallot(_ body: JSONFields) throws(GovernanceError) -> CarriedBallot? {
        guard !body.isNull("studyBallot") else { return nil }
        return try CarriedBallot(body.object("studyBallot", members: CarriedBallot.members))
    }
}

/// `mandate.json`.
struct MandateDocument {
    let body: JSONValue
    let policyText: String
    /// 64 bytes: the broker's, over the canonical body.
    let signature: [UInt8]

    init(signing body: JSONValue, policyText: String, key: SigningKey) throws(GovernanceError) {
        self.body = body
        self.policyText = policyText
        signature = try key.signature(for: MandateDocument.signedBytes(body))
    }

    init(bytes: [UInt8]) throws(GovernanceError) {
        let document = try JSONFields(
            CanonicalDocument.parse(bytes, name: "mandate.json"), path: "", members: ["body", "policy", "signature"])
        body = try document.value("body")
        policyText = try document.text("policy", atMost: 1 << 20)
        signature = try document.bytes("signature", atMost: 64)
    }

    var bytes: [UInt8] {
        JSONValue.object([
            "body": body, "policy": .string(policyText), "signature": .string(Base64URL.encode(signature)),
        ]).canonicalBytes
    }

    /// Lowercase hex SHA-256 of the canonical body: the mandate's name.
    var id: String { ContentHash.hex(of: body.canonicalBytes) }

    func isSigned(by key: VerificationKey) -> Bool {
        key.isValid(signature: signature, for: MandateDocument.signedBytes(body))
    }

    private static func signedBytes(_ body: JSONValue) -> [UInt8] {
        Envelope.preAuthenticationEncoding(type: MandateBody.payloadType, payload: body.canonicalBytes)
    }
}
