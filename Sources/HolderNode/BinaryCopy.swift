// SPDX-License-Identifier: Apache-2.0
//
// PostgreSQL's binary COPY format (its manual, COPY, "Binary Format"), read message by message: the
// header travels with the first row, the trailer is a row of -1 fields. Only the shape that a plan's
// statement promises is taken, none of it NULL: unit int8 and cell int4, or both packed in one int8, then
// summed values int8.

import PostgreSQL
import Studies

/// One connection's records on their way into a table.
package struct RecordStream {
    package let table: ContributionTable
    package private(set) var recordCount = 0
    private let cellCount: Int32
    private let isPacked: Bool
    private let sums: Int
    /// Bytes of a row.
    private let rowSize: Int
    private var headerSeen = false
    private var trailerSeen = false

    private static let signature: [UInt8] = [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00]
    private static let headerSize = 19

    /// - Parameters:
    ///   - table: with as many sums.
    ///   - isPacked: see PushedDownStatement.
    package init(table: ContributionTable, cellCount: Int, isPacked: Bool, sums: Int) {
        self.table = table
        self.cellCount = Int32(clamping: cellCount)
        self.isPacked = isPacked
        self.sums = sums
        rowSize = 2 + (isPacked ? 12 : 12 + 8) + 12 * sums
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

    @inline(__always)
    private mutating func takeRow(_ row: UnsafeRawBufferPointer) throws {
        guard row.count == rowSize, !trailerSeen else { return try takeTrailer(row) }
        let fields = row.loadUnaligned(as: Int16.self).bigEndian
        var cell = Int32(-1)
        var unit = Int64(0)
        if isPacked {
            let record = Self.int8(row, at: 2)
            guard fields == 1 + sums, let record else { throw refusal }
            unit = record >> 32
            cell = Int32(truncatingIfNeeded: record)
        } else {
            let size = row.loadUnaligned(fromByteOffset: 14, as: Int32.self).bigEndian
            guard fields == 2 + sums, size == 4, let value = Self.int8(row, at: 2) else { throw refusal }
            unit = value
            cell = row.loadUnaligned(fromByteOffset: 18, as: Int32.self).bigEndian
        }
        guard cell >= 0, cell < cellCount else {
            throw HolderError(.unexpectedRecords, "a record falls in no cell of the plan")
        }
        for index in 0..<sums {
            guard let value = Self.int8(row, at: rowSize - 12 * (sums - index)), value >= 0 else { throw refusal }
            table.values[index] = value
        }
        recordCount += 1
        table.add(unit: unit, cell: cell)
    }

    /// A field of eight bytes that isn't NULL.
    @inline(__always)
    private static func int8(_ row: UnsafeRawBufferPointer, at offset: Int) -> Int64? {
        guard row.loadUnaligned(fromByteOffset: offset, as: Int32.self).bigEndian == 8 else { return nil }
        return row.loadUnaligned(fromByteOffset: offset + 4, as: Int64.self).bigEndian
    }

    private mutating func takeTrailer(_ row: UnsafeRawBufferPointer) throws {
        guard row.count == 2, !trailerSeen, row[0] == 0xFF, row[1] == 0xFF else { throw refusal }
        trailerSeen = true
    }

    private var refusal: HolderError {
        HolderError(.unexpectedRecords, "a record isn't a unit, a cell and \(sums) values without NULL")
    }
}
