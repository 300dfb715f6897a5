// SPDX-License-Identifier: Apache-2.0
//
// Migrations are only ever added: the text of each one that was released is known here by its hash (FNV-1a of
// 64 bits: against a slip of the hand, not against malice; databases themselves record SHA-256).

import Foundation

struct MigrationText: Sendable, Equatable {
    let version: Int
    /// The SQL without the literal's indentation.
    let sql: String
    let line: Int

    /// The `Migration(version:name:sql:)` of a file, in order.
    static func all(in file: SourceFile) -> [MigrationText] {
        let pattern = #/Migration\(\s*version: (\d+), name: "[^"]*",\s*sql: """\n(.*?)\n *"""/#.dotMatchesNewlines()
        return file.text.matches(of: pattern).map { match in
            let lines = match.2.split(separator: "\n", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
            let line = file.text[..<match.range.lowerBound].count { $0 == "\n" } + 1
            return MigrationText(version: Int(match.1) ?? 0, sql: lines.joined(separator: "\n"), line: line)
        }
    }

    /// In hexadecimal.
    var hash: String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in sql.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String(hash, radix: 16)
    }
}

enum MigrationRules {
    /// Hashes of what was released, by file, from version 1 on. Add a line for a migration; never change one.
    static let released: [String: [String]] = [
        "Sources/Aggregator/AggregatorSchema.swift": ["2bc3a147cd05d4de", "62a2aa348217c64b"],
        "Sources/Broker/BrokerSchema.swift": [
            "3e4eba03f45089b4", "885ab6c1f8578379", "b3a0a6e6f3eb2167", "1f710405eeeef57c",
        ],
        "Sources/HolderNode/HolderSchema.swift": [
            "d8af073a62c440bb", "7aef273b4df955d8", "454f0365f1f77702", "49d40ad6446d3d88",
        ],
    ]

    static func unchanged(_ files: [SourceFile], released: [String: [String]]) -> [Offence] {
        let missing = released.keys.filter { path in !files.contains { $0.path == path } }.map {
            Offence(path: $0, line: 1, reason: "the schema that was released is gone")
        }
        return missing + files.flatMap { check($0, released: released[$0.path] ?? []) }
    }

    private static func check(_ file: SourceFile, released: [String]) -> [Offence] {
        guard file.path.hasPrefix("Sources/"), file.name.hasSuffix("Schema.swift") else { return [] }
        let found = MigrationText.all(in: file)
        var offences: [Offence] = []
        for (index, migration) in found.enumerated() {
            let fault =
                if migration.version != index + 1 {
                    "is out of order"
                } else if index >= released.count {
                    "has no recorded hash; record `\(migration.hash)`"
                } else if released[index] != migration.hash {
                    "was changed (now `\(migration.hash)`); put it back and add another"
                } else {
                    ""
                }
            if !fault.isEmpty {
                let reason = "version \(migration.version) \(fault)"
                offences.append(Offence(path: file.path, line: migration.line, reason: reason))
            }
        }
        if found.count < released.count {
            offences.append(Offence(path: file.path, line: 1, reason: "\(released.count - found.count) were removed"))
        }
        return offences
    }
}
