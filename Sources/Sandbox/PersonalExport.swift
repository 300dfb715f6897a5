// SPDX-License-Identifier: Apache-2.0
//
// A few people's own records, as each would get them back from both operators under the right to data
// portability (GDPR article 20). Only the person holds both halves: no operator knows the other's numbers.

import Studies

/// One person's records at every operator that has some.
struct PersonalExport: Sendable {
    struct Account: Sendable {
        let operatorDescription: OperatorDescription
        let personID: String
        let cards: [String]
        let records: [JSONValue]
    }

    let accounts: [Account]

    func json(number: Int, sandbox: Sandbox) -> JSONValue {
        .object([
            "person": .int(Int64(number)),
            "notice": sandbox.notice.json,
            "territory": .string(sandbox.territory.id),
            "period": .object([
                "start": .string(sandbox.period.start.description), "end": .string(sandbox.period.end.description),
            ]),
            "accounts": .array(
                accounts.map { account in
                    .object([
                        "operator": .string(account.operatorDescription.id),
                        "title": account.operatorDescription.title.json,
                        "person_id": .string(account.personID),
                        "cards": .array(account.cards.map(JSONValue.string)),
                        "trips": .array(account.records),
                    ])
                }),
        ])
    }
}

extension Sandbox {
    static let exportedPersons = 5

    /// Five people who show what occurs: three with both operators, the first of them with a replaced card, one
    /// with the bus alone and one with the bike alone; where nobody fits, the next who travelled.
    func personalExports() throws(StudyError) -> [PersonalExport] {
        switch content {
        case .fictitious(let people, let bus, let bike):
            let accounts = Accounts(people: people, bus: bus, bike: bike)
            return try accounts.examples().map { person throws(StudyError) in
                try export(person: person, accounts)
            }
        case .counted:
            return try firstCounted("bus", 3) + firstCounted("bike", Self.exportedPersons - 3)
        }
    }

    private func export(person: Int, _ accounts: Accounts) throws(StudyError) -> PersonalExport {
        var held: [PersonalExport.Account] = []
        for (description, index) in zip(operators, [accounts.bus[person], accounts.bike[person]]) where index >= 0 {
            guard case .fictitious(let records) = try self.records(of: description.id) else { continue }
            let rows = records.records(ofCustomer: Int(index))
            if !rows.isEmpty { held.append(account(description, rows, records.writer)) }
        }
        return PersonalExport(accounts: held)
    }

    private func firstCounted(_ id: String, _ count: Int) throws(StudyError) -> [PersonalExport] {
        guard case .counted(let records) = try records(of: id),
            let description = operators.first(where: { $0.id == id })
        else { return [] }
        return records.prefix(count).map { record in
            PersonalExport(accounts: [account(description, [record], records.writer)])
        }
    }

    private func account(
        _ description: OperatorDescription, _ rows: [TripRecord], _ writer: TripWriter
    ) -> PersonalExport.Account {
        var cards: [String] = []
        for row in rows where !cards.contains(writer.cardText(row.card)) { cards.append(writer.cardText(row.card)) }
        return PersonalExport.Account(
            operatorDescription: description, personID: writer.personText(rows[0].customer), cards: cards,
            records: rows.map { row in json(row, writer) })
    }

    /// The table's columns but the person, with its names.
    private func json(_ record: TripRecord, _ writer: TripWriter) -> JSONValue {
        let codes = territory.zones.map(\.code) + [Territory.outsideCode]
        return .object([
            "card_id": .string(writer.cardText(record.card)),
            "departed_at": .string(writer.timeText(record.day, record.departure)),
            "arrived_at": .string(writer.timeText(record.day, record.departure + record.duration)),
            "origin_zone": .string(codes[Int(record.origin)]),
            "destination_zone": .string(codes[Int(record.destination)]),
            "mode": .string(writer.modeText),
            "fare_kind": .string("\(record.fareKind)"),
            "distance_m": .int(Int64(record.distance)),
        ])
    }
}

/// Where each person's accounts are: an index into the operator's customers, or -1. Only the sandbox, which
/// made the people, can know this.
private struct Accounts {
    let people: FictitiousPeople
    let busCustomers: Customers
    let bus: [Int32]
    let bike: [Int32]

    init(people: FictitiousPeople, bus: Customers, bike: Customers) {
        self.people = people
        busCustomers = bus
        func byPerson(_ customers: Customers) -> [Int32] {
            var indices = [Int32](repeating: -1, count: people.persons.count)
            for (index, person) in customers.persons.enumerated() { indices[Int(person)] = Int32(index) }
            return indices
        }
        self.bus = byPerson(bus)
        self.bike = byPerson(bike)
    }

    func examples() -> [Int] {
        let wanted: [(Int) -> Bool] = [
            { isCustomer($0, .bus) && isCustomer($0, .bike) && usedTwoCards($0) },
            { isCustomer($0, .bus) && isCustomer($0, .bike) },
            { isCustomer($0, .bus) && isCustomer($0, .bike) },
            { isCustomer($0, .bus) && !isCustomer($0, .bike) },
            { !isCustomer($0, .bus) && isCustomer($0, .bike) },
        ]
        var found: [Int] = []
        for fits in wanted {
            let example =
                people.persons.indices.first { !found.contains($0) && fits($0) && travelsBusily($0) }
                ?? people.persons.indices.first { !found.contains($0) && !journeys($0).isEmpty }
            if let example { found.append(example) }
        }
        return found
    }

    private func isCustomer(_ person: Int, _ vehicle: Vehicle) -> Bool {
        people.persons[person].rate(vehicle) > 0
    }

    private func usedTwoCards(_ person: Int) -> Bool {
        let days = journeys(person).filter { $0.vehicle == .bus }.map(\.day)
        return Set(days.map { busCustomers.card(of: Int(bus[person]), on: $0) }).count == 2
    }

    /// At least six trips with every operator whose customer the person is.
    private func travelsBusily(_ person: Int) -> Bool {
        let vehicles = journeys(person).map(\.vehicle)
        return Vehicle.allCases.allSatisfy { vehicle in
            !isCustomer(person, vehicle) || vehicles.count { $0 == vehicle } >= 6
        }
    }

    private func journeys(_ person: Int) -> [(vehicle: Vehicle, day: Int)] {
        guard isCustomer(person, .bus) || isCustomer(person, .bike) else { return [] }
        var found: [(Vehicle, Int)] = []
        var trips: [DayTrip] = []
        for day in people.calendar.days {
            trips.removeAll(keepingCapacity: true)
            people.trips(of: person, on: day, into: &trips)
            found += trips.map { ($0.vehicle, day.index) }
        }
        return found
    }
}
