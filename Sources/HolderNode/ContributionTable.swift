// SPDX-License-Identifier: Apache-2.0
//
// Bounding each unit's contribution on the stream (DESIGN section 4, "Mandate → contribution"): a unit
// keeps the `w` cells that rank lowest under the plan's keyed hash. Records may come in any order: a cell
// that was pushed out ranks above w others for good, so it can never be wanted back, and the table holds
// at most w cells a unit however many records there are. The SQL twin is PushedDownStatement.bounded.
//
// Open addressing over flat memory, and all of a unit in one piece of it (one cache line for w = 4 without
// sums), because one look at one unit a record is what the benchmark consists of. Ranks are computed again
// when a cell takes another's place, which is rare, rather than kept.

import Studies

/// Non-Sendable on purpose: one table is filled by one connection.
package final class ContributionTable {
    private let choice: CellChoice
    private let width: Int
    private let sums: Int
    /// Where the cells go that find no place, when all count; nil when a unit keeps `w`.
    private let rest: CellOverflow?
    /// Words of a slot: the unit; how many places are taken, 0 for a free slot; the highest rank of those; then
    /// `width` entries (count in the high half, cell in the low one) and `width` times `sums` totals.
    private let stride: Int
    private static let entriesOffset = 3

    /// Slots: a power of two.
    private var capacity: Int
    private var words: ZeroedWords
    package private(set) var unitCount = 0
    /// Where the summed values of the next record are put, `sums` of them.
    package let values: UnsafeMutablePointer<Int64>
    /// Only there so that what `expect` loads is loaded.
    private var expected: Int64 = 0

    /// - Parameters:
    ///   - width: `w`, at least 1.
    ///   - sums: how many summed values come with each record.
    ///   - keepsAll: every cell counts, and `width` only says how many a unit usually has.
    package init(choice: CellChoice, width: Int, sums: Int, keepsAll: Bool = false) {
        rest = keepsAll ? CellOverflow(sums: sums) : nil
        self.choice = choice
        self.width = width
        self.sums = sums
        stride = max(8, Self.entriesOffset + width * (1 + sums))
        capacity = 1 << 10
        words = ZeroedWords(count: capacity * stride)
        values = .allocate(capacity: max(1, sums))
        values.initialize(repeating: 0, count: max(1, sums))
    }

    deinit {
        words.release()
        values.deallocate()
    }

    /// Has memory fetch a unit's slot, without waiting for it: records come in no order, and waiting for one slot
    /// after the other is most of what a record costs.
    @inline(__always)
    package func expect(unit: Int64) {
        expected ^= words.start[home(of: unit) * stride]
    }

    /// One record, with the summed values that are in `values`.
    @inline(__always)
    package func add(unit: Int64, cell: Int32) {
        add(unit: unit, cell: cell, count: 1, values: UnsafePointer(values))
    }

    /// - Parameter count: records, beyond 2³² - 1 taken as so many: no bound is as high.
    @inline(__always)
    private func add(unit: Int64, cell: Int32, count: UInt32, values: UnsafePointer<Int64>) {
        let slot = slot(of: unit)
        let taken = Int(slot[1])
        let entries = slot + Self.entriesOffset
        for place in 0..<taken where Self.cell(entries[place]) == cell {
            let (sum, overflow) = Self.count(entries[place]).addingReportingOverflow(count)
            entries[place] = Self.entry(cell, overflow ? .max : sum)
            addSums(values, at: entries + width + place * sums)
            return
        }
        place(cell, count: count, values: values, slot: slot)
    }

    @inline(__always)
    private func addSums(_ values: UnsafePointer<Int64>, at totals: UnsafeMutablePointer<Int64>) {
        for index in 0..<sums {
            let (sum, overflow) = totals[index].addingReportingOverflow(values[index])
            totals[index] = overflow ? .max : sum
        }
    }

    /// Takes a free place, or the place of the highest rank if this one is lower; ties go to the lower cell.
    private func place(
        _ cell: Int32, count: UInt32, values: UnsafePointer<Int64>, slot: UnsafeMutablePointer<Int64>
    ) {
        if let rest, slot[1] == width { return rest.add(unit: slot[0], cell: cell, count: count, values: values) }
        let rank = choice.rank(unit: slot[0], cell: cell)
        var place = Int(slot[1])
        if place < width {
            slot[2] = place == 0 ? rank : max(slot[2], rank)
            slot[1] += 1
        } else {
            guard rank <= slot[2], let target = target(of: cell, rank: rank, in: slot) else { return }
            place = target
        }
        let entries = slot + Self.entriesOffset
        entries[place] = Self.entry(cell, count)
        (entries + width + place * sums).update(from: values, count: sums)
    }

    /// The place that a cell takes in a full slot, whose highest rank is then another; nil when it takes none.
    private func target(of cell: Int32, rank: Int64, in slot: UnsafeMutablePointer<Int64>) -> Int? {
        let entries = slot + Self.entriesOffset
        var (place, highest, second) = (0, (rank: Int64.min, cell: Int32.min), rank)
        for other in 0..<width {
            let candidate = Self.cell(entries[other])
            let ranked = (rank: choice.rank(unit: slot[0], cell: candidate), cell: candidate)
            if ranked > highest {
                if other > 0 { second = max(second, highest.rank) }
                (place, highest) = (other, ranked)
            } else {
                second = max(second, ranked.rank)
            }
        }
        guard (rank, cell) < highest else { return nil }
        slot[2] = second
        return place
    }

    @inline(__always)
    private static func entry(_ cell: Int32, _ count: UInt32) -> Int64 {
        Int64(bitPattern: UInt64(count) << 32 | UInt64(UInt32(bitPattern: cell)))
    }

    @inline(__always)
    private static func cell(_ entry: Int64) -> Int32 { Int32(truncatingIfNeeded: entry) }

    @inline(__always)
    private static func count(_ entry: Int64) -> UInt32 { UInt32(truncatingIfNeeded: entry >> 32) }

    @inline(__always)
    private func slot(of unit: Int64) -> UnsafeMutablePointer<Int64> {
        let slot = find(unit)
        return slot[1] == 0 ? occupy(slot, unit) : slot
    }

    /// Where the search for a unit's slot begins.
    @inline(__always)
    private func home(of unit: Int64) -> Int {
        let mixed = UInt64(bitPattern: unit) &* 0x9E37_79B9_7F4A_7C15
        return Int(truncatingIfNeeded: mixed >> 32) & (capacity - 1)
    }

    /// The slot of a unit, or the free one where it belongs.
    @inline(__always)
    private func find(_ unit: Int64) -> UnsafeMutablePointer<Int64> {
        var index = home(of: unit)
        while true {
            let slot = words.start + index * stride
            if slot[0] == unit || slot[1] == 0 { return slot }
            index = (index + 1) & (capacity - 1)
        }
    }

    /// At most four fifths of the slots are taken.
    private func occupy(
        _ free: UnsafeMutablePointer<Int64>, _ unit: Int64
    ) -> UnsafeMutablePointer<Int64> {
        var slot = free
        if unitCount * 5 >= capacity * 4 {
            grow()
            slot = find(unit)
        }
        unitCount += 1
        slot[0] = unit
        return slot
    }

    private func grow() {
        let (old, oldCapacity) = (words, capacity)
        capacity *= 2
        words = ZeroedWords(count: capacity * stride)
        for index in 0..<oldCapacity where old.start[index * stride + 1] != 0 {
            let slot = old.start + index * stride
            find(slot[0]).update(from: slot, count: stride)
        }
        old.release()
    }

    /// Adds what another connection saw of the same snapshot. The lowest w of both lie within the lowest w
    /// of each, so nothing that was dropped on either side is missing.
    package func merge(_ other: ContributionTable) {
        other.forEachPlace { unit, entry, totals in
            add(unit: unit, cell: Self.cell(entry), count: Self.count(entry), values: totals)
        }
        other.rest?.forEach { unit, cell, count, totals in add(unit: unit, cell: cell, count: count, values: totals) }
    }

    /// Calls `body` with each kept cell of each unit: cell, number of records, summed values.
    package func forEach(_ body: (Int32, Int64, UnsafePointer<Int64>) -> Void) {
        forEachPlace { _, entry, totals in body(Self.cell(entry), Int64(Self.count(entry)), totals) }
    }

    @inline(__always)
    private func forEachPlace(_ body: (Int64, Int64, UnsafePointer<Int64>) -> Void) {
        for index in 0..<capacity {
            let slot = words.start + index * stride
            let entries = slot + Self.entriesOffset
            for place in 0..<Int(slot[1]) {
                body(slot[0], entries[place], UnsafePointer(entries + width + place * sums))
            }
        }
    }

    /// Calls `body` once for each unit of a table that keeps all: cells, and for each its records and summed values.
    package func forEachUnit(_ body: ([Int32], [Int64], [[Int64]]) -> Void) {
        for index in 0..<capacity {
            let slot = words.start + index * stride
            guard slot[1] > 0 else { continue }
            let entries = slot + Self.entriesOffset
            let places = 0..<Int(slot[1])
            let more = rest?.entries(of: slot[0]) ?? []
            body(
                places.map { Self.cell(entries[$0]) } + more.map(\.cell),
                places.map { Int64(Self.count(entries[$0])) } + more.map { Int64($0.count) },
                places.map { place in (0..<sums).map { entries[width + place * sums + $0] } } + more.map(\.sums))
        }
    }
}
