// SPDX-License-Identifier: Apache-2.0
//
// RFC 6962 sections 2.1.1 "Merkle Audit Paths" and 2.1.2 "Merkle Consistency Proofs", made from hashes of complete
// subtrees; checked as RFC 9162 sections 2.1.3.2 and 2.1.4.2 have it. Sizes are at most 2^63 - 1, and nothing that
// a proof says may overflow.

/// Reads the hash of the complete subtree of 2^level leaves that begins at leaf index * 2^level.
package typealias SubtreeReader = (_ level: Int, _ index: Int) throws(LogError) -> LogHash

/// That an entry stands at an index of a tree.
package enum InclusionProof {
    /// From the leaf's sibling up to the root's child.
    package static func make(of index: Int, size: Int, read: SubtreeReader) throws(LogError) -> [LogHash] {
        guard (0..<max(size, 0)).contains(index) else {
            throw LogError(
                .proof, "a tree of \(size) entries has none at \(index)", help: "ask for an index below its size")
        }
        var proof: [LogHash] = []
        for leaves in siblings(of: index, in: 0..<size) { proof.append(try Subtree.root(of: leaves, read: read)) }
        return proof
    }

    private static func siblings(of index: Int, in tree: Range<Int>) -> [Range<Int>] {
        var tree = tree
        var siblings: [Range<Int>] = []
        while tree.count > 1 {
            let middle = tree.lowerBound + Subtree.leftCount(of: tree.count)
            let left = tree.lowerBound..<middle, right = middle..<tree.upperBound
            siblings.append(index < middle ? right : left)
            tree = index < middle ? left : right
        }
        return siblings.reversed()
    }

    package static func isValid(
        _ proof: [LogHash], leaf: LogHash, index: Int, size: Int, root: LogHash
    ) -> Bool {
        guard index >= 0, index < size else { return false }
        var place = index
        var last = size - 1
        var hash = leaf
        for sibling in proof {
            guard last > 0 else { return false }
            if place & 1 == 1 || place == last {
                hash = MerkleTree.node(sibling, hash)
                while place & 1 == 0, place != 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                hash = MerkleTree.node(hash, sibling)
            }
            place >>= 1
            last >>= 1
        }
        return last == 0 && hash == root
    }
}

/// That one tree is the beginning of another.
package enum ConsistencyProof {
    /// Empty when the sizes are equal, and from the empty tree.
    package static func make(from earlier: Int, to size: Int, read: SubtreeReader) throws(LogError) -> [LogHash] {
        guard earlier >= 0, earlier <= size else {
            throw LogError(
                .proof, "a tree of \(size) entries doesn't contain one of \(earlier)",
                help: "ask for a proof from the smaller tree to the larger")
        }
        guard earlier > 0, earlier < size else { return [] }
        var proof: [LogHash] = []
        for leaves in parts(earlier, in: 0..<size) { proof.append(try Subtree.root(of: leaves, read: read)) }
        return proof
    }

    /// SUBPROOF of section 2.1.2, from the bottom up.
    private static func parts(_ earlier: Int, in tree: Range<Int>) -> [Range<Int>] {
        var tree = tree
        var parts: [Range<Int>] = []
        while tree.upperBound > earlier {
            let middle = tree.lowerBound + Subtree.leftCount(of: tree.count)
            let left = tree.lowerBound..<middle, right = middle..<tree.upperBound
            parts.append(earlier <= middle ? right : left)
            tree = earlier <= middle ? left : right
        }
        if tree.lowerBound > 0 { parts.append(tree) }
        return parts.reversed()
    }

    package static func isValid(
        _ proof: [LogHash], from earlier: Int, earlierRoot: LogHash, to size: Int, root: LogHash
    ) -> Bool {
        guard earlier >= 0, earlier <= size else { return false }
        if earlier == size { return proof.isEmpty && earlierRoot == root }
        if earlier == 0 { return proof.isEmpty && earlierRoot == MerkleTree.emptyRoot }
        let isPower = earlier & (earlier - 1) == 0
        let proof = (isPower ? [earlierRoot] : []) + proof
        guard let first = proof.first else { return false }
        var place = earlier - 1
        var last = size - 1
        while place & 1 == 1 {
            place >>= 1
            last >>= 1
        }
        var earlierHash = first
        var hash = first
        for part in proof.dropFirst() {
            guard last > 0 else { return false }
            if place & 1 == 1 || place == last {
                earlierHash = MerkleTree.node(part, earlierHash)
                hash = MerkleTree.node(part, hash)
                while place & 1 == 0, place != 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                hash = MerkleTree.node(hash, part)
            }
            place >>= 1
            last >>= 1
        }
        return last == 0 && earlierHash == earlierRoot && hash == root
    }
}

/// Parts of a tree as RFC 6962 splits it.
enum Subtree {
    /// The largest power of two that is smaller than a count of two or more.
    static func leftCount(of count: Int) -> Int { 1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount) }

    /// The root over leaves that the tree's own splitting sets apart, not none.
    static func root(of leaves: Range<Int>, read: SubtreeReader) throws(LogError) -> LogHash {
        var hashes: [LogHash] = []
        var start = leaves.lowerBound
        while start < leaves.upperBound {
            let level = Int.bitWidth - 1 - (leaves.upperBound - start).leadingZeroBitCount
            hashes.append(try read(level, start >> level))
            start += 1 << level
        }
        guard var root = hashes.popLast() else { return MerkleTree.emptyRoot }
        while let left = hashes.popLast() { root = MerkleTree.node(left, root) }
        return root
    }
}
