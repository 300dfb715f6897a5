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
        var proxies: [SignedProxy] = []
        for (element, path) in try fields.elements("proxies") {
            proxies.append(try SignedProxy(json: element, path: path))
        }
        var recusals: [SignedRecusal] = []
        for (element, path) in try fields.elements("recusals") {
            recusals.append(try SignedRecusal(json: element, path: path))
        }
        record = BallotRecord(ballot: ballot, votes: votes, proxies: proxies, recusals: recusals)
        count = try fields.value("count")
    }

    var json: JSONValue {
        .object([
            "ballot": record.ballot.json, "count": count, "proxies": .array(record.proxies.map(\.json)),
            "recusals": .array(record.recusals.map(\.json)), "votes": .array(record.votes.map(\.json)),
        ])
    }

    static let members = ["ballot", "count", "proxies", "recusals", "votes"]
}

/// What a mandate rests its ballots on.
enum MandateGrounds {
    /// It carries them with every vote.
    case carried(policy: CarriedBallot, study: CarriedBallot?)
    /// It names the records that closed them, and the preliminary assessment that was voted or shown.
    case register(policy: BallotReference, study: BallotReference?, preliminaryHash: String)

    var format: String {
        switch self {
        case .carried: "regie/mandate/1"
        case .register: "regie/mandate/2"
        }
    }

    /// - Throws: `.mandateRegister` when it stands on the register.
    func carried() throws(GovernanceError) -> (policy: CarriedBallot, study: CarriedBallot?) {
        guard case .carried(let policy, let study) = self else {
            throw GovernanceError(
                .mandateRegister, "the mandate stands on the register, which wasn't given", at: "body.policyBallot",
                help: "check it against the register's records")
        }
        return (policy, study)
    }

    fileprivate var members: [String: JSONValue] {
        switch self {
        case .carried(let policy, let study): ["policyBallot": policy.json, "studyBallot": study?.json ?? .null]
        case .register(let policy, let study, let preliminaryHash):
            [
                "policyBallot": policy.json, "preliminaryHash": .string(preliminaryHash),
                "studyBallot": study?.json ?? .null,
            ]
        }
    }

    fileprivate static func carried(_ body: JSONFields) throws(GovernanceError) -> MandateGrounds {
        .carried(
            policy: try CarriedBallot(body.object("policyBallot", members: CarriedBallot.members)),
            study: try body.optional("studyBallot") { name throws(GovernanceError) in
                try CarriedBallot(body.object(name, members: CarriedBallot.members))
            })
    }

    fileprivate static func register(_ body: JSONFields) throws(GovernanceError) -> MandateGrounds {
        .register(
            policy: try BallotReference(json: body.value("policyBallot")),
            study: try body.optional("studyBallot") { name throws(GovernanceError) in
                try BallotReference(json: body.value(name))
            },
            preliminaryHash: try body.hash("preliminaryHash"))
    }
}

struct MandateBody {
    static let payloadType = "application/vnd.regie.mandate+json"

    let studyText: String
    let planHash: String
    let decision: JSONValue
    let charterHash: String
    let schemaHash: String
    let floorsHash: String
    let policyHash: String
    let grounds: MandateGrounds
    let ledger: JSONValue
    let spentRhoMicro: Int64
    let tasks: JSONValue
    let aggregators: [NamedAggregator]
    let holders: [String]
    let isNoised: Bool
    let made: Moment
    let notAfter: Moment

    var json: JSONValue {
        let members: [String: JSONValue] = [
            "aggregators": .array(aggregators.map(\.json)), "charterHash": .string(charterHash),
            "decision": decision, "floorsHash": .string(floorsHash), "format": .string(grounds.format),
            "holders": .strings(holders), "ledger": ledger, "made": .moment(made), "noised": .bool(isNoised),
            "notAfter": .moment(notAfter), "planHash": .string(planHash), "policyHash": .string(policyHash),
            "schemaHash": .string(schemaHash), "spentRhoMicro": .int(spentRhoMicro), "study": .string(studyText),
            "tasks": tasks,
        ]
        return .object(members.merging(grounds.members) { _, new in new })
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
    private static let members = [
        "aggregators", "charterHash", "decision", "floorsHash", "format", "holders", "ledger", "made", "noised",
        "notAfter", "planHash", "policyBallot", "policyHash", "schemaHash", "spentRhoMicro", "study", "studyBallot",
        "tasks",
    ]

    init(json: JSONValue) throws(GovernanceError) {
        let onRegister = json["format"]?.string == "regie/mandate/2"
        let body = try JSONFields(
            json, path: "body", members: MandateBody.members + (onRegister ? ["preliminaryHash"] : []))
        let grounds = try onRegister ? MandateGrounds.register(body) : MandateGrounds.carried(body)
        guard try body.text("format") == grounds.format else {
            throw body.error("format", "this is no mandate", help: "give a document `\(grounds.format)`")
        }
        self.init(
            studyText: try body.text("study", atMost: 100_000), planHash: try body.hash("planHash"),
            decision: try body.value("decision"), charterHash: try body.hash("charterHash"),
            schemaHash: try body.hash("schemaHash"), floorsHash: try body.hash("floorsHash"),
            policyHash: try body.hash("policyHash"), grounds: grounds, ledger: try body.value("ledger"),
            spentRhoMicro: try body.integer("spentRhoMicro", in: 0...JSONValue.integers.upperBound),
            tasks: try body.value("tasks"),
            aggregators: try body.list("aggregators", members: NamedAggregator.members) {
                fields throws(GovernanceError) in try NamedAggregator(fields)
            },
            holders: try body.identifiers("holders"), isNoised: try body.bool("noised"),
            made: try body.moment("made"), notAfter: try body.moment("notAfter"))
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
