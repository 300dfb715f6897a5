// SPDX-License-Identifier: Apache-2.0
//
// One operator's customers: numbers in an order of its own, drawn apart from the other operator's, so that
// nothing in a number links a person's two accounts. A card is never the person: some lost theirs and went on
// with another. Some objected to the use of their records.

/// Customers by number: number `n` is at index `n - 1`.
struct Customers: Sendable {
    enum FareKind: UInt8, CaseIterable, Sendable { case full, reduced, student, subscription }

    /// Indices into the people.
    let persons: [Int32]
    let fareKinds: [FareKind]
    /// Two card numbers for each customer: the first, and the one after a loss.
    private let cards: [Int32]
    /// The day from which the second card is used; `never` for those who kept the first.
    private let replacedOn: [UInt8]
    /// Numbers of those who objected, rising.
    let objections: [Int32]

    private static let never = UInt8.max

    init(of people: FictitiousPeople, vehicle: Vehicle) {
        let members = people.persons.indices.filter { people.persons[$0].rate(vehicle) > 0 }
        var generator = people.seed.generator(vehicle == .bus ? .busNumbers : .bikeNumbers)
        let order = generator.permutation(members.count)
        let persons = order.map { Int32(members[Int($0) - 1]) }
        self.persons = persons
        cards = generator.permutation(2 * members.count)
        replacedOn = persons.map { _ in
            generator.perMille(65) ? UInt8(1 + generator.below(TravelCalendar.dayCount - 1)) : Self.never
        }
        fareKinds = persons.map { Self.fareKind(people.persons[Int($0)], vehicle, &generator) }
        var objecting = people.seed.generator(.objections, vehicle == .bus ? 0 : 1)
        objections = persons.indices.compactMap { objecting.perMille(5) ? Int32($0 + 1) : nil }
    }

    /// The number of the card that a customer uses on a day.
    func card(of index: Int, on day: Int) -> Int32 {
        cards[2 * index + (hasSecondCard(index) && day >= Int(replacedOn[index]) ? 1 : 0)]
    }

    func hasSecondCard(_ index: Int) -> Bool {
        replacedOn[index] != Self.never
    }

    private static func fareKind(
        _ person: FictitiousPerson, _ vehicle: Vehicle, _ generator: inout SandboxGenerator
    ) -> FareKind {
        switch person.kind {
        case .pupil, .student: generator.perMille(870) ? .student : .full
        case .retired, .other:
            person.rate(vehicle) > 260 ? .subscription : generator.perMille(560) ? .reduced : .full
        case .worker: person.rate(vehicle) > 200 ? .subscription : generator.perMille(90) ? .reduced : .full
        }
    }
}
