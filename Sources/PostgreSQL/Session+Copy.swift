// SPDX-License-Identifier: Apache-2.0
//
// COPY over the wire (libpq documentation, "Functions Associated with the COPY Command"). One message, in general
// one row, is in memory at a time, in libpq's buffer. Whatever happens the connection is left ready for the next
// statement.

import CPostgreSQL

extension Session {
    /// Hands each message to `body` while it lies in libpq's buffer. An error from `body` stops the query.
    func copyOut<State>(
        _ sql: String, into state: inout State, _ body: (inout State, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        try begin(sql, expecting: PGRES_COPY_OUT, "COPY … TO STDOUT")
        var row: UnsafeMutablePointer<CChar>?
        while true {
            let length = PQgetCopyData(connection, &row, 0)
            guard length > 0 else { break }
            defer { PQfreemem(row) }
            do {
                try body(&state, UnsafeRawBufferPointer(start: row, count: Int(length)))
            } catch {
                abandonCopy()
                throw error
            }
        }
        _ = try endOfCopy()
    }

    func beginCopyIn(_ sql: String) throws {
        try begin(sql, expecting: PGRES_COPY_IN, "COPY … FROM STDIN")
    }

    /// Blocks while the server is slower than the data.
    func put(_ chunk: UnsafeRawBufferPointer) throws {
        // A message holds at most 1 GB; parts may be cut anywhere.
        var rest = chunk[...]
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest.prefix(1 << 24))
            let bytes = part.assumingMemoryBound(to: CChar.self).baseAddress
            guard PQputCopyData(connection, bytes, Int32(part.count)) == 1 else { throw copyFailure() }
            rest = rest.dropFirst(part.count)
        }
    }

    /// The number of rows that were copied.
    func endCopyIn() throws -> Int {
        guard PQputCopyEnd(connection, nil) == 1 else { throw copyFailure() }
        return try endOfCopy()
    }

    /// Ends a copy in either direction, and drops what is left of it.
    func abandonCopy() {
        if PQputCopyEnd(connection, "abandoned by the client") != 1 { canceller.cancel() }
        while let result = PQgetResult(connection) {
            defer { PQclear(result) }
            if PQresultStatus(result) == PGRES_COPY_OUT { discardCopyOut() }
            if isBroken { break }
        }
    }

    private func discardCopyOut() {
        var row: UnsafeMutablePointer<CChar>?
        while PQgetCopyData(connection, &row, 0) > 0 { PQfreemem(row) }
    }

    private func begin(_ sql: String, expecting status: ExecStatusType, _ form: String) throws {
        try Self.refuseNUL(in: sql)
        let result = ResultHandle(PQexec(connection, sql))
        let actual = PQresultStatus(result.pointer)
        guard actual != status else { return }
        switch actual {
        case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH: abandonCopy()
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: break
        default: throw failure(result)
        }
        throw DatabaseError(.copy, "the statement is not a `\(form)`", help: "write one", in: self)
    }

    /// The server's verdict after the last message.
    private func endOfCopy() throws -> Int {
        var rows = 0
        var error: DatabaseError?
        while let result = PQgetResult(connection) {
            let handle = ResultHandle(result)
            if PQresultStatus(result) == PGRES_COMMAND_OK {
                rows = Int(String(cString: PQcmdTuples(result))) ?? 0
            } else if error == nil {
                error = failure(handle)
            }
            if isBroken { break }
        }
        if let error { throw error }
        guard !isBroken else { throw DatabaseError.lostConnection(transaction: transactionName) }
        return rows
    }

    /// Why the server stopped taking data.
    private func copyFailure() -> DatabaseError {
        PQputCopyEnd(connection, "abandoned by the client")
        do {
            _ = try endOfCopy()
            return DatabaseError(.copy, "the server stopped taking data", help: "try again", in: self)
        } catch let error as DatabaseError {
            return error
        } catch {
            return DatabaseError.lostConnection(transaction: transactionName)
        }
    }
}
