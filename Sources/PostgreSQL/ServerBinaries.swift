// SPDX-License-Identifier: Apache-2.0
//
// Where PostgreSQL's server programs are: in Debian's place for each version, where pg_config says, or on the PATH.

import Foundation

/// A folder that holds both `initdb` and `postgres`.
struct ServerBinaries: Sendable {
    let directory: URL

    var initdb: String { directory.appending(path: "initdb").path }
    var postgres: String { directory.appending(path: "postgres").path }

    /// The newest one, or the one that made an existing cluster.
    /// - Parameter version: the content of the cluster's `PG_VERSION`, such as `15`.
    static func find(version: String? = nil) throws -> ServerBinaries {
        let found = candidates().map { ServerBinaries(directory: $0) }.filter(\.isComplete)
        if let version, let match = found.first(where: { $0.majorVersion == version }) { return match }
        guard let first = found.first else {
            throw DatabaseError(
                .cluster, "PostgreSQL's server is not installed: neither `initdb` nor `postgres` was found",
                help: "run `apt-get install postgresql`, or put its bin directory on the PATH")
        }
        return first
    }

    private var isComplete: Bool {
        [initdb, postgres].allSatisfy { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Debian's `/usr/lib/postgresql/15/bin`; nil elsewhere.
    private var majorVersion: String? {
        let parent = directory.deletingLastPathComponent()
        return parent.deletingLastPathComponent().path == Self.debian ? parent.lastPathComponent : nil
    }

    private static let debian = "/usr/lib/postgresql"

    private static func candidates() -> [URL] {
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: debian)) ?? []
        let debianDirectories = versions.compactMap { Int($0) }.sorted(by: >).map { "\(debian)/\($0)/bin" }
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let pathDirectories = path.split(separator: ":").map(String.init).filter { $0.hasPrefix("/") }
        return (debianDirectories + [configuredDirectory()].compactMap { $0 } + pathDirectories)
            .map { URL(filePath: $0, directoryHint: .isDirectory) }
    }

    /// What `pg_config` says; nil when there is none.
    private static func configuredDirectory() -> String? {
        guard let stream = popen("pg_config --bindir 2>/dev/null", "r") else { return nil }
        defer { pclose(stream) }
        var buffer = [CChar](repeating: 0, count: 4096)
        guard fgets(&buffer, Int32(buffer.count), stream) != nil else { return nil }
        let line = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        let directory = line.trimmingCharacters(in: .whitespacesAndNewlines)
        return directory.hasPrefix("/") ? directory : nil
    }
}
