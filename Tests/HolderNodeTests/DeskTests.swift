// SPDX-License-Identifier: Apache-2.0
//
// The holder's desk: dry runs that send and keep nothing, refusals that hold, a history that forgets nothing, and the
// page for lawyers.

import DAP
import Foundation
import Governance
import HolderNode
import PostgreSQL
import Studies
import Testing
import TrustFixture

@Suite struct DeskTests {
    @Test func `G1 a dry run shows the statement and its counts, sends nothing and keeps nothing`() async throws {
        try await AskedHolder.with(records: Fixture.people(12) + "INSERT INTO objections VALUES ('B-person-3');") {
            holder in
            let before = try await holder.contents
            let plan = try holder.desk.plan(of: TestStudy.flowMap, file: "study.yaml")
            let dry = try await holder.desk.dryRun(plan)
            #expect(dry.concerned == DryRun.Touched(records: 24, units: 12) && dry.tableRows == 24)
            #expect(dry.objected == DryRun.Touched(records: 2, units: 1))
            #expect(dry.counted == DryRun.Touched(records: 22, units: 11) && dry.failure == nil)
            let run = try await holder.node().run(plan)
            #expect(run.recordCount == 22 && run.unitCount == 11)
            let text = dry.describe()
            #expect(text.contains(plan.statement.records) && text.contains("81 numbers of `people`"))
            #expect(!text.contains("B-person"))
            #expect(try await holder.contents == before)
            #expect(holder.network.takeRequests().isEmpty)
        }
    }

    @Test func `a dry run says that the statement fails on these records`() async throws {
        try await AskedHolder.with(records: Fixture.people(12)) { holder in
            try await holder.run(
                """
                UPDATE trips SET card_id = '' WHERE person_id = 'B-person-3';
                ALTER TABLE trips ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
                CREATE POLICY fails ON trips USING (current_setting('application_name') <> 'run plan'
                    OR 1 / length(card_id) > 0);
                """)
            let dry = try await holder.desk.dryRun(holder.desk.plan(of: TestStudy.flowMap, file: "study.yaml"))
            #expect(dry.failure == "a division by zero")
            #expect(dry.describe().contains("zeros would be sent"))
        }
    }

    @Test func `G10 a study for others, or none, isn't run dry`() async throws {
        try await AskedHolder.with { holder in
            #expect(throws: HolderError(.notAsked, "")) {
                try holder.desk("carpool").plan(of: TestStudy.flowMap, file: "study.yaml")
            }
            #expect(throws: StudyError.self) { try holder.desk.plan(of: "id: x\n", file: "study.yaml") }
        }
    }

    @Test func `G5 a mandate for a study that the holder refused is refused, and no record is read`() async throws {
        try await AskedHolder.with { holder in
            try await holder.run("DROP TABLE trips")
            let mandate = try holder.register.mandate()
            _ = try await holder.desk.refuse(
                study: "flow-map", plan: nil, reason: "The zones are too small.", at: holder.now)
            try await holder.poll()
            #expect(try await holder.refused == [mandate.id: "holder-refused"])
            #expect(holder.network.takeRequests().uploads.isEmpty)
        }
    }

    @Test func `G5 a refused plan stays refused when only the study's name is left of it`() async throws {
        try await AskedHolder.with { holder in
            let mandate = try holder.register.mandate()
            // As if the study had been called otherwise: only the plan's hash is the same.
            _ = try await holder.desk.refuse(
                study: "another-name", plan: mandate.plan, reason: "No.", at: holder.now)
            try await holder.poll()
            #expect(try await holder.refused == [mandate.id: "holder-refused"])
        }
    }

    @Test func `another study than the refused one is answered`() async throws {
        try await AskedHolder.with(records: Fixture.people(12)) { holder in
            _ = try await holder.desk.refuse(study: "other", plan: nil, reason: "No.", at: holder.now)
            let mandate = try holder.register.mandate()
            try await holder.poll()
            #expect(try await holder.answered == [mandate.id])
        }
    }

    @Test func `a refusal is signed by the holder and says what it refuses`() async throws {
        try await AskedHolder.with { holder in
            let plan = try holder.register.mandate().plan
            let refusal = try await holder.desk.refuse(
                study: "flow-map", plan: plan, reason: "Les zones sont trop petites.", at: holder.now)
            let enrolled = try #require(holder.trust.root.holder("bus"))
            let text = refusal.envelope.json.canonicalText
            let read = try HolderRefusal(json: text, by: enrolled)
            #expect(read.study == "flow-map" && read.plan == plan.hash && read.at == holder.now)
            #expect(read.reason == "Les zones sont trop petites.")
            let other = try #require(holder.trust.root.holder("bike"))
            let renamed = EnrolledHolder(id: "bus", title: enrolled.title, key: other.key)
            let altered = Data(refusal.envelope.payload).base64EncodedString()
            let forged = Data("{}".utf8).base64EncodedString()
            for (text, holder) in [
                (text, other), (text, renamed), ("", enrolled), ("{}", enrolled),
                (text.replacing(altered, with: forged), enrolled),
                (text.replacing("holder-refusal", with: "other-refusal"), enrolled),
            ] {
                #expect(throws: HolderError(.refusal, "")) { try HolderRefusal(json: text, by: holder) }
            }
        }
    }

    @Test func `G10 a refusal without a reason, of no study, or made twice changes nothing`() async throws {
        try await AskedHolder.with { holder in
            let long = String(repeating: "x", count: 501)
            for (study, reason) in [
                ("flow-map", ""), ("flow-map", "a\nb"), ("flow-map", long), ("flow-map", "a\u{202E}b"), ("", "No."),
                ("Flow map", "No."), ("../x", "No."),
            ] {
                await #expect(throws: HolderError(.refusal, "")) {
                    _ = try await holder.desk.refuse(study: study, plan: nil, reason: reason, at: holder.now)
                }
            }
            #expect(try await holder.desk.history().entries.isEmpty)
            _ = try await holder.desk.refuse(study: "flow-map", plan: nil, reason: "One.", at: holder.now)
            await #expect(throws: HolderError(.refusal, "")) {
                _ = try await holder.desk.refuse(study: "flow-map", plan: nil, reason: "Two.", at: holder.now)
            }
            #expect(try await holder.desk.history().entries.count == 1)
        }
    }

    @Test func `the history tells every request and decision, and a forged refusal as such`() async throws {
        try await AskedHolder.with(records: Fixture.people(12)) { holder in
            try holder.register.mandate()
            let name = try holder.register.forgedMandate("body.noised", with: false)
            try await holder.poll(after: 5)
            _ = try await holder.desk.refuse(
                study: "elsewhere", plan: nil, reason: "No.", at: #require(holder.now.adding(seconds: 9)))
            let history = try await holder.desk.history()
            let told = history.entries.map(\.sentence)
            #expect(told.count == 3 && told.last == "refused the study `elsewhere` (signed): No.")
            #expect(told.contains { $0.hasPrefix("answered `flow-map` on `mobility-trips`") && $0.contains(": taken") })
            #expect(told.contains { $0.hasPrefix("refused mandate \(name.prefix(12)) for `flow-map` [mandate-noise]") })
            #expect(history.describe().hasSuffix("1 mandates answered, 1 refused; 1 studies refused by this holder.\n"))
            #expect(history.json["entries"]?.array?.count == 3)
            try await holder.run("UPDATE regie.study_refusals SET study = 'third'")
            #expect(try await holder.desk.history().entries.last?.sentence.contains("NOT SIGNED") == true)
        }
    }

    @Test func `the page says what can be asked, by which rules, what leaves and what was asked`() async throws {
        try await AskedHolder.with(records: ForeignTables.script) { holder in
            try await holder.desk.apply(holder.mapping(), at: holder.now)
            try holder.register.mandate()
            try await holder.poll()
            _ = try await holder.desk.refuse(
                study: "elsewhere", plan: nil, reason: "<script>alert(1)</script>", at: holder.now)
            let html = try await page(of: holder)
            for column in holder.catalogue.datasets[0].columns { #expect(html.contains("(\(column.name))")) }
            for text in [
                "ops.voyages", "coalesce(vers, &#39;outside&#39;)", "flow-map", "elsewhere",
                "&lt;script&gt;alert(1)&lt;/script&gt;", "Au moins 11 unités distinctes", "<article id=\"fr\"",
                "toute unité inscrite sur la liste des oppositions est laissée de côté",
            ] { #expect(html.contains(text), "\(text)") }
            #expect(!html.contains("<script") && !html.contains("href=\"http") && !html.contains("src="))
            // The policies on energy are no concern of a bus network.
            #expect(!html.contains("Consommations des logements"))
            let (french, english) = (html.range(of: "lang=\"fr\""), html.range(of: "lang=\"en\""))
            #expect(try #require(french).lowerBound < #require(english).lowerBound)
        }
    }

    @Test func `the page binds the pinned floors, whatever the folder says`() async throws {
        try await AskedHolder.with { holder in
            let pinned = try await page(of: holder)
            let bent = try await page(of: holder) { $0["charter.cedar"] = "" }
            #expect(pinned == bent)
            await #expect(throws: HolderError(.refusal, "")) {
                _ = try await holder.desk("nobody").page(policies: try policies(), on: holder.now.day)
            }
        }
    }

    private func policies() throws -> [String: String] {
        var files: [String: String] = [:]
        for name in ["schema.cedarschema", "charter.cedar", "mobility.cedar", "energy.cedar", "vocabulary.yaml"] {
            files[name] = try TestTrust.file("policies/\(name)")
        }
        return files
    }

    private func page(
        of holder: AskedHolder, _ change: (inout [String: String]) -> Void = { _ in }
    ) async throws -> String {
        var files = try policies()
        change(&files)
        return try await holder.desk.page(policies: files, on: holder.now.day).html()
    }
}
