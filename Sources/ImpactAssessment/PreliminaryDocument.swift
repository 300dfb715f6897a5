// SPDX-License-Identifier: Apache-2.0
//
// The preliminary assessment as canonical JSON, `regie-preliminary-assessment/1`, and its SHA-256: what a
// ballot votes on. Whole numbers only, with the unit in the key, so that the file is its own byte form and
// `sha256sum` of it is the hash. Its JSON Schema is docs/schemas/preliminary-assessment-1.schema.json.

import Studies

extension Assessment {
    package static let preliminarySchema = "regie-preliminary-assessment/1"

    /// The file that holds the same facts as the page.
    package var documentName: String { release == nil ? "preliminary.json" : "assessment.json" }

    /// The bytes of `preliminary.json`.
    package var preliminaryBytes: [UInt8] { preliminaryDocument.canonicalBytes }

    /// Lowercase hex SHA-256 of those bytes.
    package var preliminaryHash: String { ContentHash.hex(of: preliminaryBytes) }

    /// Decision and release are no part of it, so that it is the same before and after them.
    package var preliminaryDocument: JSONValue {
        .object([
            "schema": .string(Assessment.preliminarySchema),
            "is_fictitious": .bool(isFictitious),
            "plan": plan.json,
            "plan_hash": .string(plan.hash),
            "source": sourceLabel.json,
            "criteria": .array(
                NineCriteria(plan, dataset: dataset, isNoised: isNoised).criteria.map { criterion in
                    .object([
                        "name": .string(criterion.name.rawValue), "is_met": .bool(criterion.isMet),
                        "reason": criterion.reason.json,
                    ])
                }),
            "risks": .array(preliminaryRisks.map(\.json)),
            "is_noised": .bool(isNoised),
            "worst_case": isNoised ? worstCase.json : .null,
            "budget": budget.json,
            "nodes": nodes.json,
            "forecast": particulars.forecast?.json ?? .null,
            "small_communities": smallCommunities.map { .array($0.map(JSONValue.string)) } ?? .null,
            "sensitive_zones": particulars.sensitiveZones.map { zones in
                .array(zones.map { .object(["code": .string($0.code), "reason": $0.reason.json]) })
            } ?? .null,
            "officer_opinion": particulars.opinion?.json ?? .null,
        ])
    }

    /// Levels as they are foreseen, without a release.
    private var preliminaryRisks: [Risk] {
        Risk.all(
            RiskFacts(
                unit: plan.unit.kind, epsilon: worstCase.epsilon, sameAdministrator: nodes.sameAdministrator,
                isNoised: isNoised, hasRelease: false))
    }

    /// Names of zones with few residents; nil without a reference population.
    package var smallCommunities: [String]? {
        particulars.population.map { population in
            dataset.territory.zones.filter { zone in
                (population.counts[zone.code] ?? 0) < population.smallBelow
            }.map(\.name)
        }
    }
}

extension Risk {
    fileprivate var json: JSONValue {
        .object([
            "id": .string(id), "severity": .int(Int64(severity.rawValue)),
            "likelihood": .int(Int64(likelihood.rawValue)), "title": title.json,
            "measures": .array(
                measures.map { measure in
                    .object([
                        "promise": .string(measure.promise), "text": measure.text.json,
                        "tests": .array((PromiseTests.names[measure.promise] ?? []).map(JSONValue.string)),
                    ])
                }),
        ])
    }
}

extension WorstCase {
    /// Beliefs in hundred-thousandths, rounded up: a bound stays one.
    fileprivate var json: JSONValue {
        func belief(_ belief: Belief) -> JSONValue {
            func whole(_ share: Double) -> JSONValue { .int(Int64((share * 100_000 - 1e-6).rounded(.up))) }
            return .object(["before_per_100000": whole(belief.before), "after_at_most_per_100000": whole(belief.after)])
        }
        return .object([
            "participation": .array(participation.map(belief)), "behaviour": belief(behaviour),
            "all_studies": belief(allStudies), "whole_budget": belief(wholeBudget),
        ])
    }
}

extension BudgetRecord {
    fileprivate var json: JSONValue {
        .object([
            "rho_spent_micro": .int(rhoSpentMicro), "rho_spent_over_all_micro": .int(rhoSpentOverAllMicro),
            "rho_left_micro": .int(rhoLeftMicro), "rho_total_micro": .int(rhoTotalMicro),
            "epsilon_micro": .int(epsilonMicro), "delta_exponent": .int(Int64(deltaExponent)),
            "record_period_start": .string(recordPeriod.start.description),
            "record_period_end_excluded": .string(recordPeriod.end.description),
        ])
    }
}

extension NodeRecord {
    fileprivate var json: JSONValue {
        .object([
            "holders": .array(holders.map { .object(["id": .string($0.id), "title": $0.title.json]) }),
            "aggregators": .array(
                aggregators.map {
                    .object([
                        "name": .string($0.name), "role": .string($0.role.rawValue), "college": .string($0.college),
                        "administrator": .string($0.administrator),
                    ])
                }),
            "same_administrator": .bool(sameAdministrator),
        ])
    }
}
