// SPDX-License-Identifier: Apache-2.0
//
// The sandbox: a territory and two operators' tables, from a seed alone, or from counted flows. It says what
// the records are, so that every page made from them can say it too.

import Studies

/// An operator whose records the sandbox makes.
package struct OperatorDescription: Hashable, Sendable {
    /// `bus` or `bike`: also the holder's identifier and the `mode` of a fictitious trip.
    package let id: String
    package let title: Localized
}

package struct Sandbox: Sendable {
    package static let defaultPeople = 100_000
    package static let mostPeople = 5_000_000

    package let territory: Territory
    /// In the order of the zone codes: the reference table `zone_groups(zone, zone_group)`. Empty unless the
    /// territory is the fictitious one: nobody said which group a real zone belongs to.
    package let zoneGroups: [(zone: String, group: ZoneGroup)]
    package let operators: [OperatorDescription]
    /// What the records are, for the title of whatever is made from them.
    package let sourceLabel: Localized
    /// The days on which records depart.
    package let period: Period
    /// What became of the flows file; nil for fictitious people.
    package let countingOutcome: CountingOutcome?

    enum Content: Sendable {
        case fictitious(FictitiousPeople, bus: Customers, bike: Customers)
        case counted(CountedTrips)
    }

    let content: Content

    /// Fictitious people.
    /// - Parameters:
    ///   - people: how many inhabitants, 1 to 5,000,000.
    ///   - territory: where they live; nil for the fictitious one of the catalogue.
    /// - Throws: `sandbox` when the number of people is out of range.
    package init(
        seed: UInt64, people count: Int = defaultPeople, territory given: Territory? = nil
    ) throws(StudyError) {
        guard (1...Self.mostPeople).contains(count) else {
            throw StudyError(
                .sandbox, "a sandbox of `\(count)` people", help: "ask for 1 to \(Self.mostPeople) people")
        }
        let territory = if let given { given } else { try FictitiousTerritory.standard() }
        let people = FictitiousPeople(seed: SandboxSeed(seed), count: count, territory: territory)
        self.territory = territory
        zoneGroups = Self.zoneGroups(territory)
        operators = Self.fictitiousOperators
        let number = Localized.number(count)
        sourceLabel = Localized(
            fr: "données fictives : \(number.fr) personnes inventées",
            en: "fictitious data: \(number.en) invented people")
        period = Self.records
        countingOutcome = nil
        content = .fictitious(
            people, bus: Customers(of: people, vehicle: .bus), bike: Customers(of: people, vehicle: .bike))
    }

    /// Real zones and real counts: each counted trip is one person's only record, at one of the two holders.
    /// - Parameters:
    ///   - seed: decides what the file doesn't say: holder, day, hour.
    ///   - period: the days that the trips are spread over; nil for March 2026 from the 2nd.
    ///   - sourceLabel: what the counts are; nil for the file's name.
    /// - Throws: `flows` when no flow touches the territory.
    package init(
        seed: UInt64 = 0, territory: Territory, flows: FlowsFile, period: Period? = nil,
        sourceLabel label: Localized? = nil
    ) throws(StudyError) {
        let period = period ?? Self.firstMonth
        let trips = try CountedTrips(seed: SandboxSeed(seed), territory: territory, file: flows, period: period)
        self.territory = territory
        zoneGroups = Self.zoneGroups(territory)
        operators = Self.countedOperators
        sourceLabel = label ?? Localized(fr: "fichier de flux \(flows.name)", en: "flows file \(flows.name)")
        self.period = period
        countingOutcome = trips.outcome
        content = .counted(trips)
    }

    /// An operator's table `trips`: CSV rows without a header, columns as in `TripRecord.columns`.
    /// - Throws: `sandbox` when there is no such operator.
    package func tripChunks(of operatorID: String) throws(StudyError) -> RecordChunks {
        RecordChunks(source: try records(of: operatorID))
    }

    /// An operator's table `objections`: CSV rows without a header, one column `person_id`.
    /// - Throws: `sandbox` when there is no such operator.
    package func objectionChunks(of operatorID: String) throws(StudyError) -> [[UInt8]] {
        guard case .fictitious(let records) = try records(of: operatorID) else { return [] }
        var bytes: [UInt8] = []
        for number in records.customers.objections {
            records.writer.appendPerson(number, to: &bytes)
            bytes.append(TripWriter.lineFeed)
        }
        return bytes.isEmpty ? [] : [bytes]
    }

    /// People who travel and did not object, counted at each operator; trips when each is a person of its own.
    package var unitCount: Int {
        switch content {
        case .fictitious(let people, let bus, let bike):
            [(bus, Vehicle.bus), (bike, .bike)].reduce(0) { sum, item in
                let (customers, vehicle) = item
                let records = CustomerRecords(
                    people: people, customers: customers, vehicle: vehicle,
                    writer: writer(vehicle, mode: vehicle.rawValue))
                return sum + records.unitCount
            }
        case .counted(let trips): trips.outcome.trips
        }
    }

    /// How many people are customers of both operators; 0 when each trip is a person of its own.
    package var peopleWithBothOperators: Int {
        guard case .fictitious(let people, _, _) = content else { return 0 }
        return people.persons.count { $0.busRate > 0 && $0.bikeRate > 0 }
    }

    func records(of operatorID: String) throws(StudyError) -> RecordChunks.Source {
        guard let vehicle = Vehicle(rawValue: operatorID) else {
            throw StudyError(
                .sandbox, "the sandbox has no operator `\(operatorID)`",
                help: "ask for one of \(operators.map { "`\($0.id)`" }.joined(separator: ", "))")
        }
        switch content {
        case .fictitious(let people, let bus, let bike):
            return .fictitious(
                CustomerRecords(
                    people: people, customers: vehicle == .bus ? bus : bike, vehicle: vehicle,
                    writer: writer(vehicle, mode: vehicle.rawValue)))
        case .counted(let trips):
            return .counted(CountedRecords(trips: trips, holder: vehicle, writer: writer(vehicle, mode: "carpool")))
        }
    }

    private func writer(_ vehicle: Vehicle, mode: String) -> TripWriter {
        TripWriter(
            letter: vehicle.letter, mode: mode, territory: territory, start: period.start, dayCount: period.dayCount)
    }

    // MARK: What is said of it

    /// What every file says of itself.
    var notice: Localized {
        switch content {
        case .fictitious:
            Localized(
                fr: "Données entièrement fictives : ni le territoire ni les personnes n'existent.",
                en: "Entirely fictitious data: neither the territory nor the people exist.")
        case .counted:
            Localized(
                fr: "Les comptages par zones viennent de la source ; personnes, jours et heures sont fictifs.",
                en: "Counts by zone are the source's; people, days and hours are fictitious.")
        }
    }

    private static func zoneGroups(_ territory: Territory) -> [(zone: String, group: ZoneGroup)] {
        ZoneProfile.isFictitious(territory) ? FictitiousTerritory.zoneGroups : []
    }

    private static let records = Period(
        start: TravelCalendar.start, end: TravelCalendar.start + TravelCalendar.dayCount)!
    private static let firstMonth = Period(
        start: TravelCalendar.start, end: Day(year: 2026, month: 4, day: 1))!

    private static let fictitiousOperators = [
        OperatorDescription(
            id: "bus", title: Localized(fr: "Réseau de bus (fictif)", en: "Bus network (fictitious)")),
        OperatorDescription(
            id: "bike", title: Localized(fr: "Vélos en libre-service (fictifs)", en: "Bike share (fictitious)")),
    ]

    private static let countedOperators = [
        OperatorDescription(
            id: "bus",
            title: Localized(fr: "Premier détenteur des trajets comptés", en: "First holder of the counted trips")),
        OperatorDescription(
            id: "bike",
            title: Localized(fr: "Second détenteur des trajets comptés", en: "Second holder of the counted trips")),
    ]
}

extension StudyError.Code {
    package static let sandbox = Self("sandbox")
}
