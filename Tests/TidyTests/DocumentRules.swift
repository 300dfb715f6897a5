// SPDX-License-Identifier: Apache-2.0
//
// What documents say must be so: tests named in README exist, links between files lead somewhere, and no
// file speaks of the machine that it was written on.

import Foundation

enum DocumentRules {
    /// Every promise of DESIGN's list, in README's table of promises.
    static let promises = (1...11).map { "G\($0)" }

    /// Tests that README names as keeping a promise, which must exist in Tests.
    static func promisedTests(_ readme: SourceFile, tests: [SourceFile]) -> [Offence] {
        let existing = Set(tests.flatMap(names))
        return readme.lines.enumerated().flatMap { index, line in
            codeSpans(String(line)).filter { $0.contains(#/^G\d+ /#) && !existing.contains($0) }.map {
                Offence(path: readme.path, line: index + 1, reason: "no test is named `\($0)`")
            }
        }
    }

    /// Backticked names of functions.
    private static func names(in file: SourceFile) -> [String] {
        file.lines.filter { $0.says("func `") }.compactMap { line in
            line.firstMatch(of: #/func `([^`]+)`/#).map { String($0.1) }
        }
    }

    /// Promises that have no row, or whose row claims to be kept without naming a test.
    static func promiseRows(_ readme: SourceFile) -> [Offence] {
        promises.flatMap { promise -> [Offence] in
            let rows = readme.lines.enumerated()
            guard let (index, row) = rows.first(where: { $0.element.hasPrefix("| **\(promise)**") }) else {
                return [Offence(path: readme.path, line: 1, reason: "promise \(promise) has no row")]
            }
            let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            let state = cells.count > 1 ? cells[1] : ""
            let namesTests = codeSpans(String(row)).contains { $0.hasPrefix("\(promise) ") }
            let isGood = state == "not yet" || (["kept", "partly"].contains(state) && namesTests)
            return isGood
                ? [] : [Offence(path: readme.path, line: index + 1, reason: "\(promise) is `\(state)` by no test")]
        }
    }

    /// Packages of Debian that a test names when it skips itself for want of them, and the Makefile doesn't install.
    static func neededPackages(_ makefile: SourceFile, tests: [SourceFile]) -> [Offence] {
        var packages: Set<Substring> = []
        var isList = false
        for line in makefile.lines {
            isList = isList || line.hasPrefix("PACKAGES :=")
            guard isList else { continue }
            packages.formUnion(line.split(whereSeparator: { " \\\t".contains($0) }))
            isList = line.hasSuffix("\\")
        }
        return tests.flatMap { file in
            file.lines.flatMap { $0.matches(of: #/install the package ([a-z0-9][a-z0-9.+-]+)/#).map(\.1) }
        }
        .filter { !packages.contains($0) }
        .map { Offence(path: makefile.path, line: 1, reason: "PACKAGES in the Makefile lacks `\($0)`") }
    }

    /// Relative links of a Markdown file, which must lead to a file or folder of the tree.
    static func links(_ file: SourceFile, in tree: SourceTree) -> [Offence] {
        guard file.hasExtension(["md"]), !file.isBelow("Sources") else { return [] }
        let folder = file.path.split(separator: "/").dropLast()
        return file.lines.enumerated().flatMap { index, line in
            line.matches(of: #/\]\(([^)#]+)[^)]*\)/#).map { String($0.1) }.filter { target in
                let path = (folder + target.split(separator: "/")).reduce(into: [Substring]()) { parts, part in
                    if part == ".." { _ = parts.popLast() } else { parts.append(part) }
                }.joined(separator: "/")
                return !target.contains("://") && !tree.files.contains { $0.path == path || $0.isBelow(path) }
            }.map { Offence(path: file.path, line: index + 1, reason: "`\($0)` leads nowhere") }
        }
    }

    /// Absolute folders of the machine that somebody worked on.
    static func machinePaths(_ file: SourceFile) -> [Offence] {
        file.lines.enumerated().flatMap { index, line in
            guard line.says("work/") || line.says("root/") || line.says("home/") else { return [Offence]() }
            return ["work", "root", "home"].map { "/\($0)/" }.filter { folder in
                line.ranges(of: folder).contains { range in
                    let before = line[..<range.lowerBound].last
                    return before.map { !$0.isLetter && !$0.isNumber && $0 != "." && $0 != "}" && $0 != ")" } ?? true
                }
            }.map { Offence(path: file.path, line: index + 1, reason: "names the machine's folder `\($0)`") }
        }
    }
}
