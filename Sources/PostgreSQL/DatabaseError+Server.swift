// SPDX-License-Identifier: Apache-2.0
//
// From the server's error fields (PostgreSQL documentation, "Error and Notice Message Fields") to a sentence
// without data. DETAIL, CONTEXT and HINT are dropped: they quote rows and parameters. The primary message is
// kept only for the SQLSTATE classes in which PostgreSQL makes it of names, types and statement text, and
// statements here never hold data, as parameters are bound. Class 23 is said anew from the names of the table and
// the constraint, class 22 (data exceptions quote the value) from a table of our own, and any other class,
// what functions raise included, by its code alone.

import CPostgreSQL

extension DatabaseError {
    /// From a failed result; `result` stays the caller's to free.
    init(result: OpaquePointer?, transaction: String?) {
        let fields = ServerFields(result: result)
        guard let state = fields.state else {
            self = .lostConnection(transaction: transaction)
            return
        }
        self.init(
            Code(state), fields.message(state: state), transaction: transaction,
            constraint: fields.constraint, place: fields.place, help: ServerFields.help(state: state))
    }

    /// The server went away while the connection was in use.
    static func lostConnection(transaction: String?) -> DatabaseError {
        DatabaseError(
            .connectionLost, "the connection to PostgreSQL was lost", transaction: transaction,
            help: "check that the server runs, then try again on a new connection")
    }
}

/// The fields of an error message that may be read: none that quotes a row.
private struct ServerFields {
    let state: String?
    private let primary: String
    private let table: String?
    private let column: String?
    let constraint: String?
    let place: DatabaseError.Place?

    init(result: OpaquePointer?) {
        func field(_ code: Character) -> String? {
            PQresultErrorField(result, Int32(code.asciiValue ?? 0)).map { String(cString: $0) }
        }
        state = field("C")
        primary = field("M") ?? ""
        table = field("t")
        column = field("c")
        constraint = field("n")
        place = Self.place(position: field("P"), context: field("W"))
    }

    /// Of CONTEXT, only the number in "COPY table, line N" is read.
    private static func place(position: String?, context: String?) -> DatabaseError.Place? {
        if let position, let number = Int(position) { return .character(number) }
        guard let context, context.hasPrefix("COPY "),
            let match = context.firstMatch(of: /^COPY [^,]*, line ([0-9]+)/), let number = Int(match.1)
        else { return nil }
        return .line(number)
    }

    func message(state: String) -> String {
        switch state.prefix(2) {
        case "22": return "\(Self.dataExceptions[state] ?? "a value does not fit its type")\(columnText)"
        case "23": return constraintMessage(state: state)
        case "08", "0A", "0L", "0P", "25", "26", "28", "2B", "2D", "34", "3B", "3D", "3F", "40", "42", "53", "54",
            "55", "57", "58":
            return primary
        default: return "PostgreSQL refused the statement"
        }
    }

    private var columnText: String {
        column.map { " in column `\($0)`" } ?? ""
    }

    private func constraintMessage(state: String) -> String {
        let tableText = table.map { " of table `\($0)`" } ?? ""
        if state == DatabaseError.Code.notNullViolation.name {
            return "column `\(column ?? "?")`\(tableText) may not be null"
        }
        let kinds = ["23505": "unique", "23503": "foreign key", "23514": "check", "23P01": "exclusion"]
        return "the \(kinds[state] ?? "integrity") constraint `\(constraint ?? "?")`\(tableText) is violated"
    }

    /// Class 22, appendix A; the server's own words quote the value.
    private static let dataExceptions = [
        "22001": "a text is too long for its type",
        "22003": "a number is out of the range of its type",
        "22004": "a null stands where none is allowed",
        "22007": "a date or time does not have the form of its type",
        "22008": "a date or time is out of range",
        "22012": "a division by zero",
        "22021": "a text holds bytes that are not UTF-8",
        "22P02": "a value does not have the form of its type",
        "22P03": "a binary value does not have the form of its type",
        "22P04": "the copied data does not have the declared form",
    ]

    static func help(state: String) -> String {
        switch state.prefix(2) {
        case "08", "57": "check that the server runs and answers, then try again"
        case "22": "compare the values sent with the types of their columns"
        case "23": "send records that respect the constraint"
        case "28": "check the user, the password and the server's pg_hba.conf"
        case "3D": "create the database, or name one that exists"
        case "40": "run the transaction again: another one touched the same records"
        case "42": "correct the statement, or the rights of the user"
        case "53": "free memory, disk or connections at the server"
        case "55": "wait until the object is free, then try again"
        default: "look the code up in PostgreSQL's appendix A, and the cause in the server's log"
        }
    }
}
