// SPDX-License-Identifier: Apache-2.0
//
// The database beside the register: texts of studies, travelling mandates and where each run is, so that they can be
// asked for. It is a projection: what a crash kept out of it, or what was deleted, is read from the register and its
// documents when the broker starts. What people alone know (opinions, pages of assessments) is not made anew.

import Governance
import PostgreSQL
import Studies

extension BrokerNode {
    /// Whether a broker's database remembers a study, so that a register must be beside it.
    package static func hasHistory(_ pool: ConnectionPool) async throws -> Bool {
        try await pool.withConnection { try await !$0.execute("SELECT 1 FROM studies LIMIT 1").isEmpty }
    }

    /// Makes the database say what the register says, where it says nothing yet.
    package func project() async throws {
        let state = await register.state
        for study in state.studies.values.sorted(by: { $0.submission.at < $1.submission.at }) {
            guard try await store.study(study.submission.study) == nil else { continue }
            guard let text = try await register.document(study.submission.textHash) else {
                throw BrokerNode.missing("the text of `\(study.submission.study)`")
            }
            let (status, sentence) = BrokerNode.status(of: study)
            try await store.keep(
                study.submission.study, text: String(decoding: text, as: UTF8.self), state: status,
                sentence: sentence, at: study.submission.at)
        }
        for mandate in state.mandates.values.sorted(by: { $0.record < $1.record })
        where try await store.mandateDocument(mandate.entry.mandate) == nil {
            try await project(mandate, state)
        }
        try await mandateAdopted(in: state)
    }

    /// What a crash kept from being made after a ballot on a study.
    private func mandateAdopted(in state: RegisterState) async throws {
        for ballot in state.ballots.values.sorted(by: { $0.ballot.closesAt < $1.ballot.closesAt })
        where ballot.ballot.subject == .study && ballot.closing?.count.outcome == .adopted {
            do {
                try await mandateAdopted(ballot.ballot)
            } catch let error as GovernanceError {
                logger.notice("an adopted study gets no mandate", metadata: ["code": "\(error.code.name)"])
            }
        }
    }

    private static func status(of study: RegisteredStudy) -> (StudyStatus.State, String) {
        switch study.end {
        case .refused(let clauses): (.refused, clauses.joined(separator: "; "))
        case .withdrawn(let reason): (.withdrawn, reason.en)
        case nil: (.waiting, "waiting for a ballot")
        }
    }

    private func project(_ mandate: RegisteredMandate, _ state: RegisterState) async throws {
        let entry = mandate.entry
        // What a release withheld is in no record: without it, a later table could undo it (G4).
        guard mandate.publication == nil else {
            throw BrokerError(
                .damagedState,
                "the database has lost what the release of `\(entry.study)` withheld; restore it from a copy")
        }
        guard let body = try await register.document(entry.mandate),
            let policy = try await register.document(entry.policyHash)
        else { throw BrokerNode.missing("the mandate or the policy of `\(entry.study)`") }
        let document = try MandateMaker.document(
            body: body, policyText: String(decoding: policy, as: UTF8.self), key: settings.key)
        try await store.keep(mandate: entry.mandate, of: entry.study, document: document, at: entry.made)
    }

    private static func missing(_ what: String) -> BrokerError {
        BrokerError(
            .damagedState, "\(what) is missing from the register's documents; restore the whole state from one copy")
    }
}
