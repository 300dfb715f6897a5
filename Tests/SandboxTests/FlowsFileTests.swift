// SPDX-License-Identifier: Apache-2.0
//
// Counted flows: what is read, and the one sentence for what can't be.

import Sandbox
import Studies
import Testing

struct FlowsFileTests {
    private func read(_ text: String) throws -> FlowsFile {
        try FlowsFile(name: "flows.csv", bytes: Array(text.utf8))
    }

    @Test(arguments: [
        "origin,dest,count\n01004,2A004,3\n01004,01004,0\n",
        "origin,dest,count\r\n01004,2A004,3\r\n01004,01004,0",
        "\u{FEFF}count,time,dest,origin\n3,2022-07,2A004,01004\n\n0,2022-08,01004,01004\n",
        "\"origin\",\"dest\",count\n\"01004\", 2A004 ,\"3\"\n01004,01004,0\n",
    ])
    func `columns in any order, quotes, line ends and marks of Windows are read`(text: String) throws {
        let file = try read(text)
        #expect(file.flows.map(\.origin) == ["01004", "01004"])
        #expect(file.flows.map(\.destination) == ["2A004", "01004"])
        #expect(file.flows.map(\.count) == [3, 0])
        #expect(file.total == 3)
    }

    @Test func `a quoted field may hold a comma and a quote`() throws {
        #expect(
            try read("origin,dest,count\n\"a,b\",\"c\"\"d\",1\n").flows == [
                try read("dest,origin,count\n\"c\"\"d\",\"a,b\",1\n").flows[0]
            ])
        #expect(try read("origin,dest,count\n\"a,b\",\"c\"\"d\",1\n").flows[0].destination == "c\"d")
    }

    @Test(arguments: [
        ("", 1, 1, "begin the file with `origin,dest,count`"),
        ("from,to,n\nA,B,1\n", 1, 1, "begin the file with `origin,dest,count`"),
        ("origin;dest;count\nA;B;1\n", 1, 1, "separate the columns by commas, not by semicolons"),
        ("origin,dest,count\nA,B,1\nA,B\n", 3, 1, "write one value for each column"),
        ("origin,dest,count\nA,B,1,2\n", 2, 1, "write one value for each column"),
        ("origin,dest,count\nA,,1\n", 2, 3, "write a zone code"),
        ("origin,dest,count\n,B,1\n", 2, 1, "write a zone code"),
        ("origin,dest,count\nA,B,1.5\n", 2, 5, "write a whole number"),
        ("origin,dest,count\nA,B,-1\n", 2, 5, "write a whole number"),
        ("origin,dest,count\nA,B,\n", 2, 5, "write a whole number"),
        ("origin,dest,count\nA,B,1 000\n", 2, 5, "write a whole number"),
        ("origin,dest,count\nA,B,٣\n", 2, 5, "write a whole number"),
        ("origin,dest,count\nA,B,99999999999999999999\n", 2, 5, "write a whole number"),
        ("origin,dest,count\nA,\"B,1\n", 2, 1, "close it on the same line"),
    ])
    func `bad input gets one sentence with its place and a way out`(
        text: String, line: Int, column: Int, help: String
    ) throws {
        let error = try #require(throws: StudyError.self) { try read(text) }
        #expect(error.code == .flows)
        #expect(error.span?.line == line)
        #expect(error.span?.column == column)
        #expect(error.help.hasPrefix(help))
        #expect(error.description.hasPrefix("flows.csv:\(line):\(column): "))
    }

    @Test(arguments: ["origin,dest,count\n", "origin,dest,count\nA,B,0\n"])
    func `a file that counts nothing is refused`(text: String) {
        #expect(throws: StudyError(.flows, "", help: "")) { try read(text) }
    }

    @Test func `more trips than a database should get are refused`() {
        #expect(throws: StudyError(.flows, "", help: "")) {
            try read("origin,dest,count\nA,B,30000000\nA,C,30000000\n")
        }
    }

    @Test func `bytes that are no text are refused`() {
        #expect(throws: StudyError(.flows, "", help: "")) {
            try FlowsFile(name: "flows.csv", bytes: Array("origin,dest,count\n".utf8) + [0xFF, 0xFE])
        }
    }
}
