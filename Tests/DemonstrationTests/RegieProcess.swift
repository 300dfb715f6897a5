// SPDX-License-Identifier: Apache-2.0
//
// The real executable as a child process: `regie` lies beside the program that runs the tests. It works in the
// package's folder like `make demo`, and its two outputs go to files that tests read while it runs.

import Foundation

struct Complaint: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// The package's folder.
let packageRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

/// Not Sendable: one test owns it.
final class RegieProcess {
    private let process = Process()
    private let files: URL

    var pid: pid_t { process.processIdentifier }
    var output: String { read("output") }
    var errors: String { read("errors") }

    static func executable() throws -> URL {
        let runner = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let regie = URL(filePath: runner).deletingLastPathComponent().appending(path: "regie")
        guard FileManager.default.isExecutableFile(atPath: regie.path) else {
            throw Complaint(
                "there is no executable \(regie.path); build it first: swift build -c release --product regie")
        }
        return regie
    }

    /// Starts it.
    init(_ arguments: [String], in scratch: URL) throws {
        files = scratch.appending(path: "child-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
        process.executableURL = try Self.executable()
        process.arguments = arguments
        process.currentDirectoryURL = packageRoot
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try handle("output")
        process.standardError = try handle("errors")
        try process.run()
    }

    private func handle(_ name: String) throws -> FileHandle {
        let file = files.appending(path: name)
        guard FileManager.default.createFile(atPath: file.path, contents: nil) else {
            throw Complaint("\(file.path) can't be written")
        }
        return try FileHandle(forWritingTo: file)
    }

    private func read(_ name: String) -> String {
        (try? String(contentsOf: files.appending(path: name), encoding: .utf8)) ?? ""
    }

    /// The exit status, or what a shell says of a signal.
    func end(within seconds: Int = 120) async throws -> Int32 {
        try await until("regie ends", within: seconds) { !process.isRunning }
        process.waitUntilExit()
        return process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
    }

    func wait(forLine line: String) async throws {
        try await until("regie says `\(line)`", within: 120) { !process.isRunning || output.contains("\n" + line) }
        guard output.contains("\n" + line) else {
            throw Complaint("regie ended before it said `\(line)`: \(errors)")
        }
    }
}

/// Looks again every few milliseconds; what isn't so after that many seconds never will be.
func until(_ event: String, within seconds: Int, _ isSo: () throws -> Bool) async throws {
    for _ in 0..<(seconds * 200) {
        if try isSo() { return }
        try await Task.sleep(for: .milliseconds(5))
    }
    throw Complaint("waited \(seconds) s in vain until \(event)")
}

/// A folder that is removed at the end, whatever happens.
func withScratch<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "regie-demo-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o711])
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder)
}

func contents(of folder: URL) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
}
