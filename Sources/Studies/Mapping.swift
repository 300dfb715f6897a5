// SPDX-License-Identifier: Apache-2.0
//
// A holder's own table read as a dataset: which of its columns, or which expressions that cannot fail, are the
// dataset's, and where the people stand who objected or consented. It becomes views with the dataset's names, so
// that the statement of a plan stays the same everywhere. Only Mapping+YAML.swift makes one; the types of the
// holder's columns, which only its database knows, are the views' maker's to give.

/// One column of the dataset, and what it is read from.
package struct MappedColumn: Hashable, Sendable {
    package let column: Column
    /// SQL over the holder's table, checked by MappedExpression; nil for an optional column that it doesn't have.
    package let source: String?
    /// The holder's own codes, as text, and the dataset's for them; empty when they are the same.
    package let values: [String: String]
    /// The dataset's code for all others; nil for none.
    package let otherwise: String?
    /// What a moment's day and hour are read in, such as `Europe/Paris`.
    package let timeZone: String?
    /// What an amount is multiplied by before it is rounded, as decimal digits: 1000 for metres from kilometres.
    package let factor: String?
}

/// The people who objected, or who consented.
package struct MappedList: Hashable, Sendable {
    package let table: MappedTable
    /// The unit of privacy, as SQL over that table.
    package let unit: MappedColumn
    /// Which rows of the table count; nil for all.
    package let filter: String?
}

/// A table's name as PostgreSQL lists it, with its schema or without.
package struct MappedTable: Hashable, Sendable, CustomStringConvertible {
    package let parts: [String]

    package init(parts: [String]) {
        self.parts = parts
    }

    package var sql: String { parts.map(SQLQuote.name).joined(separator: ".") }
    package var description: String { parts.joined(separator: ".") }
}

package struct Mapping: Hashable, Sendable {
    package let dataset: Dataset
    package let table: MappedTable
    /// One for each column of the dataset, in its order.
    package let columns: [MappedColumn]
    /// Which rows of the table are records of the dataset; nil for all.
    package let filter: String?
    package let objections: MappedList
    /// There is one exactly when the dataset wants consent.
    package let consents: MappedList?
    /// The text it was read from.
    package let text: String

    init(
        dataset: Dataset, table: MappedTable, columns: [MappedColumn], filter: String?, objections: MappedList,
        consents: MappedList?, text: String
    ) {
        self.dataset = dataset
        self.table = table
        self.columns = columns
        self.filter = filter
        self.objections = objections
        self.consents = consents
        self.text = text
    }

    /// The schema that holds the views of a dataset, and nothing else: a plan's statement run with this as its only
    /// path can't meet another table of the same name.
    package static func schema(of dataset: Dataset) -> String {
        "regie_" + dataset.id.replacing("-", with: "_")
    }

    /// Asks for no row, to learn of what type an expression is.
    package func probe(_ column: MappedColumn, of table: MappedTable) -> String? {
        column.source.map { "SELECT (\($0)\n) AS value FROM \(table.sql) AS source LIMIT 0" }
    }

    /// - Parameters:
    ///   - types: PostgreSQL's names of the sources' types, by column of the dataset.
    ///   - resolved: the table with its schema, where the file doesn't say it.
    /// - Throws: when a type can't become the column's without failing.
    package func recordsView(types: [String: String], from resolved: MappedTable? = nil) throws(StudyError) -> String {
        var selected: [String] = []
        for column in columns {
            selected.append(
                "\(try column.sql(type: types[column.column.name])) AS \(SQLQuote.name(column.column.name))")
        }
        return Mapping.select(selected.joined(separator: ",\n  "), from: resolved ?? table, where: filter)
    }

    /// - Parameter type: PostgreSQL's name of the unit's type in the list.
    package func listView(
        _ list: MappedList, type: String, from resolved: MappedTable? = nil
    ) throws(StudyError) -> String {
        let unit = "\(try list.unit.sql(type: type)) AS \(SQLQuote.name(dataset.unit.column))"
        return Mapping.select(unit, from: resolved ?? list.table, where: list.filter)
    }

    private static func select(_ columns: String, from table: MappedTable, where filter: String?) -> String {
        let condition = filter.map { "\nWHERE (\($0)\n)" } ?? ""
        return "SELECT\n  \(columns)\nFROM \(table.sql) AS source\(condition)"
    }
}

extension StudyError.Code {
    /// A mapping that can't be applied, or could fail on a record.
    package static let mapping = Self("mapping")
}
