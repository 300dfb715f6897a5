// SPDX-License-Identifier: Apache-2.0
//
// Paths of tiles (C2SP tlog-tiles) and reading a log by them, with the specification's own example.

import RegieTesting
import Testing
import TransparencyLog

@Suite struct TileTests {
    @Test(
        arguments: [
            ("tile/0/x001/x234/067", 0, 1_234_067, 256), ("tile/entries/000", nil, 0, 256),
            ("tile/63/000.p/1", 63, 0, 1), ("tile/1/x001/000.p/255", 1, 1000, 255),
        ] as [(String, Int?, Int, Int)])
    func `paths are read and written the same`(_ path: String, level: Int?, index: Int, width: Int) throws {
        let tile = try #require(TilePath(path))
        #expect(tile.level == level && tile.index == index && tile.width == width)
        #expect(tile.path == path)
    }

    @Test(arguments: [
        "", "tile", "tile/0", "tile/64/000", "tile/00/000", "tile/0/0", "tile/0/x000/000", "tile/0/1234",
        "tile/0/001/002",
        "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p", "tile/entry/000", "checkpoint",
        "tile/0/x999/x999/x999/x999/x999/x999/x999", "tile/-1/000", "tile/0/-01", "tile/0/x001/x234/067/",
    ])
    func `what is no tile's path is none`(_ path: String) {
        #expect(TilePath(path) == nil)
    }

    @Test func `a tree of 70,000 entries has the specification's partial tiles`() {
        #expect(
            TilePath.edge(size: 70_000).map(\.path) == ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"])
        #expect(TilePath.edge(size: 256).map(\.path) == ["tile/1/000.p/1"])
        #expect(TilePath.edge(size: 0).isEmpty)
    }

    @Test(arguments: [1, 255, 256, 257, 700])
    func `a log of any size gives its entries, its proofs and its earlier roots`(_ size: Int) throws {
        let tree = PlainTree(leaves: Fixture.leaves(size))
        try Fixture.withLog(size) { log, _ in
            let reader = try log.reader()
            #expect(reader.size == size && reader.root == tree.root(0..<size))
            var next = 0
            try reader.forEachEntry(in: 0..<size) { index, entry in
                #expect(index == next && Array(entry) == Fixture.entry(index))
                next += 1
            }
            #expect(next == size)
            for index in stride(from: 0, to: size, by: 37) {
                #expect(try reader.entry(at: index) == Fixture.entry(index))
                #expect(
                    try reader.inclusionProof(of: index) == InclusionProof.make(of: index, size: size, read: tree.read))
                #expect(
                    try reader.consistencyProof(from: index)
                        == ConsistencyProof.make(from: index, to: size, read: tree.read))
                #expect(try reader.root(at: index) == tree.root(0..<index))
            }
            var seen: [Int] = []
            try reader.forEachEntry(in: size / 3..<size / 2) { index, _ in seen.append(index) }
            #expect(seen == Array(size / 3..<size / 2))
        }
    }

    @Test func `an entry that is not there is refused`() throws {
        try Fixture.withLog(3) { log, _ in
            let reader = try log.reader()
            for index in [-1, 3, Int.max] {
                #expect(throws: LogError(.absent, "", help: "")) { try reader.entry(at: index) }
                #expect(throws: LogError(.proof, "", help: "")) { try reader.inclusionProof(of: index) }
            }
            #expect(throws: LogError(.absent, "", help: "")) { try reader.forEachEntry(in: 0..<4) { _, _ in } }
            #expect(throws: LogError(.absent, "", help: "")) { try reader.root(at: 4) }
            #expect(throws: LogError(.proof, "", help: "")) { try reader.consistencyProof(from: 4) }
        }
    }

    @Test func `an older checkpoint is read when its partial tiles have become full`() throws {
        try Fixture.withLog(200) { log, signer in
            let older = try log.reader()
            try log.append(Fixture.entries(200..<300))
            try log.publish(try log.checkpoint(signedBy: signer))
            #expect(try log.source.read("tile/0/000.p/200", limit: 1 << 20) == nil)
            let reader = try LogReader(log.source, size: 200, root: older.root)
            #expect(try reader.entry(at: 150) == Fixture.entry(150))
            var count = 0
            try reader.forEachEntry(in: 0..<200) { _, _ in count += 1 }
            #expect(count == 200)
        }
    }

    @Test func `G11 whatever byte of whatever file a server alters, no entry and no proof comes of it`() throws {
        try Fixture.withLog(600) { log, _ in
            let tree = try log.reader()
            let paths = [
                "tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2", "tile/entries/000", "tile/entries/001",
                "tile/entries/002.p/88",
            ]
            var random = SeededGenerator(seed: 5)
            for path in paths {
                let bytes = try #require(try log.source.read(path, limit: 1 << 20))
                for _ in 0..<20 {
                    let damaged = Fixture.flipped(bytes, bit: Int.random(in: 0..<bytes.count * 8, using: &random))
                    let source = log.source
                    let altered = FetchedSource { asked, limit throws(LogError) in
                        asked == path ? damaged : try source.read(asked, limit: limit)
                    }
                    #expect(throws: LogError.self, "\(path)") {
                        let reader = try LogReader(altered, size: tree.size, root: tree.root)
                        try reader.forEachEntry(in: 0..<600) { index, entry in
                            #expect(Array(entry) == Fixture.entry(index))
                        }
                        for index in [0, 300, 599] { _ = try reader.inclusionProof(of: index) }
                    }
                }
            }
        }
    }

    @Test func `a source that sends too much is refused`() throws {
        let source = FetchedSource { _, _ throws(LogError) in [UInt8](repeating: 0, count: 1 << 21) }
        #expect(throws: LogError(.tile, "", help: "")) { try source.checkpoint() }
        let none = FetchedSource { _, _ throws(LogError) in nil }
        #expect(throws: LogError(.absent, "", help: "")) { try none.checkpoint() }
        for size in [1, -1, -123_456, Int.min, Int.max] {
            #expect(throws: LogError(.absent, "", help: "")) {
                try LogReader(none, size: size, root: MerkleTree.leaf([]))
            }
        }
    }
}
