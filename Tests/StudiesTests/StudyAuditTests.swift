// SPDX-License-Identifier: Apache-2.0
//
// The audit of whole plans: twin populations go as far as the bounds let them and no further, and what the attack
// shows stays below what is claimed. Bounds hold with confidence 0.9999; seeds are fixed.

import DisclosureControl
import Foundation
import RegieTesting
import Studies
import Testing

@Suite struct StudyAuditTests {
    static func audit(_ plan: Plan, trials: Int = 60_000) throws -> StudyAudit {
        var generator = SeededGenerator(seed: 95)
        return try StudyAudit(plan: plan, trials: trials, confidence: 0.9999, using: &generator)
    }

    @Test func `G3 the unit under attack adds the most that any unit can, and no more`() throws {
        for query in [
            Fixture.query,
            "SELECT origin_zone, destination_zone, count(*) AS trips FROM trips GROUP BY 1, 2",
        ] {
            let plan = try Fixture.plan(query: query)
            var generator = SeededGenerator(seed: 96)
            let twins = TwinPopulations(plan: plan, using: &generator)
            for (task, difference) in zip(plan.tasks, twins.differences) {
                #expect(difference.count == plan.cellsPerUnit)
                #expect(difference.reduce(0) { $0 + $1 * $1 } == task.sensitivitySquared)
            }
            #expect(twins.without.allSatisfy { $0.reduce(0, +) > 0 })
        }
    }

    @Test func `G3 no finding exceeds its claim, and that of the count comes within a factor of three`() throws {
        let audit = try Self.audit(Fixture.plan(Fixture.study), trials: 200_000)
        #expect(audit.findings.map(\.measure) == ["units", "trips", nil])
        #expect(!audit.isBroken)
        #expect(audit.findings[0].bound.epsilonMicro * 3 >= audit.findings[0].claimedEpsilonMicro)
        #expect(audit.findings[2].claimedEpsilonMicro == 3_500_000)
        #expect(audit.findings[2].bound.epsilonMicro > audit.findings[0].bound.epsilonMicro)
        #expect(audit.findings[0].claimedEpsilonMicro < 3_500_000)
    }

    @Test func `an audit reads as text and as JSON`() throws {
        let audit = try Self.audit(Fixture.plan(Fixture.study), trials: 2000)
        #expect(audit.describe().contains("task units: ε is at least"))
        #expect(audit.describe().contains("all tasks together"))
        #expect(audit.json["broken"] == .bool(false))
        #expect(audit.json["findings"]?.array?.count == 3)
    }

    @Test func `a unit with few records is left as it is, one with many is cut to the plan's bounds`() throws {
        let query =
            "SELECT origin_zone, count(*) AS trips, sum(distance_m) AS metres FROM trips GROUP BY origin_zone"
        let plan = try Fixture.plan(
            Fixture.study(query: query).replacingOccurrences(of: "trips: 4 }", with: "trips: 4, metres: 9000 }"))
        let contribution = UnitContribution(plan: plan)
        let few = contribution.bounded(
            unit: 5, records: [.init(cell: 3, values: [400]), .init(cell: 3, values: [100])])
        #expect(few == [[3: 1], [3: 2], [3: 500]])
        let many = contribution.bounded(
            unit: 5, records: (0..<60).map { .init(cell: Int32($0 % 10), values: [8000]) })
        #expect(many.map(\.count) == [2, 2, 2])
        #expect(many.map { $0.values.first } == [1, 4, 9000])
    }
}
