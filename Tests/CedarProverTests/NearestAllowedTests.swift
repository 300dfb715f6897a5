// SPDX-License-Identifier: Apache-2.0
//
// The smallest change that makes a refused study allowed, on the demonstration policies: declared prices decide
// between parameters, then the nearest value.

import Cedar
import CedarProver
import Testing

@Suite struct NearestAllowedTests {
    /// Coarser before later, both before a smaller privacy budget.
    static let costs = [
        ChangeCost(.fact("zoneDimensions"), cost: 1), ChangeCost(.fact("cells"), cost: 1),
        ChangeCost(.fact("dimensions"), cost: 2), ChangeCost(.fact("columnsRead"), cost: 2),
        ChangeCost(.fact("daysSincePeriodEnd"), cost: 3), ChangeCost(.fact("retentionDays"), cost: 3),
        ChangeCost(.fact("periodDays"), cost: 4), ChangeCost(.fact("epsilonMicro"), cost: 5),
    ]

    private func nearest(_ changes: [String: Value], costs: [ChangeCost] = costs) throws -> NearestAllowed? {
        try Demonstration.prover().nearestAllowed(
            Demonstration.study(changes), under: Demonstration.all(), costs: costs)
    }

    @Test func `an allowed study costs nothing`() throws {
        let found = try #require(try nearest([:]))
        #expect(found.cost == 0)
        #expect(found.changes.isEmpty)
        #expect(found.policies == ["mobilites-autorite-organisatrice"])
    }

    @Test func `a single limit is met exactly`() throws {
        let found = try #require(try nearest(["epsilonMicro": .long(6_000_000)]))
        #expect(
            found.changes == [Change(parameter: .fact("epsilonMicro"), from: .long(6_000_000), to: .long(4_000_000))])
        #expect(found.cost == 5)
        #expect(found.policies == ["mobilites-autorite-organisatrice"])
        #expect(found.isMinimal)
    }

    @Test func `a delay is as short as it may be`() throws {
        let found = try #require(try nearest(["daysSincePeriodEnd": .long(3)]))
        #expect(found.changes == [Change(parameter: .fact("daysSincePeriodEnd"), from: .long(3), to: .long(30))])
    }

    @Test func `of two ways out the cheaper is taken`() throws {
        let dated: [String: Value] = [
            "dimensions": .strings(["zone", "hour", "day"]), "finestTimeGrainHours": .long(1),
        ]
        let byZones = try #require(try nearest(dated))
        #expect(byZones.changes.map(\.parameter) == [.fact("zoneDimensions")])
        #expect(byZones.request.context["zoneDimensions"] == .long(1))
        let dear = Self.costs.map { $0.parameter == .fact("zoneDimensions") ? ChangeCost($0.parameter, cost: 9) : $0 }
        let byTime = try #require(try nearest(dated, costs: dear))
        #expect(byTime.changes.map(\.parameter) == [.fact("dimensions")])
        #expect(byTime.cost == 2)
    }

    @Test func `a set loses only the members that stand in the way`() throws {
        let columns = ["card_id", "departed_at", "destination_zone", "origin_zone", "person_id"]
        let found = try #require(try nearest(["columnsRead": .strings(columns)]))
        #expect(found.request.context["columnsRead"] == .strings(columns.dropFirst()))
        #expect(found.changes.count == 1)
    }

    @Test func `several limits are met together`() throws {
        let found = try #require(
            try nearest(["cells": .long(400_000), "epsilonMicro": .long(9_000_000), "daysSincePeriodEnd": .long(1)]))
        #expect(found.cost == 9)
        #expect(found.request.context["cells"] == .long(100_000))
        #expect(found.request.context["epsilonMicro"] == .long(4_000_000))
        #expect(found.request.context["daysSincePeriodEnd"] == .long(30))
    }

    @Test func `choices are the only values to change to`() throws {
        let costs = [ChangeCost(.fact("epsilonMicro"), cost: 1, choices: [.long(1_000_000), .long(3_000_000)])]
        let found = try #require(try nearest(["epsilonMicro": .long(6_000_000)], costs: costs))
        #expect(found.request.context["epsilonMicro"] == .long(3_000_000))
    }

    @Test func `what no declared change allows has no nearest study`() throws {
        #expect(try nearest(["purpose": .string("dpv:Marketing")]) == nil as NearestAllowed?)
        #expect(try nearest(["unitOfPrivacy": .string("card")]) == nil as NearestAllowed?)
        #expect(try nearest(["epsilonMicro": .long(6_000_000)], costs: []) == nil as NearestAllowed?)
    }

    @Test func `a vote may be one of the changes`() throws {
        let costs = [ChangeCost(.fact("approvedByBallot"), cost: 1)]
        let found = try #require(try nearest(["epsilonMicro": .long(6_000_000)], costs: costs))
        #expect(found.policies == ["mobilites-etude-votee"])
    }

    @Test func `G10 a price below one, or two prices, is refused`() throws {
        #expect(throws: ProverError(.invalidRequest, "", help: "")) {
            try nearest([:], costs: [ChangeCost(.fact("cells"), cost: 0)])
        }
        #expect(throws: ProverError(.invalidRequest, "", help: "")) {
            try nearest([:], costs: [ChangeCost(.fact("cells"), cost: 1), ChangeCost(.fact("cells"), cost: 2)])
        }
    }

    @Test func `G10 a request that the schema doesn't take is refused`() throws {
        #expect(throws: ProverError(.invalidRequest, "", help: "")) { try nearest(["cells": .string("many")]) }
    }
}

private func == (left: NearestAllowed?, right: NearestAllowed?) -> Bool {
    left?.request.context == right?.request.context
}
