// SPDX-License-Identifier: Apache-2.0
//
// Appending, publishing, opening again, and what a log's writer refuses.

import Foundation
import Testing
import TransparencyLog

@Suite struct LogWriterTests {
    @Test func `a log that grows in batches of all sizes is the log that grew at once`() throws {
        try Fixture.withDirectory { directory in
            let signer = try Fixture.logSigner()
            var size = 0
            for batch in [1, 2, 253, 1, 255, 256, 257, 512, 3] {
                let log = try LogWriter(directory: directory, key: signer.verifier, creating: size == 0)
                #expect(try log.append(Fixture.entries(size..<size + batch)) == size..<size + batch)
                size += batch
                #expect(log.size == size)
                let checkpoint = try Checkpoint(text: log.checkpoint(signedBy: signer).text)
                #expect(checkpoint.size == size)
                #expect(checkpoint.root == MerkleTree.root(of: Fixture.leaves(size)))
                if batch != 2 { try log.publish(try log.checkpoint(signedBy: signer)) }
            }
            let report = try LogFsck.check(directory: directory, key: signer.verifier)
            #expect(report.findings == [])
            #expect(report.entries == size && report.waiting == 0 && report.checkpoint?.size == size)
        }
    }

    @Test func `a log of equal entries is whole too`() throws {
        try Fixture.withLog(5) { log, signer in
            let start = log.size
            for count in [251, 5, 256] {
                try log.append(Array(repeating: [7], count: count))
                try log.publish(try log.checkpoint(signedBy: signer))
            }
            #expect(log.size == start + 512)
            #expect(try LogFsck.check(directory: log.directory, key: signer.verifier).findings == [])
        }
        try Fixture.withDirectory { directory in
            let signer = try Fixture.logSigner()
            let log = try LogWriter(directory: directory, key: signer.verifier, creating: true)
            for count in [5, 256] {
                try log.append(Array(repeating: [7], count: count))
                try log.publish(try log.checkpoint(signedBy: signer))
            }
            #expect(try LogFsck.check(directory: directory, key: signer.verifier).findings == [])
        }
    }

    @Test func `G9 what was acknowledged is there again, under a checkpoint or not`() throws {
        try Fixture.withDirectory { directory in
            let signer = try Fixture.logSigner()
            func open() throws -> LogWriter {
                try LogWriter(directory: directory, key: signer.verifier, creating: true)
            }
            try { _ = try open().append(Fixture.entries(0..<10)) }()
            try {
                let log = try open()
                #expect(log.size == 10 && log.published == nil)
                try log.publish(try log.checkpoint(signedBy: signer))
                try log.append(Fixture.entries(10..<15))
            }()
            let log = try open()
            #expect(log.size == 15)
            var entries: [[UInt8]] = []
            try log.forEachEntry(in: 7..<15) { _, entry in entries.append(Array(entry)) }
            #expect(entries == Fixture.entries(7..<15))
            #expect(try Checkpoint(text: #require(log.published).text).size == 10)
            #expect(throws: LogError(.absent, "", help: "")) { try log.forEachEntry(in: 0..<16) { _, _ in } }
        }
    }

    @Test func `more waiting entries than memory should hold go into tiles by themselves`() throws {
        try Fixture.withDirectory { directory in
            let signer = try Fixture.logSigner()
            let log = try LogWriter(directory: directory, key: signer.verifier, creating: true)
            for start in stride(from: 0, to: 6000, by: 1500) { try log.append(Fixture.entries(start..<start + 1500)) }
            #expect(try log.reader().size == 4500)
            #expect(log.size == 6000)
        }
    }

    @Test func `G11 a second writer on the same directory is refused with one sentence`() throws {
        try Fixture.withLog(1) { log, signer in
            let error = #expect(throws: LogError(.locked, "", help: "")) {
                try LogWriter(directory: log.directory, key: signer.verifier)
            }
            #expect(error?.description.contains("another process already runs the log `\(Fixture.logName)`") == true)
            #expect(error?.description.contains("\n") == false)
            try log.append([[1]])
        }
    }

    @Test func `G10 entries and batches that no log may hold are refused, and change nothing`() throws {
        try Fixture.withLog(1) { log, _ in
            let limit = [UInt8](repeating: 7, count: EntryBundle.entryLimit)
            for batch in [
                [], [limit + [7]], [[1], limit + [7]], Array(repeating: [], count: LogWriter.batchLimit + 1),
                Array(repeating: limit, count: 513),
            ] {
                #expect(throws: LogError(.entry, "", help: "")) { try log.append(batch) }
            }
            #expect(log.size == 1)
            try log.append([limit, []])
            #expect(log.size == 3)
        }
    }

    @Test func `G11 a checkpoint of another tree, another log, another key or an earlier time is not published`() throws
    {
        try Fixture.withLog(5) { log, signer in
            let five = try #require(log.published)
            try log.append(Fixture.entries(5..<9))
            let nine = try log.checkpoint(signedBy: signer)
            try log.publish(nine)
            #expect(throws: LogError(.rollback, "", help: "")) { try log.publish(five) }
            let name = try KeyName(Fixture.logName)
            let forked = try Checkpoint(origin: name, size: 9, root: MerkleTree.leaf([1]))
            let beyond = try Checkpoint(origin: name, size: 10, root: MerkleTree.leaf([1]))
            for checkpoint in [forked, beyond] {
                #expect(throws: LogError(.fork, "", help: "")) {
                    try log.publish(SignedNote(text: checkpoint.text, signers: [signer]))
                }
            }
            let stranger = try Fixture.logSigner()
            #expect(throws: LogError(.unsigned, "", help: "")) {
                try log.publish(SignedNote(text: nine.text, signers: [stranger]))
            }
            #expect(throws: LogError(.key, "", help: "")) { try log.checkpoint(signedBy: stranger) }
            #expect(log.published == nine)
        }
    }

    @Test func `the same checkpoint is published again with cosignatures`() throws {
        try Fixture.withLog(5) { log, _ in
            let note = try #require(log.published)
            let cosigned = note.adding([
                try Fixture.witnessSigner("w").cosign(Checkpoint(text: note.text), time: 1)
            ])
            try log.publish(cosigned)
            #expect(try log.source.checkpoint() == cosigned)
        }
    }

    @Test func `documents stand beside the log under their hashes`() throws {
        try Fixture.withLog(1) { log, signer in
            let document = Array("procès-verbal\n".utf8)
            let hash = try log.store(document: document)
            #expect(try log.store(document: document) == hash)
            #expect(try Fixture.read("\(log.directory)/document/\(hash.hex.prefix(2))/\(hash.hex)") == document)
            #expect(try log.source.document(hash) == document)
            #expect(try log.source.document(LogHash.of([1])) == nil)
            #expect(try LogFsck.check(directory: log.directory, key: signer.verifier).documents == 1)
            try Fixture.write("\(log.directory)/document/\(hash.hex.prefix(2))/\(hash.hex)", [1])
            #expect(throws: LogError(.tile, "", help: "")) { try log.source.document(hash) }
            try log.store(document: document)
            #expect(try log.source.document(hash) == document)
        }
    }

    @Test func `G11 a directory that lost its state, or is another log's, is not continued`() throws {
        try Fixture.withDirectory { directory in
            let signer = try Fixture.logSigner()
            #expect(throws: LogError(.absent, "", help: "")) {
                try LogWriter(directory: directory, key: signer.verifier)
            }
            try {
                let log = try LogWriter(directory: directory, key: signer.verifier, creating: true)
                try log.append([[1]])
                try log.publish(try log.checkpoint(signedBy: signer))
            }()
            let other = try Fixture.logSigner("other.example")
            #expect(throws: LogError(.state, "", help: "")) {
                try LogWriter(directory: directory, key: other.verifier, creating: true)
            }
            let witness = try Fixture.witnessSigner("w")
            #expect(throws: LogError(.key, "", help: "")) {
                try LogWriter(directory: directory, key: witness.verifier, creating: true)
            }
            try FileManager.default.removeItem(atPath: "\(directory)/.state/journal")
            #expect(throws: LogError(.absent, "", help: "")) {
                try LogWriter(directory: directory, key: signer.verifier, creating: true)
            }
        }
    }

    @Test func `G9 a torn last batch is dropped, and damage before acknowledged ones is refused`() throws {
        try Fixture.withDirectory { directory in
            let signer = try Fixture.logSigner()
            func open() throws -> LogWriter {
                try LogWriter(directory: directory, key: signer.verifier, creating: true)
            }
            try {
                let log = try open()
                for index in 0..<3 { try log.append(Fixture.entries(index * 4..<index * 4 + 4)) }
            }()
            let journal = "\(directory)/.state/journal"
            let whole = try Fixture.read(journal)
            for length in stride(from: whole.count - 1, to: whole.count - 60, by: -7) {
                try Fixture.write(journal, Array(whole.prefix(length)))
                #expect(try open().size == 8)
            }
            try Fixture.write(journal, whole.dropLast(20) + [UInt8](repeating: 0, count: 20))
            #expect(try open().size == 8)
            try Fixture.write(journal, whole)
            #expect(try open().size == 12)
            for place in [0, 10, whole.count / 4, whole.count / 2, whole.count * 5 / 8] {
                try Fixture.write(journal, Fixture.flipped(whole, bit: place * 8))
                #expect(throws: LogError(.state, "", help: ""), "\(place)") { try open() }
            }
        }
    }
}
