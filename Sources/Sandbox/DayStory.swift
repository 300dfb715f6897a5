// SPDX-License-Identifier: Apache-2.0
//
// What one inhabitant does on one day: to work or school and back at the hours of the peaks, with a lunch or
// a detour now and then; outings in the evening, on free days towards the coast; one trip in fifty from or to
// anywhere. Only trips by bus or shared bike are told: by car or on foot nobody keeps a record.

/// A trip of one day, before it is a record.
struct DayTrip: Sendable {
    let vehicle: Vehicle
    let origin: UInt16
    let destination: UInt16
    /// Seconds since midnight.
    let departure: Int32
    /// Seconds.
    let duration: Int32
    /// Metres.
    let distance: Int32
}

struct DayStory {
    let person: FictitiousPerson
    let day: TravelDay
    let ties: ZoneTies
    var generator: SandboxGenerator

    mutating func tell(into trips: inout [DayTrip]) {
        if day.isWorkday, person.main != FictitiousPerson.noZone, !staysAwayFromSchool {
            commute(into: &trips)
            outing(chance: 110, from: Self.minutes(18, 20), to: Self.minutes(20, 40), into: &trips)
        } else {
            let chance = day.isWorkday ? 620 : 560
            outing(chance: chance, from: Self.minutes(9, 15), to: Self.minutes(17, 30), into: &trips)
        }
        if generator.perMille(1) { stray(into: &trips) }
    }

    private var staysAwayFromSchool: Bool {
        (person.kind == .pupil || person.kind == .student) && !day.isSchoolDay
    }

    // MARK: Work and school

    private mutating func commute(into trips: inout [DayTrip]) {
        guard let vehicle = vehicle(for: ties.distance(person.home, person.main), chance: 1_000) else { return }
        let (leave, back) = commuteTimes()
        ride(vehicle, person.home, person.main, leave, into: &trips)
        if generator.perMille(35) { lunch(into: &trips) }
        if generator.perMille(80) {
            let arrival = ride(vehicle, person.main, person.favourite, back, into: &trips)
            returnTrip(vehicle, person.favourite, arrival + 40 + generator.below(100), into: &trips)
        } else {
            returnTrip(vehicle, person.main, back, into: &trips)
        }
    }

    /// Minutes since midnight.
    private mutating func commuteTimes() -> (leave: Int, back: Int) {
        switch person.kind {
        case .pupil:
            let isWednesday = day.day.isoWeekday == 3
            let leave = generator.peaked(Self.minutes(7, 5), Self.minutes(8, 20))
            if isWednesday { return (leave, generator.peaked(Self.minutes(11, 50), Self.minutes(12, 50))) }
            return (leave, generator.peaked(Self.minutes(15, 40), Self.minutes(17, 50)))
        case .student:
            return (
                generator.peaked(Self.minutes(7, 20), Self.minutes(11, 0)),
                generator.peaked(Self.minutes(14, 30), Self.minutes(19, 30))
            )
        default:
            if generator.perMille(130) {
                let leave = Self.minutes(5, 15) + generator.below(480)
                return (leave, leave + 450 + generator.below(60))
            }
            return (
                generator.peaked(Self.minutes(6, 50), Self.minutes(9, 20)),
                generator.peaked(Self.minutes(16, 10), Self.minutes(19, 20))
            )
        }
    }

    private mutating func lunch(into trips: inout [DayTrip]) {
        guard person.main != ties.outside else { return }
        let place = ties.leisure[Int(person.main)].draw(&generator)
        guard let vehicle = vehicle(for: ties.distance(person.main, place), chance: 1_000) else { return }
        let leave = Self.minutes(11, 55) + generator.below(45)
        let arrival = ride(vehicle, person.main, place, leave, into: &trips)
        ride(vehicle, place, person.main, arrival + 25 + generator.below(30), into: &trips)
    }

    // MARK: Everything else

    private mutating func outing(chance: Int, from: Int, to: Int, into trips: inout [DayTrip]) {
        let place = outingPlace()
        let scaled = chance * day.outingFactor / 1_000
        guard let vehicle = vehicle(for: ties.distance(person.home, place), chance: scaled) else { return }
        let arrival = ride(vehicle, person.home, place, generator.peaked(from, to), into: &trips)
        if generator.perMille(860) {
            returnTrip(vehicle, place, arrival + 30 + generator.below(160), into: &trips)
        }
    }

    private mutating func outingPlace() -> UInt16 {
        switch generator.below(1_000) {
        case ..<330: person.favourite
        case ..<500: person.secondFavourite
        case ..<(day.isWorkday ? 620 : 520): person.home
        case ..<980: ties.leisure[Int(person.home)].draw(&generator)
        default: ties.anywhere[Int(person.home)].draw(&generator)
        }
    }

    /// A trip that habits don't explain: between two places of anywhere.
    private mutating func stray(into trips: inout [DayTrip]) {
        let origin = ties.anywhere[Int(person.home)].draw(&generator)
        let place = ties.anywhere[Int(person.home)].draw(&generator)
        let vehicle: Vehicle = person.busRate > 0 ? .bus : .bike
        guard person.rate(vehicle) > 0, origin != ties.outside || place != ties.outside else { return }
        ride(vehicle, origin, place, Self.minutes(8, 0) + generator.below(720), into: &trips)
    }

    /// Bus, bike, or neither. `chance` is per mille of the person's everyday rate; bikes shun long ways.
    private mutating func vehicle(for metres: Int, chance: Int) -> Vehicle? {
        let bus = Int(person.busRate) * chance / 1_000
        if generator.perMille(metres < 1_500 ? bus / 2 : bus) { return .bus }
        let bike = Int(person.bikeRate) * chance * day.bikeFactor / 1_000_000
        if generator.perMille(metres > 12_000 ? bike / 20 : metres > 7_000 ? bike / 4 : bike) { return .bike }
        return nil
    }

    /// Home, mostly by the same operator; else by the other one, for its customers, or without a record.
    private mutating func returnTrip(_ vehicle: Vehicle, _ origin: UInt16, _ minute: Int, into trips: inout [DayTrip]) {
        if generator.perMille(905) {
            ride(vehicle, origin, person.home, minute, into: &trips)
        } else if person.rate(vehicle.other) > 0, generator.perMille(600) {
            ride(vehicle.other, origin, person.home, minute, into: &trips)
        }
    }

    /// - Parameter minute: since midnight; trips after 22:50 are not told.
    /// - Returns: the minute of arrival.
    @discardableResult
    private mutating func ride(
        _ vehicle: Vehicle, _ origin: UInt16, _ destination: UInt16, _ minute: Int, into trips: inout [DayTrip]
    ) -> Int {
        guard minute <= Self.minutes(22, 50) else { return minute }
        var metres = ties.distance(origin, destination)
        if origin == ties.outside || destination == ties.outside { metres += generator.below(12_000) }
        metres = min(60_000, metres * (900 + generator.below(201)) / 1_000)
        let seconds = Self.seconds(vehicle, metres) * (900 + generator.below(301)) / 1_000
        trips.append(
            DayTrip(
                vehicle: vehicle, origin: origin, destination: destination,
                departure: Int32(minute * 60 + generator.below(60)),
                duration: Int32(seconds), distance: Int32(metres)))
        return minute + seconds / 60 + 1
    }

    /// With waiting and stops: 19 km/h by bus and 40 km/h beyond 8 km; 14 km/h by bike.
    private static func seconds(_ vehicle: Vehicle, _ metres: Int) -> Int {
        switch vehicle {
        case .bus: 240 + min(metres, 8_000) * 10 / 53 + max(0, metres - 8_000) * 10 / 111
        case .bike: 80 + metres * 10 / 39
        }
    }

    private static func minutes(_ hour: Int, _ minute: Int) -> Int {
        hour * 60 + minute
    }
}
