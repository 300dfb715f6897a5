// SPDX-License-Identifier: Apache-2.0
//
// C2SP tlog-tiles, "Merkle Tree", "Partial Tiles" and "Log entries": which files a tree of a size consists of, and
// their paths below the log's prefix. Pruning is left out: every tile of a log is kept.

/// A tile of hashes or a bundle of entries, full or partial.
package struct TilePath: Hashable, Sendable, CustomStringConvertible {
    package static let width = 256
    static let levels = 8

    /// 0 to 63; nil for a bundle of entries.
    package let level: Int?
    package let index: Int
    /// 1 to 256; what is less than 256 wide is partial.
    package let width: Int

    init(level: Int?, index: Int, width: Int = TilePath.width) {
        self.level = level
        self.index = index
        self.width = width
    }

    /// Nil unless the path is the one of a tile or a bundle.
    package init?(_ path: String) {
        var parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[0] == "tile" else { return nil }
        let level = Decimal.parse(Array(parts[1].utf8))
        guard parts[1] == "entries" || level.map((0...63).contains) == true else { return nil }
        var width = TilePath.width
        if parts.count > 3, parts[parts.count - 2].hasSuffix(".p") {
            guard let partial = Decimal.parse(Array(parts.removeLast().utf8)), (1...255).contains(partial) else {
                return nil
            }
            width = partial
            parts.append(parts.removeLast().dropLast(2))
        }
        let digits = parts.dropFirst(2).joined().replacing("x", with: "")
        guard digits.utf8.count <= 18, let index = Int(digits) else { return nil }
        self.init(level: level, index: index, width: width)
        guard self.path.utf8.elementsEqual(path.utf8) else { return nil }
    }

    package var isFull: Bool { width == TilePath.width }

    var full: TilePath { TilePath(level: level, index: index) }

    package var path: String {
        isFull ? fullPath : "\(partialDirectory)/\(width)"
    }

    /// Where partial versions of this tile are.
    var partialDirectory: String { fullPath + ".p" }

    private var fullPath: String {
        var groups: [String] = []
        var rest = index
        repeat {
            let digits = "\(rest % 1000)"
            let padded = String(repeating: "0", count: 3 - digits.count) + digits
            groups.insert(groups.isEmpty ? padded : "x" + padded, at: 0)
            rest /= 1000
        } while rest > 0
        return "tile/\(level.map(String.init) ?? "entries")/" + groups.joined(separator: "/")
    }

    package var description: String { path }

    /// Entries before the end of this tile, or nil when the number is too large.
    var entriesThrough: Int? {
        let below = 8 * (level ?? 0)
        guard below < Int.bitWidth - 1 else { return nil }
        let (hashes, isTooLarge) = index.multipliedReportingOverflow(by: TilePath.width)
        let (end, isBeyond) = hashes.addingReportingOverflow(width)
        let (entries, isFar) = end.multipliedReportingOverflow(by: 1 << below)
        return isTooLarge || isBeyond || isFar ? nil : entries
    }

    /// The tile that holds a hash of a level in a tree, as wide as that tree has it; nil when it has none.
    static func holding(level: Int, index: Int, size: Int) -> TilePath? {
        let count = size >> (8 * level)
        guard (0..<count).contains(index) else { return nil }
        let tile = index / width
        return TilePath(level: level, index: tile, width: min(width, count - tile * width))
    }

    /// The bundle that holds an entry.
    static func bundle(holding entry: Int, size: Int) -> TilePath {
        let index = entry / width
        return TilePath(level: nil, index: index, width: min(width, size - index * width))
    }

    /// The partial tiles of a tree, from level 0 up.
    package static func edge(size: Int) -> [TilePath] {
        (0..<levels).compactMap { level in
            let count = size >> (8 * level)
            return count % width == 0 ? nil : TilePath(level: level, index: count / width, width: count % width)
        }
    }
}

/// C2SP tlog-tiles, "Log entries": entries with their lengths before them.
package enum EntryBundle {
    /// What two bytes of length can say.
    package static let entryLimit = 65_535

    /// Of entries that are within the limit.
    static func encode(_ entries: some Sequence<[UInt8]>) -> [UInt8] {
        var bytes: [UInt8] = []
        for entry in entries {
            bytes.append(UInt8(truncatingIfNeeded: entry.count >> 8))
            bytes.append(UInt8(truncatingIfNeeded: entry.count))
            bytes.append(contentsOf: entry)
        }
        return bytes
    }

    /// Where each entry's bytes lie; nil when the bytes are no bundle.
    static func ranges(in bytes: [UInt8]) -> [Range<Int>]? {
        var ranges: [Range<Int>] = []
        var place = 0
        while place < bytes.count {
            guard place + 2 <= bytes.count else { return nil }
            let start = place + 2
            let end = start + Int(bytes[place]) << 8 + Int(bytes[place + 1])
            guard end <= bytes.count else { return nil }
            ranges.append(start..<end)
            place = end
        }
        return ranges
    }

    static func decode(_ bytes: [UInt8]) -> [[UInt8]]? {
        ranges(in: bytes).map { $0.map { Array(bytes[$0]) } }
    }
}
