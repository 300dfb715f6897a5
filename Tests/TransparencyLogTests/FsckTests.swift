// SPDX-License-Identifier: Apache-2.0
//
// Each fault that `LogFsck` must find, planted in a log that has none.

import Foundation
import Testing
import TransparencyLog

@Suite struct FsckTests {
    private static func expect(
        _ kind: LogFinding.Kind, at path: String, after damage: (String) throws -> Void
    ) throws {
        try Fixture.withLog(600) { log, signer in
            try log.store(document: [1, 2, 3])
            try log.append(Fixture.entries(600..<610))
            #expect(try LogFsck.check(directory: log.directory, key: signer.verifier).findings == [])
            try damage(log.directory)
            let report = try LogFsck.check(directory: log.directory, key: signer.verifier)
            #expect(report.findings.contains { $0.kind == kind && $0.path == path }, "\(report.findings)")
            #expect(!report.isWhole)
            #expect(report.findings.allSatisfy { !$0.sentence.contains("\n") && $0.sentence.last != "." })
        }
    }

    @Test(arguments: [
        "tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2", "tile/entries/000", "tile/entries/001",
        "tile/entries/002.p/88",
    ])
    func `G6 a missing file and a changed one are found, whichever it is`(_ path: String) throws {
        try Self.expect(.missing, at: path) { try FileManager.default.removeItem(atPath: "\($0)/\(path)") }
        let isEntries = path.contains("entries")
        try Fixture.withLog(600) { log, signer in
            let file = "\(log.directory)/\(path)"
            let bytes = try Fixture.read(file)
            try Fixture.write(file, Fixture.flipped(bytes, bit: bytes.count * 8 - 3))
            let report = try LogFsck.check(directory: log.directory, key: signer.verifier)
            #expect(!report.isWhole)
            let kinds = Set(report.findings.map(\.kind))
            #expect(
                isEntries
                    ? !kinds.isDisjoint(with: [.root, .entries])
                    : report.findings.contains { $0.kind == .tile && $0.path == path })
            try Fixture.write(file, Array(bytes.dropLast()))
            #expect(try !LogFsck.check(directory: log.directory, key: signer.verifier).isWhole)
        }
    }

    @Test func `G6 a changed checkpoint, journal and document are found`() throws {
        try Self.expect(.checkpoint, at: "checkpoint") { directory in
            try Fixture.write("\(directory)/checkpoint", Array("nothing\n".utf8))
        }
        try Self.expect(.checkpoint, at: "checkpoint") { directory in
            let bytes = try Fixture.read("\(directory)/checkpoint")
            try Fixture.write("\(directory)/checkpoint", Fixture.flipped(bytes, bit: 3))
        }
        try Self.expect(.journal, at: ".state/journal") { directory in
            let bytes = try Fixture.read("\(directory)/.state/journal")
            try Fixture.write("\(directory)/.state/journal", Fixture.flipped(bytes, bit: 8 * 40))
        }
        let document = DocumentPath.of(LogHash.of([1, 2, 3]))
        try Self.expect(.document, at: document) { try Fixture.write("\($0)/\(document)", [1, 2, 4]) }
        try Self.expect(.document, at: "document/stray") { try Fixture.write("\($0)/document/stray", [1]) }
    }

    @Test func `G6 another key's checkpoint is found`() throws {
        try Fixture.withLog(3) { log, _ in
            let stranger = try Fixture.logSigner()
            let report = try LogFsck.check(directory: log.directory, key: stranger.verifier)
            #expect(report.findings.map(\.kind) == [.checkpoint])
            #expect(report.checkpoint == nil)
        }
    }

    @Test func `G6 a checkpoint that the log signed for another tree is found`() throws {
        try Fixture.withLog(3) { log, signer in
            let forked = try Checkpoint(origin: signer.verifier.name, size: 3, root: MerkleTree.leaf([7]))
            try Fixture.write(
                "\(log.directory)/checkpoint", SignedNote(text: forked.text, signers: [signer]).bytes)
            let report = try LogFsck.check(directory: log.directory, key: signer.verifier)
            #expect(report.findings.map(\.kind) == [.root])
        }
    }

    @Test func `files that no tree asks for, and leftovers that contradict it, are found`() throws {
        try Self.expect(.stranger, at: "tile/0/009") { try Fixture.write("\($0)/tile/0/009", [1]) }
        try Self.expect(.stranger, at: "tile/readme") { try Fixture.write("\($0)/tile/readme", [1]) }
        for path in ["tile/0/000.p/7", "tile/entries/000.p/7"] {
            try Self.expect(.stranger, at: path) { directory in
                try FileManager.default.createDirectory(
                    atPath: "\(directory)/\(path.dropLast(2))", withIntermediateDirectories: true)
                try Fixture.write("\(directory)/\(path)", [UInt8](repeating: 0, count: 7 * 32))
            }
        }
    }

    @Test func `tiles that a crash left before their time must be those of the waiting entries`() throws {
        try Fixture.withLog(250) { log, signer in
            try log.append(Fixture.entries(250..<520))
            let whole = try Fixture.read("\(log.directory)/.state/journal")
            _ = try log.checkpoint(signedBy: signer)
            try Fixture.write("\(log.directory)/.state/journal", whole)
            let report = try LogFsck.check(directory: log.directory, key: signer.verifier)
            #expect(report.findings == [] && report.waiting == 270)
            for path in ["tile/0/000", "tile/0/002.p/8", "tile/1/000.p/2", "tile/entries/001", "tile/entries/002.p/8"] {
                let file = "\(log.directory)/\(path)"
                let bytes = try Fixture.read(file)
                try Fixture.write(file, Fixture.flipped(bytes, bit: bytes.count * 8 - 1))
                let report = try LogFsck.check(directory: log.directory, key: signer.verifier)
                #expect(report.findings.map(\.path) == [path])
                try Fixture.write(file, bytes)
            }
        }
    }

    @Test func `a copy without the log's own state is checked as well`() throws {
        try Fixture.withLog(300) { log, signer in
            try FileManager.default.removeItem(atPath: "\(log.directory)/.state")
            let report = try LogFsck.check(directory: log.directory, key: signer.verifier)
            #expect(report.findings == [] && report.entries == 300)
            try FileManager.default.removeItem(atPath: "\(log.directory)/checkpoint")
            #expect(
                try LogFsck.check(directory: log.directory, key: signer.verifier).findings.map(\.kind) == [.missing])
        }
        let key = try Fixture.logSigner().verifier
        #expect(throws: LogError(.absent, "", help: "")) { try LogFsck.check(directory: "/nowhere", key: key) }
    }
}
