// SPDX-License-Identifier: Apache-2.0
//
// The fictitious people's trips: same seed, same bytes; plausible shape; persons apart from cards.

import Sandbox
import Studies
import Testing

struct FictitiousPeopleTests {
    static let people = 10_000

    private struct Sample: Sendable {
        let sandbox: Sandbox
        let bus: [Row]
        let bike: [Row]

        init() throws {
            sandbox = try Sandbox(seed: 3, people: FictitiousPeopleTests.people)
            bus = try sandbox.rows(of: "bus")
            bike = try sandbox.rows(of: "bike")
        }
    }

    private static let sample = Result { try Sample() }

    private func sample() throws -> Sample { try Self.sample.get() }

    @Test(arguments: [("bus", UInt64(6_304_890_164_595_041_332)), ("bike", 6_642_338_668_646_739_942)])
    func `the same seed gives the same bytes on every machine`(id: String, expected: UInt64) throws {
        let bytes = try Sandbox(seed: 7, people: 400).bytes(of: id)
        #expect(checksum(bytes) == expected)
        #expect(try Sandbox(seed: 7, people: 400).bytes(of: id) == bytes)
    }

    @Test func `another seed gives other people in the same territory`() throws {
        let first = try Sandbox(seed: 7, people: 200)
        let second = try Sandbox(seed: 8, people: 200)
        #expect(try first.bytes(of: "bus") != second.bytes(of: "bus"))
        #expect(try first.bytes(of: "bike") != second.bytes(of: "bike"))
        #expect(first.territory == second.territory)
    }

    @Test func `100,000 people make 1.5 to 1.9 million trips, this many a tenth of it`() throws {
        let sample = try sample()
        #expect((150_000...190_000).contains(sample.bus.count + sample.bike.count))
        #expect(sample.bus.count > sample.bike.count)
    }

    @Test func `every row fits the table`() throws {
        let sample = try sample()
        let zones = Set(sample.sandbox.territory.zones.map(\.code) + [Territory.outsideCode])
        for (rows, letter, mode) in [(sample.bus, "B", "bus"), (sample.bike, "V", "bike")] {
            #expect(rows.allSatisfy { zones.contains($0.origin) && zones.contains($0.destination) })
            #expect(rows.allSatisfy { $0.mode == mode && (0...60_000).contains($0.metres) })
            #expect(rows.allSatisfy { $0.person.hasPrefix(letter) && $0.person.count == 8 })
            #expect(rows.allSatisfy { $0.card.hasPrefix(letter + "C") && $0.card.count == 9 })
            #expect(rows.allSatisfy { $0.departed < $0.arrived })
            #expect(rows.allSatisfy { $0.departed >= "2026-03-02 00:00:00" && $0.departed < "2026-06-01 00:00:00" })
            #expect(Set(rows.map(\.fare)) == ["full", "reduced", "student", "subscription"])
            #expect(zip(rows, rows.dropFirst()).allSatisfy { $0.departed <= $1.departed })
        }
    }

    @Test func `some people use both operators, and not everyone uses one`() throws {
        let sample = try sample()
        let bus = Set(sample.bus.map(\.person)).count
        let bike = Set(sample.bike.map(\.person)).count
        #expect((4_200...5_000).contains(bus))
        #expect((1_700...2_400).contains(bike))
        let both = sample.sandbox.peopleWithBothOperators
        #expect((1_200...2_000).contains(both))
        #expect((4_800...6_200).contains(bus + bike - both))
    }

    @Test func `units are people who travel and did not object, counted at each operator, and no others`() throws {
        let sample = try sample()
        var people = 0
        for (id, rows) in [("bus", sample.bus), ("bike", sample.bike)] {
            people += Set(rows.map(\.person)).subtracting(try sample.sandbox.objections(of: id)).count
        }
        #expect(sample.sandbox.unitCount == people)
        #expect(people < Self.people)
    }

    @Test func `G3 a person who lost a card stays one person, and a card is nobody else's`() throws {
        let sample = try sample()
        for rows in [sample.bus, sample.bike] {
            var cards: [String: Set<String>] = [:]
            var owners: [String: Set<String>] = [:]
            for row in rows {
                cards[row.person, default: []].insert(row.card)
                owners[row.card, default: []].insert(row.person)
            }
            let replaced = cards.values.count { $0.count == 2 }
            #expect((20...80).contains(replaced * 1_000 / cards.count))
            #expect(cards.values.allSatisfy { $0.count <= 2 })
            #expect(owners.values.allSatisfy { $0.count == 1 })
            // A card's number is no person's number.
            #expect(rows.count { $0.card.suffix(7) == $0.person.suffix(7) } * 100 < rows.count)
        }
    }

    @Test func `use is heavy-tailed`() throws {
        var trips: [String: Int] = [:]
        for row in try sample().bus { trips[row.person, default: 0] += 1 }
        let counts = trips.values.sorted()
        let median = counts[counts.count / 2]
        #expect(median < 25)
        #expect(counts[counts.count * 99 / 100] > 5 * median)
        let busiestTenth = counts.suffix(counts.count / 10).reduce(0, +)
        #expect(busiestTenth * 100 / counts.reduce(0, +) > 25)
    }

    @Test func `working days have two peaks and weekends go to the coast and the island`() throws {
        let sample = try sample()
        let rows = sample.bus + sample.bike
        let isSeaside = Dictionary(
            uniqueKeysWithValues: sample.sandbox.zoneGroups.map { ($0.zone, $0.group == .coast || $0.group == .island) }
        )
        func isWeekend(_ row: Row) -> Bool { (Day(row.day)?.isoWeekday ?? 0) > 5 }
        let working = rows.filter { !isWeekend($0) }
        func perHour(_ hours: ClosedRange<Int>) -> Int { working.count { hours.contains($0.hour) } / hours.count }
        #expect(perHour(7...8) > 2 * perHour(10...11))
        #expect(perHour(16...17) > 2 * perHour(19...21))
        func seasidePerMille(_ rows: [Row]) -> Int {
            rows.count { isSeaside[$0.destination] ?? false } * 1_000 / rows.count
        }
        #expect(seasidePerMille(rows.filter(isWeekend)) > seasidePerMille(working) * 5 / 4)
    }

    @Test func `a long tail of pairs has few people`() throws {
        let sample = try sample()
        var persons: [String: Set<String>] = [:]
        for row in sample.bike { persons[row.pair, default: []].insert(row.person) }
        let rare = persons.values.count { $0.count < 11 }
        #expect(rare * 100 / persons.count > 40)
        #expect(persons.values.contains { $0.count > 300 })
        #expect(sample.bus.contains { $0.origin == "outside" } && sample.bus.contains { $0.destination == "outside" })
    }

    @Test func `a few customers objected, each once`() throws {
        let sandbox = try sample().sandbox
        for (id, letter) in [("bus", "B"), ("bike", "V")] {
            let objections = try sandbox.objections(of: id)
            #expect(Set(objections).count == objections.count)
            #expect(objections.allSatisfy { $0.hasPrefix(letter) && $0.count == 8 })
        }
        let all = try sandbox.objections(of: "bus").count + sandbox.objections(of: "bike").count
        #expect((15...80).contains(all))
    }

    @Test func `chunks are whole lines of about 256 KiB, and can be read again`() throws {
        let sandbox = try sample().sandbox
        let chunks = try sandbox.tripChunks(of: "bus")
        var sizes: [Int] = []
        for chunk in chunks {
            #expect(chunk.last == UInt8(ascii: "\n"))
            sizes.append(chunk.count)
        }
        #expect(sizes.allSatisfy { $0 <= 256 * 1_024 + 256 })
        #expect(sizes.dropLast().allSatisfy { $0 >= 256 * 1_024 })
        #expect(chunks.reduce(0) { $0 + $1.count } == sizes.reduce(0, +))
    }

    @Test(arguments: [0, -1, 5_000_001])
    func `an impossible number of people is refused`(count: Int) {
        #expect(throws: StudyError(.sandbox, "", help: "")) { try Sandbox(seed: 1, people: count) }
    }

    @Test func `an operator that does not exist is refused`() throws {
        let sandbox = try Sandbox(seed: 1, people: 1)
        #expect(throws: StudyError(.sandbox, "", help: "")) { try sandbox.tripChunks(of: "tram") }
        #expect(throws: StudyError(.sandbox, "", help: "")) { try sandbox.objectionChunks(of: "tram") }
    }

    @Test func `people can live in a territory of somebody else`() throws {
        let square: Ring = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)].map {
            Coordinate(longitude: $0.0 / 10, latitude: 46 + $0.1 / 10)
        }
        let zones = ["0A", "0B", "0C"].enumerated().map { index, code in
            Zone(
                code: code, name: code, polygons: [[square]],
                anchor: Coordinate(longitude: 0.05 + Double(index) / 20, latitude: 46.05))
        }
        let territory = try Territory(
            id: "three", name: Localized("Three"), zones: zones, outside: Localized("elsewhere"))
        let sandbox = try Sandbox(seed: 1, people: 500, territory: territory)
        let rows = try sandbox.rows(of: "bus")
        #expect(Set(rows.map(\.origin)).isSubset(of: ["0A", "0B", "0C", "outside"]))
        #expect(rows.count > 1_000)
        #expect(sandbox.zoneGroups.isEmpty, "nobody said which groups these zones belong to")
    }
}
