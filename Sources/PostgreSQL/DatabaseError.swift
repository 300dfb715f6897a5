// SPDX-License-Identifier: Apache-2.0
//
// What the database, or the way to it, refused, in one sentence without a value from a record (G10: errors carry
// no personal data). Which of the server's own words are kept is decided in DatabaseError+Server.swift.

package struct DatabaseError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A SQLSTATE of five characters, or a word of ours.
    package struct Code: Hashable, Sendable {
        package let name: String
        package init(_ name: String) { self.name = name }
    }

    package let code: Code
    /// Lowercase, no final stop; names of tables, columns and constraints between backticks, never a value.
    package let message: String
    /// The name of the transaction it happened in.
    package let transaction: String?
    /// The constraint that was violated, when there is one.
    package let constraint: String?
    /// The character of the statement, from 1, or the line of the copied data, from 1.
    package let place: Place?
    /// What to do about it.
    package let help: String

    package enum Place: Hashable, Sendable {
        case character(Int)
        case line(Int)
    }

    package init(
        _ code: Code, _ message: String, transaction: String? = nil, constraint: String? = nil,
        place: Place? = nil, help: String
    ) {
        self.code = code
        self.message = message
        self.transaction = transaction
        self.constraint = constraint
        self.place = place
        self.help = help
    }

    package static func == (left: DatabaseError, right: DatabaseError) -> Bool {
        left.code == right.code
    }

    package var description: String {
        let inside = transaction.map { " in the transaction `\($0)`" } ?? ""
        return "\(message)\(placeText)\(inside) [\(code.name)]; \(help)"
    }

    private var placeText: String {
        switch place {
        case .character(let number): " at character \(number) of the statement"
        case .line(let number): " at line \(number) of the data"
        case nil: ""
        }
    }
}

extension DatabaseError.Code {
    // SQLSTATE, PostgreSQL documentation, appendix A.
    package static let uniqueViolation = Self("23505")
    package static let foreignKeyViolation = Self("23503")
    package static let notNullViolation = Self("23502")
    package static let checkViolation = Self("23514")
    package static let serializationFailure = Self("40001")
    package static let deadlockDetected = Self("40P01")
    package static let undefinedTable = Self("42P01")
    package static let duplicateDatabase = Self("42P04")
    package static let insufficientPrivilege = Self("42501")
    package static let syntaxError = Self("42601")
    package static let queryCanceled = Self("57014")

    /// The server could not be reached, or refused the connection before it said why by SQLSTATE.
    package static let connectionFailed = Self("connection-failed")
    /// The connection broke while in use; what was not committed is lost.
    package static let connectionLost = Self("connection-lost")
    /// The connection broke while committing: committed or not, the server alone knows.
    package static let commitUnknown = Self("commit-unknown")
    /// Used after `close()`.
    package static let connectionClosed = Self("connection-closed")
    package static let parameters = Self("connection-parameters")
    /// A statement, a parameter or a name that PostgreSQL could not take as it is.
    package static let statement = Self("statement")
    /// A column that is missing, null, or of another type than asked.
    package static let column = Self("column")
    package static let rowCount = Self("row-count")
    package static let copy = Self("copy")
    package static let nestedTransaction = Self("nested-transaction")
    package static let transactionAborted = Self("transaction-aborted")
    package static let migration = Self("migration")
    package static let cluster = Self("cluster")

    /// A value of the records that the statement can't take (SQLSTATE class 22): running it again won't help.
    package var isDataException: Bool { name.utf8.count == 5 && name.hasPrefix("22") }

    /// True when the same transaction may succeed if it is run again.
    package var isRetryable: Bool {
        self == .serializationFailure || self == .deadlockDetected
    }
}
