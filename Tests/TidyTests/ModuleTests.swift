// SPDX-License-Identifier: Apache-2.0
//
// The rules of modules and migrations over the whole tree, and each over a planted offender.

import Testing

@Suite struct ModuleTests {
    private let tree = SourceTree.current

    private static let table = SourceFile(
        path: "README.md",
        text: """
            ## The house
            | | module | one line | imports |
            |---|---|---|---|
            | a | `VDAF` | sums | |
            | | `Studies` | plans | `VDAF` |
            | | `Broker` | serves | `Studies`, `VDAF` |
            | | `regie` | all | anything |
            ## Next
            | | `Elsewhere` | no module | |
            """)

    private func file(_ text: String, in target: String) -> SourceFile {
        SourceFile(path: "Sources/\(target)/Planted.swift", text: text)
    }

    @Test func `each module imports only what README's table says`() throws {
        let rules = ModuleRules(readme: try tree.file("README.md"))
        #expect(rules.rows.count > 10)
        let offences = tree.offences(rules.imports)
        #expect(offences.isEmpty, "\(offences.list)")
    }

    @Test func `an import that the table doesn't say is caught`() {
        let rules = ModuleRules(readme: ModuleTests.table)
        let bad = [
            ("import Broker", "Studies"), ("package import Studies", "VDAF"), ("@_exported import Broker", "VDAF"),
            ("import Hummingbird", "Studies"), ("import CPostgreSQL", "Broker"), ("import CPgQuery", "Broker"),
            ("import RegieTesting", "regie"), ("import Unheard", "regie"), ("import struct Broker.A", "VDAF"),
            ("import VDAF", "Nameless"), ("import Elsewhere", "regie"),
        ]
        for (text, target) in bad {
            #expect(rules.imports(file("import Foundation\n\(text)", in: target)).map(\.line) == [2], "\(text)")
        }
        let good = [("import VDAF", "Broker"), ("import Hummingbird", "Broker"), ("// import Broker", "VDAF")]
        for (text, target) in good + [("import Broker", "regie"), ("let s = \"import Broker\"", "VDAF")] {
            #expect(rules.imports(file(text, in: target)).isEmpty, "\(text)")
        }
    }

    @Test func `README's table imports upwards only and says no import that isn't there`() throws {
        let rules = ModuleRules(readme: try tree.file("README.md"))
        let offences = rules.table(tree.files)
        #expect(offences.isEmpty, "\(offences.list)")
        let sources = [file("import VDAF", in: "Studies"), file("import Studies", in: "Broker")]
        #expect(ModuleRules(readme: ModuleTests.table).table(sources).map(\.line) == [6])
        let turned = SourceFile(
            path: "README.md", text: "## The house\n| | `A` | a | `B` |\n| | `B` | b | |\n")
        #expect(ModuleRules(readme: turned).table([file("import B", in: "A")]).map(\.line) == [2])
    }

    @Test func `README's table has the targets of Package swift`() throws {
        let rules = ModuleRules(readme: try tree.file("README.md"))
        let offences = rules.targets(try tree.file("Package.swift"))
        #expect(offences.isEmpty, "\(offences.list)")
        let package = SourceFile(
            path: "Package.swift",
            text: """
                .target(name: "VDAF"), .target(
                    name: "Studies", dependencies: ["VDAF"]),
                .executableTarget(name: "regie"), .systemLibrary(name: "CNew"),
                .target(name: "Bench", path: "Benchmarks/Bench"), .testTarget(name: "VDAFTests"),
                """)
        let found = ModuleRules(readme: ModuleTests.table).targets(package)
        #expect(found.map(\.path) == ["Package.swift", "README.md"])
        #expect(found.map(\.line) == [3, 6])
    }

    @Test func `migrations that were released are unchanged`() {
        let offences = MigrationRules.unchanged(tree.files, released: MigrationRules.released)
        #expect(offences.isEmpty, "\(offences.list)")
    }

    @Test func `a migration changed, removed, out of order or not recorded is caught`() throws {
        func schema(_ migrations: [(Int, String)]) -> SourceFile {
            let text = migrations.map { version, sql in
                "Migration(\n  version: \(version), name: \"n\",\n  sql: \"\"\"\n    \(sql)\n    \"\"\")"
            }
            return SourceFile(path: "Sources/A/ASchema.swift", text: text.joined(separator: ",\n"))
        }
        let first = try #require(MigrationText.all(in: schema([(1, "CREATE TABLE a ();")])).first)
        #expect(first.sql == "CREATE TABLE a ();")
        let released = ["Sources/A/ASchema.swift": [first.hash]]
        func offences(_ migrations: [(Int, String)]) -> [Int] {
            MigrationRules.unchanged([schema(migrations)], released: released).map(\.line)
        }
        #expect(offences([(1, "CREATE TABLE a ();")]).isEmpty)
        #expect(offences([(1, "CREATE TABLE b ();")]) == [1])
        #expect(offences([(1, "CREATE TABLE a ();"), (2, "CREATE TABLE b ();")]) == [6])
        #expect(offences([(2, "CREATE TABLE a ();")]) == [1])
        #expect(offences([]) == [1])
        #expect(MigrationRules.unchanged([], released: released).count == 1)
    }
}
