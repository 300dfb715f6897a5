// SPDX-License-Identifier: Apache-2.0
//
// The assessment as JSON, `regie-impact-assessment/1`: stable snake_case keys, the same facts as the page,
// numbers as numbers. A key may be added; none changes its meaning under the same schema.

import Foundation
import Studies

extension Assessment {
    package static let schema = "regie-impact-assessment/1"

    package func json() -> PublishedJSON {
        .object([
            "schema": .string(Assessment.schema),
            "stage": .string(release == nil ? "preliminary" : "measured"),
            "is_fictitious": .bool(isFictitious),
            "is_protected": .bool(!isUnprotected),
            "warnings": .array(warnings.map(PublishedJSON.text)),
            "legal_basis_of_assessment": .optional(particulars.law.assessment) { .string($0.en) },
            "request": requestJSON,
            "processing": processingJSON,
            "nodes": nodesJSON,
            "decision": .optional(governance, decisionJSON),
            "privacy": privacyJSON,
            "worst_case": worstCaseJSON,
            "release": .optional(release) { $0.json },
            "limits": .array(limits.map(PublishedJSON.text)),
            "criteria": criteriaJSON,
            "risks": .array(risks.map(\.json)),
            "preliminary_sha256": .optional(particulars.preliminaryHash, PublishedJSON.string),
            "officer_opinion": .optional(particulars.opinion) { PublishedJSON($0.json) },
            "representation": .optional(particulars.representation) { PublishedJSON($0.json) },
            "audit": .optional(particulars.audit) { PublishedJSON($0.json) },
            "energy": .optional(particulars.energy) { PublishedJSON($0.json) },
            "dissent": .array(particulars.dissent.map(PublishedJSON.text)),
            "contact": .optional(particulars.contact) {
                .object(["name": .text($0.name), "address": .string($0.address)])
            },
        ])
    }

    private var requestJSON: PublishedJSON {
        let study = plan.study
        return .object([
            "study": .string(study.id), "title": .text(study.title), "question": .text(study.question),
            "expected_benefit": .text(study.benefit), "purpose": .string(study.purpose),
            "requester": .object([
                "id": .string(study.requester.id), "name": .string(study.requester.name),
                "kind": .string(study.requester.kind.rawValue),
            ]),
        ])
    }

    private var processingJSON: PublishedJSON {
        let study = plan.study
        return .object([
            "dataset": .string(dataset.id), "dataset_version": .string(plan.datasetVersion),
            "dataset_hash": .string(plan.datasetHash), "plan_hash": .string(plan.hash),
            "source": .text(sourceLabel), "sources": .strings(study.sources),
            "period_start": .string(study.period.start.description),
            "period_end_excluded": .string(study.period.end.description),
            "unit_of_privacy": .string(plan.unit.kind.rawValue), "columns_read": .strings(plan.columnsRead),
            "query": .string(study.query), "statement": .string(plan.statement.records),
            "cell_count": .int(plan.cellCount), "cells_per_unit": .int(plan.cellsPerUnit),
            "sources_per_unit": .int(plan.sourcesPerUnit), "retention_days": .int(study.retentionDays),
            "measures": .array(
                plan.measures.map {
                    .object(["name": .string($0.name), "bound_per_cell": .int($0.norm?.bound ?? $0.bound)])
                }),
        ])
    }

    private var nodesJSON: PublishedJSON {
        .object([
            "holders": .array(
                nodes.holders.map { .object(["id": .string($0.id), "title": .text($0.title)]) }),
            "aggregators": .array(
                nodes.aggregators.map {
                    .object([
                        "name": .string($0.name), "role": .string($0.role.rawValue), "college": .string($0.college),
                        "administrator": .string($0.administrator),
                    ])
                }),
            "same_administrator": .bool(nodes.sameAdministrator),
        ])
    }

    private func decisionJSON(_ governance: GovernanceRecord) -> PublishedJSON {
        let ballot = governance.ballot
        return .object([
            "decision": .string(governance.decision.rawValue),
            "clauses": .array(
                governance.clauses.map {
                    .object([
                        "id": .string($0.id), "title": .text($0.title), "text": .string($0.text),
                        "sentence": .optional($0.sentence, PublishedJSON.text),
                    ])
                }),
            "ballot": .object([
                "id": .string(ballot.id), "policy_set_hash": .string(ballot.policySetHash),
                "opened_at": .string(ballot.openedAt), "closed_at": .string(ballot.closedAt),
                "outcome": .text(ballot.outcome), "colleges": .array(ballot.colleges.map(\.json)),
            ]),
        ])
    }

    private var privacyJSON: PublishedJSON {
        let promise: [String: PublishedJSON] =
            isUnprotected
            ? ["notice": .text(NoNoiseWords.notice)]
            : ["epsilon_micro": .int(budget.epsilonMicro), "delta_exponent": .int(budget.deltaExponent)]
        let account: [String: PublishedJSON] = [
            "rho_study_micro": .int(plan.rhoMicro), "rho_spent_micro": .int(budget.rhoSpentMicro),
            "rho_spent_over_all_micro": .int(budget.rhoSpentOverAllMicro),
            "rho_left_micro": .int(budget.rhoLeftMicro), "rho_total_micro": .int(budget.rhoTotalMicro),
            "record_period_start": .string(budget.recordPeriod.start.description),
            "record_period_end_excluded": .string(budget.recordPeriod.end.description),
        ]
        return .object(account.merging(promise) { kept, _ in kept })
    }

    private var worstCaseJSON: PublishedJSON {
        guard !isUnprotected else { return .null }
        return .object([
            "participation": .array(worstCase.participation.map(\.json)),
            "behaviour": worstCase.behaviour.json,
            "all_studies": worstCase.allStudies.json,
            "all_studies_epsilon": .number(worstCase.allStudiesEpsilon),
            "whole_budget": worstCase.wholeBudget.json,
            "whole_budget_epsilon": .number(worstCase.wholeBudgetEpsilon),
        ])
    }

    private var criteriaJSON: PublishedJSON {
        .object([
            "met_count": .int(criteria.metCount),
            "items": .array(
                criteria.criteria.map {
                    .object([
                        "name": .string($0.name.rawValue), "title": .text($0.title), "is_met": .bool($0.isMet),
                        "reason": .text($0.reason),
                    ])
                }),
        ])
    }
}

extension CollegeCount {
    fileprivate var json: PublishedJSON {
        .object([
            "college": .string(college), "seats": .int(seats), "in_favour": .int(inFavour), "against": .int(against),
            "abstained": .int(abstained), "blank": .int(blank), "absent": .int(absent),
            "recused": .int(recused),
        ])
    }
}

extension WorstCase.Belief {
    fileprivate var json: PublishedJSON {
        .object(["before": .number(before), "after_at_most": .number(after)])
    }
}

extension Risk {
    fileprivate var json: PublishedJSON {
        .object([
            "id": .string(id), "title": .text(title), "severity": .int(severity.rawValue),
            "likelihood": .int(likelihood.rawValue),
            "measures": .array(
                measures.map { .object(["promise": .string($0.promise), "text": .text($0.text)]) }),
        ])
    }
}

extension ReleaseRecord {
    fileprivate var json: PublishedJSON {
        let margin: [String: PublishedJSON] =
            isNoised ? ["beta_micro": .int(betaMicro), "quantile": .number(quantile)] : [:]
        let counts: [String: PublishedJSON] = [
            "cell_count": .int(cellCount), "published_count": .int(publishedCount),
            "withheld_count": .int(withheldCount), "threshold": .int(threshold),
            "sources_per_unit": .int(sourcesPerUnit), "limit": .int(limit), "is_noised": .bool(isNoised),
            "measures": .array(accuracies.map(\.json)),
        ]
        return .object(counts.merging(margin) { kept, _ in kept })
    }
}

extension ReleaseRecord.Accuracy {
    fileprivate var json: PublishedJSON {
        .object([
            "name": .string(measure), "standard_deviation": .number(standardDeviation),
            "half_width_95": .int(halfWidth95), "quartiles": .array(quartiles.map(PublishedJSON.int)),
            "relative_half_widths": .array(relativeErrors.map { .optional($0, PublishedJSON.number) }),
            "published_total": .int(publishedTotal),
            "withheld_total": .optional(withheldTotal, PublishedJSON.int),
            "withheld_total_half_width_95": .optional(withheldTotalHalfWidth95, PublishedJSON.int),
        ])
    }
}
