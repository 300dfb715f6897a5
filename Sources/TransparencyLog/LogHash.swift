// SPDX-License-Identifier: Apache-2.0
//
// RFC 6962 section 2.1, "Merkle Hash Trees": hashes of leaves (prefix 0x00) and nodes (prefix 0x01), all SHA-256.
// A hash is four words without a heap allocation of its own: tiles hold hundreds of them.

import Crypto

/// 32 bytes of SHA-256: a leaf, a node, a root or a document.
package struct LogHash: Hashable, Sendable, CustomStringConvertible {
    package static let count = 32

    /// In memory as the bytes are, whatever the machine's order.
    private let first, second, third, fourth: UInt64

    /// Nil unless there are 32 bytes.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == LogHash.count else { return nil }
        self = Array(bytes).withUnsafeBytes(LogHash.init(raw:))
    }

    /// Nil unless the text is the one base64 form of 32 bytes.
    package init?(base64: some Sequence<UInt8>) {
        guard let bytes = StrictBase64.decode(base64) else { return nil }
        self.init(bytes: bytes)
    }

    /// Nil unless the text is 64 lowercase hexadecimal digits.
    package init?(hex: some StringProtocol) {
        guard let bytes = Hexadecimal.decode(hex) else { return nil }
        self.init(bytes: bytes)
    }

    fileprivate init(_ digest: SHA256.Digest) {
        self = digest.withUnsafeBytes(LogHash.init(raw:))
    }

    /// 32 bytes at least, which callers have checked.
    private init(raw: UnsafeRawBufferPointer) {
        first = raw.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
        second = raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        third = raw.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
        fourth = raw.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
    }

    package var bytes: [UInt8] { withUnsafeBytes(of: self) { Array($0) } }

    /// As in checkpoints and proofs.
    package var base64: String { StrictBase64.encode(bytes) }

    /// As in the names of documents.
    package var hex: String { Hexadecimal.encode(bytes) }

    package var description: String { base64 }

    /// SHA-256 of a document's bytes.
    package static func of(_ bytes: [UInt8]) -> LogHash {
        LogHash(SHA256.hash(data: bytes))
    }

    /// The hashes of a tile, one after the other.
    static func all(in bytes: some Collection<UInt8>) -> [LogHash] {
        let bytes = Array(bytes)
        return bytes.withUnsafeBytes { raw in
            (0..<raw.count / count).map { LogHash(raw: UnsafeRawBufferPointer(rebasing: raw[($0 * count)...])) }
        }
    }
}

/// Hashing as RFC 6962 has it.
package enum MerkleTree {
    /// The root of a tree without leaves: SHA-256 of nothing.
    package static let emptyRoot = LogHash(SHA256().finalize())

    package static func leaf(_ entry: some Collection<UInt8>) -> LogHash {
        var hasher = SHA256()
        update(&hasher, prefix: 0)
        let isDone: Void? = entry.withContiguousStorageIfAvailable {
            hasher.update(bufferPointer: UnsafeRawBufferPointer($0))
        }
        if isDone == nil { hasher.update(data: Array(entry)) }
        return LogHash(hasher.finalize())
    }

    package static func node(_ left: LogHash, _ right: LogHash) -> LogHash {
        var hasher = SHA256()
        update(&hasher, prefix: 1)
        withUnsafeBytes(of: left) { hasher.update(bufferPointer: $0) }
        withUnsafeBytes(of: right) { hasher.update(bufferPointer: $0) }
        return LogHash(hasher.finalize())
    }

    /// The root over consecutive complete subtrees of one height, whose number is a power of two.
    static func root(ofPerfect hashes: some Collection<LogHash>) -> LogHash {
        var level = Array(hashes)
        var count = level.count
        while count > 1 {
            for index in 0..<count / 2 { level[index] = node(level[2 * index], level[2 * index + 1]) }
            count /= 2
        }
        return level.first ?? emptyRoot
    }

    /// The root of any number of leaves, by their hashes.
    package static func root(of leaves: some Sequence<LogHash>) -> LogHash {
        var edge = TreeEdge()
        for leaf in leaves { edge.append(leaf) { _ in } }
        return edge.root
    }

    private static func update(_ hasher: inout SHA256, prefix: UInt8) {
        withUnsafeBytes(of: prefix) { hasher.update(bufferPointer: $0) }
    }
}
