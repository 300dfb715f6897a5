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

    /// A leader that can't be reached is asked again at the next look; one that refuses says why, once.
    func send(_ report: WaitingReport) async throws {
        let answer = try await network(
            Exchange.Request(
                .post, "\(report.leader)/tasks/\(report.task)/reports",
                headers: ["Content-Type": MediaType.message("upload-req")], body: report.bytes))
        guard answer.isSuccess else {
            throw HolderError(
                .reportRefused, "the leader answered a report of task \(report.task) with status \(answer.status)")
        }
        try await store.markSent(report.task)
    }
}
