// SPDX-License-Identifier: Apache-2.0
//
// What a witness remembers: the newest cosigned checkpoint of each log, and the time of its last cosignature. One
// text file, replaced as a whole; a person can read it. Its last line is the SHA-256 of the rest.

struct WitnessState: Sendable {
    /// Seconds since 1970 of the last cosignature; 0 before the first.
    private(set) var time = 0
    /// By the hash of the log's origin, in hex.
    private var logs: [String: (checkpoint: Checkpoint, note: SignedNote)] = [:]

    init() {}

    func latest(of checkpoint: Checkpoint) -> Checkpoint? { logs[checkpoint.originHash.hex]?.checkpoint }

    func note(originHash: String) -> SignedNote? { logs[originHash]?.note }

    func remembering(_ checkpoint: Checkpoint, _ note: SignedNote, time: Int) -> WitnessState {
        var state = self
        state.time = time
        state.logs[checkpoint.originHash.hex] = (checkpoint, note)
        return state
    }

    // MARK: Text

    private static let format = "regie/witness-state/1"

    /// Format, key, time; then each log's note with its number of bytes before it; then the hash.
    func bytes(for key: VerifierKey) -> [UInt8] {
        var text = Array("\(WitnessState.format)\n\(key)\ntime \(time)\n".utf8)
        for (_, log) in logs.sorted(by: { $0.key < $1.key }) {
            let note = log.note.bytes
            text += Array("checkpoint \(note.count)\n".utf8) + note
        }
        return text + Array("\(LogHash.of(text).hex)\n".utf8)
    }

    /// Nil unless the bytes are a state of that key's witness.
    init?(_ bytes: [UInt8], for key: VerifierKey) {
        let tail = 2 * LogHash.count + 1
        guard bytes.count > tail,
            bytes.suffix(tail).elementsEqual("\(LogHash.of(Array(bytes.dropLast(tail))).hex)\n".utf8)
        else { return nil }
        var rest = bytes.dropLast(tail)
        func line() -> [UInt8]? {
            guard let end = rest.firstIndex(of: Lines.newline) else { return nil }
            defer { rest = rest[(end + 1)...] }
            return Array(rest[..<end])
        }
        guard line()?.elementsEqual(WitnessState.format.utf8) == true,
            line()?.elementsEqual(key.description.utf8) == true,
            let time = line().flatMap({ Lines.rest(of: $0, after: "time ") }).flatMap(Decimal.parse)
        else { return nil }
        self.time = time
        while !rest.isEmpty {
            guard let count = line().flatMap({ Lines.rest(of: $0, after: "checkpoint ") }).flatMap(Decimal.parse),
                count <= rest.count, let note = try? SignedNote(parsing: Array(rest.prefix(count))),
                let checkpoint = try? Checkpoint(text: note.text)
            else { return nil }
            logs[checkpoint.originHash.hex] = (checkpoint, note)
            rest = rest.dropFirst(count)
        }
    }
}

/// Where a witness's state is kept.
struct WitnessStore: Sendable {
    let directory: String
    let operations: FileOperations
    private let path: String

    init(directory: String, operations: FileOperations) {
        self.directory = directory
        self.operations = operations
        path = "\(directory)/witness-state"
    }

    var lock: String { "\(directory)/lock" }

    func makeDirectory() throws(LogError) {
        try operations.makeDirectory(directory)
        try operations.syncDirectory(FileOperations.parent(of: directory))
    }

    func load(for key: VerifierKey, creating: Bool) throws(LogError) -> WitnessState {
        guard let bytes = try StoredFile.read(path, limit: 1 << 28) else {
            guard creating else {
                throw LogError(
                    .absent, "this directory holds no witness's state", at: directory,
                    help: "restore it from a copy; a witness that lost its memory must take a new key")
            }
            let state = WitnessState()
            try save(state, for: key)
            return state
        }
        guard let state = WitnessState(bytes, for: key) else {
            throw LogError(
                .state, "this is no state of the witness `\(key.name)`, or it is damaged", at: path,
                help: "restore it from a copy; a witness that lost its memory must take a new key")
        }
        return state
    }

    func save(_ state: WitnessState, for key: VerifierKey) throws(LogError) {
        try operations.replace(path, with: state.bytes(for: key), draft: "\(directory)/draft")
    }
}
