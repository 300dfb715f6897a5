// SPDX-License-Identifier: Apache-2.0
//
// PostgreSQL's binary COPY format (its manual, COPY, "Binary Format"), read message by message: the
// header travels with the first row, the trailer is a row of -1 fields. Only the shape that a plan's
// statement promises is taken: unit int8, cell int4, then summed values int8, none of them NULL.

import PostgreSQL
import Studies

/// One connection's records on their way into a table.
struct RecordStream {
    let table: ContributionTable
    let cellCount: Int32
    private let sums: Int
    private var values: [Int64]
    private var headerSeen = false
    private(set) var recordCount = 0

    private static let signature: [UInt8] = [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00]
    private static let headerSize = 19

    init(table: ContributionTable, cellCount: Int, sums: Int) {
        self.table = table
        self.cellCount = Int32(clamping: cellCount)
        self.sums = sums
        values = Array(repeating: 0, count: max(1, sums))
    }

    /// Throws when the server sends anything but the promised shape.
    mutating func take(_ message: UnsafeRawBufferPointer) throws {
        var row = message
        if !headerSeen {
            guard row.count >= Self.headerSize, row.prefix(11).elementsEqual(Self.signature) else {
                throw HolderError(.unexpectedRecords, "the database's COPY doesn't start with its binary header")
            }
            headerSeen = true
            row = UnsafeRawBufferPointer(rebasing: row.dropFirst(Self.headerSize))
        }
        guard row.count >= 2 else { return }
        let fields = Int16(bigEndian: row.loadUnaligned(as: Int16.self))
        if fields == -1 { return }
        guard fields == 2 + sums, row.count == 2 + 12 + 8 + 12 * sums else {
            throw HolderError(.unexpectedRecords, "a record isn't a unit, a cell and \(sums) values without NULL")
        }
        let unit = Int64(bigEndian: row.loadUnaligned(fromByteOffset: 6, as: Int64.self))
        let cell = Int32(bigEndian: row.loadUnaligned(fromByteOffset: 18, as: Int32.self))
        guard cell >= 0, cell < cellCount else {
            throw HolderError(.unexpectedRecords, "a record falls in no cell of the plan")
        }
        for index in 0..<sums {
            values[index] = Int64(bigEndian: row.loadUnaligned(fromByteOffset: 26 + 12 * index, as: Int64.self))
        }
        recordCount += 1
        values.withUnsafeBufferPointer { table.add(unit: unit, cell: cell, values: $0.baseAddress!) }
    }
}
