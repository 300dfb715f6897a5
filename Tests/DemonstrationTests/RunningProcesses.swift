// SPDX-License-Identifier: Apache-2.0
//
// The processes of one demonstration, found in /proc: each names a path below the demonstration's stage in
// its arguments, or works in it (a backend of PostgreSQL overwrites its arguments).

import Foundation

struct RunningProcess {
    let pid: pid_t
    let arguments: [String]
    let folder: String

    /// Of all processes that can be read.
    static func all() -> [RunningProcess] {
        contents(of: URL(filePath: "/proc")).compactMap { pid_t($0) }.compactMap { pid in
            guard let bytes = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline"), !bytes.isEmpty else {
                return nil
            }
            let folder = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/cwd")
            return RunningProcess(
                pid: pid, arguments: bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) },
                folder: folder ?? "")
        }
    }

    /// Those that have to do with a folder, except for the demonstration itself.
    static func within(_ folder: URL) -> [RunningProcess] {
        let path = folder.path
        return all().filter { process in
            guard process.arguments.dropFirst().first != "demo" else { return false }
            return process.folder.hasPrefix(path) || process.arguments.contains { $0.contains(path) }
        }
    }
}

/// One of the six processes that a demonstration needs.
enum Victim: String, CaseIterable {
    case broker, leader, helper, bus, bike, postgres

    func isThis(_ process: RunningProcess) -> Bool {
        let arguments = process.arguments
        let program = URL(filePath: arguments.first ?? "").lastPathComponent
        if self == .postgres { return program == "postgres" && arguments.contains("-D") }
        return program == "regie" && arguments.last?.hasSuffix("/state/\(rawValue)") == true
    }

    func find(in folder: URL) async throws -> pid_t {
        var found: pid_t?
        try await until("`\(rawValue)` runs", within: 60) {
            found = RunningProcess.within(folder).first(where: isThis)?.pid
            return found != nil
        }
        guard let found else { throw Complaint("`\(rawValue)` does not run") }
        return found
    }

    /// What the error must call it.
    var name: String {
        switch self {
        case .broker: "the process `broker`"
        case .leader, .helper: "the process `aggregator --role \(rawValue)`"
        case .bus, .bike: "the process `holder \(rawValue)`"
        case .postgres: "the database server `postgres`"
        }
    }
}
