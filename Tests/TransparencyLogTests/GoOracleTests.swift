// SPDX-License-Identifier: Apache-2.0
//
// Go's `sumdb/note` and `sumdb/tlog` beside ours in one run: notes that either signs are opened by the other, roots,
// proofs both ways, and every tile's bytes. Debian has them as golang-go and golang-golang-x-mod-dev; where they are
// absent the test says so and is skipped.

import Foundation
import Testing
import TransparencyLog

private struct Query: Encodable {
    var op: String
    var key = ""
    var text = ""
    var size = 0
    var index = 0
    var earlier = 0
    var proof: [String] = []
}

private struct Answer: Decodable {
    let text: String
    let error: String
    let proof: [String]?
    let tiles: [String: String]?
}

/// The program of `oracle/main.go`.
private struct GoOracle {
    private static let packages = "/usr/share/gocode"

    static func found() -> GoOracle? {
        let isThere = FileManager.default.fileExists(atPath: "\(packages)/src/golang.org/x/mod/sumdb/tlog/tlog.go")
        guard isThere, FileManager.default.isExecutableFile(atPath: "/usr/bin/go") else {
            print("skipped: no Go with sumdb; install golang-go and golang-golang-x-mod-dev")
            return nil
        }
        return GoOracle()
    }

    func ask(_ queries: [Query]) throws -> [Answer] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "oracle-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let input = folder.appending(path: "queries")
        let lines = try queries.map { try JSONEncoder().encode($0) + Data("\n".utf8) }
        try Data(lines.joined()).write(to: input)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/go")
        let program = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "oracle/main.go").path
        process.arguments = ["run", program]
        process.environment = [
            "GO111MODULE": "off", "GOPATH": Self.packages, "GOCACHE": folder.appending(path: "cache").path,
            "HOME": folder.path, "PATH": "/usr/bin:/bin", "TMPDIR": folder.path,
        ]
        let output = Pipe()
        process.standardInput = try FileHandle(forReadingFrom: input)
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return try data.split(separator: UInt8(ascii: "\n")).map { try JSONDecoder().decode(Answer.self, from: $0) }
    }
}

@Suite struct GoOracleTests {
    /// A query, and what must be true of its answer.
    private struct Case {
        let query: Query
        let check: (Answer) throws -> Void
    }

    @Test func `Go and we agree on notes, roots, proofs and tiles`() throws {
        guard let oracle = GoOracle.found() else { return }
        let cases = try Self.notes() + Self.trees() + Self.tiles()
        let answers = try oracle.ask(cases.map(\.query))
        try #require(answers.count == cases.count)
        for (question, answer) in zip(cases, answers) { try question.check(answer) }
    }

    private static func notes() throws -> [Case] {
        let signer = try Fixture.logSigner(), other = try Fixture.logSigner("other.example")
        let witness = try Fixture.witnessSigner("w.example")
        return try ["one\n", "é\n\n\u{212A} two\n", "log\n0\n\(MerkleTree.emptyRoot.base64)\n"].flatMap { text in
            let bytes = Array(text.utf8)
            let ours = try SignedNote(text: bytes, signers: [other, signer])
            let note = String(decoding: ours.bytes, as: UTF8.self)
            let checkpoint = try? Checkpoint(text: bytes)
            let cosigned = try checkpoint.map { ours.adding([try witness.cosign($0, time: 5)]) } ?? ours
            return [
                Case(query: Query(op: "sign", key: signer.secretText, text: text)) { answer in
                    let theirs = try SignedNote(parsing: Array(answer.text.utf8))
                    #expect(theirs.text == bytes && theirs.bytes == Array(answer.text.utf8))
                    #expect(try theirs.verified(by: [signer.verifier]).count == 1)
                    #expect(theirs.signatures.first.map { ours.signatures.contains($0) } == true)
                },
                Case(query: Query(op: "open", key: signer.verifier.description, text: note)) { answer in
                    #expect(answer.error == "" && answer.text == text)
                },
                Case(
                    query: Query(
                        op: "open", key: signer.verifier.description,
                        text: String(decoding: cosigned.bytes, as: UTF8.self))
                ) { #expect($0.error == "" && $0.text == text) },
                Case(
                    query: Query(
                        op: "open", key: signer.verifier.description, text: note.replacing(text, with: "x" + text))
                ) { #expect($0.error != "") },
            ]
        }
    }

    private static func trees() throws -> [Case] {
        let tree = PlainTree(leaves: Fixture.leaves(1100))
        let sizes = Array(1...140) + [255, 256, 257, 300, 511, 512, 513, 700, 1023, 1024, 1025, 1100]
        return try sizes.flatMap { size in
            let root = tree.root(0..<size)
            let places = size <= 40 ? Array(0..<size) : [0, 1, size / 3, size / 2, size - 2, size - 1]
            return try [Case(query: Query(op: "root", size: size)) { #expect($0.text == root.base64) }]
                + places.flatMap { try proofs(tree, size, $0) }
        }
    }

    private static func proofs(_ tree: PlainTree, _ size: Int, _ index: Int) throws -> [Case] {
        let earlier = index + 1
        let inclusion = try InclusionProof.make(of: index, size: size, read: tree.read).map(\.base64)
        let consistency = try ConsistencyProof.make(from: earlier, to: size, read: tree.read).map(\.base64)
        return [
            Case(query: Query(op: "proveRecord", size: size, index: index)) { #expect($0.proof == inclusion) },
            Case(query: Query(op: "checkRecord", size: size, index: index, proof: inclusion)) {
                #expect($0.error == "")
            },
            Case(query: Query(op: "checkRecord", size: size, index: index, proof: inclusion + inclusion + consistency))
            { #expect(size == 1 || $0.error != "") },
            Case(query: Query(op: "proveTree", size: size, earlier: earlier)) { #expect($0.proof == consistency) },
            Case(query: Query(op: "checkTree", size: size, earlier: earlier, proof: consistency)) {
                #expect($0.error == "")
            },
        ]
    }

    /// Go lists a partial tile at every width up to the tree's; a log that grew at once has the last of them.
    private static func widest(_ tiles: [String: String]) -> [String: String] {
        let paths = tiles.keys.compactMap { TilePath($0) }
        return tiles.filter { path, _ in
            guard let tile = TilePath(path) else { return true }
            return !paths.contains { $0.level == tile.level && $0.index == tile.index && $0.width > tile.width }
        }
    }

    private static func tiles() throws -> [Case] {
        try [1, 255, 256, 257, 700, 1100].map { size in
            var ours: [String: String] = [:]
            try Fixture.withLog(size) { log, _ in
                let below = try FileManager.default.subpathsOfDirectory(atPath: "\(log.directory)/tile")
                for name in below where TilePath("tile/\(name)")?.level != nil {
                    ours["tile/\(name)"] = Data(try Fixture.read("\(log.directory)/tile/\(name)")).base64EncodedString()
                }
            }
            let tiles = ours
            return Case(query: Query(op: "tiles", size: size)) { #expect(widest($0.tiles ?? [:]) == tiles) }
        }
    }
}
