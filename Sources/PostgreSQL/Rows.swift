// SPDX-License-Identifier: Apache-2.0
//
// The rows of one statement, kept in libpq's own memory and decoded when asked for, by column name. A null or a
// value of another type than asked is an error that names the column, never the value.

import CPostgreSQL

/// How the server sends values. Text suits most; binary spares the decoding of `bytea` and numbers.
package enum ResultFormat: Int32, Sendable {
    case text = 0
    case binary = 1
}

/// A result of libpq, freed with its last reference. Reading one is thread-safe as nothing changes it any more
/// (libpq documentation, "Behavior in Threaded Programs").
final class ResultHandle: @unchecked Sendable {
    let pointer: OpaquePointer?

    init(_ pointer: OpaquePointer?) { self.pointer = pointer }

    deinit { PQclear(pointer) }
}

package struct Rows: Sendable, RandomAccessCollection {
    let result: ResultHandle
    /// Position of each column; -1 when two columns share the name.
    private let positions: [String: Int32]
    package let columns: [String]
    package let endIndex: Int
    /// How many rows the statement inserted, changed, deleted, copied or returned.
    package let affected: Int

    init(_ result: ResultHandle) {
        self.result = result
        columns = (0..<PQnfields(result.pointer)).map { String(cString: PQfname(result.pointer, $0)) }
        positions = Dictionary(zip(columns, Int32(0)...)) { _, _ in -1 }
        endIndex = Int(PQntuples(result.pointer))
        affected = Int(String(cString: PQcmdTuples(result.pointer))) ?? 0
    }

    package var startIndex: Int { 0 }

    package subscript(index: Int) -> Row {
        Row(rows: self, index: Int32(index))
    }

    /// The one row; none or several is an error.
    package func only() throws -> Row {
        guard count == 1 else {
            throw DatabaseError(.rowCount, "one row was expected, there are \(count)", help: "narrow the statement")
        }
        return self[0]
    }

    func position(of column: String) throws -> Int32 {
        guard let position = positions[column] else {
            let known = columns.map { "`\($0)`" }.joined(separator: ", ")
            throw DatabaseError(.column, "the result has no column `\(column)`", help: "it has \(known)")
        }
        guard position >= 0 else {
            throw DatabaseError(
                .column, "two columns of the result are named `\(column)`", help: "give each a name with AS")
        }
        return position
    }
}

package struct Row: Sendable {
    fileprivate let rows: Rows
    fileprivate let index: Int32

    /// A column of any type in text format; of a text type in binary format.
    package func text(_ column: String) throws -> String { try required(column, optionalText(column)) }
    /// A column of type smallint, integer or bigint.
    package func int(_ column: String) throws -> Int { try required(column, optionalInt(column)) }
    /// A column of type real or double precision.
    package func double(_ column: String) throws -> Double { try required(column, optionalDouble(column)) }
    /// A column of type boolean.
    package func bool(_ column: String) throws -> Bool { try required(column, optionalBool(column)) }
    /// A column of type bytea.
    package func bytes(_ column: String) throws -> [UInt8] { try required(column, optionalBytes(column)) }

    package func optionalText(_ column: String) throws -> String? { try decode(column, "text") { $0.text } }
    package func optionalInt(_ column: String) throws -> Int? { try decode(column, "integer") { $0.integer } }
    package func optionalDouble(_ column: String) throws -> Double? { try decode(column, "number") { $0.number } }
    package func optionalBool(_ column: String) throws -> Bool? { try decode(column, "boolean") { $0.boolean } }
    package func optionalBytes(_ column: String) throws -> [UInt8]? { try decode(column, "bytea") { $0.bytes } }

    private func required<T>(_ column: String, _ value: T?) throws -> T {
        guard let value else {
            throw DatabaseError(
                .column, "column `\(column)` is null", help: "read it as optional, or declare it NOT NULL")
        }
        return value
    }

    /// Nil for null.
    private func decode<T>(_ column: String, _ wanted: String, _ body: (Value) -> T?) throws -> T? {
        let position = try rows.position(of: column)
        let result = rows.result.pointer
        guard PQgetisnull(result, index, position) == 0 else { return nil }
        let bytes = UnsafeRawBufferPointer(
            start: PQgetvalue(result, index, position), count: Int(PQgetlength(result, index, position)))
        let value = Value(raw: bytes, type: PQftype(result, position), isBinary: PQfformat(result, position) == 1)
        guard let decoded = body(value) else {
            throw DatabaseError(
                .column, "column `\(column)` does not hold a value of kind \(wanted)",
                help: "read it by its own type, or cast it in the statement")
        }
        return withExtendedLifetime(rows) { decoded }
    }
}
