// SPDX-License-Identifier: Apache-2.0
//
// The demonstration trust in one process: its charter, policies and dataset, its ledger and those of its holders, and
// every module that its processes call between a study's YAML and a release. What is left out hides contributions
// from servers and changes no published number: shares, seals and the network.

import DisclosureControl
import Foundation
import Governance
import Sandbox
import Studies
import Testing
import TrustFixture

/// A study that was allowed, and what its holders hold for it.
struct AnsweredStudy: Sendable {
    let plan: Plan
    /// The exact totals of each measure over all holders: with the victim's records, and with them empty.
    let with: [[Int64]]
    let without: [[Int64]]
    /// Of each measure's task.
    let noise: [DiscreteGaussian]
    let rule: ReleaseRule
}

/// How a trust releases. Only the first one is ours; the others show what it is for.
enum Care {
    case ours
    /// Thresholds, each table by itself, no noise.
    case thresholdsOnly
    /// Thresholds and what was released before, no noise.
    case thresholdsAndHistory
}

struct DemonstrationTrust {
    let trust: TestTrust
    let dataset: Dataset
    let policies: PolicyInForce
    let now: Moment
    var ledger: Ledger
    var holderLedgers: [String: Ledger]

    private static let folder = TestTrust.repository.appending(path: "datasets/mobility-trips")

    init() throws {
        trust = try TestTrust()
        let sandbox = try HolderTables.sandbox.get()
        dataset = try Dataset(
            directory: Self.folder, territory: sandbox.territory,
            referenceRows: ["zone_groups": sandbox.zoneGroups.map { [$0.zone, $0.group.rawValue] }])
        policies = try trust.policies()
        now = try #require(trust.closing.adding(seconds: 60))
        let empty = Ledger(charter: trust.root.charter)
        ledger = empty
        holderLedgers = ["bus": empty, "bike": empty]
    }

    /// Plan, decision and mandate; each holder checks the mandate by itself and enters it in its own ledger.
    mutating func mandate(_ text: String) throws -> Mandate {
        let mandate = try MandateMaker.make(
            studyText: text, dataset: dataset, policies: policies,
            aggregators: .init(leader: "leader", helper: "helper"), root: trust.root, ledger: &ledger,
            key: trust.enrolment.brokerKey, now: now)
        for holder in mandate.plan.study.sources {
            var own = holderLedgers[holder] ?? Ledger(charter: trust.root.charter)
            let checked = try MandateCheck.check(
                mandate.document, root: trust.root, dataset: dataset, now: now, ledger: own, edge: .holder(holder))
            try own.reserve(checked.ledgerEntry)
            holderLedgers[holder] = own
        }
        return mandate
    }

    mutating func answer(_ text: String) async throws -> AnsweredStudy {
        let plan = try mandate(text).plan
        var totals: [[[Int64]]] = []
        for withVictim in [true, false] {
            var sum = plan.measures.map { _ in [Int64](repeating: 0, count: plan.cellCount) }
            for holder in plan.study.sources {
                let vectors = try await HolderTables.vectors(of: plan, at: holder, withVictim: withVictim)
                for (measure, vector) in vectors.enumerated() {
                    for cell in vector.indices { sum[measure][cell] += vector[cell] }
                }
            }
            totals.append(sum)
        }
        let noise = try plan.tasks.map {
            try DiscreteGaussian(
                variance: NoiseVariance(sensitivitySquared: $0.sensitivitySquared, rhoMicro: $0.rhoMicro))
        }
        let charter = trust.root.charter
        let rule = try ReleaseRule(
            threshold: Int(charter.threshold), sourcesPerUnit: plan.sourcesPerUnit, betaMicro: charter.betaMicro)
        return AnsweredStudy(plan: plan, with: totals[0], without: totals[1], noise: noise, rule: rule)
    }
}

extension AnsweredStudy {
    /// The release as the broker makes it of the totals that both aggregators have noised.
    /// - Parameters:
    ///   - shrink: divides every draw; 1 but where a broken mechanism must be caught.
    ///   - earlier: what was released before.
    /// - Returns: nil when nothing would remain.
    func release(
        withVictim: Bool, care: Care, after earlier: [EarlierRelease], shrink: Int64 = 1,
        using generator: inout some RandomNumberGenerator
    ) throws -> Release? {
        let exact = withVictim ? with : without
        let names = plan.measures.map(\.name)
        let result: AggregateResult
        if case .ours = care {
            var measures: [(name: String, values: [Int64], standardDeviation: Double)] = []
            for (measure, sampler) in noise.enumerated() {
                let draws = sampler.sampleVector(count: 2 * plan.cellCount, using: &generator)
                let values = exact[measure].indices.map {
                    exact[measure][$0] + (draws[$0] + draws[plan.cellCount + $0]) / shrink
                }
                measures.append((names[measure], values, sampler.variance.totalStandardDeviation()))
            }
            result = try AggregateResult(measures: measures)
        } else {
            result = try .withoutNoise(measures: zip(names, exact).map { (name: $0, values: $1) })
        }
        do throws(DisclosureError) {
            if case .thresholdsOnly = care { return try Release.make(from: result, rule: rule) }
            return try Release.make(
                from: result, rule: rule, history: SharedCells.history(of: plan, after: earlier))
        } catch {
            guard error.code == .uselessRelease else { throw error }
            return nil
        }
    }
}
