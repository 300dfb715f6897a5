// SPDX-License-Identifier: Apache-2.0
//
// The right edge of a growing tree: the partial tile of each level (C2SP tlog-tiles, "Partial Tiles"). It is all
// that appending and the root need, some kilobytes for any number of entries.

/// A tile that has become full: its place and its 256 hashes.
struct FullTile {
    let path: TilePath
    let hashes: [LogHash]

    var bytes: [UInt8] { hashes.flatMap(\.bytes) }
}

struct TreeEdge: Sendable {
    private(set) var size = 0
    /// Hashes of each level's partial tile, fewer than 256.
    private(set) var levels: [[LogHash]] = Array(repeating: [], count: TilePath.levels)

    init() {}

    /// Nil unless each level has as many hashes as a tree of that size has.
    init?(size: Int, levels: [[LogHash]]) {
        guard size >= 0, levels.count == TilePath.levels,
            levels.enumerated().allSatisfy({ $1.count == (size >> (8 * $0)) % TilePath.width })
        else { return nil }
        self.size = size
        self.levels = levels
    }

    /// Adds a leaf; tells the tiles that it makes full, from level 0 up.
    mutating func append<E: Error>(_ leaf: LogHash, full: (FullTile) throws(E) -> Void) throws(E) {
        var hash = leaf
        var level = 0
        while level < TilePath.levels {
            levels[level].append(hash)
            guard levels[level].count == TilePath.width else { break }
            let hashes = levels[level]
            try full(FullTile(path: TilePath(level: level, index: size >> (8 * (level + 1))), hashes: hashes))
            levels[level].removeAll(keepingCapacity: true)
            hash = MerkleTree.root(ofPerfect: hashes)
            level += 1
        }
        size += 1
    }

    /// The partial tiles, from level 0 up.
    var partialTiles: [(path: TilePath, hashes: [LogHash])] {
        TilePath.edge(size: size).map { ($0, levels[$0.level ?? 0]) }
    }

    /// The tree's root: its perfect subtrees, joined from the smallest up.
    var root: LogHash {
        var root: LogHash?
        for hashes in levels {
            var rest = hashes[...]
            while !rest.isEmpty {
                let count = 1 << rest.count.trailingZeroBitCount
                let perfect = MerkleTree.root(ofPerfect: rest.suffix(count))
                root = root.map { MerkleTree.node(perfect, $0) } ?? perfect
                rest = rest.dropLast(count)
            }
        }
        return root ?? MerkleTree.emptyRoot
    }
}
