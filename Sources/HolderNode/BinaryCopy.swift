// SPDX-License-Identifier: Apache-2.0
//
// PostgreSQL's binary COPY format (its manual, COPY, "Binary Format"), read message by message: the header travels
// with the first row, the trailer is a row of -1 fields. Only the shape that PushedDownStatement.batches promises is
// taken: one byte string a row, whole records of fixed size in it.

import PostgreSQL
import Studies

/// One connection's records on their way into a table.
package struct RecordStream {
    package let table: ContributionTable
    package private(set) var recordCount = 0
    private let cellCount: Int32
    private let isPacked: Bool
    private let sums: Int
    /// Bytes of a record.
    private let recordSize: Int
    private var headerSeen = false
    private var trailerSeen = false

    private static let signature: [UInt8] = [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00]
    private static let headerSize = 19
    /// A row's number of fields and its field's size.
    private static let rowHeaderSize = 6
    /// So many records' places in the table are asked for before the first is needed: memory answers them together.
    private static let recordsAhead = 32

    /// - Parameters:
    ///   - table: with as many sums.
    ///   - isPacked: see PushedDownStatement.
    package init(table: ContributionTable, cellCount: Int, isPacked: Bool, sums: Int) {
        self.table = table
        self.cellCount = Int32(clamping: cellCount)
        self.isPacked = isPacked
        self.sums = sums
        recordSize = (isPacked ? 8 : 12) + 8 * sums
    }

    /// True once the server's last row was read: whoever stops before has seen a part.
    package var isComplete: Bool { trailerSeen }

    /// Throws `unexpected-records` when the server sends anything but the promised shape.
    package mutating func take(_ message: UnsafeRawBufferPointer) throws {
        guard headerSeen else { return try takeHeader(message) }
        try takeRow(message)
    }

    private mutating func takeHeader(_ message: UnsafeRawBufferPointer) throws {
        guard message.count >= Self.headerSize, message.prefix(11).elementsEqual(Self.signature),
            message[11..<Self.headerSize].allSatisfy({ $0 == 0 })
        else { throw HolderError(.unexpectedRecords, "the database's COPY doesn't start with its binary header") }
        headerSeen = true
        guard message.count > Self.headerSize else { return }
        try takeRow(UnsafeRawBufferPointer(rebasing: message.dropFirst(Self.headerSize)))
    }

    private mutating func takeRow(_ row: UnsafeRawBufferPointer) throws {
        guard row.count >= Self.rowHeaderSize, !trailerSeen else { return try takeTrailer(row) }
        let fields = row.loadUnaligned(as: Int16.self).bigEndian
        let size = Int(row.loadUnaligned(fromByteOffset: 2, as: Int32.self).bigEndian)
        guard fields == 1, size == row.count - Self.rowHeaderSize, size.isMultiple(of: recordSize) else {
            throw refusal
        }
        var rest = row.dropFirst(Self.rowHeaderSize)
        while !rest.isEmpty {
            let part = rest.prefix(Self.recordsAhead * recordSize)
            try takeRecords(UnsafeRawBufferPointer(rebasing: part))
            rest = rest.dropFirst(part.count)
        }
    }

    private mutating func takeRecords(_ records: UnsafeRawBufferPointer) throws {
        for offset in stride(from: 0, to: records.count, by: recordSize) {
            let (unit, cell) = key(records, at: offset)
            guard cell >= 0, cell < cellCount else {
                throw HolderError(.unexpectedRecords, "a record falls in no cell of the plan")
            }
            table.expect(unit: unit)
        }
        for offset in stride(from: 0, to: records.count, by: recordSize) {
            let (unit, cell) = key(records, at: offset)
            for index in 0..<sums {
                let value = Self.int8(records, at: offset + recordSize - 8 * (sums - index))
                guard value >= 0 else { throw refusal }
                table.values[index] = value
            }
            table.add(unit: unit, cell: cell)
        }
        recordCount += records.count / recordSize
    }

    @inline(__always)
    private func key(_ records: UnsafeRawBufferPointer, at offset: Int) -> (unit: Int64, cell: Int32) {
        let first = Self.int8(records, at: offset)
        guard !isPacked else { return (first >> 32, Int32(truncatingIfNeeded: first)) }
        return (first, records.loadUnaligned(fromByteOffset: offset + 8, as: Int32.self).bigEndian)
    }

    @inline(__always)
    private static func int8(_ records: UnsafeRawBufferPointer, at offset: Int) -> Int64 {
        records.loadUnaligned(fromByteOffset: offset, as: Int64.self).bigEndian
    }

    private mutating func takeTrailer(_ row: UnsafeRawBufferPointer) throws {
        guard row.count == 2, !trailerSeen, row[0] == 0xFF, row[1] == 0xFF else { throw refusal }
        trailerSeen = true
    }

    private var refusal: HolderError {
        HolderError(.unexpectedRecords, "a batch isn't whole records of a unit, a cell and \(sums) values")
    }
}
