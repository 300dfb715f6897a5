// SPDX-License-Identifier: Apache-2.0
//
// Reads a log that somebody else keeps, believing nothing but a root: tiles are checked against their parents up to
// the tree's right edge, and the edge against the root; entries are checked against tiles before the caller sees
// them. So a range in the middle costs a few tiles, and a whole log one pass, in the same memory for any size.

import Synchronization

package final class LogReader: Sendable {
    package let size: Int
    package let root: LogHash
    private let source: any LogSource
    private let edge: TreeEdge
    private let cache = Mutex(TileCache())

    /// Reads the partial tiles of a tree and holds them against its root.
    package init(_ source: any LogSource, size: Int, root: LogHash) throws(LogError) {
        guard size >= 0 else { throw LogReader.beyond(0..<0, size) }
        var levels: [[LogHash]] = Array(repeating: [], count: TilePath.levels)
        for path in TilePath.edge(size: size) { levels[path.level ?? 0] = try source.hashes(path) }
        guard let edge = TreeEdge(size: size, levels: levels), edge.root == root else {
            throw LogError(
                .tile, "the tiles at the end of the log don't have the root of its \(size) entries", at: "tile",
                help: "restore them from a copy of the log; should they stay so, the log shows two trees")
        }
        self.source = source
        self.size = size
        self.root = root
        self.edge = edge
    }

    package convenience init(_ source: any LogSource, at checkpoint: Checkpoint) throws(LogError) {
        try self.init(source, size: checkpoint.size, root: checkpoint.root)
    }

    var rightEdge: TreeEdge { edge }

    // MARK: Entries

    /// Each entry of a range in turn, checked. What `body` throws ends the reading.
    package func forEachEntry(
        in range: Range<Int>, _ body: (_ index: Int, _ entry: ArraySlice<UInt8>) throws -> Void
    ) throws {
        guard range.lowerBound >= 0, range.upperBound <= size else { throw LogReader.beyond(range, size) }
        var start = range.lowerBound
        while start < range.upperBound {
            let path = TilePath.bundle(holding: start, size: size)
            let first = path.index * TilePath.width
            let (bytes, entries) = try checkedBundle(path)
            let end = min(range.upperBound, first + path.width)
            for index in start..<end { try body(index, bytes[entries[entries.startIndex + index - first]]) }
            start = end
        }
    }

    /// One entry, checked.
    package func entry(at index: Int) throws(LogError) -> [UInt8] {
        guard (0..<size).contains(index) else { throw LogReader.beyond(index..<index, size) }
        let path = TilePath.bundle(holding: index, size: size)
        let (bytes, entries) = try checkedBundle(path)
        return Array(bytes[entries[entries.startIndex + index - path.index * TilePath.width]])
    }

    private func checkedBundle(
        _ path: TilePath
    ) throws(LogError) -> (bytes: [UInt8], entries: ArraySlice<Range<Int>>) {
        let (bytes, entries) = try source.bundle(path)
        let leaves = entries.map { MerkleTree.leaf(bytes[$0]) }
        let isTrue: Bool
        if path.isFull {
            isTrue = MerkleTree.root(ofPerfect: leaves) == (try tileHash(level: 1, index: path.index))
        } else {
            isTrue = leaves == edge.levels[0]
        }
        guard isTrue else {
            throw LogError(
                .tile, "the entries of this bundle are not those of the tree", at: path.path,
                help: "restore it from a copy of the log")
        }
        return (bytes, entries)
    }

    private static func beyond(_ range: Range<Int>, _ size: Int) -> LogError {
        LogError(
            .absent, "the tree has \(size) entries, and \(range.lowerBound) to \(range.upperBound) were asked for",
            help: "ask for entries below the checkpoint's size")
    }

    // MARK: Proofs

    package func inclusionProof(of index: Int) throws(LogError) -> [LogHash] {
        try InclusionProof.make(of: index, size: size, read: subtree)
    }

    /// From an earlier size of this log to this one.
    package func consistencyProof(from earlier: Int) throws(LogError) -> [LogHash] {
        try ConsistencyProof.make(from: earlier, to: size, read: subtree)
    }

    /// The root that the log had at an earlier size.
    package func root(at earlier: Int) throws(LogError) -> LogHash {
        guard (0...size).contains(earlier) else { throw LogReader.beyond(0..<max(earlier, 0), size) }
        return try Subtree.root(of: 0..<earlier, read: subtree)
    }

    private func subtree(level: Int, index: Int) throws(LogError) -> LogHash {
        let below = level % 8
        let first = index << below
        guard let path = TilePath.holding(level: level / 8, index: first, size: size) else {
            throw LogReader.beyond(index..<index, size)
        }
        let hashes = try checkedTile(path)
        let place = first - path.index * TilePath.width
        return MerkleTree.root(ofPerfect: hashes[place..<place + (1 << below)])
    }

    // MARK: Tiles

    private func tileHash(level: Int, index: Int) throws(LogError) -> LogHash {
        try subtree(level: 8 * level, index: index)
    }

    private func checkedTile(_ path: TilePath) throws(LogError) -> [LogHash] {
        let level = path.level ?? 0
        guard path.isFull else { return edge.levels[level] }
        if let known = cache.withLock({ $0[path] }) { return known }
        let hashes = try source.hashes(path)
        guard MerkleTree.root(ofPerfect: hashes) == (try tileHash(level: level + 1, index: path.index)) else {
            throw LogError(
                .tile, "the hashes of this tile are not those of the tree", at: path.path,
                help: "restore it from a copy of the log")
        }
        cache.withLock { $0[path] = hashes }
        return hashes
    }
}

/// The last tiles that were read, a quarter of a megabyte at most.
private struct TileCache {
    private static let limit = 32
    private var tiles: [TilePath: [LogHash]] = [:]
    private var order: [TilePath] = []

    subscript(path: TilePath) -> [LogHash]? {
        get { tiles[path] }
        set {
            guard tiles[path] == nil, let newValue else { return }
            if order.count == TileCache.limit { tiles[order.removeFirst()] = nil }
            tiles[path] = newValue
            order.append(path)
        }
    }
}
