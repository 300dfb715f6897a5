// SPDX-License-Identifier: Apache-2.0
//
// libpq's calls on one connection, all from the connection's own thread. COPY is in Session+Copy.swift. It leaves
// out pipelining, notifications and prepared statements with names.

import CPostgreSQL

final class Session {
    let connection: OpaquePointer
    let canceller: Canceller
    /// Named in the errors of the statements that run in it.
    var transactionName: String?
    /// The last error of the server in the running transaction: it decides whether to run the transaction again.
    var lastFailure: DatabaseError.Code?

    static let closed = DatabaseError(
        .connectionClosed, "the connection is closed", help: "open a new connection")

    /// Blocks until the server answers, for ten seconds at most.
    init(_ parameters: ConnectionParameters) throws {
        let pairs = parameters.keywords.sorted { $0.key < $1.key }
        guard !pairs.contains(where: { $0.key.utf8.contains(0) || $0.value.utf8.contains(0) }) else {
            throw DatabaseError(
                .parameters, "a parameter of the connection holds a NUL byte", help: "take the NUL out")
        }
        let connection = Self.withCStrings(pairs.map(\.key)) { keywords in
            Self.withCStrings(pairs.map(\.value)) { values in PQconnectdbParams(keywords, values, 0) }
        }
        guard let connection else { throw Self.refusal(of: nil, parameters) }
        guard PQstatus(connection) == CONNECTION_OK else {
            let error = Self.refusal(of: connection, parameters)
            PQfinish(connection)
            throw error
        }
        PQsetNoticeProcessor(connection, { _, _ in }, nil)
        self.connection = connection
        canceller = Canceller(connection: connection)
    }

    /// libpq's message on a failed connection names the host, the user and the database, and no record.
    private static func refusal(of connection: OpaquePointer?, _ parameters: ConnectionParameters) -> DatabaseError {
        let reason = connection.map { String(cString: PQerrorMessage($0)) } ?? "out of memory"
        let line = reason.split(whereSeparator: \.isNewline).joined(separator: " ")
        return DatabaseError(
            .connectionFailed, "no connection to \(parameters): \(line)",
            help: "check that the server runs, and the address, the user and the password")
    }

    /// An array of C strings that ends with a null pointer.
    private static func withCStrings<R>(
        _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> R
    ) -> R {
        let bytes = strings.flatMap { $0.utf8CString }
        var offset = 0
        let offsets = strings.map { string in
            defer { offset += string.utf8.count + 1 }
            return offset
        }
        return bytes.withUnsafeBufferPointer { buffer in
            let pointers = offsets.map { offset in buffer.baseAddress.map { $0 + offset } } + [nil]
            return pointers.withUnsafeBufferPointer { list in
                withUnsafePointer(to: nil as UnsafePointer<CChar>?) { empty in body(list.baseAddress ?? empty) }
            }
        }
    }

    func finish() {
        PQfinish(connection)
    }

    var isBroken: Bool { PQstatus(connection) != CONNECTION_OK }
    var isIdle: Bool { PQtransactionStatus(connection) == PQTRANS_IDLE }
    var isInTransaction: Bool { PQtransactionStatus(connection) == PQTRANS_INTRANS }

    /// One statement with bound parameters.
    func execute(_ sql: String, _ parameters: [Parameter], _ format: ResultFormat) throws -> Rows {
        try Self.refuseNUL(in: sql)
        let result = try BoundParameters(parameters).withPointers { count, types, values, lengths, formats in
            PQexecParams(connection, sql, count, types, values, lengths, formats, format.rawValue)
        }
        return Rows(try checked(ResultHandle(result)))
    }

    /// Several statements, in one implicit transaction unless they say otherwise; the last result.
    @discardableResult
    func executeScript(_ sql: String) throws -> ResultHandle {
        try Self.refuseNUL(in: sql)
        return try checked(ResultHandle(PQexec(connection, sql)))
    }

    static func refuseNUL(in sql: String) throws {
        guard !sql.utf8.contains(0) else {
            throw DatabaseError(.statement, "the statement holds a NUL byte", help: "take the NUL out")
        }
    }

    /// The result if it is a success; a COPY begun by a statement of this kind is ended and refused.
    private func checked(_ result: ResultHandle) throws -> ResultHandle {
        switch PQresultStatus(result.pointer) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK: return result
        case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
            abandonCopy()
            throw DatabaseError(
                .copy, "a COPY to or from the client cannot run as a plain statement",
                help: "use copyIn or copyOut", in: self)
        case PGRES_EMPTY_QUERY:
            throw DatabaseError(.statement, "the statement is empty", help: "write one statement", in: self)
        default: throw failure(result)
        }
    }

    func failure(_ result: ResultHandle) -> DatabaseError {
        let error =
            isBroken
            ? DatabaseError.lostConnection(transaction: transactionName)
            : DatabaseError(result: result.pointer, transaction: transactionName)
        lastFailure = error.code
        return error
    }

    /// What the server stores instead of the password, which so never leaves this process in clear.
    func scramVerifier(of password: Secret, user: String) throws -> String {
        guard let text = PQencryptPasswordConn(connection, password.revealed, user, "scram-sha-256") else {
            throw DatabaseError(
                .statement, "the password of `\(user)` cannot be prepared", help: "choose another password")
        }
        defer { PQfreemem(text) }
        return String(cString: text)
    }
}

extension DatabaseError {
    init(_ code: Code, _ message: String, help: String, in session: Session) {
        self.init(code, message, transaction: session.transactionName, help: help)
    }
}
