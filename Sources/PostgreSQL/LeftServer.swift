// SPDX-License-Identifier: Apache-2.0
//
// What a run that was killed may leave: a server that still runs on the data, or a pid file whose number another
// process has by now. And the lock by which a living run is told from a dead one: the kernel releases it with the
// process.

import Foundation
import Synchronization

/// Held by the process that runs the cluster.
final class DirectoryLock: Sendable {
    private let descriptor: Mutex<Int32?>

    init(_ file: URL) throws {
        let opened = open(file.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard opened >= 0 else {
            throw DatabaseError(
                .cluster, "`\(file.path)` cannot be written", help: "choose a state directory that you may write to")
        }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            close(opened)
            throw DatabaseError(
                .cluster, "another process runs the cluster in `\(file.deletingLastPathComponent().path)`",
                help: "stop it first, or choose another state directory")
        }
        descriptor = Mutex(opened)
    }

    deinit { release() }

    func release() {
        descriptor.withLock { descriptor in
            if let opened = descriptor { close(opened) }
            descriptor = nil
        }
    }
}

extension PrivateCluster {
    /// Where the server of another process listens that runs the cluster in a state directory, as the server itself
    /// wrote it down (postmaster.pid, its fifth line); nil when none runs.
    package static func socketDirectory(ofServerIn stateDirectory: URL) -> String? {
        let file = stateDirectory.appending(path: "cluster/data/postmaster.pid")
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count > 4, lines[4].hasPrefix("/") else { return nil }
        return String(lines[4])
    }
}

/// A server that runs on the data though its owner is gone.
struct LeftServer {
    private let process: pid_t

    /// Nil when there is none; a pid file without its server is removed. The caller holds the directory's lock.
    init?(data: URL) throws {
        let file = data.appending(path: "postmaster.pid")
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { return nil }
        let line = text.split(separator: "\n", omittingEmptySubsequences: false).first ?? ""
        guard let process = pid_t(line), process > 1, Self.isServer(process, of: data) else {
            try FileManager.default.removeItem(at: file)
            return nil
        }
        self.process = process
    }

    /// A server's own command line names its data directory.
    private static func isServer(_ process: pid_t, of data: URL) -> Bool {
        guard let bytes = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") else { return false }
        let arguments = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        return arguments.first?.hasSuffix("postgres") == true && arguments.contains(data.path)
    }

    /// Asks for a fast shutdown, after ten seconds for an immediate one; blocks until it has ended.
    func stop() throws {
        for signal in [SIGINT, SIGQUIT, SIGKILL] {
            kill(process, signal)
            for _ in 0..<1_000 {
                guard kill(process, 0) == 0, !isZombie else { return }
                usleep(10_000)
            }
        }
        throw DatabaseError(
            .cluster, "the database server \(process) of an earlier run does not end", help: "end it, then try again")
    }

    private var isZombie: Bool {
        guard let bytes = FileManager.default.contents(atPath: "/proc/\(process)/stat") else { return true }
        let fields = String(decoding: bytes, as: UTF8.self).split(separator: ")").last ?? ""
        return fields.split(separator: " ").first == "Z"
    }
}
