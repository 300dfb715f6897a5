// SPDX-License-Identifier: Apache-2.0
//
// What tests of logs share: keys, entries, a directory that goes away, and bits that flip.

import Foundation
import TransparencyLog

enum Fixture {
    static let logName = "regie.example/register"

    static func logSigner(_ name: String = logName) throws -> NoteSigner {
        try NoteSigner(name: KeyName(name), type: .ed25519)
    }

    static func witnessSigner(_ name: String) throws -> NoteSigner {
        try NoteSigner(name: KeyName(name), type: .cosignature)
    }

    /// As in the oracle.
    static func entry(_ index: Int) -> [UInt8] {
        Array(String(repeating: "entry \(index);", count: index % 5).utf8)
    }

    static func entries(_ range: Range<Int>) -> [[UInt8]] { range.map(entry) }

    static func leaves(_ size: Int) -> [LogHash] { (0..<size).map { MerkleTree.leaf(entry($0)) } }

    /// A directory that is removed afterwards.
    static func withDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
        let directory = FileManager.default.temporaryDirectory.appending(path: "log-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        return try body(directory)
    }

    /// A published log of some entries.
    static func withLog(_ size: Int, _ body: (LogWriter, NoteSigner) throws -> Void) throws {
        try withDirectory { directory in
            let signer = try logSigner()
            let log = try LogWriter(directory: directory + "/log", key: signer.verifier, creating: true)
            if size > 0 { try log.append(entries(0..<size)) }
            try log.publish(try log.checkpoint(signedBy: signer))
            try body(log, signer)
        }
    }

    static func read(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }

    static func write(_ path: String, _ bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    static func flipped(_ bytes: [UInt8], bit: Int) -> [UInt8] {
        var bytes = bytes
        bytes[bit / 8] ^= 1 << (bit % 8)
        return bytes
    }

    static func flipped(_ hash: LogHash, bit: Int) throws -> LogHash {
        guard let hash = LogHash(bytes: flipped(hash.bytes, bit: bit)) else { throw CocoaError(.coderInvalidValue) }
        return hash
    }
}

/// Subtrees of a list of leaves, hashed by the definition.
struct PlainTree {
    let leaves: [LogHash]

    /// MTH of RFC 6962 section 2.1.
    func root(_ range: Range<Int>) -> LogHash {
        guard range.count > 1 else { return range.isEmpty ? MerkleTree.emptyRoot : leaves[range.lowerBound] }
        var half = 1
        while half * 2 < range.count { half *= 2 }
        let middle = range.lowerBound + half
        return MerkleTree.node(root(range.lowerBound..<middle), root(middle..<range.upperBound))
    }

    func read(level: Int, index: Int) throws(LogError) -> LogHash {
        let end = (index + 1) << level
        guard end <= leaves.count else {
            throw LogError(.absent, "no such subtree", help: "ask for a complete one")
        }
        return root((index << level)..<end)
    }
}
