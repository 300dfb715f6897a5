// SPDX-License-Identifier: Apache-2.0
//
// Real counts instead of fictitious people: each counted trip becomes one record of one person of its own,
// held by one of the two holders. Origin, destination and the sum are the source's; days, hours, distances,
// fares and identifiers are drawn, because the source doesn't give them. A zone outside the territory becomes
// the one place `outside`: nothing is dropped.

import Studies

struct CountedTrips: Sendable {
    struct Flow: Sendable {
        let origin: UInt16
        let destination: UInt16
        let count: Int
    }

    let seed: SandboxSeed
    let territory: Territory
    let ties: ZoneTies
    let flows: [Flow]
    let period: Period
    let outcome: CountingOutcome

    init(seed: SandboxSeed, territory: Territory, file: FlowsFile, period: Period) throws(StudyError) {
        var indices: [String: UInt16] = [:]
        for (index, zone) in territory.zones.enumerated() { indices[zone.code] = UInt16(index) }
        let outside = UInt16(territory.zones.count)
        let flows = file.flows.map { flow in
            Flow(
                origin: indices[flow.origin] ?? outside, destination: indices[flow.destination] ?? outside,
                count: flow.count)
        }
        guard flows.contains(where: { $0.count > 0 && ($0.origin != outside || $0.destination != outside) }) else {
            throw StudyError(
                .flows, "no flow of `\(file.name)` begins or ends in a zone of `\(territory.id)`",
                help: "use the zone codes of the territory, such as `\(territory.zones[0].code)`")
        }
        self.seed = seed
        self.territory = territory
        ties = ZoneTies(territory: territory)
        self.flows = flows
        self.period = period
        outcome = CountingOutcome(file: file, flows: flows, indices: indices, outside: outside)
    }

    /// Which holder has a trip, and the rest of its record but the number.
    fileprivate func record(flow index: Int, trip: Int) -> (holder: Vehicle, record: TripRecord) {
        var generator = seed.generator(.countedTrip, index, trip)
        let holder: Vehicle = generator.below(2) == 0 ? .bus : .bike
        let flow = flows[index]
        var metres = ties.distance(flow.origin, flow.destination)
        if flow.origin == ties.outside || flow.destination == ties.outside { metres += generator.below(12_000) }
        metres = min(60_000, metres * (900 + generator.below(201)) / 1_000)
        let day = generator.below(period.dayCount)
        let record = TripRecord(
            customer: 0, card: 0, day: day, departure: Int32(departure(on: period.start + day, &generator)),
            duration: Int32(300 + metres * 10 / 140), origin: flow.origin, destination: flow.destination,
            fareKind: .full, distance: Int32(metres))
        return (holder, record)
    }

    /// Seconds since midnight: two peaks on working days, the middle of the day else.
    private func departure(on day: Day, _ generator: inout SandboxGenerator) -> Int {
        if day.isoWeekday > 5 { return generator.peaked(8 * 3_600, 21 * 3_600) }
        return generator.below(2) == 0
            ? generator.peaked(6 * 3_600, 10 * 3_600) : generator.peaked(15 * 3_600, 20 * 3_600)
    }
}

/// What became of a flows file.
package struct CountingOutcome: Hashable, Sendable {
    /// All trips of the file, each of which is a record.
    package let trips: Int
    /// Trips with one end, or both, in a zone that the territory doesn't have: now `outside`.
    package let tripsTouchingOutside: Int
    /// Codes in the file that the territory doesn't have, in the order of their bytes.
    package let foreignCodes: [String]

    /// One sentence for the person who gave the file.
    package var summary: Localized {
        Localized(
            fr: "\(trips) trajets comptés, tous gardés ; \(tripsTouchingOutside) commencent ou finissent hors du "
                + "territoire (\(foreignCodes.count) codes inconnus)",
            en: "\(trips) counted trips, all kept; \(tripsTouchingOutside) begin or end outside the territory "
                + "(\(foreignCodes.count) unknown codes)")
    }

    fileprivate init(file: FlowsFile, flows: [CountedTrips.Flow], indices: [String: UInt16], outside: UInt16) {
        trips = file.total
        tripsTouchingOutside = flows.reduce(0) { sum, flow in
            flow.origin == outside || flow.destination == outside ? sum + flow.count : sum
        }
        let codes = Set(file.flows.flatMap { [$0.origin, $0.destination] })
        let foreign = codes.filter { indices[$0] == nil && $0 != Territory.outsideCode }
        foreignCodes = foreign.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}

/// One holder's part of the counted trips, flow by flow.
struct CountedRecords: Sequence, Sendable {
    let trips: CountedTrips
    let holder: Vehicle
    let writer: TripWriter

    func makeIterator() -> Iterator { Iterator(records: self) }

    struct Iterator: IteratorProtocol {
        private let records: CountedRecords
        private var flow = 0
        private var trip = 0
        private var number: Int32 = 0

        init(records: CountedRecords) {
            self.records = records
        }

        mutating func next() -> TripRecord? {
            while flow < records.trips.flows.count {
                guard trip < records.trips.flows[flow].count else {
                    flow += 1
                    trip = 0
                    continue
                }
                let (holder, record) = records.trips.record(flow: flow, trip: trip)
                trip += 1
                guard holder == records.holder else { continue }
                number += 1
                return record.numbered(number)
            }
            return nil
        }
    }
}

extension TripRecord {
    /// The same record as the only one of a person with one card.
    fileprivate func numbered(_ number: Int32) -> TripRecord {
        TripRecord(
            customer: number, card: number, day: day, departure: departure, duration: duration, origin: origin,
            destination: destination, fareKind: fareKind, distance: distance)
    }
}
