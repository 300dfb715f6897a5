// SPDX-License-Identifier: Apache-2.0
//
// The tasks of a mandate as DAP speaks of them. Every role derives them from the mandate alone, so that
// a difference of one byte between two parties leaves every share sealed.

import DAP
import Studies

extension Mandate {
    /// One day, in seconds: a report's time says no more than the day its mandate was made.
    private static let timePrecision: UInt64 = 86_400

    /// A holder's total in one cell is at most the measure's bound times so many units (2²⁰ - 1): a holder
    /// with more in one cell sends zeros and says so locally.
    private static let unitsPerCell: UInt64 = 1_048_575

    /// In the order of `tasks`.
    package func taskParameters() throws(DAPError) -> [TaskParameters] {
        let batch = Interval(start: UInt64(clamping: made.secondsSinceEpoch) / Mandate.timePrecision, duration: 1)
        var parameters: [TaskParameters] = []
        for task in tasks {
            guard let identifier = TaskID(task.id), let hash = ContentHash.bytes(ofHex: id) else {
                throw DAPError(.invalidMessage, "a mandate's identifiers aren't 32 bytes")
            }
            parameters.append(
                try TaskParameters(
                    id: identifier, configuration: configuration(of: task, mandateHash: hash), batch: batch,
                    holders: holders.map(\.id)))
        }
        return parameters
    }

    private func configuration(of task: MandatedTask, mandateHash: [UInt8]) throws(DAPError) -> TaskConfiguration {
        let planned = task.planned
        guard let length = UInt32(exactly: planned.length),
            let sensitivity = UInt64(exactly: planned.sensitivitySquared),
            let rho = UInt64(exactly: planned.rhoMicro),
            let bound = UInt64(exactly: plan.measures[planned.index].bound)
        else { throw DAPError(.invalidMessage, "a task's length, sensitivity or spending is out of range") }
        return try TaskConfiguration(
            taskInfo: Array("\(study.id)/\(planned.measure)".utf8.prefix(255)), leader: leader.url, helper: helper.url,
            timePrecision: Mandate.timePrecision, minBatchSize: UInt64(holders.count),
            vdaf: .sumVec(length: length, maximum: bound * Mandate.unitsPerCell),
            noise: NoiseParameters(sensitivitySquared: sensitivity, rhoMicro: rho, isNoised: isNoised),
            mandateHash: mandateHash)
    }
}
