// SPDX-License-Identifier: Apache-2.0
//
// Small publications to test with: four square zones and outside, trips of two sources, plans made by the
// real planner and releases made by the real rule.

import DisclosureControl
import Foundation
import ImpactAssessment
import Publication
import Studies

struct TestPublication {
    static let flowsQuery = """
        SELECT origin_zone AS origin, destination_zone AS destination,
               count(DISTINCT person_id) AS people, count(*) AS trips
        FROM trips GROUP BY 1, 2
        """

    var query = TestPublication.flowsQuery
    var title = Localized(fr: "Qui va d’où à où ?", en: "Who goes from where to where?")
    var zoneName = "Zone"
    /// A table of one cell has no other.
    var cellsPerUnit: Int { query.contains("GROUP BY") ? 3 : 1 }
    var isFictitious = true
    var isNoised = true
    var sameAdministrator = false
    var hasGroups = false
    var renderers = Renderers.none
    var evidence = Evidence.none
    var sourceLabel = Localized(fr: "bus et vélos d’essai", en: "test bus and bikes")
    /// Units and trips of a cell, by its number.
    var count: (Int) -> (units: Int64, trips: Int64) = { cell in
        cell % 4 == 1 ? (2, 5) : (Int64(100 + cell), Int64(1000 + 10 * cell))
    }

    var territory: Territory {
        get throws {
            let zones = (0..<4).map { index -> Zone in
                let (west, south) = (-1.2 + 0.1 * Double(index % 2), 46.1 + 0.1 * Double(index / 2))
                let ring = [(0, 0), (0.1, 0), (0.1, 0.1), (0, 0.1), (0, 0)].map {
                    Coordinate(longitude: west + $0.0, latitude: south + $0.1)
                }
                return Zone(
                    code: "0100\(index)", name: "\(zoneName) \(index)", polygons: [[ring]],
                    anchor: Coordinate(longitude: west + 0.05, latitude: south + 0.05))
            }
            return try Territory(
                id: "test", name: Localized("Test"), zones: zones,
                outside: Localized(fr: "Hors du territoire", en: "Outside"))
        }
    }

    var dataset: Dataset {
        get throws {
            func column(_ name: String, _ kind: Column.Kind) -> Column {
                Column(name: name, kind: kind, title: Localized(name), optional: false)
            }
            let modes = ["bus", "bike"].map { DomainValue(code: $0, label: Localized($0)) }
            return Dataset(
                id: "mobility-trips", version: "1", title: Localized(fr: "Déplacements", en: "Trips"), table: "trips",
                unit: UnitOfPrivacy(kind: .person, column: "person_id"),
                columns: [
                    column("person_id", .identifier), column("origin_zone", .zone), column("destination_zone", .zone),
                    column("departed_at", .timestamp), column("mode", .enumeration(modes)),
                ], timeColumn: "departed_at", recordPeriod: try period,
                referenceTables: hasGroups ? [groups] : [],
                sources: ["bus", "bike"].map { SourceDescription(id: $0, title: Localized($0)) },
                territory: try territory, descriptionHash: String(repeating: "ab", count: 32))
        }
    }

    /// West and east, two zones each.
    private var groups: ReferenceTable {
        let sides = ["west", "east"].map { DomainValue(code: $0, label: Localized($0)) }
        return ReferenceTable(
            name: "zone_groups", keyColumn: "zone",
            columns: [
                Column(name: "zone", kind: .zone, title: Localized("zone"), optional: false),
                Column(name: "side", kind: .enumeration(sides), title: Localized("side"), optional: false),
            ], rows: (0..<4).map { ["0100\($0)", $0 % 2 == 0 ? "west" : "east"] })
    }

    var period: Period {
        get throws {
            let start = Day(year: 2026, month: 3, day: 1)
            let end = Day(year: 2026, month: 6, day: 1)
            return try Period(start: start, end: end).unwrapped
        }
    }

    var plan: Plan {
        get throws {
            let study = Study(
                id: "flows", title: title,
                requester: .init(id: "aom", name: "Autorité", kind: .transportAuthority),
                purpose: "dpv:ImproveTransportMobility", question: title, benefit: title, dataset: "mobility-trips",
                sources: ["bus", "bike"], period: try period, query: query,
                privacy: .init(
                    epsilonMicro: 2_000_000, deltaExponent: 6, cellsPerUnit: cellsPerUnit, perCell: ["trips": 10]),
                formats: [.table], retentionDays: 30)
            return try Planner.plan(study, dataset: try dataset, file: "test.yaml")
        }
    }

    func release(_ plan: Plan) throws -> Release {
        let counts = (0..<plan.cellCount).map(count)
        let columns = [("people", counts.map(\.units)), ("trips", counts.map(\.trips))]
        let rule = try ReleaseRule(threshold: 11, sourcesPerUnit: 2, betaMicro: 1000)
        guard isNoised else {
            return try Release.make(from: try AggregateResult.withoutNoise(measures: columns), rule: rule)
        }
        let noised = columns.map { (name: $0.0, values: $0.1, standardDeviation: $0.0 == "people" ? 4.0 : 20.0) }
        return try Release.make(from: try AggregateResult(measures: noised), rule: rule)
    }

    var input: PublicationInput {
        get throws {
            let plan = try plan
            let release = try release(plan)
            return PublicationInput(
                plan: plan, dataset: try dataset, release: release,
                assessment: try assessment(plan, ReleaseRecord(release)), sourceLabel: sourceLabel,
                isFictitious: isFictitious, publishedAt: Day(year: 2026, month: 6, day: 12), evidence: evidence,
                renderers: renderers)
        }
    }

    func assessment(_ plan: Plan, _ release: ReleaseRecord?) throws -> Assessment {
        let ballot = BallotRecord(
            id: "b1", policySetHash: String(repeating: "cd", count: 32), openedAt: "2026-02-01",
            closedAt: "2026-02-08",
            colleges: ["public", "private", "civil-society"].map {
                CollegeCount(
                    college: $0, seats: 3, inFavour: 2, against: 0, abstained: 1, blank: 0, absent: 0, recused: 0)
            }, outcome: Localized(fr: "Adopté.", en: "Adopted."))
        let clause = GovernanceRecord.Clause(
            id: "flows", title: title, text: "permit (principal, action, resource);", sentence: nil)
        let aggregators = [
            AggregatorRecord(name: "A", role: .leader, college: "public", administrator: "Une"),
            AggregatorRecord(
                name: "B", role: .helper, college: "civil-society",
                administrator: sameAdministrator ? " une" : "Autre"),
        ]
        return Assessment(
            plan: plan, dataset: try dataset,
            governance: GovernanceRecord(decision: .allowed, clauses: [clause], ballot: ballot),
            budget: BudgetRecord(
                rhoSpentMicro: plan.rhoMicro, rhoSpentOverAllMicro: plan.rhoMicro,
                rhoLeftMicro: 1_000_000 - plan.rhoMicro, rhoTotalMicro: 1_000_000,
                epsilonMicro: 2_000_000, deltaExponent: 6, recordPeriod: try period),
            nodes: NodeRecord(
                holders: [HolderRecord(id: "bus", title: Localized("bus"))], aggregators: aggregators),
            release: release, sourceLabel: sourceLabel, isFictitious: isFictitious,
            recordWords: Localized(fr: "déplacements", en: "trips"))
    }

    /// Writes, hands over the bytes of every file by name, and removes the directory.
    func bytes() throws -> [String: [UInt8]] {
        try TemporaryFolder.use { folder in
            let directory = folder.appendingPathComponent("publication")
            try PublicationWriter.write(try input, to: directory)
            let names = try TemporaryFolder.names(in: directory)
            return try Dictionary(
                uniqueKeysWithValues: names.map {
                    ($0, [UInt8](try Data(contentsOf: directory.appendingPathComponent($0))))
                })
        }
    }

    /// Writes, hands over every file by name, and removes the directory.
    func files() throws -> [String: String] {
        try TemporaryFolder.use { folder in
            let directory = folder.appendingPathComponent("publication")
            try PublicationWriter.write(try input, to: directory)
            return try TemporaryFolder.texts(in: directory)
        }
    }
}

enum TemporaryFolder {
    static func use<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("publication-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }

    static func names(in directory: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
    }

    static func texts(in directory: URL) throws -> [String: String] {
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
        return try Dictionary(
            uniqueKeysWithValues: names.map {
                // Pictures and compressed tables are no text; what could be read in them still can.
                ($0, String(decoding: try Data(contentsOf: directory.appendingPathComponent($0)), as: UTF8.self))
            })
    }
}

struct Missing: Error {}

extension Optional {
    var unwrapped: Wrapped {
        get throws {
            guard let self else { throw Missing() }
            return self
        }
    }
}
