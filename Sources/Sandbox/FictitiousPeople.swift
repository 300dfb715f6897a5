// SPDX-License-Identifier: Apache-2.0
//
// The inhabitants: where each lives, works or learns and likes to go, and how often each takes the bus or a
// shared bike. Use is heavy-tailed: most people hardly ever, a few every day, many never. Nobody here exists.

import Studies

/// One inhabitant. Zones are indices into the territory; `noZone` where there is none.
struct FictitiousPerson: Sendable {
    enum Kind: UInt8, Sendable { case pupil, student, worker, retired, other }

    static let noZone = UInt16.max

    let kind: Kind
    let home: UInt16
    /// Work or school.
    let main: UInt16
    let favourite: UInt16
    let secondFavourite: UInt16
    /// Chance per mille of taking the bus for an everyday trip; 0 for those who are no customer.
    let busRate: UInt16
    /// The same for a shared bike.
    let bikeRate: UInt16

    func rate(_ vehicle: Vehicle) -> Int {
        Int(vehicle == .bus ? busRate : bikeRate)
    }
}

/// The two operators' vehicles, which are their `mode` and their identifier.
enum Vehicle: String, CaseIterable, Sendable {
    case bus
    case bike

    var other: Vehicle { self == .bus ? .bike : .bus }
    /// What the operator's customer numbers begin with.
    var letter: UInt8 { self == .bus ? UInt8(ascii: "B") : UInt8(ascii: "V") }
}

struct FictitiousPeople: Sendable {
    let seed: SandboxSeed
    let ties: ZoneTies
    let persons: [FictitiousPerson]
    let calendar: TravelCalendar

    init(seed: SandboxSeed, count: Int, territory: Territory) {
        let ties = ZoneTies(territory: territory)
        self.seed = seed
        self.ties = ties
        calendar = TravelCalendar(seed: seed)
        persons = (0..<count).map { index in
            var generator = seed.generator(.person, index)
            return Self.person(&generator, ties)
        }
    }

    /// What a person does on a day, both operators' trips together, in the order of the day's story.
    func trips(of person: Int, on day: TravelDay, into trips: inout [DayTrip]) {
        var story = DayStory(
            person: persons[person], day: day, ties: ties, generator: seed.generator(.personDay, person, day.index))
        story.tell(into: &trips)
    }

    private static func person(_ generator: inout SandboxGenerator, _ ties: ZoneTies) -> FictitiousPerson {
        let kind = kind(generator.below(1_000))
        let home = ties.homes.draw(&generator)
        let main = mainZone(kind, home, &generator, ties)
        let group = ties.profiles[Int(home)].group
        let bus = generator.perMille(busCustomers(kind) * busService(group) / 1_000)
        let bike = generator.perMille(bikeCustomers(kind) * bikeService(group) / 1_000)
        return FictitiousPerson(
            kind: kind, home: home, main: main, favourite: ties.leisure[Int(home)].draw(&generator),
            secondFavourite: ties.leisure[Int(home)].draw(&generator),
            busRate: bus ? rate(&generator, most: 960) : 0, bikeRate: bike ? rate(&generator, most: 880) : 0)
    }

    private static func kind(_ mark: Int) -> FictitiousPerson.Kind {
        switch mark {
        case ..<120: .pupil
        case ..<210: .student
        case ..<650: .worker
        case ..<880: .retired
        default: .other
        }
    }

    private static func mainZone(
        _ kind: FictitiousPerson.Kind, _ home: UInt16, _ generator: inout SandboxGenerator, _ ties: ZoneTies
    ) -> UInt16 {
        switch kind {
        case .worker: ties.work[Int(home)].draw(&generator)
        case .pupil, .student:
            ties.school[Int(home)].isPossible ? ties.school[Int(home)].draw(&generator) : home
        case .retired, .other: FictitiousPerson.noZone
        }
    }

    /// Per mille of `most`, with a heavy tail: the fourth power of a uniform draw.
    private static func rate(_ generator: inout SandboxGenerator, most: Int) -> UInt16 {
        let uniform = generator.below(1_024)
        let square = uniform * uniform
        return UInt16(6 + most * square * square / (1 << 40))
    }

    // MARK: Who is a customer, per mille

    private static func busCustomers(_ kind: FictitiousPerson.Kind) -> Int {
        switch kind {
        case .pupil: 770
        case .student: 760
        case .worker: 490
        case .retired: 530
        case .other: 530
        }
    }

    private static func bikeCustomers(_ kind: FictitiousPerson.Kind) -> Int {
        switch kind {
        case .pupil: 130
        case .student: 520
        case .worker: 350
        case .retired: 130
        case .other: 180
        }
    }

    private static func busService(_ group: ZoneGroup) -> Int {
        switch group {
        case .centre: 1_150
        case .firstRing: 1_050
        case .coast: 920
        case .inland: 800
        case .island: 860
        }
    }

    private static func bikeService(_ group: ZoneGroup) -> Int {
        switch group {
        case .centre: 1_250
        case .firstRing: 820
        case .coast: 1_150
        case .inland: 240
        case .island: 950
        }
    }
}
