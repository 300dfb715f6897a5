// SPDX-License-Identifier: Apache-2.0
//
// The aggregates of a query: `count(*)`, `count(DISTINCT unit)` and `sum(column)` of an integer column that is
// never negative. Only sums of what each unit adds can be taken under secret sharing with a known bound.

struct MeasureReader {
    struct Item {
        let name: String
        let kind: Measure.Kind
        let place: Int
        let length: Int
    }

    let scope: QueryScope
    private var sql: SQLText { scope.sql }

    init(scope: QueryScope) {
        self.scope = scope
    }

    static func isAggregate(_ node: SQLNode) -> Bool {
        node.type == "FuncCall" && [["count"], ["sum"]].contains(node.words("funcname"))
    }

    func item(_ node: SQLNode, _ name: String) throws(StudyError) -> Item {
        let offset = Refusal.start(of: node)
        let length = sql.callLength(at: offset)
        try checkClauses(node, sql.span(at: offset, length: length))
        let isCount = node.words("funcname") == ["count"]
        let kind = try isCount ? count(node, sql.span(at: offset, length: length)) : sum(node)
        return Item(name: name, kind: kind, place: offset, length: length)
    }

    private func checkClauses(_ node: SQLNode, _ place: SourceSpan?) throws(StudyError) {
        let clauses = [
            ("over", "a window function gives a value for each record", "leave OVER out"),
            (
                "agg_filter", "FILTER would make a second question of an aggregate",
                "put the condition in WHERE, or group by it"
            ),
            ("agg_order", "ORDER BY has no meaning inside an aggregate here", "leave it out"),
            ("agg_within_group", "WITHIN GROUP needs an order of records", "leave it out"),
            ("func_variadic", "VARIADIC has no meaning here", "leave it out"),
        ]
        for (field, message, help) in clauses where node.fields[field] != nil {
            throw StudyError(.clause, message, at: place, help: help)
        }
        let known: Set = ["funcname", "args", "agg_star", "agg_distinct", "funcformat"]
        guard node.unknownField(besides: known) == nil else { throw Refusal.expression(node, sql) }
    }

    private func count(_ node: SQLNode, _ place: SourceSpan?) throws(StudyError) -> Measure.Kind {
        if node.flag("agg_star") { return .records }
        let unit = scope.dataset.unit.column
        let arguments = node.nodes("args")
        guard arguments.count == 1, arguments[0].type == "ColumnRef" else {
            if let argument = arguments.first { throw Refusal.expression(argument, sql) }
            throw StudyError(.aggregate, "count counts nothing", at: place, help: "write `count(*)`")
        }
        let resolved = try scope.resolve(arguments[0])
        guard node.flag("agg_distinct") else {
            throw StudyError(
                .aggregate, "`count(\(resolved.column.name))` counts records, as `count(*)` does", at: place,
                help: "write `count(*)`, or `count(DISTINCT \(unit))` for people")
        }
        guard case .record(let column) = resolved, column.name == unit else {
            throw StudyError(
                .countDistinct, "`\(resolved.column.name)` is not the unit of privacy", at: place,
                help: "write `count(DISTINCT \(unit))`")
        }
        return .distinctUnits
    }

    private func sum(_ node: SQLNode) throws(StudyError) -> Measure.Kind {
        let offset = Refusal.start(of: node)
        let place = sql.span(at: offset, length: sql.callLength(at: offset))
        let arguments = node.nodes("args")
        guard arguments.count == 1, arguments[0].type == "ColumnRef" else {
            throw Refusal.expression(arguments.first ?? node, sql)
        }
        let column = try scope.resolve(arguments[0])
        guard case .record(let amount) = column, case .integer(let range) = amount.kind,
            amount.name != scope.dataset.unit.column
        else {
            throw StudyError(
                .sumColumn, "`\(column.column.name)` is not an amount in whole numbers", at: place,
                help: "sum an integer column of the dataset, or write `count(*)`")
        }
        guard range.lowerBound >= 0 else {
            throw StudyError(
                .sumColumn, "`\(amount.name)` may be negative, so that one person's part has no bound", at: place,
                help: "sum a column that is never negative")
        }
        guard !node.flag("agg_distinct") else {
            throw StudyError(
                .sumColumn, "a sum of distinct values can't be added up across holders", at: place,
                help: "write `sum(\(amount.name))`")
        }
        return .sum(column: amount.name)
    }
}
