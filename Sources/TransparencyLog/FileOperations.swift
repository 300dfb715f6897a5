// SPDX-License-Identifier: Apache-2.0
//
// What a log or a witness does to the file system, each step a closure of its own, so that tests can make any of
// them fail or be the last one. Also the lock that keeps a second process from the same state.

import Foundation

package struct FileOperations: Sendable {
    /// Makes a directory; content when there is one.
    package let makeDirectory: @Sendable (_ path: String) throws(LogError) -> Void
    /// Writes at an offset and ends the file behind what was written; makes the file when there is none.
    package let write: @Sendable (_ path: String, _ offset: Int, _ bytes: [UInt8]) throws(LogError) -> Void
    /// Returns when a file's bytes are on the disk.
    package let syncFile: @Sendable (_ path: String) throws(LogError) -> Void
    /// Returns when a directory's names are on the disk.
    package let syncDirectory: @Sendable (_ path: String) throws(LogError) -> Void
    package let rename: @Sendable (_ from: String, _ to: String) throws(LogError) -> Void
    /// Removes a file or an empty directory.
    package let remove: @Sendable (_ path: String) throws(LogError) -> Void

    package init(
        makeDirectory: @escaping @Sendable (_ path: String) throws(LogError) -> Void,
        write: @escaping @Sendable (_ path: String, _ offset: Int, _ bytes: [UInt8]) throws(LogError) -> Void,
        syncFile: @escaping @Sendable (_ path: String) throws(LogError) -> Void,
        syncDirectory: @escaping @Sendable (_ path: String) throws(LogError) -> Void,
        rename: @escaping @Sendable (_ from: String, _ to: String) throws(LogError) -> Void,
        remove: @escaping @Sendable (_ path: String) throws(LogError) -> Void
    ) {
        self.makeDirectory = makeDirectory
        self.write = write
        self.syncFile = syncFile
        self.syncDirectory = syncDirectory
        self.rename = rename
        self.remove = remove
    }

    package static let real = FileOperations(
        makeDirectory: { path throws(LogError) in
            guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw failure("made", path) }
        },
        write: { path, offset, bytes throws(LogError) in
            try withDescriptor(path, O_WRONLY | O_CREAT) { descriptor throws(LogError) in
                try write(bytes, at: offset, to: descriptor, path)
            }
        },
        syncFile: { path throws(LogError) in
            try withDescriptor(path, O_WRONLY) { descriptor throws(LogError) in
                guard fdatasync(descriptor) == 0 else { throw failure("synced", path) }
            }
        },
        syncDirectory: { path throws(LogError) in
            try withDescriptor(path, O_RDONLY | O_DIRECTORY) { descriptor throws(LogError) in
                guard fsync(descriptor) == 0 else { throw failure("synced", path) }
            }
        },
        rename: { from, to throws(LogError) in
            guard Glibc.rename(from, to) == 0 else { throw failure("put in place", to) }
        },
        remove: { path throws(LogError) in
            guard Glibc.remove(path) == 0 || errno == ENOENT else { throw failure("removed", path) }
        })

    private static func withDescriptor(
        _ path: String, _ flags: CInt, _ body: (CInt) throws(LogError) -> Void
    ) throws(LogError) {
        let descriptor = open(path, flags | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure("opened", path) }
        defer { close(descriptor) }
        try body(descriptor)
    }

    private static func write(
        _ bytes: [UInt8], at offset: Int, to descriptor: CInt, _ path: String
    ) throws(LogError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                pwrite(descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written, offset + written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw failure("written", path) }
            written += count
        }
        guard ftruncate(descriptor, offset + bytes.count) == 0 else { throw failure("written", path) }
    }

    static func failure(_ verb: String, _ path: String) -> LogError {
        LogError(
            .storage, "this file or directory can't be \(verb) (\(String(cString: strerror(errno))))", at: path,
            help: "see whether the disk is full and who may write there")
    }

    /// Puts a whole file in place at once, and durably: written elsewhere, synced, renamed, its directory synced.
    /// - Parameter draft: a path on the same file system that nobody else uses.
    func replace(_ path: String, with bytes: [UInt8], draft: String) throws(LogError) {
        try put(path, bytes, draft: draft)
        try syncDirectory(FileOperations.parent(of: path))
    }

    /// As `replace`, but the caller syncs the directory.
    func put(_ path: String, _ bytes: [UInt8], draft: String) throws(LogError) {
        try write(draft, 0, bytes)
        try syncFile(draft)
        try rename(draft, path)
    }

    static func parent(of path: String) -> String {
        let parent = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
        return parent.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : String(parent)
    }
}

/// Held by at most one process, and once in it, until it is given up or the process ends, however it ends.
final class StateLock: Sendable {
    private let descriptor: CInt

    /// - Parameter what: who is refused, for the sentence.
    init(_ path: String, of what: String) throws(LogError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            guard errno == ENOENT else { throw FileOperations.failure("opened", path) }
            throw LogError(
                .absent, "there is no state of \(what) here", at: path, help: "name its directory, or begin a new one")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let isTaken = errno == EWOULDBLOCK
            let failure = FileOperations.failure("locked", path)
            close(descriptor)
            guard isTaken else { throw failure }
            throw LogError(
                .locked, "another process already runs \(what) on this state", at: path,
                help: "stop the other one first, or give this one a state of its own")
        }
    }

    deinit { close(descriptor) }
}
