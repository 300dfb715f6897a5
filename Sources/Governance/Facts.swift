// SPDX-License-Identifier: Apache-2.0
//
// What policies know of a study: the facts of its plan, as the Cedar context of
// `policies/schema.cedarschema` (level 0: nothing else is looked up). Every fact is computed from the
// plan and the charter, never taken from the requester's word.

import Cedar
import Studies

package struct Facts: Sendable {
    /// Who asks.
    package let principal: EntityUID
    /// The dataset asked.
    package let resource: EntityUID
    /// The members of `Regie::StudyPlan`.
    package let context: [String: Value]

    static let action = EntityUID(type: "Regie::Action", id: "run")

    /// - Parameters:
    ///   - approvedByBallot: whether the trustees voted this very plan.
    ///   - submittedOn: the day against which the period's end and expiry dates are measured.
    package init(plan: Plan, charter: Charter, approvedByBallot: Bool, submittedOn: Day) {
        let study = plan.study
        principal = EntityUID(type: "Regie::Requester", id: study.requester.id)
        resource = EntityUID(type: "Regie::Dataset", id: study.dataset)
        context = [
            "purpose": .string(study.purpose),
            "requesterKind": .string(study.requester.kind.rawValue),
            "sources": .strings(study.sources),
            "dimensions": .strings(plan.kindsRead.map(\.rawValue).sorted()),
            "columnsRead": .strings(plan.columnsRead),
            "finestTimeGrainHours": .long(Facts.finestTimeGrainHours(plan)),
            "zoneDimensions": .long(
                Int64(plan.dimensions.count { $0.kind == .zone || $0.reads.contains(.zone) })),
            "cells": .long(Int64(plan.cellCount)),
            "threshold": .long(charter.threshold),
            "epsilonMicro": .long(study.privacy.epsilonMicro),
            "rhoMicro": .long(plan.rhoMicro),
            "deltaExponent": .long(Int64(study.privacy.deltaExponent)),
            "cellsPerUnit": .long(Int64(plan.cellsPerUnit)),
            "periodStart": .datetime(Facts.milliseconds(study.period.start)),
            "periodEnd": .datetime(Facts.milliseconds(study.period.end)),
            "periodDays": .long(Int64(study.period.dayCount)),
            "daysSincePeriodEnd": .long(Int64(submittedOn.daysSinceEpoch - study.period.end.daysSinceEpoch + 1)),
            "retentionDays": .long(Int64(study.retentionDays)),
            "unitOfPrivacy": .string(plan.unit.kind.rawValue),
            "countsDistinctUnits": .bool(plan.measures.first?.kind == .distinctUnits),
            "approvedByBallot": .bool(approvedByBallot),
        ]
    }

    /// For examples and for a study that stands in a ballot.
    package init(principal: EntityUID, resource: EntityUID, context: [String: Value]) {
        self.principal = principal
        self.resource = resource
        self.context = context
    }

    func withBallot(_ approved: Bool) -> Facts {
        var context = context
        context["approvedByBallot"] = .bool(approved)
        return Facts(principal: principal, resource: resource, context: context)
    }

    /// What Cedar is asked.
    package var request: Request {
        Request(principal: principal, action: Facts.action, resource: resource, context: context)
    }

    /// The finest step of time that an axis, a band's branches or the filter read, in hours; without any, the
    /// whole period.
    private static func finestTimeGrainHours(_ plan: Plan) -> Int64 {
        let whole = Int64(plan.study.period.dayCount) * 24
        return plan.kindsRead.compactMap(hours).min() ?? whole
    }

    private static func hours(_ kind: Dimension.Kind) -> Int64? {
        switch kind {
        case .hour: 1
        case .day, .weekday: 24
        case .week: 168
        case .month: 720
        case .zone, .enumeration, .boolean, .band: nil
        }
    }

    private static func milliseconds(_ day: Day) -> Int64 { Int64(day.daysSinceEpoch) * 86_400_000 }
}

extension Facts {
    /// For the assessment and the mandate: the context's values, days as dates, sets sorted.
    package var json: JSONValue {
        .object([
            "context": .object(context.mapValues(Facts.json)),
            "principal": .string(principal.description),
            "resource": .string(resource.description),
        ])
    }

    private static func json(_ value: Value) -> JSONValue {
        switch value {
        case .bool(let bool): .bool(bool)
        case .long(let long): .int(long)
        case .string(let string): .string(string)
        case .datetime(let milliseconds): .string(Day(daysSinceEpoch: Int(milliseconds / 86_400_000)).description)
        case .set(let values): .strings(values.map(text).sorted())
        case .entity, .record, .decimal, .duration: .string(value.description)
        }
    }

    private static func text(_ value: Value) -> String {
        if case .string(let string) = value { string } else { value.description }
    }
}
