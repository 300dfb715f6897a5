// SPDX-License-Identifier: Apache-2.0
//
// The tables that a query names and what its column names mean: one table of records, joined with public
// reference tables on their key. A reference table's rows are known, so a join becomes a list of keys: the
// holders' databases need no reference table.

/// A reference table in FROM.
struct JoinedReference {
    let table: ReferenceTable
    let alias: String
    /// The dataset's column that the key is compared with.
    let keyColumn: Column
    /// LEFT JOIN: records without a row in the table stay, in the `other` cell.
    let keepsUnmatched: Bool

    /// The keys of the rows that have one of these values in a column.
    func keys(where column: Column, isIn values: Set<String>) -> [String] {
        guard let index = table.columns.firstIndex(where: { $0.name == column.name }) else { return [] }
        return table.rows.filter { values.contains($0[index]) }.map { $0[keyIndex] }
    }

    /// Key and value of each row.
    func pairs(_ column: Column) -> [(key: String, value: String)] {
        guard let index = table.columns.firstIndex(where: { $0.name == column.name }) else { return [] }
        return table.rows.map { ($0[keyIndex], $0[index]) }
    }

    var allKeys: [String] { table.rows.map { $0[keyIndex] } }

    private var keyIndex: Int { table.columns.firstIndex { $0.name == table.keyColumn } ?? 0 }
}

/// What a column name in the query means.
enum ResolvedColumn {
    case record(Column)
    case reference(JoinedReference, Column)

    var column: Column {
        switch self {
        case .record(let column), .reference(_, let column): column
        }
    }
}

struct QueryScope {
    let dataset: Dataset
    let sql: SQLText
    /// What the query calls the table of records.
    private(set) var recordsAlias = ""
    private(set) var references: [JoinedReference] = []

    init(from clause: [SQLNode], dataset: Dataset, sql: SQLText) throws(StudyError) {
        self.dataset = dataset
        self.sql = sql
        let usage =
            "write `FROM \(dataset.table)`, and `JOIN table ON table.key = \(dataset.table).column` for each more"
        guard let first = clause.first else {
            throw StudyError(.fromClause, "the query reads no table", at: sql.span(at: 0), help: usage)
        }
        guard clause.count == 1 else {
            throw StudyError(
                .fromClause, "FROM lists \(clause.count) tables",
                at: sql.span(at: clause[1].location ?? sql.keyword("from")),
                help: usage)
        }
        try add(first)
    }

    /// A column by its name, alone or after its table's.
    func resolve(_ node: SQLNode) throws(StudyError) -> ResolvedColumn {
        let place = sql.span(at: node.location ?? 0)
        let words = node.words("fields")
        if words.last == "A_Star" {
            throw StudyError(
                .selectStar, "`*` would take every column of every record", at: place,
                help: "name what the table is grouped by, and aggregates such as `count(*) AS records`")
        }
        guard let name = words.last, words.count <= 2 else {
            throw StudyError(
                .unknownColumn, "`\(words.joined(separator: "."))` is not a column", at: place,
                help: "write `column` or `table.column`")
        }
        let qualifier = words.count == 2 ? words[0] : nil
        let found = candidates(name, qualifier)
        guard let first = found.first else { throw unknown(name, qualifier, place) }
        guard found.count == 1 else {
            throw StudyError(
                .ambiguousColumn, "`\(name)` is a column of several tables", at: place,
                help: "write the table before it, such as `\(alias(of: first)).\(name)`")
        }
        return first
    }

    private func alias(of column: ResolvedColumn) -> String {
        switch column {
        case .record: recordsAlias
        case .reference(let reference, _): reference.alias
        }
    }

    private func candidates(_ name: String, _ qualifier: String?) -> [ResolvedColumn] {
        var found: [ResolvedColumn] = []
        if qualifier == nil || qualifier == recordsAlias, let column = dataset.column(name) {
            found.append(.record(column))
        }
        for reference in references where qualifier == nil || qualifier == reference.alias {
            guard let column = reference.table.columns.first(where: { $0.name == name }) else { continue }
            found.append(.reference(reference, column))
        }
        return found
    }

    private func unknown(_ name: String, _ qualifier: String?, _ place: SourceSpan?) -> StudyError {
        let aliases = [recordsAlias] + references.map(\.alias)
        if let qualifier, !aliases.contains(qualifier) {
            return StudyError(
                .unknownTable, "the query has no table `\(qualifier)`", at: place,
                help: Suggestion.help(for: qualifier, among: aliases))
        }
        let known = dataset.columns.map(\.name) + references.flatMap { $0.table.columns.map(\.name) }
        return StudyError(
            .unknownColumn, "there is no column `\(name)` in dataset `\(dataset.id)`", at: place,
            help: Suggestion.help(for: name, among: known))
    }
}

// FROM and JOIN.
extension QueryScope {
    private mutating func add(_ node: SQLNode) throws(StudyError) {
        switch node.type {
        case "RangeVar":
            let (name, alias) = try tableName(node)
            guard name == dataset.table else {
                throw StudyError(
                    .unknownTable, "a study reads the records of its dataset, not table `\(name)`",
                    at: sql.span(at: node.location ?? 0), help: "write `FROM \(dataset.table)`")
            }
            recordsAlias = alias
        case "JoinExpr":
            try addJoin(node)
        case "RangeSubselect":
            throw StudyError(
                .subselect, "a query inside FROM is not read", at: sql.span(at: sql.keyword("select", from: 7)),
                help: "write `FROM \(dataset.table)` and put conditions in WHERE")
        default:
            throw StudyError(
                .fromClause, "FROM takes tables only", at: sql.span(at: node.location ?? sql.keyword("from")),
                help: "write `FROM \(dataset.table)`")
        }
    }

    private func tableName(_ node: SQLNode) throws(StudyError) -> (name: String, alias: String) {
        let place = sql.span(at: node.location ?? sql.keyword("from"))
        let name = node.string("relname") ?? ""
        if let schema = node.string("schemaname") {
            throw StudyError(
                .unknownTable, "table `\(schema).\(name)` is outside the catalogue", at: place,
                help: "write the table's name alone, such as `\(dataset.table)`")
        }
        let alias = node.fields["alias"]
        guard node.unknownField(besides: ["relname", "inh", "relpersistence", "alias"]) == nil, node.flag("inh"),
            alias == nil || alias?.object?.keys.sorted() == ["aliasname"]
        else {
            throw StudyError(
                .fromClause, "`\(name)` is named with more than an alias", at: place, help: "write `FROM \(name) AS t`")
        }
        return (name, alias?["aliasname"]?.string ?? name)
    }

    private mutating func addJoin(_ node: SQLNode) throws(StudyError) {
        let joinPlace = sql.span(at: sql.keyword("join"))
        let usage = "write `JOIN table ON table.key = \(dataset.table).column`, or LEFT JOIN to keep unmatched records"
        guard let left = node.node("larg"), let right = node.node("rarg") else {
            throw StudyError(.join, "this join can't be read", at: joinPlace, help: usage)
        }
        try add(left)
        guard right.type == "RangeVar" else {
            throw StudyError(
                right.type == "RangeSubselect" ? .subselect : .join, "only reference tables can be joined",
                at: right.location.flatMap { sql.span(at: $0) } ?? joinPlace, help: usage)
        }
        let (name, alias) = try tableName(right)
        let place = sql.span(at: right.location ?? 0)
        guard let table = dataset.referenceTables.first(where: { $0.name == name }) else {
            let known = dataset.referenceTables.map(\.name)
            throw StudyError(
                .unknownTable,
                "`\(name)` is no public reference table of dataset `\(dataset.id)`: records are never joined",
                at: place,
                help: known.isEmpty ? "leave the join out" : "join \(Suggestion.oneOf(known)), or leave the join out")
        }
        let type = node.string("jointype") ?? ""
        guard ["JOIN_INNER", "JOIN_LEFT"].contains(type),
            node.unknownField(besides: ["jointype", "larg", "rarg", "quals"]) == nil, let condition = node.node("quals")
        else { throw StudyError(.join, "`\(name)` is not joined on its key", at: place, help: usage) }
        guard !table.rows.isEmpty else {
            throw StudyError(
                .join, "reference table `\(name)` has no rows for territory `\(dataset.territory.id)`", at: place,
                help: "leave the join out, or give the rows with the territory")
        }
        guard alias != recordsAlias, !references.contains(where: { $0.alias == alias }) else {
            throw StudyError(
                .duplicate, "two tables are called `\(alias)`", at: place, help: "give one of them an alias of its own")
        }
        let key = try keyColumn(condition, table, alias)
        references.append(
            JoinedReference(table: table, alias: alias, keyColumn: key, keepsUnmatched: type == "JOIN_LEFT"))
    }

    /// The condition must be `table.key = records.column`, in either order, between columns of one kind.
    private func keyColumn(_ node: SQLNode, _ table: ReferenceTable, _ alias: String) throws(StudyError) -> Column {
        if let error = Refusal.qualified(node, sql) { throw error }
        let sides = [node.node("lexpr"), node.node("rexpr")].compactMap { $0 }
        let names = sides.map { $0.type == "ColumnRef" ? $0.words("fields") : [] }
        let records = names.first { $0.count == 2 && $0[0] == recordsAlias }
        if node.string("kind") == "AEXPR_OP", node.words("name") == ["="], names.contains([alias, table.keyColumn]),
            let name = records?[1], let column = dataset.column(name),
            let key = table.columns.first(where: { $0.name == table.keyColumn }),
            column.kind == key.kind, column.name != dataset.unit.column
        {
            return column
        }
        throw StudyError(
            .join, "`\(table.name)` is not joined on its key", at: sql.span(at: node.location ?? sql.keyword("on")),
            help: "write `ON \(alias).\(table.keyColumn) = \(recordsAlias).column` with a column of the same kind")
    }
}
