// SPDX-License-Identifier: Apache-2.0
//
// Writes a publication: every file into a hidden sibling directory, flushed, then one rename. A reader sees
// the whole publication or none; a directory that is there already is never touched. A process killed
// midway leaves at most the hidden sibling.

import Foundation

package enum PublicationWriter {
    /// - Parameter directory: must not exist; its parent must.
    /// - Throws: `.exists`, `.write`, `.mismatch`, `.unprotected`; nothing is left behind then.
    package static func write(_ input: PublicationInput, to directory: URL) throws(PublicationError) {
        try write(input, to: directory) { bytes, file in
            try Data(bytes).write(to: file)
            let handle = try FileHandle(forUpdating: file)
            try handle.synchronize()
            try handle.close()
        }
    }

    /// The same with the writing of one file given, so that its failure can be tried.
    package static func write(
        _ input: PublicationInput, to directory: URL, writingFile: ([UInt8], URL) throws -> Void
    ) throws(PublicationError) {
        let files = try PublicationFiles(input).all()
        try refuseExisting(directory)
        let partial = try makeSibling(of: directory)
        do {
            for file in files {
                try writingFile(file.bytes, partial.appendingPathComponent(file.name))
            }
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: partial.path)
        } catch {
            try? FileManager.default.removeItem(at: partial)
            throw PublicationError(
                .write, "a file of the publication could not be written", at: directory.path,
                help: "check free space and permissions, then publish again")
        }
        try move(partial, to: directory)
    }

    private static func refuseExisting(_ directory: URL) throws(PublicationError) {
        guard FileManager.default.fileExists(atPath: directory.path) else { return }
        throw PublicationError(
            .exists, "the directory is there already", at: directory.path,
            help: "give a directory that does not exist yet, or remove this one")
    }

    private static func makeSibling(of directory: URL) throws(PublicationError) -> URL {
        let parent = directory.deletingLastPathComponent().path
        var template = Array("\(parent)/.\(directory.lastPathComponent).partial-XXXXXX".utf8CString)
        let made = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.map { mkdtemp($0) != nil } ?? false
        }
        guard made else {
            throw PublicationError(
                .write, "no directory can be made in `\(parent)`", at: directory.path,
                help: "make the parent directory, writable for the one who publishes")
        }
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return URL(fileURLWithPath: path, isDirectory: true)
    }

    /// One rename. Should the directory have appeared meanwhile, it is replaced only if it is empty (rename(2)).
    private static func move(_ partial: URL, to directory: URL) throws(PublicationError) {
        guard rename(partial.path, directory.path) != 0 else { return }
        let taken = [EEXIST, ENOTEMPTY, ENOTDIR].contains(errno)
        try? FileManager.default.removeItem(at: partial)
        throw taken
            ? PublicationError(
                .exists, "the directory appeared while the publication was made", at: directory.path,
                help: "give a directory that does not exist yet")
            : PublicationError(
                .write, "the publication could not be moved into place", at: directory.path,
                help: "check the permissions of the parent directory")
    }
}
