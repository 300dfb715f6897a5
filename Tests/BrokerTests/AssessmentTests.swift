// SPDX-License-Identifier: Apache-2.0
//
// The two assessments of a study as the broker makes and keeps them, the officer's opinion, the trial attack, and
// the site with refusals and the yearly report.

import Broker
import DAP
import Foundation
import Governance
import ImpactAssessment
import Publication
import Studies
import Testing
import TrustFixture

@Suite struct AssessmentTests {
    private static let officer = SigningKey()

    private static func terms() throws -> AssessmentTerms {
        let text = """
            {"schema":"regie-assessment-terms/1","contact":{"name":{"fr":"la régie","en":"the trust"},"address":"a@b"},
             "officer":"O","milliwatts_per_core":15000,"small_below":1000,"datasets":{"mobility-trips":{"units":50000}},
             "territories":{"eight-zones":{"population":{"title":{"fr":"recensement","en":"census"},
             "residents":{"A":900,"B":9000,"C":4000}},"sensitive_zones":[]}}}
            """
        return try AssessmentTerms(json: Array(text.utf8), file: "terms.json")
    }

    /// A broker with terms, law, an officer and a site; every look at its processor time finds a second more.
    private static func with(
        audit: Int64? = 2_000_000, _ body: (TestBroker) async throws -> Void
    ) async throws {
        let ticks = TestClock(TestTrust.opening)
        try await TestBroker.with { broker in
            var broker = broker
            broker.isNoised = true
            broker.site = Site.Trust(
                name: Localized("A trust"), isFictitious: true, address: "https://regie.example/")
            let law = try TestTrust.file("trustees/legal-references.json")
            broker.assessments = AssessmentSettings(
                terms: try terms(), references: try LegalReferences(json: Array(law.utf8), file: "law.json"),
                officerKey: officer.verificationKey,
                audit: { _ in audit.map { AuditBound(epsilonLowerMicro: $0, runs: 10, confidencePercent: 99.9) } },
                processorSeconds: {
                    ticks.pass(1)
                    return Double(ticks.now.secondsSinceEpoch)
                })
            try await broker.adoptPolicy()
            try await body(broker)
        }
    }

    private static let totals = [Int64](repeating: 4_000, count: 81)

    private static func opinion(on planHash: String, key: SigningKey = officer) throws -> [UInt8] {
        let (day, text) = (TestTrust.opening.day, Localized(fr: "Zones larges d’abord.", en: "Coarse zones first."))
        let signed = OfficerOpinion.signedBytes(
            officer: "O", day: day, position: .reserved, text: text, planHash: planHash)
        let opinion = OfficerOpinion(
            officer: "O", day: day, position: .reserved, text: text, signature: try key.signature(for: signed))
        return try #require(opinion).travelling(planHash: planHash).canonicalBytes
    }

    private static func text(_ bytes: [UInt8]?) throws -> String {
        String(decoding: try #require(bytes), as: UTF8.self).replacing("\u{A0}", with: " ")
            .replacing("\u{202F}", with: " ")
    }

    @Test func `the assessment that was read before the decision is published as it was, with its hash`() async throws {
        try await Self.with { broker in
            let plan = try TestStudy.plan(TestStudy.flowMap)
            let given = try await broker.ask(
                .put, "opinions/\(plan.hash)", Self.opinion(on: plan.hash), token: nil)
            #expect(given.status == 200)
            let mandate = try await broker.submit()
            let route = "studies/flow-map/preliminary/"
            let before = try await broker.ask(.get, route + "preliminary.json", token: nil)
            let page = try Self.text(try await broker.ask(.get, route + "preliminary.html", token: nil).body)
            #expect(before.status == 200 && page.contains("Analyse d’impact préliminaire"))
            for words in [
                "Zones larges d’abord.", "Avec 50 000 personnes", "Moins de 1 000 habitants",
                "(RGPD), article 35(7). Les mêmes faits",
            ] {
                #expect(page.contains(words), "\(words)")
            }
            let json = try JSONValue(parsing: before.body)
            #expect(json.at("plan_hash")?.string == plan.hash && mandate.plan.hash == plan.hash)
            #expect(json.at("budget.rho_spent_micro")?.int == plan.rhoMicro)
            try broker.answerCollections(of: mandate, Self.totals)
            try await broker.node.advance()
            let published = broker.published()
            #expect(published["flow-map/preliminary.json"] == before.body)
            #expect(published["flow-map/preliminary-pia.json"] != nil)
            let measured = try JSONValue(parsing: try #require(published["flow-map/publication.json"]))
            #expect(measured.at("preliminary_sha256")?.string == ContentHash.hex(of: before.body))
            let assessment = try Self.text(published["flow-map/assessment.html"])
            for words in [
                ContentHash.hex(of: before.body), "preliminary.html#fr", "Zones larges d’abord.", "ε = 2 (confiance",
                "Qui est trop ou trop peu compté", "wattheures : 1 secondes", "Écrire à : la régie, a@b",
            ] { #expect(assessment.contains(words), "\(words)") }
            let index = try Self.text(published["flow-map/index.html"])
            for words in ["sha256sum preliminary.json", "regie register verify broker/register", "« /register/ »"] {
                #expect(index.contains(words), "\(words)")
            }
        }
    }

    @Test func `G3 the worst case counts what every account has spent, not this one alone`() async throws {
        try await Self.with { broker in
            let (plan, charter) = (try TestStudy.plan(TestStudy.flowMap), broker.trust.root.charter)
            let elsewhere = charter.budgetRhoMicro / 2
            let own = LedgerAccount.holders(of: try TestStudy.dataset())
            var ledger = Ledger(charter: charter)
            try ledger.reserve(
                LedgerEntry(
                    account: LedgerAccount(dataset: "home-energy", population: own.population, period: own.period),
                    mandate: "another", rhoMicro: elsewhere, at: TestTrust.opening))
            let documents = try broker.node.preliminary(plan, ledger: ledger, opinion: nil, on: TestTrust.opening.day)
            let json = try JSONValue(parsing: #require(documents.first { $0.name == "preliminary.json" }).bytes)
            #expect(json.at("budget.rho_spent_micro")?.int == plan.rhoMicro)
            #expect(json.at("budget.rho_spent_over_all_micro")?.int == plan.rhoMicro + elsewhere)
            let mandate = try await broker.submit()
            #expect(mandate.budgetRecord(ledger).rhoSpentOverAllMicro == mandate.rhoMicro + elsewhere)
            try ledger.reserve(mandate.ledgerEntry)
            #expect(mandate.budgetRecord(ledger).rhoSpentOverAllMicro == mandate.rhoMicro + elsewhere)
        }
    }

    @Test func `a seat that is out for its interest is counted as recused, not as absent`() async throws {
        try await TestBroker.with { broker in
            let ballot = try await broker.openBallot()
            let recusal = Recusal(on: ballot, seat: "private-2", interest: "It holds data.", at: broker.clock.now)
            try await broker.follow(.recusal(recusal), by: "private-2")
            try await broker.vote(ballot, but: ["private-2", "public-3"])
            broker.clock.pass(broker.trust.root.charter.openSeconds)
            try await broker.node.tend()
            let colleges = try await broker.submit().governanceRecord.ballot.colleges
            #expect(colleges.map(\.recused).reduce(0, +) == 1 && colleges.map(\.absent).reduce(0, +) == 1)
            #expect(colleges.first { $0.college == "private" }?.recused == 1)
            #expect(colleges.first { $0.college == "public" }?.absent == 1)
        }
    }

    @Test func `an opinion counts when the officer signed it on this plan, and the first one stays`() async throws {
        try await Self.with { broker in
            let plan = try TestStudy.plan(TestStudy.flowMap).hash
            let forged = try await broker.ask(
                .put, "opinions/\(plan)", Self.opinion(on: plan, key: SigningKey()), token: nil)
            #expect(forged.status == 403)
            let other = try await broker.ask(
                .put, "opinions/\(plan)", Self.opinion(on: String(repeating: "a", count: 64)), token: nil)
            #expect(other.status == 400)
            let broken = try await broker.ask(.put, "opinions/\(plan)", Array("{".utf8), token: nil)
            #expect(broken.status == 400)
            let good = try Self.opinion(on: plan)
            for _ in 0..<2 {
                #expect(try await broker.ask(.put, "opinions/\(plan)", good, token: nil).status == 200)
            }
            let words = String(decoding: good, as: UTF8.self)
            let changed = Array(words.replacing("Coarse", with: "Fine").utf8)
            #expect(try await broker.ask(.put, "opinions/\(plan)", changed, token: nil).status == 403)
            var nobody = broker
            nobody.assessments = AssessmentSettings()
            #expect(try await nobody.ask(.put, "opinions/\(plan)", good, token: nil).status == 404)
        }
    }

    @Test func `G3 nothing is published when the trial attack shows more than was promised`() async throws {
        try await Self.with(audit: 4_000_001) { broker in
            let mandate = try await broker.submit()
            try broker.answerCollections(of: mandate, Self.totals)
            try await broker.node.advance()
            #expect(try await broker.state(of: "flow-map") == "failed")
            #expect(broker.published()["flow-map/index.html"] == nil)
        }
        try await Self.with(audit: 4_000_000) { broker in
            let mandate = try await broker.submit()
            try broker.answerCollections(of: mandate, Self.totals)
            try await broker.node.advance()
            #expect(try await broker.state(of: "flow-map") == "published")
        }
    }

    @Test func `a refused study stands in the site with its clauses and its assessment`() async throws {
        try await Self.with { broker in
            let refused = TestStudy.flowMap.replacing("id: flow-map", with: "id: ads")
                .replacing("dpv:ImproveTransportMobility", with: "dpv:Marketing")
            #expect(try await broker.ask(.post, "studies", Array(refused.utf8)).status == 403)
            #expect(broker.published().isEmpty)
            try await broker.node.advance()
            let site = broker.published()
            let page = try Self.text(site["refused-ads.html"])
            #expect(page.contains("Pourquoi ce refus") && page.contains("refused-ads-preliminary.html"))
            #expect(site["refused-ads-preliminary.json"] != nil)
            #expect(try Self.text(site["index.html"]).contains("refused-ads.html"))
            #expect(try Self.text(site["feed.fr.atom"]).contains("refused-ads.html"))
            let report = try Self.text(site["report-2026.html"])
            let assessed = try Self.text(site["refused-ads-preliminary.html"])
            #expect(assessed.contains("La loi demande cet avis : Règlement (UE) 2016/679 (RGPD), article 35(2)."))
            #expect(report.contains("refused-ads.html") && report.contains("article 20(2)"))
            let again = try await broker.ask(.get, "studies/ads/preliminary/preliminary.json", token: nil)
            #expect(again.body == site["refused-ads-preliminary.json"])
            #expect(try await broker.ask(.get, "studies/ads/preliminary/mandate.json", token: nil).status == 404)
        }
    }

    @Test func `G6 the report of a year that is over stands in the register, once`() async throws {
        try await Self.with { broker in
            let refused = TestStudy.flowMap.replacing("dpv:ImproveTransportMobility", with: "dpv:Marketing")
            #expect(try await broker.ask(.post, "studies", Array(refused.utf8)).status == 403)
            try await broker.node.advance()
            #expect(await broker.state.register.state.reports.isEmpty)
            broker.clock.pass(200 * 86_400)
            for _ in 0..<2 { try await broker.node.advance() }
            let hash = try #require(await broker.state.register.state.reports[2026])
            let document = try await broker.ask(.get, "register/document/\(hash.prefix(2))/\(hash)")
            #expect(document.body == broker.published()["report-2026.html"])
        }
    }

    @Test func `G9 a refusal that a crash left unshown is shown at the next look`() async throws {
        try await Self.with { broker in
            let refused = TestStudy.flowMap.replacing("dpv:ImproveTransportMobility", with: "dpv:Marketing")
            #expect(try await broker.ask(.post, "studies", Array(refused.utf8)).status == 403)
            try await broker.node.advance()
            let first = broker.published()
            #expect(first["refused-flow-map.html"] != nil)
            // It was killed after the page, before it wrote down that it had.
            try await broker.pool.withConnection { connection in
                _ = try await connection.execute("UPDATE refusals SET shown = false")
            }
            try FileManager.default.removeItem(at: broker.publications.appending(path: "refused-flow-map.html"))
            try await broker.node.advance()
            #expect(broker.published() == first)
        }
    }
}
