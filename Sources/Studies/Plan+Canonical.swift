// SPDX-License-Identifier: Apache-2.0
//
// The one byte form of a study and of a plan (canonical JSON), and the plan hash that a mandate carries. A
// study's canonical text is itself a study file: `Study(yaml:file:)` reads it back.

extension Study {
    /// The keys of the YAML form.
    package var json: JSONValue {
        var members: [String: JSONValue] = [
            "id": .string(id), "title": title.json,
            "requester": .object([
                "id": .string(requester.id), "name": .string(requester.name), "kind": .string(requester.kind.rawValue),
            ]),
            "purpose": .string(purpose), "question": question.json, "benefit": benefit.json,
            "dataset": .string(dataset), "sources": .array(sources.map(JSONValue.string)),
            "period": .object(["from": .string(period.start.description), "to": .string(period.end.description)]),
            "query": .string(query), "privacy": privacy.json,
            "formats": .array(formats.map { .string($0.rawValue) }), "retention_days": .int(Int64(retentionDays)),
        ]
        if let comparison { members["comparison"] = comparison.json }
        return .object(members)
    }

    package var canonicalBytes: [UInt8] { json.canonicalBytes }
}

extension Study.Privacy {
    fileprivate var json: JSONValue {
        var fields: [String: JSONValue] = [
            "epsilon": .string(MicroDecimal.text(epsilonMicro)), "delta_exponent": .int(Int64(deltaExponent)),
        ]
        if norms.isEmpty {
            fields["cells_per_unit"] = .int(Int64(cellsPerUnit))
            fields["per_cell"] = .object(perCell.mapValues(JSONValue.int))
        } else {
            fields["norm"] = .object(norms.mapValues(JSONValue.int))
        }
        return .object(fields)
    }
}

extension Localized {
    package var json: JSONValue { .object(["fr": .string(fr), "en": .string(en)]) }
}

extension Plan {
    package var json: JSONValue {
        .object([
            "study": study.json, "dataset_version": .string(datasetVersion), "dataset_hash": .string(datasetHash),
            "unit": .object(["kind": .string(unit.kind.rawValue), "column": .string(unit.column)]),
            "sources_per_unit": .int(Int64(sourcesPerUnit)), "dimensions": .array(dimensions.map(\.json)),
            "measures": .array(measures.map(\.json)), "filter": filter.map(JSONValue.string) ?? .null,
            "rho_micro": .int(rhoMicro), "tasks": .array(tasks.map(\.json)),
            "columns_read": .array(columnsRead.map(JSONValue.string)),
            "statement": .object(["records": .string(statement.records), "bounded": .string(statement.bounded)]),
        ])
    }

    package var canonicalBytes: [UInt8] { json.canonicalBytes }

    /// Lowercase hex SHA-256 of the canonical bytes.
    package var hash: String { ContentHash.hex(of: canonicalBytes) }
}

extension Dimension {
    fileprivate var json: JSONValue {
        .object([
            "name": .string(name), "kind": .string(kind.rawValue), "column": .string(column),
            "values": .array(values.map(\.json)), "other": other?.json ?? .null,
        ])
    }
}

extension DomainValue {
    fileprivate var json: JSONValue { .object(["code": .string(code), "label": label.json]) }
}

extension Measure {
    fileprivate var json: JSONValue {
        let (kind, column): (JSONValue, JSONValue) =
            switch self.kind {
            case .distinctUnits: ("distinct-units", .null)
            case .records: ("records", .null)
            case .sum(let column): ("sum", .string(column))
            }
        var fields: [String: JSONValue] = [
            "name": .string(name), "kind": kind, "column": column, "bound": .int(bound),
        ]
        if let norm {
            fields["norm"] = .object(["bound": .int(norm.bound), "fraction_bits": .int(Int64(norm.fractionBits))])
        }
        return .object(fields)
    }
}

extension PlannedTask {
    fileprivate var json: JSONValue {
        .object([
            "index": .int(Int64(index)), "measure": .string(measure), "length": .int(Int64(length)),
            "sensitivity_squared": .int(sensitivitySquared), "rho_micro": .int(rhoMicro),
        ])
    }
}
