// SPDX-License-Identifier: Apache-2.0
//
// The statements of a quality report, over the dataset's own names: one pass that counts, one for months, one for
// rows that are equal, one for each list of people.

import Studies

struct QualityStatements {
    let dataset: Dataset
    private var table: String { "\(SQLQuote.name(dataset.table)) AS t" }
    private var unit: String { "t.\(dataset.unit.column)" }
    private var time: String { "t.\(dataset.timeColumn)" }

    init(dataset: Dataset) {
        self.dataset = dataset
    }

    var counts: String {
        let columns = dataset.columns.enumerated().map { index, column in
            """
            count(*) FILTER (WHERE t.\(column.name) IS NULL) AS missing_\(index),
              count(*) FILTER (WHERE \(undeclared(column))) AS undeclared_\(index)
            """
        }
        return """
            SELECT count(*) AS rows, count(DISTINCT \(unit)) AS units,
              to_char(min(\(time)), 'YYYY-MM') AS first_month, to_char(max(\(time)), 'YYYY-MM') AS last_month,
              count(*) FILTER (WHERE \(inPeriod)) AS in_period,
              \(columns.joined(separator: ",\n  "))
            FROM \(table)
            """
    }

    var months: String {
        "SELECT DISTINCT to_char(\(time), 'YYYY-MM') AS month FROM \(table) WHERE \(inPeriod)"
    }

    var duplicates: String {
        let columns = dataset.columns.map { "t.\($0.name)" }.joined(separator: ", ")
        return """
            SELECT (SELECT count(*) FROM \(table)) - count(*) AS duplicates
            FROM (SELECT DISTINCT \(columns) FROM \(table)) AS d
            """
    }

    func list(_ name: String) -> String {
        let column = dataset.unit.column
        return """
            SELECT count(*) AS rows, count(*) FILTER (WHERE l.\(column) IS NULL) AS missing,
              (SELECT count(*) FROM (SELECT DISTINCT \(column) AS unit FROM \(name)) AS d
                WHERE EXISTS (SELECT 1 FROM \(table) WHERE \(unit) = d.unit)) AS known
            FROM \(name) AS l
            """
    }

    /// `YYYY-MM`, in order.
    var monthsOfPeriod: [String] {
        var months: [String] = []
        var day = dataset.recordPeriod.start
        while day < dataset.recordPeriod.end {
            let month = String(day.description.prefix(7))
            if months.last != month { months.append(month) }
            day = day + 1
        }
        return months
    }

    private var inPeriod: String {
        let period = dataset.recordPeriod
        return "\(time) >= DATE '\(period.start)' AND \(time) < DATE '\(period.end)'"
    }

    /// Of a row: the column has a value, and none that the dataset declares.
    private func undeclared(_ column: Column) -> String {
        let name = "t.\(column.name)"
        switch column.kind {
        case .enumeration(let values): return "\(name) NOT IN (\(QualityStatements.list(values.map(\.code))))"
        case .zone:
            let codes = dataset.territory.zones.map(\.code) + [Territory.outsideCode]
            return "\(name) NOT IN (\(QualityStatements.list(codes)))"
        case .integer(let range):
            return "\(name) NOT BETWEEN \(SQLQuote.integer(range.lowerBound)) AND \(SQLQuote.integer(range.upperBound))"
        case .date, .timestamp: return column.name == dataset.timeColumn ? "NOT (\(inPeriod))" : "FALSE"
        case .boolean, .identifier: return "FALSE"
        }
    }

    private static func list(_ codes: [String]) -> String { codes.map(SQLQuote.text).joined(separator: ", ") }
}
