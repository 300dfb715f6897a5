// SPDX-License-Identifier: Apache-2.0
//
// The cells of units that are in more of them than their slot holds, where every cell counts (plans that scale to
// a norm). Few units are, so ordinary dictionaries do; a unit that fills its slot keeps there what it has.

/// Non-Sendable on purpose, like the table it belongs to.
final class CellOverflow {
    struct Entry {
        let cell: Int32
        var count: UInt32
        var sums: [Int64]
    }

    private let sums: Int
    private var units: [Int64: [Int32: Entry]] = [:]

    init(sums: Int) {
        self.sums = sums
    }

    /// - Parameter values: `sums` of them.
    func add(unit: Int64, cell: Int32, count: UInt32, values: UnsafePointer<Int64>) {
        var entry =
            units[unit]?[cell] ?? Entry(cell: cell, count: 0, sums: [Int64](repeating: 0, count: sums))
        let (records, overflow) = entry.count.addingReportingOverflow(count)
        entry.count = overflow ? .max : records
        for index in 0..<sums {
            let (sum, overflow) = entry.sums[index].addingReportingOverflow(values[index])
            entry.sums[index] = overflow ? .max : sum
        }
        units[unit, default: [:]][cell] = entry
    }

    func entries(of unit: Int64) -> [Entry] { units[unit].map { Array($0.values) } ?? [] }

    func forEach(_ body: (Int64, Int32, UInt32, UnsafePointer<Int64>) -> Void) {
        for (unit, cells) in units {
            for entry in cells.values {
                entry.sums.withUnsafeBufferPointer { sums in
                    // A table without sums reads none of them.
                    withUnsafePointer(to: 0) { body(unit, entry.cell, entry.count, sums.baseAddress ?? $0) }
                }
            }
        }
    }
}
