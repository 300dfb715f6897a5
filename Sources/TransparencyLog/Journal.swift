// SPDX-License-Identifier: Apache-2.0
//
// A log's own file beside the public ones: the size and root up to which tiles are on the disk, then every batch
// that was acknowledged since, each with its SHA-256. One write and one sync make a batch last; tiles come later.
// The file is replaced as a whole when tiles have caught up. Only the last batch can be torn by a crash, and it was
// never acknowledged; damage anywhere else is refused.

struct Journal {
    static let format = "regie/log-journal/1"
    static let sizeLimit = 1 << 29
    private static let frameHead = 12

    /// The tree whose tiles are all on the disk.
    let base: Checkpoint
    /// Acknowledged after them.
    let entries: [[UInt8]]
    /// Bytes up to the last whole batch.
    let length: Int
    /// Whether something torn stands behind them.
    let isTorn: Bool

    static func head(_ base: Checkpoint) -> [UInt8] {
        let text = Array("\(format)\n".utf8) + base.text
        return text + Array("\(LogHash.of(text).hex)\n".utf8)
    }

    /// A batch: index of its first entry, length, entries as in a bundle, SHA-256 of all that.
    static func frame(first: Int, payload: [UInt8]) -> [UInt8] {
        let body = UInt64(first).bigEndianBytes + UInt32(payload.count).bigEndianBytes + payload
        return body + LogHash.of(body).bytes
    }

    init(parsing bytes: [UInt8], path: String) throws(LogError) {
        guard let head = Journal.headLength(of: bytes),
            let lines = Lines.all(in: bytes[..<head]), lines.count == 5, lines[0].elementsEqual(Journal.format.utf8),
            let base = try? Checkpoint(text: lines[1...3].flatMap { $0 + [Lines.newline] }),
            Journal.head(base) == Array(bytes[..<head])
        else {
            throw LogError(
                .state, "this is no journal of a log, or its head is damaged", at: path,
                help: "restore the whole directory from a copy")
        }
        self.base = base
        var entries: [[UInt8]] = []
        var place = head
        while let batch = Journal.batch(in: bytes, at: place), batch.first == base.size + entries.count {
            entries.append(contentsOf: batch.entries)
            place = batch.end
        }
        self.entries = entries
        length = place
        isTorn = place < bytes.count
        guard !isTorn || !Journal.holdsBatch(bytes, after: place, from: base.size + entries.count) else {
            throw LogError(
                .state, "the journal is damaged at byte \(place), before batches that were acknowledged", at: path,
                help: "restore the whole directory from a copy")
        }
    }

    /// Bytes of the first five lines.
    private static func headLength(of bytes: [UInt8]) -> Int? {
        var count = 0
        for (place, byte) in bytes.prefix(1 << 13).enumerated() where byte == Lines.newline {
            count += 1
            if count == 5 { return place + 1 }
        }
        return nil
    }

    /// The whole batch that begins at a place, or nil.
    private static func batch(in bytes: [UInt8], at place: Int) -> (first: Int, entries: [[UInt8]], end: Int)? {
        guard let (first, end) = extent(in: bytes, at: place) else { return nil }
        let body = Array(bytes[place..<end - LogHash.count])
        guard LogHash.of(body).bytes.elementsEqual(bytes[end - LogHash.count..<end]),
            let entries = EntryBundle.decode(Array(body.dropFirst(frameHead))), !entries.isEmpty
        else { return nil }
        return (first, entries, end)
    }

    private static func extent(in bytes: [UInt8], at place: Int) -> (first: Int, end: Int)? {
        guard place + frameHead + LogHash.count < bytes.count,
            let first = Int(exactly: UInt64(bigEndian: bytes[place..<place + 8]))
        else { return nil }
        let end = place + frameHead + Int(UInt32(bigEndian: bytes[place + 8..<place + 12])) + LogHash.count
        return end <= bytes.count ? (first, end) : nil
    }

    /// Whether a whole batch, later than the good ones, begins anywhere behind a damaged place.
    private static func holdsBatch(_ bytes: [UInt8], after place: Int, from size: Int) -> Bool {
        let later = size...(size + bytes.count)
        return (place + 1..<max(bytes.count, place + 1)).contains { place in
            guard let (first, _) = extent(in: bytes, at: place), later.contains(first) else { return false }
            return batch(in: bytes, at: place) != nil
        }
    }
}
