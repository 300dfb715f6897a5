// SPDX-License-Identifier: Apache-2.0
//
// What goes out of a holder: first the check that both HPKE configurations are signed by aggregators
// enrolled under two different colleges (G2), then the sealed bytes, the same at each try.

import DAP
import Governance

extension HolderNode {
    func recipients(of mandate: Mandate) async throws -> Recipients {
        Recipients(
            leader: try await config(of: mandate.leader), helper: try await config(of: mandate.helper))
    }

    private func config(of aggregator: EnrolledAggregator) async throws -> HpkeConfig {
        let answer = try await network(Exchange.Request(.get, "\(aggregator.url)/hpke_config/signed"))
        guard answer.isSuccess else {
            throw HolderError(.aggregatorUnreachable, "aggregator `\(aggregator.id)` gives no HPKE configuration")
        }
        return try HpkeConfig(decoding: SignedHpkeConfig(bytes: answer.body).verified(for: aggregator))
    }

    /// Until the leader has taken it, the report waits and goes out again, the same bytes, at each look: a leader
    /// that refuses may not have accepted the mandate yet, and one that has the report already takes it as a retry.
    /// - Throws: `.reportRefused` with the problem type of DAP that the leader gave, if it is one.
    func send(_ report: WaitingReport) async throws {
        let answer = try await network(
            Exchange.Request(
                .post, "\(report.leader)/tasks/\(report.task)/reports",
                headers: ["Content-Type": MediaType.message("upload-req")], body: report.bytes))
        guard answer.isSuccess else {
            let kind = DAPError.Kind(problemDocument: answer.body).map { " (\($0.rawValue))" } ?? ""
            throw HolderError(
                .reportRefused,
                "the leader answered a report of task \(report.task) with status \(answer.status)\(kind)")
        }
        try await store.markSent(report.task)
    }
}
