// SPDX-License-Identifier: Apache-2.0
//
// A PostgreSQL server of our own in a state directory: made by `initdb`, reached by a Unix socket only, stopped
// with the process that started it (SupervisedProcess.swift). Roles come in by password (SCRAM), the superuser by
// the system account that invoked, and nobody over TCP. Its databases are made in PrivateCluster+Databases.swift. The
// server's log holds no statement and no value. It leaves out upgrades between major versions.

import CPostgreSQL
import Foundation
import Synchronization

package struct ClusterSettings: Sendable {
    /// Off for what may be lost with the machine, such as tests: the demonstration keeps it on.
    package var isDurable = true
    /// Pages carry checksums; decided when the cluster is made.
    package var hasChecksums = false
    /// The state directory is removed at the end, also when this process is killed.
    package var isEphemeral = false
    /// Further settings of postgresql.conf by name; they win over ours.
    package var server: [String: String] = [:]

    package init() {}
}

package final class PrivateCluster: Sendable {
    static let superuserName = "postgres"

    let directory: ClusterDirectory
    private let settings: ClusterSettings
    private let server: SupervisedProcess
    private let lock: DirectoryLock
    private let isStopped = Mutex(false)

    /// Makes the cluster if the directory has none, and starts its server. Returns when the server answers.
    ///
    /// A server that a killed run left in the directory is stopped first; one that a living process runs there is
    /// an error.
    package static func start(
        stateDirectory: URL, settings: ClusterSettings = ClusterSettings()
    ) async throws -> PrivateCluster {
        let cluster = try await onThreadOfItsOwn {
            try PrivateCluster(stateDirectory: stateDirectory.standardizedFileURL, settings: settings)
        }
        do {
            try await cluster.closeMaintenanceDatabases()
        } catch {
            await cluster.stop()
            throw error
        }
        return cluster
    }

    /// Blocks for some seconds.
    private init(stateDirectory: URL, settings: ClusterSettings) throws {
        let account = try ServerAccount.current()
        try Self.make(stateDirectory)
        lock = try DirectoryLock(stateDirectory.appending(path: "cluster.lock"))
        directory = try ClusterDirectory(state: stateDirectory, account: account)
        self.settings = settings
        let binaries = try ServerBinaries.find(version: directory.version)
        try LeftServer(data: directory.data)?.stop()
        if !directory.isInitialised { try Self.initialise(directory, binaries, settings) }
        try Self.writeAuthentication(directory)
        server = try SupervisedProcess(
            command: account.command(
                [binaries.postgres, "-D", directory.data.path] + Self.options(directory, settings)),
            log: directory.log, removedAtEnd: directory.removedAtEnd(isEphemeral: settings.isEphemeral))
        do {
            try Self.awaitReadiness(of: server, directory)
        } catch {
            server.cutLifeline()
            _ = server.wait(seconds: 90)
            directory.removeLeftovers(isEphemeral: settings.isEphemeral)
            throw error
        }
    }

    /// A fast shutdown: running transactions are rolled back. Returns when the server has ended.
    package func stop() async {
        let isFirst = isStopped.withLock { isStopped in
            defer { isStopped = true }
            return !isStopped
        }
        guard isFirst else { return }
        await onThreadOfItsOwn { [server, directory, settings, lock] in
            server.cutLifeline()
            _ = server.wait(seconds: 90)
            try? LeftServer(data: directory.data)?.stop()
            directory.removeLeftovers(isEphemeral: settings.isEphemeral)
            lock.release()
        }
    }

    /// How the server ended, as a shell says it; nil while it runs.
    package func exitStatus() -> Int32? { server.exitStatus() }

    /// Where the superuser reaches a database; by the system account, without a password.
    package func superuser(database: String = "postgres") -> ConnectionParameters {
        parameters(database: database, user: Self.superuserName, password: nil)
    }

    func parameters(database: String, user: String, password: Secret?) -> ConnectionParameters {
        ConnectionParameters(
            host: directory.socketDirectory.path, port: ClusterDirectory.port, database: database, user: user,
            password: password)
    }
}

// The steps of starting.
extension PrivateCluster {
    private static func make(_ stateDirectory: URL) throws {
        do {
            try FileManager.default.createDirectory(at: stateDirectory, withIntermediateDirectories: true)
        } catch {
            throw DatabaseError(
                .cluster, "the state directory `\(stateDirectory.path)` cannot be made",
                help: "choose a place that you may write to")
        }
    }

    /// In a directory that is renamed when all is there, so that a run killed halfway leaves no half cluster.
    private static func initialise(
        _ directory: ClusterDirectory, _ binaries: ServerBinaries, _ settings: ClusterSettings
    ) throws {
        let unfinished = directory.home.appending(path: "data.unfinished")
        try? FileManager.default.removeItem(at: unfinished)
        let command = [
            binaries.initdb, "--pgdata", unfinished.path, "--username", superuserName, "--encoding", "UTF8",
            "--locale", "C.UTF-8", "--auth", "peer", "--no-instructions",
        ]
        let options = (settings.hasChecksums ? ["--data-checksums"] : []) + (settings.isDurable ? [] : ["--no-sync"])
        let initdb = try SupervisedProcess(command: directory.account.command(command + options), log: directory.log)
        guard initdb.wait(seconds: 120) == 0 else {
            throw failure("`initdb` could not make a cluster in `\(directory.home.path)`", directory)
        }
        try FileManager.default.moveItem(at: unfinished, to: directory.data)
    }

    /// Who may connect: the superuser from the server's account and the invoking one, the others by password.
    private static func writeAuthentication(_ directory: ClusterDirectory) throws {
        let accounts = Set([directory.account.name, ServerAccount.invokerName].compactMap { $0 }).sorted()
        let files = [
            "pg_hba.conf": """
            local all \(superuserName) peer map=owner
            local all all scram-sha-256

            """,
            "pg_ident.conf": accounts.map { "owner \"\($0)\" \(superuserName)\n" }.joined(),
        ]
        for (name, text) in files {
            let file = directory.data.appending(path: name)
            try Data(text.utf8).write(to: file)
            try directory.account.own(file)
        }
    }

    /// Settings given on the command line, so that they hold whatever the cluster's files say.
    private static func options(_ directory: ClusterDirectory, _ settings: ClusterSettings) -> [String] {
        var values = [
            "listen_addresses": "",
            "port": String(ClusterDirectory.port),
            "unix_socket_directories": "\"\(directory.socketDirectory.path)\"",
            "max_connections": "60",
            "shared_buffers": "256MB",
            "max_wal_size": "2GB",
            "jit": "off",
            "timezone": "UTC",
            "password_encryption": "scram-sha-256",
            // One server without replicas: a table filled in the transaction that made it needs no log.
            "wal_level": "minimal",
            "max_wal_senders": "0",
            // The server's log tells of the server, and of no statement or value.
            "log_min_messages": "log",
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
            "log_parameter_max_length_on_error": "0",
        ]
        if !settings.isDurable {
            for name in ["fsync", "synchronous_commit", "full_page_writes"] { values[name] = "off" }
        }
        values.merge(settings.server) { $1 }
        return values.sorted { $0.key < $1.key }.flatMap { ["-c", "\($0.key)=\($0.value)"] }
    }

    /// Recovery after a crash may take a while.
    private static func awaitReadiness(of server: SupervisedProcess, _ directory: ClusterDirectory) throws {
        let address = "host='\(directory.socketDirectory.path)' port=\(ClusterDirectory.port) dbname=postgres"
        for _ in 0..<6_000 {
            if server.exitStatus() != nil { throw failure("the database server did not start", directory) }
            if PQping(address) == PQPING_OK { return }
            usleep(20_000)
        }
        throw failure("the database server did not answer within two minutes", directory)
    }

    private static func failure(_ message: String, _ directory: ClusterDirectory) -> DatabaseError {
        DatabaseError(.cluster, message, help: "its log `\(directory.log.path)` says why")
    }
}

/// Runs what blocks for seconds outside of Swift's pool.
func onThreadOfItsOwn<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
    }
}

func onThreadOfItsOwn(_ body: @escaping @Sendable () -> Void) async {
    await withCheckedContinuation { continuation in
        Thread.detachNewThread {
            body()
            continuation.resume()
        }
    }
}
