// SPDX-License-Identifier: Apache-2.0
//
// An operator's table as a stream: rows in the order of departure, day by day, in chunks of about 256 KiB, so
// that a sandbox of any number of people fits in the memory of one day.

import Studies

/// CSV rows without a header, in chunks of whole lines; PostgreSQL's COPY takes them with `FORMAT csv`.
package struct RecordChunks: Sequence, Sendable {
    enum Source: Sendable {
        case fictitious(CustomerRecords)
        case counted(CountedRecords)
    }

    static let size = 256 * 1_024

    let source: Source

    package func makeIterator() -> Iterator {
        switch source {
        case .fictitious(let records): Iterator(writer: records.writer, rows: .fictitious(records.makeIterator()))
        case .counted(let records): Iterator(writer: records.writer, rows: .counted(records.makeIterator()))
        }
    }

    package struct Iterator: IteratorProtocol {
        enum Rows {
            case fictitious(CustomerRecords.Iterator)
            case counted(CountedRecords.Iterator)
        }

        let writer: TripWriter
        var rows: Rows

        package mutating func next() -> [UInt8]? {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(RecordChunks.size + 256)
            switch rows {
            case .fictitious(var iterator):
                while bytes.count < RecordChunks.size, let record = iterator.next() {
                    writer.append(record, to: &bytes)
                }
                rows = .fictitious(iterator)
            case .counted(var iterator):
                while bytes.count < RecordChunks.size, let record = iterator.next() {
                    writer.append(record, to: &bytes)
                }
                rows = .counted(iterator)
            }
            return bytes.isEmpty ? nil : bytes
        }
    }
}

/// The trips of one operator's customers, in the order of departure.
struct CustomerRecords: Sequence, Sendable {
    let people: FictitiousPeople
    let customers: Customers
    let vehicle: Vehicle
    let writer: TripWriter

    func makeIterator() -> Iterator { Iterator(records: self) }

    /// All of one customer's records, by the customer's index.
    func records(ofCustomer index: Int) -> [TripRecord] {
        var found: [TripRecord] = []
        for day in people.calendar.days { append(index, day, to: &found) }
        return found.sorted { ($0.day, $0.departure) < ($1.day, $1.departure) }
    }

    func append(_ index: Int, _ day: TravelDay, to records: inout [TripRecord]) {
        var trips: [DayTrip] = []
        append(index, day, to: &records, by: &trips)
    }

    /// - Parameter trips: room to be used again and again.
    fileprivate func append(
        _ index: Int, _ day: TravelDay, to records: inout [TripRecord], by trips: inout [DayTrip]
    ) {
        trips.removeAll(keepingCapacity: true)
        people.trips(of: Int(customers.persons[index]), on: day, into: &trips)
        for trip in trips where trip.vehicle == vehicle {
            records.append(
                TripRecord(
                    customer: Int32(index + 1), card: customers.card(of: index, on: day.index), day: day.index,
                    departure: trip.departure, duration: trip.duration, origin: trip.origin,
                    destination: trip.destination, fareKind: customers.fareKinds[index], distance: trip.distance))
        }
    }

    /// Customers with a record who did not object: each is looked at until the first day with one.
    var unitCount: Int {
        let objections = Set(customers.objections)
        var (found, trips): ([TripRecord], [DayTrip]) = ([], [])
        var count = 0
        for index in customers.persons.indices where !objections.contains(Int32(index + 1)) {
            found.removeAll(keepingCapacity: true)
            for day in people.calendar.days where found.isEmpty { append(index, day, to: &found, by: &trips) }
            count += found.isEmpty ? 0 : 1
        }
        return count
    }

    struct Iterator: IteratorProtocol {
        private let records: CustomerRecords
        private var day = 0
        private var today: [TripRecord] = []
        private var order: [Int32] = []
        private var position = 0
        private var trips: [DayTrip] = []

        init(records: CustomerRecords) {
            self.records = records
        }

        mutating func next() -> TripRecord? {
            while position == order.count {
                guard day < records.people.calendar.days.count else { return nil }
                load(records.people.calendar.days[day])
                day += 1
            }
            position += 1
            return today[Int(order[position - 1])]
        }

        private mutating func load(_ day: TravelDay) {
            today.removeAll(keepingCapacity: true)
            for index in records.customers.persons.indices {
                records.append(index, day, to: &today, by: &trips)
            }
            position = 0
            sortByDeparture()
        }

        /// Counting sort by the second of departure; stable, so the order is the same everywhere.
        private mutating func sortByDeparture() {
            var starts = [Int32](repeating: 0, count: 86_401)
            for record in today { starts[Int(record.departure) + 1] += 1 }
            for second in 1..<starts.count { starts[second] += starts[second - 1] }
            order = [Int32](repeating: 0, count: today.count)
            for (index, record) in today.enumerated() {
                let second = Int(record.departure)
                order[Int(starts[second])] = Int32(index)
                starts[second] += 1
            }
        }
    }
}
