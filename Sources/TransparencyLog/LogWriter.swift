// SPDX-License-Identifier: Apache-2.0
//
// The one writer of a log in a directory that any web server can serve: appends, makes tiles (C2SP tlog-tiles),
// signs and publishes checkpoints. What `append` returned is on the disk. The directory's `.state` holds the journal
// and the lock; everything else in it is public. What it does to files is in LogState.swift.

import Synchronization

package final class LogWriter: Sendable {
    /// Entries of one batch.
    package static let batchLimit = 1 << 16
    /// Bytes of one batch, with two for each entry.
    package static let batchByteLimit = 1 << 25

    package let directory: String
    /// The log's key; its name is the log's origin.
    package let key: VerifierKey
    private let lock: StateLock
    private let state: Mutex<LogState>

    /// Opens a log, finishing or dropping what a crash left half done.
    /// - Parameter creating: makes an empty log when the directory holds none. Without it an empty directory is
    ///   refused: a log that lost its files must not begin anew.
    package init(
        directory: String, key: VerifierKey, creating: Bool = false, operations: FileOperations = .real
    ) throws(LogError) {
        guard key.type == .ed25519 else {
            throw LogError(.key, "the key of `\(key.name)` is a witness's", help: "give the log a key of type 1")
        }
        self.directory = directory
        self.key = key
        let files = LogFiles(directory: directory, operations: operations)
        if creating { try files.makeStateDirectory() }
        lock = try StateLock(files.lock, of: "the log `\(key.name)`")
        state = Mutex(try LogState(files, key: key, creating: creating))
    }

    // MARK: Writing

    /// Appends entries, all or none, and returns once they are on the disk.
    ///
    /// When it throws `storage`, the log accepts nothing more until it is opened anew; the batch is then there as a
    /// whole or not at all, which `size` and `entry(at:)` tell.
    /// - Returns: their indices.
    @discardableResult
    package func append(_ entries: [[UInt8]]) throws(LogError) -> Range<Int> {
        try LogWriter.check(entries)
        return try state.withLock { state throws(LogError) in try state.append(entries) }
    }

    /// Writes tiles for all that was appended, and signs the tree's checkpoint. Publishes nothing: witnesses are
    /// asked first, with a proof that `reader()` makes.
    package func checkpoint(signedBy signer: NoteSigner) throws(LogError) -> SignedNote {
        guard signer.verifier == key else {
            throw LogError(.key, "the key of `\(signer.verifier)` is not this log's", help: "sign with the log's key")
        }
        let checkpoint = try state.withLock { state throws(LogError) in
            try state.integrate()
            return state.checkpoint
        }
        return try SignedNote(text: checkpoint.text, signers: [signer])
    }

    /// Puts a checkpoint in place for all readers: of this tree or of an earlier one, never before the published
    /// one. The same one can be published again with more cosignatures.
    package func publish(_ note: SignedNote) throws(LogError) {
        try state.withLock { state throws(LogError) in try state.publish(note) }
    }

    /// Keeps a document beside the log, on the disk before it returns. Store it before the entry that names it.
    /// - Parameter document: as it is served; compressed bytes have a hash of their own.
    @discardableResult
    package func store(document: [UInt8]) throws(LogError) -> LogHash {
        try state.withLock { state throws(LogError) in try state.files.store(document) }
    }

    // MARK: Reading

    /// Entries that were acknowledged.
    package var size: Int { state.withLock { $0.size } }

    /// The checkpoint that readers see, with its signatures; nil before the first.
    package var published: SignedNote? { state.withLock { $0.published?.note } }

    /// Where readers find the files.
    package var source: DirectorySource { DirectorySource(directory: directory) }

    /// Reads and proves the tree of the last checkpoint that was signed. For the published one, make a `LogReader`
    /// of `source` at that checkpoint.
    package func reader() throws(LogError) -> LogReader {
        try LogReader(source, at: state.withLock { $0.checkpoint })
    }

    /// Each acknowledged entry of a range in turn, under a checkpoint or not yet.
    package func forEachEntry(
        in range: Range<Int>, _ body: (_ index: Int, _ entry: ArraySlice<UInt8>) throws -> Void
    ) throws {
        let (tree, pending) = state.withLock { ($0.checkpoint, $0.pending) }
        guard range.lowerBound >= 0, range.upperBound <= tree.size + pending.count else {
            throw LogError(.absent, "the log has \(tree.size + pending.count) entries", help: "ask for earlier ones")
        }
        if range.lowerBound < tree.size {
            let reader = try LogReader(source, at: tree)
            try reader.forEachEntry(in: range.clamped(to: 0..<tree.size), body)
        }
        for index in range.clamped(to: tree.size..<tree.size + pending.count) {
            try body(index, pending[index - tree.size][...])
        }
    }

    private static func check(_ entries: [[UInt8]]) throws(LogError) {
        guard (1...batchLimit).contains(entries.count) else {
            throw LogError(
                .entry, "a batch has \(entries.count) entries, and must have 1 to \(batchLimit)",
                help: "append several batches")
        }
        guard let large = entries.firstIndex(where: { $0.count > EntryBundle.entryLimit }) else {
            guard entries.reduce(0, { $0 + $1.count + 2 }) <= batchByteLimit else {
                throw LogError(.entry, "a batch is longer than 32 MiB", help: "append several batches")
            }
            return
        }
        throw LogError(
            .entry,
            "entry \(large) of the batch has \(entries[large].count) bytes, and at most "
                + "\(EntryBundle.entryLimit) fit",
            help: "store it as a document and append a record with its hash")
    }
}
