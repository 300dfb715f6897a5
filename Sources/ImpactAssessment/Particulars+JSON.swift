// SPDX-License-Identifier: Apache-2.0
//
// Forecast, audit, energy and representation as JSON: whole numbers with the unit in the key, the
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
            "advice": .array(advice.map { .object(["change": $0.change.json, "expectation": $0.expectation.json]) }),
        ])
    }
}

extension StudyChange {
    /// One member, named after the change.
    fileprivate var json: JSONValue {
        switch self {
        case .zones(let count): .object(["zones": .int(Int64(count))])
        case .without(let axis): .object(["without": .string(axis)])
        case .epsilonMicro(let micro): .object(["epsilon_micro": .int(micro)])
        case .cellsPerUnit(let count): .object(["cells_per_unit": .int(Int64(count))])
        case .norm(let norm): .object(["norm": .int(norm)])
        case .onlyUnits: .object(["only_units": .bool(true)])
        }
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

extension AuditBound {
    var json: JSONValue {
        .object([
            "epsilon_lower_micro": .int(epsilonLowerMicro), "runs": .int(Int64(runs)),
            "confidence_per_million": .int(Int64((min(max(confidencePercent, 0), 100) * 10_000 + 1e-6).rounded(.down))),
        ])
    }
}

extension EnergyUse {
    var json: JSONValue {
        .object([
            "cpu_milliseconds": .int(EnergyUse.whole(cpuSeconds * 1000)),
            "milliwatts_per_core": .int(EnergyUse.whole(wattsPerCore * 1000)),
            "milliwatt_hours": .int(EnergyUse.whole(wattHours * 1000)), "measured": measured.json,
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
