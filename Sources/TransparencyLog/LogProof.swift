// SPDX-License-Identifier: Apache-2.0
//
// C2SP tlog-proof: a file with which anybody can check, without a network, that an entry stands in a log and that
// the policy's witnesses saw the tree. The checkpoint travels inside, with its signatures.

package struct LogProof: Hashable, Sendable {
    package static let format = "c2sp.org/tlog-proof@v1"
    static let sizeLimit = 1 << 20

    /// Says nothing that is authenticated; nil when the file has none.
    package let extra: [UInt8]?
    package let index: Int
    package let hashes: [LogHash]
    package let checkpoint: SignedNote

    package init(index: Int, hashes: [LogHash], checkpoint: SignedNote, extra: [UInt8]? = nil) {
        self.index = index
        self.hashes = hashes
        self.checkpoint = checkpoint
        self.extra = extra
    }

    /// Proves an entry of a tree under a checkpoint of that very tree.
    package init(
        of index: Int, in reader: LogReader, checkpoint note: SignedNote, extra: [UInt8]? = nil
    ) throws(LogError) {
        let checkpoint = try Checkpoint(text: note.text)
        guard checkpoint.size == reader.size, checkpoint.root == reader.root else {
            throw LogError(
                .proof,
                "the checkpoint at \(checkpoint.size) is not of the tree of \(reader.size) entries that is read",
                help: "read the log at that checkpoint")
        }
        self.init(index: index, hashes: try reader.inclusionProof(of: index), checkpoint: note, extra: extra)
    }

    package init(parsing bytes: [UInt8]) throws(LogError) {
        guard bytes.count <= LogProof.sizeLimit else { throw LogProof.malformed("is longer than 1 MiB", line: 1) }
        guard let end = bytes.indices.dropFirst().first(where: { bytes[$0] == 10 && bytes[$0 - 1] == 10 }),
            let lines = Lines.all(in: bytes[..<end])
        else { throw LogProof.malformed("has no empty line before its checkpoint", line: 1) }
        guard lines[0].elementsEqual(LogProof.format.utf8) else {
            throw LogProof.malformed("doesn't begin with `\(LogProof.format)`", line: 1)
        }
        var rest = lines.dropFirst()
        if let text = rest.first.flatMap({ Lines.rest(of: $0, after: "extra ") }) {
            guard let extra = StrictBase64.decode(text) else { throw LogProof.malformed("has no base64 here", line: 2) }
            self.extra = extra
            rest = rest.dropFirst()
        } else {
            extra = nil
        }
        guard let text = rest.first.flatMap({ Lines.rest(of: $0, after: "index ") }), let index = Decimal.parse(text)
        else { throw LogProof.malformed("has no `index` here", line: rest.startIndex + 1) }
        self.index = index
        hashes = try HashLines.parse(rest.dropFirst(), atMost: HashLines.limit, code: .proof)
        checkpoint = try SignedNote(parsing: Array(bytes[(end + 1)...]))
    }

    package var bytes: [UInt8] {
        var lines = [LogProof.format]
        if let extra { lines.append("extra \(StrictBase64.encode(extra))") }
        lines.append("index \(index)")
        return HashLines.text(lines, hashes) + checkpoint.bytes
    }

    /// "Verifying a tlog proof": the checkpoint by the policy, then the path from the entry to its root.
    /// - Parameter freshness: how old the quorum's cosignatures may be; nil for any age, as in an archive.
    package func verify(
        entry: [UInt8], by policy: TrustPolicy, freshness: Freshness?
    ) throws(LogError) -> VerifiedCheckpoint {
        let verified = try policy.verify(checkpoint, freshness: freshness)
        try verified.checkIncludes(entry, at: index, proof: hashes)
        return verified
    }

    private static func malformed(_ what: String, line: Int) -> LogError {
        LogError(.proof, "this proof \(what)", at: "line \(line)", help: "fetch it again, as its publisher made it")
    }
}

/// Hashes as lines of base64, in proofs and in requests to witnesses.
enum HashLines {
    /// No tree of 2^63 entries needs more.
    static let limit = 63 * 2

    static func parse(
        _ lines: ArraySlice<[UInt8]>, atMost limit: Int, code: LogError.Code
    ) throws(LogError) -> [LogHash] {
        guard lines.count <= limit else {
            throw LogError(code, "there are more than \(limit) hashes", help: "send the proof alone")
        }
        var hashes: [LogHash] = []
        for (place, line) in zip(lines.indices, lines) {
            guard let hash = LogHash(base64: line) else {
                throw LogError(
                    code, "this is no hash of 32 bytes in base64", at: "line \(place + 1)", help: "send the proof alone"
                )
            }
            hashes.append(hash)
        }
        return hashes
    }

    /// Lines, hashes, and the empty line behind them.
    static func text(_ lines: [String], _ hashes: [LogHash]) -> [UInt8] {
        (lines + hashes.map(\.base64)).flatMap { Array($0.utf8) + [Lines.newline] } + [Lines.newline]
    }
}
