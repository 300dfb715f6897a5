// SPDX-License-Identifier: Apache-2.0
//
// What a mapping may compute from a holder's columns: only what cannot fail on any record, since a failure would
// send zeros in place of an answer. Constants, columns, CASE, comparisons, coalesce, nullif, greatest, least, text
// functions and casts to text pass; arithmetic, other casts, sub-selects and all other functions are refused with
// their place. Parsed by PostgreSQL's own grammar; its text is kept as written.

struct MappedExpression {
    private let sql: SQLText
    private static let opening = "SELECT "
    private static let functions: Set = ["lower", "upper", "btrim", "ltrim", "rtrim", "length", "left", "right"]
    private static let comparisons: Set = ["=", "<>", "<", "<=", ">", ">="]
    private static let testedKinds: Set = [
        "AEXPR_IN", "AEXPR_BETWEEN", "AEXPR_NOT_BETWEEN", "AEXPR_DISTINCT", "AEXPR_NOT_DISTINCT", "AEXPR_NULLIF",
    ]
    private static let nodes: Set = [
        "ColumnRef", "A_Const", "BoolExpr", "NullTest", "BooleanTest", "CaseExpr", "CaseWhen", "CoalesceExpr",
        "MinMaxExpr", "List", "String",
    ]

    /// The text if it is one expression that cannot fail.
    /// - Parameter place: where it stands in the file, if it stands there character by character.
    static func checked(_ text: String, at place: StudyPlaces.Place?, in source: SourceText) throws(StudyError)
        -> String
    {
        var places = StudyPlaces(source: source)
        if let place {
            places.query = .init(line: place.line, column: place.column - opening.count)
        }
        let sql = SQLText(opening + text, file: source.file, places: places)
        let select = try SQLParser.select(sql)
        let reader = MappedExpression(sql: sql)
        let targets = select.nodes("targetList")
        guard select.unknownField(besides: ["targetList", "limitOption", "op"]) == nil, targets.count == 1,
            let target = targets.first, target.string("name") == nil, let value = target.node("val")
        else { throw reader.refusal("more than one expression", at: opening.utf8.count) }
        try reader.check(value)
        return text
    }

    private func check(_ node: SQLNode) throws(StudyError) {
        switch node.type {
        case "A_Expr": try checkOperator(node)
        case "TypeCast": try checkCast(node)
        case "FuncCall": try checkCall(node)
        case "ColumnRef":
            guard node.nodes("fields").allSatisfy({ $0.type == "String" }) else {
                throw refusal("`*`", at: node.location)
            }
        case _ where Self.nodes.contains(node.type): break
        default: throw refusal("`\(sql.token(at: node.location ?? 0))`", at: node.location)
        }
        for child in children(of: node) { try check(child) }
    }

    /// Every expression below; names and types are no expressions.
    private func children(of node: SQLNode) -> [SQLNode] {
        guard !["ColumnRef", "A_Const", "String"].contains(node.type) else { return [] }
        let names: Set = ["name", "funcname", "typeName"]
        return node.fields.filter { !names.contains($0.key) }.sorted { $0.key < $1.key }.flatMap { _, value in
            SQLNode(value).map { [$0] } ?? (value.array ?? []).compactMap { SQLNode($0) }
        }
    }

    private func checkOperator(_ node: SQLNode) throws(StudyError) {
        let kind = node.string("kind") ?? ""
        let name = node.words("name")
        if Self.testedKinds.contains(kind) { return }
        guard kind == "AEXPR_OP", name.count == 1, node.node("lexpr") != nil else {
            throw refusal("`\(name.joined(separator: "."))`", at: node.location)
        }
        if Self.comparisons.contains(name[0]) { return }
        let sides = [node.node("lexpr"), node.node("rexpr")].compactMap { $0 }
        guard name[0] == "||", sides.count == 2, sides.allSatisfy({ isText($0) }) else {
            throw refusal("`\(name[0])`, but between two texts,", at: node.location)
        }
    }

    /// Surely of type text: two of other types may be joined in ways that fail.
    private func isText(_ node: SQLNode) -> Bool {
        switch node.type {
        case "A_Const": node.fields["sval"] != nil
        case "TypeCast": true
        case "FuncCall": node.words("funcname").last != "length"
        case "A_Expr": node.words("name") == ["||"]
        default: false
        }
    }

    private func checkCast(_ node: SQLNode) throws(StudyError) {
        let type = node.fields["typeName"]
        let name = SQLNode(type?["names"]?.array?.last)?.string("sval") ?? "?"
        // A constant that is no day is refused when the view is made, before any record is read.
        let isConstant = node.node("arg").map { $0.type == "A_Const" && $0.fields["sval"] != nil } ?? false
        let isPlain = type?["arrayBounds"] == nil && type?["typmods"] == nil
        guard isPlain, name == "text" || (isConstant && ["date", "timestamp", "bool"].contains(name)) else {
            throw refusal("a cast to `\(name)`", at: node.location ?? Refusal.start(of: node))
        }
    }

    private func checkCall(_ node: SQLNode) throws(StudyError) {
        let name = node.words("funcname")
        guard let last = name.last, name.count == 1 || name == ["pg_catalog", last], Self.functions.contains(last),
            node.unknownField(besides: ["funcname", "args", "funcformat"]) == nil
        else { throw refusal("`\(name.joined(separator: "."))`", at: node.location) }
    }

    private func refusal(_ what: String, at offset: Int?) -> StudyError {
        StudyError(
            .mapping, "\(what) in a mapping could fail on a record, or is no part of it",
            at: sql.span(at: max(Self.opening.utf8.count, offset ?? 0)),
            help: "write a column, or CASE, a comparison, coalesce, a text function or a cast to text over columns")
    }
}
