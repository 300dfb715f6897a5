// SPDX-License-Identifier: Apache-2.0
//
// C2SP tlog-witness: a college's cosigner. It remembers the newest tree of each log it watches and cosigns nothing
// but trees proved to contain it. Checking the size and storing the new one is one step under a lock, and the state
// is on the disk before a cosignature leaves. It never signs at an earlier time than before, so a clock that was set
// back can't make an old tree look new. Answers are values; carrying them is the caller's.

import Synchronization

package final class Witness: Sendable {
    private let signer: NoteSigner
    /// Keys of each log, by its origin's bytes.
    private let logs: [[UInt8]: [VerifierKey]]
    private let lock: StateLock
    private let store: WitnessStore
    private let state: Mutex<WitnessState>

    /// - Parameters:
    ///   - directory: for the state alone, of this witness alone.
    ///   - logs: keys of the logs to watch; a key's name is its log's origin.
    ///   - creating: begins a new witness when the directory holds none. Without it an empty directory is refused:
    ///     a witness that lost its memory could cosign a second history.
    package init(
        directory: String, signer: NoteSigner, logs: [VerifierKey], creating: Bool = false,
        operations: FileOperations = .real
    ) throws(LogError) {
        guard signer.verifier.type == .cosignature, !logs.isEmpty, logs.allSatisfy({ $0.type == .ed25519 }) else {
            throw LogError(
                .key, "a witness needs a key of type 4, and logs with keys of type 1", help: "look at both kinds of key"
            )
        }
        self.signer = signer
        self.logs = Dictionary(grouping: logs, by: \.name.bytes)
        store = WitnessStore(directory: directory, operations: operations)
        if creating { try store.makeDirectory() }
        lock = try StateLock(store.lock, of: "the witness `\(signer.verifier.name)`")
        state = Mutex(try store.load(for: signer.verifier, creating: creating))
    }

    package var key: VerifierKey { signer.verifier }

    /// Answers a request's body.
    /// - Parameter now: seconds since 1970.
    package func addCheckpoint(_ body: [UInt8], now: Int) -> WitnessAnswer {
        let request: AddCheckpointRequest
        let checkpoint: Checkpoint
        do {
            request = try AddCheckpointRequest(parsing: body)
            checkpoint = try Checkpoint(text: request.checkpoint.text)
        } catch {
            return .badRequest(error.description)
        }
        return addCheckpoint(request, checkpoint, now: now)
    }

    private func addCheckpoint(_ request: AddCheckpointRequest, _ checkpoint: Checkpoint, now: Int) -> WitnessAnswer {
        guard let keys = logs[Array(checkpoint.origin.utf8)] else { return .unknownLog }
        do {
            _ = try request.checkpoint.verified(by: keys)
        } catch {
            return .forbidden(error.description)
        }
        guard request.oldSize <= checkpoint.size else {
            return .badRequest("the old size \(request.oldSize) is above the checkpoint's \(checkpoint.size)")
        }
        return state.withLock { state in
            let last = state.latest(of: checkpoint)
            guard request.oldSize == last?.size ?? 0 else { return .conflict(last?.size ?? 0) }
            if let refusal = Witness.refusal(of: checkpoint, after: last, request.proof) { return refusal }
            return cosign(request.checkpoint, checkpoint, now: now, &state)
        }
    }

    /// The consistency checks of "add-checkpoint".
    private static func refusal(of checkpoint: Checkpoint, after last: Checkpoint?, _ proof: [LogHash])
        -> WitnessAnswer?
    {
        guard checkpoint.size > 0 || checkpoint.root == MerkleTree.emptyRoot else {
            return .unprocessable("a tree without entries has another root")
        }
        let isConsistent = ConsistencyProof.isValid(
            proof, from: last?.size ?? 0, earlierRoot: last?.root ?? MerkleTree.emptyRoot, to: checkpoint.size,
            root: checkpoint.root)
        return isConsistent
            ? nil
            : .unprocessable(
                "the tree at \(checkpoint.size) is not proved to contain the one at \(last?.size ?? 0)")
    }

    private func cosign(
        _ note: SignedNote, _ checkpoint: Checkpoint, now: Int, _ state: inout WitnessState
    ) -> WitnessAnswer {
        guard now >= state.time else {
            return .unavailable(
                "this witness's clock shows an earlier time than at its last cosignature; set it right")
        }
        do {
            let cosignature = try signer.cosign(checkpoint, time: now)
            let keys = logs[Array(checkpoint.origin.utf8)] ?? []
            let kept = note.keeping(keys).adding([cosignature])
            let next = state.remembering(checkpoint, kept, time: now)
            try store.save(next, for: signer.verifier)
            state = next
            return .cosigned([cosignature])
        } catch {
            return .unavailable(error.description)
        }
    }

    /// "Monitor Retrieval Mechanism": the newest cosigned checkpoint of a log, by the SHA-256 of its origin in hex
    /// (`GET <prefix>/<origin hash>/checkpoint`); nil for 404.
    package func checkpoint(originHash: String) -> SignedNote? {
        state.withLock { $0.note(originHash: originHash) }
    }

    /// The same, by the log's name.
    package func checkpoint(of origin: KeyName) -> SignedNote? {
        checkpoint(originHash: LogHash.of(origin.bytes).hex)
    }
}
