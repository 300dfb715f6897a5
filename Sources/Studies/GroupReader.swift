// SPDX-License-Identifier: Apache-2.0
//
// Reading what a query groups by. An axis must have a list of values that is known before any record is read:
// a column with declared values, CASE with literal branches, or a part of a time.

struct GroupReader {
    let scope: QueryScope
    let period: Period
    private var sql: SQLText { scope.sql }

    init(scope: QueryScope, period: Period) {
        self.scope = scope
        self.period = period
    }

    /// - Parameter isGrouped: the query names the expression in GROUP BY, which decides what a column without
    ///   declared values is told.
    func group(_ node: SQLNode, isGrouped: Bool) throws(StudyError) -> GroupExpression {
        switch node.type {
        case "ColumnRef": return try column(node, isGrouped: isGrouped)
        case "CaseExpr": return try bands(node)
        case "FuncCall" where node.words("funcname") == ["date_trunc"]:
            return try TimeAxis.truncation(node, scope, period)
        case "FuncCall":
            return TimeAxis.parts(try TimePart(node, scope), scope, period)
        default: throw Refusal.expression(node, sql)
        }
    }

    private func column(_ node: SQLNode, isGrouped: Bool) throws(StudyError) -> GroupExpression {
        let resolved = try scope.resolve(node)
        let column = resolved.column
        let place = sql.span(at: node.location ?? 0)
        if case .record = resolved, column.name == scope.dataset.unit.column {
            throw StudyError(
                .unitColumn, "`\(column.name)` would make a row for each \(scope.dataset.unit.kind.rawValue)",
                at: place,
                help: "leave it out; `count(DISTINCT \(column.name)) AS people` counts them")
        }
        let group: GroupExpression?
        switch resolved {
        case .record: group = GroupExpression(column, scope.dataset.territory)
        case .reference(let reference, _): group = GroupExpression(reference, column, scope.dataset.territory)
        }
        guard let group else { throw withoutDomain(column, isGrouped, place) }
        return group
    }

    private func withoutDomain(_ column: Column, _ isGrouped: Bool, _ place: SourceSpan?) -> StudyError {
        let help =
            switch column.kind {
            case .timestamp: "write `extract(hour from \(column.name)) AS hour`, or date_trunc, or CASE"
            case .date: "write `extract(isodow from \(column.name)) AS weekday`, or date_trunc, or CASE"
            case .integer: "sort it into bands: `CASE WHEN \(column.name) < 5000 THEN 'short' ELSE 'long' END AS band`"
            default: "leave it out, or use a column with a list of values"
            }
        guard isGrouped else {
            return StudyError(.rawColumn, "`\(column.name)` would show single records", at: place, help: help)
        }
        return StudyError(
            .unboundedGroup, "`\(column.name)` has no list of values known beforehand to group by", at: place,
            help: help)
    }

    /// CASE with literal branches; without ELSE the rest goes to the `other` cell.
    private func bands(_ node: SQLNode) throws(StudyError) -> GroupExpression {
        let reader = PredicateReader(scope: scope)
        guard node.unknownField(besides: ["arg", "args", "defresult"]) == nil else {
            throw Refusal.expression(node, sql)
        }
        let argument = try node.node("arg").map { node throws(StudyError) in try reader.operand(node) }
        var values: [DomainValue] = []
        var columns: [String] = []
        var branches: [String] = []
        for branch in node.nodes("args") {
            guard let when = branch.node("expr"), let result = branch.node("result") else {
                throw Refusal.expression(node, sql)
            }
            let condition = try self.condition(when, argument, reader)
            for name in condition.columns where !columns.contains(name) { columns.append(name) }
            branches.append("WHEN \(condition.sql) THEN \(try index(of: result, in: &values))")
        }
        var other: DomainValue?
        var fallback = String(values.count)
        if let result = node.node("defresult"), SQLLiteral(result, sql) != .null {
            fallback = String(try index(of: result, in: &values))
        } else {
            other = GroupExpression.undeclared(besides: values)
        }
        return GroupExpression(
            kind: .band, column: columns.first ?? scope.dataset.timeColumn, columns: columns, values: values,
            other: other,
            position: .computed("CASE \(branches.joined(separator: " ")) ELSE \(fallback) END"))
    }

    private func condition(
        _ when: SQLNode, _ argument: Operand?, _ reader: PredicateReader
    ) throws(StudyError) -> CheckedSQL {
        guard let argument else { return try reader.predicate(when) }
        guard let literal = SQLLiteral(when, sql) else { throw Refusal.expression(when, sql) }
        return try reader.membership(argument, [(literal, Refusal.start(of: when))], negated: false)
    }

    private func index(of result: SQLNode, in values: inout [DomainValue]) throws(StudyError) -> Int {
        if case .text(let text)? = SQLLiteral(result, sql),
            let hidden = text.unicodeScalars.first(where: HiddenCharacter.isHidden)
        {
            throw .hidden(hidden, in: "a branch of CASE", at: sql.span(at: Refusal.start(of: result)))
        }
        guard case .text(let text)? = SQLLiteral(result, sql), result.type == "A_Const",
            Identifier.isLine(text, atMost: 60)
        else {
            throw StudyError(
                .caseExpression, "a branch of CASE gives something else than a fixed name",
                at: sql.span(at: Refusal.start(of: result)),
                help: "write a name of at most 60 characters between quotes, such as `'morning'`")
        }
        if let known = values.firstIndex(where: { $0.code == text }) { return known }
        values.append(DomainValue(code: text, label: Localized(text)))
        return values.count - 1
    }
}
