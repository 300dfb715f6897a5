// SPDX-License-Identifier: Apache-2.0
//
// What a plan counts, by its codes, is what a query written by hand counts. The twin in SQL that other tests compare
// with is the planner's own work: a wrong period, filter, objection or cell number would pass there. Bounds are
// widened until they cut nothing, as the hand-written queries have none.

import DatabaseFixture
import Foundation
import HolderNode
import PostgreSQL
import Sandbox
import Studies
import Testing

@Suite struct HandWrittenTests {
    private static let sandbox = Result { try Sandbox(seed: 3, people: 900) }
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "datasets")

    @Test func `every study of the catalogue has a query written by hand`() throws {
        var studies: Set<String> = []
        for dataset in try FileManager.default.contentsOfDirectory(atPath: Self.folder.path) {
            let files = try FileManager.default.contentsOfDirectory(
                atPath: Self.folder.appending(path: "\(dataset)/studies").path)
            studies.formUnion(files.filter { $0.hasSuffix(".yaml") }.map { "\(dataset)/\($0.dropLast(5))" })
        }
        #expect(studies == Set(HandWritten.queries.keys))
    }

    @Test func `the trips that a plan counts are those that a query written by hand counts`() async throws {
        try await TestServer.withDatabase { parameters in
            try await withConnections(to: parameters) { first, second in
                let sandbox = try Self.sandbox.get()
                try await first.executeScript(HolderDatabases.schema)
                try await load("trips", try sandbox.tripChunks(of: "bus"), into: first)
                try await load("objections", try sandbox.objectionChunks(of: "bus"), into: first)
                try await first.executeScript(HandWritten.plantedTrips + groups(sandbox) + HandWritten.spring)
                try await expectSame("mobility-trips", first, second)
            }
        }
    }

    @Test func `the homes that a plan counts are those that a query written by hand counts`() async throws {
        try await TestServer.withDatabase { parameters in
            try await withConnections(to: parameters) { first, second in
                let sandbox = try Self.sandbox.get()
                let energy = try #require(sandbox.homeEnergy())
                try await first.executeScript(Self.energySchema)
                try await load("consumption", energy.consumptionChunks(), into: first)
                try await load("objections", energy.objectionChunks(), into: first)
                try await first.executeScript(HandWritten.plantedHomes + groups(sandbox) + HandWritten.homes)
                try await expectSame("home-energy", first, second)
            }
        }
    }

    private func expectSame(_ dataset: String, _ first: Connection, _ second: Connection) async throws {
        for (name, query) in HandWritten.queries where name.hasPrefix(dataset) {
            let (plan, table) = try plan(name)
            let run = try await PlanRunner(plan: plan, table: table).run(on: first, and: second)
            var expected: [[String]: [Int64]] = [:]
            for row in try await first.execute(query) {
                let codes = try plan.dimensions.map { try row.text($0.name) }
                expected[codes] = try plan.measures.map { Int64(try row.int($0.name)) }
            }
            #expect(expected.count >= 9, "\(name) counts something")
            var counted: [[String]: [Int64]] = [:]
            for cell in 0..<plan.cellCount {
                let numbers = run.vectors.map { $0[cell] }
                if numbers.contains(where: { $0 != 0 }) { counted[plan.values(ofCell: cell).map(\.code)] = numbers }
            }
            let differing = Set(counted.keys).union(expected.keys).filter { counted[$0] != expected[$0] }
            let worst = differing.map { "\($0): \(counted[$0] ?? []), by hand \(expected[$0] ?? [])" }.sorted().prefix(
                5)
            #expect(differing.isEmpty, "\(name): \(differing.count) cells differ: \(Array(worst))")
        }
    }

    /// Bounds beyond what one unit of these records adds to a cell, and within what exact noise allows.
    private static let widest: [String: Int64] = ["trips": 2_000, "metres": 80_000]

    /// The study with bounds that cut nothing of these records.
    private func plan(_ name: String) throws -> (plan: Plan, table: String) {
        let parts = name.split(separator: "/")
        let folder = Self.folder.appending(path: String(parts[0]))
        let sandbox = try Self.sandbox.get()
        let dataset = try Dataset(
            directory: folder, territory: sandbox.territory,
            referenceRows: ["zone_groups": sandbox.zoneGroups.map { [$0.zone, $0.group.rawValue] }])
        let file = "\(parts[1]).yaml"
        let study = try Study(
            yaml: String(contentsOf: folder.appending(path: "studies/\(file)"), encoding: .utf8), file: file)
        let cells = try Planner.plan(study, dataset: dataset, file: file).cellCount
        let bounds = study.privacy.perCell.keys.map { ($0, Self.widest[$0] ?? 150_000) }
        let privacy = Study.Privacy(
            epsilonMicro: 20_000_000, deltaExponent: study.privacy.deltaExponent,
            cellsPerUnit: min(cells, bounds.contains { $0.1 > 2_000 } ? 40 : 256),
            perCell: Dictionary(uniqueKeysWithValues: bounds))
        let widened = Study(
            id: study.id, title: study.title, requester: study.requester, purpose: study.purpose,
            question: study.question, benefit: study.benefit, dataset: study.dataset, sources: study.sources,
            period: study.period, query: study.query, privacy: privacy, formats: study.formats,
            retentionDays: study.retentionDays, comparison: study.comparison)
        return (try Planner.plan(widened, dataset: dataset, file: file), dataset.table)
    }

    private func groups(_ sandbox: Sandbox) -> String {
        let rows = sandbox.zoneGroups.map { "('\($0.zone)', '\($0.group.rawValue)')" }.joined(separator: ", ")
        return "CREATE TABLE groups (zone text PRIMARY KEY, zone_group text); INSERT INTO groups VALUES \(rows);"
    }

    private func load(
        _ table: String, _ chunks: some Sequence<[UInt8]>, into connection: Connection
    ) async throws {
        let chunks = Array(chunks)
        let stream = AsyncStream<[UInt8]> { continuation in
            for chunk in chunks { continuation.yield(chunk) }
            continuation.finish()
        }
        _ = try await connection.copyIn("COPY \(table) FROM STDIN (FORMAT csv)", chunks: stream)
    }

    private func withConnections(
        to parameters: ConnectionParameters, _ body: (Connection, Connection) async throws -> Void
    ) async throws {
        let first = try await Connection.connect(parameters)
        let second = try await Connection.connect(parameters)
        do {
            try await body(first, second)
        } catch {
            await second.close()
            await first.close()
            throw error
        }
        await second.close()
        await first.close()
    }

    private static let energySchema = """
        CREATE TABLE consumption (
            household_id integer, month date, annee integer, code_commune text, dwelling_type text,
            construction_period text, dwelling_class text, surface_band text, heating_energy text,
            heat_sensitivity text, use_band text, renovated boolean, renovation_kind text, renovation_year integer,
            kwh_electricity integer, kwh_gas integer, kwh integer, kwh_heat integer, kwh_corrected integer,
            bill_eur integer, renovation_cost_eur integer, renovation_aid_eur integer);
        CREATE TABLE objections (household_id integer PRIMARY KEY);
        """
}
