// SPDX-License-Identifier: Apache-2.0
//
// Who imports what. The table of modules in README.md is the law: its order, upwards only, and its column of
// imports. Package.swift must have the same targets, and libraries from elsewhere stay where they are said to be.

import Foundation

/// A row of README's table of modules.
struct ModuleRow: Sendable {
    let name: String
    /// Nil for a row that says "anything".
    let imports: [String]?
    let line: Int

    /// Rows between the headings "## The house" and the next one: `| … | `Name` | one line | imports |`.
    static func all(in readme: SourceFile) -> [ModuleRow] {
        var isHouse = false
        return readme.lines.enumerated().compactMap { index, line in
            if line.hasPrefix("## ") { isHouse = line == "## The house" }
            let cells = line.split(separator: "|", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            guard isHouse, cells.count == 6, let name = codeSpans(cells[2]).first else { return nil }
            let imports = cells[4] == "anything" ? nil : codeSpans(cells[4])
            return ModuleRow(name: name, imports: imports, line: index + 1)
        }
    }
}

func codeSpans(_ text: String) -> [String] {
    text.matches(of: #/`([^`]+)`/#).map { String($0.1) }
}

struct ModuleRules: Sendable {
    let rows: [ModuleRow]
    private let names: Set<String>

    init(readme: SourceFile) {
        rows = ModuleRow.all(in: readme)
        names = Set(rows.map(\.name))
    }

    static let nodes: Set = ["Aggregator", "HolderNode", "CitizenCloud", "Broker", "regie"]

    /// Where libraries from elsewhere may be imported. One that isn't here needs a reason and a line.
    static let libraries: [String: Set<String>] = [
        "ArgumentParser": ["regie"],
        "AsyncHTTPClient": ["regie"],
        "CPgQuery": ["Studies"],
        "CPostgreSQL": ["PostgreSQL"],
        "CVDAF": ["VDAF"],
        "CZ3": ["CedarProver"],
        "CZstd": ["Publication"],
        "Crypto": ["Aggregator", "DAP", "Governance", "HolderNode", "Studies", "TransparencyLog"],
        "GRDB": ["CitizenCloud"],
        "Hummingbird": nodes,
        "Logging": nodes,
        "Mustache": ["ImpactAssessment", "Publication"],
        "NIOCore": ["regie"],
        "NIOHTTP1": ["regie"],
        "ServiceLifecycle": ["regie"],
        "Yams": ["Governance", "Policies", "Studies"],
    ]
    private static let system: Set = ["Dispatch", "Foundation", "Glibc", "Synchronization"]

    /// Each `import X` of a target's sources, against the table and the list of libraries.
    func imports(_ file: SourceFile) -> [Offence] {
        let parts = file.path.split(separator: "/")
        guard parts.count > 2, parts[0] == "Sources", file.hasExtension(["swift"]) else { return [] }
        let target = String(parts[1])
        return ModuleRules.imported(by: file).compactMap { name, line in
            refusal(of: name, in: target).map { Offence(path: file.path, line: line, reason: $0) }
        }
    }

    private func refusal(of name: String, in target: String) -> String? {
        if ModuleRules.system.contains(name) { return nil }
        if let allowed = ModuleRules.libraries[name] {
            return allowed.contains(target) ? nil : "`\(target)` imports the library `\(name)`"
        }
        if name == "RegieTesting" { return "`\(target)` imports `RegieTesting`, which is for tests only" }
        guard names.contains(name) else { return "`\(target)` imports `\(name)`, which has no row in any table" }
        guard let row = rows.first(where: { $0.name == target }) else { return "`\(target)` has no row in README" }
        return row.imports?.contains(name) == false
            ? "`\(target)` imports `\(name)`, which its row in README does not say" : nil
    }

    static func imported(by file: SourceFile) -> [(name: String, line: Int)] {
        let pattern = /^ *(?:@\w+(?:\(\w+\))? +)*(?:(?:public|package|internal|private|fileprivate) +)?import +(.+)$/
        return file.code.enumerated().compactMap { index, line in
            guard line.says("import "), let words = line.firstMatch(of: pattern)?.1.split(separator: " "),
                let last = words.last
            else {
                return nil
            }
            let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "typealias", "func", "var", "let"]
            let module = words.first.map(kinds.contains) == true ? last : words[0]
            return (String(module.prefix { $0 != "." }), index + 1)
        }
    }

    /// Rows that import from below, or from themselves, or say what their sources don't import.
    func table(_ files: [SourceFile]) -> [Offence] {
        rows.enumerated().flatMap { place, row in
            let above = Set(rows[..<place].map(\.name))
            let used = Set(
                files.filter { $0.isBelow("Sources/\(row.name)") }.flatMap { ModuleRules.imported(by: $0).map(\.name) })
            return (row.imports ?? []).flatMap { name in
                var reasons: [String] = []
                if !above.contains(name) { reasons.append("`\(row.name)` imports `\(name)`, which is not above it") }
                if !used.contains(name) { reasons.append("`\(row.name)` does not import `\(name)`") }
                return reasons.map { Offence(path: "README.md", line: row.line, reason: $0) }
            }
        }
    }

    /// The table's names and the targets of Package.swift below Sources, which must be the same.
    func targets(_ package: SourceFile) -> [Offence] {
        let declared = ModuleRules.declaredTargets(package)
        let missing = declared.filter { !names.contains($0.name) }.map {
            Offence(path: package.path, line: $0.line, reason: "target `\($0.name)` has no row in README's table")
        }
        let known = Set(declared.map(\.name))
        return missing
            + rows.filter { !known.contains($0.name) }.map {
                Offence(path: "README.md", line: $0.line, reason: "`\($0.name)` is no target of Package.swift")
            }
    }

    /// Targets of the house: neither tests nor what stands below Tests or Benchmarks.
    static func declaredTargets(_ package: SourceFile) -> [(name: String, line: Int)] {
        let starts = package.text.matches(
            of: #/\.(target|executableTarget|systemLibrary|testTarget)\(\s*name: "(\w+)"/#)
        return starts.enumerated().compactMap { index, match in
            let end = index + 1 < starts.count ? starts[index + 1].range.lowerBound : package.text.endIndex
            let body = package.text[match.range.upperBound..<end]
            guard match.1 != "testTarget", !body.contains(#/path: "(?:Tests|Benchmarks)/#) else { return nil }
            let line = package.text[..<match.range.lowerBound].count { $0 == "\n" } + 1
            return (String(match.2), line)
        }
    }
}
