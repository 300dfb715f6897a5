// SPDX-License-Identifier: Apache-2.0
//
// Conditions: comparisons of declared columns with values that they may hold, joined by AND, OR and NOT. They
// are written anew for the pushed-down statement, with the table of records called `t`; nothing of the
// author's text is passed on. None can fail at run time: no cast, no arithmetic, no function but extract.
//
// A zone column means its cell, as GROUP BY shows it: a code that is no zone of the territory, and no code at
// all, is 'outside'. So `= 'outside'` takes both, `<> 'Z01'` takes both, two of them are in the same zone, and
// no such comparison is ever NULL. `IS NULL` asks about the record itself. All other columns compare as in
// PostgreSQL, where nothing equals NULL and nothing differs from it.

/// A checked condition or expression, as SQL over the table `t`.
struct CheckedSQL: Hashable {
    let sql: String
    /// Columns of the dataset that it reads, in the order of their first use.
    let columns: [String]
}

struct PredicateReader {
    let scope: QueryScope
    private var sql: SQLText { scope.sql }

    init(scope: QueryScope) {
        self.scope = scope
    }

    func predicate(_ node: SQLNode) throws(StudyError) -> CheckedSQL {
        switch node.type {
        case "BoolExpr": return try junction(node)
        case "A_Expr": return try comparison(node)
        case "NullTest": return try nullTest(node)
        case "BooleanTest": return try booleanTest(node)
        case "ColumnRef":
            let operand = try operand(node)
            guard case .booleans = operand.domain else { throw Refusal.expression(node, sql) }
            return CheckedSQL(sql: operand.sql, columns: operand.columns)
        default: throw Refusal.expression(node, sql)
        }
    }

    /// The left side of a comparison.
    func operand(_ node: SQLNode) throws(StudyError) -> Operand {
        switch node.type {
        case "ColumnRef": return try column(node)
        case "FuncCall": return Operand(try TimePart(node, scope))
        default: throw Refusal.expression(node, sql)
        }
    }

    /// An operand compared with literals, written as SQL.
    /// - Parameter negated: for `<>`, NOT IN.
    func membership(
        _ operand: Operand, _ literals: [(value: SQLLiteral, place: Int)], negated: Bool
    ) throws(StudyError) -> CheckedSQL {
        var written: [String] = []
        for literal in literals { written.append(try value(literal.value, literal.place, operand)) }
        if let set = operand.set {
            let wanted = Set(
                literals.map { $0.value }.compactMap { if case .text(let text) = $0 { text } else { nil } })
            return CheckedSQL(sql: set.sql(operand.sql, wanted: wanted, negated: negated), columns: operand.columns)
        }
        if written.count == 1 {
            return CheckedSQL(sql: "\(operand.sql) \(negated ? "<>" : "=") \(written[0])", columns: operand.columns)
        }
        let list = written.joined(separator: ", ")
        return CheckedSQL(sql: "\(operand.sql)\(negated ? " NOT" : "") IN (\(list))", columns: operand.columns)
    }

    private func column(_ node: SQLNode) throws(StudyError) -> Operand {
        let resolved = try scope.resolve(node)
        let place = sql.span(at: node.location ?? 0)
        let column = resolved.column
        if case .reference(let reference, _) = resolved {
            return try Operand(reference, column, place)
        }
        guard column.name != scope.dataset.unit.column else {
            throw StudyError(
                .unitColumn, "`\(column.name)` tells people apart: a study can't pick them", at: place,
                help: "leave the condition out; `count(DISTINCT \(column.name))` counts them")
        }
        guard let operand = Operand(column, scope.dataset.territory) else {
            throw StudyError(
                .expression, "`\(column.name)` has no declared values to compare with", at: place,
                help: "use a column with a list of values, zones, whole numbers or a time")
        }
        return operand
    }

    private func junction(_ node: SQLNode) throws(StudyError) -> CheckedSQL {
        var parts: [CheckedSQL] = []
        for argument in node.nodes("args") { parts.append(try predicate(argument)) }
        var columns: [String] = []
        for name in parts.flatMap(\.columns) where !columns.contains(name) { columns.append(name) }
        switch node.string("boolop") {
        case "AND_EXPR": return CheckedSQL(sql: join(parts, " AND "), columns: columns)
        case "OR_EXPR": return CheckedSQL(sql: join(parts, " OR "), columns: columns)
        case "NOT_EXPR" where parts.count == 1: return CheckedSQL(sql: "NOT (\(parts[0].sql))", columns: columns)
        default: throw Refusal.expression(node, sql)
        }
    }

    private func join(_ parts: [CheckedSQL], _ word: String) -> String {
        parts.map { "(\($0.sql))" }.joined(separator: word)
    }

    static let mirrored = ["=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="]

    private func comparison(_ node: SQLNode) throws(StudyError) -> CheckedSQL {
        guard let left = node.node("lexpr"), node.unknownField(besides: ["kind", "name", "lexpr", "rexpr"]) == nil,
            node.words("name").count == 1, let name = node.words("name").first
        else { throw Refusal.expression(node, sql) }
        switch node.string("kind") {
        case "AEXPR_OP":
            guard let right = node.node("rexpr"), PredicateReader.mirrored[name] != nil else {
                throw Refusal.expression(node, sql)
            }
            return try comparison(left, name, right)
        case "AEXPR_IN":
            guard let list = node.node("rexpr"), list.type == "List" else { throw Refusal.expression(node, sql) }
            return try membership(operand(left), literals(list), negated: name == "<>")
        case "AEXPR_BETWEEN", "AEXPR_NOT_BETWEEN":
            guard let list = node.node("rexpr"), list.type == "List" else { throw Refusal.expression(node, sql) }
            return try between(operand(left), literals(list), negated: name == "NOT BETWEEN", node)
        default: throw Refusal.expression(node, sql)
        }
    }

    private func comparison(_ left: SQLNode, _ name: String, _ right: SQLNode) throws(StudyError) -> CheckedSQL {
        if let value = SQLLiteral(right, sql) {
            return try comparison(try operand(left), name, value, place: Refusal.start(of: right))
        }
        if let value = SQLLiteral(left, sql) {
            let mirrored = PredicateReader.mirrored[name] ?? name
            return try comparison(try operand(right), mirrored, value, place: Refusal.start(of: left))
        }
        return try columnComparison(operand(left), name, operand(right), at: right)
    }

    private func comparison(
        _ operand: Operand, _ name: String, _ literal: SQLLiteral, place: Int
    ) throws(StudyError) -> CheckedSQL {
        if ["=", "<>"].contains(name) {
            return try membership(operand, [(literal, place)], negated: name == "<>")
        }
        let value = try value(literal, place, operand)
        guard operand.isOrdered else { throw unordered(operand, place) }
        return CheckedSQL(sql: "\(operand.sql) \(name) \(value)", columns: operand.columns)
    }

    /// Two columns of the records with the same declared values, such as `origin_zone <> destination_zone`.
    private func columnComparison(
        _ left: Operand, _ name: String, _ right: Operand, at node: SQLNode
    ) throws(StudyError) -> CheckedSQL {
        guard let kind = left.kind, kind == right.kind, ["=", "<>"].contains(name) || left.isOrdered else {
            throw StudyError(
                .operatorName, "these two can't be compared with `\(name)`", at: sql.span(at: Refusal.start(of: node)),
                help: "compare a column with a value, or with a column of the same kind")
        }
        let columns = left.columns == right.columns ? left.columns : left.columns + right.columns
        if let set = left.set, let same = set.sameCell(left.sql, right.sql) {
            return CheckedSQL(sql: name == "<>" ? "NOT (\(same))" : same, columns: columns)
        }
        return CheckedSQL(sql: "\(left.sql) \(name) \(right.sql)", columns: columns)
    }

    private func between(
        _ operand: Operand, _ bounds: [(value: SQLLiteral, place: Int)], negated: Bool, _ node: SQLNode
    ) throws(StudyError) -> CheckedSQL {
        guard bounds.count == 2 else { throw Refusal.expression(node, sql) }
        guard operand.isOrdered else { throw unordered(operand, bounds[0].place) }
        let low = try value(bounds[0].value, bounds[0].place, operand)
        let high = try value(bounds[1].value, bounds[1].place, operand)
        return CheckedSQL(
            sql: "\(operand.sql)\(negated ? " NOT" : "") BETWEEN \(low) AND \(high)", columns: operand.columns)
    }

    private func literals(_ list: SQLNode) throws(StudyError) -> [(value: SQLLiteral, place: Int)] {
        var result: [(value: SQLLiteral, place: Int)] = []
        for item in list.nodes("items") {
            guard let literal = SQLLiteral(item, sql) else { throw Refusal.expression(item, sql) }
            result.append((literal, Refusal.start(of: item)))
        }
        return result
    }

    private func value(_ literal: SQLLiteral, _ place: Int, _ operand: Operand) throws(StudyError) -> String {
        guard literal != .null else {
            throw StudyError(
                .literal, "nothing equals NULL", at: sql.span(at: place), help: "write `IS NULL` or `IS NOT NULL`")
        }
        switch operand.domain.sql(literal) {
        case .success where operand.isMoment:
            throw StudyError(
                .timeExpression, "`\(operand.name)` is compared with a moment, which would narrow the period unseen",
                at: sql.span(at: place),
                help: "write the days below `period`, and hours as `extract(hour from \(operand.name))`")
        case .success(let text): return text
        case .failure(let help):
            throw StudyError(
                .literal, "`\(literal.written)` is not a value of `\(operand.name)`", at: sql.span(at: place),
                help: help.text)
        }
    }

    private func unordered(_ operand: Operand, _ place: Int) -> StudyError {
        StudyError(
            .operatorName, "the values of `\(operand.name)` have no order", at: sql.span(at: place),
            help: "use =, <> or IN")
    }

    private func nullTest(_ node: SQLNode) throws(StudyError) -> CheckedSQL {
        guard let argument = node.node("arg"), argument.type == "ColumnRef", node.fields["argisrow"] == nil else {
            throw Refusal.expression(node.node("arg") ?? node, sql)
        }
        let operand = try operand(argument)
        let isNull = node.string("nulltesttype") == "IS_NULL"
        if operand.isReference {
            throw StudyError(
                .operatorName, "a reference table has a value in every row",
                at: sql.span(at: Refusal.start(of: argument)),
                help: "use JOIN instead of LEFT JOIN to leave unmatched records out")
        }
        return CheckedSQL(sql: "\(operand.sql) IS \(isNull ? "" : "NOT ")NULL", columns: operand.columns)
    }

    private func booleanTest(_ node: SQLNode) throws(StudyError) -> CheckedSQL {
        let words = [
            "IS_TRUE": "IS TRUE", "IS_NOT_TRUE": "IS NOT TRUE", "IS_FALSE": "IS FALSE", "IS_NOT_FALSE": "IS NOT FALSE",
        ]
        guard let argument = node.node("arg"), argument.type == "ColumnRef",
            let test = words[node.string("booltesttype") ?? ""]
        else { throw Refusal.expression(node.node("arg") ?? node, sql) }
        let operand = try operand(argument)
        guard case .booleans = operand.domain else { throw Refusal.expression(argument, sql) }
        return CheckedSQL(sql: "\(operand.sql) \(test)", columns: operand.columns)
    }
}
