// SPDX-License-Identifier: Apache-2.0
//
// Closing a batch: in one transaction the shares are added up, noise is drawn, the noised share is
// stored and the single shares are forgotten. From then on the stored share is what every request gets:
// drawing again for each request would let a collector average the noise away.

import Crypto
import DAP
import DisclosureControl
import PostgreSQL

extension AggregatorStore {
    /// Refuses with `batchIncomplete` until every holder of the task has a verified report here.
    func close(_ task: TaskParameters) async throws -> ClosedBatch {
        try await pool.transaction("close batch") { transaction in
            _ = try await transaction.execute(
                "SELECT 1 FROM tasks WHERE task_id = $1 FOR UPDATE", [.bytes(task.id.bytes)])
            if let closed = try await closedBatch(task.id, transaction) { return closed }
            let batch = try await addUp(task, transaction)
            try await transaction.execute(
                "INSERT INTO aggregate_shares (task_id, share, report_count, checksum) VALUES ($1, $2, $3, $4)",
                [.bytes(task.id.bytes), .bytes(batch.share), .int(batch.reportCount), .bytes(batch.checksum)])
            try await transaction.execute(
                "UPDATE reports SET output_share = NULL WHERE task_id = $1", [.bytes(task.id.bytes)])
            return batch
        }
    }

    private func closedBatch(_ task: TaskID, _ connection: Connection) async throws -> ClosedBatch? {
        let rows = try await connection.execute(
            "SELECT share, report_count, checksum FROM aggregate_shares WHERE task_id = $1", [.bytes(task.bytes)])
        return try rows.first.map { row in
            ClosedBatch(
                share: try row.bytes("share"), reportCount: try row.int("report_count"),
                checksum: try row.bytes("checksum"))
        }
    }

    private func addUp(_ task: TaskParameters, _ connection: Connection) async throws -> ClosedBatch {
        let rows = try await connection.execute(
            "SELECT report_id, output_share FROM reports WHERE task_id = $1 AND verified",
            [.bytes(task.id.bytes)], format: .binary)
        guard rows.count == task.holders.count else {
            throw DAPError(
                .batchIncomplete, "\(rows.count) of \(task.holders.count) holders have answered", task: task.id)
        }
        var checksum = [UInt8](repeating: 0, count: 32)
        for row in rows {
            for (index, byte) in SHA256.hash(data: try row.bytes("report_id")).enumerated() { checksum[index] ^= byte }
        }
        let share = try task.configuration.aggregate(
            rows.map { try $0.bytes("output_share") },
            noise: drawNoise(task.configuration.noise, count: task.configuration.vdaf.length))
        return ClosedBatch(share: share, reportCount: rows.count, checksum: checksum)
    }

    /// Full noise for the whole task, so that one honest aggregator is enough (promise G3).
    private func drawNoise(_ noise: NoiseParameters, count: Int) throws -> [Int64] {
        guard noise.isNoised else { return Array(repeating: 0, count: count) }
        let variance = try NoiseVariance(
            sensitivitySquared: Int64(clamping: noise.sensitivitySquared), rhoMicro: Int64(clamping: noise.rhoMicro))
        return try DiscreteGaussian(variance: variance).sampleVector(count: count)
    }
}
