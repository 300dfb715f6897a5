// SPDX-License-Identifier: Apache-2.0
//
// How an edge follows the register (G5, G11): at each look the newest checkpoint, cosigned by every college's witness
// within the charter's time, proved to contain the one seen before; then the new records, each proved to stand in that
// tree, folded over the pinned trust root. What is stale, older than before, forked or unproved is thrown, and the edge
// does nothing. The checkpoint is remembered before anything is done upon it.

import DAP
import Studies
import Synchronization
import TransparencyLog

package final class RegisterFollower: Sendable {
    /// The register up to a checkpoint.
    package struct View: Sendable {
        package let state: RegisterState
        package let checkpoint: SeenCheckpoint
        /// The one that was acted on before.
        package let lastSeen: SeenCheckpoint?
        /// Of the records that this look brought: those that don't follow, and changed nothing.
        package let findings: [Finding]
    }

    /// Where an edge keeps the newest checkpoint that it acted on, as it was served.
    package struct Memory: Sendable {
        let load: @Sendable () async throws -> [UInt8]?
        let save: @Sendable ([UInt8]) async throws -> Void

        package init(
            load: @escaping @Sendable () async throws -> [UInt8]?,
            save: @escaping @Sendable ([UInt8]) async throws -> Void
        ) {
            self.load = load
            self.save = save
        }
    }

    private struct Progress {
        var state: RegisterState
        var last: VerifiedCheckpoint?
        var view: View?
    }

    private let root: TrustRoot
    private let policy: TrustPolicy
    private let network: Network
    private let memory: Memory
    private let progress: Mutex<Progress>

    /// - Throws: `LogError.policy` when the root enrols no witness.
    package init(root: TrustRoot, network: @escaping Network, memory: Memory) throws(LogError) {
        self.root = root
        policy = try root.registerPolicy()
        self.network = network
        self.memory = memory
        progress = Mutex(Progress(state: RegisterState(root: root), last: nil, view: nil))
    }

    /// What the last look found.
    package var view: View? { progress.withLock { $0.view } }

    /// Reads what is new. Of two looks at once, one can be refused as older than the other.
    /// - Throws: `LogError` for a checkpoint or file that may not be acted on, `GovernanceError` for one that is older
    ///   than the last seen, or what the network throws.
    package func look(now: Moment) async throws -> View {
        let files = AskedFiles(root.registerURL, network: network)
        let verified = try await newest(files, now: now)
        let last = try await lastVerified()
        if let last { try await checkFollows(verified, last, files) }
        let findings = try await readRecords(of: verified, files)
        let checkpoint = try RegisterFollower.seen(verified)
        let lastSeen = try last.map(RegisterFollower.seen)
        try progress.withLock { try $0.state.checkFreshness(checkpoint, lastSeen: lastSeen, now: now) }
        if verified.note.bytes != last?.note.bytes { try await memory.save(verified.note.bytes) }
        return progress.withLock { progress in
            let view = View(state: progress.state, checkpoint: checkpoint, lastSeen: lastSeen, findings: findings)
            if verified.size >= progress.last?.size ?? 0 {
                progress.last = verified
                progress.view = view
            }
            return view
        }
    }

    private func newest(_ files: AskedFiles, now: Moment) async throws -> VerifiedCheckpoint {
        guard let bytes = try await files.fetch("checkpoint", limit: SignedNote.sizeLimit) else {
            throw LogError(
                .absent, "the register has no checkpoint that the witnesses cosigned", help: "ask again later")
        }
        let freshness = try Freshness(
            now: Int(now.secondsSinceEpoch), maximumAge: Int(root.charter.checkpointSeconds),
            clockTolerance: Int(MandateCheck.clockSkewSeconds))
        return try policy.verify(SignedNote(parsing: bytes), freshness: freshness)
    }

    private func lastVerified() async throws -> VerifiedCheckpoint? {
        if let last = progress.withLock({ $0.last }) { return last }
        guard let bytes = try await memory.load() else { return nil }
        return try policy.verify(SignedNote(parsing: bytes), freshness: nil)
    }

    private func checkFollows(_ verified: VerifiedCheckpoint, _ last: VerifiedCheckpoint, _ files: AskedFiles)
        async throws
    {
        guard verified.size > last.size else { return try verified.checkFollows(last.checkpoint, proof: []) }
        let proof = try await files.reading {
            try LogReader(files, at: verified.checkpoint).consistencyProof(from: last.size)
        }
        try verified.checkFollows(last.checkpoint, proof: proof)
    }

    /// A bundle at a time, so that the memory is the same for any register.
    private func readRecords(of verified: VerifiedCheckpoint, _ files: AskedFiles) async throws -> [Finding] {
        var findings: [Finding] = []
        while true {
            let start = progress.withLock { $0.state.size }
            guard start < verified.size else { return findings }
            let end = min(verified.size, (start / TilePath.width + 1) * TilePath.width)
            let records = try await files.reading {
                var records: [[UInt8]] = []
                try LogReader(files, at: verified.checkpoint).forEachEntry(in: start..<end) {
                    records.append(Array($1))
                }
                return records
            }
            files.forget()
            progress.withLock { progress in
                // Another look may have read them meanwhile.
                guard progress.state.size == start else { return }
                for (index, bytes) in zip(start..., records) {
                    findings += progress.state.apply(bytes: bytes, at: index)
                }
            }
        }
    }

    private static func seen(_ verified: VerifiedCheckpoint) throws -> SeenCheckpoint {
        guard let time = verified.quorumTime, let moment = Moment(secondsSinceEpoch: Int64(time)) else {
            throw LogError(.stale, "the checkpoint's cosignatures have no time", help: "ask for another one")
        }
        return SeenCheckpoint(size: verified.size, cosignedAt: moment)
    }
}
