// SPDX-License-Identifier: Apache-2.0
//
// G9 for the log and the witness: each file operation in turn fails, or is the last one of a process, or of a machine
// that forgets whatever was not synced; then the log is opened again and checked.

import Foundation
import Synchronization
import Testing
import TransparencyLog

@Suite struct CrashTests {
    /// What a caller was told.
    private struct Told {
        var acknowledged = 0
        var documents: [LogHash] = []
        var published = 0
    }

    /// A short life of a log: three batches, two checkpoints, documents, and a growth through full tiles.
    private static func live(
        _ directory: String, _ signer: NoteSigner, _ operations: FileOperations, _ told: inout Told
    )
        throws
    {
        let log = try LogWriter(directory: directory, key: signer.verifier, creating: true, operations: operations)
        for batch in [3, 250, 10] {
            told.documents.append(try log.store(document: Array("document \(batch)".utf8)))
            told.acknowledged = try log.append(Fixture.entries(log.size..<log.size + batch)).upperBound
            let note = try log.checkpoint(signedBy: signer)
            try log.publish(note)
            told.published = try Checkpoint(text: note.text).size
        }
    }

    /// The log is whole, and holds all that its caller was told.
    private static func expectWhole(_ directory: String, _ signer: NoteSigner, _ told: Told, _ step: String) throws {
        let log = try LogWriter(
            directory: directory, key: signer.verifier, creating: true,
            operations: FaultyFiles(at: .max, .once).operations)
        #expect(log.size >= told.acknowledged, "\(step)")
        try log.forEachEntry(in: 0..<log.size) { index, entry in #expect(Array(entry) == Fixture.entry(index)) }
        let published = try log.published.map { try Checkpoint(text: $0.text).size } ?? 0
        #expect(published >= told.published, "\(step)")
        for document in told.documents { #expect(try log.source.document(document) != nil, "\(step)") }
        let report = try LogFsck.check(directory: directory, key: signer.verifier)
        #expect(report.findings == [], "\(step)")
        #expect(report.entries + report.waiting == log.size, "\(step)")

        try log.append(Fixture.entries(log.size..<log.size + 300))
        try log.publish(try log.checkpoint(signedBy: signer))
        #expect(try LogFsck.check(directory: directory, key: signer.verifier).findings == [], "\(step)")
    }

    private static func countOperations(_ signer: NoteSigner) throws -> Int {
        try Fixture.withDirectory { directory in
            let faults = FaultyFiles(at: .max, .once)
            var told = Told()
            try live(directory + "/log", signer, faults.operations, &told)
            #expect(told.acknowledged == 263 && told.published == 263)
            return faults.count
        }
    }

    @Test(arguments: [FaultyFiles.Fault.once, .death, .tornDeath])
    func `G9 whichever operation fails or is the last, nothing acknowledged is missing`(_ fault: FaultyFiles.Fault)
        throws
    {
        let signer = try Fixture.logSigner()
        let count = try Self.countOperations(signer)
        #expect(count > 100)
        for step in 0..<count {
            try Fixture.withDirectory { directory in
                let faults = FaultyFiles(at: step, fault)
                var told = Told()
                do {
                    try Self.live(directory + "/log", signer, faults.operations, &told)
                } catch let error as LogError {
                    #expect(error.code == .storage)
                }
                try Self.expectWhole(directory + "/log", signer, told, "\(fault) at \(step)")
            }
        }
    }

    @Test func `G9 a machine that forgets whatever was not synced loses nothing acknowledged`() throws {
        let signer = try Fixture.logSigner()
        let count = try Self.countOperations(signer)
        for step in 0...count {
            try Fixture.withDirectory { directory in
                let disk = ForgetfulDisk(root: directory + "/log", last: step)
                var told = Told()
                do {
                    try Self.live(directory + "/log", signer, disk.operations, &told)
                } catch let error as LogError {
                    #expect(error.code == .storage)
                }
                try disk.restore(to: directory + "/after")
                try Self.expectWhole(directory + "/after", signer, told, "power lost at \(step)")
            }
        }
    }

    /// The parent of a killed process knows what it was told by a file that the process wrote after each answer.
    @Test func `G9 a killed process leaves a whole log`() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "log-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        setenv("REGIE_KILLED_LOG", directory, 1)
        await #expect(processExitsWith: .signal(SIGKILL)) {
            let directory = try #require(ProcessInfo.processInfo.environment["REGIE_KILLED_LOG"])
            let signer = try Fixture.logSigner()
            try Fixture.write(directory + "/key", Array(signer.verifier.description.utf8))
            let faults = FaultyFiles(at: 150, .kill)
            let log = try LogWriter(
                directory: directory + "/log", key: signer.verifier, creating: true, operations: faults.operations)
            while true {
                let size = try log.append(Fixture.entries(log.size..<log.size + 20)).upperBound
                try Fixture.write(directory + "/told", Array("\(size)".utf8))
                try log.publish(try log.checkpoint(signedBy: signer))
            }
        }
        let key = try VerifierKey(Fixture.read(directory + "/key"))
        let told = try #require(Int(String(decoding: Fixture.read(directory + "/told"), as: UTF8.self)))
        #expect(told > 0)
        let log = try LogWriter(directory: directory + "/log", key: key)
        #expect(log.size >= told)
        try log.forEachEntry(in: 0..<log.size) { index, entry in #expect(Array(entry) == Fixture.entry(index)) }
        #expect(try LogFsck.check(directory: directory + "/log", key: key).findings == [])
    }

    @Test func `after a failed write the log takes nothing more until it is opened again`() throws {
        try Fixture.withDirectory { directory in
            let signer = try Fixture.logSigner()
            try { _ = try LogWriter(directory: directory, key: signer.verifier, creating: true).append([[1]]) }()
            try {
                let faults = FaultyFiles(at: 1, .once)
                let log = try LogWriter(directory: directory, key: signer.verifier, operations: faults.operations)
                for _ in 0..<3 {
                    #expect(throws: LogError(.storage, "", help: "")) { try log.append([[2]]) }
                }
                #expect(throws: LogError(.storage, "", help: "")) { try log.checkpoint(signedBy: signer) }
            }()
            let log = try LogWriter(directory: directory, key: signer.verifier)
            #expect([1, 2].contains(log.size))
            try log.append([[3]])
        }
    }
}
