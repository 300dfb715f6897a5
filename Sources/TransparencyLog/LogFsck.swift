// SPDX-License-Identifier: Apache-2.0
//
// Checks a log's directory against itself: the tree is built anew from its entries alone, and every tile, both roots,
// the journal and each document present are held against it. Nothing is mended. Each fault is a finding; one pass,
// in the same memory for any size. A directory that is written to meanwhile can show faults that are none.

/// What is wrong with one file of a log.
package struct LogFinding: Hashable, Sendable, CustomStringConvertible {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case checkpoint, journal, missing, tile, entries, root, document, stranger
    }

    package let kind: Kind
    /// Below the log's directory.
    package let path: String
    /// What is wrong, and how to mend it.
    package let sentence: String

    package var description: String { "\(path): \(sentence)" }
}

/// What a check has seen.
package struct LogReport: Hashable, Sendable {
    /// The published checkpoint, when the log's key has signed it.
    package internal(set) var checkpoint: Checkpoint?
    /// Entries in bundles that were checked.
    package internal(set) var entries = 0
    /// Entries in the journal alone: acknowledged, not yet in bundles.
    package internal(set) var waiting = 0
    package internal(set) var documents = 0
    package internal(set) var findings: [LogFinding] = []

    package var isWhole: Bool { findings.isEmpty }
}

package enum LogFsck {
    /// - Parameter key: the log's own key, known from elsewhere than the directory.
    package static func check(directory: String, key: VerifierKey) throws(LogError) -> LogReport {
        guard DirectoryList.names(in: directory) != nil else {
            throw LogError(.absent, "there is no such directory", at: directory, help: "name the log's directory")
        }
        var check = DirectoryCheck(directory: directory, key: key)
        check.readHeads()
        check.rebuild()
        check.foresee()
        check.lookForStrangers()
        check.readDocuments()
        return check.report
    }
}

private struct DirectoryCheck {
    private let source: DirectorySource
    private let key: VerifierKey
    private var base: Checkpoint?
    private var edge = TreeEdge()
    private var waiting: [[UInt8]] = []
    /// Tiles and bundles as they will be once what waits in the journal is in them: a crash may have left some of
    /// them behind. By the paths of full ones.
    private var ahead: [TilePath: [UInt8]] = [:]
    private(set) var report = LogReport()

    init(directory: String, key: VerifierKey) {
        source = DirectorySource(directory: directory)
        self.key = key
    }

    /// The tree that files should hold.
    private var size: Int { max(report.checkpoint?.size ?? 0, base?.size ?? 0) }

    private mutating func found(_ kind: LogFinding.Kind, _ path: String, _ sentence: String) {
        report.findings.append(LogFinding(kind: kind, path: path, sentence: sentence))
    }

    private mutating func found(_ kind: LogFinding.Kind, _ path: String, _ error: LogError) {
        found(error.code == .absent ? .missing : kind, path, "\(error.message); \(error.help)")
    }

    // MARK: Checkpoint and journal

    mutating func readHeads() {
        let journal = "\(LogFiles.stateDirectory)/journal"
        do throws(LogError) {
            if let bytes = try source.read(journal, limit: Journal.sizeLimit) {
                let read = try Journal(parsing: bytes, path: journal)
                base = read.base
                waiting = read.entries
                report.waiting = waiting.count
                if !read.base.isOf(key.name) { found(.journal, journal, "the journal is another log's") }
            }
        } catch {
            found(.journal, journal, error)
        }
        do throws(LogError) {
            let bytes = try source.read("checkpoint", limit: SignedNote.sizeLimit)
            guard bytes != nil || base == nil else { return }
            let note = try source.checkpoint()
            _ = try note.verified(by: [key])
            let checkpoint = try Checkpoint(text: note.text)
            guard checkpoint.isOf(key.name) else {
                return found(.checkpoint, "checkpoint", "this is a checkpoint of `\(checkpoint.origin)`")
            }
            report.checkpoint = checkpoint
            if let base, checkpoint.size > base.size {
                found(.journal, journal, "the journal is older than the checkpoint; restore both from one copy")
            }
        } catch {
            found(.checkpoint, "checkpoint", error)
        }
    }

    // MARK: The tree

    mutating func rebuild() {
        let size = size
        checkRoots()
        while edge.size < size {
            let path = TilePath.bundle(holding: edge.size, size: size)
            guard let leaves = leaves(of: path) else {
                return found(.root, path.path, "nothing behind this place can be checked; restore the file first")
            }
            for leaf in leaves {
                var full: [FullTile] = []
                edge.append(leaf) { full.append($0) }
                for tile in full { compare(tile.path, tile.hashes) }
                checkRoots()
            }
            report.entries += leaves.count
        }
        for (path, hashes) in edge.partialTiles { compare(path, hashes) }
    }

    /// From the bundle's entries; where it can't be read, from the tile above it, so that the rest is still checked.
    private mutating func leaves(of path: TilePath) -> [LogHash]? {
        do throws(LogError) {
            let (bytes, entries) = try source.bundle(path)
            return entries.map { MerkleTree.leaf(bytes[$0]) }
        } catch {
            found(.entries, path.path, error)
        }
        return try? source.hashes(TilePath(level: 0, index: path.index, width: path.width))
    }

    private mutating func compare(_ path: TilePath, _ hashes: [LogHash]) {
        do throws(LogError) {
            guard try source.hashes(path) != hashes else { return }
            found(.tile, path.path, "the tile's hashes are not those of the entries; restore it from a copy of the log")
        } catch {
            found(.tile, path.path, error)
        }
    }

    private mutating func checkRoots() {
        for (path, tree) in [("checkpoint", report.checkpoint), ("\(LogFiles.stateDirectory)/journal", base)] {
            guard let tree, tree.size == edge.size else { continue }
            if tree.root != edge.root {
                found(.root, path, "the root at \(tree.size) is not that of the entries; restore the log from a copy")
            }
            if path == "checkpoint" { checkPublishedEdge() }
        }
    }

    /// Partial tiles that readers of the published checkpoint need.
    private mutating func checkPublishedEdge() {
        guard edge.size != size else { return }
        for (path, hashes) in edge.partialTiles { compare(path, hashes) }
        guard edge.size % TilePath.width != 0 else { return }
        let path = TilePath.bundle(holding: edge.size - 1, size: edge.size)
        guard let leaves = leaves(of: path), leaves != edge.levels[0] else { return }
        found(.entries, path.path, "the bundle's entries are not those of the tree; restore it from a copy of the log")
    }

    mutating func foresee() {
        guard edge.size == size, size == base?.size, !waiting.isEmpty else { return }
        var next = edge
        var bundle: [[UInt8]] = []
        if size % TilePath.width != 0 {
            guard let (bytes, entries) = try? source.bundle(TilePath.bundle(holding: size - 1, size: size)) else {
                return
            }
            bundle = entries.map { Array(bytes[$0]) }
        }
        for entry in waiting {
            bundle.append(entry)
            var full: [FullTile] = []
            next.append(MerkleTree.leaf(entry)) { full.append($0) }
            for tile in full { ahead[tile.path] = tile.bytes }
            guard let tile = full.first else { continue }
            ahead[TilePath(level: nil, index: tile.path.index)] = EntryBundle.encode(bundle)
            bundle = []
        }
        for (path, hashes) in next.partialTiles { ahead[path.full] = hashes.flatMap(\.bytes) }
        guard !bundle.isEmpty else { return }
        ahead[TilePath.bundle(holding: next.size - 1, size: next.size).full] = EntryBundle.encode(bundle)
    }

    // MARK: Other files

    /// Files under `tile` that no tree asks for: partial ones that a larger tree left behind may stay, and must be
    /// the beginning of what took their place.
    mutating func lookForStrangers() {
        guard edge.size == size, report.checkpoint != nil || base != nil else { return }
        var findings: [(String, String)] = []
        do throws(LogError) {
            try DirectoryList.forEachFile(below: "\(source.directory)/tile") { name throws(LogError) in
                let path = "tile/\(name)"
                guard let tile = TilePath(path), let end = tile.entriesThrough,
                    end <= size || (end <= size + waiting.count && ahead[tile.full] != nil)
                else {
                    return findings.append((path, "no tree of \(size) entries has this file; move it elsewhere"))
                }
                if try !isBeginning(tile) {
                    findings.append((path, "this is not the beginning of the tile that took its place; remove it"))
                }
            }
        } catch {
            found(.tile, error.place ?? "tile", error)
        }
        for (path, sentence) in findings { found(.stranger, path, sentence) }
    }

    private func isBeginning(_ tile: TilePath) throws(LogError) -> Bool {
        let count = size >> (8 * (tile.level ?? 0))
        let width = min(TilePath.width, count - tile.index * TilePath.width)
        guard width != tile.width, let bytes = try source.tile(tile) else { return true }
        let larger =
            width > tile.width
            ? try source.tile(TilePath(level: tile.level, index: tile.index, width: width)) : ahead[tile.full]
        guard let larger else { return true }
        guard tile.level == nil else { return bytes.elementsEqual(larger.prefix(tile.width * LogHash.count)) }
        guard let entries = EntryBundle.ranges(in: larger), entries.count >= tile.width else { return true }
        return bytes.elementsEqual(larger[..<entries[tile.width - 1].upperBound])
    }

    mutating func readDocuments() {
        var findings: [(String, String)] = []
        var documents = 0
        do throws(LogError) {
            try DirectoryList.forEachFile(below: "\(source.directory)/\(DocumentPath.directory)") {
                name throws(LogError) in
                let path = "\(DocumentPath.directory)/\(name)"
                documents += 1
                guard let bytes = try source.read(path, limit: 1 << 30), DocumentPath.of(LogHash.of(bytes)) != path
                else { return }
                findings.append((path, "the document's bytes don't have the hash of its name; restore it from a copy"))
            }
        } catch {
            found(.document, error.place ?? DocumentPath.directory, error)
        }
        report.documents = documents
        for (path, sentence) in findings { found(.document, path, sentence) }
    }
}
