// SPDX-License-Identifier: Apache-2.0
//
// Writing the pushed-down statement: plain PostgreSQL 11 or later, nothing in it that can fail on a record.
// Long lists of codes are hash-joined (measured on two columns of 28 text codes: about a third of the time of
// a CASE chain, a half of a binary search); short ones are a CASE. A long CASE chain compares text by text.

struct StatementBuilder {
    /// Up to so many codes a CASE is as fast as a join.
    static let longestCase = 6
    /// The table of people who asked to be left out; it has the column of the unit of privacy.
    static let objectionsTable = "objections"
    /// The table of people who consented, where the dataset wants it; the same column.
    static let consentsTable = "consents"

    let dataset: Dataset
    let period: Period
    let axes: [GroupExpression]
    let measures: [Measure]
    /// Over the table `t`.
    let filter: String?
    let references: [JoinedReference]
    let cellsPerUnit: Int
    let key: Int64

    var statement: PushedDownStatement {
        PushedDownStatement(
            records: records, bounded: bounded, isPacked: isPacked, values: sumIndices.map { "v\($0)" },
            touched: touched)
    }

    private var records: String {
        var joins: [String] = []
        let positions = axes.enumerated().map { position($1, index: $0, joins: &joins) }
        let cell = cell(positions)
        let record =
            isPacked
            ? "(\(unit) << 32) | (\(cell))::int8 AS record" : "\(unit) AS unit, (\(cell))::int4 AS cell"
        let lines =
            [
                "SELECT \(record)\(sums)",
                "FROM \(SQLQuote.name(dataset.table)) AS t",
            ]
            + joins + ["WHERE " + conditions.joined(separator: "\n  AND ")]
        return lines.joined(separator: "\n")
    }

    private var bounded: String {
        if measures.allSatisfy({ $0.norm != nil }) { return scaled(records: unpacked) }
        let kept = CellChoice(key: key).statement(unit: "unit", cell: "cell")
        let columns = sumIndices.map { ", v\($0)" }.joined()
        let totals = sumIndices.map { ", sum(v\($0)) AS v\($0)" }.joined()
        return """
            SELECT cell, \(measures.enumerated().map(boundedMeasure).joined(separator: ", "))
            FROM (
              SELECT cell, n\(columns), row_number() OVER (PARTITION BY unit ORDER BY \(kept), cell) AS place
              FROM (SELECT unit, cell, count(*) AS n\(totals) FROM (
            \(unpacked)
              ) AS records GROUP BY unit, cell) AS contributions
            ) AS ranked
            WHERE place <= \(cellsPerUnit)
            GROUP BY cell
            ORDER BY cell
            """
    }

    private var unpacked: String {
        guard isPacked else { return records }
        let columns = sumIndices.map { ", v\($0)" }.joined()
        return """
            SELECT record >> 32 AS unit, (record & 4294967295)::int4 AS cell\(columns) FROM (
            \(records)
            ) AS packed
            """
    }

    private func boundedMeasure(_ index: Int, _ measure: Measure) -> String {
        let name = SQLQuote.name(measure.name)
        return switch measure.kind {
        case .distinctUnits: "count(*)::int8 AS \(name)"
        case .records: "sum(least(n, \(measure.bound)))::int8 AS \(name)"
        case .sum: "sum(least(v\(index), \(measure.bound)))::int8 AS \(name)"
        }
    }

    private var sumIndices: [Int] {
        measures.indices.filter { if case .sum = measures[$0].kind { true } else { false } }
    }

    /// Each amount is clamped at once: a record above the bound says no more than one at the bound.
    private var sums: String {
        sumIndices.map { index in
            guard case .sum(let column) = measures[index].kind else { return "" }
            return ", least(greatest(coalesce(t.\(column), 0), 0), \(measures[index].largestValue))::int8 AS v\(index)"
        }.joined()
    }

    /// The unit is an integer of 32 bits. One that isn't, against its declaration, would share a number with
    /// another unit and push its cells out, which is more than its own bound: `conditions` leave it out.
    private var isPacked: Bool {
        guard case .integer(let range) = dataset.column(dataset.unit.column)?.kind else { return false }
        return range.lowerBound >= Int32.min && range.upperBound <= Int32.max
    }

    private var unit: String {
        let column = "t.\(dataset.unit.column)"
        if case .integer = dataset.column(dataset.unit.column)?.kind { return "\(column)::int8" }
        return "hashtextextended(\(column), '\(key)'::int8)"
    }

    /// Row-major, the last axis fastest.
    private func cell(_ positions: [String]) -> String {
        guard var result = positions.first else { return "0" }
        for (axis, position) in zip(axes, positions).dropFirst() {
            result = "(\(result)) * \(axis.values.count + (axis.other == nil ? 0 : 1)) + \(position)"
        }
        return result
    }

    func position(_ axis: GroupExpression, index: Int, joins: inout [String]) -> String {
        guard case .lookup(let column, let entries, let other) = axis.position else {
            guard case .computed(let sql) = axis.position else { return "0" }
            return "(\(sql))"
        }
        if let other, entries.count <= StatementBuilder.longestCase {
            let branches = entries.map { "WHEN \(SQLQuote.text($0.code)) THEN \($0.position) " }.joined()
            return "(CASE t.\(column) \(branches)ELSE \(other) END)"
        }
        let rows = entries.map { "(\(SQLQuote.text($0.code)), \($0.position))" }.joined(separator: ", ")
        let kind = other == nil ? "JOIN" : "LEFT JOIN"
        joins.append("\(kind) (VALUES \(rows)) AS d\(index) (code, place) ON d\(index).code = t.\(column)")
        return other.map { "coalesce(d\(index).place, \($0))" } ?? "d\(index).place"
    }

    private var conditions: [String] {
        scope + ["NOT \(objected)"] + (dataset.needsConsent ? [consented] : [])
    }

    /// Of a record of `t`: its unit is on the list.
    var objected: String { listed(StatementBuilder.objectionsTable, as: "o") }
    var consented: String { listed(StatementBuilder.consentsTable, as: "c") }

    private func listed(_ table: String, as name: String) -> String {
        let unit = dataset.unit.column
        return "EXISTS (SELECT 1 FROM \(table) AS \(name) WHERE \(name).\(unit) = t.\(unit))"
    }

    /// Which records the study is about, before anyone is left out.
    var scope: [String] {
        let time = "t.\(dataset.timeColumn)"
        let type = dataset.column(dataset.timeColumn)?.kind == .date ? "DATE" : "TIMESTAMP"
        var result = ["\(time) >= \(type) '\(period.start)'", "\(time) < \(type) '\(period.end)'"]
        for reference in references where !reference.keepsUnmatched {
            let keys = reference.allKeys.map(SQLQuote.text).joined(separator: ", ")
            result.append("t.\(reference.keyColumn.name) IN (\(keys))")
        }
        if let filter { result.append("(\(filter))") }
        let unit = dataset.unit.column
        if isPacked, case .integer(let range)? = dataset.column(unit)?.kind {
            result.append("t.\(unit) BETWEEN \(range.lowerBound) AND \(range.upperBound)")
        } else {
            result.append("t.\(unit) IS NOT NULL")
        }
        return result
    }
}
