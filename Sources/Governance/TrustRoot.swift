// SPDX-License-Identifier: Apache-2.0
//
// What every party pins when it is enrolled, and checks everything against: the charter, the policy
// schema, the floors, and the public keys of seats, aggregators, holders, witnesses, the data-protection
// officer and the broker. One canonical JSON document, `trust-root.json` (TrustRoot+JSON.swift). Keys
// rotated, revoked or enrolled later are the register's (TrustRoot+Keys.swift).

import Cedar
import Studies

/// A seat with the key of who holds it.
package struct EnrolledSeat: Hashable, Sendable {
    package let seat: Seat
    package let key: VerificationKey

    package init(seat: Seat, key: VerificationKey) {
        self.seat = seat
        self.key = key
    }
}

package struct EnrolledAggregator: Hashable, Sendable {
    package enum Role: String, Hashable, Sendable, CaseIterable { case leader, helper }

    package let id: String
    package let name: String
    package let role: Role
    /// The college under which it is enrolled.
    package let college: String
    /// Who runs the machine; a publication says so when both aggregators have one administrator.
    package let administrator: String
    package let url: String
    package let key: VerificationKey

    package init(
        id: String, name: String, role: Role, college: String, administrator: String, url: String,
        key: VerificationKey
    ) {
        self.id = id
        self.name = name
        self.role = role
        self.college = college
        self.administrator = administrator
        self.url = url
        self.key = key
    }
}

package struct EnrolledHolder: Hashable, Sendable {
    package let id: String
    package let title: Localized
    package let key: VerificationKey

    package init(id: String, title: Localized, key: VerificationKey) {
        self.id = id
        self.title = title
        self.key = key
    }
}

package struct EnrolledBroker: Hashable, Sendable {
    package let url: String
    package let key: VerificationKey

    package init(url: String, key: VerificationKey) {
        self.url = url
        self.key = key
    }
}

package struct EnrolledOfficer: Hashable, Sendable {
    package let officer: Officer
    package let key: VerificationKey

    package init(officer: Officer, key: VerificationKey) {
        self.officer = officer
        self.key = key
    }
}

/// A college's witness of the register.
package struct EnrolledWitness: Hashable, Sendable {
    package let id: String
    package let college: String
    package let key: VerificationKey

    package init(id: String, college: String, key: VerificationKey) {
        self.id = id
        self.college = college
        self.key = key
    }
}

package struct TrustRoot: Sendable {
    /// Fictitious data only: `--no-noise` and `http` exist only here, and every page says so.
    package let fictitious: Bool
    package let charter: Charter
    /// The text of `policies/schema.cedarschema`.
    package let schemaText: String
    /// The text of `policies/charter.cedar`.
    package let floorsText: String
    package internal(set) var seats: [EnrolledSeat]
    package internal(set) var aggregators: [EnrolledAggregator]
    package internal(set) var holders: [EnrolledHolder]
    package internal(set) var broker: EnrolledBroker
    /// Nil in a trust that has none yet: then only a college suspends.
    package internal(set) var officer: EnrolledOfficer?
    package internal(set) var witnesses: [EnrolledWitness]

    let schema: Schema
    let floors: RuleBook

    package var schemaHash: String { TextHash.of(schemaText) }
    package var floorsHash: String { TextHash.of(floorsText) }

    /// - Throws: `.trustRoot` when two parties share an identifier or a key, when the seats are not those the
    ///   charter gives its colleges, or when an address is no address; `.policy` when schema or floors are wrong.
    package init(
        fictitious: Bool, charter: Charter, schemaText: String, floorsText: String, seats: [EnrolledSeat],
        aggregators: [EnrolledAggregator], holders: [EnrolledHolder], broker: EnrolledBroker,
        officer: EnrolledOfficer? = nil, witnesses: [EnrolledWitness] = []
    ) throws(GovernanceError) {
        self.fictitious = fictitious
        self.charter = charter
        self.schemaText = schemaText
        self.floorsText = floorsText
        self.seats = seats
        self.aggregators = aggregators
        self.holders = holders
        self.broker = broker
        self.officer = officer
        self.witnesses = witnesses
        schema = try RuleBook.schema(schemaText, file: "schema.cedarschema")
        floors = try RuleBook(floors: floorsText, file: "charter.cedar", schema: schema)
        try check()
    }

    func check() throws(GovernanceError) {
        try checkSeats()
        try checkServers()
        try checkKeys()
    }

    package func seat(_ id: String) -> EnrolledSeat? { seats.first { $0.seat.id == id } }
    package func aggregator(_ id: String) -> EnrolledAggregator? { aggregators.first { $0.id == id } }
    package func holder(_ id: String) -> EnrolledHolder? { holders.first { $0.id == id } }

    /// The seats whose term holds the day: who may vote.
    package func electorate(on day: Day) -> [EnrolledSeat] {
        seats.filter { $0.seat.term.start <= day && day < $0.seat.term.end }
    }

    private func checkSeats() throws(GovernanceError) {
        for college in charter.colleges {
            let count = seats.count { $0.seat.college == college.id }
            guard count == college.seats else {
                throw GovernanceError(
                    .trustRoot,
                    "college `\(college.id)` has \(count) enrolled seats, the charter gives \(college.seats)",
                    at: "seats", help: "enrol exactly the seats that the charter gives it")
            }
        }
        let colleges = seats.map(\.seat.college) + witnesses.map(\.college)
        guard colleges.allSatisfy({ charter.college($0) != nil }) else {
            throw GovernanceError(
                .trustRoot, "a seat or a witness belongs to a college that the charter doesn't have", at: "seats",
                help: "enrol seats and witnesses of the charter's colleges only")
        }
    }

    private func checkServers() throws(GovernanceError) {
        for role in EnrolledAggregator.Role.allCases where !aggregators.contains(where: { $0.role == role }) {
            throw GovernanceError(
                .trustRoot, "no aggregator is enrolled as \(role.rawValue)", at: "aggregators",
                help: "enrol a leader and a helper, under two different colleges")
        }
        for aggregator in aggregators where charter.college(aggregator.college) == nil {
            throw GovernanceError(
                .trustRoot, "aggregator `\(aggregator.id)` belongs to a college that the charter doesn't have",
                at: "aggregators", help: "enrol it under one of the charter's colleges")
        }
        let urls = aggregators.map(\.url) + [broker.url]
        for url in urls where !ServerAddress.isValid(url, fictitious: fictitious) {
            throw GovernanceError(.trustRoot, "`\(url)` is not a server's address", help: ServerAddress.help)
        }
        guard Set(urls).count == urls.count else {
            throw GovernanceError(
                .trustRoot, "two servers have one address", at: "aggregators", help: "give each its own address")
        }
    }

    private func checkKeys() throws(GovernanceError) {
        for (what, ids) in [
            ("seats", seats.map(\.seat.id) + (officer.map { [$0.officer.id] } ?? [])),
            ("aggregators", aggregators.map(\.id)), ("holders", holders.map(\.id)),
            ("witnesses", witnesses.map(\.id)),
        ] where Set(ids).count != ids.count || !ids.allSatisfy(Identifier.isValid) {
            throw GovernanceError(
                .trustRoot, "two \(what) have one identifier, or one has none", at: what, help: Identifier.help)
        }
        let keys =
            seats.map(\.key) + aggregators.map(\.key) + holders.map(\.key) + [broker.key] + witnesses.map(\.key)
            + (officer.map { [$0.key] } ?? [])
        guard Set(keys).count == keys.count else {
            throw GovernanceError(
                .trustRoot, "two parties have one key", help: "enrol a key of its own for each seat and server")
        }
    }
}
