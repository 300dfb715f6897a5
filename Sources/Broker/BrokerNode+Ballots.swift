// SPDX-License-Identifier: Apache-2.0
//
// Ballots: opened on a proposal that stands in the register once it was deliberated, counted and closed by the broker's
// own loop when their time is over. Votes come in by the register's one door (BrokerNode+Records.swift); which of them
// count is for anyone to redo.

import Governance
import Studies

extension BrokerNode {
    /// Newest first.
    func ballotIdentifiers() async -> [String] {
        await register.state.ballots.values.sorted {
            ($0.ballot.opensAt, $0.ballot.id) > ($1.ballot.opensAt, $1.ballot.id)
        }.map(\.ballot.id)
    }

    /// - Parameter body: `{"proposal": ...}`, and `"call": "second"` after a first one without quorum.
    func openBallot(_ id: String, _ body: JSONValue) async throws -> Ballot {
        guard case .object(let members) = body, case .string(let name)? = members["proposal"],
            Set(members.keys).isSubset(of: ["proposal", "call"]),
            let call = members["call"].map({ $0.string.flatMap(Ballot.Call.init) }) ?? .first
        else {
            throw BrokerError(
                .malformed,
                "a ballot is opened on a proposal: send `{\"proposal\": \"its identifier\"}`, and with it "
                    + "`\"call\": \"second\"` for a second call")
        }
        let ballot = try await register.append { draft in
            guard let proposal = draft.state.proposals[name]?.proposal else {
                throw BrokerError(.notFound, "no proposal is called `\(name.prefix(80))`; deposit it first")
            }
            let ballot = try Ballot.open(
                id: id, subject: proposal.subject, textHash: proposal.textHash, evidenceHash: proposal.evidenceHash,
                call: call, root: draft.state.root, at: draft.now)
            try draft.say(.opening(BallotOpening(proposal: name, ballot: ballot)))
            return ballot
        }
        logger.info("opened a ballot", metadata: ["ballot": "\(id)"])
        return ballot
    }

    /// The ballot, its count as of now, and what colleges said against it; the votes too while it is open.
    func ballot(_ id: String) async throws -> JSONValue {
        let state = await register.state
        guard let ballot = state.ballots[id], let count = state.count(of: id, now: now()) else {
            throw BrokerError(.notFound, "there is no ballot `\(id)`; GET /ballots lists them")
        }
        return .object([
            "ballot": ballot.ballot.json, "closedBy": ballot.closing.map { .int(Int64($0.record)) } ?? .null,
            "count": count.json,
            "reasons": .object(
                ballot.reasons.mapValues { .object(["en": .string($0.en), "fr": .string($0.fr)]) }),
            "sentence": .object(["en": .string(count.sentence.en), "fr": .string(count.sentence.fr)]),
            "votes": .array(ballot.record.votes.map(\.json)),
        ])
    }

    /// Counts and closes each ballot whose time is over; a study that was adopted gets its mandate.
    func closeBallots() async throws {
        let moment = now()
        let due = await register.state.ballots.values.filter { $0.closing == nil && $0.ballot.closesAt <= moment }
            .map(\.ballot).sorted { ($0.closesAt, $0.id) < ($1.closesAt, $1.id) }
        for ballot in due {
            let outcome = try await register.append { draft -> Count.Outcome? in
                guard draft.state.ballots[ballot.id]?.closing == nil,
                    let count = draft.state.count(of: ballot.id, now: draft.now)
                else { return nil }
                try draft.say(
                    .closing(
                        BallotClosing(
                            ballot: ballot.id, ballotHash: ballot.hash, count: count.json, timestamp: nil,
                            at: draft.now)))
                return count.outcome
            }
            guard let outcome else { continue }
            logger.info("closed a ballot", metadata: ["ballot": "\(ballot.id)", "outcome": "\(outcome.rawValue)"])
        }
        for ballot in due where ballot.subject == .study { try await mandateAdopted(ballot) }
    }

    /// The text of the policy set in force.
    /// - Throws: `.noPolicy`.
    func policyInForce(_ state: RegisterState) async throws -> PolicyInForce {
        guard let hash = state.policy?.hash else {
            throw BrokerError(.noPolicy, "no policy is in force: no ballot on one was adopted; hold a ballot first")
        }
        guard let document = try await register.document(hash) else {
            throw BrokerError(.damagedState, "the text of the policy in force is missing from the register's documents")
        }
        return try PolicyInForce(text: String(decoding: document, as: UTF8.self), register: state)
    }
}
