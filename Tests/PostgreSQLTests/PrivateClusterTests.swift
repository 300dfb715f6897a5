// SPDX-License-Identifier: Apache-2.0
//
// The life of a private server: made, kept, found again after a crash, never left behind. The process that is killed
// is a real one, an exit test; what it left is looked for in /proc.

import Foundation
import PostgreSQL
import Testing

@Suite struct PrivateClusterTests {
    private static var cheap: ClusterSettings {
        var settings = ClusterSettings()
        settings.isDurable = false
        settings.server = ["shared_buffers": "16MB"]
        return settings
    }

    /// Processes whose command line names a path.
    private static func processes(naming path: String) -> [pid_t] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return entries.compactMap { pid_t($0) }.filter { process in
            let bytes = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") ?? Data()
            return process != getpid() && String(decoding: bytes, as: UTF8.self).contains(path)
        }
    }

    private static func waitForNoProcess(naming path: String) async throws -> Bool {
        for _ in 0..<300 {
            if processes(naming: path).isEmpty { return true }
            try await Task.sleep(for: .milliseconds(50))
        }
        return false
    }

    private static func withDirectory(_ body: (URL) async throws -> Void) async throws {
        let directory = SharedCluster.temporaryDirectory()
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try await body(directory)
    }

    @Test func `what was stored is found again, past a pid file of nobody and past a stray server`() async throws {
        try await Self.withDirectory { directory in
            let first = try await PrivateCluster.start(stateDirectory: directory, settings: Self.cheap)
            let connection = try await Connection.connect(first.superuser())
            try await connection.executeScript("CREATE TABLE kept AS SELECT 7 AS i")
            await connection.close()
            let pidFile = directory.appending(path: "cluster/data/postmaster.pid")
            let line = try #require(try String(contentsOf: pidFile, encoding: .utf8).split(separator: "\n").first)
            let forged = try String(contentsOf: pidFile, encoding: .utf8)
                .replacing(line, with: "\(getpid())", maxReplacements: 1)
            await first.stop()
            await first.stop()
            #expect(Self.processes(naming: directory.path).isEmpty)

            try forged.write(to: pidFile, atomically: false, encoding: .utf8)
            let second = try await PrivateCluster.start(stateDirectory: directory, settings: Self.cheap)
            await second.stop()

            try await Self.startStrayServer(on: directory.appending(path: "cluster/data"))
            let third = try await PrivateCluster.start(stateDirectory: directory, settings: Self.cheap)
            let again = try await Connection.connect(third.superuser())
            #expect(try await again.execute("TABLE kept").only().int("i") == 7)
            await again.close()
            await third.stop()
            #expect(Self.processes(naming: directory.path).isEmpty)
        }
    }

    /// A server with the command line of the last one, which no one supervises.
    private static func startStrayServer(on data: URL) async throws {
        let script = """
            command=$(cat "$1/postmaster.opts")
            user=
            [ "$(id -u)" != 0 ] || user="setpriv --reuid postgres --regid postgres --init-groups"
            $user mkdir -p "$1/../socket"
            $user setsid sh -c "exec $command" </dev/null >/dev/null 2>&1 &
            """
        let shell = Process()
        shell.executableURL = URL(filePath: "/bin/sh")
        shell.arguments = ["-c", script, "sh", data.path]
        try shell.run()
        for _ in 0..<500 {
            let text = try? String(contentsOf: data.appending(path: "postmaster.pid"), encoding: .utf8)
            if text?.contains("ready") == true { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        Issue.record("the stray server did not start")
    }

    @Test func `a directory that a living process uses is refused, another one is not`() async throws {
        try await Self.withDirectory { directory in
            let cluster = try await PrivateCluster.start(stateDirectory: directory, settings: Self.cheap)
            await #expect(throws: DatabaseError(.cluster, "", help: "")) {
                _ = try await PrivateCluster.start(stateDirectory: directory, settings: Self.cheap)
            }
            let other = try await SharedCluster.cluster()
            for parameters in [cluster.superuser(), other.superuser()] {
                let connection = try await Connection.connect(parameters)
                #expect(try await connection.execute("SELECT 1").count == 1)
                await connection.close()
            }
            await cluster.stop()
        }
    }

    /// The directory comes by the environment, as an exit test captures nothing.
    @Test func `G9 a killed process leaves no server, and the next one finds its data`() async throws {
        try await Self.withDirectory { directory in
            setenv("REGIE_KILLED_CLUSTER", directory.path, 1)
            await #expect(processExitsWith: .signal(SIGKILL)) {
                let path = try #require(ProcessInfo.processInfo.environment["REGIE_KILLED_CLUSTER"])
                let cluster = try await PrivateCluster.start(stateDirectory: URL(filePath: path))
                let connection = try await Connection.connect(cluster.superuser())
                try await connection.executeScript("CREATE TABLE kept AS SELECT 7 AS i")
                kill(getpid(), SIGKILL)
            }
            #expect(try await Self.waitForNoProcess(naming: directory.path))
            let cluster = try await PrivateCluster.start(stateDirectory: directory, settings: Self.cheap)
            let connection = try await Connection.connect(cluster.superuser())
            #expect(try await connection.execute("TABLE kept").only().int("i") == 7)
            await connection.close()
            await cluster.stop()
        }
    }

    /// Where the server of root, which is `postgres`, cannot reach the state directory, the data lies elsewhere.
    @Test func `a killed process leaves no file of an ephemeral cluster under a home of mode 0700`() async throws {
        try await Self.withDirectory { home in
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: home.path)
            setenv("REGIE_KILLED_EPHEMERAL", home.path, 1)
            await #expect(processExitsWith: .signal(SIGKILL)) {
                let path = try #require(ProcessInfo.processInfo.environment["REGIE_KILLED_EPHEMERAL"])
                let home = URL(filePath: path)
                var settings = ClusterSettings()
                settings.isEphemeral = true
                let cluster = try await PrivateCluster.start(
                    stateDirectory: home.appending(path: "state"), settings: settings)
                try cluster.superuser().host
                    .write(to: home.appending(path: "socket"), atomically: true, encoding: .utf8)
                kill(getpid(), SIGKILL)
            }
            let socketDirectory = try String(contentsOf: home.appending(path: "socket"), encoding: .utf8)
            #expect(try await Self.waitForNoProcess(naming: socketDirectory))
            #expect(!FileManager.default.fileExists(atPath: socketDirectory))
            #expect(!FileManager.default.fileExists(atPath: home.appending(path: "state").path))
            #expect((geteuid() == 0) == !socketDirectory.hasPrefix(home.path))
        }
    }

    @Test func `a path too long for a socket, with a space and a quote in it, works`() async throws {
        try await Self.withDirectory { directory in
            let state = directory.appending(path: "l'état \(String(repeating: "x", count: 100))")
            let cluster = try await PrivateCluster.start(stateDirectory: state, settings: Self.cheap)
            let socketDirectory = cluster.superuser().host
            #expect(socketDirectory.utf8.count < 90)
            #expect(PrivateCluster.socketDirectory(ofServerIn: state) == socketDirectory, "for other processes")
            let connection = try await Connection.connect(cluster.superuser())
            #expect(try await connection.execute("SELECT 1").count == 1)
            await connection.close()
            await cluster.stop()
            #expect(!FileManager.default.fileExists(atPath: socketDirectory))
            #expect(PrivateCluster.socketDirectory(ofServerIn: state) == nil)
        }
    }

    @Test func `a setting that the server does not know gives an error and leaves nothing running`() async throws {
        try await Self.withDirectory { directory in
            var settings = Self.cheap
            settings.server["no_such_setting"] = "1"
            let error = await databaseError {
                _ = try await PrivateCluster.start(stateDirectory: directory, settings: settings)
            }
            #expect(error?.code == .cluster)
            #expect(error?.help.contains("postgresql.log") == true)
            #expect(Self.processes(naming: directory.path).isEmpty)
        }
    }

    @Test func `a state directory that cannot be made gives one sentence`() async {
        let error = await databaseError {
            _ = try await PrivateCluster.start(stateDirectory: URL(filePath: "/proc/none/state"))
        }
        #expect(error?.code == .cluster)
        #expect(error?.message.contains("`/proc/none/state`") == true)
    }

    @Test func `a role reaches its own database and no other`() async throws {
        try await SharedCluster.withDatabase { bus in
            try await SharedCluster.withDatabase { bike in
                for database in [bike.database, "postgres", "template1"] {
                    var crossing = bus
                    crossing.database = database
                    await #expect(throws: DatabaseError(.connectionFailed, "", help: "")) {
                        _ = try await Connection.connect(crossing)
                    }
                }
                var withoutPassword = bus
                withoutPassword.password = nil
                await #expect(throws: DatabaseError(.connectionFailed, "", help: "")) {
                    _ = try await Connection.connect(withoutPassword)
                }
            }
        }
    }

    @Test func `the server listens on no network and keeps passwords as SCRAM verifiers`() async throws {
        try await SharedCluster.withDatabase { parameters in
            let connection = try await Connection.connect(SharedCluster.cluster().superuser())
            let row = try await connection.execute(
                """
                SELECT current_setting('listen_addresses') AS addresses, rolpassword AS verifier,
                    current_setting('server_encoding') AS encoding, rolsuper AS super
                FROM pg_authid WHERE rolname = $1
                """, [.text(parameters.user)]
            ).only()
            #expect(try row.text("addresses") == "")
            #expect(try row.text("verifier").hasPrefix("SCRAM-SHA-256$"))
            #expect(try row.text("encoding") == "UTF8")
            #expect(try row.bool("super") == false)
            await connection.close()
        }
    }

    @Test func `a database made again takes the new password`() async throws {
        try await SharedCluster.withDatabase { old in
            let cluster = try await SharedCluster.cluster()
            let new = try await cluster.createDatabase(old.database, password: Secret("another one"))
            await (try Connection.connect(new)).close()
            await #expect(throws: DatabaseError(.connectionFailed, "", help: "")) {
                _ = try await Connection.connect(old)
            }
        }
    }

    @Test(arguments: ["", "postgres", "pg_x", "template1", "Bus", "1bus", "bus\"; DROP", "bus-bike", "é"])
    func `a name that is not plain names no database`(name: String) async throws {
        let cluster = try await SharedCluster.cluster()
        await #expect(throws: DatabaseError(.statement, "", help: "")) {
            _ = try await cluster.createDatabase(name, password: Secret("x"))
        }
    }
}
