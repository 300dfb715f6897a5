// SPDX-License-Identifier: Apache-2.0
//
// A task as every role derives it from the mandate: its identifier and configuration, the one batch that
// may ever be collected, and who is asked to contribute.

package struct TaskParameters: Hashable, Sendable {
    package let id: TaskID
    package let configuration: TaskConfiguration
    /// In units of the configuration's time precision.
    package let batch: Interval
    /// The holders that the mandate asks: one report each.
    package let holders: [String]

    package init(id: TaskID, configuration: TaskConfiguration, batch: Interval, holders: [String]) throws(DAPError) {
        guard !holders.isEmpty, Set(holders).count == holders.count, batch.duration > 0 else {
            throw DAPError(.invalidMessage, "a task needs at least one holder, each named once, and a batch", task: id)
        }
        self.id = id
        self.configuration = configuration
        self.batch = batch
        self.holders = holders
    }
}
