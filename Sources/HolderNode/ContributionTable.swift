// SPDX-License-Identifier: Apache-2.0
//
// Bounding each unit's contribution on the stream (DESIGN section 4, "Mandate → contribution"): a unit
// keeps the `w` cells that rank lowest under the plan's keyed hash. Records may come in any order: a cell
// that was pushed out ranks above w others for good, so it can never be wanted back, and the table holds
// at most w cells a unit however many records there are. The SQL twin is PushedDownStatement.bounded.
//
// Open addressing over flat memory, because one hash lookup a record is what the benchmark consists of.

import Studies

/// Non-Sendable on purpose: one table is filled by one connection.
final class ContributionTable {
    private let choice: CellChoice
    private let width: Int
    private let sums: Int

    private var capacity: Int
    private(set) var unitCount = 0
    private var units: UnsafeMutablePointer<Int64>
    /// How many of a slot's places are taken; 0 marks a free slot.
    private var filled: UnsafeMutablePointer<UInt16>
    private var ranks: UnsafeMutablePointer<Int64>
    private var cells: UnsafeMutablePointer<Int32>
    private var counts: UnsafeMutablePointer<Int64>
    private var totals: UnsafeMutablePointer<Int64>

    /// - Parameters:
    ///   - width: `w`, from 1 to 65,535.
    ///   - sums: how many summed values come with each record.
    init(choice: CellChoice, width: Int, sums: Int, capacity: Int = 1 << 12) {
        self.choice = choice
        self.width = width
        self.sums = sums
        self.capacity = capacity
        units = .allocate(capacity: capacity)
        filled = .allocate(capacity: capacity)
        filled.initialize(repeating: 0, count: capacity)
        ranks = .allocate(capacity: capacity * width)
        cells = .allocate(capacity: capacity * width)
        counts = .allocate(capacity: capacity * width)
        totals = .allocate(capacity: max(1, capacity * width * sums))
    }

    deinit { deallocate() }

    private func deallocate() {
        units.deallocate()
        filled.deallocate()
        ranks.deallocate()
        cells.deallocate()
        counts.deallocate()
        totals.deallocate()
    }

    /// One record. `values` holds the summed columns, `sums` of them.
    @inline(__always)
    func add(unit: Int64, cell: Int32, values: UnsafePointer<Int64>) {
        add(unit: unit, cell: cell, count: 1, values: values)
    }

    private func add(unit: Int64, cell: Int32, count: Int64, values: UnsafePointer<Int64>) {
        let slot = slot(of: unit)
        let base = slot * width
        let taken = Int(filled[slot])
        for place in base..<base + taken where cells[place] == cell {
            counts[place] &+= count
            addSums(values, at: place)
            return
        }
        place(cell, rank: choice.rank(unit: unit, cell: cell), count: count, values: values, slot: slot)
    }

    @inline(__always)
    private func addSums(_ values: UnsafePointer<Int64>, at place: Int) {
        for index in 0..<sums {
            let (sum, overflow) = totals[place * sums + index].addingReportingOverflow(values[index])
            totals[place * sums + index] = overflow ? Int64.max : sum
        }
    }

    /// Takes a free place, or the place of the highest rank if this one is lower; ties go to the lower cell.
    private func place(
        _ cell: Int32, rank: Int64, count: Int64, values: UnsafePointer<Int64>, slot: Int
    ) {
        let base = slot * width
        let taken = Int(filled[slot])
        var target = base + taken
        if taken == width {
            target = base
            for place in base + 1..<base + max(1, width)
            where (ranks[place], cells[place]) > (ranks[target], cells[target]) { target = place }
            guard (rank, cell) < (ranks[target], cells[target]) else { return }
        } else {
            filled[slot] = UInt16(taken + 1)
        }
        ranks[target] = rank
        cells[target] = cell
        counts[target] = count
        for index in 0..<sums { totals[target * sums + index] = values[index] }
    }

    @inline(__always)
    private func slot(of unit: Int64) -> Int {
        var slot = index(of: unit)
        while filled[slot] != 0 {
            if units[slot] == unit { return slot }
            slot = (slot + 1) & (capacity - 1)
        }
        if unitCount * 2 >= capacity {
            grow()
            return self.slot(of: unit)
        }
        unitCount += 1
        units[slot] = unit
        return slot
    }

    @inline(__always)
    private func index(of unit: Int64) -> Int {
        let mixed = UInt64(bitPattern: unit) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: mixed >> 32) & (capacity - 1)
    }

    private func grow() {
        let larger = ContributionTable(choice: choice, width: width, sums: sums, capacity: capacity * 2)
        for slot in 0..<capacity where filled[slot] != 0 {
            var free = larger.index(of: units[slot])
            while larger.filled[free] != 0 { free = (free + 1) & (larger.capacity - 1) }
            larger.units[free] = units[slot]
            larger.filled[free] = filled[slot]
            let (from, to) = (slot * width, free * width)
            (larger.ranks + to).update(from: ranks + from, count: width)
            (larger.cells + to).update(from: cells + from, count: width)
            (larger.counts + to).update(from: counts + from, count: width)
            (larger.totals + to * sums).update(from: totals + from * sums, count: width * sums)
        }
        larger.unitCount = unitCount
        exchangeMemory(with: larger)
    }

    private func exchangeMemory(with other: ContributionTable) {
        swap(&capacity, &other.capacity)
        swap(&units, &other.units)
        swap(&filled, &other.filled)
        swap(&ranks, &other.ranks)
        swap(&cells, &other.cells)
        swap(&counts, &other.counts)
        swap(&totals, &other.totals)
    }

    /// Adds what another connection saw of the same snapshot. The lowest w of both lie within the lowest w
    /// of each, so nothing that was dropped on either side is missing.
    func merge(_ other: ContributionTable) {
        for slot in 0..<other.capacity {
            let base = slot * width
            for place in base..<base + Int(other.filled[slot]) {
                add(
                    unit: other.units[slot], cell: other.cells[place], count: other.counts[place],
                    values: UnsafePointer(other.totals + place * sums))
            }
        }
    }

    /// Calls `body` with each kept cell of each unit: cell, number of records, summed values.
    func forEach(_ body: (Int32, Int64, UnsafePointer<Int64>) -> Void) {
        for slot in 0..<capacity {
            let base = slot * width
            for place in base..<base + Int(filled[slot]) {
                body(cells[place], counts[place], UnsafePointer(totals + place * sums))
            }
        }
    }
}
