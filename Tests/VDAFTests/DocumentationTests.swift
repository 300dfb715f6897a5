// SPDX-License-Identifier: Apache-2.0
//
// What the documentation says is held to the sources: its example is the one that runs here, each public type names
// its section, and the drafts' numbers stand in one constant and in one row of the README.

import Foundation
import Testing
import VDAF

struct DocumentationTests {
    /// The nearest folder above this file that has a Package.swift.
    private static let root: URL = {
        var folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        while folder.path != "/" {
            folder = folder.deletingLastPathComponent()
            if FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) { break }
        }
        return folder
    }()

    private func lines(_ path: String) throws -> [String] {
        try String(contentsOf: Self.root.appending(path: path), encoding: .utf8).components(separatedBy: "\n")
    }

    /// Paths of the files below a folder, in order.
    private func files(below folder: String) throws -> [String] {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: Self.root.appending(path: folder).path)
        return paths.filter { $0.contains(".") && !$0.hasSuffix(".docc") }.sorted().map { "\(folder)/\($0)" }
    }

    /// The lines after the first that holds `start` and before the next that holds `end`.
    private func lines(of path: String, from start: String, to end: String) throws -> [String] {
        let rest = try lines(path).drop { !$0.contains(start) }.dropFirst()
        let part = Array(rest.prefix { !$0.contains(end) })
        try #require(!part.isEmpty && part.count < rest.count, "no lines between \(start) and \(end) in \(path)")
        return part
    }

    @Test
    func `the example from shard to unshard runs`() throws {
        #expect(try documentationExample() == [1, 0, 2, 0])
    }

    @Test
    func `the example of the article is the one that runs`() throws {
        let shown = try lines(of: "Sources/VDAF/VDAF.docc/VDAF.md", from: "```swift", to: "```")
        let run = try lines(
            of: "Tests/VDAFTests/DocumentationExample.swift", from: "// The example begins.",
            to: "// The example ends.")
        #expect(shown == ["import VDAF", ""] + run.map { String($0.dropFirst($0.hasPrefix("    ") ? 4 : 0)) })
    }

    @Test
    func `each public type names its section`() throws {
        var types = 0
        for path in try files(below: "Sources/VDAF") where path.hasSuffix(".swift") {
            let source = try lines(path)
            for (index, line) in source.enumerated() {
                let words = line.split(separator: " ").prefix(2)
                guard words.first == "public", let kind = words.last, ["enum", "struct"].contains(kind) else {
                    continue
                }
                types += 1
                let lines = source[..<index].reversed().prefix { $0.contains("///") }.reversed()
                let comment = lines.map { $0.drop { " /".contains($0) } }.joined(separator: " ")
                #expect(comment.contains("VDAF, \"") || comment.contains("L1-Bound-Sum, \""), "\(path): \(line)")
            }
        }
        #expect(types > 10)
    }

    @Test
    func `the drafts' numbers stand in one constant and in the README alone`() throws {
        let readme = try lines("README.md")
        for draft in Prio3.drafts {
            #expect(readme.count { $0.hasPrefix("|") && $0.contains(draft) } == 1, "\(draft) in README.md")
        }
        #expect(readme.count { $0.contains("\(Prio3.drafts[0]), wire constant \(Prio3.wireVersion)") } == 1)
        let numbers = Prio3.drafts.map { $0.split(separator: "-").dropFirst(3).joined(separator: "-") }
        let folders = ["Sources/VDAF", "Sources/CVDAF", "Tests/VDAFTests", "Tests/VDAFFuzzing", "Benchmarks/VDAF"]
        for path in try folders.flatMap({ try files(below: $0) }) {
            let named = try lines(path).filter { line in numbers.contains { line.contains($0) } }
            #expect(named.count == (path == "Sources/VDAF/Prio3Scheme.swift" ? 1 : 0), "\(path): \(named)")
        }
    }
}
