// SPDX-License-Identifier: Apache-2.0
//
// Parts of local civil time: `extract(hour|isodow|month from column)`. PostgreSQL's date_part is used in the
// statement, which gives a float8 and is cheaper than extract's numeric; it gives NULL for infinite times.

struct TimePart {
    enum Field: String, CaseIterable {
        case hour
        case isodow
        case month

        var range: ClosedRange<Int64> {
            switch self {
            case .hour: 0...23
            case .isodow: 1...7
            case .month: 1...12
            }
        }
    }

    let field: Field
    let column: Column
    /// A float8, NULL only for NULL and infinite times.
    var sql: String { "date_part('\(field.rawValue)', t.\(column.name))" }

    /// - Throws: what another function is refused with, or why this field or column can't be taken.
    init(_ node: SQLNode, _ scope: QueryScope) throws(StudyError) {
        let sql = scope.sql
        guard node.words("funcname") == ["pg_catalog", "extract"], node.string("funcformat") == "COERCE_SQL_SYNTAX",
            node.unknownField(besides: ["funcname", "args", "funcformat"]) == nil
        else { throw Refusal.expression(node, sql) }
        let arguments = node.nodes("args")
        let offset = Refusal.start(of: node)
        let place = sql.span(at: offset, length: sql.callLength(at: offset))
        guard arguments.count == 2, case .text(let name)? = SQLLiteral(arguments[0], sql) else {
            throw Refusal.expression(node, sql)
        }
        guard let field = Field(rawValue: name.lowercased()) else {
            throw StudyError(
                .timeExpression, "`extract(\(name) ...)` is not part of the study language", at: place,
                help: "extract `hour` (0 to 23), `isodow` (1 is Monday) or `month` (1 to 12)")
        }
        guard arguments[1].type == "ColumnRef" else { throw Refusal.expression(arguments[1], sql) }
        let column = try scope.resolve(arguments[1]).column
        guard column.kind == .timestamp || (column.kind == .date && field != .hour) else {
            throw StudyError(
                .timeExpression, "`\(column.name)` has no \(field.rawValue)", at: place,
                help: "extract it from a time, such as `\(scope.dataset.timeColumn)`")
        }
        self.field = field
        self.column = column
    }
}
