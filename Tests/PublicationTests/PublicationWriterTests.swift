// SPDX-License-Identifier: Apache-2.0
//
// All or nothing on disk.

import Foundation
import Publication
import Testing

@Suite struct PublicationWriterTests {
    private struct DiskFull: Error {}

    @Test func `the same input gives the same bytes`() throws {
        #expect(try TestPublication().files() == (try TestPublication().files()))
    }

    @Test func `an existing directory is refused and left alone`() throws {
        try TemporaryFolder.use { folder in
            let directory = folder.appendingPathComponent("publication")
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
            try Data("mine".utf8).write(to: directory.appendingPathComponent("note.txt"))
            #expect(throws: PublicationError(.exists, "", help: "")) {
                try PublicationWriter.write(try TestPublication().input, to: directory)
            }
            let (kept, left) = (try TemporaryFolder.texts(in: directory), try TemporaryFolder.names(in: folder))
            #expect(kept == ["note.txt": "mine"])
            #expect(left == ["publication"])
        }
    }

    @Test(arguments: [0, 1, 5, 9]) func `G9 a write that fails leaves nothing`(failing: Int) throws {
        try TemporaryFolder.use { folder in
            let directory = folder.appendingPathComponent("publication")
            var written = 0
            #expect(throws: PublicationError(.write, "", help: "")) {
                try PublicationWriter.write(try TestPublication().input, to: directory) { bytes, file in
                    guard written < failing else { throw DiskFull() }
                    written += 1
                    try Data(bytes).write(to: file)
                    #expect(!FileManager.default.fileExists(atPath: directory.path))
                }
            }
            #expect(written == failing)
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(left.isEmpty)
        }
    }

    @Test func `G9 a directory that appears meanwhile is left alone`() throws {
        try TemporaryFolder.use { folder in
            let directory = folder.appendingPathComponent("publication")
            #expect(throws: PublicationError(.exists, "", help: "")) {
                try PublicationWriter.write(try TestPublication().input, to: directory) { bytes, file in
                    try Data(bytes).write(to: file)
                    try? FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
                    try Data("mine".utf8).write(to: directory.appendingPathComponent("note.txt"))
                }
            }
            let (kept, left) = (try TemporaryFolder.texts(in: directory), try TemporaryFolder.names(in: folder))
            #expect(kept == ["note.txt": "mine"])
            #expect(left == ["publication"])
        }
    }

    @Test func `a missing parent is said in one sentence`() throws {
        try TemporaryFolder.use { folder in
            let directory = folder.appendingPathComponent("missing/publication")
            let input = try TestPublication().input
            #expect(throws: PublicationError(.write, "", help: "")) {
                try PublicationWriter.write(input, to: directory)
            }
        }
    }
}
