// SPDX-License-Identifier: Apache-2.0
//
// A checkpoint that a policy accepted. Only `TrustPolicy.verify` makes one, so whoever is handed one need not ask
// who signed it.

/// How old the cosignatures of a quorum may be.
package struct Freshness: Hashable, Sendable {
    /// Seconds since 1970.
    package let now: Int
    /// Seconds.
    package let maximumAge: Int
    /// How far ahead a witness's clock may be; what is later doesn't count.
    package let clockTolerance: Int

    package init(now: Int, maximumAge: Int, clockTolerance: Int = 60) throws(LogError) {
        guard now > 0, maximumAge > 0, clockTolerance >= 0, now < 1 << 60, maximumAge < 1 << 60,
            clockTolerance < 1 << 60
        else {
            throw LogError(
                .stale, "a checkpoint's greatest age must be a number of seconds above 0, at a time after 1970",
                help: "give the charter's hours in seconds")
        }
        self.now = now
        self.maximumAge = maximumAge
        self.clockTolerance = clockTolerance
    }
}

package struct VerifiedCheckpoint: Hashable, Sendable {
    package let checkpoint: Checkpoint
    /// With its signatures, to store or to hand on.
    package let note: SignedNote
    package let log: VerifierKey
    /// The newest time of each witness of the policy that cosigned.
    package let witnesses: [VerifierKey: Int]
    /// The latest time at which a quorum says that this was the newest tree; nil when the policy wants none.
    package let quorumTime: Int?

    init(
        checkpoint: Checkpoint, note: SignedNote, log: VerifierKey, witnesses: [VerifierKey: Int], quorumTime: Int?
    ) {
        self.checkpoint = checkpoint
        self.note = note
        self.log = log
        self.witnesses = witnesses
        self.quorumTime = quorumTime
    }

    package var size: Int { checkpoint.size }
    package var root: LogHash { checkpoint.root }

    /// That an entry stands at an index of this tree.
    package func checkIncludes(_ entry: [UInt8], at index: Int, proof: [LogHash]) throws(LogError) {
        guard
            InclusionProof.isValid(
                proof, leaf: MerkleTree.leaf(entry), index: index, size: checkpoint.size, root: checkpoint.root)
        else {
            throw LogError(
                .proof, "the proof doesn't lead from this entry at \(index) to the root at \(checkpoint.size)",
                help: "ask for the proof of this very entry under this checkpoint")
        }
    }

    /// That this tree contains the one that was last seen (`Checkpoint.checkFollows`).
    package func checkFollows(_ lastSeen: Checkpoint, proof: [LogHash]) throws(LogError) {
        try checkpoint.checkFollows(lastSeen, proof: proof)
    }
}
