// SPDX-License-Identifier: Apache-2.0
//
// What the database sends is taken in its promised shape only, and anything else refused without a trap; and the
// table of contributions against a plain model of it.

import HolderNode
import RegieTesting
import Studies
import Testing

@Suite struct RecordStreamTests {
    /// One shape of a row, and how to write it.
    struct Shape: CustomTestStringConvertible {
        let isPacked: Bool
        let sums: Int
        var testDescription: String { "\(isPacked ? "packed" : "apart"), \(sums) sums" }

        func stream(width: Int = 2) -> RecordStream {
            let table = ContributionTable(choice: CellChoice(key: 7), width: width, sums: sums)
            return RecordStream(table: table, cellCount: 100, isPacked: isPacked, sums: sums)
        }

        func record(unit: Int64, cell: Int32, values: [Int64]) -> [UInt8] {
            let key =
                isPacked
                ? RecordStreamTests.bytes(unit << 32 | Int64(cell))
                : RecordStreamTests.bytes(unit) + RecordStreamTests.bytes(cell)
            return key + values.flatMap { RecordStreamTests.bytes($0) }
        }

        /// A row with one record.
        func row(unit: Int64, cell: Int32, values: [Int64]) -> [UInt8] {
            RecordStreamTests.row(record(unit: unit, cell: cell, values: values))
        }
    }

    static let shapes = [true, false].flatMap { packed in [0, 1, 2].map { Shape(isPacked: packed, sums: $0) } }
    static let header: [UInt8] = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00] + [UInt8](repeating: 0, count: 8)
    static let trailer: [UInt8] = [0xFF, 0xFF]

    static func bytes<I: FixedWidthInteger>(_ value: I) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }

    static func row(_ batch: [UInt8]) -> [UInt8] { bytes(Int16(1)) + bytes(Int32(batch.count)) + batch }

    /// The refusal of the first message that is refused.
    static func feed(_ messages: [[UInt8]], to stream: inout RecordStream) -> HolderError? {
        for message in messages {
            do {
                try message.withUnsafeBytes { try stream.take($0) }
            } catch {
                return error as? HolderError ?? HolderError(HolderError.Code("other"), "another error")
            }
        }
        return nil
    }

    static let refusal = HolderError(.unexpectedRecords, "")

    @Test(arguments: shapes)
    func `a whole stream is taken, its header alone or with the first row`(shape: Shape) {
        let values = (0..<shape.sums).map { Int64($0) }
        let row = shape.row(unit: -5, cell: 99, values: values)
        for messages in [[Self.header + row, row, Self.trailer], [Self.header, row, row, Self.trailer]] {
            var stream = shape.stream()
            #expect(Self.feed(messages, to: &stream) == nil)
            #expect(stream.isComplete && stream.recordCount == 2 && stream.table.unitCount == 1)
            stream.table.forEach { cell, count, totals in
                #expect(cell == 99 && count == 2)
                for index in 0..<shape.sums { #expect(totals[index] == 2 * values[index]) }
            }
        }
        var empty = shape.stream()
        #expect(Self.feed([Self.header + Self.trailer], to: &empty) == nil && empty.isComplete)
    }

    @Test(arguments: shapes)
    func `a batch holds any number of records, none included`(shape: Shape) {
        for count in [0, 1, 31, 32, 33, 1_000] {
            let values = [Int64](repeating: 7, count: shape.sums)
            let records = (0..<count).map { shape.record(unit: Int64($0 % 10) - 5, cell: 3, values: values) }
            var stream = shape.stream()
            let messages = [Self.header, Self.row(records.flatMap { $0 }), Self.trailer]
            #expect(Self.feed(messages, to: &stream) == nil && stream.isComplete)
            #expect(stream.recordCount == count && stream.table.unitCount == min(count, 10))
            var seen: Int64 = 0
            stream.table.forEach { _, records, totals in
                seen += records
                for index in 0..<shape.sums { #expect(totals[index] == 7 * records) }
            }
            #expect(seen == count)
        }
    }

    @Test(arguments: shapes)
    func `one record out of its bounds refuses its batch`(shape: Shape) {
        let values = [Int64](repeating: 3, count: shape.sums)
        let good = shape.record(unit: 1, cell: 5, values: values)
        let wrong = [100, -1, Int32.min].map { shape.record(unit: 1, cell: $0, values: values) }
        for record in wrong {
            for batch in [good + record, record + good, good + record + good] {
                var stream = shape.stream()
                #expect(Self.feed([Self.header, Self.row(batch)], to: &stream) == Self.refusal)
            }
        }
    }

    @Test(arguments: shapes)
    func `a row of any other shape is refused`(shape: Shape) {
        let values = [Int64](repeating: 3, count: shape.sums)
        let good = shape.row(unit: 1, cell: 5, values: values)
        var wrong = [
            [], [0], Array(good.dropLast()), good + [0], Self.header, Self.header + good,
            shape.row(unit: 1, cell: 100, values: values), shape.row(unit: 1, cell: -1, values: values),
            Self.row(shape.record(unit: 1, cell: 5, values: values) + [1]),
            Self.row(Array(shape.record(unit: 1, cell: 5, values: values).dropLast(4))),
            Shape(isPacked: !shape.isPacked, sums: shape.sums).row(unit: 1, cell: 5, values: values),
        ]
        if shape.sums > 0 { wrong.append(shape.row(unit: 1, cell: 5, values: values.map { -$0 })) }
        // The number of fields and the length of the one there is.
        for position in 0..<6 {
            var row = good
            row[position] ^= 0x81
            wrong.append(row)
        }
        for row in wrong {
            var stream = shape.stream()
            #expect(Self.feed([Self.header, good, row], to: &stream) == Self.refusal)
            #expect(!stream.isComplete && stream.recordCount == 1)
        }
        var over = shape.stream()
        #expect(Self.feed([Self.header, Self.trailer, good], to: &over) == Self.refusal)
        for position in Self.header.indices {
            var header = Self.header
            header[position] ^= 1
            var stream = shape.stream()
            #expect(Self.feed([header + good], to: &stream) == Self.refusal)
        }
    }

    @Test(arguments: shapes)
    func `damaged streams are refused or taken, and never trap`(shape: Shape) {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<3_000 {
            let values = (0..<shape.sums).map { _ in Int64.random(in: 0...Int64.max, using: &generator) }
            var messages = [Self.header + shape.row(unit: 3, cell: 4, values: values)]
            messages += (0..<3).map { shape.row(unit: Int64($0), cell: Int32($0), values: values) }
            let index = Int.random(in: messages.indices, using: &generator)
            for _ in 0..<Int.random(in: 1...3, using: &generator) where !messages[index].isEmpty {
                let position = Int.random(in: messages[index].indices, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: messages[index][position] = UInt8.random(in: 0...255, using: &generator)
                case 1: messages[index].removeSubrange(position...)
                default: messages[index].insert(UInt8.random(in: 0...255, using: &generator), at: position)
                }
            }
            var stream = shape.stream()
            let error = Self.feed(messages, to: &stream)
            #expect(error == nil || error == Self.refusal)
            stream.table.forEach { cell, count, _ in #expect((0..<100).contains(cell) && count > 0) }
        }
    }

    @Test(arguments: [1, 2, 4, 7])
    func `the table keeps the cells of smallest rank, in any order and from two connections`(width: Int) {
        var generator = SeededGenerator(seed: UInt64(width))
        var records: [(unit: Int64, cell: Int32)] = []
        for _ in 0..<20_000 {
            records.append(
                (Int64.random(in: 0..<3_000, using: &generator), Int32.random(in: 0..<40, using: &generator)))
        }
        let choice = CellChoice(key: 7)
        let expected = Self.model(records, width, choice)
        for _ in 0..<3 {
            records.shuffle(using: &generator)
            let tables = [0, 1].map { _ in ContributionTable(choice: choice, width: width, sums: 1) }
            for (index, record) in records.enumerated() {
                tables[index % 2].values[0] = 10
                tables[index % 2].add(unit: record.unit, cell: record.cell)
            }
            tables[0].merge(tables[1])
            var kept = [[Int64]](repeating: [0, 0, 0], count: 40)
            tables[0].forEach { cell, count, totals in
                kept[Int(cell)][0] += 1
                kept[Int(cell)][1] += count
                kept[Int(cell)][2] += totals[0]
            }
            #expect(kept == expected)
        }
    }

    /// By cell: units, records, ten times the records.
    private static func model(
        _ records: [(unit: Int64, cell: Int32)], _ width: Int, _ choice: CellChoice
    ) -> [[Int64]] {
        var result = [[Int64]](repeating: [0, 0, 0], count: 40)
        for (unit, records) in Dictionary(grouping: records, by: \.unit) {
            let cells = Dictionary(grouping: records, by: \.cell)
            let ranked = cells.keys.sorted {
                (choice.rank(unit: unit, cell: $0), $0) < (choice.rank(unit: unit, cell: $1), $1)
            }
            for cell in ranked.prefix(width) {
                let count = Int64(cells[cell]?.count ?? 0)
                for (index, value) in [1, count, 10 * count].enumerated() { result[Int(cell)][index] += value }
            }
        }
        return result
    }
}
