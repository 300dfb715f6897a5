// SPDX-License-Identifier: Apache-2.0
//
// What a log's writer knows, and the order in which it writes: a batch in the journal first; later bundles and
// tiles, then the journal's new head, then the checkpoint. Each step can be the last one before a crash: what is
// repeated afterwards writes the same bytes.

struct LogState: Sendable {
    /// Entries and bytes that wait in the journal at most, before tiles are written for them.
    static let pendingLimit = (entries: 4096, bytes: 1 << 23)

    var files: LogFiles
    private let key: VerifierKey
    /// The tree whose tiles are on the disk.
    private(set) var checkpoint: Checkpoint
    private var edge: TreeEdge
    /// Entries of the tree's partial bundle.
    private var bundle: [[UInt8]]
    /// Acknowledged, and not yet in tiles.
    private(set) var pending: [[UInt8]]
    private var pendingBytes: Int
    private var journalLength: Int
    private(set) var published: (note: SignedNote, checkpoint: Checkpoint)?
    /// Whether a write or a sync went wrong: what is on the disk is then known only by reading it again.
    private var isBroken = false

    init(_ files: LogFiles, key: VerifierKey, creating: Bool) throws(LogError) {
        let bytes = try LogState.journal(files, key: key, creating: creating)
        let journal = try Journal(parsing: bytes, path: files.journal)
        guard journal.base.isOf(key.name) else {
            throw LogError(
                .state, "this directory holds the log `\(journal.base.origin)`, not `\(key.name)`", at: files.directory,
                help: "give each log a directory of its own")
        }
        if journal.isTorn {
            try files.operations.write(files.journal, journal.length, [])
            try files.operations.syncFile(files.journal)
        }
        let reader = try LogReader(files.source, at: journal.base)
        var bundle: [[UInt8]] = []
        for index in (journal.base.size / TilePath.width * TilePath.width)..<journal.base.size {
            bundle.append(try reader.entry(at: index))
        }
        self.files = files
        self.key = key
        checkpoint = journal.base
        edge = reader.rightEdge
        self.bundle = bundle
        pending = journal.entries
        pendingBytes = journal.length
        journalLength = journal.length
        published = try LogState.published(reader, files, key: key)
    }

    /// The journal's bytes, or those of a new log's.
    private static func journal(_ files: LogFiles, key: VerifierKey, creating: Bool) throws(LogError) -> [UInt8] {
        if let bytes = try files.source.read("\(LogFiles.stateDirectory)/journal", limit: Journal.sizeLimit) {
            return bytes
        }
        guard creating, DirectoryList.names(in: "\(files.directory)/tile") == nil,
            try files.source.read("checkpoint", limit: SignedNote.sizeLimit) == nil
        else {
            throw LogError(
                .absent, "this directory holds no log that can be continued", at: files.directory,
                help: "restore the whole directory from a copy, its `.state` with it")
        }
        let head = Journal.head(try Checkpoint(origin: key.name, size: 0, root: MerkleTree.emptyRoot))
        try files.replaceJournal(head)
        return head
    }

    private static func published(
        _ reader: LogReader, _ files: LogFiles, key: VerifierKey
    ) throws(LogError) -> (note: SignedNote, checkpoint: Checkpoint)? {
        guard let bytes = try files.source.read("checkpoint", limit: SignedNote.sizeLimit) else { return nil }
        let note = try SignedNote(parsing: bytes)
        _ = try note.verified(by: [key])
        let checkpoint = try Checkpoint(text: note.text)
        guard checkpoint.isOf(key.name), checkpoint.size <= reader.size,
            try reader.root(at: checkpoint.size) == checkpoint.root
        else {
            throw LogError(
                .state, "the published checkpoint is not of the tree in this directory", at: files.directory,
                help: "restore the whole directory from one copy: a log must never show two trees")
        }
        return (note, checkpoint)
    }

    var size: Int { checkpoint.size + pending.count }

    // MARK: Writing

    mutating func append(_ entries: [[UInt8]]) throws(LogError) -> Range<Int> {
        try checkWhole()
        if pending.count >= LogState.pendingLimit.entries || pendingBytes >= LogState.pendingLimit.bytes {
            try integrate()
        }
        let first = size
        let frame = Journal.frame(first: first, payload: EntryBundle.encode(entries))
        isBroken = true
        try files.operations.write(files.journal, journalLength, frame)
        try files.operations.syncFile(files.journal)
        isBroken = false
        journalLength += frame.count
        pendingBytes += frame.count
        pending.append(contentsOf: entries)
        return first..<size
    }

    /// Writes bundles and tiles for what waits in the journal, then begins the journal anew.
    mutating func integrate() throws(LogError) {
        try checkWhole()
        guard !pending.isEmpty else { return }
        var edge = edge
        var bundle = bundle
        for entry in pending {
            bundle.append(entry)
            try edge.append(MerkleTree.leaf(entry)) { tile throws(LogError) in
                try files.put(tile.path.path, tile.bytes)
                guard tile.path.level == 0 else { return }
                try files.put(TilePath(level: nil, index: tile.path.index).path, EntryBundle.encode(bundle))
                bundle = []
            }
        }
        let written = TilePath.edge(size: self.edge.size)
        for (path, hashes) in edge.partialTiles where !written.contains(path) {
            try files.put(path.path, hashes.flatMap(\.bytes))
        }
        if !bundle.isEmpty {
            try files.put(TilePath.bundle(holding: edge.size - 1, size: edge.size).path, EntryBundle.encode(bundle))
        }
        try files.sync()
        try beginJournal(edge, bundle)
    }

    private mutating func beginJournal(_ edge: TreeEdge, _ bundle: [[UInt8]]) throws(LogError) {
        let base = try Checkpoint(origin: key.name, size: edge.size, root: edge.root)
        let head = Journal.head(base)
        isBroken = true
        try files.replaceJournal(head)
        isBroken = false
        checkpoint = base
        self.edge = edge
        self.bundle = bundle
        pending = []
        pendingBytes = 0
        journalLength = head.count
    }

    mutating func publish(_ note: SignedNote) throws(LogError) {
        try checkWhole()
        _ = try note.verified(by: [key])
        let next = try Checkpoint(text: note.text)
        let earlier = published?.checkpoint.size ?? 0
        guard next.size >= earlier else {
            throw LogError(
                .rollback, "\(next.size) entries can't be published after \(earlier) were",
                help: "publish the newest checkpoint")
        }
        guard next.isOf(key.name), next.size <= checkpoint.size, try root(at: next.size) == next.root else {
            throw LogError(
                .fork, "this checkpoint is not of this log's tree", help: "publish what `checkpoint(signedBy:)` made")
        }
        try files.put("checkpoint", note.bytes)
        try files.sync()
        published = (note, next)
        files.sweep(from: earlier, to: next.size)
    }

    private func root(at size: Int) throws(LogError) -> LogHash {
        size == checkpoint.size ? checkpoint.root : try LogReader(files.source, at: checkpoint).root(at: size)
    }

    private func checkWhole() throws(LogError) {
        guard !isBroken else {
            throw LogError(
                .storage, "an earlier write to this log went wrong", at: files.directory,
                help: "close the log and open it again: it then knows what is on the disk")
        }
    }
}
