// SPDX-License-Identifier: Apache-2.0
//
// Forecast, opinion, audit, energy and representation as JSON: whole numbers with the unit in the key, the
// same in the preliminary and in the measured document.

import Foundation
import Studies

extension ForecastRecord {
    var json: JSONValue {
        .object([
            "units": .int(units), "threshold": .int(Int64(threshold)), "beta_micro": .int(betaMicro),
            "limit": .int(limit), "expectation": expectation.json,
            "units_for_half": unitsForHalf.map(JSONValue.int) ?? .null,
            "noise": .array(
                noise.map { .object(["measure": .string($0.measure), "half_width_95": .int($0.halfWidth95)]) }),
            "coarser_questions": .array(
                coarser.map { .object(["without": .string($0.without), "expectation": $0.expectation.json]) }),
        ])
    }
}

extension ForecastRecord.Expectation {
    fileprivate var json: JSONValue {
        .object([
            "cell_count": .int(Int64(cellCount)), "published_cells": .int(Int64(publishedCells)),
            "median_error_permille": medianErrorPermille.map { .int(Int64($0)) } ?? .null,
        ])
    }
}

extension OfficerOpinion {
    /// With its signature, base64.
    var json: JSONValue {
        .object([
            "officer": .string(officer), "day": .string(day.description), "position": .string(position.rawValue),
            "text": text.json, "signature": .string(Data(signature).base64EncodedString()),
        ])
    }
}

extension AuditBound {
    var json: JSONValue {
        .object([
            "epsilon_lower_micro": .int(epsilonLowerMicro), "runs": .int(Int64(runs)),
            "confidence_percent": .int(Int64(confidencePercent)),
        ])
    }
}

extension EnergyUse {
    var json: JSONValue {
        .object([
            "cpu_milliseconds": .int(EnergyUse.whole(cpuSeconds * 1000)),
            "milliwatts_per_core": .int(EnergyUse.whole(wattsPerCore * 1000)),
            "milliwatt_hours": .int(EnergyUse.whole(wattHours * 1000)),
        ])
    }

    private static func whole(_ value: Double) -> Int64 {
        value.isFinite ? Int64(min(max(value, 0), 1e15).rounded()) : 0
    }
}

extension Representation {
    var json: JSONValue {
        .object([
            "axis": .string(axis), "population": population.json,
            "zones": .array(
                zones.map {
                    .object([
                        "code": .string($0.code), "name": .string($0.name), "verdict": .string($0.verdict.rawValue),
                        "counted_permille": .int(Int64($0.countedPermille)),
                        "residents_permille": .int(Int64($0.residentsPermille)),
                    ])
                }),
            "absent_zones": .array(absent.map(JSONValue.string)),
        ])
    }
}
