// SPDX-License-Identifier: Apache-2.0
//
// Where a demonstration puts what it made. Everything is made in a hidden directory beside the output and
// renamed at the end, so that a run that fails leaves neither half a publication nor a lost earlier one.

import Foundation

struct DemoOutput: Sendable {
    let directory: URL
    /// Beside `directory`, on the same file system.
    let stage: URL

    private static let marker = ".regie-demo"

    /// Refuses a directory that something else made.
    init(_ directory: URL) throws {
        self.directory = directory.standardizedFileURL
        let parent = self.directory.deletingLastPathComponent()
        stage = parent.appending(
            path: ".\(self.directory.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier)")
        let files = FileManager.default
        if files.fileExists(atPath: previous.path), !files.fileExists(atPath: self.directory.path) {
            try? files.moveItem(at: previous, to: self.directory)
        }
        var isDirectory: ObjCBool = false
        if files.fileExists(atPath: self.directory.path, isDirectory: &isDirectory) {
            let content = (try? files.contentsOfDirectory(atPath: self.directory.path)) ?? []
            guard isDirectory.boolValue, content.isEmpty || content.contains(DemoOutput.marker) else {
                throw Refusal(
                    "`\(self.directory.path)` exists and no demonstration made it",
                    help: "give --output another directory")
            }
        }
        removeLeftovers(in: parent)
    }

    /// Where the earlier output stands between the two renames of `finish`; the next run puts it back if a
    /// crash left it there.
    private var previous: URL {
        directory.deletingLastPathComponent().appending(path: ".\(directory.lastPathComponent)-previous")
    }

    var publications: URL { stage.appending(path: "publications") }
    var state: URL { stage.appending(path: "state") }

    /// Stages of demonstrations that were killed.
    private func removeLeftovers(in parent: URL) {
        let prefix = ".\(directory.lastPathComponent)."
        for name in (try? FileManager.default.contentsOfDirectory(atPath: parent.path)) ?? []
        where name.hasPrefix(prefix) {
            guard let process = pid_t(name.dropFirst(prefix.count)), kill(process, 0) != 0, errno == ESRCH else {
                continue
            }
            try? FileManager.default.removeItem(at: parent.appending(path: name))
        }
    }

    func prepare() throws {
        do {
            try FileManager.default.createDirectory(at: publications, withIntermediateDirectories: true)
            try FileManager.default.createDirectory(
                at: state, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o711])
            try Data("Made by regie demo; the next one may replace this directory.\n".utf8)
                .write(to: publications.appending(path: DemoOutput.marker))
        } catch {
            throw Refusal("`\(stage.path)` can't be made", help: "give --output a place that you may write to")
        }
    }

    /// The publications take the output's place; the parties' state goes with them if it is kept.
    func finish(keepingState: Bool) throws {
        let files = FileManager.default
        if keepingState {
            try files.moveItem(at: state, to: publications.appending(path: "state"))
        }
        if files.fileExists(atPath: directory.path) { try files.moveItem(at: directory, to: previous) }
        try files.moveItem(at: publications, to: directory)
        try? files.removeItem(at: previous)
        discard()
    }

    func discard() {
        try? FileManager.default.removeItem(at: stage)
    }
}
