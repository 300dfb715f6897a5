// SPDX-License-Identifier: Apache-2.0
//
// Facts computed from plans: those of the catalogue's studies, and the decision on each of them.

import Cedar
import Foundation
import Governance
import Studies
import Testing
import TrustFixture

@Suite struct FactsTests {
    let trust: TestTrust
    let day = Day(year: 2026, month: 11, day: 22)
    init() throws { trust = try TestTrust() }

    private func facts(_ text: String, on day: Day? = nil) throws -> [String: Value] {
        let plan = try TestStudy.plan(text)
        return Facts(plan: plan, charter: trust.root.charter, approvedByBallot: false, submittedOn: day ?? self.day)
            .context
    }

    @Test func `the facts of the flow map are those of its plan`() throws {
        let plan = try TestStudy.plan(TestStudy.flowMap)
        let start = Int64(Day(year: 2026, month: 3, day: 2).daysSinceEpoch) * 86_400_000
        let expected: [String: Value] = [
            "purpose": .string("dpv:ImproveTransportMobility"), "requesterKind": .string("transport-authority"),
            "sources": .strings(["bike", "bus"]), "dimensions": .strings(["zone"]),
            "columnsRead": .strings(plan.columnsRead), "finestTimeGrainHours": .long(91 * 24),
            "zoneDimensions": .long(2),
            "cells": .long(81), "threshold": .long(11), "epsilonMicro": .long(4_000_000),
            "rhoMicro": .long(plan.rhoMicro), "deltaExponent": .long(6), "cellsPerUnit": .long(6),
            "periodStart": .datetime(start), "periodEnd": .datetime(start + 91 * 86_400_000), "periodDays": .long(91),
            "daysSincePeriodEnd": .long(175), "retentionDays": .long(1095), "unitOfPrivacy": .string("person"),
            "countsDistinctUnits": .bool(true), "approvedByBallot": .bool(false),
        ]
        #expect(try facts(TestStudy.flowMap) == expected)
        #expect(Set(plan.columnsRead).isSuperset(of: ["origin_zone", "destination_zone", "person_id"]))
    }

    @Test(
        arguments: [
            ("extract(hour from departed_at)", 1), ("extract(isodow from departed_at)", 24),
            ("extract(month from departed_at)", 720), ("date_trunc('day', departed_at)", 24),
            ("date_trunc('week', departed_at)", 168), ("date_trunc('month', departed_at)", 720),
            ("CASE WHEN extract(hour from departed_at) <= 8 THEN 'early' ELSE 'late' END", 1), ("mode", 2184),
        ] as [(String, Int64)])
    func `the finest step of time is that of the finest axis`(_ expression: String, _ hours: Int64) throws {
        let query = """
            query: |
              SELECT origin_zone, \(expression) AS axis, count(DISTINCT person_id) AS people
              FROM trips
              GROUP BY origin_zone, axis
            privacy:
            """
        let text = TestStudy.flowMap
            .replacingFirst("per_cell: { trips: 12 } }", with: "}").replacingFirst(
                "cells_per_unit: 6,", with: "cells_per_unit: 6"
            )
            .replacingFirst("[table, flow-map]", with: "[table]")
        let start = try #require(text.range(of: "query:"))
        let end = try #require(text.range(of: "privacy:"))
        let study = text[..<start.lowerBound] + query + text[end.upperBound...]
        #expect(try facts(String(study))["finestTimeGrainHours"] == .long(hours))
    }

    @Test func `days are counted from the period's last day`() throws {
        let text = TestStudy.flowMap
        let lastDay = Day(year: 2026, month: 5, day: 31)
        #expect(try facts(text, on: lastDay)["daysSincePeriodEnd"] == .long(0))
        #expect(try facts(text, on: lastDay + 30)["daysSincePeriodEnd"] == .long(30))
        #expect(try facts(text, on: lastDay + -1)["daysSincePeriodEnd"] == .long(-1))
    }

    @Test func `every study of the catalogue is allowed, and every refused one refused`() throws {
        let policies = try trust.policies()
        func decide(_ text: String) throws -> Decision {
            Decisions.decide(plan: try TestStudy.plan(text), policies: policies, root: trust.root, on: day)
        }
        let names = try TestStudy.names(in: "studies")
        #expect(!names.isEmpty)
        for name in names {
            let decision = try decide(TestStudy.text(name))
            #expect(decision.verdict == .allowed, "\(name): \(decision.text(in: \.en))")
        }
        for name in try TestStudy.names(in: "studies/refused") {
            let decision = try decide(TestStudy.text("refused/\(name)"))
            #expect(decision.verdict == .refused, "\(name)")
            #expect(decision.clauses.first?.part == .forbids, "\(name)")
        }
    }

    @Test func `G11 the charter's greatest epsilon holds even where the floors say another`() throws {
        let charter = try TestTrust.file("trustees/charter.yaml")
            .replacingFirst("maximum_epsilon: 8", with: "maximum_epsilon: 3.999999")
        let root = try TrustRoot(
            fictitious: true, charter: Charter(yaml: charter, file: "c"), schemaText: trust.root.schemaText,
            floorsText: trust.root.floorsText, seats: trust.root.seats, aggregators: trust.root.aggregators,
            holders: trust.root.holders, broker: trust.root.broker)
        let plan = try TestStudy.plan(TestStudy.flowMap)
        let policies = try trust.policies()
        #expect(Decisions.decide(plan: plan, policies: policies, root: trust.root, on: day).verdict == .allowed)
        let decision = Decisions.decide(plan: plan, policies: policies, root: root, on: day)
        #expect(decision.verdict == .refused)
        #expect(decision.clauses.map(\.sentence.en) == ["Forbidden by the charter: epsilon is at most 3.999999."])
    }

    @Test func `the catalogue's studies fit several times into the budget`() throws {
        let sum = try TestStudy.names(in: "studies").reduce(Int64(0)) {
            try $0 + TestStudy.plan(TestStudy.text($1)).rhoMicro
        }
        #expect(sum * 2 <= trust.root.charter.budgetRhoMicro)
    }
}
