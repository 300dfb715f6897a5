// SPDX-License-Identifier: Apache-2.0
//
// How fresh a register must be for an edge to act on it: a checkpoint that the witnesses cosigned within
// the charter's time, of exactly the records that were read, and never older than one seen before. The
// cosignatures themselves are the log's to verify.

import Studies

/// A checkpoint whose cosignatures were verified.
package struct SeenCheckpoint: Hashable, Sendable {
    /// How many records it covers.
    package let size: Int
    /// By its oldest cosignature.
    package let cosignedAt: Moment

    package init(size: Int, cosignedAt: Moment) {
        self.size = size
        self.cosignedAt = cosignedAt
    }
}

extension GovernanceError.Code {
    /// Cosigned too long ago, or in the future.
    package static let checkpointStale = Self("checkpoint-stale")
    /// Older than one that was seen before: something since is being hidden.
    package static let checkpointRolledBack = Self("checkpoint-rolled-back")
    /// Not of the records that were read.
    package static let checkpointSize = Self("checkpoint-size")
}

extension RegisterState {
    /// - Parameter lastSeen: the newest checkpoint that this party acted on, if any.
    package func checkFreshness(
        _ checkpoint: SeenCheckpoint, lastSeen: SeenCheckpoint?, now: Moment
    ) throws(GovernanceError) {
        let age = now.secondsSinceEpoch - checkpoint.cosignedAt.secondsSinceEpoch
        guard age <= root.charter.checkpointSeconds, age >= -MandateCheck.clockSkewSeconds else {
            throw GovernanceError(
                .checkpointStale, "the checkpoint was cosigned at \(checkpoint.cosignedAt), and it is \(now)",
                help: "ask the broker for a checkpoint that the witnesses cosigned today, and look at the clock")
        }
        if let lastSeen, checkpoint.size < lastSeen.size || checkpoint.cosignedAt < lastSeen.cosignedAt {
            throw GovernanceError(
                .checkpointRolledBack,
                "the checkpoint has \(checkpoint.size) records, and one with \(lastSeen.size) was seen before",
                help: "tell the witnesses: a newer state of the register is being hidden")
        }
        guard checkpoint.size == size else {
            throw GovernanceError(
                .checkpointSize, "the checkpoint has \(checkpoint.size) records, and \(size) were read",
                help: "read the register up to the checkpoint")
        }
    }
}
