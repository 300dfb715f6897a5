// SPDX-License-Identifier: Apache-2.0
//
// File operations of which one fails, or after which nothing happens any more; and a disk that keeps only what was
// synced.

import Foundation
import Synchronization
import TransparencyLog

final class FaultyFiles: Sendable {
    enum Fault: Sendable {
        /// One operation throws and does nothing; later ones work.
        case once
        /// From one operation on, none does anything.
        case death
        /// As `death`, but a write that is the last one gets half-way.
        case tornDeath
        /// The process is killed at one operation.
        case kill
    }

    private let step: Int
    private let fault: Fault
    private let done = Mutex(0)

    init(at step: Int, _ fault: Fault) {
        self.step = step
        self.fault = fault
    }

    var count: Int { done.withLock { $0 } }

    static let failure = LogError(.storage, "this operation was made to fail", help: "open the log again")

    private func enter(torn: () throws(LogError) -> Void = {}) throws(LogError) {
        let number = done.withLock { done in
            done += 1
            return done - 1
        }
        guard number >= step else { return }
        switch fault {
        case .once: if number > step { return }
        case .death: break
        case .tornDeath: if number == step { try torn() }
        case .kill: kill(getpid(), SIGKILL)
        }
        throw FaultyFiles.failure
    }

    /// Without real syncs, which only a machine that loses its power would miss.
    var operations: FileOperations {
        let real = FileOperations.real
        return FileOperations(
            makeDirectory: { path throws(LogError) in
                try self.enter()
                try real.makeDirectory(path)
            },
            write: { path, offset, bytes throws(LogError) in
                try self.enter { () throws(LogError) in
                    try real.write(path, offset, Array(bytes.prefix(bytes.count / 2)))
                }
                try real.write(path, offset, bytes)
            },
            syncFile: { _ throws(LogError) in
                try self.enter()
            },
            syncDirectory: { _ throws(LogError) in
                try self.enter()
            },
            rename: { from, to throws(LogError) in
                try self.enter()
                try real.rename(from, to)
            },
            remove: { path throws(LogError) in
                try self.enter()
                try real.remove(path)
            })
    }
}

/// Files as a disk holds them when the power goes: bytes of files whose sync returned, names of directories whose
/// sync returned, and nothing else.
final class ForgetfulDisk: Sendable {
    private final class File {
        var now: [UInt8] = []
        var kept: [UInt8] = []
    }

    private struct State {
        var steps = 0
        /// By path: a file, or nil for a directory.
        var now: [String: File?] = [:]
        var kept: [String: File?] = [:]
    }

    private let root: String
    private let last: Int
    private let state = Mutex(State())

    init(root: String, last: Int) {
        self.root = root
        self.last = last
    }

    private func step(_ body: (inout State) -> Void) throws(LogError) {
        let isOn = state.withLock { state in
            state.steps += 1
            guard state.steps <= last else { return false }
            body(&state)
            return true
        }
        guard isOn else { throw FaultyFiles.failure }
    }

    private static func parent(_ path: String) -> String { (path as NSString).deletingLastPathComponent }

    /// Does each operation for real too, so that what reads sees it.
    var operations: FileOperations {
        let real = FileOperations.real
        return FileOperations(
            makeDirectory: { path throws(LogError) in
                try self.step { state in if state.now[path] == nil { state.now[path] = .some(nil) } }
                try real.makeDirectory(path)
            },
            write: { path, offset, bytes throws(LogError) in
                try self.step { state in
                    let file = (state.now[path] ?? nil) ?? File()
                    file.now = Array(file.now.prefix(offset)) + bytes
                    state.now[path] = file
                }
                try real.write(path, offset, bytes)
            },
            syncFile: { path throws(LogError) in
                try self.step { state in
                    if let file = state.now[path] ?? nil { file.kept = file.now }
                }
            },
            syncDirectory: { path throws(LogError) in
                try self.step { state in
                    let names = { (entry: (key: String, value: File?)) in Self.parent(entry.key) == path }
                    state.kept = state.kept.filter { !names(($0.key, $0.value)) }
                    for entry in state.now where names((entry.key, entry.value)) { state.kept[entry.key] = entry.value }
                }
            },
            rename: { from, to throws(LogError) in
                try self.step { state in
                    state.now[to] = state.now[from]
                    state.now[from] = nil
                }
                try real.rename(from, to)
            },
            remove: { path throws(LogError) in
                try self.step { state in state.now[path] = nil }
                try real.remove(path)
            })
    }

    /// Writes what was kept under another directory.
    func restore(to directory: String) throws {
        try state.withLock { state in
            for (path, file) in state.kept.sorted(by: { $0.key < $1.key }) {
                guard path.hasPrefix(root), isReachable(path, state) else { continue }
                let place = directory + path.dropFirst(root.count)
                if let file {
                    try Fixture.write(place, file.kept)
                } else {
                    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
                }
            }
        }
    }

    private func isReachable(_ path: String, _ state: borrowing State) -> Bool {
        var path = path
        while path != root {
            guard state.kept[path] != nil else { return false }
            path = Self.parent(path)
        }
        return state.kept[root] != nil
    }
}
