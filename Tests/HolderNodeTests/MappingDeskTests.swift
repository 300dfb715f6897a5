// SPDX-License-Identifier: Apache-2.0
//
// A holder whose tables aren't the dataset's: checked, told about, mapped, and then answered from like any other.

import DAP
import Governance
import HolderNode
import PostgreSQL
import Studies
import Testing
import TrustFixture

@Suite struct MappingDeskTests {
    @Test func `a foreign table that is mapped counts what the declared one would`() async throws {
        try await AskedHolder.with(records: ForeignTables.script) { holder in
            let plan = try holder.register.mandate().plan
            try await holder.run(ForeignTables.asDeclared)
            let declared = try await holder.node().run(plan)
            #expect(declared.unitCount == 11 && declared.recordCount == 22)
            try await holder.run("DELETE FROM trips; DELETE FROM objections")
            try await holder.desk.apply(holder.mapping(), at: holder.now)
            let mapped = try await holder.node().run(plan)
            #expect(mapped.vectors == declared.vectors && mapped.recordCount == 22)
        }
    }

    @Test func `an amount in another unit is multiplied, and what is none or too large becomes missing`() async throws {
        let bad = """
            ALTER TABLE ops.voyages ADD km double precision DEFAULT 1.2346;
            UPDATE ops.voyages SET km = 'Infinity' WHERE client = 5; UPDATE ops.voyages SET km = 'NaN' WHERE client = 6;
            UPDATE ops.voyages SET km = 61 WHERE client = 7; UPDATE ops.voyages SET km = -1e300 WHERE client = 8;
            """
        try await AskedHolder.with(records: ForeignTables.script + bad) { holder in
            let text = ForeignTables.mapping.replacing(": metres", with: ": { from: km, times: 1000 }")
            #expect(try await holder.desk.check(holder.mapping(text)).columns.last?.missing == 8)
            try await holder.desk.apply(holder.mapping(text), at: holder.now)
            let distinct = "SELECT DISTINCT distance_m::text AS x FROM regie_mobility_trips.trips WHERE person_id = '1'"
            #expect(try await holder.read(distinct) == ["1235"])
        }
    }

    @Test func `a mandate is answered from the mapped tables`() async throws {
        try await AskedHolder.with(records: ForeignTables.script) { holder in
            try await holder.desk.apply(holder.mapping(), at: holder.now)
            let mandate = try holder.register.mandate()
            try await holder.poll()
            #expect(try await holder.answered == [mandate.id])
            let task = try #require(mandate.taskParameters().first)
            let upload = try #require(holder.network.takeRequests().uploads.first { $0.url.contains("\(task.id)") })
            let vector = try holder.vector(in: Report(decoding: upload.body), of: task)
            #expect(vector.reduce(0, +) == 22)
        }
    }

    @Test func `G11 once mapped, a table of the dataset's name elsewhere is never read instead`() async throws {
        try await AskedHolder.with(records: ForeignTables.script + Fixture.people(12)) { holder in
            try await holder.desk.apply(holder.mapping(), at: holder.now)
            for gone in ["VIEW regie_mobility_trips.objections", "SCHEMA regie_mobility_trips CASCADE"] {
                try await holder.run("DROP \(gone)")
                try holder.register.mandate()
                await #expect(throws: (any Error).self) { try await holder.poll() }
                try await holder.expectNothing()
            }
        }
    }

    @Test func `G10 checking a mapping changes nothing`() async throws {
        try await AskedHolder.with(records: ForeignTables.script) { holder in
            let before = try await holder.contents
            let report = try await holder.desk.check(holder.mapping())
            #expect(report.rows == 24 && report.units == 12 && report.inPeriod == 24)
            #expect(try await holder.contents == before && !before.isEmpty)
        }
    }

    @Test func `the report counts what is missing, undeclared, doubled and out of the period`() async throws {
        let bad = """
            INSERT INTO ops.voyages SELECT * FROM ops.voyages WHERE client = 5;
            UPDATE ops.voyages SET client = NULL WHERE client = 6;
            UPDATE ops.voyages SET vehicule = 'T' WHERE client = 7;
            UPDATE ops.voyages SET de = '99' WHERE client = 8;
            UPDATE ops.voyages SET metres = 70000 WHERE client = 9;
            UPDATE ops.voyages SET depart = '2025-01-01' WHERE client = 10;
            UPDATE ops.voyages SET metres = 'NaN' WHERE client = 11;
            DELETE FROM ops.oppositions WHERE client = 3;
            """
        try await AskedHolder.with(records: ForeignTables.script + bad) { holder in
            let report = try await holder.desk.check(holder.mapping())
            #expect(report.rows == 26 && report.duplicates == 2 && report.units == 11 && report.inPeriod == 24)
            let columns = Dictionary(uniqueKeysWithValues: report.columns.map { ($0.column.name, $0) })
            #expect(columns["person_id"]?.missing == 2 && columns["mode"]?.missing == 2)
            #expect(columns["origin_zone"]?.undeclared == 2 && columns["distance_m"]?.missing == 4)
            #expect(columns["departed_at"]?.undeclared == 2)
            #expect(report.firstMonth == "2025-01" && report.lastMonth == "2026-03")
            #expect(report.emptyMonths == ["2026-04", "2026-05"])
            #expect(report.lists.map(\.rows) == [1] && report.lists.map(\.known) == [0])
            #expect(report.warnings.count == 8)
            let text = report.describe()
            for value in ["70000", "NaN", "'99'", "900"] { #expect(!text.contains(value)) }
        }
    }

    private static let faults: [(String, String)] = [
        ("table: ops.voyages", "table: ops.trajets"), ("card_id: carte", "card_id: badge"),
        ("arrived_at: arrivee", "arrived_at: depart"), ("arrived_at: arrivee", "arrived_at: etat"),
        ("Europe/Paris", "Europe/Pertuis"), ("where: etat <> 'annule'", "where: etat > 5"),
        ("where: etat <> 'annule'", "where: etat"), ("table: ops.oppositions", "table: ops.nobody"),
        ("unit: client", "unit: personne"), ("where: levee IS NULL", "where: levee = 'x'"),
        ("person_id: client", "person_id: metres"),
    ]

    @Test(arguments: faults)
    func `G10 a mapping that the database can't take gets one sentence and changes nothing`(
        _ part: String, _ written: String
    ) async throws {
        try await AskedHolder.with(records: ForeignTables.script) { holder in
            let text = ForeignTables.mapping.replacing(part, with: written)
            #expect(text != ForeignTables.mapping)
            let before = try await holder.contents
            let mapping = try holder.mapping(text)
            for isApplied in [false, true] {
                do {
                    if isApplied {
                        try await holder.desk.apply(mapping, at: holder.now)
                    } else {
                        _ = try await holder.desk.check(mapping)
                    }
                    Issue.record("it was taken")
                } catch let error as HolderError {
                    #expect(error.code == .mapping && !error.sentence.contains("\n"))
                } catch let error as StudyError {
                    #expect(error.code == .mapping)
                }
            }
            #expect(try await holder.contents == before)
        }
    }

    @Test func `tables that are the dataset's own are checked as they are`() async throws {
        try await AskedHolder.with(records: Fixture.people(12)) { holder in
            let report = try await holder.desk.check(holder.catalogue.datasets[0])
            #expect(report.rows == 24 && report.units == 12 && report.lists.first?.rows == 0)
            for change in [
                "ALTER TABLE trips ALTER distance_m TYPE text", "ALTER TABLE trips DROP mode", "DROP TABLE objections",
                "DROP TABLE trips",
            ] {
                try await holder.run(change)
                await #expect(throws: HolderError(.mapping, "")) {
                    _ = try await holder.desk.check(holder.catalogue.datasets[0])
                }
            }
        }
    }

    @Test func `a later mapping takes the place of an earlier one`() async throws {
        try await AskedHolder.with(records: ForeignTables.script) { holder in
            let plan = try holder.register.mandate().plan
            try await holder.desk.apply(holder.mapping(), at: holder.now)
            let all = ForeignTables.mapping.replacing("where: levee IS NULL", with: "where: client = 0")
            try await holder.desk.apply(holder.mapping(all), at: holder.now)
            #expect(try await holder.node().run(plan).unitCount == 12)
            let events = try await holder.desk.history().entries.map(\.sentence)
            #expect(events == Array(repeating: "mapped its tables to `mobility-trips`", count: 2))
        }
    }

    @Test func `where a dataset wants consent, nobody counts without it and nobody against it`() async throws {
        try await AskedHolder.with(records: ForeignTables.script) { holder in
            let dataset = try TestStudy.dataset(ForeignTables.wantsConsent)
            let consenting = holder.with(try Catalogue(dataset))
            let plan = try Planner.plan(
                Study(yaml: TestStudy.flowMap, file: "study.yaml"), dataset: dataset, file: "study.yaml")
            let text = ForeignTables.mapping + "consents: { table: ops.accords, unit: client }\n"
            try await consenting.desk.apply(consenting.mapping(text), at: holder.now)
            let run = try await consenting.node().run(plan)
            // Six consented, one of them objects.
            #expect(run.unitCount == 5 && run.recordCount == 10)
            let dry = try await consenting.desk.dryRun(plan)
            #expect(dry.concerned == DryRun.Touched(records: 24, units: 12))
            #expect(dry.objected == DryRun.Touched(records: 2, units: 1))
            #expect(dry.unconsented == DryRun.Touched(records: 12, units: 6))
            #expect(dry.counted == DryRun.Touched(records: 10, units: 5))
            try await holder.run("DROP VIEW regie_mobility_trips.consents")
            await #expect(throws: DatabaseError.self) { _ = try await consenting.node().run(plan) }
        }
    }
}
