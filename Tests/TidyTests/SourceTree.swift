// SPDX-License-Identifier: Apache-2.0
//
// The tree as the tests read it: the files that people wrote, from the folder of this very file upwards.
// What tools make (builds, demonstrations, hidden folders but `.ci`) is left out.

import Foundation

/// A file's place below the root, and its text.
struct SourceFile: Sendable {
    let path: String
    let text: String
    let lines: [Substring]
    /// The lines of a Swift file with nothing but code left; none for others.
    let code: [Substring]

    init(path: String, text: String) {
        self.path = path
        self.text = text
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        code = path.hasSuffix(".swift") ? BlankedSwift(text).lines : []
    }

    var name: String { String(path.split(separator: "/").last ?? "") }

    func isBelow(_ folder: String) -> Bool { path.hasPrefix(folder + "/") }
    func hasExtension(_ extensions: Set<String>) -> Bool {
        extensions.contains(String(name.split(separator: ".").last ?? ""))
    }
}

/// What breaks a rule, and where.
struct Offence: Error, Hashable, CustomStringConvertible {
    let path: String
    /// From 1.
    let line: Int
    let reason: String

    var description: String { "\(path):\(line): \(reason)" }
}

struct SourceTree: Sendable {
    let files: [SourceFile]

    static let current = SourceTree(root: root)

    /// The nearest folder above this file that has a Package.swift.
    private static let root: URL = {
        var folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        while folder.path != "/" {
            folder = folder.deletingLastPathComponent()
            if FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) { break }
        }
        return folder
    }()

    private static let folders = [
        ".ci", "Benchmarks", "Sources", "Tests", "datasets", "docs", "policies", "trustees",
    ]

    init(root: URL) {
        let top = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
        var paths = top.filter { $0 != "Package.resolved" }
        for folder in SourceTree.folders {
            let below = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
            while let path = below?.nextObject() as? String { paths.append("\(folder)/\(path)") }
        }
        files = paths.sorted().compactMap { path in
            guard let text = try? String(contentsOf: root.appending(path: path), encoding: .utf8) else { return nil }
            return SourceFile(path: path, text: text)
        }
    }

    /// A file that the tests can't do without.
    func file(_ path: String) throws -> SourceFile {
        guard let file = files.first(where: { $0.path == path }) else {
            throw Offence(path: path, line: 1, reason: "is missing")
        }
        return file
    }

    /// Offences of every file that the rule looks at.
    func offences(_ rule: (SourceFile) -> [Offence]) -> [Offence] { files.flatMap(rule) }
}

extension StringProtocol {
    /// Whether the bytes of the word occur: much faster than a regular expression that would say no.
    func says(_ word: StaticString) -> Bool {
        let first = word.utf8Start.pointee
        let rest = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        var bytes = utf8[...]
        while let start = bytes.firstIndex(of: first) {
            if bytes[start...].starts(with: rest) { return true }
            bytes = bytes[bytes.index(after: start)...]
        }
        return false
    }
}

extension [Offence] {
    /// One offence a line, for a test's message.
    var list: String { map(\.description).joined(separator: "\n") }
}
