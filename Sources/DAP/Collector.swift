// SPDX-License-Identifier: Apache-2.0
//
// "Collect Interaction", the collector's side: asks the leader for the one batch of a task, and adds the
// two sealed shares up. It never sees a report.

package struct Collector: Sendable {
    let keys: HpkeKeyPair
    /// Shown to the leader with every request.
    let token: String
    let network: Network

    package init(keys: HpkeKeyPair, token: String, network: @escaping Network) {
        self.keys = keys
        self.token = token
        self.network = network
    }

    /// The noised totals of a task, or nil while contributors are missing.
    package func collect(_ task: TaskParameters) async throws -> [Int64]? {
        let request = CollectionJobReq(batchInterval: task.batch)
        let response = try await network(
            Exchange.Request(
                .post, "\(task.configuration.leader)/tasks/\(task.id)/collection_jobs",
                headers: [
                    "Content-Type": MediaType.message("collection-job-req"), "Authorization": BearerToken.header(token),
                ],
                body: try request.encoded()))
        if response.status == 202 { return nil }
        guard response.isSuccess else {
            throw DAPError(
                .batchInvalid, "the leader refused a collection with status \(response.status)", task: task.id)
        }
        let answer = try CollectionJobResp(decoding: response.body)
        guard answer.interval == task.batch, answer.reportCount == UInt64(task.holders.count) else {
            throw DAPError(.batchMismatch, "the leader answered for another batch or number of reports", task: task.id)
        }
        return try AggregateShareContext(task: task.id, configuration: task.configuration, request: request)
            .unshard(answer, with: keys)
    }
}
