// SPDX-License-Identifier: Apache-2.0
//
// The audit of a study before it runs: twin fictitious populations that differ in one unit, bounded as the plan
// bounds, noised as both aggregators noise, attacked by whoever knows everything else (MembershipAttack.swift).
// The unit under attack has far more records than the bounds let through, at every source, so that it adds the
// most that any unit can; a bound that fails shows as noise that is too little does. No record is read.

import DisclosureControl

package struct StudyAudit: Sendable {
    /// What is claimed of a part of the study, and what the attack showed of it.
    package struct Finding: Hashable, Sendable {
        /// A task by its measure; nil for all tasks together.
        package let measure: String?
        package let claimedEpsilonMicro: Int64
        package let bound: MembershipBound

        /// The mechanism gives away more than is claimed: at most one minus the confidence is the chance that it
        /// doesn't, all the same.
        package var isBroken: Bool { bound.epsilonMicro > claimedEpsilonMicro }
    }

    /// Each task, then all of them together where there are several.
    package let findings: [Finding]

    package var isBroken: Bool { findings.contains(where: \.isBroken) }

    /// - Parameters:
    ///   - trials: in each world; see `MembershipAttack.run`.
    ///   - confidence: of each finding, such as 0.999.
    /// - Throws: when a parameter is out of range, or the plan gives no exact noise.
    package init(
        plan: Plan, trials: Int, confidence: Double, using generator: inout some RandomNumberGenerator
    ) throws(DisclosureError) {
        let twins = TwinPopulations(plan: plan, using: &generator)
        var tasks: [AuditedTask] = []
        for (task, contribution) in zip(plan.tasks, twins.differences) {
            let variance = try NoiseVariance(sensitivitySquared: task.sensitivitySquared, rhoMicro: task.rhoMicro)
            tasks.append(AuditedTask(contribution: contribution, noise: try DiscreteGaussian(variance: variance)))
        }
        let delta = plan.study.privacy.deltaExponent
        var findings: [Finding] = []
        for (planned, task) in zip(plan.tasks, tasks) {
            findings.append(
                Finding(
                    measure: planned.measure,
                    claimedEpsilonMicro: try ZCDP.epsilonMicro(rhoMicro: planned.rhoMicro, deltaExponent: delta),
                    bound: try MembershipAttack(tasks: [task], deltaExponent: delta, confidence: confidence)
                        .run(trials: trials, using: &generator)))
        }
        if tasks.count > 1 {
            findings.append(
                Finding(
                    measure: nil, claimedEpsilonMicro: plan.study.privacy.epsilonMicro,
                    bound: try MembershipAttack(tasks: tasks, deltaExponent: delta, confidence: confidence)
                        .run(trials: trials, using: &generator)))
        }
        self.findings = findings
    }
}

/// Two fictitious populations over a plan's cells, one with the unit under attack and one with it empty.
package struct TwinPopulations: Sendable {
    /// The totals of each task in the two worlds.
    package let with: [[Int64]]
    package let without: [[Int64]]

    private static let units: Int64 = 200

    package init(plan: Plan, using generator: inout some RandomNumberGenerator) {
        let contribution = UnitContribution(plan: plan)
        let sums = plan.measures.count { if case .sum = $0.kind { true } else { false } }
        let largest = plan.measures.map(\.bound).max() ?? 1
        var without = plan.measures.map { _ in [Int64](repeating: 0, count: plan.cellCount) }
        for unit in 1...Self.units {
            let records = (0..<Int.random(in: 1...40, using: &generator)).map { _ in
                UnitContribution.Record(
                    cell: Int32.random(in: 0..<Int32(plan.cellCount), using: &generator),
                    values: (0..<sums).map { _ in Int64.random(in: 0...largest, using: &generator) })
            }
            Self.add(contribution.bounded(unit: unit, records: records), to: &without)
        }
        // Three times as many cells as may count, twice the bound in each; under norms, as many cells as the norm of
        // a unit's presence takes, with more than enough in each.
        let cells = min(plan.cellCount, plan.isNormed ? Self.cellsOfNorm(plan) : plan.cellsPerUnit * 3)
        let excess = (0..<Int32(cells)).map { cell in
            UnitContribution.Record(
                cell: cell, values: [Int64](repeating: largest, count: sums), count: min(1 << 32, 2 * largest + 1))
        }
        var with = without
        for _ in 0..<plan.sourcesPerUnit {
            Self.add(contribution.bounded(unit: 0, records: excess), to: &with)
        }
        self.with = with
        self.without = without
    }

    /// A unit that is in n² cells, once in each, has the norm n.
    private static func cellsOfNorm(_ plan: Plan) -> Int {
        let presence = plan.measures.first { $0.kind == .distinctUnits }
        let norm = presence.map { $0.bound >> ($0.norm?.fractionBits ?? 0) } ?? 1
        return max(1, Int(norm * norm))
    }

    private static func add(_ vectors: [[Int32: Int64]], to totals: inout [[Int64]]) {
        for (index, vector) in vectors.enumerated() {
            for (cell, value) in vector { totals[index][Int(cell)] += value }
        }
    }

    /// What the unit adds to each task, in the cells where it adds anything.
    package var differences: [[Int64]] {
        zip(with, without).map { with, without in
            zip(with, without).map { $0 - $1 }.filter { $0 != 0 }
        }
    }
}
