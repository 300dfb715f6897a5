// SPDX-License-Identifier: Apache-2.0
//
// One file of published vectors (VDAF, "Test Vectors", section "Schema"), as it is written.

import Foundation
import RegieTesting
import Testing

/// A JSON file of vectors, named by its path below the folder.
struct VectorFile: CustomStringConvertible, Sendable {
    let name: String
    let url: URL

    var description: String { name }

    /// The variable that names the folder.
    static let variable = "VDAF_VECTORS"

    /// Whether somebody asked for vectors: then a folder without any is a failure, otherwise a line and a skip.
    static var isRequested: Bool { ProcessInfo.processInfo.environment[variable] != nil }

    /// Every JSON file of the folder and below, in order of name.
    static let all: [VectorFile] = {
        guard let folder = SharedData.folder(variable, path: "vectors/vdaf") else { return [] }
        let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        let files = paths.filter { $0.lowercased().hasSuffix(".json") }.sorted().map {
            VectorFile(name: $0, url: folder.appendingPathComponent($0))
        }
        if files.isEmpty { print("skipped: no JSON file in \(folder.path); set \(variable) to a folder of vectors") }
        return files
    }()

    /// The name of the algorithm: what comes before the first underscore.
    var algorithm: String {
        let base = url.deletingPathExtension().lastPathComponent
        return String(base.prefix { $0 != "_" })
    }

    func read() throws -> VectorObject {
        let json = try JSONSerialization.jsonObject(with: Data(contentsOf: url))
        return VectorObject(fields: try #require(json as? [String: Any], "not an object: \(name)"))
    }
}

/// A JSON object, read field by field.
struct VectorObject {
    let fields: [String: Any]

    func has(_ key: String) -> Bool { fields[key] != nil && !(fields[key] is NSNull) }
    func integer(_ key: String) throws -> Int { try #require(fields[key] as? Int, "no integer \(key)") }
    func string(_ key: String) throws -> String { try #require(fields[key] as? String, "no string \(key)") }
    func flag(_ key: String) throws -> Bool { try #require(fields[key] as? Bool, "no flag \(key)") }
    func bytes(_ key: String) throws -> [UInt8] {
        try #require(parsed(hex: try string(key)), "no hexadecimal \(key)")
    }
    func byteStrings(_ key: String) throws -> [[UInt8]] {
        let strings = try #require(fields[key] as? [String], "no strings \(key)")
        return try strings.map { try #require(parsed(hex: $0), "no hexadecimal in \(key)") }
    }
    /// A list with one list of strings a round.
    func rounds(_ key: String) throws -> [[[UInt8]]] {
        let rounds = try #require(fields[key] as? [[String]], "no rounds \(key)")
        return try rounds.map { try $0.map { try #require(parsed(hex: $0), "no hexadecimal in \(key)") } }
    }
    func objects(_ key: String) throws -> [VectorObject] {
        try #require(fields[key] as? [[String: Any]], "no objects \(key)").map(VectorObject.init(fields:))
    }
    /// An integer, or a list of integers.
    func integers(_ key: String) throws -> [UInt64] {
        if let list = fields[key] as? [NSNumber] { return list.map(\.uint64Value) }
        return [try #require(fields[key] as? NSNumber, "no integers \(key)").uint64Value]
    }
}
