// SPDX-License-Identifier: Apache-2.0
//
// What stands where an expression of the language was expected: each kind of PostgreSQL expression that the
// language leaves out is refused by its name, with what to write instead.

enum Refusal {
    private static let aggregates: Set = [
        "avg", "min", "max", "stddev", "stddev_pop", "stddev_samp", "variance", "var_pop", "var_samp", "array_agg",
        "string_agg", "json_agg", "jsonb_agg", "json_object_agg", "jsonb_object_agg", "xmlagg", "bool_and", "bool_or",
        "every", "bit_and", "bit_or", "bit_xor", "corr", "covar_pop", "covar_samp", "regr_slope", "regr_intercept",
        "percentile_cont", "percentile_disc", "mode", "rank", "dense_rank", "any_value", "range_agg",
    ]
    private static let volatile: Set = [
        "random", "now", "clock_timestamp", "statement_timestamp", "transaction_timestamp", "timeofday", "nextval",
        "currval", "setval", "pg_sleep", "gen_random_uuid", "txid_current", "setseed", "pg_backend_pid", "version",
        "current_setting", "set_config", "pg_read_file", "pg_ls_dir", "lo_import", "dblink", "inet_client_addr",
    ]
    static let byName = "give the table its values with a column, CASE, extract(...) or date_trunc(...)"

    /// - Parameter node: any expression that the caller does not take.
    static func expression(_ node: SQLNode, _ sql: SQLText) -> StudyError {
        let place = sql.span(at: start(of: node))
        switch node.type {
        case "FuncCall": return function(node, sql)
        case "A_Expr": return operation(node, sql)
        case "SubLink", "SelectStmt":
            return StudyError(
                .subselect, "a query inside the query is not read", at: place,
                help: "put a condition on columns of the dataset, or join a public reference table")
        case "TypeCast":
            return StudyError(
                .cast, "a cast can fail on a value that nobody expected", at: place,
                help: "compare the column as it is declared, without `::` or CAST")
        case "ParamRef":
            return StudyError(
                .parameter, "a study has no parameters", at: place, help: "write the value itself, such as `'bus'`")
        case "SQLValueFunction":
            return StudyError(
                .volatileFunction, "`\(sql.token(at: start(of: node)))` changes from one run to the next", at: place,
                help: "write the day itself, such as `'2026-03-02'`")
        case "ColumnRef":
            return StudyError(
                .expression, "a column can't stand here", at: place, help: "compare it with a value")
        case "A_Const":
            return StudyError(
                .expression, "a value alone says nothing here", at: place,
                help: "compare a column with it, or leave it out")
        case "GroupingFunc":
            return StudyError(.groupBy, "GROUPING belongs to grouping sets", at: place, help: "list plain groups only")
        case "CaseExpr":
            return StudyError(
                .caseExpression, "CASE can't stand inside another expression", at: place,
                help: "select it by itself with a name, and group by that name")
        default:
            return StudyError(
                .expression, "this expression is not part of the study language", at: place, help: byName)
        }
    }

    private static func function(_ node: SQLNode, _ sql: SQLText) -> StudyError {
        let offset = start(of: node)
        let place = sql.span(at: offset, length: sql.callLength(at: offset))
        let words = node.words("funcname")
        let name = words.last ?? ""
        if node.fields["over"] != nil {
            return StudyError(
                .clause, "a window function gives a value for each record", at: place,
                help: "leave OVER out: the released table can be ranked by whoever reads it")
        }
        if volatile.contains(name) {
            return StudyError(
                .volatileFunction, "`\(name)` does not give the same value everywhere and every time", at: place,
                help: "leave it out: each holder must compute the same cells")
        }
        if ["count", "sum"].contains(name) {
            return StudyError(
                .aggregate, "`\(name)` can't stand inside another expression or condition", at: place,
                help: "select it by itself with a name")
        }
        if name == "date_part" {
            return StudyError(
                .timeExpression, "`date_part` is written `extract` here", at: place,
                help: "write `extract(hour from column)`")
        }
        if aggregates.contains(name) {
            let help =
                name == "avg"
                ? "select `sum(column)` and `count(*)`: their quotient can be taken from the released table"
                : "use `count(*)`, `count(DISTINCT unit)` or `sum(column)`"
            return StudyError(
                .aggregate, "`\(name)` can't be added up across holders or shows single records", at: place, help: help)
        }
        return StudyError(
            .unknownFunction, "function `\(words.joined(separator: "."))` is not part of the study language", at: place,
            help: "use count, sum, extract or date_trunc, and CASE for everything else")
    }

    private static func operation(_ node: SQLNode, _ sql: SQLText) -> StudyError {
        let place = sql.span(at: start(of: node))
        let name = node.words("name").last ?? ""
        if ["+", "-", "*", "/", "%", "^", "||", "|/", "!"].contains(name) {
            let help =
                name == "/" || name == "%"
                ? "select both numbers: their quotient can be taken from the released table"
                : "compare the column itself with a value, or sort its values with CASE"
            return StudyError(
                .arithmetic, "`\(name)` can fail or leave the declared values of the column", at: place, help: help)
        }
        return qualified(node, sql)
            ?? StudyError(
                .operatorName, "`\(written(node, name))` is not part of the study language here", at: place,
                help: "use =, <>, <, <=, >, >=, IN, BETWEEN, IS NULL, AND, OR, NOT")
    }

    /// A comparison named with its schema, which is how an operator of another schema would come in.
    static func qualified(_ node: SQLNode, _ sql: SQLText) -> StudyError? {
        guard node.string("kind") == "AEXPR_OP", node.words("name").count > 1, let name = node.words("name").last,
            PredicateReader.mirrored[name] != nil
        else { return nil }
        let offset = start(of: node)
        return StudyError(
            .qualifiedOperator, "an operator is written without its schema",
            at: sql.span(at: offset, length: sql.callLength(at: offset)), help: "write `\(name)` alone")
    }

    private static func written(_ node: SQLNode, _ name: String) -> String {
        switch node.string("kind") {
        case "AEXPR_LIKE": "LIKE"
        case "AEXPR_ILIKE": "ILIKE"
        case "AEXPR_SIMILAR": "SIMILAR TO"
        case "AEXPR_OP_ANY": "ANY"
        case "AEXPR_OP_ALL": "ALL"
        case "AEXPR_DISTINCT", "AEXPR_NOT_DISTINCT": "IS DISTINCT FROM"
        case "AEXPR_NULLIF": "NULLIF"
        case "AEXPR_BETWEEN_SYM", "AEXPR_NOT_BETWEEN_SYM": "BETWEEN SYMMETRIC"
        default: name
        }
    }

    /// A node's own place, or that of its first part that has one.
    static func start(of node: SQLNode) -> Int {
        if let location = node.location { return location }
        for field in ["arg", "expr", "lexpr", "rexpr", "testexpr"] {
            if let part = node.node(field) { return start(of: part) }
        }
        return node.nodes("args").first.map { start(of: $0) } ?? 0
    }
}
