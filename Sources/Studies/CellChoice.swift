// SPDX-License-Identifier: Apache-2.0
//
// Which cells count for a unit that is in more than `w` of them: the `w` of smallest rank, ties by cell. The
// rank is a keyed hash of unit and cell together, so that the choice depends neither on the order of records
// nor on the cell alone. PostgreSQL computes it with functions of its own (`hashint8extended`, version 11 and
// later: Bob Jenkins' lookup3 on 32 bits, `hashfn.c`), and this computes the same bits natively.
//
// The key is no secret. Whoever writes a study can change a word of its title until the hash keeps the cells that
// they prefer, for units whose identifiers they know. That is harmless: for every key whatever, a unit is kept in at
// most `w` cells, and the choice looks at that unit's own cells alone, so the sensitivity that noise is drawn for,
// and with it the privacy guarantee, hold for the worst key. What a requester could spoil is which of a unit's cells
// their own table counts.

package struct CellChoice: Hashable, Sendable {
    package let key: Int64

    package init(key: Int64) {
        self.key = key
    }

    /// What a cell number is multiplied with before it meets the unit: 2³² over the golden ratio, odd. With
    /// fewer than 2²⁰ cells the product stays below 2⁵², so that PostgreSQL can't overflow.
    static let spread: Int64 = 2_654_435_769

    /// The same as `statement`. The smallest `w` ranks of a unit are kept.
    package func rank(unit: Int64, cell: Int32) -> Int64 {
        let value = unit ^ (Int64(cell) &* CellChoice.spread)
        // PostgreSQL folds an int8 so that it hashes as the equal int4 does.
        let high = UInt32(truncatingIfNeeded: value >> 32)
        let folded = UInt32(truncatingIfNeeded: value) ^ (value >= 0 ? high : ~high)
        return hash(folded)
    }

    /// The rank of the columns `unit` (int8) and `cell` (int4) in PostgreSQL's SQL.
    func statement(unit: String, cell: String) -> String {
        "hashint8extended(\(unit) # (\(cell)::int8 * \(CellChoice.spread)), '\(key)'::int8)"
    }

    /// `hash_bytes_uint32_extended` of PostgreSQL.
    private func hash(_ value: UInt32) -> Int64 {
        let start: UInt32 = 0x9E37_79B9 &+ 4 &+ 3_923_095
        var state = Lookup3(a: start, b: start, c: start)
        let seed = UInt64(bitPattern: key)
        if seed != 0 {
            state.a &+= UInt32(truncatingIfNeeded: seed >> 32)
            state.b &+= UInt32(truncatingIfNeeded: seed)
            state.mix()
        }
        state.a &+= value
        state.finish()
        return Int64(bitPattern: UInt64(state.b) << 32 | UInt64(state.c))
    }

    /// The first eight bytes, most significant first, of the SHA-256 of the study's canonical content: whoever
    /// has the study has the key, requesters included (see above).
    package static func key(of study: Study) -> Int64 {
        let bytes = ContentHash.digest(of: study.canonicalBytes).prefix(8)
        return Int64(bitPattern: bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }
}

/// Bob Jenkins' lookup3 (2006, public domain): the two mixing steps.
private struct Lookup3 {
    var a: UInt32
    var b: UInt32
    var c: UInt32

    @inline(__always)
    private func rotated(_ value: UInt32, _ bits: UInt32) -> UInt32 {
        value << bits | value >> (32 - bits)
    }

    @inline(__always)
    mutating func mix() {
        a = (a &- c) ^ rotated(c, 4)
        c = c &+ b
        b = (b &- a) ^ rotated(a, 6)
        a = a &+ c
        c = (c &- b) ^ rotated(b, 8)
        b = b &+ a
        a = (a &- c) ^ rotated(c, 16)
        c = c &+ b
        b = (b &- a) ^ rotated(a, 19)
        a = a &+ c
        c = (c &- b) ^ rotated(b, 4)
        b = b &+ a
    }

    @inline(__always)
    mutating func finish() {
        c = (c ^ b) &- rotated(b, 14)
        a = (a ^ c) &- rotated(c, 11)
        b = (b ^ a) &- rotated(a, 25)
        c = (c ^ b) &- rotated(b, 16)
        a = (a ^ c) &- rotated(c, 4)
        b = (b ^ a) &- rotated(a, 14)
        c = (c ^ b) &- rotated(b, 24)
    }
}
