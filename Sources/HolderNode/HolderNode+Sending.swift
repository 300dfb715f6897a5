// SPDX-License-Identifier: Apache-2.0
//
// What goes out of a holder: first the check that both HPKE configurations are those in the register, signed by
// aggregators enrolled under two different colleges (G2), then the sealed bytes, the same at each try. And what it
// refused, signed, into the register.

import DAP
import Governance
import Studies

extension HolderNode {
    func recipients(of mandate: Mandate, _ register: RegisterState) async throws -> Recipients {
        Recipients(
            leader: try await config(of: mandate.leader, register),
            helper: try await config(of: mandate.helper, register))
    }

    private func config(of aggregator: EnrolledAggregator, _ register: RegisterState) async throws -> HpkeConfig {
        let answer = try await network(Exchange.Request(.get, "\(aggregator.url)/hpke_config/signed"))
        guard answer.isSuccess else {
            throw HolderError(.aggregatorUnreachable, "aggregator `\(aggregator.id)` gives no HPKE configuration")
        }
        let served = try SignedHpkeConfig(bytes: answer.body)
        try register.checkServed(served, by: aggregator)
        return try HpkeConfig(decoding: served.config)
    }

    /// Puts each refusal of a mandate into the register, where nobody can hide it: at each look until it is there.
    func tellRefusals(_ register: RegisterState, now: Moment) async throws {
        for refusal in try await store.untoldRefusals() {
            guard let mandate = register.mandates[refusal.mandate], mandate.entry.holders.contains(id) else { continue }
            if mandate.refusals[id] == nil { try await tell(refusal, now: now) }
            try await store.markTold(refusal.mandate)
        }
    }

    private func tell(_ refusal: UntoldRefusal, now: Moment) async throws {
        let statement = Statement.holderRefusal(
            Governance.HolderRefusal(mandate: refusal.mandate, holder: id, reason: refusal.reason, at: now))
        let envelope = try statement.signed(by: id, key: key, at: now)
        let answer = try await network(
            Exchange.Request(
                .post, "\(root.broker.url)/records", headers: ["Content-Type": "application/json"],
                body: envelope.json.canonicalBytes))
        guard answer.isSuccess else {
            throw HolderError(
                .refusalNotTaken, "the broker answered a signed refusal with status \(answer.status)")
        }
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
