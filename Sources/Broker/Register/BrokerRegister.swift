// SPDX-License-Identifier: Apache-2.0
//
// The broker's register: the log's one writer, and the fold over its records. All that governs is appended here, whole
// and durably, before anyone is told so; what doesn't follow from the records before it is never appended. One thing at
// a time, on a queue of its own: writing and syncing files blocks. Cosigning is in BrokerRegister+Cosigning.swift.

import Dispatch
import Governance
import Studies
import TransparencyLog

/// Runs the register's work, off the pool that everything else shares.
private final class RegisterQueue: SerialExecutor {
    private let queue = DispatchQueue(label: "regie.register")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedSerialExecutor()
        queue.async { job.runSynchronously(on: executor) }
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }
}

package actor BrokerRegister {
    private let queue = RegisterQueue()
    package nonisolated var unownedExecutor: UnownedSerialExecutor { queue.asUnownedSerialExecutor() }

    /// As pinned.
    nonisolated let root: TrustRoot
    /// Where readers find the files.
    nonisolated let source: DirectorySource
    let policy: TrustPolicy
    let signer: NoteSigner
    let log: LogWriter
    private let key: SigningKey
    private let now: @Sendable () -> Moment
    package private(set) var state: RegisterState
    /// By witness: the size of the tree that it cosigned last, as far as is known here.
    var cosigned: [String: Int] = [:]

    /// Opens the register and reads all of it, or founds it.
    /// - Parameters:
    ///   - isNew: makes an empty directory the register of a new trust; without it such a directory is refused.
    ///   - now: what records are dated by; a clock that was set back makes it refuse to append.
    /// - Throws: `LogError.locked` when another broker runs on this state, `BrokerError.damagedState` when its records
    ///   don't follow from each other.
    package init(
        directory: String, root: TrustRoot, key: SigningKey, isNew: Bool, now: @escaping @Sendable () -> Moment
    ) throws {
        self.root = root
        self.key = key
        self.now = now
        policy = try root.registerPolicy()
        signer = try key.registerSigner(of: root)
        log = try LogWriter(directory: directory, key: signer.verifier, creating: isNew)
        source = log.source
        state = try BrokerRegister.replay(log, root: root)
        guard state.size == 0 else { return }
        var draft = RegisterDraft(state: state, now: now(), key: key)
        try draft.say(.founding(Founding(of: root, at: draft.now)))
        try log.append(draft.records)
        state = draft.state
    }

    private static func replay(_ log: LogWriter, root: TrustRoot) throws -> RegisterState {
        var state = RegisterState(root: root)
        try log.forEachEntry(in: 0..<log.size) { index, entry in
            if let finding = state.apply(bytes: Array(entry), at: index).first {
                throw BrokerError(
                    .damagedState,
                    "the register doesn't follow from its own records (\(finding.sentence.en)); restore the state from "
                        + "one copy, the register's directory and `trust-root.json` together")
            }
        }
        return state
    }

    /// Appends what `body` adds to a draft of the next records, all or none, and stores its documents first.
    /// - Throws: what `body` throws, and nothing is appended; `.clockSetBack`; `LogError.storage` when the disk fails.
    @discardableResult
    func append<Result: Sendable>(_ body: @Sendable (inout RegisterDraft) throws -> Result) throws -> Result {
        var draft = try nextDraft()
        let result = try body(&draft)
        for document in draft.documents { try log.store(document: document) }
        guard !draft.records.isEmpty else { return result }
        try log.append(draft.records)
        state = draft.state
        return result
    }

    /// Throws what `append` would throw of the fold.
    func rehearse(_ body: @Sendable (inout RegisterDraft) throws -> Void) throws {
        var draft = try nextDraft()
        try body(&draft)
    }

    private func nextDraft() throws -> RegisterDraft {
        let moment = now()
        if let last = state.lastLogged, moment < last {
            throw BrokerError(
                .clockSetBack, "the broker's clock shows \(moment), before its last record of \(last); set it right")
        }
        return RegisterDraft(state: state, now: moment, key: key)
    }

    /// A document that a record names, by its lowercase hex SHA-256.
    func document(_ hash: String) throws -> [UInt8]? {
        guard let hash = LogHash(hex: hash) else { return nil }
        return try source.document(hash, limit: BrokerRegister.documentLimit)
    }

    /// Bytes of a document.
    static let documentLimit = 1 << 24

    /// Reads one of the public files for whoever asks; nil for what isn't there or isn't public.
    nonisolated func file(_ path: String) async throws -> [UInt8]? {
        guard PublicFile.isOne(path) else { return nil }
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { [source] in
                continuation.resume(
                    with: Swift.Result(catching: { try source.read(path, limit: BrokerRegister.documentLimit) }))
            }
        }
    }
}

/// The next records, each of which follows from those before it.
struct RegisterDraft {
    private(set) var state: RegisterState
    /// When they are logged.
    let now: Moment
    private(set) var records: [[UInt8]] = []
    private(set) var documents: [[UInt8]] = []
    private let key: SigningKey

    init(state: RegisterState, now: Moment, key: SigningKey) {
        self.state = state
        self.now = now
        self.key = key
    }

    /// - Throws: `.doesNotFollow` with the one sentence of why.
    /// - Returns: its place in the register.
    @discardableResult
    mutating func add(_ record: RegisterRecord) throws -> Int {
        let index = state.size
        if let finding = state.apply(record, at: index).first {
            throw BrokerError(.doesNotFollow, "\(finding.sentence.en) (`\(finding.code)`)")
        }
        records.append(record.bytes)
        return index
    }

    /// What the broker itself says, signed.
    @discardableResult
    mutating func say(_ statement: Statement) throws -> Int {
        try add(RegisterRecord(statement, signer: Party.broker.id, key: key, loggedAt: now))
    }

    /// Keeps a document beside the register.
    /// - Returns: its lowercase hex SHA-256.
    @discardableResult
    mutating func store(_ document: [UInt8]) -> String {
        documents.append(document)
        return TextHash.of(document)
    }
}

/// Which paths below a log's directory anyone may read (C2SP tlog-tiles, "Parameters"): never its `.state`.
enum PublicFile {
    static func isOne(_ path: String) -> Bool {
        if path == "checkpoint" { return true }
        let pattern = #/(tile/(entries|[0-9]|[1-5][0-9]|6[0-3])/(x[0-9]{3}/)*[0-9]{3}(\.p/[0-9]{1,3})?)/#
        let document = #/(document/[0-9a-f]{2}/[0-9a-f]{64})/#
        return path.utf8.count <= 200 && (path.wholeMatch(of: pattern) != nil || path.wholeMatch(of: document) != nil)
    }
}
