// SPDX-License-Identifier: Apache-2.0
//
// C2SP tlog-checkpoint, "Note text": origin, tree size, root hash, and extension lines, which are read and kept but
// never written here. Origins are compared byte by byte.

/// What a log says about its tree. A value of this type says nothing about who signed it.
package struct Checkpoint: Hashable, Sendable, CustomStringConvertible {
    /// The log's name, in bytes.
    private let originBytes: [UInt8]
    package let size: Int
    package let root: LogHash
    private let extensionLines: [[UInt8]]

    /// - Parameter origin: the name of the log's key, which is also the log's.
    package init(origin: KeyName, size: Int, root: LogHash) throws(LogError) {
        guard size > 0 || (size == 0 && root == MerkleTree.emptyRoot) else {
            throw Checkpoint.malformed("has a root that no tree of size \(size) has")
        }
        originBytes = origin.bytes
        self.size = size
        self.root = root
        extensionLines = []
    }

    package init(text: [UInt8]) throws(LogError) {
        guard SignedNote.isText(text), let lines = Lines.all(in: text), lines.count >= 3,
            lines.allSatisfy({ !$0.isEmpty })
        else { throw Checkpoint.malformed("has fewer than three lines, or an empty one") }
        guard let size = Decimal.parse(lines[1]) else { throw Checkpoint.malformed("has no tree size on line 2") }
        guard let root = LogHash(base64: lines[2]) else { throw Checkpoint.malformed("has no root hash on line 3") }
        originBytes = lines[0]
        self.size = size
        self.root = root
        extensionLines = Array(lines.dropFirst(3))
    }

    package var origin: String { originBytes.asText }

    /// What is signed.
    package var text: [UInt8] {
        ([originBytes, Array("\(size)".utf8), Array(root.base64.utf8)] + extensionLines)
            .flatMap { $0 + [Lines.newline] }
    }

    package var description: String { "\(origin) at \(size)" }

    package func isOf(_ name: KeyName) -> Bool { originBytes == name.bytes }

    func hasOrigin(of other: Checkpoint) -> Bool { originBytes == other.originBytes }

    var originHash: LogHash { LogHash.of(originBytes) }

    private static func malformed(_ what: String) -> LogError {
        LogError(.checkpoint, "this checkpoint \(what)", help: "write origin, size and root, each on its line")
    }
}

extension Checkpoint {
    /// Whether this tree contains an earlier one: the check of whoever remembers what they last saw.
    /// - Parameters:
    ///   - earlier: what was seen before, of the same log.
    ///   - proof: from the earlier size to this one; empty when either the sizes are equal or the earlier is 0.
    package func checkFollows(_ earlier: Checkpoint, proof: [LogHash]) throws(LogError) {
        guard hasOrigin(of: earlier) else {
            throw LogError(
                .checkpoint, "`\(origin)` and `\(earlier.origin)` are two logs", help: "compare checkpoints of one log")
        }
        guard size >= earlier.size else {
            throw LogError(
                .rollback, "the log `\(origin)` shows \(size) entries after it had shown \(earlier.size)",
                help: "ask for its newest checkpoint; an older one may hide what came since")
        }
        guard
            ConsistencyProof.isValid(
                proof, from: earlier.size, earlierRoot: earlier.root, to: size, root: root)
        else {
            throw LogError(
                .fork, "the tree of `\(origin)` at \(size) is not proved to contain its tree at \(earlier.size)",
                help: "keep both checkpoints, and show them to the witnesses: a log that forks is dishonest or broken")
        }
    }
}
