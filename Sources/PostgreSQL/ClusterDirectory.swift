// SPDX-License-Identifier: Apache-2.0
//
// Where a private cluster lies. `<state>/cluster` holds the data, `<state>/postgresql.log` the server's log,
// `<state>/cluster.lock` a lock of the process that runs it. Two things move elsewhere when they must: the socket's
// directory to the temporary directory when its path is longer than a Unix socket's may be, and, for root, the data to
// /var/lib/regie (with a symbolic link in its place) when `postgres` cannot reach it, as under a home of mode 0700.

import Foundation

struct ClusterDirectory: Sendable {
    let state: URL
    let account: ServerAccount
    /// Holds `data`; belongs to the account.
    let home: URL
    let socketDirectory: URL

    var data: URL { home.appending(path: "data") }
    var log: URL { state.appending(path: "postgresql.log") }
    var lock: URL { state.appending(path: "cluster.lock") }

    static let port = 5432
    /// Bytes of sun_path, less the NUL that ends it.
    private static let longestSocketPath = 107
    private static let sharedState = URL(filePath: "/var/lib/regie")

    /// True when `initdb` has run to its end.
    var isInitialised: Bool { FileManager.default.fileExists(atPath: versionFile.path) }

    /// The major version that made the data.
    var version: String? {
        (try? String(contentsOf: versionFile, encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private var versionFile: URL { data.appending(path: "PG_VERSION") }

    /// Makes the directories; the state directory itself must exist.
    init(state: URL, account: ServerAccount) throws {
        self.state = state
        self.account = account
        home = try Self.makeHome(state: state, account: account)
        socketDirectory = try Self.makeSocketDirectory(home: home, account: account)
    }

    private static func makeHome(state: URL, account: ServerAccount) throws -> URL {
        let usual = state.appending(path: "cluster")
        if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: usual.path) {
            guard FileManager.default.fileExists(atPath: target) else {
                throw DatabaseError(
                    .cluster, "the data of `\(state.path)` was in `\(target)`, which is gone",
                    help: "put it back, or remove `\(usual.path)` to begin anew")
            }
            return URL(filePath: target, directoryHint: .isDirectory)
        }
        guard account.canReach(usual.path) else {
            try account.makeReachableDirectory(sharedState)
            let elsewhere = try makeUniqueDirectory(in: sharedState, account: account)
            try FileManager.default.createSymbolicLink(at: usual, withDestinationURL: elsewhere)
            return elsewhere
        }
        try account.makePrivateDirectory(usual)
        return usual
    }

    /// A directory with a name that nothing else has.
    private static func makeUniqueDirectory(in parent: URL, account: ServerAccount) throws -> URL {
        var template = parent.appending(path: "regie-XXXXXX").path.utf8CString.map { $0 }
        guard mkdtemp(&template) != nil else {
            throw DatabaseError(
                .cluster, "no directory can be made in `\(parent.path)`", help: "check its rights and its space")
        }
        let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        let directory = URL(filePath: path, directoryHint: .isDirectory)
        try account.own(directory)
        return directory
    }

    private static func makeSocketDirectory(home: URL, account: ServerAccount) throws -> URL {
        let usual = home.appending(path: "socket")
        let longest = usual.appending(path: ".s.PGSQL.\(port)").path
        if longest.utf8.count <= longestSocketPath {
            try account.makePrivateDirectory(usual)
            return usual
        }
        let temporary = FileManager.default.temporaryDirectory
        let isUsable = temporary.path.utf8.count <= 64 && account.canReach(temporary.appending(path: "x").path)
        return try makeUniqueDirectory(in: isUsable ? temporary : URL(filePath: "/tmp"), account: account)
    }

    /// Removes what has no use without a server; the data too when it is not to be kept.
    func removeLeftovers(isEphemeral: Bool) {
        for directory in removedAtEnd(isEphemeral: isEphemeral) {
            try? FileManager.default.removeItem(at: directory)
        }
        if isEphemeral { try? FileManager.default.removeItem(at: state) }
    }

    /// What the supervisor removes when this process dies. The state directory of an ephemeral cluster may hold a
    /// link to the data, so both are named when they lie apart.
    func removedAtEnd(isEphemeral: Bool) -> [URL] {
        guard isEphemeral else { return [socketDirectory] }
        return home.path.hasPrefix(state.path) ? [socketDirectory, state] : [home, state]
    }
}

extension ServerAccount {
    /// Makes a directory that every account may pass through.
    fileprivate func makeReachableDirectory(_ directory: URL) throws {
        try FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o711])
    }
}
