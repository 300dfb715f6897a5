// SPDX-License-Identifier: Apache-2.0
//
// The sandbox as plain files for people without Swift: a Frictionless Data Package of CSV tables, GeoJSON, a
// few persons' own records, and a README. Written beside its place under another name, then renamed: a
// directory with the wanted name is whole or isn't there. What stands in the files is in
// SandboxExport+Documents.swift.

import Foundation
import Studies

/// What was written.
package struct SandboxExport: Hashable, Sendable {
    package struct File: Hashable, Sendable {
        /// Below the directory.
        package let path: String
        package let bytes: Int
        /// Rows below the header; nil for what isn't a table.
        package let rows: Int?
    }

    package let directory: URL
    package let files: [File]

    /// Trips in all operators' tables.
    package var tripCount: Int {
        files.filter { $0.path.hasSuffix("trips.csv") }.reduce(0) { $0 + ($1.rows ?? 0) }
    }
}

extension Sandbox {
    /// - Parameter directory: must not exist, or be empty.
    /// - Throws: `sandbox` when the place is taken or can't be written; then nothing is changed.
    @discardableResult
    package func export(to directory: URL) throws(StudyError) -> SandboxExport {
        try refuseTaken(directory)
        let name = directory.lastPathComponent
        let parent = directory.deletingLastPathComponent()
        let draft = parent.appendingPathComponent(".\(name).draft-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(at: draft, withIntermediateDirectories: true)
            let files = try writeAll(into: draft)
            // An empty directory may stand there; one that filled up meanwhile makes this fail.
            if rmdir(directory.path) != 0, errno != ENOENT { throw CocoaError(.fileWriteFileExists) }
            try FileManager.default.moveItem(at: draft, to: directory)
            return SandboxExport(directory: directory, files: files)
        } catch {
            // Best effort: the draft is hidden and carries its own name, so a leftover harms nobody.
            try? FileManager.default.removeItem(at: draft)
            if let error = error as? StudyError { throw error }
            throw StudyError(
                .sandbox, "the sandbox can't be written to `\(directory.path)`",
                help: "choose a place that may be written and has room (about 400 MB for 100,000 people)")
        }
    }

    private func refuseTaken(_ directory: URL) throws(StudyError) {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: directory.path, isDirectory: &isDirectory) else { return }
        guard isDirectory.boolValue else {
            throw StudyError(.sandbox, "`\(directory.path)` is a file", help: "give the name of a new directory")
        }
        let entries = try? FileManager.default.contentsOfDirectory(atPath: directory.path)
        guard let entries, entries.isEmpty else {
            throw StudyError(
                .sandbox, "`\(directory.path)` is not empty", help: "give the name of a new or empty directory")
        }
    }

    private func writeAll(into folder: URL) throws -> [SandboxExport.File] {
        var files: [SandboxExport.File] = []
        func write(_ path: String, _ chunks: some Sequence<[UInt8]>, isTable: Bool = false) throws {
            files.append(try Self.write(chunks, to: path, below: folder, isTable: isTable))
        }
        try write("territory.geojson", [territory.geoJSON()])
        if !zoneGroups.isEmpty { try write("zone_groups.csv", [zoneGroupRows()], isTable: true) }
        let header = Array((TripRecord.columns.joined(separator: ",") + "\n").utf8)
        for each in operators {
            try write(
                "\(each.id)/trips.csv", HeadedChunks(header: header, rows: try tripChunks(of: each.id)), isTable: true)
        }
        try write("objections.csv", [try objectionRows()], isTable: true)
        if let energy = homeEnergy() {
            let header = Array((HomeEnergy.columns.joined(separator: ",") + "\n").utf8)
            try write(
                "distributor/consumption.csv", HeadedChunks(header: header, rows: energy.consumptionChunks()),
                isTable: true)
            try write(
                "distributor/objections.csv", [Array("household_id\n".utf8)] + energy.objectionChunks(), isTable: true)
        }
        for (index, person) in try personalExports().enumerated() {
            try write("persons/person-\(index + 1).json", [person.json(number: index + 1, sandbox: self).indentedBytes])
        }
        try write("README.md", [readme(files)])
        try write("datapackage.json", [dataPackage(files).indentedBytes])
        return files
    }

    private static func write(
        _ chunks: some Sequence<[UInt8]>, to path: String, below folder: URL, isTable: Bool
    ) throws -> SandboxExport.File {
        let url = folder.appendingPathComponent(path)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        guard FileManager.default.createFile(atPath: url.path, contents: nil) else {
            throw CocoaError(.fileWriteUnknown)
        }
        let handle = try FileHandle(forWritingTo: url)
        defer { try? handle.close() }
        var bytes = 0
        var lines = 0
        for chunk in chunks {
            try handle.write(contentsOf: Data(chunk))
            bytes += chunk.count
            if isTable { lines += chunk.count { $0 == TripWriter.lineFeed } }
        }
        return SandboxExport.File(path: path, bytes: bytes, rows: isTable ? lines - 1 : nil)
    }

    private func zoneGroupRows() -> [UInt8] {
        var bytes = Array("zone,zone_group\n".utf8)
        for (zone, group) in zoneGroups {
            bytes += TripWriter.field(zone) + Array(",\(group.rawValue)\n".utf8)
        }
        return bytes
    }

    private func objectionRows() throws(StudyError) -> [UInt8] {
        var bytes = Array("operator,person_id\n".utf8)
        for each in operators {
            for chunk in try objectionChunks(of: each.id) {
                for line in chunk.split(separator: TripWriter.lineFeed) {
                    bytes += Array("\(each.id),".utf8) + line + [TripWriter.lineFeed]
                }
            }
        }
        return bytes
    }
}

/// A header, then rows.
private struct HeadedChunks<Rows: Sequence>: Sequence where Rows.Element == [UInt8] {
    let header: [UInt8]
    let rows: Rows

    func makeIterator() -> AnyIterator<[UInt8]> {
        var rest = rows.makeIterator()
        var first: [UInt8]? = header
        return AnyIterator {
            if let header = first {
                first = nil
                return header
            }
            return rest.next()
        }
    }
}
