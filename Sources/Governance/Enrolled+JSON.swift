// SPDX-License-Identifier: Apache-2.0
//
// Each enrolled party as an object of a governance document: of a trust root, and of the register's
// record that enrols it.

import Studies

/// A party that a ballot enrols after the trust was founded.
package enum EnrolledParty: Hashable, Sendable {
    case seat(EnrolledSeat)
    case aggregator(EnrolledAggregator)
    case holder(EnrolledHolder)
    case witness(EnrolledWitness)

    var party: Party {
        switch self {
        case .seat(let seat): Party(.seat, seat.seat.id)
        case .aggregator(let aggregator): Party(.aggregator, aggregator.id)
        case .holder(let holder): Party(.holder, holder.id)
        case .witness(let witness): Party(.witness, witness.id)
        }
    }

    var key: VerificationKey {
        switch self {
        case .seat(let seat): seat.key
        case .aggregator(let aggregator): aggregator.key
        case .holder(let holder): holder.key
        case .witness(let witness): witness.key
        }
    }

    package var json: JSONValue {
        let entry =
            switch self {
            case .seat(let seat): seat.json
            case .aggregator(let aggregator): aggregator.json
            case .holder(let holder): holder.json
            case .witness(let witness): witness.json
            }
        return .object(["entry": entry, "role": .string(party.role.rawValue)])
    }

    /// What a ballot on the enrolment is about: lowercase hex SHA-256.
    package var hash: String { TextHash.of(json.canonicalBytes) }

    init(_ fields: JSONFields) throws(GovernanceError) {
        switch try fields.choice("role", of: Party.Role.self) {
        case .seat: self = .seat(try EnrolledSeat(fields.object("entry", members: EnrolledSeat.members)))
        case .aggregator:
            self = .aggregator(try EnrolledAggregator(fields.object("entry", members: EnrolledAggregator.members)))
        case .holder: self = .holder(try EnrolledHolder(fields.object("entry", members: EnrolledHolder.members)))
        case .witness: self = .witness(try EnrolledWitness(fields.object("entry", members: EnrolledWitness.members)))
        case .officer, .broker:
            throw fields.error("role", "such a party is enrolled at the founding only", help: "rotate its key")
        }
    }

    static let members = ["entry", "role"]
}

extension EnrolledSeat {
    static let members = ["appointedBy", "college", "id", "key", "term"]

    var json: JSONValue {
        .object([
            "appointedBy": .string(seat.appointedBy), "college": .string(seat.college), "id": .string(seat.id),
            "key": .string(key.description),
            "term": .object([
                "end": .string(seat.term.end.description), "start": .string(seat.term.start.description),
            ]),
        ])
    }

    init(_ entry: JSONFields) throws(GovernanceError) {
        let days = try entry.object("term", members: ["end", "start"])
        guard let term = Period(start: try days.day("start"), end: try days.day("end")) else {
            throw days.error("end", "the term ends before it starts", help: "give an end after the start")
        }
        self.init(
            seat: Seat(
                id: try entry.identifier("id"), college: try entry.identifier("college"),
                appointedBy: try entry.text("appointedBy"), term: term),
            key: try entry.key("key"))
    }
}

extension EnrolledAggregator {
    static let members = ["administrator", "college", "id", "key", "name", "role", "url"]

    var json: JSONValue {
        .object([
            "administrator": .string(administrator), "college": .string(college), "id": .string(id),
            "key": .string(key.description), "name": .string(name), "role": .string(role.rawValue),
            "url": .string(url),
        ])
    }

    init(_ entry: JSONFields) throws(GovernanceError) {
        self.init(
            id: try entry.identifier("id"), name: try entry.text("name"), role: try entry.choice("role", of: Role.self),
            college: try entry.identifier("college"), administrator: try entry.text("administrator"),
            url: try entry.text("url"), key: try entry.key("key"))
    }
}

extension EnrolledHolder {
    static let members = ["id", "key", "title"]

    var json: JSONValue {
        .object(["id": .string(id), "key": .string(key.description), "title": .localized(title)])
    }

    init(_ entry: JSONFields) throws(GovernanceError) {
        self.init(id: try entry.identifier("id"), title: try entry.localized("title"), key: try entry.key("key"))
    }
}

extension EnrolledWitness {
    static let members = ["college", "id", "key"]

    var json: JSONValue {
        .object(["college": .string(college), "id": .string(id), "key": .string(key.description)])
    }

    init(_ entry: JSONFields) throws(GovernanceError) {
        self.init(
            id: try entry.identifier("id"), college: try entry.identifier("college"), key: try entry.key("key"))
    }
}
