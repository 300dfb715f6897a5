// SPDX-License-Identifier: Apache-2.0
//
// How good a holder's records are as a dataset: counts of rows, units, duplicates, values that are missing or that
// the dataset doesn't declare, the months covered, and the people that the lists leave out. Never a value of a record
// but the months between which they lie. For the holder's own eyes: nothing of it is sent.

import PostgreSQL
import Studies

package struct QualityReport: Sendable {
    package struct ColumnQuality: Sendable {
        package let column: Column
        package let missing: Int
        /// Neither missing nor declared: counted in no cell, in the cell of all others, or at the bound.
        package let undeclared: Int
    }

    package struct ListQuality: Sendable {
        /// `objections` or `consents`.
        package let name: String
        package let rows: Int
        package let missing: Int
        /// Units on the list that have records.
        package let known: Int
    }

    package let dataset: Dataset
    package let rows: Int
    package let units: Int
    /// Rows that are equal to another one in every column.
    package let duplicates: Int
    /// `YYYY-MM`; nil without a row.
    package let firstMonth: String?
    package let lastMonth: String?
    /// Rows whose time lies in the dataset's record period.
    package let inPeriod: Int
    /// Months of the record period without a row.
    package let emptyMonths: [String]
    package let columns: [ColumnQuality]
    package let lists: [ListQuality]

    /// Over the tables that the connection's path finds.
    static func make(of dataset: Dataset, on connection: Connection) async throws -> QualityReport {
        let statements = QualityStatements(dataset: dataset)
        let row = try await connection.execute(statements.counts).only()
        let months = Set(try await connection.execute(statements.months).map { try $0.text("month") })
        var lists: [ListQuality] = []
        for name in ["objections"] + (dataset.needsConsent ? ["consents"] : []) {
            let row = try await connection.execute(statements.list(name)).only()
            lists.append(
                ListQuality(
                    name: name, rows: try row.int("rows"), missing: try row.int("missing"),
                    known: try row.int("known")))
        }
        return QualityReport(
            dataset: dataset, rows: try row.int("rows"), units: try row.int("units"),
            duplicates: try await connection.execute(statements.duplicates).only().int("duplicates"),
            firstMonth: try row.optionalText("first_month"), lastMonth: try row.optionalText("last_month"),
            inPeriod: try row.int("in_period"), emptyMonths: statements.monthsOfPeriod.filter { !months.contains($0) },
            columns: try dataset.columns.enumerated().map { index, column in
                ColumnQuality(
                    column: column, missing: try row.int("missing_\(index)"),
                    undeclared: try row.int("undeclared_\(index)"))
            }, lists: lists)
    }

    /// What deserves a look before a study is answered, each in one sentence; empty when all is as declared.
    package var warnings: [String] {
        var warnings: [String] = []
        if rows == 0 { warnings.append("there is no row: the holder would answer zeros") }
        if rows > 0, inPeriod == 0 { warnings.append("no row lies in the record period \(dataset.recordPeriod.text)") }
        if rows > 0, !emptyMonths.isEmpty {
            warnings.append("no row lies in \(emptyMonths.joined(separator: ", "))")
        }
        if duplicates > 0 { warnings.append("\(duplicates) rows are equal to another one, and count each") }
        for quality in columns {
            let name = quality.column.name
            if quality.missing > 0, !quality.column.optional {
                warnings.append(
                    "`\(name)` is missing in \(quality.missing) rows"
                        + (name == dataset.unit.column ? ", which no study counts" : " and is declared as required"))
            }
            if quality.undeclared > 0 {
                warnings.append("`\(name)` has in \(quality.undeclared) rows \(QualityReport.outside(quality.column))")
            }
        }
        for list in lists where list.missing > 0 {
            warnings.append("the list `\(list.name)` names nobody in \(list.missing) rows")
        }
        for list in lists where list.rows > list.missing && list.known == 0 {
            warnings.append(
                "nobody on the list `\(list.name)` has a record: look whether it names units as the records do")
        }
        return warnings
    }

    private static func outside(_ column: Column) -> String {
        switch column.kind {
        case .enumeration: "a value that the dataset doesn't list, counted as \"other\" or not at all"
        case .zone: "a code that is no zone, counted as outside the territory"
        case .integer(let range): "a number outside \(range.lowerBound) to \(range.upperBound)"
        case .boolean, .date, .timestamp, .identifier: "a time outside the record period, which no study counts"
        }
    }
}

extension Period {
    /// Both ends included.
    var text: String { "\(start) to \(end + -1)" }
}
