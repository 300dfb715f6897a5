// SPDX-License-Identifier: Apache-2.0
//
// The rules of style over the whole tree, and each rule over a planted offender that it must catch.

import Testing

@Suite struct StyleTests {
    private let tree = SourceTree.current

    private func source(_ text: String, path: String = "Sources/VDAF/Planted.swift") -> SourceFile {
        SourceFile(path: path, text: text)
    }

    @Test func `the tree is found`() throws {
        let count = tree.files.count { $0.isBelow("Sources") }
        #expect(count > 100)
        for path in ["Package.swift", "Tests/TidyTests/StyleTests.swift"] { _ = try tree.file(path) }
    }

    @Test func `every source file opens with its licence and a paragraph`() {
        let offences = tree.offences(StyleRules.opening)
        #expect(offences.isEmpty, "\(offences.list)")
        #expect(StyleRules.opening(source("import Foundation\n")).map(\.line) == [1])
        #expect(StyleRules.opening(source("// SPDX-License-Identifier: Apache-2.0\n\nlet x = 1\n")).map(\.line) == [2])
    }

    @Test func `no line is longer than 120 characters`() {
        let offences = tree.offences(StyleRules.lineLength)
        #expect(offences.isEmpty, "\(offences.list)")
        let lines = [120, 121].map { String(repeating: "é", count: $0) }
        #expect(StyleRules.lineLength(source(lines.joined(separator: "\n"))).map(\.line) == [2])
    }

    @Test func `no file is longer than 400 lines`() {
        let offences = tree.offences(StyleRules.fileLength)
        #expect(offences.isEmpty, "\(offences.list)")
        #expect(StyleRules.fileLength(source(String(repeating: "\n", count: 400))).isEmpty)
        #expect(StyleRules.fileLength(source(String(repeating: "\n", count: 401))).map(\.line) == [401])
    }

    @Test func `no function is longer than 70 lines`() {
        let offences = tree.offences(StyleRules.functionLength)
        #expect(offences.isEmpty, "\(offences.list)")
        func planted(_ head: String, lines: Int) -> SourceFile {
            let body = [#"    let brace = "}", other = "\(f("{", { "}" }))" // }"#, "    if a { b() } /* } */"]
            let filling = Array(repeating: "    x += 1", count: lines - 4)
            return source((["struct S {", "  var a = 1", head] + body + filling + ["}", "}"]).joined(separator: "\n"))
        }
        for head in ["func `a } name`(_ x: Int = { 1 }()) -> Int {", "init?(\n) {", "init<T>(t: T) {", "deinit {"] {
            let extra = head.contains("\n") ? 1 : 0
            #expect(StyleRules.functionLength(planted(head, lines: 70 - extra)).isEmpty, "\(head)")
            #expect(StyleRules.functionLength(planted(head, lines: 71 - extra)).map(\.line) == [3], "\(head)")
        }
        let calls = "struct S {\n" + String(repeating: "  let s = S.init()\n", count: 80) + "}\n"
        #expect(StyleRules.functionLength(source(calls)).isEmpty)
    }

    @Test func `no source crashes on purpose or leaves work for later`() {
        let offences = tree.offences(StyleRules.forbiddenWords)
        #expect(offences.isEmpty, "\(offences.list)")
        let planted = [
            "fatalError(\"x\")", "let a = try! b()", "let a = b as! C", "preconditionFailure()", "// TODO: x",
        ]
        for line in planted {
            #expect(StyleRules.forbiddenWords(source("let a = 1\n\(line)\n")).map(\.line) == [2], "\(line)")
        }
        for line in ["let s = \"try!\"", "// as! in words", "let a = b as? C", "let METODO = 1", "has(a) as Any"] {
            #expect(StyleRules.forbiddenWords(source(line)).isEmpty, "\(line)")
        }
    }

    @Test func `no file or type has a name that says nothing`() {
        let offences = tree.offences(StyleRules.emptyNames)
        #expect(offences.isEmpty, "\(offences.list)")
        for path in ["Sources/VDAF/Utils.swift", "Sources/Core/A.swift", "Tests/X/StringHelpers.swift"] {
            #expect(StyleRules.emptyNames(source("", path: path)).map(\.line) == [1], "\(path)")
        }
        #expect(StyleRules.emptyNames(source("\nfinal class SessionManager {}\n")).map(\.line) == [2])
        #expect(StyleRules.emptyNames(source("// struct Common\nstruct Score { enum Helper {} }")).isEmpty)
    }
}
