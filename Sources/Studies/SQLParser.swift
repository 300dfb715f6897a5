// SPDX-License-Identifier: Apache-2.0
//
// One SELECT statement, parsed by PostgreSQL's own grammar (libpg_query 15), or a sentence that says where it
// stops being one. What the statement may say is SelectReader's and ExpressionReader's.

import CPgQuery
import Glibc

enum SQLParser {
    /// Deeper trees than this are refused: nobody writes them by hand.
    private static let maximumDepth = 300

    /// The SelectStmt node of a text that is exactly one SELECT.
    static func select(_ sql: SQLText) throws(StudyError) -> SQLNode {
        if let index = sql.bytes.firstIndex(where: { $0 < 0x20 && ![0x09, 0x0A, 0x0D].contains($0) }) {
            throw StudyError(
                .sqlSyntax, "the query has a control character", at: sql.span(at: index, length: 1),
                help: "write the query as plain text")
        }
        if let index = sql.text.unicodeScalars.firstIndex(where: {
            HiddenCharacter.isHidden($0) && !HiddenCharacter.isLayout($0)
        }) {
            let offset = sql.text.utf8.distance(from: sql.text.startIndex, to: index)
            throw .hidden(sql.text.unicodeScalars[index], in: "the query", at: sql.span(at: offset, length: 1))
        }
        guard sql.bytes.count <= Study.maximumQueryBytes else {
            throw StudyError(
                .tooLarge, "the query has \(sql.bytes.count) bytes", at: sql.span(at: 0),
                help: "write a query of at most \(Study.maximumQueryBytes) bytes")
        }
        let statements = try parse(sql)
        guard let first = statements.first else {
            throw StudyError(
                .sqlSyntax, "the query is empty", at: sql.span(at: 0),
                help: "write `SELECT ... FROM ... GROUP BY ...`")
        }
        if statements.count > 1 {
            let start = sql.skipSpace(Int(statements[1]["stmt_location"]?.int ?? 0))
            throw StudyError(
                .severalStatements, "the query has \(statements.count) statements", at: sql.span(at: start),
                help: "write one SELECT; another question is another study")
        }
        guard let node = SQLNode(first["stmt"]), node.type == "SelectStmt" else {
            throw StudyError(
                .notSelect, "a study only reads: `\(sql.token(at: sql.skipSpace(0)))` is not SELECT",
                at: sql.span(at: sql.skipSpace(0)), help: "write `SELECT ... FROM ... GROUP BY ...`")
        }
        return node
    }

    private static func parse(_ sql: SQLText) throws(StudyError) -> [JSONValue] {
        let result = pg_query_parse(sql.text)
        defer { pg_query_free_parse_result(result) }
        if let error = result.error {
            throw syntaxError(String(cString: error.pointee.message), character: Int(error.pointee.cursorpos), sql)
        }
        let json = UnsafeRawBufferPointer(start: result.parse_tree, count: result.parse_tree.map { strlen($0) } ?? 0)
        do {
            return try JSONValue(parsing: json, maximumDepth: maximumDepth)["stmts"]?.array ?? []
        } catch {
            throw StudyError(
                .tooLarge, "the query is nested too deeply to be read", at: sql.span(at: 0),
                help: "write fewer conditions inside one another")
        }
    }

    /// - Parameter character: PostgreSQL's cursor position, in characters from 1; 0 when unknown.
    private static func syntaxError(_ message: String, character: Int, _ sql: SQLText) -> StudyError {
        let prefix = String(String.UnicodeScalarView(sql.text.unicodeScalars.prefix(max(0, character - 1))))
        let found = message.split(separator: "\"", maxSplits: 1).count > 1
        let sentence =
            message.hasPrefix("syntax error at end")
            ? "the query ends too early"
            : found ? "the query stops being SQL here" : "the query is not SQL (\(message))"
        return StudyError(
            .sqlSyntax, sentence, at: sql.span(at: prefix.utf8.count),
            help: "check the commas, quotes and parentheses before this place")
    }
}
