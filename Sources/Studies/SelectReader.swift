// SPDX-License-Identifier: Apache-2.0
//
// The SELECT statement of a study: which clauses it may have, what its list selects, and that GROUP BY names
// exactly the axes that are selected. Everything has a name, and no name means two things.

struct SelectReader {
    /// An axis with its name in the query.
    struct Axis {
        let name: String
        let group: GroupExpression
        let place: Int
    }

    let sql: SQLText
    let scope: QueryScope
    let axes: [Axis]
    let measures: [MeasureReader.Item]
    let filter: CheckedSQL?

    init(_ select: SQLNode, dataset: Dataset, period: Period, sql: SQLText) throws(StudyError) {
        try SelectReader.checkClauses(select, sql)
        self.sql = sql
        let scope = try QueryScope(from: select.nodes("fromClause"), dataset: dataset, sql: sql)
        self.scope = scope
        let grouped = select.nodes("groupClause")
        let reader = GroupReader(scope: scope, period: period)
        var axes: [Axis] = []
        var measures: [MeasureReader.Item] = []
        var names: [String] = []
        for target in select.nodes("targetList") {
            guard let value = target.node("val") else { throw Refusal.expression(target, sql) }
            let isAggregate = MeasureReader.isAggregate(value)
            let group =
                isAggregate
                ? nil : try reader.group(value, isGrouped: SelectReader.names(value, target.string("name"), grouped))
            let name = try SelectReader.name(target, value, scope)
            guard !names.contains(name) else {
                throw StudyError(
                    .duplicate, "two results are named `\(name)`", at: sql.span(at: Refusal.start(of: value)),
                    help: "give one of them another name with AS")
            }
            names.append(name)
            if let group {
                axes.append(Axis(name: name, group: group, place: Refusal.start(of: value)))
            } else {
                measures.append(try MeasureReader(scope: scope).item(value, name))
            }
        }
        self.axes = axes
        self.measures = measures
        filter = try select.node("whereClause").map { node throws(StudyError) in
            try PredicateReader(scope: scope).predicate(node)
        }
        try checkGroups(grouped, reader)
    }

    private static let clauses: [(field: String, keyword: String, message: String, help: String)] = [
        ("withClause", "with", "a study has no WITH", "write one SELECT over the dataset's table"),
        ("valuesLists", "values", "VALUES reads no records", "write `SELECT ... FROM ...`"),
        ("intoClause", "into", "a study writes nothing", "leave INTO out"),
        (
            "distinctClause", "distinct", "SELECT DISTINCT shows values of records",
            "leave DISTINCT out and use GROUP BY"
        ),
        ("windowClause", "window", "a window gives a value for each record", "leave WINDOW out"),
        (
            "havingClause", "having", "HAVING would choose cells by their exact counts",
            "leave it out: small cells are withheld after noise"
        ),
        (
            "sortClause", "order", "ORDER BY would tell exact ranks", "leave it out: the released table can be sorted"
        ),
        ("limitCount", "limit", "LIMIT would choose cells by their exact counts", "leave it out: every cell is known"),
        ("limitOffset", "offset", "OFFSET would choose cells by their exact counts", "leave it out"),
        ("lockingClause", "for", "a study locks nothing", "leave FOR UPDATE out"),
        ("groupDistinct", "distinct", "GROUP BY DISTINCT belongs to grouping sets", "list plain groups only"),
    ]

    private static func checkClauses(_ select: SQLNode, _ sql: SQLText) throws(StudyError) {
        if let operation = select.string("op"), operation != "SETOP_NONE" {
            let word = operation == "SETOP_UNION" ? "union" : operation == "SETOP_EXCEPT" ? "except" : "intersect"
            throw StudyError(
                .clause, "\(word.uppercased()) puts several queries together", at: sql.span(at: sql.keyword(word)),
                help: "write one SELECT; another question is another study")
        }
        for clause in clauses where select.fields[clause.field] != nil {
            var (place, message) = (sql.keyword(clause.keyword), clause.message)
            // The tree has one field for LIMIT and for the standard's FETCH FIRST.
            if clause.field == "limitCount", sql.token(at: place).lowercased() != clause.keyword {
                (place, message) = (sql.keyword("fetch"), message.replacing("LIMIT", with: "FETCH FIRST"))
            }
            throw StudyError(.clause, message, at: sql.span(at: place), help: clause.help)
        }
        let known: Set = ["targetList", "fromClause", "whereClause", "groupClause", "limitOption", "op"]
        if let field = select.unknownField(besides: known) {
            throw StudyError(
                .clause, "the query has a part that is not read (`\(field)`)", at: sql.span(at: sql.skipSpace(0)),
                help: "write `SELECT ... FROM ... WHERE ... GROUP BY ...`")
        }
    }

    /// GROUP BY holds the expression or the name: only to tell its author the right sentence.
    private static func names(_ value: SQLNode, _ alias: String?, _ grouped: [SQLNode]) -> Bool {
        let own = value.words("fields").last
        return grouped.contains { node in
            guard let name = node.words("fields").last else { return false }
            return name == own || name == alias
        }
    }

    private static func name(_ target: SQLNode, _ value: SQLNode, _ scope: QueryScope) throws(StudyError) -> String {
        let place = scope.sql.span(at: Refusal.start(of: value))
        let own = value.type == "ColumnRef" ? value.words("fields").last : nil
        guard let name = target.string("name") ?? own else {
            throw StudyError(
                .unnamed, "this result has no name", at: place, help: "write `AS name` after it")
        }
        guard Identifier.isName(name), !["cell", "unit"].contains(name) else {
            throw StudyError(
                .name, "`\(name)` can't be the name of a result", at: place,
                help: "write lowercase letters, digits and underscores after AS, neither `cell` nor `unit`")
        }
        guard name == own || scope.dataset.column(name) == nil else {
            throw StudyError(
                .name, "`\(name)` is the name of a column already", at: place, help: "write another name after AS")
        }
        return name
    }

    /// Each axis stands in GROUP BY, by name, number or as it is selected, and GROUP BY has nothing else.
    private func checkGroups(_ grouped: [SQLNode], _ reader: GroupReader) throws(StudyError) {
        var named: Set<String> = []
        for node in grouped {
            let axis = try axis(node, reader)
            guard named.insert(axis.name).inserted else {
                throw StudyError(
                    .duplicate, "`\(axis.name)` stands twice in GROUP BY", at: sql.span(at: Refusal.start(of: node)),
                    help: "name it once")
            }
        }
        if let missing = axes.first(where: { !named.contains($0.name) }) {
            throw StudyError(
                .ungrouped, "`\(missing.name)` is selected but not grouped by", at: sql.span(at: missing.place),
                help: "add `\(missing.name)` to GROUP BY, or leave it out")
        }
    }

    private func axis(_ node: SQLNode, _ reader: GroupReader) throws(StudyError) -> Axis {
        let place = sql.span(at: Refusal.start(of: node))
        if node.type == "GroupingSet" {
            throw StudyError(
                .groupBy, "grouping sets make several tables of one query", at: place,
                help: "list plain groups after GROUP BY; totals can be taken from the released table")
        }
        if let literal = SQLLiteral(node, sql) {
            guard case .integer(let number) = literal, let axis = axis(number: number) else {
                throw StudyError(
                    .groupBy, "`\(literal.written)` is not the place of a selected group", at: place,
                    help: "write the names of the groups")
            }
            return axis
        }
        let words = node.words("fields")
        if node.type == "ColumnRef", words.count == 1, let axis = axes.first(where: { $0.name == words[0] }) {
            return axis
        }
        if node.type == "ColumnRef", words.count == 1, measures.contains(where: { $0.name == words[0] }) {
            throw StudyError(
                .groupBy, "`\(words[0])` is an aggregate: it can't be grouped by", at: place,
                help: "leave it out of GROUP BY")
        }
        let group = try reader.group(node, isGrouped: true)
        guard let axis = axes.first(where: { $0.group.position == group.position }) else {
            throw StudyError(
                .groupBy, "a group is not selected, so that its rows couldn't be told apart", at: place,
                help: "select it too, or leave it out of GROUP BY")
        }
        return axis
    }

    /// Axes come in the order of the list, but measures may stand between them: the number counts both.
    private func axis(number: Int64) -> Axis? {
        let places = (axes.map { ($0.place, $0 as Axis?) } + measures.map { ($0.place, nil) }).sorted { $0.0 < $1.0 }
        guard number >= 1, number <= Int64(places.count) else { return nil }
        return places[Int(number) - 1].1
    }
}
