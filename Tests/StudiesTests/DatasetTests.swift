// SPDX-License-Identifier: Apache-2.0
//
// Datasets read from data packages: the catalogue's own, and what a wrong one is told.

import Foundation
import Studies
import Testing

@Suite struct DatasetTests {
    @Test func `the catalogue's dataset is read whole`() throws {
        let dataset = try Fixture.dataset()
        #expect(dataset.id == "mobility-trips")
        #expect(dataset.unit == UnitOfPrivacy(kind: .person, column: "person_id"))
        #expect(dataset.table == "trips" && dataset.timeColumn == "departed_at")
        #expect(dataset.recordPeriod.dayCount == 91)
        #expect(dataset.sources.map(\.id) == ["bus", "bike", "carpool"])
        #expect(dataset.column("origin_zone")?.kind == .zone)
        #expect(dataset.column("distance_m")?.kind == .integer(0...60_000))
        #expect(dataset.column("departed_at")?.kind == .timestamp)
        #expect(dataset.column("card_id")?.kind == .identifier)
        #expect(dataset.column("mode")?.title == Localized(fr: "Mode", en: "Mode"))
        guard case .enumeration(let modes) = dataset.column("mode")?.kind else {
            throw StudyError(.dataset, "", help: "")
        }
        #expect(modes.map(\.code) == ["bus", "bike", "carpool"])
        #expect(modes[1].label == Localized(fr: "vélo en libre-service", en: "shared bike"))
        #expect(dataset.sensitivity?.level == .high)
        #expect(dataset.columns.allSatisfy { !$0.optional })
        #expect(dataset.referenceTables.map(\.rows.count) == [28])
    }

    @Test(arguments: [
        ("\"version\": \"1.0.0\"", "\"version\": 1"), ("\"name\": \"mobility-trips\"", "\"name\": \"Mobility\""),
        ("\"table\": \"trips\"", "\"table\": \"rides\""), ("\"column\": \"person_id\"", "\"column\": \"mode\""),
        ("\"column\": \"person_id\"", "\"column\": \"nobody\""), ("\"kind\": \"person\"", "\"kind\": \"card\""),
        ("\"timeColumn\": \"departed_at\"", "\"timeColumn\": \"mode\""),
        ("\"to\": \"2026-06-01\"", "\"to\": \"2026-03-02\""), ("\"to\": \"2026-06-01\"", "\"to\": \"soon\""),
        ("\"id\": \"bike\"", "\"id\": \"bus\""), ("\"name\": \"card_id\"", "\"name\": \"person_id\""),
        ("\"name\": \"card_id\"", "\"name\": \"Card\""), ("\"type\": \"integer\"", "\"type\": \"number\""),
        ("\"minimum\": 0, \"maximum\": 60000", "\"minimum\": 0"), ("\"bike\", \"carpool\"]", "\"bus\"]"),
        ("\"bike\", \"carpool\"]", "\"bike 'or' not\"]"), ("\"primaryKey\": \"zone\"", "\"primaryKey\": \"id\""),
        ("\"level\": \"high\"", "\"level\": \"low\""), ("\"minimum\": 0,", "\"minimum\": 0.5,"),
        ("\"island\"]", "\"islet\"]"), ("\"name\": \"zone_groups\"", "\"name\": \"groups\""),
    ])
    func `G10 a wrong data package is refused`(part: String, other: String) {
        #expect(throws: StudyError(.dataset, "", help: "")) { try Fixture.dataset(replacing: part, with: other) }
    }

    @Test(arguments: [
        ("Réseau de bus", "Réseau\u{202E} de bus", "`U+202E` (RIGHT-TO-LEFT OVERRIDE)"),
        ("vélo en libre-service", "vélo\u{200D}", "`U+200D` (ZERO WIDTH JOINER)"),
        ("vélo en libre-service", "v\\u00adlo", "`U+00AD` (SOFT HYPHEN)"),
    ])
    func `G10 a label with a character that nobody sees is refused by its name`(
        part: String, other: String, name: String
    ) throws {
        let error = try #require(throws: StudyError.self) { try Fixture.dataset(replacing: part, with: other) }
        #expect(error.code == .dataset && error.message.contains(name), "\(error)")
        #expect(error.message.contains("`regie.sources[0].title.fr`") || error.message.contains("labels.bike"))
    }

    @Test func `G10 a unit of privacy that may be missing is refused`() {
        #expect(throws: StudyError(.dataset, "", help: "")) {
            try Fixture.dataset(
                replacing: "It never leaves.\",\n            \"constraints\": { \"required\": true },",
                with: "It never leaves.\",")
        }
    }

    @Test(arguments: [
        [["Z01", "centre"], ["Z01", "coast"]], [["Z99", "centre"]], [["Z01", "moon"]], [["Z01"]],
        [["outside", "coast"]],
    ])
    func `G10 wrong rows of a reference table are refused`(rows: [[String]]) throws {
        let territory = try Fixture.territory()
        #expect(throws: StudyError(.dataset, "", help: "")) {
            try Dataset(directory: Fixture.folder, territory: territory, referenceRows: ["zone_groups": rows])
        }
    }

    @Test func `G10 a folder without a data package is refused`() throws {
        let territory = try Fixture.territory()
        #expect(throws: StudyError(.dataset, "", help: "")) {
            try Dataset(directory: Fixture.folder.appendingPathComponent("studies"), territory: territory)
        }
    }

    @Test func `without rows a reference table can't be joined`() throws {
        let bare = try Dataset(directory: Fixture.folder, territory: Fixture.territory())
        let yaml = Fixture.study(
            query: """
                SELECT mode, count(*) AS trips FROM trips
                JOIN zone_groups g ON g.zone = trips.origin_zone GROUP BY mode
                """
        )
        let error = try #require(throws: StudyError.self) { try Fixture.plan(yaml, dataset: bare) }
        #expect(error.code == .join)
        #expect(error.underlined == "14:8 zone_groups")
    }

    @Test func `other kinds of columns have axes too`() throws {
        let dataset = try Fixture.dataset()
        let extra = [
            Column(name: "first_trip", kind: .boolean, title: Localized("?"), optional: false),
            Column(name: "paid", kind: .boolean, title: Localized("?"), optional: true),
            Column(name: "hour_of_day", kind: .integer(-1...23), title: Localized("?"), optional: false),
            Column(name: "balance", kind: .integer(-5...5_000), title: Localized("?"), optional: false),
        ]
        let widened = Dataset(
            id: dataset.id, version: dataset.version, title: dataset.title, table: dataset.table, unit: dataset.unit,
            columns: dataset.columns + extra, timeColumn: dataset.timeColumn, recordPeriod: dataset.recordPeriod,
            referenceTables: [], sources: dataset.sources, territory: dataset.territory, descriptionHash: "")
        let plan = try Fixture.plan(
            Fixture.study(
                query: """
                    SELECT first_trip, paid, hour_of_day, count(*) AS trips FROM trips
                    WHERE first_trip AND paid IS NOT TRUE AND balance > -5 GROUP BY 1, 2, 3
                    """), dataset: widened)
        #expect(plan.dimensions.map(\.cells.count) == [2, 3, 26])
        #expect(plan.filter == "(t.first_trip) AND (t.paid IS NOT TRUE) AND (t.balance > -5)")
        #expect(throws: StudyError(.sumColumn, "", help: "")) {
            try Fixture.plan(Fixture.study(query: "SELECT sum(balance) AS trips FROM trips"), dataset: widened)
        }
    }
}
