// SPDX-License-Identifier: Apache-2.0
//
// Where a log's static files come from: a directory, or whatever a closure reads (HTTP, an archive). Paths are those
// of C2SP tlog-tiles, relative to the log's prefix. Everything here is synchronous: callers choose their thread.

import Foundation

/// Reads files below a log's prefix.
package protocol LogSource: Sendable {
    /// The whole file, or nil when there is none.
    /// - Parameter limit: a longer file is refused with an error, before it is held in memory.
    func read(_ path: String, limit: Int) throws(LogError) -> [UInt8]?
}

/// A log in a directory, such as a web server serves.
package struct DirectorySource: LogSource {
    package let directory: String

    package init(directory: String) {
        self.directory = directory
    }

    package func read(_ path: String, limit: Int) throws(LogError) -> [UInt8]? {
        try StoredFile.read("\(directory)/\(path)", limit: limit)
    }
}

/// A log behind a function, for instance one that asks a web server and waits for its answer.
package struct FetchedSource: LogSource {
    private let fetch: @Sendable (_ path: String, _ limit: Int) throws(LogError) -> [UInt8]?

    package init(_ fetch: @escaping @Sendable (_ path: String, _ limit: Int) throws(LogError) -> [UInt8]?) {
        self.fetch = fetch
    }

    package func read(_ path: String, limit: Int) throws(LogError) -> [UInt8]? {
        guard let bytes = try fetch(path, limit) else { return nil }
        guard bytes.count <= limit else { throw StoredFile.tooLong(path, limit: limit) }
        return bytes
    }
}

extension LogSource {
    /// The log's newest checkpoint, as nobody has verified it yet.
    package func checkpoint() throws(LogError) -> SignedNote {
        guard let bytes = try read("checkpoint", limit: SignedNote.sizeLimit) else {
            throw LogError(.absent, "the log has no checkpoint", help: "publish one, or see whether the place is right")
        }
        return try SignedNote(parsing: bytes)
    }

    /// A document that an entry names by its hash.
    package func document(_ hash: LogHash, limit: Int = 1 << 28) throws(LogError) -> [UInt8]? {
        let path = DocumentPath.of(hash)
        guard let bytes = try read(path, limit: limit) else { return nil }
        guard LogHash.of(bytes) == hash else {
            throw LogError(
                .tile, "the document's bytes don't have the hash of its name", at: path, help: "fetch it elsewhere")
        }
        return bytes
    }

    /// A tile or bundle as wide as asked; where a partial one is gone, the full one that took its place.
    func tile(_ path: TilePath) throws(LogError) -> [UInt8]? {
        let limit = path.level == nil ? TilePath.width * (EntryBundle.entryLimit + 2) : TilePath.width * LogHash.count
        if let bytes = try read(path.path, limit: limit) { return bytes }
        return path.isFull ? nil : try read(path.full.path, limit: limit)
    }

    /// The hashes of a tile, as many as it is wide, unverified.
    func hashes(_ path: TilePath) throws(LogError) -> [LogHash] {
        guard let bytes = try tile(path) else { throw absent(path) }
        let count = path.width * LogHash.count
        guard bytes.count == count || (!path.isFull && bytes.count == TilePath.width * LogHash.count) else {
            throw LogError(
                .tile, "the tile has \(bytes.count) bytes, and should have \(count)", at: path.path,
                help: "restore it from a copy of the log")
        }
        return LogHash.all(in: bytes.prefix(count))
    }

    /// A bundle's bytes and where its entries lie in them, as many as it is wide, unverified.
    func bundle(_ path: TilePath) throws(LogError) -> (bytes: [UInt8], entries: ArraySlice<Range<Int>>) {
        guard let bytes = try tile(path) else { throw absent(path) }
        guard let entries = EntryBundle.ranges(in: bytes),
            entries.count == path.width || (!path.isFull && entries.count == TilePath.width)
        else {
            throw LogError(
                .tile, "the bundle doesn't hold \(path.width) entries", at: path.path,
                help: "restore it from a copy of the log")
        }
        return (bytes, entries.prefix(path.width))
    }

    private func absent(_ path: TilePath) -> LogError {
        LogError(.absent, "this file of the log is missing", at: path.path, help: "restore it from a copy of the log")
    }
}

/// `document/<2 hex>/<64 hex>`: documents stand beside the log under the SHA-256 of their bytes as stored.
package enum DocumentPath {
    static let directory = "document"

    package static func of(_ hash: LogHash) -> String { "\(directory)/\(hash.hex.prefix(2))/\(hash.hex)" }
}

enum StoredFile {
    /// Nil when there is no such file.
    static func read(_ path: String, limit: Int) throws(LogError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw FileOperations.failure("opened", path)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw FileOperations.failure("read", path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw LogError(.storage, "this is no file", at: path, help: "remove it, or restore the log from a copy")
        }
        guard status.st_size <= limit else { throw tooLong(path, limit: limit) }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw FileOperations.failure("read", path) }
            guard count > 0 else { break }
            filled += count
        }
        return Array(bytes.prefix(filled))
    }

    static func tooLong(_ path: String, limit: Int) -> LogError {
        LogError(
            .tile, "the file is longer than the \(limit) bytes that it may have", at: path,
            help: "restore it from a copy of the log")
    }
}
