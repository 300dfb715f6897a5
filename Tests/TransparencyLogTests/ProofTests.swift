// SPDX-License-Identifier: Apache-2.0
//
// RFC 6962 trees and proofs against their definitions, at every size to some hundreds.

import RegieTesting
import Testing
import TransparencyLog

@Suite struct ProofTests {
    @Test func `hashes are those of RFC 6962's own examples`() {
        let inputs = [
            "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
        ]
        let roots = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ]
        let leaves = inputs.map { text in
            MerkleTree.leaf(
                stride(from: 0, to: text.count, by: 2).compactMap { place in
                    UInt8(text.dropFirst(place).prefix(2), radix: 16)
                })
        }
        for size in 1...8 { #expect(MerkleTree.root(of: leaves.prefix(size)).hex == roots[size - 1]) }
    }

    @Test func `roots are as defined, at every size`() {
        let tree = PlainTree(leaves: Fixture.leaves(700))
        for size in 0...700 { #expect(MerkleTree.root(of: tree.leaves.prefix(size)) == tree.root(0..<size)) }
    }

    @Test func `inclusion is proved at every index of every size, and of no other`() throws {
        let tree = PlainTree(leaves: Fixture.leaves(200))
        for size in 1...200 where size < 70 || size % 13 == 0 || size > 190 {
            let root = tree.root(0..<size)
            for index in 0..<size {
                let proof = try InclusionProof.make(of: index, size: size, read: tree.read)
                func holds(_ proof: [LogHash], leaf: Int, at index: Int, of size: Int) -> Bool {
                    InclusionProof.isValid(proof, leaf: tree.leaves[leaf], index: index, size: size, root: root)
                }
                #expect(holds(proof, leaf: index, at: index, of: size))
                #expect(!holds(proof, leaf: index, at: (index + 1) % (size + 1), of: size))
                #expect(!holds(proof, leaf: (index + 1) % 200, at: index, of: size))
                #expect(!holds(proof + [root], leaf: index, at: index, of: size))
                #expect(proof.isEmpty || !holds(Array(proof.dropLast()), leaf: index, at: index, of: size))
            }
        }
    }

    @Test func `consistency is proved between all sizes, and of no other trees`() throws {
        let tree = PlainTree(leaves: Fixture.leaves(150))
        let roots = (0...150).map { tree.root(0..<$0) }
        for size in 0...150 where size < 70 || size % 11 == 0 {
            for earlier in 0...size {
                let proof = try ConsistencyProof.make(from: earlier, to: size, read: tree.read)
                func holds(_ proof: [LogHash], _ old: LogHash, _ new: LogHash) -> Bool {
                    ConsistencyProof.isValid(proof, from: earlier, earlierRoot: old, to: size, root: new)
                }
                #expect(holds(proof, roots[earlier], roots[size]))
                let other = MerkleTree.leaf([9])
                #expect(!holds(proof, other, roots[size]))
                #expect(earlier == 0 || !holds(proof, roots[earlier], other))
                #expect(!holds(proof + [other], roots[earlier], roots[size]))
                #expect(proof.isEmpty || !holds(Array(proof.dropLast()), roots[earlier], roots[size]))
            }
        }
    }

    @Test func `every flipped bit of a proof is refused`() throws {
        let tree = PlainTree(leaves: Fixture.leaves(100))
        for (index, size) in [(0, 2), (5, 7), (63, 64), (64, 100), (99, 100)] {
            let root = tree.root(0..<size)
            let inclusion = try InclusionProof.make(of: index, size: size, read: tree.read)
            let consistency = try ConsistencyProof.make(from: index, to: size, read: tree.read)
            for (place, bit) in inclusion.indices.flatMap({ place in (0..<256).map { (place, $0) } }) {
                var damaged = inclusion
                damaged[place] = try Fixture.flipped(damaged[place], bit: bit)
                #expect(
                    !InclusionProof.isValid(damaged, leaf: tree.leaves[index], index: index, size: size, root: root))
            }
            for (place, bit) in consistency.indices.flatMap({ place in (0..<256).map { (place, $0) } }) {
                var damaged = consistency
                damaged[place] = try Fixture.flipped(damaged[place], bit: bit)
                #expect(
                    !ConsistencyProof.isValid(
                        damaged, from: index, earlierRoot: tree.root(0..<index), to: size, root: root))
            }
        }
    }

    @Test func `sizes and indices at the limits neither trap nor pass`() {
        var random = SeededGenerator(seed: 3)
        let hash = MerkleTree.leaf([])
        let numbers = [Int.min, -1, 0, 1, 2, 1 << 62, Int.max - 1, Int.max]
        for first in numbers {
            for second in numbers where first != second || first < 0 {
                let proof = (0..<Int.random(in: 0...130, using: &random)).map { _ in hash }
                #expect(
                    !InclusionProof.isValid(proof, leaf: hash, index: first, size: second, root: hash) || second == 1)
                let isValid = ConsistencyProof.isValid(
                    proof, from: first, earlierRoot: hash, to: second, root: MerkleTree.emptyRoot)
                #expect(!isValid)
            }
        }
        let tree = PlainTree(leaves: [hash])
        for (index, size) in [(0, 0), (-1, 1), (1, 1), (0, -5)] {
            #expect(throws: LogError(.proof, "", help: "")) {
                try InclusionProof.make(of: index, size: size, read: tree.read)
            }
        }
        for (earlier, size) in [(2, 1), (-1, 1)] {
            #expect(throws: LogError(.proof, "", help: "")) {
                try ConsistencyProof.make(from: earlier, to: size, read: tree.read)
            }
        }
    }
}
