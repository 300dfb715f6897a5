// SPDX-License-Identifier: Apache-2.0
//
// The rules of documents over the whole tree, and each over a planted offender.

import Testing

@Suite struct DocumentTests {
    private let tree = SourceTree.current

    @Test func `every test that README names exists`() throws {
        let tests = tree.files.filter { $0.isBelow("Tests") && $0.hasExtension(["swift"]) }
        let offences = DocumentRules.promisedTests(try tree.file("README.md"), tests: tests)
        #expect(offences.isEmpty, "\(offences.list)")
        let planted = SourceFile(path: "README.md", text: "`make`\n`G4 a` and `G4 b`, `G10`\n")
        let known = SourceFile(path: "Tests/A/A.swift", text: "@Test func `G4 a`() {}")
        #expect(DocumentRules.promisedTests(planted, tests: [known]).map(\.reason) == ["no test is named `G4 b`"])
    }

    @Test func `README tells the state of every promise`() throws {
        let offences = DocumentRules.promiseRows(try tree.file("README.md"))
        #expect(offences.isEmpty, "\(offences.list)")
        let rows = [
            "| **G1** records stay | kept | by faith |", "| **G2** | partly | `G2 a` |", "| **G3** | not yet | |",
            "| **G4** | perhaps | `G4 a` |",
        ]
        let found = DocumentRules.promiseRows(SourceFile(path: "README.md", text: rows.joined(separator: "\n")))
        #expect(found.prefix(2).map(\.line) == [1, 4])
        #expect(found.count == 2 + 7)
    }

    @Test func `the Makefile installs every package that a test says it needs`() throws {
        let tests = tree.files.filter { $0.isBelow("Tests") && $0.hasExtension(["swift"]) }
        let offences = DocumentRules.neededPackages(try tree.file("Makefile"), tests: tests)
        #expect(offences.isEmpty, "\(offences.list)")
        let makefile = SourceFile(path: "Makefile", text: "PACKAGES := libpq-dev zstd \\\n    sqlite3\npackages:\n")
        let test = SourceFile(
            path: "Tests/A/A.swift",
            text: "install the " + "package sqlite3 or install the " + "package lib-none, please")
        #expect(
            DocumentRules.neededPackages(makefile, tests: [test]).map(\.reason) == [
                "PACKAGES in the Makefile lacks `lib-none`"
            ])
    }

    @Test func `links between files lead somewhere`() {
        let offences = tree.offences { DocumentRules.links($0, in: tree) }
        #expect(offences.isEmpty, "\(offences.list)")
        let text = "[a](Package.swift) [b](Sources/) [c](https://example.org/x)\n[d](nowhere.md#part)"
        #expect(DocumentRules.links(SourceFile(path: "X.md", text: text), in: tree).map(\.line) == [2])
    }

    @Test func `no file names a folder of the machine it was written on`() {
        let offences = tree.offences(DocumentRules.machinePaths)
        #expect(offences.isEmpty, "\(offences.list)")
        let planted = ["work", "root", "home"].map { "see \"/\($0)/x\"" } + ["home/work/school", "a/root/b"]
        let found = DocumentRules.machinePaths(SourceFile(path: "a.md", text: planted.joined(separator: "\n")))
        #expect(found.map(\.line) == [1, 2, 3])
    }
}
